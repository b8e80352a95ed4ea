"""How long responses took, in a space that does not grow with their number."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

from attrs import define, field

_STEP = math.log(1.05)


@define
class Times:
    """Durations, counted in buckets: bucket n has those from 1.05**n to 1.05**(n + 1) seconds. So two can be
    added up, and a median is right to within a twentieth; the `slowest`, in seconds, is exact.
    """

    buckets: Counter[int] = field(factory=Counter)
    slowest: float = 0.0

    def add(self, seconds: float) -> None:
        """Count a duration; one that is not above 0 was not measured."""
        if seconds > 0:
            self.buckets[math.floor(math.log(seconds) / _STEP)] += 1
            self.slowest = max(self.slowest, seconds)

    def include(self, reported: Mapping[str, Any]) -> None:
        """Count what `json` gave."""
        self.buckets.update({int(number): count for number, count in reported["buckets"].items()})
        self.slowest = max(self.slowest, reported["slowest_ms"] / 1000)

    def _below(self, share: float) -> float:
        """The seconds within which this share of them was."""
        wanted = math.ceil(share * self.buckets.total())
        for number in sorted(self.buckets):
            wanted -= self.buckets[number]
            if wanted <= 0:
                return min(math.exp((number + 0.5) * _STEP), self.slowest)
        return 0.0

    def json(self) -> dict[str, Any]:
        """Count, median, 95th percentile and slowest in milliseconds, and the buckets."""
        return {
            "count": self.buckets.total(),
            "median_ms": round(1000 * self._below(0.5), 3),
            "p95_ms": round(1000 * self._below(0.95), 3),
            "slowest_ms": round(1000 * self.slowest, 3),
            "buckets": {str(number): self.buckets[number] for number in sorted(self.buckets)},
        }
