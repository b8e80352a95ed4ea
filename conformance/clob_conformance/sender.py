"""Sends a request for an account, signed over its final bytes, and gives back the exchange."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from attrs import evolve, field, frozen

from clob_conformance.accounts import Account
from clob_conformance.description import Level, Operation
from clob_conformance.errors import CannotRun
from clob_conformance.exchange import Answer, Exchange, Request
from clob_conformance.pacing import Pacer

Observer = Callable[[Exchange], object]
Admission = Callable[[str, str, bytes], None]


@frozen
class Call:
    """What to send: a path as it goes over the wire, query pairs, and the body's bytes."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @property
    def target(self) -> str:
        """The path with its query string."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


def call(
    operation: Operation,
    path_parameters: Mapping[str, str] | None = None,
    query: Mapping[str, str | Sequence[str]] | None = None,
    body: Any = None,
) -> Call:
    """A call of an operation; `body` is serialised as compact JSON unless it is None or bytes."""
    path = operation.path
    for name, value in (path_parameters or {}).items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    pairs: list[tuple[str, str]] = []
    for name, given in (query or {}).items():
        pairs += [(name, given)] if isinstance(given, str) else [(name, one) for one in given]
    return Call(operation.method, path, tuple(pairs), json_bytes(body))


def json_bytes(body: Any) -> bytes:
    """The body as compact JSON; bytes stay as they are, None is no body."""
    if body is None or isinstance(body, bytes):
        return body or b""
    return json.dumps(body, separators=(",", ":")).encode()


@frozen
class Sender:
    """Sends calls to one server over kept-alive connections; every exchange goes to the observer.

    What stands in `before` is shown method, path and body of each request, and lets it wait or refuses it.
    """

    url: str
    observe: Observer
    pacer: Pacer | None
    client: httpx.Client
    before: list[Admission] = field(factory=list)

    @classmethod
    def to(cls, url: str, observe: Observer, pacer: Pacer | None) -> Sender:
        """A sender to a base URL."""
        limits = httpx.Limits(max_connections=8, keepalive_expiry=30)
        return cls(url.rstrip("/"), observe, pacer, httpx.Client(timeout=15, limits=limits, trust_env=False))

    def send(
        self, operation_call: Call, account: Account | None = None, level: Level = "public", *, nonce: int = 0
    ) -> Exchange:
        """Send a call, signed for the account at the level."""
        headers = {}
        if account is not None:
            headers = account.headers(
                level, operation_call.method, operation_call.path, operation_call.body, nonce=nonce
            )
        exchange = self.exchange(operation_call, headers)
        exchange = evolve(exchange, good_credentials=account is not None and level != "public")
        self.observe(exchange)
        return exchange

    def send_with(self, operation_call: Call, headers: Mapping[str, str]) -> Exchange:
        """Send a call with these headers as they are."""
        exchange = self.exchange(operation_call, headers)
        self.observe(exchange)
        return exchange

    def exchange(self, operation_call: Call, headers: Mapping[str, str] | None = None) -> Exchange:
        """Send without telling the observer. Raises `CannotRun` when the server does not answer."""
        self.admit(operation_call.method, operation_call.path, operation_call.body)
        sent = dict(headers or {})
        if operation_call.body:
            sent["Content-Type"] = "application/json"
        request = httpx.Request(
            operation_call.method, self.url + operation_call.target, headers=sent, content=operation_call.body
        )
        garbled = False
        try:
            with closing(self.client.send(request, stream=True)) as response:
                try:
                    response.read()
                except httpx.DecodingError:
                    garbled = True
        except httpx.HTTPError as error:
            raise CannotRun(f"cannot reach {self.url}: {error or type(error).__name__}") from error
        return Exchange(
            Request(
                operation_call.method,
                operation_call.target,
                {name.lower(): value for name, value in sent.items()},
                operation_call.body,
            ),
            Answer(
                response.status_code,
                {k.lower(): v for k, v in response.headers.items()},
                b"" if garbled else response.content,
                garbled,
            ),
        )

    def admit(self, method: str, path: str, body: bytes) -> None:
        """Return when a request may go out: whoever sends by other means asks here too."""
        if self.pacer is not None:
            self.pacer.wait(method, path, body)
        for admission in self.before:
            admission(method, path, body)

    def close(self) -> None:
        """Close the connections."""
        self.client.close()
