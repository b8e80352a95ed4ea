"""How fast the suite may knock at somebody else's door: below the published limits, one address in all.

Source: docs/protocol/limits.md#per-address. A loopback address is not paced.
"""

from __future__ import annotations

import json

from attrs import field, frozen
from pyrate_limiter import Limiter, Rate

_SECOND_MS = 1_000
_TEN_SECONDS_MS = 10_000
_OVERALL = 400
# Half of each published figure a ten seconds, for the few that lie below the overall pace; for batches half
# of what the ten minutes allow.
_SLOWER = {
    "/auth": 50,
    "/ok": 50,
    "/balance-allowance/update": 25,
    "/balance-allowance": 100,
    "/notifications": 60,
    "/tick-size": 100,
    "/cancel-all": 50,
    "/cancel-market-orders": 150,
    "/data": 200,
    "/orders": 120,
}
# Half of what the lowest tier allows an address a second, counted in orders.
_ORDERS_A_SECOND = 20
_CANCELS_A_SECOND = 40


def _limiter(amount: int, period_ms: int = _TEN_SECONDS_MS) -> Limiter:
    return Limiter(Rate(amount, period_ms))


@frozen
class Pacer:
    """Holds a request back until it may go out."""

    _overall: Limiter = field(factory=lambda: _limiter(_OVERALL))
    _slower: dict[str, Limiter] = field(
        factory=lambda: {prefix: _limiter(requests) for prefix, requests in _SLOWER.items()}
    )
    _orders: Limiter = field(factory=lambda: _limiter(_ORDERS_A_SECOND, _SECOND_MS))
    _cancels: Limiter = field(factory=lambda: _limiter(_CANCELS_A_SECOND, _SECOND_MS))

    def wait(self, method: str, path: str, body: bytes = b"") -> None:
        """Return when a request may be sent."""
        if path in ("/order", "/orders"):
            limiter, most = (
                (self._orders, _ORDERS_A_SECOND) if method == "POST" else (self._cancels, _CANCELS_A_SECOND)
            )
            # What is more than a bucket holds is refused whole, whenever it comes.
            limiter.try_acquire("orders", weight=min(_items(body), most))
        for prefix, limiter in self._slower.items():
            if path.startswith(prefix):
                limiter.try_acquire(prefix)
        self._overall.try_acquire("all")


def _items(body: bytes) -> int:
    """How many orders a body is about: a list's items, else one."""
    try:
        read = json.loads(body)
    except ValueError:
        return 1
    return max(len(read), 1) if isinstance(read, list) else 1
