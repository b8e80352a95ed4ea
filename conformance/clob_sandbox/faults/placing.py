"""Faults of placing orders: rules that are not kept, and answers that tell another thing than was done."""

import heapq
import re
from collections.abc import Callable
from typing import Any

from clob_sandbox.clock import NANOS
from clob_sandbox.faults.common import POSTS, posted
from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply, edit, items, put
from clob_sandbox.http import views
from clob_sandbox.venue.exchange import EXPIRY_MARGIN
from clob_sandbox.venue.orders import State

_ID = re.compile(r"0x[0-9a-f]{64}")


def _orders(change: Callable[[dict[str, Any]], object]) -> Any:
    """Change what is posted, each order of it."""

    def before(intercept: Intercept) -> None:
        body = intercept.body()
        for item in body if isinstance(body, list) else [body]:
            if isinstance(item, dict) and isinstance(item.get("order"), dict):
                change(item)
        if isinstance(body, dict | list):
            intercept.change_body(body)

    return before


def _type_instead(found: str, reported: str) -> Any:
    def change(item: dict[str, Any]) -> None:
        expiration = item["order"].get("expiration")
        if item.get("orderType") == found and isinstance(expiration, str) and expiration.isdigit():
            item["orderType"] = reported
            item["order"]["expiration"] = "0"

    return _orders(change)


def _later(intercept: Intercept) -> None:
    due = str(intercept.exchange.clock.seconds() + 600)

    def change(item: dict[str, Any]) -> None:
        expiration = item["order"].get("expiration")
        if item.get("orderType") == "GTD" and isinstance(expiration, str) and expiration.isdigit():
            item["order"]["expiration"] = due

    _orders(change)(intercept)


def _own(intercept: Intercept) -> None:
    key = intercept.headers.get("poly_api_key", "")
    _orders(lambda item: item.update(owner=key) if isinstance(item.get("owner"), str) else None)(intercept)


def _may_take(item: dict[str, Any]) -> None:
    if item.get("postOnly") is True:
        item["postOnly"] = False


def _expire_late(intercept: Intercept, reply: Reply) -> None:
    new = {order.id for _, order in posted(intercept, reply)}
    waiting = intercept.exchange.agenda
    waiting[:] = [
        (due + EXPIRY_MARGIN * NANOS if order_id in new else due, number, order_id)
        for due, number, order_id in waiting
    ]
    heapq.heapify(waiting)


def _taken_although(*words: str) -> Any:
    """Answer a refusal as if the order had been taken."""

    def after(intercept: Intercept, reply: Reply) -> None:
        text = str(reply.body.get("error", "")) if isinstance(reply.body, dict) else ""
        if reply.status == 400 and any(word in text for word in words):
            found = _ID.search(text)
            reply.status = 200
            reply.body = {
                "success": True,
                "errorMsg": "",
                "orderID": found[0] if found else "0x" + "1b" * 32,
                "status": "live",
                "makingAmount": "5000000",
                "takingAmount": "5000000",
            }

    return after


def _as_nothing_met(intercept: Intercept, reply: Reply) -> None:
    for item in items(reply.body):
        for name in ("error", "errorMsg"):
            if "fully filled" in str(item.get(name)):
                item[name] = "no orders found to match with FAK order."


def _forget_canceled(intercept: Intercept) -> None:
    """Let an order that was cancelled be unknown while the same one is posted."""
    body = intercept.body()
    sent = [
        item.get("order") for item in (body if isinstance(body, list) else [body]) if isinstance(item, dict)
    ]
    salts = [
        order["salt"] for order in sent if isinstance(order, dict) and isinstance(order.get("salt"), int)
    ]
    known = intercept.exchange.orders
    intercept.memory["canceled"] = [
        known.pop(order.id)
        for order in list(known.values())
        if order.address == intercept.caller and order.state is State.CANCELED and order.signed.salt in salts
    ]


def _remember_canceled(intercept: Intercept, reply: Reply) -> None:
    for order in intercept.memory.pop("canceled"):
        intercept.exchange.orders.setdefault(order.id, order)


def _rich(intercept: Intercept) -> None:
    account = intercept.exchange.accounts.get(intercept.caller)
    if account is not None:
        account.cash += 10**15


def _poor(intercept: Intercept, reply: Reply) -> None:
    account = intercept.exchange.accounts.get(intercept.caller)
    if account is not None:
        account.cash -= 10**15


