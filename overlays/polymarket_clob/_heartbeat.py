"""A dead man's switch: beats while the body runs, and cancels everything when it ends.

Source: docs/protocol/requests.md#heartbeats: from its first beat on, an API key that does not beat for 10 s
loses its orders, and that cannot be switched off again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from time import monotonic
from types import TracebackType
from typing import Any, Final, Protocol, Self

from orjson import loads

from ._checks import above_zero
from ._results import CancelResult
from .errors import BadRequest, ClobError, InvalidInput

INTERVAL: Final = 5.0
"""Seconds between beats."""

SHORTEST: Final = 0.5
LONGEST: Final = 8.0
"""Seconds between beats at the least and at the most: the exchange waits for ten."""

RETRY: Final = 1.0
"""Seconds after which a beat that failed is made up for."""

LATE: Final = 2.0
"""Seconds over the interval after which a beat counts as late."""

_LONGEST_BEAT: Final = 3.0
"""Seconds that a beat may take: with INTERVAL and RETRY there is time for two within the exchange's ten."""

_logger: Final = logging.getLogger("polymarket_clob")


class HeartbeatLate(ClobError):
    """A beat came later than it should have; after ten seconds the exchange cancels the key's orders.

    ``seconds``: since the beat before it.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.1f} s passed between two beats; after 10 s the exchange cancels")
        self.seconds = seconds


class _Beating(Protocol):
    @property
    def post_heartbeat(self) -> Callable[[str], Awaitable[str]]: ...

    @property
    def cancel_all_confirmed(self) -> Callable[..., Awaitable[CancelResult]]: ...


class Heartbeat:
    """Use as ``async with client.heartbeat():``. ``result`` is what the closing cancel brought about.

    A beat that fails is made up for after a second; a beat that fails or is late is logged, told to
    ``on_trouble`` and kept as ``last_error`` until one succeeds in time. Leaving the body, by an exception
    or a cancellation too, stops the beating and cancels every open order, whatever is cancelled meanwhile;
    an exception of the body is never replaced: what the closing cancel raises, or NotCanceled where it
    gave up with orders still open, then stands in ``closing_error``, and in a note. It raises by itself
    only where the body ended well.
    """

    def __init__(
        self,
        client: _Beating,
        interval: float = INTERVAL,
        on_trouble: Callable[[Exception], object] | None = None,
        give_up_after: float | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """``interval``: seconds between beats, 0.5 to 8. ``give_up_after``: seconds of the closing cancel,
        more than 0. ``clock``: seconds that only go forward.

        Raises InvalidInput.
        """
        number = isinstance(interval, int | float) and not isinstance(interval, bool)
        if not number or not SHORTEST <= interval <= LONGEST:
            rule = f"seconds, {SHORTEST:g} to {LONGEST:g}: the exchange waits for ten"
            raise InvalidInput("interval", interval, rule)
        if give_up_after is not None:
            above_zero("give_up_after", give_up_after, "seconds of the closing cancel, more than 0")
        self._client = client
        self._interval = interval
        self._on_trouble = on_trouble
        self._closing = {} if give_up_after is None else {"give_up_after": give_up_after}
        self._clock = clock
        self._next_id = ""
        self._last_beat = 0.0
        self._last_sent = 0.0
        self._task: asyncio.Task[None] | None = None
        self.beats = 0
        self.last_error: Exception | None = None
        self.closing_error: Exception | None = None
        self.result: CancelResult | None = None

    async def __aenter__(self) -> Self:
        await self._beat()
        self._task = asyncio.create_task(self._keep_beating())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        cancelled = await _to_its_end(self._leave)
        if self.closing_error is not None:
            if error is None and cancelled is None:
                raise self.closing_error
            _logger.error("open orders may be left after the heartbeat: %s", self.closing_error)
        if error is not None and self.closing_error is not None:
            error.add_note(f"and the orders could not be cancelled: {self.closing_error}")
        if cancelled is not None and error is None:
            raise cancelled

    async def _leave(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        try:
            self.result = await self._client.cancel_all_confirmed(**self._closing)
            self.result.raise_for_failures()
        except Exception as error:  # noqa: BLE001 - the body's own exception goes first
            self.closing_error = error

    async def _keep_beating(self) -> None:
        while True:
            failed = self.last_error is not None and not isinstance(self.last_error, HeartbeatLate)
            await asyncio.sleep(min(RETRY, self._interval) if failed else self._until_next())
            try:
                async with asyncio.timeout(_LONGEST_BEAT):
                    await self._beat()
            except Exception as error:  # noqa: BLE001 - whatever it was, the heart must go on
                self._tell(error)

    def _until_next(self) -> float:
        """Seconds to the next beat, from the sending of the last one: 0 where a busy loop let it pass."""
        return max(0.0, self._last_sent + self._interval - self._clock())

    async def _beat(self) -> None:
        sent = self._clock()
        try:
            self._next_id = await self._client.post_heartbeat(self._next_id)
        except BadRequest as error:
            self._next_id = _expected_id(error)
            self._next_id = await self._client.post_heartbeat(self._next_id)
        now = self._clock()
        passed, self._last_beat = now - self._last_beat, now
        self._last_sent = sent
        self.beats += 1
        self.last_error = None
        if self.beats > 1 and passed > self._interval + LATE:
            self._tell(HeartbeatLate(passed))

    def _tell(self, error: Exception) -> None:
        self.last_error = error
        _logger.warning("heartbeat: %s: %s", type(error).__name__, error)
        if self._on_trouble is not None:
            try:
                self._on_trouble(error)
            except Exception:
                _logger.exception("on_trouble failed")


async def _to_its_end(work: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.CancelledError | None:
    """Waits for work through every cancellation, of asyncio and of anyio's scopes; returns the last one.

    Where the work itself is cancelled, as by ``asyncio.run`` at its end, it is begun again.
    """
    import anyio  # noqa: PLC0415 - takes long to import, and only heartbeats need it

    task = asyncio.create_task(work())
    cancelled = None
    with anyio.CancelScope(shield=True):
        while not task.done() or (task.cancelled() and task.cancelling()):
            if task.done():
                task = asyncio.create_task(work())
            try:
                await asyncio.shield(task)
            except asyncio.CancelledError as error:
                cancelled = error
    return cancelled


def _expected_id(error: BadRequest) -> str:
    """The id that a refusal names. Raises the refusal when it names none."""
    try:
        expected = loads(error.body)["heartbeat_id"]
    except (ValueError, KeyError, TypeError):
        raise error from None
    if not isinstance(expected, str):
        raise error
    return expected
