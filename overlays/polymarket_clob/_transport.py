"""How bytes travel: a transport takes a request whole and brings back its response whole.

A client has one of four: connections of its own (``_lanes``), an httpx transport or an httpx client of the
caller's (``_custom_transport``), or libcurl (``fast``). All fail with httpx's errors, whose meaning
``_core.transport_error`` knows. None follows a redirect or sends a request twice: a transport of the caller's
gets its bytes once. Each ends at the moment and the size that it is told. Cookies are kept by the caller's
httpx client alone: no operation has any. Each is an httpx transport too, so that the generated functions
travel as the client does.
"""

from __future__ import annotations

import os
import re
import sys
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from math import inf
from threading import Lock
from time import monotonic
from typing import Any, Final, Literal, NamedTuple, Protocol
from weakref import WeakSet

import httpx
from attrs import field, frozen

from ._redaction import SHOWN_HEADERS
from .decompression import TooLarge, decompressed
from .reach import user_agent

Timeouts = Mapping[str, float | None]
"""Seconds by ``connect``, ``read``, ``write`` and ``pool``: httpx's extension of that name."""

Lane = Literal["read", "order", "urgent"]
"""What a request is for: cancels and heartbeats (``urgent``) wait for neither orders nor reads."""

ACCEPT_ENCODING: Final = "gzip, deflate"
"""What ``decompressed`` undoes."""

KEPT_OPEN: Final = 30.0
"""Seconds that an idle connection is kept, so that the next call need not connect anew."""

MAX_RESPONSE_BYTES: Final = 64 << 20
"""Bytes of a response's body, also after decompression, if nothing else is given."""

LONGEST: Final = 2e6
"""Seconds that anything waits, 23 days: no system counts the milliseconds of much more."""

_SECRET: Final = re.compile(rb'"(?:signature|owner)": ?"([0-9A-Za-z-]+)"')

_ADDED: Final = frozenset(
    ("host", "user-agent", "accept-encoding", "content-length", "transfer-encoding", "connection")
)


class DeadlinePassed(httpx.TimeoutException):
    """The call's deadline came before its response had ended."""


class SentTwice(httpx.RequestError):
    """A transport of the caller's wanted to send a request again by itself."""


NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""What fails before a connection is there to carry the request."""


class Locked(Protocol):
    """What several threads use."""

    _lock: Lock


class Forks:
    """Counts the forks that led to this process: connections of another process are not ours to write to, and
    what a thread of another one had locked nobody unlocks here.
    """

    count = 0
    _locked: Final[WeakSet[Locked]] = WeakSet()

    @classmethod
    def add(cls) -> None:
        """One more."""
        cls.count += 1
        for each in list(cls._locked):
            each._lock = Lock()

    @classmethod
    def lock(cls, owner: Locked) -> None:
        """Gives it its ``_lock``, in each process a new one."""
        owner._lock = Lock()
        cls._locked.add(owner)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=Forks.add)


class Bounds(NamedTuple):
    """What one exchange of bytes may take."""

    timeouts: Timeouts
    until: float = inf
    """The moment, of ``time.monotonic``, at which it ends."""
    max_bytes: int = MAX_RESPONSE_BYTES
    travelling: set[object] | None = None
    """Holds the request while a thread or task that nobody can end may still send it."""

    def left(self) -> float:
        """Seconds until it ends, as long as a wait can be."""
        return min(self.until - monotonic(), LONGEST)


@frozen(eq=False)
class RawRequest:
    """A request: its method in capitals, its address, its own headers, its bytes. Only the address prints."""

    method: str
    url: str
    headers: list[tuple[str, str]] = field(repr=False)
    body: bytes = field(repr=False)

    def secrets(self) -> Iterator[str]:
        """What is secret: headers but ``SHOWN_HEADERS``, orders' signatures and owners."""
        for name, value in self.headers:
            if name not in SHOWN_HEADERS and not name.lower().startswith("accept"):
                yield value
        for found in _SECRET.findall(self.body):
            yield found.decode()

    def whole_headers(self, host: str) -> list[tuple[str, str]]:
        """The headers with those that an HTTP client adds."""
        added = [("Host", host), ("User-Agent", user_agent()), ("Accept-Encoding", ACCEPT_ENCODING)]
        if self.body or self.method in ("POST", "PUT", "PATCH"):
            added.append(("Content-Length", str(len(self.body))))
        return added + self.headers


