"""Sends a request for an account, signed over its final bytes, and returns the interaction."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from math import inf
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from attrs import evolve, field, frozen
from polymarket_clob.reach import DIRECT, Reach, user_agent

from clob_conformance.core.description import Level, Operation
from clob_conformance.core.errors import CannotRun, Unanswered
from clob_conformance.core.forms import blocked, of_refusal
from clob_conformance.core.interaction import PASSING, Interaction, Request, Response
from clob_conformance.core.reading import SECONDS, Missing, at_most, bounded_client, read_body
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.pacing import Pacer

Observer = Callable[[Interaction], object]
Admission = Callable[[str, str, bytes], None]

_PAUSES_S = (1.0, 2.0, 4.0, 8.0)
"""Before a request goes out again to a server that is away or cannot take it now; it may ask for longer."""
_LONGEST_PAUSE_S = 15.0
_MODE = re.compile(r"^trading is |\bpost-only\b|\bcancel-only\b", re.IGNORECASE)
_SENT_TWICE = frozenset({"GET", "DELETE"})
"""What may be sent again, whether it was carried out or not."""
_UNANSWERED = 3
"""Requests of one kind that may go unanswered one after the other; further ones are not sent."""
_AWAY = 8
"""Requests of any kind that may go unanswered one after the other; then it is asked whether it is away."""
_ANY = ""
_ID_LENGTH = 16


@frozen
class Call:
    """What to send: a path as it goes over the wire, a query (pairs, or as it goes over the wire), and the
    body's bytes.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] | str = ()
    body: bytes = b""

    @property
    def target(self) -> str:
        """The path with its query string."""
        query = self.query if isinstance(self.query, str) else urlencode(self.query)
        return f"{self.path}?{query}" if query else self.path


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


def end_when_blocked(interaction: Interaction, url: str) -> None:
    """Raise `CannotRun` when it was not the server that answered, but what stands in front of it or bars the
    caller's region: nothing can be learned of the server from here.
    """
    response = interaction.response
    if blocked(response):
        whose = (
            "this region is barred" if "region" in of_refusal(response) else "the network in front bars us"
        )
        raise CannotRun(
            f"blocked by {url}: {whose} ({response.status} to {interaction.request.method} requests)"
        )


