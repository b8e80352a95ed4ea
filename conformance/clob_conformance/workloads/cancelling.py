"""What a cancel leaves behind: nothing open, nothing bound, and nothing that can be posted again. Part of
`lifecycle`; it only sends.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from polymarket_clob.amounts import Side
from polymarket_clob.orders import OrderArgs

from clob_conformance.environment.signed_orders import SIDES
from clob_conformance.model.values import UNITS, number
from clob_conformance.workloads.scenario import CANCELS, MONEY, Actor, Scene, scenario, shares

_BATCHES = 3
_BATCH = 15
_MOST = Decimal("0.9")
"""More than a half, so that two such orders cannot be paid for at once."""


@scenario()
def run(scene: Scene) -> None:
    """Cancel a long list, spend everything anew after each cancel, and post again what was cancelled."""
    actor = scene.new_account()
    for market in scene.markets[:2]:
        scene.anyone.send("getMarket", path={"condition_id": market.condition_id})
    _long_list(actor)
    _markets_alone(scene, actor)
    for side in SIDES:
        _funds(scene, actor, side)
        actor.send("cancelAllOrders")
    _again(actor)


def _long_list(actor: Actor) -> None:
    """Orders of several batches, cancelled by one list."""
    assert actor.account is not None
    maker, some = actor.context.makes_orders(actor.account), actor.context.random("long list")
    ids: list[str] = []
    for _ in range(_BATCHES):
        drafts = [maker.resting(some, side="BUY") for _ in range(_BATCH)]
        actor.send("postOrders", body=[draft.body for draft in drafts])
        ids += [draft.order_id for draft in drafts]
    actor.send("cancelOrders", body=ids)
    actor.send("getOrders")
    actor.send("cancelAllOrders")


def _markets_alone(scene: Scene, actor: Actor) -> None:
    """By market or by asset alone, where the server takes one of the two."""
    for by in ("market", "asset_id"):
        for market in scene.markets[:2]:
            for token in market.tokens:
                args = OrderArgs(token.token_id, market.tick_size, market.min_size, "BUY")
                actor.post(actor.draft(market, args, post_only=True))
        value = market.condition_id if by == "market" else token.token_id
        actor.send("cancelMarketOrders", body={by: value})
        actor.send("getOrders")
        actor.send("cancelAllOrders")


def _funds(scene: Scene, actor: Actor, side: Side) -> None:
    """Bind nearly all money, or all shares of a token; cancel, and bind them again."""
    market = scene.markets[0]
    token, tick = market.tokens[0].token_id, market.tick_size
    asset, price, of_each = (MONEY, tick, tick) if side == "BUY" else (shares(token), 1 - tick, Decimal(1))
    has = number(actor.read("getBalanceAllowance", query=asset).get("balance")) or Decimal(0)
    size = (has / UNITS * _MOST / of_each).to_integral_value(ROUND_DOWN)
    for way in CANCELS:
        draft = actor.draft(market, OrderArgs(token, price, max(size, market.min_size), side), post_only=True)
        actor.post(draft)
        actor.cancel(way, draft)
        actor.send("getOrders")


def _again(actor: Actor) -> None:
    """An order that was cancelled stays cancelled, also when somebody posts it once more."""
    assert actor.account is not None
    draft = actor.context.makes_orders(actor.account).resting(actor.context.random("again"), side="BUY")
    actor.post(draft)
    actor.cancel("cancelOrder", draft)
    actor.post(draft)
    actor.send("getOrder", path={"orderID": draft.order_id})
