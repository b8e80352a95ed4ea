"""Faults of cancels: what they leave open or bound, and what they answer."""

from clob_sandbox.faults.common import CANCELS
from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply, drop, put
from clob_sandbox.venue.orders import State


def _as_matched(intercept: Intercept) -> None:
    """While a cancel is carried out, orders filled in part pass for filled."""
    partial = [order for order in intercept.exchange.open.of(intercept.caller) if order.matched]
    intercept.memory["partial"] = [order.id for order in partial]
    for order in partial:
        order.state = State.MATCHED


def _live_after_all(intercept: Intercept, reply: Reply) -> None:
    for order_id in intercept.memory.pop("partial"):
        intercept.exchange.orders[order_id].state = State.LIVE


def _still_bound(intercept: Intercept, reply: Reply) -> None:
    for order_id in reply.body["canceled"]:
        order = intercept.exchange.orders[order_id.lower()]
        intercept.exchange.accounts[order.address].reserve(order)


def _twenty_alone(intercept: Intercept) -> None:
    body = intercept.body()
    ids = body if isinstance(body, list) else []
    intercept.memory["rest"] = ids[20:]
    if ids[20:]:
        intercept.change_body(ids[:20])


def _reported_of_the_rest(intercept: Intercept, reply: Reply) -> None:
    live = {order.id for order in intercept.exchange.open.of(intercept.caller)}
    reply.body["canceled"] += [order_id for order_id in intercept.memory["rest"] if order_id in live]


def _stay(intercept: Intercept, ids: list[str]) -> None:
    for order_id in ids:
        order = intercept.exchange.orders[order_id.lower()]
        intercept.exchange.records.revive(order)
        intercept.exchange.add_to_book(order)


def _all_stay(intercept: Intercept, reply: Reply) -> None:
    _stay(intercept, reply.body["canceled"])


def _last_stays(intercept: Intercept, reply: Reply) -> None:
    _stay(intercept, reply.body["canceled"][1:][-1:])


def _any_asset(intercept: Intercept) -> None:
    body = intercept.body()
    if isinstance(body, dict):
        for order in intercept.exchange.open.of(intercept.caller):
            if order.market.condition_id == body.get("market"):
                intercept.change_body({"market": body["market"], "asset_id": order.token.token_id})
                return


def _first_outcome_alone(intercept: Intercept) -> None:
    body = intercept.body()
    if isinstance(body, dict) and isinstance(body.get("market"), str) and not body.get("asset_id"):
        market = intercept.exchange.by_condition.get(body["market"].lower())
        if market is not None:
            intercept.change_body({**body, "asset_id": market.tokens[0].token_id})


def _only_the_first(intercept: Intercept, reply: Reply) -> None:
    for order_id in reply.body["canceled"][1:]:
        reply.body["not_canceled"][order_id] = "Order not found"
    reply.body["canceled"] = reply.body["canceled"][:1]


def _again_canceled(intercept: Intercept, reply: Reply) -> None:
    again = [order for order, why in reply.body["not_canceled"].items() if "already canceled" in why]
    for order_id in again:
        del reply.body["not_canceled"][order_id]
    reply.body["canceled"] += again


def _unknown_canceled(intercept: Intercept, reply: Reply) -> None:
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
        _reported_of_the_rest,
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