@frozen
class Sender:
    """Sends calls to one server over kept-alive connections; every interaction goes to the observer.

    What stands in `before` is shown method, path and body of each request, and lets it wait or refuses it.
    Where it is `patient`, a server that is away for a moment, limits or restarts is waited for. A response
    may take so many `seconds`. After `until`, of `clock`, nothing is sent any more but what `interaction`
    sends, to leave nothing behind.
    `notes` are shown every interaction, also those of which the observer is not told.
    """

    url: str
    observe: Observer
    pacer: Pacer | None
    client: httpx.Client
    before: list[Admission] = field(factory=list)
    notes: list[Observer] = field(factory=list)
    patient: bool = False
    sleep: Callable[[float], object] = time.sleep
    until: float = inf
    clock: Callable[[], float] = time.monotonic
    reach: Reach = DIRECT
    seconds: float = SECONDS
    _unanswered: Counter[str] = field(factory=Counter)

    @classmethod
    def to(
        cls,
        url: str,
        observe: Observer,
        pacer: Pacer | None,
        *,
        patient: bool = False,
        until: float = inf,
        reach: Reach = DIRECT,
        seconds: float = SECONDS,
    ) -> Sender:
        """A sender to a base URL. Raises `InvalidInput` when it cannot be reached so."""
        client = bounded_client(url, reach)
        return cls(
            url.rstrip("/"),
            observe,
            pacer,
            client,
            patient=patient,
            until=until,
            reach=reach,
            seconds=seconds,
        )

    def beside(self, seconds: float) -> Sender:
        """A sender to the same server, on connections of its own, that nobody watches or holds back."""
        return Sender.to(self.url, lambda interaction: None, None, reach=self.reach, seconds=seconds)

    def send(
        self, operation_call: Call, account: Account | None = None, level: Level = "public", *, nonce: int = 0
    ) -> Interaction:
        """Send a call, signed for the account at the level.

        A request that reads and is not answered has an interaction that says so. Raises `Unanswered` for one
        that changes something, `CannotRun` when the server is away.
        """

        def signed() -> Mapping[str, str]:
            what = operation_call
            return _typed(
                what,
                account.headers(level, what.method, what.path, what.body, nonce=nonce) if account else {},
            )

        return _sure(self.ask(operation_call, signed, good=account is not None and level != "public"))

    def send_with(self, operation_call: Call, headers: Mapping[str, str]) -> Interaction:
        """Send a call with these headers as they are. Raises as `send`."""
        return _sure(self.ask(operation_call, lambda: _typed(operation_call, headers)))

    def ask(
        self, what: Call, headers: Callable[[], Mapping[str, str]], *, good: bool = False, kind: str = ""
    ) -> Interaction:
        """Send a call with headers that are made for every attempt; `good`: they are signed well.

        A request that is not answered has an interaction that says so; when a few of one `kind` were not, no
        further one is sent. Raises `CannotRun` when the server is away or the run's time is over.
        """
        kind = kind or _kind(what)
        if self.clock() >= self.until:
            raise CannotRun("the time that the run may take is over (--minutes)")
        if self._unanswered[kind] >= _UNANSWERED:
            return self._nothing(what, {}, f"not sent: {_UNANSWERED} like it were not answered")
        interaction = self._patiently(what, headers, good=good)
        self._count(kind, interaction)
        return interaction

    def interaction(self, operation_call: Call, headers: Mapping[str, str] | None = None) -> Interaction:
        """Send without telling the observer. Raises `CannotRun` when the server does not answer."""
        interaction = self._unwatched(operation_call, headers or {})
        if interaction.response.missing:
            raise CannotRun(f"cannot reach {self.url}: {interaction.response.missing}")
        return interaction

    def look(self, operation_call: Call, headers: Mapping[str, str] | None = None) -> Interaction:
        """Send what only reads; the observer is told when there is no response. Raises `CannotRun` when the
        server is away.
        """
        interaction = self._unwatched(operation_call, headers or {})
        if interaction.response.missing:
            self.observe(interaction)
            self._count(_kind(operation_call), interaction)
        return interaction

    def _unwatched(self, what: Call, headers: Mapping[str, str]) -> Interaction:
        return self._patiently(what, lambda: _typed(what, headers), watched=False)

    def _count(self, kind: str, interaction: Interaction) -> None:
        """Count what was not answered. Raises `CannotRun` when the server answers nothing any more."""
        for one in (kind, _ANY):
            self._unanswered[one] = self._unanswered[one] + 1 if interaction.response.missing else 0
        if self._unanswered[_ANY] >= _AWAY:
            if self._is_away():
                raise CannotRun(f"cannot reach {self.url}: {interaction.response.missing}")
            self._unanswered[_ANY] = 0

    def _is_away(self) -> bool:
        """Whether the server does not even tell the time."""
        try:
            return bool(self.attempt(Call("GET", "/time"), {}).response.missing)
        except httpx.ConnectError:
            return True

    def _patiently(
        self,
        what: Call,
        headers: Callable[[], Mapping[str, str]],
        *,
        good: bool = False,
        watched: bool = True,
    ) -> Interaction:
        """The interaction, sent again while the server is away or says that it cannot take it now."""
        pauses = iter(_PAUSES_S if self.patient else ())
        while True:
            try:
                interaction = evolve(self.attempt(what, headers()), good_credentials=good)
            except httpx.ConnectError as error:
                pause = next(pauses, None)
                if pause is None:
                    raise CannotRun(f"cannot reach {self.url}: {error or type(error).__name__}") from error
            else:
                end_when_blocked(interaction, self.url)
                if watched:
                    self.observe(interaction)
                for note in self.notes:
                    note(interaction)
                passing = interaction.response.status in PASSING and not (
                    what.method != "GET" and _may_be_taken(interaction.response)
                )
                # That it was not answered is told of what is judged; anything else has to get there.
                lost = interaction.response.missing and not watched and what.method in _SENT_TWICE
                pause = next(pauses, None) if passing or lost else None
                if pause is None:
                    return interaction
                pause = max(pause, _asked_for(interaction.response))
            self.sleep(pause)

    def attempt(self, what: Call, headers: Mapping[str, str]) -> Interaction:
        """Send once, and tell nobody. Raises `httpx.ConnectError` when there is no connection, `CannotRun`
        when the request cannot be sent.
        """
        self.admit(what.method, what.path, what.body)
        began = time.time()  # what was asked to make the headers, or waited for, is no part of it
        return evolve(self._answered(what, headers), sent=began, received=time.time())

    def _answered(self, what: Call, headers: Mapping[str, str]) -> Interaction:
        sent = dict(headers)
        # What is of the way there is no part of the interaction that is judged.
        front = [("User-Agent", user_agent("clob-conformance")), *self.reach.headers]
        headers_sent = [*front, *sent.items()]
        request = httpx.Request(what.method, self.url + what.target, headers=headers_sent, content=what.body)
        garbled, body = False, b""
        try:
            with at_most(self.seconds), closing(self.client.send(request, stream=True)) as response:
                assert isinstance(response.stream, httpx.SyncByteStream)
                try:
                    body = read_body(response.stream, response.headers.get("content-encoding", ""))
                except ValueError:
                    garbled = True
        except httpx.ConnectError:
            raise
        except Missing as error:
            return self._nothing(what, sent, str(error))
        except httpx.TimeoutException:
            return self._nothing(what, sent, f"it had not ended after {self.seconds:g} s")
        except httpx.LocalProtocolError as error:
            raise CannotRun(f"{what.method} {what.path} cannot be sent: {error}") from error
        except httpx.HTTPError as error:
            return self._nothing(what, sent, str(error) or type(error).__name__)
        received = {name.lower(): value for name, value in response.headers.items()}
        return Interaction(_asked(what, sent), Response(response.status_code, received, body, garbled))

    def _nothing(self, what: Call, sent: Mapping[str, str], why: str) -> Interaction:
        return Interaction(_asked(what, sent), Response(0, {}, missing=why))

    def admit(self, method: str, path: str, body: bytes) -> None:
        """Return when a request may go out: whoever sends by other means asks here too."""
        if self.pacer is not None:
            self.pacer.wait(method, path, body)
        for admission in self.before:
            admission(method, path, body)

    def close(self) -> None:
        """Close the connections."""
        self.client.close()


