"""What is told of an account: trades through filters, scoring, balances, heartbeats. Part of `examples`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clob_conformance.core.clauses import declare
from clob_conformance.core.errors import Skipped
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.sender import call
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import OFFSET_ONE, ask, ask_object, object_of, page_of, same

TRADES_FILTER = declare(
    "trades-filter",
    "A filter of the trades gives what matches it and nothing else, on every page.",
    source="description: GET /data/trades",
    suites=("examples", "lifecycle"),
    operations=("getTrades",),
)
SCORING = declare(
    "scoring-all-asked",
    "Scoring is told of every order asked for, and of each the same alone, by GET and by POST.",
    source="description: GET /order-scoring, GET and POST /orders-scoring",
    suites=("examples",),
    operations=("getOrderScoring", "getOrdersScoring", "postOrdersScoring"),
)
BALANCES = declare(
    "balance-agrees",
    "A balance is the same when it is read and when it is brought up to date.",
    source="description: GET /balance-allowance, /balance-allowance/update",
    suites=("examples",),
    operations=("getBalanceAllowance", "getUpdateBalanceAllowance"),
    needs=("trade",),
)
HEARTBEATS = declare(
    "heartbeat-chain",
    "A heartbeat that names the id of the last one is taken; one that names another id is refused and told "
    "the id to send, which is taken.",
    source="description: POST /v1/heartbeats",
    suites=("examples",),
    operations=("sendHeartbeatV1",),
)


def run(context: Run) -> None:
    """Ask the same in several ways."""
    reader = context.target.cast.reader
    with context.part(TRADES_FILTER):
        if reader is None or not context.live.trades:
            raise Skipped("the account has no trades")
        filter_trades(context, reader)
    with context.part(SCORING):
        _scoring(context)
    _balances(context)
    _heartbeats(context)


def filter_trades(context: Run, account: Account) -> None:
    """Read an account's trades through every filter, from the first one on and from the second."""
    base = {"maker_address": account.maker}
    trades = page_of(ask(context, "getTrades", None, base, by=account))
    if not trades:
        return
    first = trades[0]
    unlike = {
        "id": "no-such-trade",
        "market": "0x" + "0" * 63 + "1",
        "asset_id": "1",
        "before": "1",
        "after": "9999999999",
    }
    for name, nothing in unlike.items():
        questions: dict[str, Callable[[dict[str, Any]], bool]] = {nothing: _none}
        if name in ("id", "market", "asset_id") and isinstance(first.get(name), str):
            questions[first[name]] = _has(name, first[name])
        for value, fits in questions.items():
            query = {**base, name: value}
            _filtered(context, account, query, name, fits, first)
            _filtered(context, account, {**query, "next_cursor": OFFSET_ONE}, name, fits)


def _none(trade: dict[str, Any]) -> bool:
    return False


def _has(name: str, value: str) -> Callable[[dict[str, Any]], bool]:
    return lambda trade: trade.get(name) == value


def _filtered(
    context: Run,
    account: Account,
    query: dict[str, str],
    by: str,
    fits: Callable[[dict[str, Any]], bool],
    first: dict[str, Any] | None = None,
) -> None:
    asked = ask(context, "getTrades", None, query, by=account)
    data = page_of(asked)
    if asked is None or data is None:
        return
    context.record.hold(TRADES_FILTER, "getTrades")
    others = [trade for trade in data if not fits(trade)]
    lost = first is not None and fits(first) and all(trade.get("id") != first.get("id") for trade in data)
    if others or lost:
        message = (
            f"filter {by}: {len(others)} trades do not match{', one that does is missing' if lost else ''}"
        )
        context.violation(TRADES_FILTER, "getTrades", message, asked[1], key=by)


def _scoring(context: Run) -> None:
    orders = context.live.resting[:3]
    if len(orders) < 2:
        raise Skipped("the account has not two open orders")
    batches = {
        name: asked
        for name, asked in (
            ("getOrdersScoring", ask_object(context, "getOrdersScoring", None, {"order_ids": orders})),
            ("postOrdersScoring", ask_object(context, "postOrdersScoring", body=orders)),
        )
        if asked is not None
    }
    for name, (told, shown) in batches.items():
        context.record.hold(SCORING, name)
        if set(told) != set(orders):
            message = f"{len(orders)} orders asked for, {len(set(orders) & set(told))} of them told"
            context.violation(SCORING, name, message, shown)
    for order in orders:
        alone = ask_object(context, "getOrderScoring", None, {"order_id": order})
        forms: dict[str, tuple[Any, Interaction]] = {
            name: (told.get(order), shown) for name, (told, shown) in batches.items()
        }
        if alone is not None:
            forms["getOrderScoring"] = alone[0].get("scoring"), alone[1]
        same(context, SCORING, forms, "scoring")


def _balances(context: Run) -> None:
    tokens = context.live.tokens(context.random("balances"), 1) if context.live.markets else []
    queries = [{"asset_type": "COLLATERAL"}, *({"asset_type": "CONDITIONAL", "token_id": t} for t in tokens)]
    # One account, whoever usually calls the two.
    by = context.target.cast.trader or context.target.cast.reader
    for query in queries:
        forms: dict[str, tuple[Any, Interaction]] = {}
        for name in BALANCES.operations:
            asked = ask_object(context, name, None, query, by=by)
            if asked is not None:
                forms[name] = asked[0].get("balance"), asked[1]
        same(context, BALANCES, forms, "balance")


def _heartbeats(context: Run) -> None:
    """Only where the key is the run's own: a heartbeat cannot be disarmed."""
    operation = context.operation("sendHeartbeatV1")
    if operation is None or context.target.cast.keeper is None:
        return
    for _ in range(3):
        body = {"heartbeat_id": context.live.heartbeat_id}
        interaction = context.send(operation, call(operation, body=body))
        context.record.hold(HEARTBEATS, operation.id)
        if interaction.answer.status == 400:
            context.violation(
                HEARTBEATS, operation.id, "the id of the last heartbeat is refused", interaction
            )
            return
    wrong = {"heartbeat_id": "00000000-0000-4000-a000-00000000beef"}
    interaction = context.send(operation, call(operation, body=wrong))
    if interaction.answer.succeeded:
        message = "an id that no heartbeat had is taken"
        context.violation(HEARTBEATS, operation.id, message, interaction, key="wrong")
        return
    refusal = object_of(interaction) if interaction.answer.status == 400 else None
    if refusal is None or not isinstance(refusal.get("heartbeat_id"), str):
        return
    told = context.send(operation, call(operation, body={"heartbeat_id": refusal["heartbeat_id"]}))
    if told.answer.status == 400:
        message = "the id that a refusal tells to send is refused"
        context.violation(HEARTBEATS, operation.id, message, interaction, told, key="told")
