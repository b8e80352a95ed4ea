"""Orders that rest where nobody's trading reaches them: read and cancelled in every way. Part of
`lifecycle`.
"""

from __future__ import annotations

import time
from decimal import Decimal

from polymarket_clob.orders import OrderArgs

from clob_conformance.core.clauses import declare
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.signed_orders import Draft
from clob_conformance.workloads.questions import UNKNOWN_ORDER
from clob_conformance.workloads.scenario import MONEY, Actor, Scene, scenario
from clob_conformance.workloads.settlement import MOVES, Move, hold_unmoved

ACCEPTED = declare(
    "order-accepted",
    "A well-signed post-only order away from the market is taken.",
    source="description: POST /order; docs/protocol/orders.md#order-id",
    severity="critical",
    suites=("lifecycle",),
    operations=("postOrder",),
)
_FILTERS = ("id", "market", "asset_id")
_AHEAD_S = 900
"""To the expiration of an order that does not live to see it."""
SECOND = "MQ=="
"""A cursor is an offset in base64: this one begins with the second item."""
_AND_AGAIN: tuple[dict[str, str], ...] = ({}, {"next_cursor": SECOND}, {})
"""A page after the first, between two readings of the whole list."""


def place(actor: Actor, draft: Draft) -> Interaction:
    """Post an order that has to be taken, and read it back."""
    posted = actor.post(draft)
    actor.context.record.hold(ACCEPTED, "postOrder")
    if 400 <= posted.response.status < 500:
        message = f"it is answered {posted.response.status}"
        actor.context.violation(ACCEPTED, "postOrder", message, posted)
    actor.send("getOrder", path={"orderID": draft.order_id})
    return posted


@scenario(ACCEPTED, MOVES)
def run(scene: Scene) -> None:
    """Orders on both tokens of some markets; every filter; cancels of one, of a list, of a market, of all."""
    actor = scene.new_account() if scene.context.target.own else scene.trader()
    actor.send("cancelAllOrders")
    kept = Move(actor, MONEY, Decimal(0))
    drafts: list[Draft] = []
    for market in scene.markets[:3]:
        actor.send("getMarket", path={"condition_id": market.condition_id})
        for token in market.tokens:
            actor.send("getBook", query={"token_id": token.token_id})
            for ticks in (1, 2):
                args = OrderArgs(token.token_id, market.tick_size * ticks, market.min_size, "BUY")
                drafts.append(actor.draft(market, args, post_only=True))
        dated = OrderArgs(
            market.tokens[0].token_id, market.tick_size, market.min_size, "BUY", int(time.time()) + _AHEAD_S
        )
        drafts.append(actor.draft(market, dated, post_only=True))
    for draft in drafts:
        place(actor, draft)
    _list(actor, drafts)
    for draft in drafts[:2]:
        for _ in range(2):
            actor.cancel("cancelOrder", draft)
            _look(actor, draft)
    some = [draft.order_id for draft in drafts[1:4]]
    others = scene.context.live.resting[:1] if scene.context.target.own else []
    actor.send("cancelOrders", body=[*some, *some[-1:], UNKNOWN_ORDER, *others])
    for draft in (drafts[-1], drafts[4]):
        actor.cancel("cancelMarketOrders", draft)
        _look(actor, draft)
    actor.send("cancelOrder", body={"orderID": UNKNOWN_ORDER})
    actor.send("cancelAllOrders")
    _list(actor, drafts)
    with scene.context.part(MOVES):
        hold_unmoved(scene, kept, drafts)


def _list(actor: Actor, drafts: list[Draft]) -> None:
    """Every open order, through every filter, from the first on and from the second."""
    for token in {draft.token_id for draft in drafts}:
        actor.send("getBook", query={"token_id": token})
    for cursor in _AND_AGAIN:
        actor.send("getOrders", query=cursor)
    for draft in drafts[::3]:
        fields = (draft.order_id, draft.market.condition_id, draft.token_id)
        for name, value in zip(_FILTERS, fields, strict=True):
            for cursor in _AND_AGAIN:
                actor.send("getOrders", query={name: value, **cursor})


def _look(actor: Actor, draft: Draft) -> None:
    """What a cancel left behind."""
    actor.send("getOrders")
    actor.send("getOrder", path={"orderID": draft.order_id})
    actor.send("getBook", query={"token_id": draft.token_id})
