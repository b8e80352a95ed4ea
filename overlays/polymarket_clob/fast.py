"""The extra ``fast``: a transport on libcurl, ``ClobClient(transport=FastTransport())``.

Same results and errors as over httpx, in half the time. HTTP/1.1; the proxy is the given one, or what the
environment names. libcurl tells the moment before a request leaves: what fails earlier counts as not sent,
what fails later leaves the outcome open. It would repeat a request, an order too, whose connection was closed
without a response; the second such moment ends the call. The time-out of reading also bounds writing, and is
looked at once a second.
"""

from __future__ import annotations

import asyncio
import os
import select
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from math import ceil, inf
from time import monotonic
from traceback import walk_tb
from typing import Any, Final
from weakref import WeakSet

import certifi
import httpx

from ._redaction import discreet
from ._transport import (
    ACCEPT_ENCODING,
    KEPT_OPEN,
    LONGEST,
    AsyncTransport,
    Body,
    Bounds,
    DeadlinePassed,
    Forks,
    Lane,
    RawRequest,
    RawResponse,
    Transport,
)
from ._turns import MAX_CONNECTIONS, Turns
from .decompression import TooLarge
from .reach import checked_proxy, proxy_of, user_agent

try:
    import pycurl
except ImportError as error:
    message = "polymarket_clob.fast needs pycurl: pip install 'polymarket-clob[fast]'"
    raise ImportError(message) from error

__all__ = ["AsyncFastTransport", "FastTransport"]

_PROXY_CODES: Final = (pycurl.E_COULDNT_RESOLVE_PROXY, 97)
"""97 is CURLE_PROXY, which pycurl does not name."""


class _Transfer:
    """One request on a handle of libcurl's, and what came of it."""

    def __init__(self, handle: Any, request: RawRequest, bounds: Bounds, proxy: str) -> None:
        self._handle = handle
        self._bounds = bounds
        self._patience = inf if (read := bounds.timeouts.get("read")) is None else read
        self._seen: tuple[int, ...] = ()
        self._since = 0.0
        self._late = False
        self._leaving = 0
        self._lines: list[bytes] = []
        self._chunks: list[bytes] = []
        for option, value in _options(request, bounds, proxy):
            handle.setopt(option, value)
        # What only the request before had is undone here: to reset a handle would cost more.
        handle.setopt(pycurl.PREREQFUNCTION, self._leaves)
        handle.setopt(pycurl.XFERINFOFUNCTION, self._waits)
        handle.setopt(pycurl.HEADERFUNCTION, self._lines.append)
        handle.setopt(pycurl.WRITEFUNCTION, self._chunks.append)

    def _leaves(self, *_: object) -> int:
        self._leaving += 1
        return int(pycurl.PREREQFUNC_OK if self._leaving == 1 else pycurl.PREREQFUNC_ABORT)

    def _waits(self, *bytes_: int) -> bool:
        """libcurl calls it while it waits: Python sees to signals, and the time-out of reading is kept."""
        now, seen = monotonic(), (*bytes_, len(self._lines))
        if seen != self._seen or not self._leaving:
            self._seen, self._since = seen, now
        self._late = now - self._since >= self._patience
        return self._late

    def struck_by(self, error: pycurl.error) -> BaseException | None:
        """What a signal handler of the caller's raised while libcurl waited: pycurl prints an Exception that
        comes out of ``_waits``, as Python does one that nobody takes, and only says that it was ended.
        """
        if error.args[0] != pycurl.E_ABORTED_BY_CALLBACK or self._late:
            return None
        struck: BaseException | None = getattr(sys, "last_value", None)
        if struck is None or not any(
            frame.f_code is _Transfer._waits.__code__ and frame.f_locals.get("self") is self
            for frame, _ in walk_tb(struck.__traceback__)
        ):
            return None
        for name in ("last_type", "last_value", "last_traceback", "last_exc"):  # they hold the request
            with suppress(AttributeError):
                delattr(sys, name)
        return struck

    def response(self) -> RawResponse:
        """What has come. The handle may carry another request then."""
        status = self._handle.getinfo(pycurl.RESPONSE_CODE)
        headers = _Headers(self._lines)
        chunks = self._chunks.copy()
        self._chunks.clear()  # the handle keeps the list until its next request
        if not any(line[:17].lower() == b"content-encoding:" for line in self._lines):
            return RawResponse(status, headers, b"".join(chunks))
        body = Body(self._bounds.max_bytes)
        for chunk in chunks:
            body.add(chunk)
        return body.response(status, headers.whole())

    def meaning(self, error: pycurl.error) -> httpx.RequestError:
        """httpx's error: one of connecting only where the request certainly never left."""
        code, said = error.args
        late = code == pycurl.E_OPERATION_TIMEDOUT
        if not self._leaving:
            kind = httpx.ProxyError if code in _PROXY_CODES else httpx.ConnectError
            return httpx.ConnectTimeout(said) if late else kind(said)
        if late:
            return DeadlinePassed("the call's deadline has passed")
        if self._late:
            return httpx.ReadTimeout(f"nothing came for {self._patience} s")
        if code == pycurl.E_FILESIZE_EXCEEDED:
            return TooLarge(f"the response is over {self._bounds.max_bytes} bytes")
        if self._leaving > 1:
            return httpx.RemoteProtocolError("the connection was closed without a response")
        return httpx.ReadError(said)


