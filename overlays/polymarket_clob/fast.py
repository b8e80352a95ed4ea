"""The extra ``fast``: a transport on pyreqwest, ``ClobClient(transport=FastTransport())``.

Same results and errors as over httpx, in half the time. pyreqwest's own httpx transport is not used: it
reports as never connected what was cut off or timed out after the request was sent, and follows redirects.
Here only a failure to connect counts as not sent, and whatever else fails leaves the outcome open. HTTP/1.1;
the proxy is the given one, or what the environment names. The time-out of reading also bounds connecting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final, Generic, TypeVar

import httpx

from .transport import (
    ACCEPT_ENCODING,
    USER_AGENT,
    AsyncTransport,
    Body,
    Bounds,
    RawRequest,
    RawResponse,
    Transport,
)

try:
    from pyreqwest.client import (
        BaseClientBuilder,
        Client,
        ClientBuilder,
        SyncClient,
        SyncClientBuilder,
    )
    from pyreqwest.exceptions import DetailedPyreqwestError, PyreqwestError, RequestTimeoutError
    from pyreqwest.http import HeaderMap
    from pyreqwest.proxy import ProxyBuilder
    from pyreqwest.request import BaseRequestBuilder
except ImportError as error:
    message = "polymarket_clob.fast needs pyreqwest: pip install 'polymarket-clob[fast]'"
    raise ImportError(message) from error

B = TypeVar("B", bound=BaseClientBuilder)
C = TypeVar("C", SyncClient, Client)
R = TypeVar("R", bound=BaseRequestBuilder)

_CONNECTING: Final = "client error (Connect)"


class _Shared(Generic[C]):
    """The clients in use: one, unless time-outs differ between requests; pyreqwest sets them once for all."""

    def __init__(self, *, proxy: str | None = None) -> None:
        """``proxy``: its URL."""
        self._proxy = None if proxy is None else ProxyBuilder.all(proxy)
        self._clients: dict[tuple[float | None, float | None], C] = {}

    def _configured(self, builder: B, connect: float | None, read: float | None) -> B:
        builder = builder.follow_redirects(enable=False).http1_only()
        builder = builder.gzip(enable=False).deflate(enable=False).brotli(enable=False).zstd(enable=False)
        builder = builder.user_agent(USER_AGENT).default_headers({"Accept-Encoding": ACCEPT_ENCODING})
        if self._proxy is not None:
            builder = builder.proxy(self._proxy)
        if connect is not None:
            builder = builder.connect_timeout(timedelta(seconds=connect))
        return builder if read is None else builder.read_timeout(timedelta(seconds=read))


class FastTransport(_Shared[SyncClient], Transport):
    """For a ClobClient; an httpx transport for any other use."""

    def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        kept = (bounds.timeouts.get("connect"), bounds.timeouts.get("read"))
        client = self._clients.get(kept)
        if client is None:
            client = self._clients[kept] = self._configured(SyncClientBuilder(), *kept).build()
        try:
            answer = _filled(client.request(request.method, request.url), request).build().send()
            body = bytes(answer.bytes())
        except PyreqwestError as error:
            raise _meaning(error) from error
        return _incoming(answer.status, answer.headers, body, bounds.max_bytes)

    def close(self) -> None:
        while self._clients:
            self._clients.popitem()[1].close()


class AsyncFastTransport(_Shared[Client], AsyncTransport):
    """For an AsyncClobClient; an httpx transport for any other use."""

    async def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        kept = (bounds.timeouts.get("connect"), bounds.timeouts.get("read"))
        client = self._clients.get(kept)
        if client is None:
            client = self._clients[kept] = self._configured(ClientBuilder(), *kept).build()
        try:
            answer = await _filled(client.request(request.method, request.url), request).build().send()
            body = bytes(await answer.bytes())
        except PyreqwestError as error:
            raise _meaning(error) from error
        return _incoming(answer.status, answer.headers, body, bounds.max_bytes)

    async def aclose(self) -> None:
        while self._clients:
            await self._clients.popitem()[1].close()


def _filled(builder: R, request: RawRequest) -> R:
    builder = builder.headers(request.headers)
    return builder.body_bytes(request.body) if request.body else builder


def _incoming(status: int, headers: HeaderMap, body: bytes, max_bytes: int) -> RawResponse:
    if "content-encoding" in headers:
        whole = Body(max_bytes)
        whole.add(body)
        return whole.response(status, httpx.Headers(list(headers.items())))
    return RawResponse(status, _Headers(headers), body)


class _Headers(Mapping[str, str]):
    """httpx's headers, made of pyreqwest's when they are first looked at: mostly never."""

    __slots__ = ("_came", "_made")

    def __init__(self, came: HeaderMap) -> None:
        self._came = came
        self._made: httpx.Headers | None = None

    def _headers(self) -> httpx.Headers:
        if self._made is None:
            self._made = httpx.Headers(list(self._came.items()))
        return self._made

    def __getitem__(self, name: str) -> str:
        return self._headers()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._headers())

    def __len__(self) -> int:
        return len(self._headers())

    def __repr__(self) -> str:
        return repr(self._headers())

    def __reduce__(self) -> tuple[type[httpx.Headers], tuple[list[tuple[str, str]]]]:
        return httpx.Headers, (self._headers().multi_items(),)


def _meaning(error: PyreqwestError) -> httpx.RequestError:
    """httpx's error: one of connecting only where the connection was certainly never made."""
    causes = []
    if isinstance(error, DetailedPyreqwestError):
        causes = [cause["message"] for cause in error.details.get("causes") or []]
    said = ": ".join([error.message, *causes[1:]])
    if _CONNECTING in causes:
        return httpx.ConnectError(said)
    if isinstance(error, RequestTimeoutError):
        return httpx.ReadTimeout(said)
    return httpx.ReadError(said)
