"""The clauses about an account's orders: what a cancel says and does, and how orders are listed and read."""

from __future__ import annotations

from clob_conformance.clauses import Clause, declare

_CANCELS = "description: CancelOrdersResponse"


def _life(id: str, sentence: str, source: str) -> Clause:  # noqa: A002
    return declare(id, sentence, source=source, severity="critical", suites=("lifecycle",))


PARTITION = _life(
    "cancel-partition", "`canceled` and `not_canceled` together name what was asked, each id once.", _CANCELS
)
CLOSES = _life("cancel-closes-order", "An order reported canceled is no longer open.", _CANCELS)
OPEN_CANCELED = _life("cancel-open-order", "Cancelling an order that rests reports it as canceled.", _CANCELS)
TWICE = _life("cancel-twice-reported", "Cancelling an order again reports it in `not_canceled`.", _CANCELS)
UNKNOWN = _life(
    "cancel-unknown-reported", "Cancelling an unknown order reports it in `not_canceled`.", _CANCELS
)
ALL_GONE = _life(
    "cancel-all-leaves-nothing", "After cancel-all no order is open.", "description: DELETE /cancel-all"
)
MARKET_ONLY = _life(
    "cancel-market-filter",
    "Cancelling by market and asset cancels all that match and touches nothing else.",
    "description: DELETE /cancel-market-orders",
)
LISTED = _life(
    "open-orders-listed", "Every resting order is listed as open.", "description: GET /data/orders"
)
FILTERED = _life(
    "orders-filter",
    "A filter of the open orders gives what matches it and nothing else.",
    "description: GET /data/orders",
)
READABLE = _life(
    "order-readable", "A resting order can be read by its id.", "description: GET /data/order/{orderID}"
)
ECHO = _life(
    "order-echo",
    "An order reads back as it was posted: id, market, asset, side, price, size in base units.",
    "description: OpenOrder",
)
ACCEPTED = _life(
    "order-accepted",
    "A well-signed post-only order away from the market is taken, under the id of its hash.",
    "description: POST /order; facts: CLIENTS section 3",
)
MATCHED = _life(
    "matched-amount-sane",
    "The matched amount never shrinks and never exceeds the size.",
    "description: OpenOrder",
)