def _amounts_swapped(item: dict[str, Any]) -> None:
    if "makingAmount" in item:
        item["makingAmount"], item["takingAmount"] = item["takingAmount"], item["makingAmount"]


def _reported_as_signed(intercept: Intercept, reply: Reply) -> None:
    for item, order in posted(intercept, reply):
        item["makingAmount"] = views.amount(order.signed.maker_amount, intercept.exchange.profile)
        item["takingAmount"] = views.amount(order.signed.taker_amount, intercept.exchange.profile)


def _third_as_second(intercept: Intercept, reply: Reply) -> None:
    reported = intercept.memory.setdefault(intercept.caller, [])
    reported.append(reply.body)
    if len(reported) % 3 == 0:
        reply.body = reported[-2]


FAULTS: dict[str, Fault] = {
    # --- rules
    "order-unsigned": Fault(
        "an order is taken whatever its signature",
        ("postOrder",),
        None,
        _taken_although("invalid signature", "order_version_mismatch"),
        always=True,
        breaks=("order-signature",),
    ),
    "order-owner-unchecked": Fault("an order is taken for any owner", POSTS, _own, breaks=("order-owner",)),
    "post-only-crosses": Fault(
        "a post-only order may meet the book", POSTS, _orders(_may_take), breaks=("post-only-rests",)
    ),
    "fok-partial": Fault(
        "a FOK order is filled in part", POSTS, _type_instead("FOK", "FAK"), breaks=("match-foretold",)
    ),
    "fak-rests": Fault(
        "what a FAK order does not fill rests",
        POSTS,
        _type_instead("FAK", "GTC"),
        breaks=("open-orders-told", "told-alike", "matched-only-grows"),
    ),
    "gtd-as-gtc": Fault(
        "a GTD order never expires",
        POSTS,
        _type_instead("GTD", "GTC"),
        breaks=("gtd-expires", "told-alike", "wrong-order-refused"),
    ),
    "gtd-too-near": Fault(
        "a GTD order may expire at once",
        POSTS,
        _later,
        breaks=("wrong-order-refused", "gtd-expires", "told-alike"),
    ),
    "gtd-no-margin": Fault(
        "a GTD order stays open up to its stated expiration, not to a minute before",
        POSTS,
        None,
        _expire_late,
        breaks=("gtd-expires",),
    ),
    "tick-unchecked": Fault(
        "a price off the grid is taken",
        ("postOrder",),
        None,
        _taken_although("tick size"),
        always=True,
        breaks=("wrong-order-refused",),
    ),
    "minimum-unchecked": Fault(
        "an order below the minimum is taken",
        ("postOrder",),
        None,
        _taken_although("lower than"),
        always=True,
        breaks=("wrong-order-refused",),
    ),
    "duplicate-taken": Fault(
        "an order is taken twice",
        ("postOrder",),
        None,
        _taken_although("Duplicated"),
        always=True,
        breaks=("wrong-order-refused",),
    ),
    "cancelled-order-again": Fault(
        "an order that was cancelled is taken and carried out when it is posted once more",
        POSTS,
        _forget_canceled,
        _remember_canceled,
        always=True,
        breaks=("wrong-order-refused", "matched-only-grows"),
    ),
    "funds-unchecked": Fault(
        "an order needs no funds",
        POSTS,
        _rich,
        _poor,
        always=True,
        breaks=("wrong-order-refused",),
    ),
    "refusal-other": Fault(
        "a FOK order that something meets is refused as if nothing did",
        POSTS,
        None,
        _as_nothing_met,
        always=True,
        breaks=("refusal-true",),
    ),
    # --- answers
    "order-id-upper": Fault(
        "the id of an order is in capitals",
        ("postOrder",),
        None,
        put(orderID=str.upper),
        breaks=("order-accepted", "post-told"),
    ),
    "post-amounts-swapped": Fault(
        "making and taking amount are swapped",
        POSTS,
        None,
        edit(_amounts_swapped),
        breaks=("post-told",),
    ),
    "post-amounts-signed": Fault(
        "an order that traded is answered with the amounts that were signed",
        POSTS,
        None,
        _reported_as_signed,
        breaks=("match-foretold",),
    ),
    "post-always-matched": Fault(
        "every order is told as matched",
        POSTS,
        None,
        put(status="matched"),
        breaks=("order-accepted", "match-foretold", "told-alike"),
    ),
    "post-answer-of-before": Fault(
        "every third order of an account is answered like the one before it",
        ("postOrder",),
        None,
        _third_as_second,
        breaks=("post-told", "order-accepted"),
    ),
}
