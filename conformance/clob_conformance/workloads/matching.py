"""Orders that meet: at a better price than they ask for, in part, across both outcomes, and for a fee.

Part of `lifecycle`; it sends and reads, and the model judges all but the rebates. On somebody else's server
the user's two accounts meet, for so much as the user allows, where nobody else's orders are in the way; then
each sells back what it bought.
"""

from __future__ import annotations

import time
from decimal import Decimal
from itertools import product

from attrs import field, frozen
from polymarket_clob.amounts import Side
from polymarket_clob.orders import OrderArgs, OrderType

from clob_conformance.core.clauses import declare
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.signed_orders import SIDES, Draft
from clob_conformance.model.notices import NOTIFIED
from clob_conformance.workloads import account_facts
from clob_conformance.workloads.questions import BUILDER
from clob_conformance.workloads.scenario import (
    CANCELS,
    MONEY,
    Actor,
    Scene,
    Spot,
    scenario,
    shares,
)
from clob_conformance.workloads.settlement import MOVES, NOTICES, Move, hold_moved, hold_notified
from clob_conformance.workloads.trading_back import tell_of_positions, trade_back

REBATES_OF_DAY = declare(
    "rebates-of-the-day",
    "A maker who first traded today has no rebates of an earlier day.",
    source="description: GET /rebates/current, date",
    suites=("lifecycle",),
    operations=("getCurrentRebatedFees",),
    needs=("sandbox",),
)
RESTS = declare(
    "remainder-rests",
    "What an order does not fill at once rests until it is filled or cancelled, where its type lets it rest.",
    source="docs/protocol/orders.md#order-types",
    severity="critical",
    suites=("lifecycle",),
    operations=("getOrder",),
    needs=("accounts", "fills"),
)
_DAY_S = 86_400


@frozen
class _Trade:
    """Where two accounts meet alone, each with a lot."""

    scene: Scene
    spot: Spot
    seller: Actor
    buyer: Actor
    posted: list[tuple[Actor, Draft]] = field(factory=list)

    def post(
        self, by: Actor, args: OrderArgs, kind: OrderType | None = None, *, post_only: bool = False
    ) -> Draft:
        """Post an order of this market that may take."""
        draft = by.draft(self.spot.market, args, kind, post_only=post_only)
        self._post(by, draft)
        return draft

    def _post(self, by: Actor, draft: Draft) -> Interaction:
        self.posted.append((by, draft))
        return by.post(draft)

    def meet(
        self,
        by: Actor,
        args: OrderArgs,
        kind: OrderType | None,
        rests: tuple[Actor, Draft],
        moves: tuple[Move, ...],
    ) -> Draft:
        """Post an order that meets one that rests, and see what it moves."""
        draft = by.draft(self.spot.market, args, kind)
        if self._post(by, draft).response.mapping().get("status") == "matched":
            with self.scene.context.part(MOVES):
                hold_moved(self.scene, moves, *rests, draft.size)
            for by_whom, one in (rests, (by, draft)):
                with self.scene.context.part(NOTIFIED):
                    hold_notified(self.scene, by_whom, one)
        return draft

    def rest(self, by: Actor, args: OrderArgs) -> Draft:
        """Post an order of this market that finds nothing to take."""
        draft = by.draft(self.spot.market, args, post_only=by.purse is not None)
        self._post(by, draft)
        return draft

    def tick_worse(self, side: Side) -> Decimal:
        """A price that a taker may give, though it need not: on others' servers only where nobody's orders
        are that near.
        """
        away = self.spot.market.tick_size if self.spot.room or self.buyer.purse is None else Decimal(0)
        return self.spot.price + (away if side == "BUY" else -away)

    def moves(self, of: Actor, lots: int, *, taker: bool = False) -> tuple[Move, ...]:
        """What a trade of so many lots, bought at the price of the spot, moves of its maker, of a taker only
        shares; the other outcome it leaves alone.
        """
        size = lots * self.spot.lot
        money = () if taker else (Move(of, MONEY, -size * self.spot.price, rebated=True),)
        return (
            Move(of, shares(self.spot.token_id), size),
            Move(of, shares(self.spot.other), Decimal(0)),
            *money,
        )

    def look(self, draft: Draft | None = None) -> None:
        """Read whatever the orders of both accounts bear on, and what became of one of them; prices in turn,
        twice, which tells what moves from what two operations disagree about.
        """
        spot, anyone = self.spot, self.scene.anyone
        for token, _ in product(spot.market.tokens, range(2)):
            for name in ("getBook", "getMidpoint", "getSpread", "getLastTradePrice"):
                anyone.send(name, query={"token_id": token.token_id})
            for side in SIDES:
                anyone.send("getPrice", query={"token_id": token.token_id, "side": side})
            anyone.send("getLastTradesPricesGet", query={"token_ids": token.token_id})
        tokens = [{"token_id": token.token_id} for token in spot.market.tokens]
        for name in ("getBooksPost", "getMidpointsPost", "getSpreads"):
            anyone.send(name, body=tokens)
        anyone.send("getPricesPost", body=[{**one, "side": side} for one in tokens for side in SIDES])
        filters: tuple[dict[str, str], ...] = (
            {},
            {"market": spot.market.condition_id},
            {"asset_id": spot.token_id},
        )
        for actor in (self.seller, self.buyer):
            actor.send("getTrades")
            actor.send("getNotifications", query=NOTICES)
            for query in filters:
                actor.send("getOrders", query=query)
            for asset in (MONEY, shares(spot.token_id), shares(spot.other)):
                actor.send("getBalanceAllowance", query=asset)
            if draft is not None:
                actor.send("getOrder", path={"orderID": draft.order_id})


