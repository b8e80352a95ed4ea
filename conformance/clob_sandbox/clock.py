"""The sandbox's clock: every rule that speaks of time asks it, and nothing else asks the system.

Times are integers: nanoseconds since the Unix epoch inside, seconds and milliseconds on the wire. A test
gives a source that stands still and moves the clock with `advance`; the journal replays old times the same
way.
"""

import time
from collections.abc import Callable

NANOS = 1_000_000_000


class Clock:
    """A time source plus an offset that only grows.

    `source` returns nanoseconds since the Unix epoch.
    """

    def __init__(self, source: Callable[[], int] = time.time_ns) -> None:
        self.source = source
        self._offset = 0

    def nanos(self) -> int:
        """Nanoseconds since the Unix epoch."""
        return self.source() + self._offset

    def millis(self) -> int:
        """Milliseconds since the Unix epoch."""
        return self.nanos() // 1_000_000

    def seconds(self) -> int:
        """Whole seconds since the Unix epoch."""
        return self.nanos() // NANOS

    def advance(self, nanos: int) -> None:
        """Move the clock forward; raises ValueError for a negative step, as expiries cannot be undone."""
        if nanos < 0:
            raise ValueError(f"the clock only moves forward: {nanos} ns is negative")
        self._offset += nanos
