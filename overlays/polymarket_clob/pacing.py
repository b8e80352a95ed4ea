"""Staying under the exchange's limits by waiting before a call: ``ClobClient(pacing=Pacing("gold"))``.

Two layers, both of facts LIMITS: requests of one caller's address by operation, in sliding windows; orders
and cancels of one signing address, in token buckets that depend on the account's tier. A bucket of rate r and
burst b admits whatever keeps to b in every b/r seconds, so it is kept to as a window too. Needs the extra
``pacing``. One Pacing may serve several clients and threads.

It knows what was sent through it alone, and counts cancel-all and cancel-market-orders as one cancel: how
many orders they cancel shows afterwards. The exchange has the last word (``RateLimited``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from time import monotonic
from typing import Final, Literal, get_args

from attrs import frozen

from .errors import InvalidInput

try:
    from pyrate_limiter import InMemoryBucket, Rate, RateItem
except ImportError as error:
    message = "polymarket_clob.pacing needs pyrate-limiter: pip install 'polymarket-clob[pacing]'"
    raise ImportError(message) from error

TierName = Literal["standard", "copper", "bronze", "silver", "gold", "platinum", "diamond", "elite"]

TIERS: Final[dict[TierName, tuple[tuple[int, int], tuple[int, int]]]] = {
    "standard": ((40, 60), (80, 120)),
    "copper": ((60, 90), (120, 180)),
    "bronze": ((80, 120), (160, 240)),
    "silver": ((200, 300), (400, 600)),
    "gold": ((400, 600), (800, 1_200)),
    "platinum": ((450, 675), (900, 1_350)),
    "diamond": ((525, 787), (1_050, 1_575)),
    "elite": ((600, 900), (1_200, 1_800)),
}
"""Orders a second and burst, cancels a second and burst."""

_PLACING: Final = frozenset({"postOrder", "postOrders"})
_CANCELLING: Final = frozenset({"cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders"})

_LONGER: Final = 1.05
"""Windows are kept this much longer than published: requests bunch together on their way."""


@frozen
class _Window:
    operations: frozenset[str]
    bucket: InMemoryBucket
    by_order: bool = False
    """Whether it counts orders and ids, not requests."""

    def cost(self, orders: int) -> int:
        return orders if self.by_order else 1


def _window(operations: str, most: int, seconds: float = 10, *, by_order: bool = False) -> _Window:
    rate = Rate(most, round(seconds * _LONGER * 1000))
    return _Window(frozenset(operations.split()), InMemoryBucket([rate]), by_order)


def _each(operations: str, most: int, seconds: float = 10) -> list[_Window]:
    return [_window(operation, most, seconds) for operation in operations.split()]


def _bucket(operations: Iterable[str], rate: int, burst: int) -> _Window:
    return _window(" ".join(operations), burst, burst / rate, by_order=True)


def _windows(tier: TierName) -> list[_Window]:
    orders, cancels = TIERS[tier]
    return [
        _window("", 9_000),
        _window("getOrders getOrder getTrades getNotifications", 900),
        _window(
            "createApiKey deriveApiKey getApiKeys deleteApiKey getClosedOnlyMode createReadonlyApiKey"
            " getReadonlyApiKeys deleteReadonlyApiKey createBuilderApiKey getBuilderApiKeys"
            " revokeBuilderApiKey",
            100,
        ),
        _window("getTickSize getTickSizeByPath", 200),
        *_each("getOk", 100),
        *_each("getBook getPrice getMidpoint", 1_500),
        *_each("getBooksPost getPricesPost getMidpointsPost", 500),
        *_each("getPricesHistory", 1_000),
        *_each("getBalanceAllowance", 200),
        *_each("getUpdateBalanceAllowance", 50),
        *_each("getOrders getTrades", 500),
        *_each("getNotifications", 125),
        *_each("postOrder cancelOrder", 5_000),
        *_each("postOrder cancelOrder", 120_000, 600),
        *_each("postOrders cancelOrders", 2_000),
        *_each("postOrders", 21_000, 600),
        *_each("cancelOrders", 15_000, 600),
        *_each("cancelAllOrders", 250),
        *_each("cancelAllOrders", 6_000, 600),
        *_each("cancelMarketOrders", 1_500),
        *_each("cancelMarketOrders", 21_000, 600),
        _bucket(_PLACING, *orders),
        _bucket(_CANCELLING, *cancels),
    ]


class Pacing:
    """What was sent, and how long the next call has to wait."""

    def __init__(self, tier: TierName = "standard", *, clock: Callable[[], float] = monotonic) -> None:
        """``tier``: the account's, by its volume of 30 days. ``clock``: seconds that only go forward."""
        if tier not in get_args(TierName):
            raise InvalidInput("tier", tier, f"one of {', '.join(get_args(TierName))}")
        self.tier = tier
        self.cancels_at_once: Final = TIERS[tier][1][1]
        """Ids that one request may cancel: the burst."""
        self._clock = clock
        self._windows = _windows(tier)
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"Pacing({self.tier!r})"

    def seconds(self, operation: str, orders: int = 1) -> float:
        """Seconds until a call may go out. 0: it may go now, and is counted.

        ``operation``: its id in the description. ``orders``: how many orders or ids are in it.
        """
        with self._lock:
            now = int(self._clock() * 1000)
            counted: list[tuple[InMemoryBucket, int]] = []
            for window in self._windows:
                if window.operations and operation not in window.operations:
                    continue
                item = RateItem(operation, now, weight=window.cost(orders))
                window.bucket.leak(now)
                if not window.bucket.put(item):
                    for bucket, cost in counted:
                        del bucket.items[-cost:]
                    wait = window.bucket.waiting(item)
                    assert isinstance(wait, int)
                    return max(wait, 1) / 1000
                counted.append((window.bucket, item.weight))
            return 0.0
