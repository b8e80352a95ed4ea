"""Rate limits: a sliding window for each address of a caller, and token buckets for each signing address.

Source: docs/protocol/limits.md. The live service first delays a caller who is over a window; the sandbox
refuses at once. Buckets count orders and cancels, not requests; a batch is refused whole. Times are
nanoseconds.
"""

from collections import defaultdict, deque

from attrs import define, frozen

from clob_sandbox.clock import NANOS
from clob_sandbox.errors import Refused


@frozen
class Window:
    """So many requests to these operations together in so many seconds; no operations means all of them."""

    operations: frozenset[str]
    most: int
    seconds: int


def _each(names: str, most: int, seconds: int = 10) -> list[Window]:
    return [Window(frozenset({name}), most, seconds) for name in names.split()]


def _gather(names: str, most: int) -> Window:
    return Window(frozenset(names.split()), most, 10)


WINDOWS = (
    Window(frozenset(), 9_000, 10),
    *_each("getOk", 100),
    *_each("getBook getPrice getMidpoint", 1_500),
    *_each("getBooksPost getPricesPost getMidpointsPost", 500),
    *_each("getPricesHistory", 1_000),
    _gather("getTickSize getTickSizeByPath", 200),
    *_each("getBalanceAllowance", 200),
    *_each("getUpdateBalanceAllowance", 50),
    *_each("postOrder cancelOrder", 5_000),
    *_each("postOrder cancelOrder", 120_000, 600),
    *_each("postOrders cancelOrders", 2_000),
    *_each("postOrders", 21_000, 600),
    *_each("cancelOrders", 15_000, 600),
    *_each("cancelAllOrders", 250),
    *_each("cancelAllOrders", 6_000, 600),
    *_each("cancelMarketOrders", 1_500),
    *_each("cancelMarketOrders", 21_000, 600),
    _gather("getOrders getOrder getTrades getNotifications", 900),
    *_each("getOrders getTrades", 500),
    *_each("getNotifications", 125),
    _gather(
        "createApiKey deleteApiKey deriveApiKey getApiKeys getClosedOnlyMode createBuilderApiKey"
        " getBuilderApiKeys revokeBuilderApiKey createReadonlyApiKey deleteReadonlyApiKey getReadonlyApiKeys",
        100,
    ),
)


@frozen
class Tier:
    """Orders and cancels a second with their bursts; whether one request may overdraw a bucket."""

    orders: tuple[int, int]
    cancels: tuple[int, int]
    overdraft: bool = True


TIERS = {
    "standard": Tier((40, 60), (80, 120)),
    "copper": Tier((60, 90), (120, 180)),
    "bronze": Tier((80, 120), (160, 240)),
    "silver": Tier((200, 300), (400, 600)),
    "gold": Tier((400, 600), (800, 1_200)),
    "platinum": Tier((450, 675), (900, 1_350), overdraft=False),
    "diamond": Tier((525, 787), (1_050, 1_575), overdraft=False),
    "elite": Tier((600, 900), (1_200, 1_800), overdraft=False),
}


@define(eq=False)
class _Bucket:
    """Tokens in units of 10^-9, so that a rate a second is a rate a nanosecond."""

    rate: int
    burst: int
    level: int
    since: int

    def refill(self, now: int) -> None:
        self.level = min(self.burst * NANOS, self.level + (now - self.since) * self.rate)
        self.since = now


class Limits:
    """What every caller and every signing address has used up."""

    def __init__(self, tier: str) -> None:
        self.name = tier
        self._tier = TIERS[tier]
        self._windows: defaultdict[tuple[str, Window], deque[int]] = defaultdict(deque)
        self._buckets: dict[tuple[str, bool], _Bucket] = {}

    def admit(self, caller: str, operation: str, now: int) -> None:
        """Count a request of a caller's address; refused with 429 while one of its windows is full."""
        counted = []
        for window in WINDOWS:
            if window.operations and operation not in window.operations:
                continue
            used = self._windows[caller, window]
            while used and used[0] <= now - window.seconds * NANOS:
                used.popleft()
            if len(used) >= window.most:
                raise _too_many(used[0] + window.seconds * NANOS - now)
            counted.append(used)
        for used in counted:
            used.append(now)

    def spend(self, address: str, cost: int, now: int, *, cancels: bool) -> dict[str, str]:
        """Take the cost of orders or cancels from an address's bucket; gives the headers of the response.

        Refused whole with 429, the headers and Retry-After when the bucket does not hold enough.
        """
        rate, burst = self._tier.cancels if cancels else self._tier.orders
        bucket = self._buckets.setdefault((address, cancels), _Bucket(rate, burst, burst * NANOS, now))
        bucket.refill(now)
        wanted = 1 if self._tier.overdraft else cost * NANOS
        if bucket.level < wanted:
            raise _too_many(-((bucket.level - wanted) // rate), self._headers(bucket, now))
        bucket.level -= cost * NANOS
        return self._headers(bucket, now)

    def _headers(self, bucket: _Bucket, now: int) -> dict[str, str]:
        full = now + (bucket.burst * NANOS - bucket.level) // bucket.rate
        return {
            "poly-ratelimit-remaining": str(max(0, bucket.level // NANOS)),
            "poly-ratelimit-reset": str(-(-full // NANOS)),
            "poly-ratelimit-tier": self.name,
        }


def _too_many(wait: int, headers: dict[str, str] | None = None) -> Refused:
    """The refusal, with Retry-After rounded up to whole seconds."""
    retry = {"retry-after": str(max(1, -(-wait // NANOS)))}
    return Refused(429, "Too Many Requests", headers={**(headers or {}), **retry})
