"""What time does to orders: they expire, and those of a key that falls silent are cancelled. Part of
`lifecycle`.

Only the own sandbox's clock can be moved. It goes on telling the old time, so that signatures stay timely.
"""

from __future__ import annotations

import time
from typing import Any

from polymarket_clob.orders import OrderArgs

from clob_conformance.core.clauses import Clause, declare
from clob_conformance.core.errors import Skipped
from clob_conformance.environment.sandbox import pass_time
from clob_conformance.environment.signed_orders import Draft
from clob_conformance.model.values import number
from clob_conformance.workloads import rewards
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.scenario import Actor, Scene, scenario

EXPIRES = declare(
    "gtd-expires",
    "A GTD order is dropped a minute before its expiration, and no earlier.",
    source="docs/protocol/orders.md#order-types",
    severity="critical",
    suites=("lifecycle",),
    operations=("postOrder", "getOrder"),
    needs=("sandbox",),
)
LAPSES = declare(
    "heartbeat-lapse",
    "When a key that sent heartbeats falls silent its orders are cancelled, and nobody else's.",
    source="description: POST /v1/heartbeats; docs/protocol/requests.md#heartbeats",
    severity="critical",
    suites=("lifecycle",),
    operations=("sendHeartbeat", "sendHeartbeatV1"),
    needs=("accounts", "tests"),
)
_AHEAD_S = 240
_MARGIN_S = 60
_STEP_S = 30
_SILENCE_S = 20
"""Ten seconds are the patience of a server, which may look now and then only."""
_LOOK_S = 1.0
_SCORES_S = 5.0
"""An order scores once it has rested for some seconds."""


def run(context: Run) -> None:
    """Move the clock of the own sandbox, and wait on others' servers."""
    pass_minutes(context)
    fall_silent(context)


@scenario(EXPIRES, LAPSES)
def pass_minutes(scene: Scene) -> None:
    """Let half a minute pass, then the rest; what scores meanwhile earns, until it is cancelled."""
    quiet, steady, earner = scene.new_account(), scene.new_account(), scene.new_account()
    market = scene.markets[0]
    args = OrderArgs(market.tokens[0].token_id, market.tick_size, market.min_size, "BUY")
    expiring = OrderArgs(args.token_id, args.price, args.size, "BUY", int(time.time()) + _AHEAD_S)
    watched = quiet.draft(market, args, post_only=True)
    kept, dated = (steady.draft(market, one, post_only=True) for one in (args, expiring))
    taken = [actor.post(one).response.succeeded for actor, one in ((quiet, watched), (steady, kept))]
    dated_taken = steady.post(dated).response.succeeded
    earning = _earn(scene, earner)
    beat = quiet.send("sendHeartbeatV1", body={"heartbeat_id": ""}).response.succeeded
    pass_time(scene.context.sender, _STEP_S)
    if beat and all(taken):
        _state(scene, LAPSES, quiet, watched, "CANCELED", "silent")
        _state(scene, LAPSES, steady, kept, "LIVE", "other")
    if dated_taken:
        _state(scene, EXPIRES, steady, dated, "LIVE", "early")
    pass_time(scene.context.sender, _AHEAD_S - _MARGIN_S - _STEP_S + 5)
    if dated_taken:
        _state(scene, EXPIRES, steady, dated, "CANCELED", "late")
    if taken[1]:
        _state(scene, EXPIRES, steady, kept, "LIVE", "other")
    rewards.add_up(scene, earner)
    _ask_scoring(earner, earning)
    earner.send("cancelAllOrders")
    _ask_scoring(earner, earning)


