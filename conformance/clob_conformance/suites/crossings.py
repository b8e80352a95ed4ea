"""Orders that meet: at a better price than they ask for, in part, and across both outcomes. Part of
`lifecycle`.

Played where nobody pays a fee, so that money and shares are known to the base unit. Only the own sandbox
gives the two fresh accounts that this takes, and a book that nobody else moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from attrs import evolve, field, frozen
from polymarket_clob.amounts import Side
from polymarket_clob.orders import OrderArgs, OrderType

from clob_conformance.accounts import Account
from clob_conformance.context import Run
from clob_conformance.exchange import Exchange
from clob_conformance.live import Market
from clob_conformance.orders import SIDES, Draft, worth_a_dollar
from clob_conformance.suites import account_facts, cancelling
from clob_conformance.suites.account_clauses import CANCELS, LISTED, OPEN_CANCELED
from clob_conformance.suites.asking import (
    amounts_to,
    ask,
    ask_object,
    number,
    page_of,
    send,
    shares_of,
    silent,
)
from clob_conformance.suites.fill_clauses import ANSWERED, COUNTED, PAID, TOLD
from clob_conformance.suites.gaps import gap

_UNITS = 10**6


@frozen
class _Stage:
    """A token without fees, a price between its best bid and ask, and the `lot` of shares that is traded.

    `moves` are the base units that each account should have won or lost, by account and asset (money: "").
    """

    context: Run
    market: Market
    token_id: str
    price: Decimal
    lot: Decimal
    seller: Account
    buyer: Account
    moves: dict[tuple[str, str], int] = field(factory=dict)

    @property
    def units(self) -> int:
        """The lot in base units."""
        return int(self.lot * _UNITS)

    @property
    def other_token(self) -> str:
        """The market's other outcome."""
        return next(token.token_id for token in self.market.tokens if token.token_id != self.token_id)

    def draft(
        self, by: Account, args: OrderArgs, order_type: OrderType | None = None, *, post_only: bool = False
    ) -> Draft:
        """An order of this market."""
        maker = self.context.makes_orders(by)
        return maker.draft(self.market, args, order_type=order_type, post_only=post_only)

    def post(self, by: Account, draft: Draft, status: str) -> tuple[dict[str, Any], Exchange] | None:
        """Post an order; None unless it is taken with this status or none, of which other clauses speak."""
        told = ask_object(self.context, "postOrder", body=draft.body, by=by)
        return told if told is not None and told[0].get("status", status) == status else None

    def move(self, account: Account, token_id: str, shares: int, money: int) -> None:
        """Expect an account to have won shares and money (lost: negative)."""
        for asset, units in ((token_id, shares), ("", money)):
            self.moves[account.address, asset] = self.moves.get((account.address, asset), 0) + units


def run(context: Run) -> None:
    """Cross at a better price, leave a remainder and cancel it in every way, trade both outcomes at once."""
    if not cancelling.trusted(context):
        return
    seller, buyer = context.newcomer(), context.newcomer()
    if seller is None or buyer is None or context.operation("postOrder") is None:
        return
    for market in context.live.markets:
        fee = ask_object(context, "getFeeRate", None, {"token_id": market.tokens[0].token_id})
        found = gap(context, market)
        if fee is None or number(fee[0].get("base_fee")) != 0 or found is None or len(market.tokens) != 2:
            continue
        token_id, price = found
        lot = worth_a_dollar(market, min(price, 1 - price))
        try:
            _play(_Stage(context, market, token_id, price, lot, seller, buyer))
        finally:
            for account in (seller, buyer):
                send(context, "cancelAllOrders", by=account)
        return


def _play(stage: _Stage) -> None:
    before = _purses(stage)
    shown: list[Exchange] = []
    for side in SIDES:
        shown += _better(stage, side)
    for way in CANCELS:
        shown += _remainder(stage, way)
    for side in SIDES:
        shown += _two_alike(stage, side)
    account_facts.filter_trades(stage.context, stage.buyer)
    after = _purses(stage)
    for place, (found, exchange) in after.items():
        if place not in before or not shown:
            continue
        stage.context.record.hold(PAID, "getBalanceAllowance")
        right = before[place][0] + stage.moves.get(place, 0)
        if found != right:
            what = "shares" if place[1] else "money"
            message = f"after fills without a fee the {what} should be {right} base units, told are {found}"
            stage.context.breach(PAID, "getBalanceAllowance", message, *shown, exchange)


