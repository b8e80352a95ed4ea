"""A dead man's switch: beats while the body runs, and cancels everything when it ends.

Source: facts CLIENTS section 6: from its first beat on, an API key that does not beat for 10 s loses its
orders, and that cannot be switched off again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Final, Protocol, Self

from orjson import loads

from .errors import BadRequest
from .results import CancelResult

INTERVAL: Final = 5.0
"""Seconds between beats."""

RETRY: Final = 1.0
"""Seconds after which a beat that failed is made up for."""

_LONGEST_BEAT: Final = 3.0
"""Seconds that a beat may take: with INTERVAL and RETRY there is time for two within the exchange's ten."""


class _Beating(Protocol):
    @property
    def post_heartbeat(self) -> Callable[[str], Awaitable[str]]: ...

    @property
    def cancel_everything(self) -> Callable[[], Awaitable[CancelResult]]: ...


class Heartbeat:
    """Use as ``async with client.heartbeat():``. ``result`` is what the closing cancel brought about.

    A beat that fails is made up for after a second; ``last_error`` has what went wrong until one succeeds.
    Leaving the body, by an exception too, stops the beating and cancels every open order.
    """

    def __init__(self, client: _Beating, interval: float = INTERVAL) -> None:
        self._client = client
        self._interval = interval
        self._next_id = ""
        self._task: asyncio.Task[None] | None = None
        self.beats = 0
        self.last_error: Exception | None = None
        self.result: CancelResult | None = None

    async def __aenter__(self) -> Self:
        await self._beat()
        self._task = asyncio.create_task(self._keep_beating())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self.result = await asyncio.shield(self._client.cancel_everything())

    async def _keep_beating(self) -> None:
        while True:
            await asyncio.sleep(self._interval if self.last_error is None else min(RETRY, self._interval))
            try:
                async with asyncio.timeout(_LONGEST_BEAT):
                    await self._beat()
            except Exception as error:  # noqa: BLE001 - whatever it was, the heart must go on
                self.last_error = error

    async def _beat(self) -> None:
        try:
            self._next_id = await self._client.post_heartbeat(self._next_id)
        except BadRequest as error:
            self._next_id = _expected_id(error)
            self._next_id = await self._client.post_heartbeat(self._next_id)
        self.beats += 1
        self.last_error = None


def _expected_id(error: BadRequest) -> str:
    """The id that a refusal names. Raises the refusal when it names none."""
    try:
        expected = loads(error.body)["heartbeat_id"]
    except (ValueError, KeyError, TypeError):
        raise error from None
    if not isinstance(expected, str):
        raise error
    return expected
