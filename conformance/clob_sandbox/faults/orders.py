"""Faults of orders and trades as they are read."""

from collections.abc import Callable
from typing import Any

from clob_sandbox.faults.common import ORDERS, one_more, other_side, rounded
from clob_sandbox.faults.planting import Fault, Reply, Visit, edit, put
from clob_sandbox.http.views import order as order_view
from clob_sandbox.venue.money import price_text
from clob_sandbox.venue.orders import State


def _other_outcome(item: dict[str, Any]) -> None:
    if "outcome" in item:
        item["outcome"] = "No" if item["outcome"] == "Yes" else "Yes"


def _shrinking(visit: Visit, reply: Reply) -> None:
    seen = visit.memory[reply.body["id"]] = visit.memory.get(reply.body["id"], 0) + 1
    reply.body["size_matched"] = str(max(0, 5 - seen))


def _live_again(item: dict[str, Any]) -> None:
    if "status" in item:
        item["status"] = item["status"].replace("MATCHED", "LIVE")


def _matched_too(visit: Visit, reply: Reply) -> None:
    done = [
        order_view(order)
        for order in visit.exchange.records.ended.values()
        if order.address == visit.caller and order.state is State.MATCHED
    ]
    reply.body["data"] += done
    reply.body["count"] = len(reply.body["data"])


def _kept(wanted: Callable[[dict[str, Any]], bool]) -> Any:
    """Leave out of a page what is not wanted."""

    def after(visit: Visit, reply: Reply) -> None:
        reply.body["data"] = [item for item in reply.body["data"] if wanted(item)]
        reply.body["count"] = len(reply.body["data"])

    return after


def _newest_lost(visit: Visit, reply: Reply) -> None:
    reply.body["data"] = reply.body["data"][:-1]
    reply.body["count"] = len(reply.body["data"])


def _at_the_limit(visit: Visit, reply: Reply) -> None:
    for item in reply.body["data"]:
        item["price"] = price_text(visit.exchange.orders[item["taker_order_id"]].price)


def _makers_as_taker(item: dict[str, Any]) -> None:
    for made in item.get("maker_orders", ()):
        made["asset_id"], made["outcome"] = item["asset_id"], item["outcome"]


FAULTS: dict[str, Fault] = {
    # --- an order
    "order-side-swapped": Fault(
        "echo", "an order reads back with the other side", ORDERS, None, put(side=other_side)
    ),
    "order-outcome-other": Fault(
        "echo", "an order names the other outcome", ORDERS, None, edit(_other_outcome)
    ),
    "order-size-off": Fault(
        "precision",
        "an order reads back with a size of one more",
        ORDERS,
        None,
        put(original_size=one_more),
    ),
    "order-price-rounded": Fault(
        "precision", "an order's price has one decimal", ORDERS, None, put(price=rounded)
    ),
    "order-expiration-lost": Fault(
        "echo", "an order reads back without expiration", ORDERS, None, put(expiration="0")
    ),
    "order-type-other": Fault("echo", "every order reads back as FOK", ORDERS, None, put(order_type="FOK")),
    "order-owner-other": Fault(
        "echo",
        "an order reads back with somebody's key as its owner",
        ORDERS,
        None,
        put(owner="11111111-1111-4111-a111-111111111111"),
    ),
    "created-at-millis": Fault(
        "precision",
        "created_at is in milliseconds",
        ORDERS,
        None,
        put(created_at=lambda n: n * 1000),
    ),
    # --- its life
    "order-overmatched": Fault(
        "life",
        "an order has more matched than it has",
        ("getOrder",),
        None,
        edit(lambda o: o.update(size_matched=one_more(o["original_size"]))),
    ),
    "fill-uncounted": Fault(
        "life",
        "what an order filled is told as nothing",
        ORDERS,
        None,
        put(size_matched="0"),
    ),
    "matched-shrinks": Fault("life", "the matched amount shrinks", ("getOrder",), None, _shrinking),
    "matched-is-live": Fault(
        "life", "a filled order is told as live", ("getOrder",), None, edit(_live_again)
    ),
    "matched-listed": Fault("life", "filled orders are listed as open", ("getOrders",), None, _matched_too),
    "partial-unlisted": Fault(
        "filter",
        "open orders that are filled in part are not listed",
        ("getOrders",),
        None,
        _kept(lambda item: item["size_matched"] == "0"),
    ),
    # --- trades
    "trade-missing": Fault("update", "the newest trade is not listed", ("getTrades",), None, _newest_lost),
    "trades-as-maker-lost": Fault(
        "filter",
        "an account's trades as a maker are not listed",
        ("getTrades",),
        None,
        _kept(lambda item: item["trader_side"] == "TAKER"),
    ),
    "trade-price-other": Fault(
        "agreement", "trades are told at another price", ("getTrades",), None, put(price="0.999")
    ),
    "trade-at-limit-price": Fault(
        "agreement",
        "a trade is told at its taker's limit, not at the price it was made at",
        ("getTrades",),
        None,
        _at_the_limit,
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
    "mint-told-as-taken": Fault(
        "echo",
        "maker orders of a trade are told to be of the taker's asset and outcome",
        ("getTrades",),
        None,
        edit(_makers_as_taker),
    ),
}