def _typed(what: Call, headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers with the kind of the body, where they do not name it."""
    named = not what.body or any(name.lower() == "content-type" for name in headers)
    return headers if named else {**headers, "Content-Type": "application/json"}


def _sure(interaction: Interaction) -> Interaction:
    """The interaction. Raises `Unanswered` when it was to change something and nobody knows whether it did:
    what nobody signed changes nothing.
    """
    request, response = interaction.request, interaction.response
    signed = any(name.startswith("poly_") for name in request.headers)
    if response.missing and request.method != "GET" and signed:
        raise Unanswered(f"{request.method} {request.path} was not answered: {response.missing}")
    return interaction


def _asked(what: Call, sent: Mapping[str, str]) -> Request:
    headers = {name.lower(): value for name, value in sent.items()}
    return Request(what.method, what.target, headers, what.body)


def _kind(what: Call) -> str:
    """What requests to one operation have in common, whatever they name."""
    parts = ["*" if len(part) >= _ID_LENGTH else part for part in what.path.split("/")]
    return f"{what.method} {'/'.join(parts)}"


def _may_be_taken(response: Response) -> bool:
    """Whether what was to be changed may be changed for all that: by whom a 503 is, unless it names a mode of
    trading (docs/protocol/errors.md#placing-orders), nobody knows.
    """
    return response.status == 503 and not _MODE.search(str(response.mapping().get("error", "")))


def _asked_for(response: Response) -> float:
    """Seconds for which the server asks, as far as they are waited for."""
    text = response.headers.get("retry-after", "")
    return min(float(text), _LONGEST_PAUSE_S) if text.isascii() and text.isdigit() else 0.0
