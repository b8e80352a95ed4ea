"""The sandbox's clock: every rule that speaks of time asks it, and nothing else asks the system.

Times are integers: nanoseconds since the Unix epoch inside, seconds and milliseconds on the wire. A request
happens at one instant, for which the clock is held; a test gives a source that stands still, and the journal
holds the clock at the instants of old requests.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

NANOS = 1_000_000_000
DAY = 86_400 * NANOS
LAST = 253_370_764_800 - 10**9  # 1 January 9999, less the largest skew
NEVER = 2 * LAST * NANOS  # nanoseconds: what is due then never happens


class Clock:
    """A time source plus an offset.

    `source` returns nanoseconds since the Unix epoch.
    """

    def __init__(self, source: Callable[[], int] = time.time_ns) -> None:
        self._source = source
        self._held: int | None = None
        self.latest = 0
        self.offset = 0
        self.skew = 0  # seconds by which the time that is told differs from the exchange's own

    def running(self) -> int:
        """What the source says, whether the clock is held or not; without the offset."""
        self.latest = max(self.latest, self._source())  # a system's clock may be set back
        return self.latest

    def source(self) -> int:
        """What the source says, or the instant at which the clock is held; without the offset."""
        return self.running() if self._held is None else self._held

    def nanos(self) -> int:
        """Nanoseconds since the Unix epoch."""
        return self.source() + self.offset

    def millis(self) -> int:
        """Milliseconds since the Unix epoch."""
        return self.nanos() // 1_000_000

    def seconds(self) -> int:
        """Whole seconds since the Unix epoch."""
        return self.nanos() // NANOS

    def reported_time(self) -> int:
        """Whole seconds since the Unix epoch as callers are told them, and by which signatures are judged."""
        return self.seconds() + self.skew

    @contextmanager
    def held(self, instant: int | None = None) -> Iterator[int]:
        """Hold the source at an instant, by default at this one, and give it."""
        before = self._held
        self._held = self.source() if instant is None else instant
        try:
            yield self._held
        finally:
            self._held = before

    @contextmanager
    def at(self, nanos: int) -> Iterator[None]:
        """Hold the clock so that it says `nanos`."""
        with self.held(nanos - self.offset):
            yield

    def advance(self, nanos: int) -> None:
        """Move the clock forward; raises ValueError for a negative step, as expiries cannot be undone.

        And for one past the year 9998, as dates end soon after.
        """
        if nanos < 0:
            raise ValueError(f"the clock only moves forward: {nanos} ns is negative")
        if self.nanos() + nanos > LAST * NANOS:
            raise ValueError("the clock does not go past the year 9998")
        self.offset += nanos

    def reset(self) -> None:
        """Go back to the source's own time, and tell it."""
        self.offset = self.skew = 0
