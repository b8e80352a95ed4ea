"""Faults of cancels: what they leave open or bound, and what they answer."""

from clob_sandbox.faults.common import CANCELS
from clob_sandbox.faults.planting import Fault, Reply, Visit, drop, put
from clob_sandbox.venue.orders import State


def _as_matched(visit: Visit) -> None:
    """While a cancel is carried out, orders filled in part pass for filled."""
    partial = [order for order in visit.exchange.open.of(visit.caller) if order.matched]
    visit.memory["partial"] = [order.id for order in partial]
    for order in partial:
        order.state = State.MATCHED


def _live_after_all(visit: Visit, reply: Reply) -> None:
    for order_id in visit.memory.pop("partial"):
        visit.exchange.orders[order_id].state = State.LIVE


def _still_bound(visit: Visit, reply: Reply) -> None:
    for order_id in reply.body["canceled"]:
        order = visit.exchange.orders[order_id.lower()]
        visit.exchange.accounts[order.address].bind(order)


def _twenty_alone(visit: Visit) -> None:
    body = visit.body()
    ids = body if isinstance(body, list) else []
    visit.memory["rest"] = ids[20:]
    if ids[20:]:
        visit.change_body(ids[:20])


def _told_of_the_rest(visit: Visit, reply: Reply) -> None:
    live = {order.id for order in visit.exchange.open.of(visit.caller)}
    reply.body["canceled"] += [order_id for order_id in visit.memory["rest"] if order_id in live]


def _stay(visit: Visit, ids: list[str]) -> None:
    for order_id in ids:
        order = visit.exchange.orders[order_id.lower()]
        visit.exchange.records.revive(order)
        visit.exchange.rest(order)


def _all_stay(visit: Visit, reply: Reply) -> None:
    _stay(visit, reply.body["canceled"])


def _last_stays(visit: Visit, reply: Reply) -> None:
    _stay(visit, reply.body["canceled"][1:][-1:])


def _any_asset(visit: Visit) -> None:
    body = visit.body()
    if isinstance(body, dict):
        for order in visit.exchange.open.of(visit.caller):
            if order.market.condition_id == body.get("market"):
                visit.change_body({"market": body["market"], "asset_id": order.token.token_id})
                return


def _first_outcome_alone(visit: Visit) -> None:
    body = visit.body()
    if isinstance(body, dict) and isinstance(body.get("market"), str) and not body.get("asset_id"):
        market = visit.exchange.by_condition.get(body["market"].lower())
        if market is not None:
            visit.change_body({**body, "asset_id": market.tokens[0].token_id})


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


FAULTS: dict[str, Fault] = {
    # --- what is done
    "cancelled-stays-open": Fault(
        "a cancel answers `canceled`, but the order stays open",
        CANCELS,
        None,
        _all_stay,
        breaks=(
            "matched-only-grows",
            "cancel-told",
            "open-orders-told",
            "refusal-true",
            "open-order-in-book",
            "told-alike",
        ),
    ),
    "cancel-partial-refused": Fault(
        "an order filled in part is not cancelled, as if it were filled",
        ("cancelOrder", "cancelOrders"),
        _as_matched,
        _live_after_all,
        always=True,
        breaks=("cancel-told",),
    ),
    "cancel-keeps-reserve": Fault(
        "what a cancelled order reserved is not set free",
        CANCELS,
        None,
        _still_bound,
        breaks=("refusal-true",),
    ),
    "cancels-past-twenty-lost": Fault(
        "of a list of cancels those past the twentieth are told as done, but are not",
        ("cancelOrders",),
        _twenty_alone,
        _told_of_the_rest,
        breaks=("matched-only-grows", "open-orders-told"),
    ),
    "cancel-all-but-one": Fault(
        "cancel-all leaves one order open",
        ("cancelAllOrders",),
        None,
        _last_stays,
        breaks=("cancel-told", "open-orders-told", "matched-only-grows"),
    ),
    "cancel-market-any-asset": Fault(
        "cancelling by asset takes any asset of the market",
        ("cancelMarketOrders",),
        _any_asset,
        breaks=("cancel-told",),
    ),
    "cancel-market-one-outcome": Fault(
        "cancelling a whole market takes the first outcome alone",
        ("cancelMarketOrders",),
        _first_outcome_alone,
        breaks=("cancel-told",),
    ),
    # --- answers
    "cancel-without-not-canceled": Fault(
        "answers of the cancel operations lack the key `not_canceled`",
        CANCELS,
        None,
        drop("not_canceled"),
        breaks=("response-schema", "cancel-partition", "cancel-told"),
    ),
    "cancel-tells-one": Fault(
        "of several cancelled orders one is told",
        CANCELS,
        None,
        _only_the_first,
        breaks=("cancel-told",),
    ),
    "cancel-twice-canceled": Fault(
        "a cancelled order is cancelled again",
        CANCELS,
        None,
        _again_canceled,
        breaks=("cancel-told",),
    ),
    "cancel-unknown-canceled": Fault(
        "an unknown order is told as cancelled",
        CANCELS,
        None,
        _unknown_canceled,
        breaks=("cancel-told",),
    ),
    "cancel-drops-unknown": Fault(
        "orders that are not cancelled are not told",
        CANCELS,
        None,
        put(not_canceled={}),
        breaks=("cancel-partition", "cancel-told"),
    ),
}
