"""Faults of orders and trades as they are read."""

from collections.abc import Callable
from typing import Any

from clob_sandbox.faults.common import ORDERS, one_more, other_side, rounded
from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply, edit, put
from clob_sandbox.http.views import order as order_view
from clob_sandbox.venue.money import price_text
from clob_sandbox.venue.orders import State


def _other_outcome(item: dict[str, Any]) -> None:
    if "outcome" in item:
        item["outcome"] = "No" if item["outcome"] == "Yes" else "Yes"


def _shrinking(intercept: Intercept, reply: Reply) -> None:
    seen = intercept.memory[reply.body["id"]] = intercept.memory.get(reply.body["id"], 0) + 1
    reply.body["size_matched"] = str(max(0, 5 - seen))


def _live_again(item: dict[str, Any]) -> None:
    if "status" in item:
        item["status"] = item["status"].replace("MATCHED", "LIVE")


def _unknown_while_live(intercept: Intercept, reply: Reply) -> None:
    if reply.body["status"] == "LIVE":
        reply.status, reply.body = 404, {"error": "Order not found"}


def _matched_too(intercept: Intercept, reply: Reply) -> None:
    done = [
        order_view(order)
        for order in intercept.exchange.records.ended.values()
        if order.address == intercept.caller and order.state is State.MATCHED
    ]
    reply.body["data"] += done
    reply.body["count"] = len(reply.body["data"])


def _kept(wanted: Callable[[dict[str, Any]], bool]) -> Any:
    """Leave out of a page what is not wanted."""

    def after(intercept: Intercept, reply: Reply) -> None:
        reply.body["data"] = [item for item in reply.body["data"] if wanted(item)]
        reply.body["count"] = len(reply.body["data"])

    return after


def _newest_lost(intercept: Intercept, reply: Reply) -> None:
    reply.body["data"] = reply.body["data"][:-1]
    reply.body["count"] = len(reply.body["data"])


def _at_the_limit(intercept: Intercept, reply: Reply) -> None:
    for item in reply.body["data"]:
        item["price"] = price_text(intercept.exchange.orders[item["taker_order_id"]].price)


def _makers_as_taker(item: dict[str, Any]) -> None:
    for made in item.get("maker_orders", ()):
        made["asset_id"], made["outcome"] = item["asset_id"], item["outcome"]


FAULTS: dict[str, Fault] = {
    # --- an order
    "order-side-swapped": Fault(
        "an order reads back with the other side", ORDERS, None, put(side=other_side), breaks=("told-alike",)
    ),
    "order-outcome-other": Fault(
        "an order names the other outcome", ORDERS, None, edit(_other_outcome), breaks=("told-alike",)
    ),
    "order-size-off": Fault(
        "an order reads back with a size of one more",
        ORDERS,
        None,
        put(original_size=one_more),
        breaks=("told-alike",),
    ),
    "order-price-rounded": Fault(
        "an order's price has one decimal", ORDERS, None, put(price=rounded), breaks=("told-alike",)
    ),
    "order-expiration-lost": Fault(
        "an order reads back without expiration", ORDERS, None, put(expiration="0"), breaks=("told-alike",)
    ),
    "order-type-other": Fault(
        "every order reads back as FOK", ORDERS, None, put(order_type="FOK"), breaks=("told-alike",)
    ),
    "order-owner-other": Fault(
        "an order reads back with somebody's key as its owner",
        ORDERS,
        None,
        put(owner="11111111-1111-4111-a111-111111111111"),
        breaks=("told-alike",),
    ),
    "created-at-millis": Fault(
        "created_at is in milliseconds",
        ORDERS,
        None,
        put(created_at=lambda n: n * 1000),
        breaks=("told-alike",),
    ),
    # --- its life
    "order-live-unknown": Fault(
        "an order is not found by its id as long as it is live",
        ("getOrder",),
        None,
        _unknown_while_live,
        breaks=("order-readable",),
    ),
    "order-overmatched": Fault(
        "an order has more matched than it has",
        ("getOrder",),
        None,
        edit(lambda o: o.update(size_matched=one_more(o["original_size"]))),
        breaks=("matched-only-grows", "told-alike"),
    ),
    "fill-uncounted": Fault(
        "what an order filled is told as nothing", ORDERS, None, put(size_matched="0"), breaks=("told-alike",)
    ),
    "matched-shrinks": Fault(
        "the matched amount shrinks",
        ("getOrder",),
        None,
        _shrinking,
        breaks=("matched-only-grows", "told-alike", "reads-change-nothing"),
    ),
    "matched-is-live": Fault(
        "a filled order is told as live",
        ("getOrder",),
        None,
        edit(_live_again),
        breaks=("matched-only-grows", "told-alike"),
    ),
    "matched-listed": Fault(
        "filled orders are listed as open",
        ("getOrders",),
        None,
        _matched_too,
        breaks=("open-orders-told",),
    ),
    "partial-unlisted": Fault(
        "open orders that are filled in part are not listed",
        ("getOrders",),
        None,
        _kept(lambda item: item["size_matched"] == "0"),
        breaks=("open-orders-told",),
    ),
    # --- trades
    "trade-missing": Fault(
        "the newest trade is not listed",
        ("getTrades",),
        None,
        _newest_lost,
        breaks=("trade-foretold", "trades-filter"),
    ),
    "trades-as-maker-lost": Fault(
        "an account's trades as a maker are not listed",
        ("getTrades",),
        None,
        _kept(lambda item: item["trader_side"] == "TAKER"),
        breaks=("trade-foretold",),
    ),
    "trade-price-other": Fault(
        "trades are told at another price",
        ("getTrades",),
        None,
        put(price="0.999"),
        breaks=("trade-foretold", "told-alike"),
    ),
    "trade-at-limit-price": Fault(
        "a trade is told at its taker's limit, not at the price it was made at",
        ("getTrades",),
        None,
        _at_the_limit,
        breaks=("trade-foretold", "told-alike"),
    ),
    "trade-time-millis": Fault(
        "trades are told in milliseconds",
        ("getTrades",),
        None,
        put(match_time=lambda t: t + "000"),
        breaks=("trades-filter", "answers-what-was-asked", "told-alike"),
    ),
    "trader-side-swapped": Fault(
        "takers are told as makers, makers as takers",
        ("getTrades",),
        None,
        put(trader_side=lambda side: "MAKER" if side == "TAKER" else "TAKER"),
        breaks=("trade-foretold",),
    ),
    "mint-told-as-taken": Fault(
        "maker orders of a trade are told to be of the taker's asset and outcome",
        ("getTrades",),
        None,
        edit(_makers_as_taker),
        breaks=("trade-foretold", "told-alike"),
    ),
}
