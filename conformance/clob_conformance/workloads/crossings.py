"""Orders that meet: at a better price than they ask for, in part, across both outcomes, and for a fee.

Part of `lifecycle`; it sends and reads, and the model judges.

Only the own sandbox gives the two fresh accounts that this takes, and a book that nobody else moves.
"""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

from attrs import frozen
from polymarket_clob.amounts import Side
from polymarket_clob.orders import OrderArgs, OrderType

from clob_conformance.core.clauses import declare
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.seed_data import Market
from clob_conformance.environment.signed_orders import SIDES, Draft, worth_a_dollar
from clob_conformance.workloads import account_facts, cancelling
from clob_conformance.workloads.account_clauses import CANCELS
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.gaps import gap, gap_with_fee
from clob_conformance.workloads.requests import ask, ask_object, number, send

NOT_CLOSED = declare(
    "closed-only-agrees",
    "An account whose BUY was just taken is not in closed-only mode.",
    source="description: GET /auth/ban-status/closed-only",
    suites=("lifecycle",),
    operations=("getClosedOnlyMode",),
    needs=("accounts",),
)
_BUILDER = "0x" + "1".zfill(64)


@frozen
class _Stage:
    """A token, a price between its best bid and ask, and the `lot` of shares that is traded."""

    context: Run
    market: Market
    token_id: str
    price: Decimal
    lot: Decimal
    seller: Account
    buyer: Account

    @property
    def other_token(self) -> str:
        """The market's other outcome."""
        return next(token.token_id for token in self.market.tokens if token.token_id != self.token_id)

    def post(self, by: Account, args: OrderArgs, kind: OrderType | None = None) -> Draft:
        """Post an order of this market."""
        draft = self.context.makes_orders(by).draft(self.market, args, order_type=kind)
        send(self.context, "postOrder", body=draft.body, by=by)
        return draft

    def look(self, draft: Draft | None = None) -> None:
        """Read whatever the orders of both accounts bear on, and what became of one of them."""
        for token in self.market.tokens:
            for name in ("getBook", "getMidpoint", "getSpread", "getLastTradePrice"):
                send(self.context, name, query={"token_id": token.token_id})
        filters: tuple[dict[str, str], ...] = (
            {},
            {"market": self.market.condition_id},
            {"asset_id": self.token_id},
        )
        for account in (self.seller, self.buyer):
            send(self.context, "getTrades", by=account)
            send(self.context, "getNotifications", query={"signature_type": "0"}, by=account)
            for query in filters:
                send(self.context, "getOrders", query=query, by=account)
            for token_id in (self.token_id, self.other_token):
                shares = {"asset_type": "CONDITIONAL", "token_id": token_id}
                send(self.context, "getBalanceAllowance", query=shares, by=account)
            send(self.context, "getBalanceAllowance", query={"asset_type": "COLLATERAL"}, by=account)
            if draft is not None:
                send(self.context, "getOrder", path={"orderID": draft.order_id}, by=account)


def run(context: Run) -> None:
    """Play it where there is a fee and where there is none."""
    seller, buyer = context.new_account(), context.new_account()
    if seller is None or buyer is None or context.operation("postOrder") is None:
        return
    for play, found in ((_with_fee, gap_with_fee(context)), (_free, _gap_without_fee(context))):
        if found is None:
            continue
        market, token_id, price = found
        for name in ("getMarket", "getClobMarketInfo"):
            send(context, name, path={"condition_id": market.condition_id})
        lot = worth_a_dollar(market, min(price, 1 - price))
        try:
            play(_Stage(context, market, token_id, price, lot, seller, buyer))
        finally:
            for account in (seller, buyer):
                send(context, "cancelAllOrders", by=account)


def _gap_without_fee(context: Run) -> tuple[Market, str, Decimal] | None:
    """A market, a token of it and a price in its gap, where nobody pays a fee."""
    for market in context.live.markets:
        fee = ask_object(context, "getFeeRate", None, {"token_id": market.tokens[0].token_id})
        found = gap(context, market)
        if (
            fee is not None
            and number(fee[0].get("base_fee")) == 0
            and found
            and len(market.tokens) == len(SIDES)
        ):
            return market, *found
    return None


