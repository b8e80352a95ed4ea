"""Faults of shape: types, fields, nulls, statuses, media types, errors, and silent acceptance."""

from typing import Any

from clob_sandbox.faults.common import BOOKS, CANCELS, FEES, ORDERS, RISKS, TICKS
from clob_sandbox.faults.fault_injection import (
    Fault,
    Intercept,
    Reply,
    drop,
    forget,
    header,
    put,
    response,
    status,
)


def _refusal_as_text(intercept: Intercept, reply: Reply) -> None:
    if 400 <= reply.status < 500:
        reply.body = {"message": "no"}


def _error_nested(intercept: Intercept, reply: Reply) -> None:
    if reply.status != 200:
        reply.body = {"error": {"code": reply.status, "message": reply.body["error"]}}


def _ok_instead(intercept: Intercept, reply: Reply) -> None:
    if reply.status == 400:
        reply.status, reply.body = 200, {"mid_price": "0.5"}


def _status_instead(found: int, reported: int) -> Any:
    def after(intercept: Intercept, reply: Reply) -> None:
        if reply.status == found:
            reply.status = reported

    return after


FAULTS: dict[str, Fault] = {
    # --- types and fields
    "mid-price-number": Fault(
        "the midpoint is a number", ("getMidpoint",), None, put(mid_price=float), breaks=("response-schema",)
    ),
    "spread-number": Fault(
        "the spread is a number", ("getSpread",), None, put(spread=float), breaks=("response-schema",)
    ),
    "tick-size-text": Fault(
        "the tick size is a text",
        ("getTickSize",),
        None,
        put(minimum_tick_size=str),
        breaks=("response-schema",),
    ),
    "neg-risk-text": Fault(
        "neg_risk is a text", ("getNegRisk",), None, put(neg_risk=str), breaks=("response-schema",)
    ),
    "created-at-text": Fault(
        "the time at which an order was made is a text",
        ORDERS,
        None,
        put(created_at=str),
        breaks=("response-schema",),
    ),
    "time-text": Fault("the time is a text", ("getTime",), None, response(str), breaks=("response-schema",)),
    "book-without-hash": Fault(
        "a book has no hash", BOOKS, None, drop("hash"), breaks=("response-schema", "book-hash")
    ),
    "order-without-side": Fault(
        "an order tells no side", ORDERS, None, drop("side"), breaks=("response-schema", "told-alike")
    ),
    "page-without-count": Fault(
        "a page tells no count",
        ("getOrders", "getTrades"),
        None,
        drop("count"),
        breaks=("response-schema", "page-told"),
    ),
    "owner-null": Fault(
        "the owner of an order is null",
        ORDERS,
        None,
        put(owner=None),
        breaks=("response-schema", "told-alike"),
    ),
    "balance-null": Fault(
        "the balance is null", ("getBalanceAllowance",), None, put(balance=None), breaks=("response-schema",)
    ),
    "outcome-null": Fault(
        "the outcome of an order is null",
        ("getOrder",),
        None,
        put(outcome=None),
        breaks=("response-schema", "told-alike"),
    ),
    # --- statuses, media, errors
    "created-201": Fault(
        "a posted order answers 201", ("postOrder",), None, status(201), breaks=("status-documented",)
    ),
    "unknown-order-200": Fault(
        "an unknown order answers 200",
        ("getOrder",),
        None,
        _status_instead(404, 200),
        always=True,
        breaks=("response-schema",),
    ),
    "unknown-token-500": Fault(
        "a token without a book answers 500",
        ("getBook",),
        None,
        _status_instead(404, 500),
        always=True,
        breaks=("no-server-error",),
    ),
    "refusal-422": Fault(
        "bad cancels answer 422",
        CANCELS,
        None,
        _status_instead(400, 422),
        always=True,
        breaks=("status-documented",),
    ),
    "book-as-text": Fault(
        "a book is sent as text/plain",
        ("getBook",),
        None,
        header("content-type", "text/plain"),
        breaks=("content-type",),
    ),
    "orders-as-html": Fault(
        "open orders are sent as text/html",
        ("getOrders",),
        None,
        header("content-type", "text/html"),
        breaks=("content-type",),
    ),
    "errors-reshaped": Fault(
        "refusals say `message` where they should say `error`",
        (),
        None,
        _refusal_as_text,
        always=True,
        breaks=("response-schema",),
    ),
    "error-nested": Fault(
        "the error of a refusal is an object",
        (*FEES, *TICKS, *RISKS),
        None,
        _error_nested,
        always=True,
        breaks=("response-schema",),
    ),
    "not-json": Fault(
        "the midpoint is not JSON",
        ("getMidpoint",),
        None,
        response(b"{mid_price: 0.5}"),
        breaks=("response-schema",),
    ),
    # --- silent acceptance
    "midpoint-of-nothing": Fault(
        "a midpoint is told of what is no token",
        ("getMidpoint",),
        None,
        _ok_instead,
        always=True,
        breaks=("negative-data-refused",),
    ),
    "any-asset-type": Fault(
        "a balance is told of any asset type",
        ("getBalanceAllowance",),
        lambda intercept: intercept.change_query(lambda query: query.update(asset_type="COLLATERAL")),
        breaks=("negative-data-refused",),
    ),
    "any-fidelity": Fault(
        "a price history takes any fidelity and interval",
        ("getPricesHistory",),
        forget("fidelity", "interval"),
        breaks=("negative-data-refused",),
    ),
    "bad-cursor-taken": Fault(
        "an unreadable cursor means the first page",
        ("getOrders",),
        forget("next_cursor"),
        breaks=("pages-end-cursor-refused", "pages-end", "page-told", "open-orders-told"),
    ),
}
