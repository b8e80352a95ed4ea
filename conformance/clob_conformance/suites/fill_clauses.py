"""The clauses about fills: what an order that meets another leaves behind, on both sides."""

from __future__ import annotations

from clob_conformance.clauses import Clause, Severity, declare


def _fill(
    name: str,
    sentence: str,
    source: str,
    *operations: str,
    severity: Severity = "critical",
) -> Clause:
    return declare(
        name, sentence, source=source, severity=severity, suites=("lifecycle",), operations=operations
    )


ANSWERED = _fill(
    "fill-answered",
    "An order that meets the book is answered as matched, with what it gave and what it got.",
    "description: SendOrderResponse",
    "postOrder",
)
COUNTED = _fill(
    "fill-counted",
    "What was filled is counted: an order is live until nothing of it is left, then matched.",
    "description: OpenOrder.size_matched and status",
    "getOrder",
)
LEFT = _fill(
    "matched-not-open",
    "An order that was filled, or that may not rest, is not listed as open.",
    "description: GET /data/orders; SendOrder.orderType",
    "getOrders",
)
WHOLE = _fill(
    "fok-whole",
    "A FOK order that cannot be filled as a whole is refused and fills nothing.",
    "description: SendOrder.orderType; docs/protocol/errors.md#placing-orders",
    "postOrder",
)
CANCEL_MATCHED = _fill(
    "cancel-matched-reported",
    "Cancelling an order that was filled reports it in `not_canceled`.",
    "description: CancelOrdersResponse",
    "cancelOrder",
)
TOLD = _fill(
    "trade-told",
    "A fill is a trade of both sides: at the resting order's price and its size, with the taker as taker and "
    "the maker as maker, each order of its own asset and outcome.",
    "description: Trade",
    "getTrades",
)
PAID = _fill(
    "fill-settled",
    "Money and shares of both sides move by what was filled, and by nothing else where there is no fee.",
    "description: GET /balance-allowance, GET /fee-rate, ClobMarketDetails.mbf",
    "getBalanceAllowance",
)
LAST = declare(
    "last-trade-told",
    "The last trade is told at the price at which it was made, whatever its taker would have paid, in the "
    "book, alone and in a batch.",
    source="description: GET /last-trade-price, POST /last-trades-prices, OrderBookSummary.last_trade_price",
    suites=("examples", "lifecycle"),
    operations=("getLastTradePrice", "getLastTradesPricesPost", "getBook"),
)
NOT_CLOSED = _fill(
    "closed-only-agrees",
    "An account whose BUY was just taken is not in closed-only mode.",
    "description: GET /auth/ban-status/closed-only",
    "getClosedOnlyMode",
    severity="major",
)
