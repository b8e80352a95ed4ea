"""How bytes travel: a wire takes a request whole and brings back its answer whole.

A client has one of three: an httpx transport without httpx's client around it (its own, or a given one), an
httpx client of the caller's, or pyreqwest (``polymarket_clob.fast``). All fail with httpx's errors, whose
meaning ``core.transport_error`` knows. None follows a redirect or sends a request twice. Cookies are kept by
the caller's httpx client alone: no operation has any. Each wire is an httpx transport too, so that the
generated functions travel as the client does.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, NamedTuple
from urllib.request import getproxies, proxy_bypass

import httpx
from attrs import field, frozen

Timeouts = Mapping[str, float | None]
"""Seconds by ``connect``, ``read``, ``write`` and ``pool``: httpx's extension of that name."""

USER_AGENT: Final = "polymarket-clob"
ACCEPT_ENCODING: Final = "gzip, deflate"
"""What httpx decodes without further packages."""

KEPT_OPEN: Final = 30.0
"""Seconds that an idle connection is kept, so that the next call need not connect anew."""

LANES: Final = 50
"""Connections of an AsyncClobClient, if nothing else is given; more calls at a time wait for their turn."""


@frozen
class Outgoing:
    """A request: its method in capitals, its address, its own headers, its bytes. Only the address prints."""

    method: str
    url: str
    headers: list[tuple[str, str]] = field(repr=False)
    body: bytes = field(repr=False)


class Incoming(NamedTuple):
    """An answer: its status, its headers by name in any case, its bytes, decoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire(httpx.BaseTransport):
    """What a ClobClient sends with."""

    @abstractmethod
    def exchange(self, request: Outgoing, timeouts: Timeouts) -> Incoming:
        """Sends a request once, and reads the answer to its end. Raises httpx.RequestError."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """As of any httpx transport."""
        request.read()
        return answer_of(self.exchange(*request_of(request)))


class AsyncWire(httpx.AsyncBaseTransport):
    """What an AsyncClobClient sends with."""

    @abstractmethod
    async def exchange(self, request: Outgoing, timeouts: Timeouts) -> Incoming:
        """As of Wire."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """As of any httpx transport."""
        await request.aread()
        return answer_of(await self.exchange(*request_of(request)))


class TransportWire(Wire):
    """Over an httpx transport; ``close`` closes it."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self._transport = transport

    def exchange(self, request: Outgoing, timeouts: Timeouts) -> Incoming:
        sent = whole_request(request, timeouts)
        sent.read()
        answer = self._transport.handle_request(sent)
        assert isinstance(answer.stream, httpx.SyncByteStream)
        try:
            body = b"".join(answer.stream)
        finally:
            answer.close()
        return received(answer.status_code, answer.headers, body)

    def close(self) -> None:
        self._transport.close()


class AsyncTransportWire(AsyncWire):
    """Over an httpx transport; ``aclose`` closes it."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def exchange(self, request: Outgoing, timeouts: Timeouts) -> Incoming:
        sent = whole_request(request, timeouts)
        await sent.aread()
        answer = await self._transport.handle_async_request(sent)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        try:
            body = b"".join([chunk async for chunk in answer.stream])
        finally:
            await answer.aclose()
        return received(answer.status_code, answer.headers, body)

    async def aclose(self) -> None:
        await self._transport.aclose()


class LanesWire(AsyncWire):
    """Over httpx transports of one connection each, opened as they are needed; ``aclose`` closes them.

    httpx's pool looks at all its connections and at all that waits whenever a request begins or ends: a
    thousand calls at once fail there. Here a call takes the lane that was used last, or waits for one.
    """

    def __init__(self, proxy: str | None) -> None:
        self._options: dict[str, Any] = {
            "proxy": proxy,
            "verify": httpx.create_ssl_context(),
            "limits": httpx.Limits(max_connections=1, keepalive_expiry=KEPT_OPEN),
        }
        self._turn = asyncio.Semaphore(LANES)
        self._lanes: list[AsyncTransportWire] = []
        self._free: list[AsyncTransportWire] = []

    async def exchange(self, request: Outgoing, timeouts: Timeouts) -> Incoming:
        async with self._turn:
            if not self._free:
                lane = AsyncTransportWire(httpx.AsyncHTTPTransport(**self._options))
                self._lanes.append(lane)
                self._free.append(lane)
            lane = self._free.pop()
            try:
                return await lane.exchange(request, timeouts)
            finally:
                self._free.append(lane)

    async def aclose(self) -> None:
        for lane in self._lanes:
            await lane.aclose()


class ClientWire(Wire):
    """Over an httpx client of the caller's, with its headers, time-outs, cookies and hooks; left open."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def exchange(self, request: Outgoing, timeouts: Timeouts) -> Incoming:
        sent = self._http.build_request(
            request.method, request.url, headers=request.headers, content=request.body or None
        )
        answer = self._http.send(sent, auth=None, follow_redirects=False)
        return Incoming(answer.status_code, answer.headers, answer.content)


