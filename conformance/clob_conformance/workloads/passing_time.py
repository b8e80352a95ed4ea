"""What time does to orders: they expire, and those of a key that falls silent are cancelled. Part of
`lifecycle`.

Only the own sandbox's clock can be moved. It goes on telling the old time, so that signatures stay timely.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from polymarket_clob.orders import OrderArgs

from clob_conformance.core.clauses import Clause, declare
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.sandbox import pass_time
from clob_conformance.environment.signed_orders import Draft
from clob_conformance.workloads import cancelling, rewards
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.gaps import gap
from clob_conformance.workloads.requests import ask, ask_object, number, page_of, send

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
)
SCORES_LIVE = declare(
    "scoring-live-only",
    "An order that is no longer live is told as not scoring, alone and in a batch.",
    source="description: GET /order-scoring",
    suites=("lifecycle",),
    operations=("getOrderScoring", "getOrdersScoring", "postOrdersScoring"),
    shared=True,
    needs=("sandbox",),
)
_AHEAD = 240
_MARGIN = 60
_STEP = 30


def run(context: Run) -> None:
    """Let a minute and a half pass, then the rest."""
    market = next(iter(context.live.markets), None)
    quiet, steady = context.new_account(), context.new_account()
    if market is None or quiet is None or steady is None or context.operation("postOrder") is None:
        return
    args = OrderArgs(market.tokens[0].token_id, market.tick_size, market.min_size, "BUY")
    expiring = OrderArgs(args.token_id, args.price, args.size, "BUY", int(time.time()) + _AHEAD)
    watched = _post(context, quiet, context.makes_orders(quiet).draft(market, args, post_only=True))
    kept = _post(context, steady, context.makes_orders(steady).draft(market, args, post_only=True))
    dated = _post(context, steady, context.makes_orders(steady).draft(market, expiring, post_only=True))
    earner = context.new_account()
    earning = _earn(context, earner) if earner is not None else []
    beat = send(context, "sendHeartbeatV1", by=quiet, body={"heartbeat_id": ""})
    try:
        pass_time(context.sender, _STEP)
        if beat is not None and beat.answer.succeeded:
            _state(context, LAPSES, "sendHeartbeatV1", quiet, watched, "CANCELED", "silent")
            _state(context, LAPSES, "sendHeartbeatV1", steady, kept, "LIVE", "other")
        _state(context, EXPIRES, "getOrder", steady, dated, "LIVE", "early")
        pass_time(context.sender, _AHEAD - _MARGIN - _STEP + 5)
        _state(context, EXPIRES, "getOrder", steady, dated, "CANCELED", "late")
        _state(context, EXPIRES, "getOrder", steady, kept, "LIVE", "other")
    finally:
        if earner is not None:
            rewards.add_up(context, earner)
            if cancelling.trusted(context):
                _scored(context, earner, earning)
        for account in (quiet, steady, *([earner] if earner is not None else [])):
            send(context, "cancelAllOrders", by=account)


def _scored(context: Run, account: Account, orders: list[str]) -> None:
    """Ask which orders score, cancel them, and ask again."""
    before = dict(_scoring(context, account, orders))
    done = ask_object(context, "cancelAllOrders", by=account)
    if done is None or not cancelling.closed(context, account, "cancelAllOrders", done):
        return
    gone = set(done[0].get("canceled") or [])
    for name, (told, interaction) in _scoring(context, account, orders):
        context.record.hold(SCORES_LIVE, name)
        if scoring := [order for order, scores in told.items() if order in gone and scores is True]:
            message = f"{len(scoring)} cancelled orders are told as scoring"
            shown = (before[name][1], interaction) if name in before else (interaction,)
            context.violation(SCORES_LIVE, name, message, *shown)


def _scoring(
    context: Run, account: Account, orders: list[str]
) -> Iterator[tuple[str, tuple[dict[str, Any], Interaction]]]:
    """What each form tells of orders; the one that tells of a single order, of the first."""
    if not orders:
        return
    forms = (
        (
            "getOrdersScoring",
            ask_object(context, "getOrdersScoring", None, {"order_ids": orders}, by=account),
        ),
        ("postOrdersScoring", ask_object(context, "postOrdersScoring", body=orders, by=account)),
    )
    for name, asked in forms:
        if asked is not None:
            yield name, asked
    alone = ask_object(context, "getOrderScoring", None, {"order_id": orders[0]}, by=account)
    if alone is not None:
        yield "getOrderScoring", ({orders[0]: alone[0].get("scoring")}, alone[1])


def _earn(context: Run, account: Account) -> list[str]:
    """Rest orders where they earn rewards: near the middle of a market that pays, and large enough. Gives
    their ids.
    """
    earning: list[str] = []
    for item in page_of(ask(context, "getCurrentRewards")) or []:
        market = next((m for m in context.live.markets if m.condition_id == item.get("condition_id")), None)
        found = gap(context, market) if market is not None else None
        size = number(item.get("rewards_min_size"))
        if market is not None and found is not None and size is not None:
            args = OrderArgs(found[0], found[1], max(size, market.min_size), "BUY")
            posted = _post(
                context, account, context.makes_orders(account).draft(market, args, post_only=True)
            )
            earning += [posted.order_id] if posted is not None else []
    return earning


def _post(context: Run, account: Account, draft: Draft) -> Draft | None:
    posted = send(context, "postOrder", by=account, body=draft.body)
    return draft if posted is not None and posted.answer.succeeded else None


def _state(
    context: Run, clause: Clause, operation: str, account: Account, draft: Draft | None, right: str, key: str
) -> None:
    asked = ask_object(context, "getOrder", {"orderID": draft.order_id}, by=account) if draft else None
    if asked is None:
        return
    context.record.hold(clause, operation)
    if right not in str(asked[0].get("status")):
        message = f"the status of an order is {asked[0].get('status')!r}, not {right}"
        context.violation(clause, operation, message, asked[1], key=key)
