"""Faults of placing orders: rules that are not kept, and answers that tell another thing than was done."""

import re
from collections.abc import Callable
from typing import Any

from clob_sandbox.orders import State
from clob_sandbox.planting import Fault, Reply, Visit, edit, put
from clob_sandbox.wire import order as order_view

_POSTS = ("postOrder", "postOrders")
_ID = re.compile(r"0x[0-9a-f]{64}")


def _orders(change: Callable[[dict[str, Any]], object]) -> Any:
    """Change what is posted, each order of it."""

    def before(visit: Visit) -> None:
        body = visit.body()
        for item in body if isinstance(body, list) else [body]:
            if isinstance(item, dict) and isinstance(item.get("order"), dict):
                change(item)
        if isinstance(body, dict | list):
            visit.change_body(body)

    return before


def _type_instead(found: str, told: str) -> Any:
    def change(item: dict[str, Any]) -> None:
        expiration = item["order"].get("expiration")
        if item.get("orderType") == found and isinstance(expiration, str) and expiration.isdigit():
            item["orderType"] = told
            item["order"]["expiration"] = "0"

    return _orders(change)


def _later(visit: Visit) -> None:
    due = str(visit.exchange.clock.seconds() + 600)

    def change(item: dict[str, Any]) -> None:
        expiration = item["order"].get("expiration")
        if item.get("orderType") == "GTD" and isinstance(expiration, str) and expiration.isdigit():
            item["order"]["expiration"] = due

    _orders(change)(visit)


def _own(visit: Visit) -> None:
    key = visit.headers.get("poly_api_key", "")
    _orders(lambda item: item.update(owner=key) if isinstance(item.get("owner"), str) else None)(visit)


def _may_take(item: dict[str, Any]) -> None:
    if item.get("postOnly") is True:
        item["postOnly"] = False


def _taken_although(*words: str) -> Any:
    """Answer a refusal as if the order had been taken."""

    def after(visit: Visit, reply: Reply) -> None:
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


def _rich(visit: Visit) -> None:
    account = visit.exchange.accounts.get(visit.caller)
    if account is not None:
        account.cash += 10**15


def _poor(visit: Visit, reply: Reply) -> None:
    account = visit.exchange.accounts.get(visit.caller)
    if account is not None:
        account.cash -= 10**15


def _amounts_swapped(item: dict[str, Any]) -> None:
    if "makingAmount" in item:
        item["makingAmount"], item["takingAmount"] = item["takingAmount"], item["makingAmount"]


def _reversed(visit: Visit, reply: Reply) -> None:
    reply.body = reply.body[::-1]


def _one_spoils_all(visit: Visit, reply: Reply) -> None:
    spoilt = next((item for item in reply.body if item["errorMsg"]), None)
    if spoilt is not None:
        reply.body = [spoilt for _ in reply.body]


def _first_alone(visit: Visit) -> None:
    body = visit.body()
    if isinstance(body, list) and len(body) > 1:
        visit.memory["more"] = len(body) - 1
        visit.change_body(body[:1])


def _told_of_all(visit: Visit, reply: Reply) -> None:
    reply.body += reply.body[:1] * visit.memory.pop("more", 0)


def _shrinking(visit: Visit, reply: Reply) -> None:
    seen = visit.memory[reply.body["id"]] = visit.memory.get(reply.body["id"], 0) + 1
    reply.body["size_matched"] = str(max(0, 5 - seen))


def _live_again(item: dict[str, Any]) -> None:
    if "status" in item:
        item["status"] = item["status"].replace("MATCHED", "LIVE")


def _matched_too(visit: Visit, reply: Reply) -> None:
    done = [
        order_view(order, visit.exchange.profile)
        for order in visit.exchange.orders.values()
        if order.address == visit.caller and order.state is State.MATCHED
    ]
    reply.body["data"] += done
    reply.body["count"] = len(reply.body["data"])


def _newest_lost(visit: Visit, reply: Reply) -> None:
    reply.body["data"] = reply.body["data"][:-1]
    reply.body["count"] = len(reply.body["data"])


def _other_outcome(item: dict[str, Any]) -> None:
    if "outcome" in item:
        item["outcome"] = "No" if item["outcome"] == "Yes" else "Yes"


