"""The two profiles of the sandbox: one table, a row for each way in which the live service differs.

A row carries the id of the project's ledger of deviations. `documented` tells whether the row is also on in
the documented profile: so it is where the repaired description itself says what the row says. The observed
profile has every row on. Each row can be switched off by name.
"""

from collections.abc import Iterable

from attrs import frozen


@frozen
class Row:
    """A deviation: ledger id, operations it touches, what is seen when it is on, and whether `documented`
    has it.
    """

    id: str
    operations: tuple[str, ...]
    when_on: str
    documented: bool = False


_LISTINGS = ("getSimplifiedMarkets", "getSamplingMarkets", "getSamplingSimplifiedMarkets", "getMarkets")
_REWARDS = (
    "getCurrentRewards",
    "getRawRewardsForMarket",
    "getMultiMarkets",
    "getEarningsForUserForDay",
    "getUserEarningsAndMarketsConfig",
)
_FULL = ("getMarkets", "getMarket", "getSamplingMarkets")
_ACTIVITY = ("getMarketLiveActivity", "getMarketsLiveActivity")
_CANCELS = ("cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders")
_TOTAL = "getTotalEarningsForUserForDay"
_HISTORY = ("getPricesHistory", "getBatchPricesHistory")
_BOOKS = ("getBook", "getBooksPost")

ROWS = (
    Row("midpoint-key", ("getMidpoint",), "the midpoint stands under `mid`, not `mid_price`"),
    Row("price-string", ("getPrice", "getPricesPost"), "prices are decimal strings, not numbers"),
    Row("book-order", _BOOKS, "the best price comes last on both sides"),
    Row("book-timestamp", _BOOKS, "the timestamp counts milliseconds, not seconds"),
    Row(
        "order-units",
        ("postOrder", "postOrders", "getOrders", "getOrder", "getTrades"),
        "sizes and amounts are decimal shares and USDC, not base units",
    ),
    Row(
        "orders-end-cursor",
        ("getOrders", "getPreMigrationOrders"),
        "the last page ends with `LTE=`, not with a blank cursor",
    ),
    Row("rates-null", _LISTINGS, "`rewards.rates` of an unrewarded market is null"),
    Row("rebate-date", ("getCurrentRebatedFees",), "the day carries a time: `2026-09-25T00:00:00Z`"),
    Row("rebate-null", ("getCurrentRebatedFees",), "a maker without rebates gets null, not an empty array"),
    Row("builder-empty", ("getBuilderTrades",), "`builder` is blank, the code stands in `builderCode`"),
    Row("builder-units", ("getBuilderTrades",), "sizes are decimal shares and USDC, not base units"),
    Row("token-primary", ("getMarketByToken",), "on every other market the primary token is No"),
    Row("order-status-words", ("getTrades",), "states of trades come without `TRADE_STATUS_`"),
    Row("batch-status-empty", ("postOrders",), 'an order refused in a batch has the status `""`'),
    Row(
        "cancel-market-optional",
        ("cancelMarketOrders",),
        "market and asset_id are both optional (off: both required)",
        documented=True,
    ),
    Row("maker-address", ("getTrades",), "maker_address is a filter (off: required)", documented=True),
    Row("api-keys-auth", ("getApiKeys",), "keys are listed with L2 headers (off: L1)", documented=True),
    Row(
        "plural-get",
        ("getMidpointsGet", "getLastTradesPricesGet", "getPricesGet", "getBooksGet"),
        "the GET forms answer 400 `Invalid payload`",
    ),
    Row("prices-no-side", ("getPricesPost",), "an entry without side gets the SELL price"),
    Row(
        "end-cursor",
        ("getOrders", "getTrades", "getBuilderTrades", *_LISTINGS, *_REWARDS),
        "sending `LTE=` is refused with 400 (off: an empty page)",
        documented=True,
    ),
    Row(
        "history-fidelity",
        _HISTORY,
        "`1m` needs a fidelity of 10, `1w` of 5; endTs alone and milliseconds are refused",
    ),
    Row("history-now", _HISTORY, "one more point stands at the current time"),
    Row(
        "signature-type-3",
        (
            "postOrder",
            "postOrders",
            "getBalanceAllowance",
            "updateBalanceAllowance",
            "getUpdateBalanceAllowance",
            "getNotifications",
            "getEarningsForUserForDay",
            "getTotalEarningsForUserForDay",
            "getRewardPercentagesForUser",
            "getUserEarningsAndMarketsConfig",
        ),
        "signature type 3 (deposit wallet) is taken",
    ),
    Row(
        "error-texts",
        ("every L1 and L2 operation",),
        "401 and orders not canceled carry the texts of the published error page",
    ),
    Row("game-start-null", _FULL, "`game_start_time` is null, for no market is a game"),
    Row("market-nulls", _FULL, "some markets have null for when they took orders first, or for their end"),
    Row(
        "nil-lists",
        (*_FULL, *_ACTIVITY, "getOrders", "getOrder", "getTrades", *_CANCELS),
        "lists and maps without anything in them may be null",
    ),
    Row("nil-bodies", ("getNotifications", _TOTAL), "null where there is nothing to list"),
    Row("order-missing", ("getOrder",), "null, nothing or 404 for an order that is not there"),
    Row("post-amounts-empty", ("postOrder", "postOrders"), "an order that rests is told no amounts"),
    Row("balance-update-empty", ("getUpdateBalanceAllowance",), "no body"),
    Row("builder-key-objects", ("getBuilderApiKeys",), "keys are objects with the time of their making"),
    Row("trade-empty-texts", ("getTrades",), "no hash until a trade is mined, and some fees are empty"),
    Row("date-forms", (_TOTAL, "getEarningsForUserForDay"), "days are written in any of four forms"),
    Row("number-texts", (_TOTAL, "getEarningsForUserForDay"), "some numbers are texts"),
    Row("time-forms", ("getNotifications",), "times are numbers, digits or ISO texts"),
    Row("created-at", ("getOrders", "getOrder"), "some times are ISO texts"),
    Row(
        "clob-market-keys",
        ("getClobMarketInfo",),
        "`cbos`, `aot` and `v` are there; `rfqe`, `itode` and `oas` are not",
    ),
    Row("last-trade-none", ("getLastTradesPricesPost",), "a token without a trade is told, with no side"),
    Row("activity-nulls", _ACTIVITY, "`series_slug` is null"),
    Row("heartbeat-key", ("sendHeartbeatV1",), "a stale heartbeat is told under `error_msg` as well"),
)

PROFILES = ("documented", "observed")


@frozen
class Profile:
    """A profile's name and the ids of the rows that are on."""

    name: str
    on: frozenset[str]

    def __str__(self) -> str:
        off = sorted(_rows_of(self.name) - self.on)
        return f"{self.name} without {','.join(off)}" if off else self.name

    def __contains__(self, row_id: object) -> bool:
        return row_id in self.on


def make_profile(name: str, without: Iterable[str] = ()) -> Profile:
    """Build a profile, less the rows named in `without`; raises ValueError for an unknown profile or row."""
    if name not in PROFILES:
        raise ValueError(f"unknown profile {name!r}: one of {', '.join(PROFILES)}")
    known = {row.id for row in ROWS}
    if unknown := set(without) - known:
        raise ValueError(f"unknown deviation {', '.join(sorted(unknown))}: one of {', '.join(sorted(known))}")
    return Profile(name, _rows_of(name) - set(without))


def _rows_of(name: str) -> frozenset[str]:
    return frozenset(row.id for row in ROWS if name == "observed" or row.documented)


DOCUMENTED = make_profile("documented")
