"""Faults of shape: types, fields, nulls, statuses, media types, errors, and silent acceptance."""

from typing import Any

from clob_sandbox.faults.common import BOOKS, CANCELS, FEES, ORDERS, RISKS, TICKS
from clob_sandbox.faults.planting import Fault, Reply, Visit, answer, drop, forget, header, put, status


def _refusal_as_text(visit: Visit, reply: Reply) -> None:
    if 400 <= reply.status < 500:
        reply.body = {"message": "no"}


def _error_nested(visit: Visit, reply: Reply) -> None:
    if reply.status != 200:
        reply.body = {"error": {"code": reply.status, "message": reply.body["error"]}}


def _ok_instead(visit: Visit, reply: Reply) -> None:
    if reply.status == 400:
        reply.status, reply.body = 200, {"mid_price": "0.5"}


def _status_instead(found: int, told: int) -> Any:
    def after(visit: Visit, reply: Reply) -> None:
        if reply.status == found:
            reply.status = told

    return after


FAULTS: dict[str, Fault] = {
    # --- types and fields
    "mid-price-number": Fault(
        "type", "the midpoint is a number", ("getMidpoint",), None, put(mid_price=float)
    ),
    "spread-number": Fault("type", "the spread is a number", ("getSpread",), None, put(spread=float)),
    "tick-size-text": Fault(
        "type", "the tick size is a text", ("getTickSize",), None, put(minimum_tick_size=str)
    ),
    "neg-risk-text": Fault("type", "neg_risk is a text", ("getNegRisk",), None, put(neg_risk=str)),
    "created-at-text": Fault(
        "type", "the time at which an order was made is a text", ORDERS, None, put(created_at=str)
    ),
    "time-text": Fault("type", "the time is a text", ("getTime",), None, answer(str)),
    "book-without-hash": Fault("field", "a book has no hash", BOOKS, None, drop("hash")),
    "order-without-side": Fault("field", "an order tells no side", ORDERS, None, drop("side")),
    "page-without-count": Fault(
        "field", "a page tells no count", ("getOrders", "getTrades"), None, drop("count")
    ),
    "owner-null": Fault("null", "the owner of an order is null", ORDERS, None, put(owner=None)),
    "balance-null": Fault("null", "the balance is null", ("getBalanceAllowance",), None, put(balance=None)),
    "outcome-null": Fault("null", "the outcome of an order is null", ("getOrder",), None, put(outcome=None)),
    # --- statuses, media, errors
    "created-201": Fault("status", "a posted order answers 201", ("postOrder",), None, status(201)),
    "unknown-order-200": Fault(
        "status", "an unknown order answers 200", ("getOrder",), None, _status_instead(404, 200), always=True
    ),
    "unknown-token-500": Fault(
        "status",
        "a token without a book answers 500",
        ("getBook",),
        None,
        _status_instead(404, 500),
        always=True,
    ),
    "refusal-422": Fault(
        "status", "bad cancels answer 422", CANCELS, None, _status_instead(400, 422), always=True
    ),
    "book-as-text": Fault(
        "media", "a book is sent as text/plain", ("getBook",), None, header("content-type", "text/plain")
    ),
    "orders-as-html": Fault(
        "media",
        "open orders are sent as text/html",
        ("getOrders",),
        None,
        header("content-type", "text/html"),
    ),
    "errors-reshaped": Fault(
        "error",
        "refusals say `message` where they should say `error`",
        (),
        None,
        _refusal_as_text,
        always=True,
    ),
    "error-nested": Fault(
        "error",
        "the error of a refusal is an object",
        (*FEES, *TICKS, *RISKS),
        None,
        _error_nested,
        always=True,
    ),
    "not-json": Fault(
        "media", "the midpoint is not JSON", ("getMidpoint",), None, answer(b"{mid_price: 0.5}")
    ),
    # --- silent acceptance
    "midpoint-of-nothing": Fault(
        "acceptance",
        "a midpoint is told of what is no token",
        ("getMidpoint",),
        None,
        _ok_instead,
        always=True,
    ),
    "any-asset-type": Fault(
        "acceptance",
        "a balance is told of any asset type",
        ("getBalanceAllowance",),
        lambda visit: visit.change_query(lambda query: query.update(asset_type="COLLATERAL")),
    ),
    "any-fidelity": Fault(
        "acceptance",
        "a price history takes any fidelity and interval",
        ("getPricesHistory",),
        forget("fidelity", "interval"),
    ),
    "bad-cursor-taken": Fault(
        "acceptance", "an unreadable cursor means the first page", ("getOrders",), forget("next_cursor")
    ),
}
