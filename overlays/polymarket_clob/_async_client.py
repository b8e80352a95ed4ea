"""The client whose methods are awaited. It is imported when somebody asks for it, and asyncio with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from math import inf
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx
from polymarket_clob_api import Client

from ._async_custom_transport import async_transport_of
from ._client import DEFAULT_HOST, DEFAULT_RETRY_POLICY, DEFAULT_TIMEOUT, BaseClient
from ._clock import Clock
from ._core import Call, Gather, Sign, Step, Steps, drive_awaited, interpret, transport_error
from ._figures import Units
from ._heartbeat import INTERVAL, Heartbeat
from ._redaction import discreet
from ._retry import RetryPolicy, with_retries
from ._session import DEADLINE, MARKET_CACHE_TTL, MAX_PAGES, Session
from ._transport import MAX_RESPONSE_BYTES, DeadlinePassed, RawRequest, RawResponse
from .contracts import POLYGON
from .credentials import Credentials
from .errors import DeadlineExceeded
from .hooks import Hook, instrumented
from .orders import SignedOrder
from .reach import DIRECT, Reach
from .signers import AsyncSigner, Signer, sign_awaited

if TYPE_CHECKING:
    from .pacing import Pacing

T = TypeVar("T")


class AsyncClobClient(BaseClient):
    """A client whose methods are awaited; calls may run side by side."""

    @discreet
    def __init__(
        self,
        host: str = DEFAULT_HOST,
        chain_id: int = POLYGON,
        key: str | bytes | Signer | AsyncSigner | None = None,
        creds: Credentials | None = None,
        signature_type: int | None = None,
        funder: str | None = None,
        *,
        timeout: httpx.Timeout | float = DEFAULT_TIMEOUT,
        transport: httpx.AsyncBaseTransport | None = None,
        http: httpx.AsyncClient | None = None,
        reach: Reach = DIRECT,
        hooks: Sequence[Hook] = (),
        retry_policy: RetryPolicy = DEFAULT_RETRY_POLICY,
        deadline: float | None = DEADLINE,
        pacing: Pacing | None = None,
        market_cache_ttl: float = MARKET_CACHE_TTL,
        max_pages: int = MAX_PAGES,
        max_response_bytes: int = MAX_RESPONSE_BYTES,
        on_signed: Callable[[SignedOrder], object] | None = None,
        session_key: bool = False,
        units: Units = "whole",
        clock: Clock = time.time,
    ) -> None:
        """As for ClobClient; ``key`` may be a signer that is awaited, too."""
        session = Session.start(chain_id, key, creds, signature_type, funder, clock, session_key=session_key)
        session.settle(units, pacing, market_cache_ttl, deadline, max_pages, on_signed)
        self._start(host, session, timeout, hooks, retry_policy, max_response_bytes, reach)
        self._transport = async_transport_of(self._url, transport, http, reach)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the client; its connections too, unless they are of the caller's own httpx client."""
        self._closed = True
        await self._transport.aclose()

    @property
    def generated(self) -> Client:
        """The generated client on the same connections, for its ``asyncio`` functions."""
        return Client(base_url=self._base).set_async_httpx_client(
            httpx.AsyncClient(transport=self._transport, **self._generated_args())
        )

    async def _still_open(self, request: httpx.Request) -> None:
        super()._still_open(request)

    def heartbeat(
        self,
        interval: float = INTERVAL,
        on_trouble: Callable[[Exception], object] | None = None,
        give_up_after: float | None = None,
    ) -> Heartbeat:
        """``async with client.heartbeat():`` beats every ``interval`` seconds and cancels everything on exit.

        The exchange, too, cancels this API key's orders 10 s after the last beat, from then on for good.
        ``on_trouble``: is told the error of each beat that fails or is late. ``give_up_after``: seconds that
        the closing ``cancel_all_confirmed`` may take, more than 0. Leaving it raises what that cancel raises,
        and NotCanceled when orders are still open after it. Raises InvalidInput on an interval outside 0.5
        to 8 s.
        """
        return Heartbeat(self, interval, on_trouble, give_up_after)

    async def _run_async(self, steps: Steps[T]) -> T:
        return await drive_awaited(with_retries(self._session, self._retry_policy, steps), self._carry)

    async def _carry(self, step: Step) -> Any:
        if isinstance(step, Call):
            return await self._send(step)
        if isinstance(step, Gather):
            return await self._gather(step)
        if isinstance(step, Sign):
            return await self._sign(step)
        return await asyncio.sleep(step.seconds)

    async def _sign(self, step: Sign) -> bytes:
        signer = self._session.need_signer("a signature")
        try:
            async with asyncio.timeout(_seconds_to(step.until)) as end:
                return await sign_awaited(signer, step.digest)
        except TimeoutError as error:
            if not end.expired():
                raise
            message = "the deadline passed before it was signed: nothing was sent"
            raise DeadlineExceeded(message) from error

    async def _gather(self, step: Gather) -> list[Any]:
        walks = [self._run_async(each) for each in step.steps]
        found = await asyncio.gather(*walks, return_exceptions=True)
        for each in found:
            if isinstance(each, BaseException):
                raise each
        return found

    async def _send(self, call: Call[T]) -> T:
        self._need_open(call.operation)
        call.progress.sent = False
        call.check_time()
        release = None
        try:
            async with asyncio.timeout(_seconds_to(call.progress.until)):
                release = await self._transport.acquire(call.lane, self._timeouts["pool"])
                request = await drive_awaited(self._signed(call), self._carry)
            with instrumented(call.operation, request, self._hooks) as note:
                response = await self._exchange(call, request)
                note(response)
        except httpx.PoolTimeout as error:
            raise transport_error(call, error) from error
        except TimeoutError:
            call.check_time()
            raise
        finally:
            if release is not None:
                release()
        return interpret(call, response, partial(self._secrets, request))

    async def _exchange(self, call: Call[Any], request: RawRequest) -> RawResponse:
        bounds = self._bounds(call)
        try:
            async with asyncio.timeout(_seconds_to(bounds.until)) as end:
                return await self._transport.exchange(request, bounds)
        except httpx.RequestError as error:
            raise transport_error(call, error, partial(self._secrets, request)) from error
        except TimeoutError as error:
            if not end.expired():
                raise
            raise transport_error(call, DeadlinePassed("the call's deadline has passed")) from error


def _seconds_to(until: float) -> float | None:
    return None if until == inf else until - monotonic()
