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
    has it. One of `form` alone can be switched off for one operation.
    """

    id: str
    operations: tuple[str, ...]
    when_on: str
    documented: bool = False
    form: bool = False


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
_ORDERS = ("getOrders", "getOrder")
_POSTS = ("postOrder", "postOrders")

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
    Row("game-start-null", _FULL, "`game_start_time` is null, for no market is a game", form=True),
    Row("market-nulls", _FULL, "some markets have null for times and fees", form=True),
    Row(
        "nil-lists",
        (*_FULL, *_ACTIVITY, *_BOOKS, *_ORDERS, "getTrades", *_CANCELS),
        "lists and maps without anything in them may be null; some takers are told no makers",
        form=True,
    ),
    Row("nil-bodies", ("getNotifications", _TOTAL), "null where there is nothing to list", form=True),
    Row("order-missing", ("getOrder",), "null, nothing or 404 for an order that is not there"),
    Row("post-amounts-empty", _POSTS, "an order that rests is told no amounts", form=True),
    Row(
        "post-words",
        _POSTS,
        "`errorMsg` may be null, or all but the id left out; what is held back may be `unmatched`",
        form=True,
    ),
    Row("balance-update-empty", ("getUpdateBalanceAllowance",), "no body", form=True),
    Row("acknowledged-empty", ("dropNotifications",), "no body, by the seed", form=True),
    Row("builder-key-objects", ("getBuilderApiKeys",), "keys are objects with times; revoked ones stay"),
    Row(
        "trade-empty-texts",
        ("getTrades",),
        "no hash until a trade is mined; some fees, prices and sizes are empty",
        form=True,
    ),
    Row(
        "date-forms", (_TOTAL, "getEarningsForUserForDay"), "days are written in any of four forms", form=True
    ),
    Row("number-texts", (_TOTAL, "getEarningsForUserForDay"), "some numbers are texts", form=True),
    Row("time-forms", ("getNotifications",), "times are numbers, digits or ISO texts", form=True),
    Row("notification-kinds", ("getNotifications",), "there are some of further kinds, without payload"),
    Row("created-at", _ORDERS, "some times are ISO texts", form=True),
    Row("order-status-prefix", _ORDERS, "some states have the prefix `ORDER_STATUS_`", form=True),
    Row("order-expiration-null", _ORDERS, "some orders that do not expire have null", form=True),
    Row("decimal-zeros", _ORDERS, "some prices and sizes have four decimals", form=True),
    Row("page-counts", ("getOrders",), "some pages have neither `limit` nor `count`", form=True),
    Row(
        "clob-market-keys",
        ("getClobMarketInfo",),
        "`cbos`, `aot` and mostly `v` are there; `rfqe`, `itode`, `oas` and what is 0 or false are not",
        form=True,
    ),
    Row("last-trade-none", ("getLastTradesPricesPost",), "a token without a trade is told, with no side"),
    Row("activity-nulls", _ACTIVITY, "`series_slug` is null, or there", form=True),
    Row("heartbeat-key", ("sendHeartbeatV1",), "some stale heartbeats are told under `error_msg` as well"),
    Row("cancel-delayed", ("cancelOrder", "cancelOrders"), "an order that is held back is not canceled"),
    Row("status-425", (*_POSTS, *_CANCELS), "425 says `service not ready`"),
    Row(
        "error-under-200",
        ("getBook", "getMidpoint", "getSpread", "getPrice", "getMarket"),
        "some of what is not there is an error under 200",
    ),
)

PROFILES = ("documented", "observed")


@frozen
class Profile:
    """A profile's name, the ids of the rows that are on, and those that are off for one operation."""

    name: str
    on: frozenset[str]
    off_at: frozenset[tuple[str, str]] = frozenset()

    def __str__(self) -> str:
        off = sorted({*(_rows_of(self.name) - self.on), *(f"{row}:{place}" for row, place in self.off_at)})
        return f"{self.name} without {','.join(off)}" if off else self.name

    def __contains__(self, row_id: object) -> bool:
        return row_id in self.on

    def has(self, row_id: str, operation: str) -> bool:
        """Whether a row is on for an operation."""
        return row_id in self.on and (row_id, operation) not in self.off_at


def make_profile(name: str, without: Iterable[str] = ()) -> Profile:
    """Build a profile, less what `without` names: rows (`nil-lists`), or a row of form for one operation
    (`nil-lists:getOrders`). Raises ValueError for an unknown profile, row, or operation of a row.
    """
    if name not in PROFILES:
        raise ValueError(f"unknown profile {name!r}: one of {', '.join(PROFILES)}")
    known = {row.id: row for row in ROWS}
    off: dict[str, set[str]] = {}
    for word in without:
        row_id, _, operation = word.partition(":")
        off.setdefault(row_id, set()).add(operation)
    if unknown := off.keys() - known:
        raise ValueError(f"unknown deviation {', '.join(sorted(unknown))}: one of {', '.join(sorted(known))}")
    for row_id, operations in off.items():
        row = known[row_id]
        takes = {"", *(row.operations if row.form else ())}
        if wrong := operations - takes:
            rest = f"one of {', '.join(row.operations)}" if row.form else "it is on or off as a whole"
            raise ValueError(f"deviation {row_id} cannot be off for {', '.join(sorted(wrong))}: {rest}")
    rows = {row_id for row_id, operations in off.items() if "" in operations}
    places = {(row_id, place) for row_id, operations in off.items() for place in operations if place}
    return Profile(name, _rows_of(name) - rows, frozenset(places))


def _rows_of(name: str) -> frozenset[str]:
    return frozenset(row.id for row in ROWS if name == "observed" or row.documented)


DOCUMENTED = make_profile("documented")
