"""Recorded forms of orders, responses to orders and cancels, and trades."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from clob_sandbox.recorded.choosing import Chooser, items

_HELD_BACK = (
    {"status": "delayed"},
    {"status": "delayed", "errorMsg": "order match delayed due to market conditions"},
    {"status": "unmatched"},
)
_MATCHED = ("MATCHED", "TRADE_STATUS_MATCHED")


def empty_amounts(value: Any, choose: Chooser) -> Any:
    for posted in items(value):
        if posted["status"] in ("live", "delayed"):
            posted["makingAmount"] = posted["takingAmount"] = ""
    return value


def post_words(value: Any, choose: Chooser) -> Any:
    for posted in items(value):
        if not posted["orderID"]:
            continue
        if choose.one_in(4, posted["orderID"]):
            posted["errorMsg"] = None
        if posted["status"] == "delayed":
            posted.update(choose.of(posted["orderID"], *_HELD_BACK))
    return value


def short_post(value: dict[str, Any], choose: Chooser) -> dict[str, Any]:
    """A resting order may be told with its id alone."""
    if value["status"] != "live" or not choose.one_in(6, value["orderID"]):
        return value
    return {"success": True, "orderID": value["orderID"], "errorMsg": None}


def cancel_texts(value: Any, choose: Chooser) -> Any:
    said = choose.of(
        "reason", "already canceled or matched", "order can't be found - already canceled or matched"
    )
    reported = value.get("not_canceled") or {}
    return {
        **value,
        "not_canceled": {name: text if "delayed" in text else said for name, text in reported.items()},
    }


def nil_cancel(value: Any, choose: Chooser) -> Any:
    empty, filled = choose.of("cancel", ([], {}), (None, None))
    return {"canceled": value["canceled"] or empty, "not_canceled": value.get("not_canceled") or filled}


def created(value: Any, choose: Chooser) -> Any:
    for order in items(value):
        at = order["created_at"]
        written = datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
        order["created_at"] = choose.of(order["id"], at, at, float(at), written)
    return value


def status_prefix(value: Any, choose: Chooser) -> Any:
    for order in items(value):
        if choose.one_in(3, order["id"]):
            order["status"] = f"ORDER_STATUS_{order['status']}"
    return value


def no_expiration(value: Any, choose: Chooser) -> Any:
    for order in items(value):
        if order["expiration"] == "0" and choose.one_in(3, order["id"]):
            order["expiration"] = None
    return value


def four_decimals(value: Any, choose: Chooser) -> Any:
    for order in items(value):
        if choose.one_in(4, order["id"]):
            for name in ("original_size", "size_matched", "price"):
                whole, _, part = order[name].partition(".")
                order[name] = f"{whole}.{part:0<4}"
    return value


def nil_trades(value: Any, choose: Chooser) -> Any:
    for order in items(value):
        if not order["associate_trades"]:
            order["associate_trades"] = choose.of(order["id"], [], None)
    return value


def no_counts(value: dict[str, Any], choose: Chooser) -> dict[str, Any]:
    if choose.one_in(3, [order["id"] for order in items(value)]):
        del value["limit"], value["count"]
    return value


def empty_texts(value: Any, choose: Chooser) -> Any:
    for trade in items(value):
        if trade["status"] in _MATCHED:
            trade["transaction_hash"] = ""
        for one in (trade, *trade["maker_orders"]):
            one["fee_rate_bps"] = choose.of(trade["id"], one["fee_rate_bps"], "")
    return value


def empty_numbers(value: Any, choose: Chooser) -> Any:
    for trade in items(value):
        if choose.one_in(8, trade["id"]):
            trade["price"] = trade["size"] = ""
    return value


def nil_makers(value: Any, choose: Chooser) -> Any:
    for trade in items(value):
        if trade["trader_side"] == "TAKER" and choose.one_in(4, trade["id"]):
            trade["maker_orders"] = None
    return value


def nil_page(value: Any, choose: Chooser) -> Any:
    value["data"] = value["data"] or choose.of("page", [], None)
    return value
