"""Staying under the exchange's limits by waiting before a call: ``ClobClient(pacing=Pacing("gold"))``.

Two layers, both of docs/protocol/limits.md: requests of one caller's address by operation, in sliding
windows; orders and cancels of one signing address, in token buckets that depend on the account's tier. A
bucket of rate r and burst b admits whatever keeps to b in every b/r seconds, so it is kept to as a window
too. Needs the extra ``pacing``. One Pacing may serve several clients and threads.

It knows what was sent through it alone, and counts cancel-all and cancel-market-orders as one cancel: how
many orders they cancel shows afterwards. The exchange has the last word (``RateLimited``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from time import monotonic
from typing import Final, Literal, Self, get_args

from attrs import frozen

from ._transport import Forks
from .errors import InvalidInput

__all__ = ["TIERS", "Pacing", "TierName"]

try:
    from pyrate_limiter import InMemoryBucket, Rate, RateItem
except ImportError as error:
    message = "polymarket_clob.pacing needs pyrate-limiter: pip install 'polymarket-clob[pacing]'"
    raise ImportError(message) from error

TierName = Literal["standard", "copper", "bronze", "silver", "gold", "platinum", "diamond", "elite"]
"""Tiers of accounts by their volume of 30 days: docs/protocol/limits.md#per-signer."""

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

_BEHIND: Final = 10
"""Milliseconds until a call asks again behind others that may go now."""

_PASSED_OVER: Final = 1_000
"""Milliseconds that a place is kept for a call that may go and does not ask."""


@frozen(eq=False)
class _Window:
    operations: frozenset[str]
    bucket: InMemoryBucket
    by_order: bool = False
    """Whether it counts orders and ids, not requests."""

    def cost(self, orders: int) -> int:
        return orders if self.by_order else 1

    def milliseconds(self, operation: str, now: int, cost: int, kept: int) -> int:
        """Until there is room for so much beside what is kept for others. 0: it is counted."""
        most = self.bucket.rates[0].limit
        item = RateItem(operation, now, weight=min(cost + kept, most))
        if not self.bucket.put(item):
            wait = self.bucket.waiting(item)
            assert isinstance(wait, int)
            return max(wait, 1)
        del self.bucket.items[-(item.weight - cost) or len(self.bucket.items) :]
        if cost + kept <= most:
            return 0
        del self.bucket.items[-cost:]
        return _BEHIND


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


class Turn:
    """A call's place among those that wait. Leaving it, as a context, gives the place back."""

    def __init__(self, pacing: Pacing, operation: str, costs: list[tuple[_Window, int]]) -> None:
        self.operation = operation
        self.costs = costs
        self.due = 0
        """When it was told to ask again, in milliseconds."""
        self.held_by: _Window | None = None
        """The window that it waits for."""
        self._pacing = pacing

    def seconds(self) -> float:
        """Seconds until the call may go out. 0: it may go now, and is counted."""
        return self._pacing._ask(self) / 1000

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pacing._leave(self)


class Pacing:
    """What was sent, and who waits: first come, first served.

    A call that waits for a limit keeps room there for all its orders, however many: what comes later goes
    first only where it takes nothing from that room. A place whose owner does not ask in time is passed over.
    """

    _lock: Lock

    def __init__(self, tier: TierName = "standard", *, clock: Callable[[], float] = monotonic) -> None:
        """``tier``: the account's, by its volume of 30 days. ``clock``: seconds that only go forward."""
        if tier not in get_args(TierName):
            raise InvalidInput("tier", tier, f"one of {', '.join(get_args(TierName))}")
        self.tier = tier
        self.cancels_at_once: Final = TIERS[tier][1][1]
        """Ids that one request may cancel: the burst."""
        self._clock = clock
        self._windows = _windows(tier)
        self._waiting: dict[Turn, None] = {}
        """In the order in which they came."""
        Forks.lock(self)

    def __repr__(self) -> str:
        return f"Pacing({self.tier!r})"

    def turn(self, operation: str, orders: int = 1) -> Turn:
        """The place of a call: ``with pacing.turn(...) as turn:``, then wait while ``turn.seconds()``.

        ``operation``: its id in the description. ``orders``: how many orders or ids are in it.
        """
        windows = [each for each in self._windows if not each.operations or operation in each.operations]
        return Turn(self, operation, [(each, each.cost(orders)) for each in windows])

    def _ask(self, turn: Turn) -> int:
        with self._lock:
            now = int(self._clock() * 1000)
            wait = self._wait(turn, now)
            if wait:
                turn.due = now + wait
                self._waiting.setdefault(turn)
            else:
                self._waiting.pop(turn, None)
            return wait

    def _leave(self, turn: Turn) -> None:
        with self._lock:
            self._waiting.pop(turn, None)

    def _wait(self, turn: Turn, now: int) -> int:
        counted: list[tuple[InMemoryBucket, int]] = []
        for window, cost in turn.costs:
            window.bucket.leak(now)
            wait = window.milliseconds(turn.operation, now, cost, self._kept(window, turn, now))
            if wait:
                for bucket, others in counted:
                    del bucket.items[-others:]
                turn.held_by = window
                return wait
            counted.append((window.bucket, cost))
        return 0

    def _kept(self, window: _Window, turn: Turn, now: int) -> int:
        """What those that came earlier wait for in a window."""
        kept = 0
        for other in self._waiting:
            if other is turn:
                break
            if other.held_by is window and now < other.due + _PASSED_OVER:
                kept += dict(other.costs)[window]
        return kept
