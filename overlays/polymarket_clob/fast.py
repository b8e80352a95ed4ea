"""httpx transports on pyreqwest (extra ``fast``): ``ClobClient(transport=FastTransport())``.

pyreqwest's own httpx transport is not used: it reports as never connected what was cut off or timed out after
the request was sent, and follows redirects. Here only a failure to connect counts as not sent, and whatever
else fails leaves the outcome open. Answers are read whole. Cookies are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, TypeVar

import httpx

try:
    from pyreqwest.client import BaseClientBuilder, ClientBuilder, SyncClientBuilder
    from pyreqwest.exceptions import (
        DetailedPyreqwestError,
        PoolTimeoutError,
        PyreqwestError,
        RequestTimeoutError,
    )
    from pyreqwest.request import BaseRequestBuilder
except ImportError as error:
    message = "polymarket_clob.fast needs pyreqwest: pip install 'polymarket-clob[fast]'"
    raise ImportError(message) from error

B = TypeVar("B", bound=BaseClientBuilder)
R = TypeVar("R", bound=BaseRequestBuilder)

_CONNECTING: Final = "client error (Connect)"


class FastTransport(httpx.BaseTransport):
    """For a ClobClient."""

    def __init__(self) -> None:
        self._client = _plain(SyncClientBuilder()).build()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        try:
            builder = _filled(self._client.request(request.method, str(request.url)), request, body)
            answer = builder.build().send()
            content = bytes(answer.bytes())
        except PyreqwestError as error:
            raise _meaning(error, request) from error
        return httpx.Response(answer.status, headers=list(answer.headers.items()), content=content)

    def close(self) -> None:
        self._client.close()


class AsyncFastTransport(httpx.AsyncBaseTransport):
    """For an AsyncClobClient."""

    def __init__(self) -> None:
        self._client = _plain(ClientBuilder()).build()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        try:
            builder = _filled(self._client.request(request.method, str(request.url)), request, body)
            answer = await builder.build().send()
            content = bytes(await answer.bytes())
        except PyreqwestError as error:
            raise _meaning(error, request) from error
        return httpx.Response(answer.status, headers=list(answer.headers.items()), content=content)

    async def aclose(self) -> None:
        await self._client.close()


def _plain(builder: B) -> B:
    """Neither redirects nor decoding: the one is no answer, the other is httpx's."""
    builder = builder.follow_redirects(enable=False)
    return builder.gzip(enable=False).deflate(enable=False).brotli(enable=False).zstd(enable=False)


def _filled(builder: R, request: httpx.Request, body: bytes) -> R:
    builder = builder.headers(request.headers.multi_items())
    if body:
        builder = builder.body_bytes(body)
    seconds = _limit(request.extensions.get("timeout") or {})
    return builder if seconds is None else builder.timeout(timedelta(seconds=seconds))


def _limit(timeouts: Mapping[str, float | None]) -> float | None:
    """Seconds for the whole request: connecting and reading, as the caller bounds them."""
    parts = [timeouts.get(name) for name in ("connect", "read")]
    return None if None in parts else sum(part for part in parts if part is not None)


def _meaning(error: PyreqwestError, request: httpx.Request) -> httpx.RequestError:
    """httpx's error: one of connecting only where the connection was certainly never made."""
    causes: list[Any] = []
    if isinstance(error, DetailedPyreqwestError):
        causes = [cause["message"] for cause in error.details.get("causes") or []]
    said = ": ".join([error.message, *causes[1:]])
    if isinstance(error, PoolTimeoutError):
        return httpx.PoolTimeout(said, request=request)
    if _CONNECTING in causes:
        return httpx.ConnectError(said, request=request)
    if isinstance(error, RequestTimeoutError):
        return httpx.ReadTimeout(said, request=request)
    return httpx.ReadError(said, request=request)