@scenario(LAPSES)
def fall_silent(scene: Scene) -> None:
    """On others' servers time passes by itself: a key that sent heartbeats falls silent. What earns rewards
    meanwhile scores, until it is cancelled in the midst of it.
    """
    accounts = scene.context.target.accounts
    if scene.context.target.own:
        return
    if accounts.heartbeat is None:
        raise Skipped("there is no second account that is for tests alone")
    quiet, steady = scene.leaving(Actor(scene.context, accounts.heartbeat)), scene.trader()
    market = scene.markets[0]
    args = OrderArgs(market.tokens[0].token_id, market.tick_size, market.min_size, "BUY")
    watched, kept = (actor.draft(market, args, post_only=True) for actor in (quiet, steady))
    begun = _beat(quiet)
    taken = [actor.post(one).response.succeeded for actor, one in ((quiet, watched), (steady, kept))]
    # Once more, since a server that limits or restarts may have taken the order late.
    if not (begun and all(taken) and _beat(quiet)):
        raise Skipped("a heartbeat or an order is not taken")
    earner, earning = _earner(scene)
    begins, rests = time.monotonic(), bool(earning)
    while time.monotonic() < begins + _SILENCE_S and "CANCELED" not in str(_status(quiet, watched)):
        scene.context.sender.sleep(_LOOK_S)
        if rests and time.monotonic() > begins + _SCORES_S:
            _ask_scoring(earner, earning)
            earner.send("getRewardPercentagesForUser")
            earner.send("cancelOrders", body=earning)
            rests = False
    _ask_scoring(earner, earning)
    _state(scene, LAPSES, quiet, watched, "CANCELED", "silent")
    _state(scene, LAPSES, steady, kept, "LIVE", "other")


def _state(scene: Scene, clause: Clause, actor: Actor, draft: Draft, right: str, key: str) -> None:
    """Hold the state of an order; where it cannot be read, others speak of that."""
    read = actor.send("getOrder", path={"orderID": draft.order_id})
    if read.response.succeeded:
        reported = read.response.mapping().get("status")
        wrong = f"the status of an order is {reported!r}, not {right}" if right not in str(reported) else ""
        scene.hold(clause, clause.operations[-1], wrong, read, key=key)


def _beat(actor: Actor) -> bool:
    """Send a heartbeat, with the id that a refusal names where it goes on with an earlier one."""
    named = ""
    for _ in range(2):
        reported = actor.send("sendHeartbeatV1", body={"heartbeat_id": named}).response
        if reported.succeeded:
            return True
        named = str(reported.mapping().get("heartbeat_id", ""))
    return False


def _status(actor: Actor, draft: Draft) -> Any:
    return actor.send("getOrder", path={"orderID": draft.order_id}).response.mapping().get("status")


def _earner(scene: Scene) -> tuple[Actor, list[str]]:
    """Who rests orders near the middle of others' books, where the purse allows for it, and their ids."""
    try:
        earner, _ = scene.pair()
        return earner, _earn(scene, earner)
    except Skipped:
        return scene.trader(), []


def _earn(scene: Scene, actor: Actor) -> list[str]:
    """Rest orders where they earn rewards: near the middle of a market that pays, and large enough. Gives
    their ids. Raises `Skipped` where the purse does not hold them.
    """
    paying = {
        one.get("condition_id"): one for one in scene.anyone.send("getCurrentRewards").response.objects()
    }
    earning: list[str] = []
    for market in scene.markets:
        least = number(paying.get(market.condition_id, {}).get("rewards_min_size"))
        spot = scene.gap(market) if least is not None else None
        if spot is not None and least is not None:
            args = OrderArgs(spot.token_id, spot.price, max(least, market.min_size), "BUY")
            draft = actor.draft(market, args, post_only=True)
            earning += [draft.order_id] if actor.post(draft).response.succeeded else []
    return earning


def _ask_scoring(actor: Actor, orders: list[str]) -> None:
    """Which orders score, in every form."""
    if orders:
        actor.send("getOrdersScoring", query={"order_ids": orders})
        actor.send("postOrdersScoring", body=orders)
        actor.send("getOrderScoring", query={"order_id": orders[0]})