def _purses(stage: _Stage) -> dict[tuple[str, str], tuple[int, Exchange]]:
    """What both accounts have of money and of both tokens."""
    purses: dict[tuple[str, str], tuple[int, Exchange]] = {}
    for account in (stage.seller, stage.buyer):
        for asset in ("", stage.token_id, stage.other_token):
            query = (
                {"asset_type": "CONDITIONAL", "token_id": asset} if asset else {"asset_type": "COLLATERAL"}
            )
            asked = ask_object(stage.context, "getBalanceAllowance", None, query, by=account)
            found = number(asked[0].get("balance")) if asked is not None else None
            if asked is not None and found is not None:
                purses[account.address, asset] = int(found), asked[1]
    return purses


def _rest(stage: _Stage, by: Account, side: Side) -> tuple[Draft, Exchange] | None:
    """A lot that is bought or sold at the price of the stage, by whoever comes."""
    args = OrderArgs(stage.token_id, stage.price, stage.lot, side)
    draft = stage.draft(by, args, post_only=True)
    posted = stage.post(by, draft, "live")
    return (draft, posted[1]) if posted is not None else None


def _settle(stage: _Stage) -> None:
    money = int(stage.price * stage.units)
    stage.move(stage.seller, stage.token_id, -stage.units, money)
    stage.move(stage.buyer, stage.token_id, stage.units, -money)


def _better(stage: _Stage, side: Side) -> Iterator[Exchange]:
    """A limit a tick worse than what is there for the taker of a side: the fill is at the resting price."""
    buys = side == "BUY"
    maker, taker = (stage.seller, stage.buyer) if buys else (stage.buyer, stage.seller)
    resting = _rest(stage, maker, "SELL" if buys else "BUY")
    if resting is None:
        return
    made, first = resting
    tick = stage.market.tick_size
    args = OrderArgs(stage.token_id, stage.price + (tick if buys else -tick), stage.lot, side)
    taken = stage.post(taker, stage.draft(taker, args), "matched")
    if taken is None:
        return
    told, second = taken
    _settle(stage)
    yield from (first, second)
    stage.context.record.hold(ANSWERED, "postOrder")
    money = int(stage.price * stage.units)
    amounts = (money, stage.units) if buys else (stage.units, money)
    for name, right in zip(("makingAmount", "takingAmount"), amounts, strict=True):
        if name in told and not amounts_to(told[name], right):
            message = f"{name} is {told[name]!r}, at the better price {right} base units were filled"
            stage.context.breach(ANSWERED, "postOrder", message, first, second, key=f"better {name}")
    _told(stage, made, stage.token_id, first, second, price=stage.price)


def _remainder(stage: _Stage, way: str) -> Iterator[Exchange]:
    """An order of which a lot is filled and a lot is left, which rests until it is cancelled."""
    resting = _rest(stage, stage.seller, "SELL") if stage.context.operation(way) is not None else None
    if resting is None:
        return
    args = OrderArgs(stage.token_id, stage.price, 2 * stage.lot, "BUY")
    left = stage.draft(stage.buyer, args)
    taken = stage.post(stage.buyer, left, "matched")
    if taken is None:
        return
    _settle(stage)
    shown = (resting[1], taken[1])
    yield from shown
    _counted(stage, left, "LIVE", *shown)
    for query in (
        {},
        {"market": stage.market.condition_id},
        {"asset_id": stage.token_id},
        {"id": left.order_id},
    ):
        asked = ask(stage.context, "getOrders", None, query, by=stage.buyer)
        listed = page_of(asked)
        stage.context.record.hold(LISTED, "getOrders")
        if asked is not None and listed is not None and all(o.get("id") != left.order_id for o in listed):
            message = "an order that is filled in part and rests is not listed"
            stage.context.breach(LISTED, "getOrders", message, *shown, asked[1])
    bodies: dict[str, Any] = {
        "cancelOrder": {"orderID": left.order_id},
        "cancelOrders": [left.order_id],
        "cancelMarketOrders": {"market": stage.market.condition_id, "asset_id": stage.token_id},
    }
    done = ask_object(stage.context, way, body=bodies.get(way), by=stage.buyer)
    if done is None:
        return
    stage.context.record.hold(OPEN_CANCELED, way)
    if left.order_id not in (done[0].get("canceled") or []):
        message = "an order that is filled in part is not reported as canceled"
        stage.context.breach(OPEN_CANCELED, way, message, *shown, done[1])
    else:
        _counted(stage, left, "CANCELED", *shown, done[1])