class AsyncClientWire(AsyncWire):
    """As ClientWire."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def exchange(self, request: Outgoing, timeouts: Timeouts) -> Incoming:
        sent = self._http.build_request(
            request.method, request.url, headers=request.headers, content=request.body or None
        )
        answer = await self._http.send(sent, auth=None, follow_redirects=False)
        return Incoming(answer.status_code, answer.headers, answer.content)


def wire_of(url: httpx.URL, transport: httpx.BaseTransport | None, http: httpx.Client | None) -> Wire:
    """The wire of a ClobClient: to the given client, to the given transport, or of its own to ``url``."""
    if http is not None:
        return ClientWire(http)
    if isinstance(transport, Wire):
        return transport
    if transport is None:
        transport = httpx.HTTPTransport(proxy=proxy_of(url), limits=httpx.Limits(keepalive_expiry=KEPT_OPEN))
    return TransportWire(transport)


def async_wire_of(
    url: httpx.URL, transport: httpx.AsyncBaseTransport | None, http: httpx.AsyncClient | None
) -> AsyncWire:
    """As ``wire_of``, of an AsyncClobClient."""
    if http is not None:
        return AsyncClientWire(http)
    if isinstance(transport, AsyncWire):
        return transport
    return LanesWire(proxy_of(url)) if transport is None else AsyncTransportWire(transport)


def proxy_of(url: httpx.URL) -> str | None:
    """The proxy that the environment names for an address: ``HTTPS_PROXY``, ``ALL_PROXY``, ``NO_PROXY``…"""
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(url.netloc.decode("ascii")):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def whole_request(request: Outgoing, timeouts: Timeouts) -> httpx.Request:
    """httpx's request, with the headers that httpx's client would have added."""
    url = _parsed(request.url)
    headers = [("Host", url.netloc.decode("ascii")), ("User-Agent", USER_AGENT)]
    headers.append(("Accept-Encoding", ACCEPT_ENCODING))
    if request.body or request.method in ("POST", "PUT", "PATCH"):
        headers.append(("Content-Length", str(len(request.body))))
    return httpx.Request(
        request.method,
        url,
        headers=headers + request.headers,
        stream=httpx.ByteStream(request.body),
        extensions={"timeout": timeouts},
    )


_parsed = lru_cache(maxsize=256)(httpx.URL)


def received(status: int, headers: httpx.Headers, body: bytes) -> Incoming:
    """An answer, its bytes decoded; left as they came where they cannot be."""
    if "content-encoding" in headers:
        with suppress(httpx.DecodingError):
            body = httpx.Response(status, headers=headers, content=body).content
    return Incoming(status, headers, body)


def request_of(request: httpx.Request) -> tuple[Outgoing, Timeouts]:
    """A request of httpx's that was read, for a wire; without what a wire adds itself."""
    adds = ("host", "user-agent", "accept-encoding", "content-length", "transfer-encoding", "connection")
    named = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
    headers = [(name, value) for name, value in named if name.lower() not in adds]
    timeouts: Timeouts = request.extensions.get("timeout", {})
    return Outgoing(request.method, str(request.url), headers, request.content), timeouts


def answer_of(answer: Incoming) -> httpx.Response:
    """httpx's answer, whose bytes are decoded already."""
    headers = httpx.Headers(answer.headers)
    headers.pop("content-encoding", None)
    return httpx.Response(answer.status, headers=headers, content=answer.body)
