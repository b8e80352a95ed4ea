"""``_custom_transport`` for an AsyncClobClient: over httpx's transports and clients that are awaited.

They run in tasks of their own, since httpx's pool does not survive being cancelled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from math import inf
from typing import Any, Generic, TypeVar

import httpx

from ._custom_transport import built_by, check_owner, foreign_errors, read_already
from ._transport import (
    AsyncTransport,
    Body,
    Bounds,
    OnceRequest,
    OnceStream,
    RawRequest,
    RawResponse,
    httpx_request,
)
from .errors import of_kind
from .reach import Reach

T = TypeVar("T")


class AsyncBeside(Generic[T]):
    """Awaits in tasks of its own: httpx's pool loses a connection for good when a task is cancelled that was
    to have it, was reading a response from it or was putting it back.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[T]] = set()

    async def run(self, work: Coroutine[Any, Any, T], content: OnceStream, bounds: Bounds) -> T:
        """The value of ``work``, which sends ``content``. A caller who leaves withholds what was not taken of
        it; if it was, the work goes on to its end, or to the call's deadline.
        """
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError:
            task.add_done_callback(_look_at)
            content.withhold()
            if content.taken and bounds.until < inf:
                task.get_loop().call_later(max(0.0, bounds.left()), task.cancel)
            raise
        return task.result()

    async def end(self) -> None:
        """Cancels what still runs in this loop."""
        here = [task for task in self._tasks if task.get_loop() is asyncio.get_running_loop()]
        for task in here:
            task.cancel()
        await asyncio.gather(*here, return_exceptions=True)


def _look_at(task: asyncio.Task[Any]) -> None:
    """An error that nobody looks at would be told on standard error."""
    if not task.cancelled():
        task.exception()


class AsyncGivenTransport(AsyncTransport):
    """Over an httpx transport; ``aclose`` closes it."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport
        self._beside: AsyncBeside[RawResponse] = AsyncBeside()

    async def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        sent = httpx_request(request, bounds)
        return await self._beside.run(self._exchange(sent, bounds), sent.once, bounds)

    async def _exchange(self, sent: OnceRequest, bounds: Bounds) -> RawResponse:
        with foreign_errors(sent.once):
            response = await self._transport.handle_async_request(sent)
            if response.is_stream_consumed:
                return read_already(response, bounds)
            assert isinstance(response.stream, httpx.AsyncByteStream)
            body = Body(bounds.max_bytes)
            try:
                async for chunk in response.stream:
                    body.add(chunk)
            finally:
                await response.aclose()
        return body.response(response.status_code, response.headers)

    async def aclose(self) -> None:
        await self._beside.end()
        await self._transport.aclose()


class AsyncGivenClient(AsyncTransport):
    """As GivenClient."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._beside: AsyncBeside[RawResponse] = AsyncBeside()

    async def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        sent = built_by(self._http, request, bounds)
        return await self._beside.run(self._exchange(sent, bounds), sent.once, bounds)

    async def _exchange(self, sent: OnceRequest, bounds: Bounds) -> RawResponse:
        with foreign_errors(sent.once):
            response = await self._http.send(sent, auth=None, follow_redirects=False, stream=True)
            body = Body(bounds.max_bytes)
            try:
                async for chunk in response.aiter_bytes():
                    body.add(chunk)
            finally:
                await response.aclose()
        return RawResponse(response.status_code, response.headers, body.bytes())

    async def aclose(self) -> None:
        await self._beside.end()


def async_transport_of(
    url: httpx.URL,
    transport: httpx.AsyncBaseTransport | None,
    http: httpx.AsyncClient | None,
    reach: Reach,
) -> AsyncTransport:
    """As ``transport_of``, of an AsyncClobClient."""
    check_owner(reach, transport, http)
    if http is not None:
        return AsyncGivenClient(of_kind("http", http, httpx.AsyncClient, "an httpx.AsyncClient"))
    if isinstance(transport, AsyncTransport):
        return transport
    if transport is None:
        from ._async_lanes import AsyncConnectionLanes  # noqa: PLC0415 - httpcore takes long to import

        return AsyncConnectionLanes(reach, url)
    rule = "an httpx.AsyncBaseTransport"
    return AsyncGivenTransport(of_kind("transport", transport, httpx.AsyncBaseTransport, rule))