def _counted(stage: _Stage, left: Draft, state: str, *shown: Exchange) -> None:
    """What was filled stays counted, whatever becomes of the rest."""
    read = ask_object(stage.context, "getOrder", {"orderID": left.order_id}, by=stage.buyer)
    stage.context.record.hold(COUNTED, "getOrder")
    if read is None:
        return
    if state not in str(read[0].get("status")):
        message = f"of an order a half is filled; its status is {read[0].get('status')!r}, not {state}"
        stage.context.breach(COUNTED, "getOrder", message, *shown, read[1], key="status")
    if not shares_of(read[0].get("size_matched"), stage.units):
        message = f"{stage.units} base units were filled, size_matched is {read[0].get('size_matched')!r}"
        stage.context.breach(COUNTED, "getOrder", message, *shown, read[1], key="size_matched")


def _two_alike(stage: _Stage, side: Side) -> Iterator[Exchange]:
    """A buyer of each outcome, or a seller: where a server lets them meet, both shares are made or undone."""
    other = OrderArgs(stage.other_token, 1 - stage.price, stage.lot, side)
    resting = stage.draft(stage.seller, other, post_only=True)
    posted = stage.post(stage.seller, resting, "live")
    if posted is None:
        return
    args = OrderArgs(stage.token_id, stage.price, stage.lot, side)
    taken = stage.post(stage.buyer, stage.draft(stage.buyer, args, "FAK"), "matched")
    if taken is None:
        return
    got = stage.units if side == "BUY" else -stage.units
    money = int(stage.price * got)
    stage.move(stage.buyer, stage.token_id, got, -money)
    stage.move(stage.seller, stage.other_token, got, money - got)
    yield from (posted[1], taken[1])
    _told(stage, resting, stage.other_token, posted[1], taken[1])


def _told(stage: _Stage, made: Draft, token_id: str, *shown: Exchange, price: Decimal | None = None) -> None:
    """Both sides are told the trade, and in it the maker's order as it was posted."""
    for account in (stage.seller, stage.buyer):
        asked = ask(stage.context, "getTrades", None, {"maker_address": account.maker}, by=account)
        for trade in page_of(asked) or []:
            assert asked is not None
            entries = [one for one in trade.get("maker_orders") or [] if isinstance(one, dict)]
            entry = next((one for one in entries if one.get("order_id") == made.order_id), None)
            if entry is None:
                continue
            stage.context.record.hold(TOLD, "getTrades")
            for key, message in _wrong(trade, entry, made, token_id, price):
                stage.context.breach(TOLD, "getTrades", message, *shown, asked[1], key=key)


def _wrong(
    trade: Mapping[str, Any], entry: Mapping[str, Any], made: Draft, token_id: str, price: Decimal | None
) -> Iterator[tuple[str, str]]:
    if price is not None and not silent(trade.get("price")) and number(trade.get("price")) != price:
        yield "better price", f"a trade has the price {trade.get('price')!r}, it was made at {price}"
    outcome = evolve(made, token_id=token_id).outcome
    for name, right in (("asset_id", token_id), ("outcome", outcome)):
        # A market may have no better word for an outcome than its name in capitals.
        if name in entry and str(entry[name]).lower() != right.lower():
            yield f"maker's {name}", f"a maker order of {right} is told to be of {entry[name]!r}"
