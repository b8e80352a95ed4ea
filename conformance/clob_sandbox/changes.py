"""One change at a time, and between two steps of a long one the turn of whoever only reads.

A change is carried out whole before the next begins. But one of many steps (thousands of orders cancelled,
matched with one order, or saved) calls `pause` between them, and when it has held the event loop for `TURN`,
other requests are answered first. What reads then sees the change half done, at the change's own instant, and
changes nothing itself.
"""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar, cast

from greenlet import getcurrent, greenlet

T = TypeVar("T")

TURN = 0.005  # seconds of processor


def pause() -> None:
    """Let others have their turn, if this is a change that has held the event loop for long enough."""
    if _is_change() and time.thread_time() > getcurrent().until:
        getcurrent().parent.switch()


def _is_change() -> bool:
    return hasattr(getcurrent(), "until")


class Changes:
    """The changes of one sandbox, one at a time in the order in which they were asked for."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    @property
    def admitted(self) -> bool:
        """Whether the caller may change something now: it is the change under way, or there is none."""
        return not self._lock.locked() or _is_change()

    async def make(self, work: Callable[[], T]) -> T:
        """Carry out a change when those before it have ended; raises what it raises."""
        async with self._lock:
            change = greenlet(work)
            while True:
                change.until = time.thread_time() + TURN  # by which it is known as a change too
                value = change.switch()
                if change.dead:
                    return cast("T", value)
                await asyncio.sleep(0)