class RawResponse(NamedTuple):
    """A response: its status, its headers by name in any case, its bytes, decoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def __repr__(self) -> str:
        """Without the body, in which there may be keys."""
        return f"RawResponse(status={self.status}, {len(self.body)} bytes)"


class Transport(httpx.BaseTransport):
    """What a ClobClient sends with."""

    @abstractmethod
    def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        """Sends a request once, and reads the response to its end. Raises httpx.RequestError."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """As of any httpx transport."""
        assert isinstance(request.stream, httpx.SyncByteStream)
        return response_of(self.exchange(*request_of(request, b"".join(request.stream))))


class AsyncTransport(httpx.AsyncBaseTransport):
    """What an AsyncClobClient sends with."""

    @abstractmethod
    async def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        """As of Transport."""

    async def acquire(self, lane: Lane, seconds: float | None) -> Callable[[], None]:
        """Waits, ``seconds`` at most, until a request of this kind may go out; returns what gives its turn
        back. Raises httpx.PoolTimeout.
        """
        return _nothing

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """As of any httpx transport."""
        assert isinstance(request.stream, httpx.AsyncByteStream)
        raw, bounds = request_of(request, b"".join([chunk async for chunk in request.stream]))
        release = await self.acquire("read", bounds.timeouts.get("pool"))
        try:
            return response_of(await self.exchange(raw, bounds))
        finally:
            release()


def _nothing() -> None:
    """A transport that lets every request out at once has no turns to give back."""


class OnceStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The bytes of a request, to be streamed once: a transport that repeats it by itself fails, for it may
    post an order. They may be looked at more often, as what logs them does.

    Among ``travelling`` from their being taken until the transport has ended.
    """

    def __init__(self, body: bytes, travelling: set[object] | None = None) -> None:
        self.taken = False
        """Whether a transport or a hook has taken them, or looked at them: then they may have left."""
        self._body = body
        self._streamed = self._withheld = self._ended = False
        self._travelling = set() if travelling is None else travelling

    def look(self) -> bytes:
        """The bytes. Raises SentTwice where nobody waits for what becomes of them any more."""
        if not self._ended:
            self._travelling.add(self)
        self.taken = True
        if self._withheld:  # perhaps meanwhile, in the thread of who waited
            self._travelling.discard(self)
            raise _again()
        return self._body

    def take(self) -> bytes:
        """The bytes, once. Raises SentTwice."""
        if self._streamed:
            raise _again()
        self._streamed = True
        return self.look()

    def withhold(self) -> None:
        """Lets nobody take them from now on, unless the transport has ended: who waited for it is gone."""
        self._withheld = not self._ended

    def end(self) -> None:
        """The transport is done with them."""
        self._travelling.discard(self)
        self._ended = True

    def __iter__(self) -> Iterator[bytes]:
        yield self.take()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.take()


def _again() -> SentTwice:
    return SentTwice("the transport wanted to send the request a second time, or after its call had ended")


class OnceRequest(httpx.Request):
    """A request whose ``stream`` gives its bytes once, and whose ``content`` tells that it was looked at."""

    def __init__(self, method: str, url: httpx.URL, headers: Any, extensions: Any, once: OnceStream) -> None:
        super().__init__(method, url, headers=headers, stream=once, extensions=extensions)
        self.once: Final = once

    @property
    def content(self) -> bytes:
        return self.once.look()

    def read(self) -> bytes:
        return b"" if sys._getframe(1).f_code is _MOCK else self.once.look()

    async def aread(self) -> bytes:
        return b"" if sys._getframe(1).f_code is _MOCK_AWAITED else self.once.look()


# It reads each request, uses nothing of it, and sends nothing.
_MOCK: Final = httpx.MockTransport.handle_request.__code__
_MOCK_AWAITED: Final = httpx.MockTransport.handle_async_request.__code__


def httpx_request(request: RawRequest, bounds: Bounds) -> OnceRequest:
    """httpx's request, with the headers that httpx's client would have added, to be sent once."""
    url = _parsed(request.url)
    headers = request.whole_headers(url.netloc.decode("ascii"))
    once = OnceStream(request.body, bounds.travelling)
    return OnceRequest(request.method, url, headers, {"timeout": bounds.timeouts}, once)


_parsed = lru_cache(maxsize=256)(httpx.URL)


class Body:
    """The bytes of a response as they come, up to a bound."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._chunks: list[bytes] = []
        self._size = 0

    def add(self, chunk: bytes) -> None:
        """Raises TooLarge."""
        self._size += len(chunk)
        if self._size > self._max_bytes:
            raise TooLarge(f"the response is over {self._max_bytes} bytes")
        self._chunks.append(chunk)

    def bytes(self) -> bytes:
        """All of them."""
        return b"".join(self._chunks)

    def response(self, status: int, headers: httpx.Headers) -> RawResponse:
        """The response with these bytes, decoded; left as they came where they cannot be."""
        body = self.bytes()
        if encodings := headers.get("content-encoding"):
            with suppress(ValueError):
                body = decompressed(encodings, body, self._max_bytes)
        return RawResponse(status, headers, body)


def request_of(request: httpx.Request, body: bytes) -> tuple[RawRequest, Bounds]:
    """A request of httpx's with its bytes, for a transport; without what a transport adds itself."""
    named = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
    headers = [(name, value) for name, value in named if name.lower() not in _ADDED]
    timeouts: Timeouts = request.extensions.get("timeout", {})
    return RawRequest(request.method, str(request.url), headers, body), Bounds(timeouts)


def response_of(response: RawResponse) -> httpx.Response:
    """httpx's response, whose bytes are decoded already."""
    headers = httpx.Headers(response.headers)
    headers.pop("content-encoding", None)
    return httpx.Response(response.status, headers=headers, content=response.body)