@scenario(REBATES_OF_DAY, RESTS, MOVES)
def run(scene: Scene) -> None:
    """Play it where there is a fee and where there is none."""
    seller, buyer = scene.pair()
    for fee, play, checked in ((True, _with_fee, REBATES_OF_DAY), (False, _free, RESTS)):
        with scene.context.part(checked, MOVES):
            spot = scene.spot(fee=fee)
            for name in ("getMarket", "getClobMarketInfo"):
                scene.anyone.send(name, path={"condition_id": spot.market.condition_id})
            trade = _Trade(scene, spot, seller, buyer)
            try:
                with scene.context.part(checked, MOVES):
                    play(trade)
                trade_back(spot, (seller, buyer), trade.posted)
            except BaseException:
                tell_of_positions(trade.posted)
                raise
        for actor in (seller, buyer):
            actor.send("cancelAllOrders")


def _with_fee(trade: _Trade) -> None:
    """Sell three lots, buy one, fail to buy too many, buy the rest; then drop the notices of it."""
    spot, seller, buyer, anyone = trade.spot, trade.seller, trade.buyer, trade.scene.anyone
    anyone.send("getBuilderFees", path={"builder_code": BUILDER})
    trade.look()
    sold = trade.rest(seller, OrderArgs(spot.token_id, spot.price, 3 * spot.lot, "SELL"))
    buys: tuple[tuple[int, OrderType], ...] = ((1, "FAK"), (4, "FOK"), (4, "FAK"))
    for lots, kind in buys:
        args = OrderArgs(spot.token_id, spot.price, lots * spot.lot, "BUY", builder_code=BUILDER)
        if lots == 1:
            trade.look(trade.meet(buyer, args, kind, (seller, sold), trade.moves(seller, -1)))
        else:
            trade.look(trade.post(buyer, args, kind))
        trade.look(sold)
    seller.cancel("cancelOrder", sold)
    buyer.send("getClosedOnlyMode")
    for actor, other in ((seller, buyer), (buyer, seller)):
        reported = actor.send("getNotifications", query=NOTICES).response.objects()
        ids = [str(one.get("id")) for one in reported]
        for dropping, some in (other, ids), (actor, ids[:1]), (actor, ids[1:]):
            if some:
                dropping.send("dropNotifications", query={"ids": ",".join(some)})
                trade.look()
    assert seller.account is not None
    anyone.send("getBuilderTrades", query={"builder_code": BUILDER})
    for days in (0, 2):  # two days ago, whatever the hour
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - days * _DAY_S))
        query = {"date": day, "maker_address": seller.account.maker}
        rebates = anyone.send("getCurrentRebatedFees", query=query)
        if days and seller.purse is None:  # the account is new
            count = len(rebates.response.objects())
            wrong = f"{count} rebates of {day} are told of an account made today" if count else ""
            trade.scene.hold(REBATES_OF_DAY, "getCurrentRebatedFees", wrong, rebates)