def _handle() -> Any:
    """A handle with what all requests have in common."""
    handle = pycurl.Curl()
    handle.setopt(pycurl.NOSIGNAL, 1)  # its own signals would be for the main thread alone
    handle.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
    handle.setopt(pycurl.PATH_AS_IS, 1)  # the path is signed
    handle.setopt(pycurl.MAXAGE_CONN, int(KEPT_OPEN))
    handle.setopt(pycurl.NOPROXY, "")  # what the environment excepts was looked at
    handle.setopt(*_authorities())
    handle.setopt(pycurl.NOPROGRESS, 0)
    # So that it looks up once a second; its own measure is inexact.
    handle.setopt(pycurl.LOW_SPEED_LIMIT, 1)
    handle.setopt(pycurl.LOW_SPEED_TIME, 86_400)
    return handle


def _options(request: RawRequest, bounds: Bounds, proxy: str) -> Iterator[tuple[int, Any]]:
    yield pycurl.PROXY, proxy
    yield pycurl.URL, request.url
    if request.body or request.method in ("POST", "PUT", "PATCH"):
        yield pycurl.POSTFIELDS, request.body
    else:
        yield pycurl.HTTPGET, 1
    yield pycurl.CUSTOMREQUEST, request.method
    yield pycurl.HTTPHEADER, [*_ALWAYS, *(_line(*header) for header in request.headers)]
    yield pycurl.CONNECTTIMEOUT_MS, ceil(1000 * min(bounds.timeouts.get("connect") or 0, LONGEST))
    yield pycurl.TIMEOUT_MS, max(1, ceil(1000 * bounds.left())) if bounds.until < inf else 0
    yield pycurl.MAXFILESIZE_LARGE, bounds.max_bytes


_ALWAYS: Final = (
    f"User-Agent: {user_agent()}",
    f"Accept-Encoding: {ACCEPT_ENCODING}",
    "Accept:",  # these two are libcurl's own, which are left out so
    "Expect:",
)


def _line(name: str, value: str) -> str:
    """A header for libcurl, which takes one without a value for one to leave out."""
    line = f"{name}: {value}" if value else f"{name};"
    if not (line.isascii() and line.replace("\t", " ").isprintable()):
        raise httpx.LocalProtocolError(f"the header {name} has a sign that no header may have")
    return line


def _authorities() -> tuple[int, str]:
    """Who is believed to say who a server is: as httpx has it."""
    if file := os.environ.get("SSL_CERT_FILE"):
        return pycurl.CAINFO, file
    if folder := os.environ.get("SSL_CERT_DIR"):
        return pycurl.CAPATH, folder
    return pycurl.CAINFO, certifi.where()


class _Headers(Mapping[str, str]):
    """httpx's headers, made of the lines that came when they are first looked at: mostly never."""

    __slots__ = ("_lines", "_made")

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines
        self._made: httpx.Headers | None = None

    def whole(self) -> httpx.Headers:
        """Those of the last response: informational ones, and a proxy's to CONNECT, came before it."""
        if self._made is None:
            starts = [place for place, line in enumerate(self._lines) if line.startswith(b"HTTP/")]
            pairs = []
            for line in self._lines[starts[-1] + 1 :]:
                name, colon, value = line.partition(b":")
                if not colon:
                    break  # the empty line; what comes after the body is no header
                pairs.append((name, value.strip()))
            self._made = httpx.Headers(pairs, encoding="latin-1")
        return self._made

    def __getitem__(self, name: str) -> str:
        return self.whole()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole())

    def __len__(self) -> int:
        return len(self.whole())

    def __repr__(self) -> str:
        return repr(self.whole())

    def __reduce__(self) -> tuple[type[httpx.Headers], tuple[list[tuple[str, str]]]]:
        return httpx.Headers, (self.whole().multi_items(),)


class _Proxies:
    """The proxy of each address: the given one, or what the environment names."""

    def __init__(self, given: str | None) -> None:
        self._given = None if given is None else checked_proxy(given)
        self._found: dict[str, str] = {}

    def to(self, url: str) -> str:
        """Its URL, empty for none."""
        if self._given is not None:
            return self._given
        origin = "/".join(url.split("/", 3)[:3])
        proxy = self._found.get(origin)
        if proxy is None:
            proxy = self._found[origin] = proxy_of(httpx.URL(origin)) or ""
        return proxy