def _with_fee(stage: _Stage) -> None:
    """Sell three lots, buy one, fail to buy too many, buy the rest; then drop the notices of it."""
    context = stage.context
    send(context, "getBuilderFees", path={"builder_code": _BUILDER})
    stage.look()
    sold = stage.post(stage.seller, OrderArgs(stage.token_id, stage.price, 3 * stage.lot, "SELL"))
    buys: tuple[tuple[int, OrderType], ...] = ((1, "FAK"), (4, "FOK"), (4, "FAK"))
    for lots, kind in buys:
        args = OrderArgs(stage.token_id, stage.price, lots * stage.lot, "BUY", builder_code=_BUILDER)
        stage.look(stage.post(stage.buyer, args, kind))
        stage.look(sold)
    send(context, "cancelOrder", body={"orderID": sold.order_id}, by=stage.seller)
    closed = ask_object(context, "getClosedOnlyMode", by=stage.buyer)
    context.record.hold(NOT_CLOSED, "getClosedOnlyMode")
    if closed is not None and closed[0].get("closed_only") is True:
        context.violation(NOT_CLOSED, "getClosedOnlyMode", "its BUY was just taken", closed[1])
    for account, other in ((stage.seller, stage.buyer), (stage.buyer, stage.seller)):
        asked = ask(context, "getNotifications", None, {"signature_type": "0"}, by=account)
        told = asked[0] if asked is not None and isinstance(asked[0], list) else []
        ids = ",".join(str(one.get("id")) for one in told if isinstance(one, dict))
        for dropping in (other, account) if ids else ():
            send(context, "dropNotifications", query={"ids": ids}, by=dropping)
            stage.look()
    today = time.strftime("%Y-%m-%d", time.gmtime())
    rebates = {"date": today, "maker_address": stage.seller.maker}
    send(context, "getCurrentRebatedFees", query=rebates)
    send(context, "getBuilderTrades", query={"builder_code": _BUILDER})


def _free(stage: _Stage) -> None:
    """Cross at a better price, leave a remainder and cancel it in every way, trade both outcomes at once."""
    if not cancelling.trusted(stage.context):
        return
    stage.look()
    for side in SIDES:
        _better(stage, side)
    for way in CANCELS:
        _remainder(stage, way)
    for side in SIDES:
        _two_alike(stage, side)
    account_facts.filter_trades(stage.context, stage.buyer)


def _better(stage: _Stage, side: Side) -> None:
    """A limit a tick worse than what is there for the taker of a side: the fill is at the resting price."""
    buys = side == "BUY"
    maker, taker = (stage.seller, stage.buyer) if buys else (stage.buyer, stage.seller)
    stage.post(maker, OrderArgs(stage.token_id, stage.price, stage.lot, "SELL" if buys else "BUY"))
    tick = stage.market.tick_size
    limit = stage.price + (tick if buys else -tick)
    stage.look(stage.post(taker, OrderArgs(stage.token_id, limit, stage.lot, side)))


def _remainder(stage: _Stage, way: str) -> None:
    """An order of which a lot is filled and a lot is left, which rests until it is cancelled."""
    stage.post(stage.seller, OrderArgs(stage.token_id, stage.price, stage.lot, "SELL"))
    left = stage.post(stage.buyer, OrderArgs(stage.token_id, stage.price, 2 * stage.lot, "BUY"))
    stage.look(left)
    bodies: dict[str, Any] = {
        "cancelOrder": {"orderID": left.order_id},
        "cancelOrders": [left.order_id],
        "cancelMarketOrders": {"market": stage.market.condition_id, "asset_id": stage.token_id},
    }
    send(stage.context, way, body=bodies.get(way), by=stage.buyer)
    stage.look(left)


def _two_alike(stage: _Stage, side: Side) -> None:
    """A buyer of each outcome, or a seller: where a server lets them meet, both shares are made or undone."""
    rests = stage.post(stage.seller, OrderArgs(stage.other_token, 1 - stage.price, stage.lot, side))
    stage.post(stage.buyer, OrderArgs(stage.token_id, stage.price, stage.lot, side), "FAK")
    stage.look(rests)