def _free(trade: _Trade) -> None:
    """Cross at a better price, leave a remainder and cancel it in every way, trade both outcomes at once."""
    trade.look()
    for side in SIDES:
        _better(trade, side)
    for way in CANCELS:
        _remainder(trade, way)
    _two_makers(trade)
    _touch(trade)
    for side in SIDES:
        _two_alike(trade, side)
    account_facts.filter_trades(trade.buyer)


def _better(trade: _Trade, side: Side) -> None:
    """A limit a tick worse than what is there for the taker of a side: the fill is at the resting price."""
    spot, buys = trade.spot, side == "BUY"
    maker, taker = (trade.seller, trade.buyer) if buys else (trade.buyer, trade.seller)
    rests = trade.rest(maker, OrderArgs(spot.token_id, spot.price, spot.lot, "SELL" if buys else "BUY"))
    args = OrderArgs(spot.token_id, trade.tick_worse(side), spot.lot, side)
    moves = (*trade.moves(trade.seller, -1, taker=not buys), *trade.moves(trade.buyer, 1, taker=buys))
    trade.look(trade.meet(taker, args, None, (maker, rests), moves))


def _remainder(trade: _Trade, way: str) -> None:
    """An order of which a lot is filled and a lot is left, which rests until it is cancelled."""
    spot = trade.spot
    trade.rest(trade.seller, OrderArgs(spot.token_id, spot.price, spot.lot, "SELL"))
    left = trade.post(trade.buyer, OrderArgs(spot.token_id, spot.price, 2 * spot.lot, "BUY"))
    trade.look(left)
    _hold_rests(trade, left)
    trade.buyer.cancel(way, left)
    trade.look(left)


def _two_makers(trade: _Trade) -> None:
    """Two orders at one price, taken by one."""
    spot = trade.spot
    first, second = (
        trade.rest(trade.seller, OrderArgs(spot.token_id, spot.price, lots * spot.lot, "SELL"))
        for lots in (1, 2)
    )
    taken = trade.post(trade.buyer, OrderArgs(spot.token_id, spot.price, 3 * spot.lot, "BUY"), "FOK")
    for draft in (first, second, taken):
        trade.look(draft)


def _touch(trade: _Trade) -> None:
    """A post-only order at just the price of what it would meet."""
    spot = trade.spot
    rests = trade.rest(trade.seller, OrderArgs(spot.token_id, spot.price, spot.lot, "SELL"))
    args = OrderArgs(spot.token_id, spot.price, spot.lot, "BUY")
    trade.post(trade.buyer, args, post_only=True)
    trade.look(rests)
    trade.seller.cancel("cancelOrder", rests)


def _hold_rests(trade: _Trade, draft: Draft) -> None:
    """Whoever else trades, nobody but its owner cancels an order that was taken."""
    read = trade.buyer.send("getOrder", path={"orderID": draft.order_id})
    status = str(read.response.mapping().get("status", ""))
    if read.response.succeeded and status:
        wrong = f"the status of an order that nobody cancelled is {status!r}" if "CANCELED" in status else ""
        trade.scene.hold(RESTS, "getOrder", wrong, read)


def _two_alike(trade: _Trade, side: Side) -> None:
    """A buyer of each outcome, or a seller: where a server lets them meet, both shares are made or undone."""
    spot = trade.spot
    rests = trade.rest(trade.seller, OrderArgs(spot.other, 1 - spot.price, spot.lot, side))
    trade.post(trade.buyer, OrderArgs(spot.token_id, spot.price, spot.lot, side), "FAK")
    trade.look(rests)
