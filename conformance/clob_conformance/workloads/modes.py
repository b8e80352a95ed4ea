"""Modes of trading: what is closed is refused, and cancels stay open. Part of the suite `limits`.

Only the own sandbox can be told its mode.
"""

from __future__ import annotations

import json

from clob_conformance.core.clauses import declare
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.sandbox import control
from clob_conformance.environment.sender import call
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import send

ORDERS_CLOSED = declare(
    "mode-closes-orders",
    "No order is taken in the modes disabled, cancel-only and restarting; only post-only ones in post-only.",
    source="description: 503 of POST /order and /orders",
    severity="critical",
    suites=("limits",),
    operations=("postOrder", "postOrders"),
    needs=("sandbox",),
)
MODE_TOLD = declare(
    "mode-told",
    "An order that a mode refuses is answered 503, during a restart 425.",
    source="description: 503 of POST /order; docs/protocol/errors.md#modes",
    suites=("limits",),
    operations=("postOrder", "postOrders"),
    needs=("sandbox",),
)
CANCELS_OPEN = declare(
    "mode-leaves-cancels",
    "In cancel-only and post-only mode an order is cancelled as ever.",
    source="description: 503 of POST /order, in words",
    severity="critical",
    suites=("limits",),
    operations=("cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders"),
    needs=("sandbox",),
)

# The status of a restart, which the published description leaves out.
_RESTARTING = 425
_CLOSED = 503


def run(context: Run) -> None:
    """Post and cancel in every mode of the own sandbox."""
    trader = context.target.cast.trader
    post, cancel = context.operation("postOrder"), context.operation("cancelOrder")
    if (
        not context.target.own
        or trader is None
        or not context.can_order(trader)
        or post is None
        or cancel is None
    ):
        return
    some, maker = context.random("modes"), context.makes_orders(trader)
    try:
        restarts = ("restarting",) if post.response(_RESTARTING) is not None else ()
        for mode in ("cancel-only", "post-only", "disabled", *restarts):
            before = maker.resting(some)
            placed = context.sender.send(call(post, body=before.body), trader, "L2")
            _enter(context, mode)
            order = {**maker.resting(some).body, "postOnly": mode != "post-only"}
            posted = context.sender.send(call(post, body=order), trader, "L2")
            context.record.hold(ORDERS_CLOSED, post.id)
            context.record.hold(MODE_TOLD, post.id)
            right = _RESTARTING if mode == "restarting" else _CLOSED
            if posted.answer.succeeded:
                context.violation(
                    ORDERS_CLOSED, post.id, f"an order is taken in mode {mode}", posted, key=mode
                )
            elif posted.answer.status != right:
                message = f"in mode {mode} an order is answered {posted.answer.status}, not {right}"
                context.violation(MODE_TOLD, post.id, message, posted, key=mode)
            if mode in ("cancel-only", "post-only") and placed.answer.succeeded:
                body = {"orderID": before.order_id}
                canceled = context.sender.send(call(cancel, body=body), trader, "L2")
                context.record.hold(CANCELS_OPEN, cancel.id)
                if not canceled.answer.succeeded or before.order_id not in _canceled(canceled):
                    message = f"in mode {mode} a cancel is answered {canceled.answer.status}"
                    context.violation(CANCELS_OPEN, cancel.id, message, canceled, key=mode)
                market = {"market": before.market.condition_id, "asset_id": before.token_id}
                _others(context, mode, before.order_id, market)
            _enter(context, "normal")
    finally:
        _enter(context, "normal")


def _others(context: Run, mode: str, order_id: str, market: dict[str, str]) -> None:
    """The other cancels, which find nothing left to cancel and answer as ever."""
    bodies = {"cancelOrders": [order_id], "cancelMarketOrders": market, "cancelAllOrders": None}
    for name, body in bodies.items():
        done = send(context, name, body=body)
        context.record.hold(CANCELS_OPEN, name)
        if done is not None and not done.answer.succeeded:
            message = f"in mode {mode} a cancel is answered {done.answer.status}"
            context.violation(CANCELS_OPEN, name, message, done, key=mode)


def _canceled(interaction: Interaction) -> list[str]:
    try:
        return list(interaction.answer.json()["canceled"])
    except (ValueError, KeyError, TypeError):
        return []


def _enter(context: Run, mode: str) -> None:
    control(context.sender, "POST", "/_sandbox/mode", json.dumps({"mode": mode}).encode())