class FastTransport(Transport):
    """For a ClobClient; an httpx transport for any other use. Threads may share it."""

    @discreet
    def __init__(self, *, proxy: str | None = None) -> None:
        """``proxy``: its URL. Raises InvalidInput."""
        self._proxies = _Proxies(proxy)
        self._free: list[tuple[Any, int]] = []
        """Handles with the sockets of their connections."""
        _TRANSPORTS.add(self)

    def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        handle = self._take()
        transfer = _Transfer(handle, request, bounds, self._proxies.to(request.url))
        try:
            handle.perform()
        except pycurl.error as error:
            if (callers := transfer.struck_by(error)) is not None:
                raise callers from None
            raise transfer.meaning(error) from error
        connection = handle.getinfo(pycurl.ACTIVESOCKET)
        response = transfer.response()
        self._free.append((handle, connection))
        return response

    def _take(self) -> Any:
        """A handle whose connection is open, or none yet: libcurl looks after a second without use only."""
        while True:
            try:
                handle, connection = self._free.pop()
            except IndexError:
                return _handle()
            if connection >= 0 and not _is_readable(connection):
                return handle
            handle.close()

    def close_idle(self) -> None:
        """Closes the connections that carry nothing now."""
        with suppress(IndexError):
            while True:
                self._free.pop()[0].close()

    def close(self) -> None:
        """Closes the connections that carry nothing now; the others end with their request."""
        self.close_idle()


def _is_readable(connection: int) -> bool:
    """Whether it was closed, or says something unasked."""
    if not hasattr(select, "poll"):  # on Windows, where any number may be asked for
        return bool(select.select([connection], [], [], 0)[0])
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))


class AsyncFastTransport(AsyncTransport):
    """For an AsyncClobClient; an httpx transport for any other use.

    It needs an event loop that watches sockets: on Windows ``asyncio.SelectorEventLoop``.
    """

    @discreet
    def __init__(self, *, proxy: str | None = None) -> None:
        """``proxy``: its URL. Raises InvalidInput."""
        self._proxies = _Proxies(proxy)
        self._homes: dict[asyncio.AbstractEventLoop, _Home] = {}
        _TRANSPORTS.add(self)

    async def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        home = self._settled()
        handle = home.free.pop() if home.free else _handle()
        transfer = _Transfer(handle, request, bounds, self._proxies.to(request.url))
        try:
            await home.multi.perform(handle)
        except pycurl.error as error:
            if (callers := transfer.struck_by(error)) is not None:
                raise callers from None
            raise transfer.meaning(error) from error
        except RuntimeError as error:  # the loop does not watch sockets
            raise httpx.ConnectError(str(error)) from error
        except asyncio.CancelledError:
            if home.multi.closed:
                raise httpx.ReadError("the transport was closed") from None
            raise
        response = transfer.response()
        home.free.append(handle)
        return response

    async def acquire(self, lane: Lane, seconds: float | None) -> Callable[[], None]:
        return await self._settled().turns.acquire(lane, seconds)

    def _settled(self) -> _Home:
        """The connections of this loop and process, made where there are none; those of ended loops are
        closed then.
        """
        loop = asyncio.get_running_loop()
        home = self._homes.get(loop)
        if home is None or not home.is_here():
            for other in [each for each in list(self._homes) if each is loop or each.is_closed()]:
                if (ended := self._homes.pop(other, None)) is not None:
                    ended.close_idle()
            home = self._homes[loop] = _Home()
        return home

    def close_idle(self) -> None:
        """Closes the connections if none carries anything now."""
        for home in list(self._homes.values()):
            home.close_idle()

    async def aclose(self) -> None:
        """Closes the connections of this event loop, and those of loops that have ended."""
        here = self._homes.pop(asyncio.get_running_loop(), None)
        for loop, home in list(self._homes.items()):
            if loop.is_closed():
                home.close_idle()
        if here is not None:
            await here.multi.aclose()


class _Home:
    """The connections of one event loop in one process."""

    def __init__(self) -> None:
        self.multi = pycurl.AsyncCurlMulti()
        self.multi.setopt(pycurl.M_MAXCONNECTS, sum(MAX_CONNECTIONS.values()))
        self.turns = Turns()
        self.free: list[Any] = []
        self._loop = asyncio.get_running_loop()
        self._forks = Forks.count

    def is_here(self) -> bool:
        """Whether they can be used."""
        here = self._loop is asyncio.get_running_loop() and self._forks == Forks.count
        return here and not self.multi.closed

    def close_idle(self) -> None:
        """Closes them, unless one carries something now."""
        if self._forks != Forks.count:
            _INHERITED.append(self)
        elif not self.multi.futures():
            with suppress(StopIteration):
                self.multi.aclose().send(None)  # it awaits nothing


_INHERITED: Final[list[_Home]] = []
"""Connections that carried something when the process was forked: kept, since closing them would end those of
the other process."""

_TRANSPORTS: Final = WeakSet[FastTransport | AsyncFastTransport]()


def _before_fork() -> None:
    """Leaves nothing to share: two processes must not write to one connection, not even to close it."""
    for transport in list(_TRANSPORTS):
        transport.close_idle()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork)
