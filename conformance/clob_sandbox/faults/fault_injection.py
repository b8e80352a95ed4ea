"""How a planted fault strikes: around a request, before it is carried out and after it is answered.

A fault changes what came in (so that the exchange does another thing than it was asked for) or what goes
out (so that it tells another thing than it did). Which ones there are stands in `faults`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

import orjson
from attrs import define, evolve, field, frozen

from clob_sandbox.http.auth import l2_signature
from clob_sandbox.http.jsons import loads
from clob_sandbox.journal import RawRequest
from clob_sandbox.venue.exchange import Exchange

if TYPE_CHECKING:
    from clob_sandbox.app import Response


@define
class Intercept:
    """A request on its way; `memory` is the fault's own, kept from request to request."""

    operation: str
    exchange: Exchange
    incoming: RawRequest
    memory: dict[Any, Any]

    @property
    def headers(self) -> dict[str, str]:
        return self.incoming.headers

    @property
    def caller(self) -> str:
        """The address that the request names, in lower case."""
        return self.headers.get("poly_address", "").lower()

    def body(self) -> Any:
        """The request's JSON, or None."""
        try:
            return loads(self.incoming.body)
        except ValueError:
            return None

    def change(self, **headers: str) -> None:
        """Set headers of the request."""
        self.incoming = evolve(self.incoming, headers={**self.headers, **headers})

    def change_query(self, change: Callable[[dict[str, str]], Any]) -> None:
        """Let a function change the query's parameters in place."""
        query = dict(parse_qsl(self.incoming.query, keep_blank_values=True))
        change(query)
        self.incoming = evolve(self.incoming, query=urlencode(query))

    def change_body(self, value: Any) -> None:
        """Another body, under a signature that fits it if the old one fitted."""
        genuine = self.signed_for()
        self.incoming = evolve(self.incoming, body=orjson.dumps(value))
        if genuine:
            self.sign()

    def signed_for(
        self, *, method: str | None = None, path: str | None = None, body: bytes | None = None
    ) -> bool:
        """Whether the L2 signature is right, or would be for another request; the timestamp is not judged."""
        key = self.exchange.keys.find(self.headers.get("poly_api_key", ""))
        timestamp, sent = self.headers.get("poly_timestamp", ""), self.incoming
        return key is not None and self.headers.get("poly_signature") == l2_signature(
            key.secret,
            timestamp,
            method or sent.method,
            path or sent.path,
            sent.body if body is None else body,
        )

    def sign(self, timestamp: str | None = None) -> None:
        """Sign the request anew for the key that it names."""
        key = self.exchange.keys.find(self.headers.get("poly_api_key", ""))
        stamp = timestamp or self.headers.get("poly_timestamp", "")
        if key is not None:
            sent = self.incoming
            signature = l2_signature(key.secret, stamp, sent.method, sent.path, sent.body)
            self.change(poly_timestamp=stamp, poly_signature=signature)


@define
class Reply:
    """A response on its way: `body` is the JSON value, or bytes that are sent as they are."""

    status: int
    body: Any
    headers: dict[str, str] = field(factory=dict)


Before = Callable[[Intercept], object]
After = Callable[[Intercept, Reply], object]


@frozen
class Fault:
    """A way to break the contract. `operations` are the ids at which it strikes; none means at all, and ""
    stands for what meets no operation. `always`: errors are struck too, not successes alone. `breaks`:
    the clauses of the conformance suite whose sentences are no longer true, by their ids.
    """

    sentence: str
    operations: tuple[str, ...] = ()
    before: Before | None = None
    after: After | None = None
    always: bool = False
    breaks: tuple[str, ...] = field(kw_only=True)

    def __str__(self) -> str:
        return self.sentence


class FaultInjector:
    """The faults of one sandbox, with what they remember."""

    def __init__(self, faults: Iterable[tuple[str, Fault]]) -> None:
        self._faults = [(name, fault, dict[Any, Any]()) for name, fault in faults]

    @property
    def names(self) -> list[str]:
        """Which faults they are."""
        return [name for name, _, _ in self._faults]

    def strike(self, operation: str) -> bool:
        """Whether a fault strikes at an operation."""
        return any(not fault.operations or operation in fault.operations for _, fault, _ in self._faults)

    def memories(self) -> Iterator[tuple[str, dict[Any, Any]]]:
        """What every fault remembers, by its name: plain values alone."""
        return ((name, memory) for name, _, memory in self._faults)

    def remember(self, memories: Mapping[str, dict[Any, Any]]) -> None:
        """Let the faults remember what `memories` gave."""
        for name, _, memory in self._faults:
            memory.update(memories[name])

    def around(
        self,
        operation: str,
        exchange: Exchange,
        incoming: RawRequest,
        carry_out: Callable[[RawRequest], Response],
    ) -> Response:
        """Carry out a request of an operation with every fault that strikes there."""
        intercepts = [
            (fault, Intercept(operation, exchange, incoming, memory))
            for _, fault, memory in self._faults
            if not fault.operations or operation in fault.operations
        ]
        for fault, intercept in intercepts:
            intercept.incoming = incoming
            if fault.before is not None:
                fault.before(intercept)
            incoming = intercept.incoming
        response = carry_out(incoming)
        for fault, intercept in intercepts:
            if fault.after is not None and (fault.always or response.status == 200):
                reply = Reply(response.status, orjson.loads(response.body), dict(response.headers))
                fault.after(intercept, reply)
                body = reply.body if isinstance(reply.body, bytes) else orjson.dumps(reply.body)
                response = evolve(response, status=reply.status, body=body, headers=reply.headers)
        return response


def items(body: Any) -> list[dict[str, Any]]:
    """The objects of a list, or the object itself with those of its page."""
    found = [body, *body.get("data", [])] if isinstance(body, dict) else body
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def edit(change: Callable[[dict[str, Any]], object]) -> After:
    """Change every object of the response."""

    def after(intercept: Intercept, reply: Reply) -> None:
        for item in items(reply.body):
            change(item)

    return after


def put(**values: Any) -> After:
    """Give fields of every object another value; a function is given the old one."""

    def change(item: dict[str, Any]) -> None:
        for name, value in values.items():
            if name in item:
                item[name] = value(item[name]) if callable(value) else value

    return edit(change)


def drop(*names: str) -> After:
    """Leave fields of every object out."""
    return edit(lambda item: [item.pop(name, None) for name in names])


def response(body: Any) -> After:
    """Answer something else; a function is given the true answer."""

    def after(intercept: Intercept, reply: Reply) -> None:
        reply.body = body(reply.body) if callable(body) else body

    return after


def status(number: int) -> After:
    """Answer with another status."""

    def after(intercept: Intercept, reply: Reply) -> None:
        reply.status = number

    return after


def header(name: str, value: str) -> After:
    """Send another header."""

    def after(intercept: Intercept, reply: Reply) -> None:
        reply.headers[name] = value

    return after


def forget(*names: str) -> Before:
    """Leave parameters of the query out of account."""
    return lambda intercept: intercept.change_query(lambda query: [query.pop(name, None) for name in names])


def each_value(change: Callable[[Any], Any]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """For `answer`: change every value of a mapping."""
    return lambda body: {name: change(value) for name, value in body.items()}
