"""Faults of trading: orders, limits, modes, cancels, liveness."""

from typing import Any

from clob_sandbox.faults.common import CANCELS, ORDERS, one_more, other_side, rounded
from clob_sandbox.modes import Mode
from clob_sandbox.planting import Fault, Reply, Visit, edit, put


def _first_and_no_more(visit: Visit) -> None:
    body = visit.body()
    if isinstance(body, list) and len(body) > 1:
        visit.change_body(body[:-1])


def _as_many_as_allowed(most: int) -> Any:
    def before(visit: Visit) -> None:
        body = visit.body()
        if isinstance(body, list) and len(body) > most:
            visit.change_body(body[:most])

    return before


def _twenty_histories(visit: Visit) -> None:
    body = visit.body()
    if isinstance(body, dict) and isinstance(body.get("markets"), list):
        visit.change_body({**body, "markets": body["markets"][:20]})


def _unchanged_mode(visit: Visit) -> None:
    visit.exchange.mode = Mode()


def _closed_to_cancels(visit: Visit) -> None:
    if visit.exchange.mode.name == "cancel-only":
        visit.exchange.mode = Mode("disabled")


def _only_the_first(visit: Visit, reply: Reply) -> None:
    for order_id in reply.body["canceled"][1:]:
        reply.body["not_canceled"][order_id] = "Order not found"
    reply.body["canceled"] = reply.body["canceled"][:1]


def _again_canceled(visit: Visit, reply: Reply) -> None:
    again = [order for order, why in reply.body["not_canceled"].items() if "already canceled" in why]
    for order_id in again:
        del reply.body["not_canceled"][order_id]
    reply.body["canceled"] += again


def _unknown_canceled(visit: Visit, reply: Reply) -> None:
    unknown = [order for order, why in reply.body["not_canceled"].items() if "not found" in why]
    for order_id in unknown:
        del reply.body["not_canceled"][order_id]
    reply.body["canceled"] += unknown


def _last_stays(visit: Visit, reply: Reply) -> None:
    if len(reply.body["canceled"]) > 1:
        order = visit.exchange.orders.get(reply.body["canceled"][-1])
        if order is not None:
            order.state = type(order.state)("LIVE")
            visit.exchange.rest(order)


def _any_asset(visit: Visit) -> None:
    body = visit.body()
    orders = visit.exchange.open.get(visit.caller, {}).values()
    if isinstance(body, dict):
        for order in orders:
            if order.market.condition_id == body.get("market"):
                visit.change_body({"market": body["market"], "asset_id": order.token.token_id})
                return


FAULTS: dict[str, Fault] = {
    # --- orders
    "order-side-swapped": Fault(
        "echo", "an order reads back with the other side", ORDERS, None, put(side=other_side)
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
    "order-overmatched": Fault(
        "life",
        "an order has more matched than it has",
        ("getOrder",),
        None,
        edit(lambda o: o.update(size_matched=one_more(o["original_size"]))),
    ),
    "order-id-upper": Fault(
        "echo", "the id of an order is in capitals", ("postOrder",), None, put(orderID=str.upper)
    ),
    # --- limits and modes
    "batch-limit-off": Fault(
        "limit",
        "a batch of more than 15 orders is cut, not refused",
        ("postOrders",),
        _as_many_as_allowed(15),
    ),
    "cancel-limit-off": Fault(
        "limit", "more than 1000 cancels are cut, not refused", ("cancelOrders",), _as_many_as_allowed(1000)
    ),
    "histories-limit-off": Fault(
        "limit",
        "more than 20 histories are cut, not refused",
        ("getBatchPricesHistory",),
        _twenty_histories,
    ),
    "mode-ignored": Fault(
        "mode", "orders are taken in every mode", ("postOrder", "postOrders"), _unchanged_mode
    ),
    "cancel-only-closed": Fault(
        "mode", "cancels are refused in cancel-only mode", CANCELS, _closed_to_cancels
    ),
    # --- cancels
    "cancel-without-not-canceled": Fault(
        "cancel", "answers of the cancel operations lack the key `not_canceled`"
    ),
    "cancel-tells-one": Fault(
        "cancel", "of several cancelled orders one is told", CANCELS, None, _only_the_first
    ),
    "cancel-twice-canceled": Fault(
        "cancel", "a cancelled order is cancelled again", CANCELS, None, _again_canceled
    ),
    "cancel-unknown-canceled": Fault(
        "cancel", "an unknown order is told as cancelled", CANCELS, None, _unknown_canceled
    ),
    "cancel-all-but-one": Fault(
        "cancel", "cancel-all leaves one order open", ("cancelAllOrders",), None, _last_stays
    ),
    "cancel-market-any-asset": Fault(
        "cancel", "cancelling by asset takes any asset of the market", ("cancelMarketOrders",), _any_asset
    ),
    "cancel-drops-unknown": Fault(
        "cancel", "orders that are not cancelled are not told", CANCELS, None, put(not_canceled={})
    ),
    # --- liveness
    "scoring-missing": Fault(
        "agreement", "scoring by POST leaves an order out", ("postOrdersScoring",), _first_and_no_more
    ),
    "heartbeat-same-id": Fault(
        "life",
        "a heartbeat answers an id that nobody can follow up",
        ("sendHeartbeatV1",),
        None,
        put(heartbeat_id="00000000-0000-4000-a000-000000000000"),
    ),
    "balance-doubled": Fault(
        "stale",
        "the balance after an update is another than the balance",
        ("getUpdateBalanceAllowance",),
        None,
        put(balance=lambda t: str(2 * int(t) + 1)),
    ),
}