FAULTS: dict[str, Fault] = {
    # --- rules
    "order-unsigned": Fault(
        "signature",
        "an order is taken whatever its signature",
        ("postOrder",),
        None,
        _taken_although("invalid signature", "order_version_mismatch"),
        always=True,
    ),
    "order-owner-unchecked": Fault("signature", "an order is taken for any owner", _POSTS, _own),
    "post-only-crosses": Fault(
        "life",
        "a post-only order may meet the book",
        _POSTS,
        _orders(_may_take),
    ),
    "fok-partial": Fault("life", "a FOK order is filled in part", _POSTS, _type_instead("FOK", "FAK")),
    "fak-rests": Fault("life", "what a FAK order does not fill rests", _POSTS, _type_instead("FAK", "GTC")),
    "gtd-as-gtc": Fault("life", "a GTD order never expires", _POSTS, _type_instead("GTD", "GTC")),
    "gtd-too-near": Fault("limit", "a GTD order may expire at once", _POSTS, _later),
    "tick-unchecked": Fault(
        "acceptance",
        "a price off the grid is taken",
        ("postOrder",),
        None,
        _taken_although("tick size"),
        always=True,
    ),
    "minimum-unchecked": Fault(
        "acceptance",
        "an order below the minimum is taken",
        ("postOrder",),
        None,
        _taken_although("lower than"),
        always=True,
    ),
    "duplicate-taken": Fault(
        "acceptance",
        "an order is taken twice",
        ("postOrder",),
        None,
        _taken_although("Duplicated"),
        always=True,
    ),
    "funds-unchecked": Fault("acceptance", "an order needs no funds", _POSTS, _rich, _poor, always=True),
    # --- answers
    "post-amounts-swapped": Fault(
        "echo", "making and taking amount are swapped", _POSTS, None, edit(_amounts_swapped)
    ),
    "post-always-matched": Fault(
        "life", "every order is told as matched", _POSTS, None, put(status="matched")
    ),
    "batch-reversed": Fault("batch", "a batch is answered in reverse", ("postOrders",), None, _reversed),
    "batch-spoilt": Fault(
        "batch", "one refused order spoils its batch", ("postOrders",), None, _one_spoils_all
    ),
    "batch-first-alone": Fault(
        "batch", "of a batch the first order is placed", ("postOrders",), _first_alone, _told_of_all
    ),
    # --- reading orders and trades
    "fill-uncounted": Fault(
        "life",
        "what an order filled is told as nothing",
        ("getOrder", "getOrders"),
        None,
        put(size_matched="0"),
    ),
    "matched-shrinks": Fault("life", "the matched amount shrinks", ("getOrder",), None, _shrinking),
    "matched-is-live": Fault(
        "life", "a filled order is told as live", ("getOrder",), None, edit(_live_again)
    ),
    "matched-listed": Fault("life", "filled orders are listed as open", ("getOrders",), None, _matched_too),
    "trade-missing": Fault("update", "the newest trade is not listed", ("getTrades",), None, _newest_lost),
    "order-outcome-other": Fault(
        "echo", "an order names the other outcome", ("getOrder", "getOrders"), None, edit(_other_outcome)
    ),
    "order-expiration-lost": Fault(
        "echo", "an order reads back without expiration", ("getOrder", "getOrders"), None, put(expiration="0")
    ),
    "order-type-other": Fault(
        "echo", "every order reads back as FOK", ("getOrder", "getOrders"), None, put(order_type="FOK")
    ),
    "order-owner-other": Fault(
        "echo",
        "an order reads back with somebody's key as its owner",
        ("getOrder", "getOrders"),
        None,
        put(owner="11111111-1111-4111-a111-111111111111"),
    ),
    "created-at-millis": Fault(
        "precision",
        "created_at is in milliseconds",
        ("getOrder", "getOrders"),
        None,
        put(created_at=lambda n: n * 1000),
    ),
    "trade-price-other": Fault(
        "agreement", "trades are told at another price", ("getTrades",), None, put(price="0.999")
    ),
    "trade-time-millis": Fault(
        "precision",
        "trades are told in milliseconds",
        ("getTrades",),
        None,
        put(match_time=lambda t: t + "000"),
    ),
    "trader-side-swapped": Fault(
        "echo",
        "takers are told as makers, makers as takers",
        ("getTrades",),
        None,
        put(trader_side=lambda side: "MAKER" if side == "TAKER" else "TAKER"),
    ),
}
