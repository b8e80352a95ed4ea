"""Modes of trading: what is closed is refused, and cancels stay open. Part of the suite `limits`.

Only the own sandbox can be told its mode.
"""

from __future__ import annotations

import json

from clob_conformance.core.clauses import declare
from clob_conformance.core.errors import Skipped
from clob_conformance.environment.sandbox import control
from clob_conformance.workloads.scenario import CANCELS, Actor, Scene, scenario

ORDERS_CLOSED = declare(
    "mode-closes-orders",
    "No order is taken in the modes disabled, cancel-only and restarting; only post-only ones in post-only.",
    source="description: 503 of POST /order and /orders",
    severity="critical",
    suites=("limits",),
    operations=("postOrder", "postOrders"),
    needs=("sandbox",),
)
MODE_REPORTED = declare(
    "mode-told",
    "An order that a mode refuses gets 503, during a restart 425.",
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
    operations=CANCELS,
    needs=("sandbox",),
)

_RESTARTING = 425
"""The status of a restart, which the published description leaves out."""
_CLOSED = 503


@scenario(ORDERS_CLOSED, MODE_REPORTED, CANCELS_OPEN)
def run(scene: Scene) -> None:
    """Post and cancel in every mode of the own sandbox."""
    if not scene.context.target.own:
        raise Skipped("only the mode of the run's own sandbox can be set")
    trader, post = scene.trader(), scene.context.operation("postOrder")
    reported = post is not None and post.response(_RESTARTING) is not None
    try:
        for mode in ("cancel-only", "post-only", "disabled", *(("restarting",) if reported else ())):
            _try(scene, trader, mode)
            _enter(scene, "normal")
    finally:
        _enter(scene, "normal")


def _try(scene: Scene, trader: Actor, mode: str) -> None:
    """Post and cancel in a mode."""
    assert trader.account is not None
    some, maker = scene.context.random("modes", mode), scene.context.makes_orders(trader.account)
    before = maker.resting(some)
    placed = trader.post(before).response.succeeded
    _enter(scene, mode)
    posted = trader.send("postOrder", body={**maker.resting(some).body, "postOnly": mode != "post-only"})
    status, right = posted.response.status, _RESTARTING if mode == "restarting" else _CLOSED
    taken = f"an order is taken in mode {mode}" if posted.response.succeeded else ""
    if scene.hold(ORDERS_CLOSED, "postOrder", taken, posted, key=mode):
        wrong = f"in mode {mode} an order is answered {status}, not {right}" if status != right else ""
        scene.hold(MODE_REPORTED, "postOrder", wrong, posted, key=mode)
    for way in CANCELS if placed and mode in ("cancel-only", "post-only") else ():
        done = trader.cancel(way, before)
        # The first cancels it; the others find nothing left to cancel, and answer as ever.
        reported = way != CANCELS[0] or before.order_id in (done.response.mapping().get("canceled") or [])
        refused = f"in mode {mode} a cancel is answered {done.response.status}"
        scene.hold(CANCELS_OPEN, way, "" if reported and done.response.succeeded else refused, done, key=mode)


def _enter(scene: Scene, mode: str) -> None:
    control(scene.context.sender, "POST", "/_sandbox/mode", json.dumps({"mode": mode}).encode())
