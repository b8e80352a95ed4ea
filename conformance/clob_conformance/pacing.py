"""How fast the suite may knock at somebody else's door: below the published limits, one address in all.

Source: facts LIMITS. A loopback address is not paced.
"""

from __future__ import annotations

from attrs import field, frozen
from pyrate_limiter import Limiter, Rate

_TEN_SECONDS_MS = 10_000
_OVERALL = 400
# Half of each published figure a ten seconds, for the few that lie below the overall pace.
_SLOWER = {
    "/auth": 50,
    "/ok": 50,
    "/balance-allowance/update": 25,
    "/balance-allowance": 100,
    "/notifications": 60,
    "/tick-size": 100,
    "/cancel-all": 50,
    "/data": 200,
}


def _limiter(requests: int) -> Limiter:
    return Limiter(Rate(requests, _TEN_SECONDS_MS))


@frozen
class Pacer:
    """Holds a request back until it may go out."""

    _overall: Limiter = field(factory=lambda: _limiter(_OVERALL))
    _slower: dict[str, Limiter] = field(
        factory=lambda: {prefix: _limiter(requests) for prefix, requests in _SLOWER.items()}
    )

    def wait(self, path: str) -> None:
        """Return when a request to `path` may be sent."""
        for prefix, limiter in self._slower.items():
            if path.startswith(prefix):
                limiter.try_acquire(prefix)
        self._overall.try_acquire("all")
