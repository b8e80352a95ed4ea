"""The connections of an AsyncClobClient: those of ``_lanes``, awaited, and bounded in number."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import httpcore
import httpx

from ._lanes import Watch, check_fresh, httpcore_errors, httpcore_request, meaning, usable
from ._transport import KEPT_OPEN, AsyncTransport, Body, Bounds, Forks, Lane, RawRequest, RawResponse
from ._turns import Turns
from .reach import Reach


class _AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream, watch: Watch) -> None:
        self._stream = stream
        self._watch = watch

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._watch.reads += 1
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._watch.reads = 0
        await self._stream.write(buffer, timeout)

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        return _AsyncStream(await self._stream.start_tls(ssl_context, server_hostname, timeout), self._watch)

    async def aclose(self) -> None:
        await self._stream.aclose()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _AsyncBackend(httpcore.AnyIOBackend):
    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **kwargs: Any
    ) -> httpcore.AsyncNetworkStream:
        stream = await super().connect_tcp(host, port, timeout, *args, **kwargs)
        return _AsyncStream(stream, self._watch)


class _AsyncConnection:
    """As ``_Connection``, of one event loop."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._watch = Watch()
        self._pool = httpcore.AsyncConnectionPool(network_backend=_AsyncBackend(self._watch), **options)
        self._connection: httpcore.AsyncConnectionInterface | None = None

    async def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        sent = httpcore_request(request, bounds)
        connection = self._connection
        if connection is None or not usable(connection, sent):
            await self.close()
            connection = self._connection = self._pool.create_connection(sent.url.origin)
        body = Body(bounds.max_bytes)
        try:
            response = await connection.handle_async_request(sent)
            check_fresh(self._watch)
            async for chunk in response.aiter_stream():
                body.add(chunk)
            await response.aclose()
        except httpcore_errors as error:
            raise meaning(error, bounds) from error
        return body.response(response.status, httpx.Headers(response.headers))

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):  # whatever it is, the connection is not used again
                await connection.aclose()


class AsyncConnectionLanes(AsyncTransport):
    """The connections of an AsyncClobClient, bounded in number; ``aclose`` closes them."""

    def __init__(self, reach: Reach, url: httpx.URL) -> None:
        """As of ConnectionLanes."""
        self._options = {"keepalive_expiry": KEPT_OPEN, **reach.pool_options(url)}
        self._free: list[_AsyncConnection] = []
        self._turns: Turns
        self._home: tuple[object, int] | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._closed = False

    def _settle(self) -> None:
        """Starts anew where the event loop or the process is another one than before."""
        home = (asyncio.get_running_loop(), Forks.count)
        if home != self._home:
            self._home = home
            self._free.clear()  # not closed: that would be an act in the other loop
            self._closing.clear()
            self._turns = Turns()

    async def acquire(self, lane: Lane, seconds: float | None) -> Callable[[], None]:
        self._settle()
        return await self._turns.acquire(lane, seconds)

    async def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        self._settle()
        home = self._home
        connection = self._free.pop() if self._free else _AsyncConnection(self._options)
        try:
            response = await connection.exchange(request, bounds)
        except BaseException:
            self._drop(connection)
            raise
        if self._closed or self._home != home:
            self._drop(connection)
        else:
            self._free.append(connection)
        return response

    def _drop(self, connection: _AsyncConnection) -> None:
        """Closes a connection beside what goes on: its call may be cancelled while it would wait here."""
        task = asyncio.get_running_loop().create_task(connection.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def aclose(self) -> None:
        self._closed = True
        self._settle()
        while self._free:
            await self._free.pop().close()
        await asyncio.gather(*self._closing, return_exceptions=True)
