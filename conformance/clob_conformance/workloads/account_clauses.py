"""The clauses about an account's orders: what a cancel says and does, and how orders are listed and read."""

from __future__ import annotations

from clob_conformance.core.clauses import Clause, Severity, declare

_ANSWER = "description: CancelOrdersResponse"
CANCELS = ("cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders")
_READS = ("getOrder", "getOrders")


def _life(
    name: str,
    sentence: str,
    source: str,
    *operations: str,
    severity: Severity = "critical",
    shared: bool = False,
) -> Clause:
    return declare(
        name,
        sentence,
        source=source,
        severity=severity,
        suites=("lifecycle",),
        operations=operations,
        shared=shared,
    )


CLOSES = _life(
    "cancel-closes-order",
    "An order reported canceled is no longer open.",
    _ANSWER,
    *CANCELS,
    shared=True,
)
OPEN_CANCELED = _life(
    "cancel-open-order", "Cancelling an order that rests reports it as canceled.", _ANSWER, *CANCELS
)
TWICE = _life(
    "cancel-twice-reported", "Cancelling an order again reports it in `not_canceled`.", _ANSWER, *CANCELS[:2]
)
UNKNOWN = _life(
    "cancel-unknown-reported",
    "Cancelling an unknown order, or somebody else's, reports it in `not_canceled`.",
    _ANSWER,
    *CANCELS[:2],
)
ALL_GONE = _life(
    "cancel-all-leaves-nothing",
    "After cancel-all no order is open.",
    "description: DELETE /cancel-all",
    "cancelAllOrders",
)
MARKET_ONLY = _life(
    "cancel-market-filter",
    "Cancelling by market and asset, or by one of them where that is taken, cancels all that match and "
    "touches nothing else.",
    "description: DELETE /cancel-market-orders",
    "cancelMarketOrders",
)
LISTED = _life(
    "open-orders-listed",
    "Every resting order is listed as open.",
    "description: GET /data/orders",
    "getOrders",
)
ONLY_OPEN = _life(
    "only-open-orders-listed",
    "What is listed as open are the account's own orders that rest, and nothing else.",
    "description: GET /data/orders",
    "getOrders",
)
FILTERED = _life(
    "orders-filter",
    "A filter of the open orders gives what matches it and nothing else, on every page.",
    "description: GET /data/orders",
    "getOrders",
)
READABLE = _life(
    "order-readable",
    "A resting order can be read by its id.",
    "description: GET /data/order/{orderID}",
    "getOrder",
)
ECHO = _life(
    "order-echo",
    "An order reads back as it was posted: id, market, asset, outcome, owner, maker, side, type, expiration, "
    "price, size in shares, and the time of its posting in Unix seconds.",
    "description: OpenOrder",
    *_READS,
)
ACCEPTED = _life(
    "order-accepted",
    "A well-signed post-only order away from the market is taken, under the id of its hash, and rests.",
    "description: POST /order; docs/protocol/orders.md#order-id",
    "postOrder",
    "postOrders",
)
POST_ECHO = _life(
    "post-echo",
    "The answer to an order that rests tells the signed amounts: making what it gives, taking what it wants.",
    "description: SendOrderResponse",
    "postOrder",
    "postOrders",
)
MATCHED = _life(
    "matched-amount-sane",
    "The matched amount never shrinks and never exceeds the size.",
    "description: OpenOrder",
    *_READS,
    shared=True,
)
IN_BOOK = _life(
    "book-shows-orders",
    "An order that rests is in the book of its token; once it is cancelled it is not.",
    "description: GET /book",
    "getBook",
    severity="major",
)
