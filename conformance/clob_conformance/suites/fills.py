"""Fills: an order's life from live to matched, as its maker and its taker are told it. Part of `lifecycle`.

Only the own sandbox gives the two fresh accounts that this takes, and a book that nobody else moves.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

from attrs import define, evolve, frozen
from polymarket_clob.orders import OrderArgs

from clob_conformance.accounts import Account
from clob_conformance.context import Run
from clob_conformance.exchange import Exchange
from clob_conformance.live import Market
from clob_conformance.orders import Draft, OrderMaker, worth_a_dollar
from clob_conformance.suites import notices
from clob_conformance.suites.account_clauses import MATCHED
from clob_conformance.suites.asking import (
    amounts_to,
    ask,
    ask_object,
    number,
    object_of,
    page_of,
    send,
    shares_of,
    silent,
)
from clob_conformance.suites.fill_clauses import (
    ANSWERED,
    CANCEL_MATCHED,
    COUNTED,
    LAST,
    LEFT,
    NOT_CLOSED,
    PAID,
    TOLD,
    WHOLE,
)
from clob_conformance.suites.gaps import gap_with_fee

_UNITS = 10**6
_RECENTLY = 86_400
_BUILDER = "0x" + "1".zfill(64)


@define
class _Side:
    """One side of the trade."""

    account: Account
    maker: OrderMaker
    cash: int = 0
    shares: int = 0


@frozen
class _Stage:
    """Where it is played: between the best bid and ask of a token, where nobody's orders are in the way."""

    context: Run
    market: Market
    token_id: str
    price: Decimal
    seller: _Side
    buyer: _Side

    @property
    def lot(self) -> Decimal:
        """A third of what is sold, in shares."""
        return worth_a_dollar(self.market, self.price)

    def order(self, side: Literal["BUY", "SELL"], lots: int, order_type: Any = None) -> Draft:
        """An order at the price of the stage; the buyer's come through a builder."""
        actor = self.seller if side == "SELL" else self.buyer
        args = OrderArgs(self.token_id, self.price, self.lot * lots, side)
        if side == "BUY":
            args = evolve(args, builder_code=_BUILDER)
        return actor.maker.draft(self.market, args, order_type=order_type, post_only=side == "SELL")


def run(context: Run) -> None:
    """Sell three lots, buy one, fail to buy too many, buy the rest; then look from every side."""
    seller, buyer = context.newcomer(), context.newcomer()
    if seller is None or buyer is None or context.operation("postOrder") is None:
        return
    sides = (_Side(seller, context.makes_orders(seller)), _Side(buyer, context.makes_orders(buyer)))
    found = gap_with_fee(context)
    if found is not None:
        _play(_Stage(context, *found, *sides))


def _play(stage: _Stage) -> None:
    context, lot = stage.context, int(stage.lot * _UNITS)
    seller, buyer = stage.seller.account, stage.buyer.account
    for side in (stage.seller, stage.buyer):
        cash, shares = _balance(stage, side, None), _balance(stage, side, stage.token_id)
        side.cash, side.shares = cash[0] if cash else 0, shares[0] if shares else 0
    sold = stage.order("SELL", 3)
    resting = send(context, "postOrder", by=stage.seller.account, body=sold.body)
    if resting is None or not resting.answer.succeeded:
        return
    try:
        first = _buy(stage, stage.order("BUY", 1, "FAK"), lot)
        if first is None:
            return
        filled: tuple[Exchange, ...] = (resting, first)
        _read(stage, stage.seller, sold, lot, "LIVE", *filled)
        whole = send(context, "postOrder", by=stage.buyer.account, body=stage.order("BUY", 4, "FOK").body)
        context.record.hold(WHOLE, "postOrder")
        if whole is not None and whole.answer.succeeded:
            context.breach(WHOLE, "postOrder", f"answered {whole.answer.status}", whole)
        _read(stage, stage.seller, sold, lot, "LIVE", *filled, *([whole] if whole is not None else []))
        greedy = stage.order("BUY", 4, "FAK")
        rest = _buy(stage, greedy, 2 * lot)
        if rest is None:
            return
        filled = (*filled, rest)
        _read(stage, stage.seller, sold, 3 * lot, "MATCHED", *filled)
        _not_open(stage, stage.seller, sold, *filled)
        _not_open(stage, stage.buyer, greedy, rest)
        _cancel(stage, sold, *filled)
        _trades(stage, sold, (lot, 2 * lot), *filled)
        _settled(stage, 3 * lot, *filled)
        _last(stage)
        notices.told(context, seller, sold, buyer)
        notices.told(context, buyer, greedy, seller)
        _open_to_all(stage)
        _afterwards(stage)
    finally:
        for side in (stage.seller, stage.buyer):
            send(context, "cancelAllOrders", by=side.account)


def _buy(stage: _Stage, draft: Draft, units: int) -> Exchange | None:
    """Buy at the price of the stage what fills `units` of it; None when the answer does not say so."""
    posted = send(stage.context, "postOrder", by=stage.buyer.account, body=draft.body)
    told = object_of(posted)
    if posted is None or (told is None and posted.answer.status >= 500):
        return None
    stage.context.record.hold(ANSWERED, "postOrder")
    told = told or {}
    right = {"makingAmount": int(stage.price * units), "takingAmount": units}
    for name, value in right.items():
        if posted.answer.succeeded and name in told and not amounts_to(told[name], value):
            message = f"{name} is {told[name]!r}, filled were {value} base units"
            stage.context.breach(ANSWERED, "postOrder", message, posted, key=name)
    if not posted.answer.succeeded or told.get("status") != "matched":
        said = told.get("status") if posted.answer.succeeded else posted.answer.status
        message = f"an order that meets the book is answered {said!r}, not 'matched'"
        stage.context.breach(ANSWERED, "postOrder", message, posted, key="status")
        return None
    return posted


def _read(stage: _Stage, side: _Side, draft: Draft, units: int, state: str, *filled: Exchange) -> None:
    """Read an order twice: what is matched is what was filled, and reading does not change it."""
    for _ in range(2):
        asked = ask_object(stage.context, "getOrder", {"orderID": draft.order_id}, by=side.account)
        stage.context.record.hold(COUNTED, "getOrder")
        stage.context.record.hold(MATCHED, "getOrder")
        if asked is None:
            return
        told, exchange = asked
        if not shares_of(told.get("size_matched"), units):
            message = f"{units} base units were filled, size_matched is {told.get('size_matched')!r}"
            stage.context.breach(COUNTED, "getOrder", message, *filled, exchange, key="size_matched")
        if state not in str(told.get("status")):
            message = f"the status is {told.get('status')!r}, not {state}"
            stage.context.breach(COUNTED, "getOrder", message, *filled, exchange, key="status")


def _not_open(stage: _Stage, side: _Side, draft: Draft, *filled: Exchange) -> None:
    asked = ask(stage.context, "getOrders", by=side.account)
    listed = page_of(asked)
    stage.context.record.hold(LEFT, "getOrders")
    if asked is not None and any(item.get("id") == draft.order_id for item in listed or []):
        message = f"a {draft.body['orderType']} order of which nothing rests is listed as open"
        stage.context.breach(LEFT, "getOrders", message, *filled, asked[1], key=draft.body["orderType"])


def _cancel(stage: _Stage, draft: Draft, *filled: Exchange) -> None:
    asked = ask_object(
        stage.context, "cancelOrder", body={"orderID": draft.order_id}, by=stage.seller.account
    )
    stage.context.record.hold(CANCEL_MATCHED, "cancelOrder")
    if asked is not None and draft.order_id in (asked[0].get("canceled") or []):
        message = "a filled order is reported canceled"
        stage.context.breach(CANCEL_MATCHED, "cancelOrder", message, *filled, asked[1])


def _trades(stage: _Stage, sold: Draft, sizes: tuple[int, ...], *filled: Exchange) -> None:
    for side, role in ((stage.seller, "MAKER"), (stage.buyer, "TAKER")):
        asked = ask(stage.context, "getTrades", None, {"maker_address": side.account.maker}, by=side.account)
        trades = page_of(asked)
        if asked is None or trades is None:
            continue
        stage.context.record.hold(TOLD, "getTrades")
        takers = {str((object_of(exchange) or {}).get("orderID")) for exchange in filled}
        mine = [trade for trade in trades if _is_of(trade, sold.order_id, takers)]
        for key, message in _wrong_trades(stage, mine, role, sizes):
            stage.context.breach(TOLD, "getTrades", message, *filled, asked[1], key=key)


def _is_of(trade: Mapping[str, Any], maker: str, takers: set[str]) -> bool:
    """Whether a trade is of this maker's order; where it tells no makers, whether it is of these takers'."""
    made = trade.get("maker_orders")
    if made is None:
        return str(trade.get("taker_order_id")) in takers
    return maker in {str(one.get("order_id")) for one in made if isinstance(one, dict)}


def _wrong_trades(
    stage: _Stage, trades: list[dict[str, Any]], role: str, sizes: tuple[int, ...]
) -> Iterator[tuple[str, str]]:
    left = list(sizes)
    for trade in trades:
        fitting = next((size for size in left if amounts_to(trade.get("size"), size)), None)
        if fitting is None and not silent(trade.get("size")):
            yield "size", f"a trade has the size {trade.get('size')!r}, filled were {sizes} base units"
        elif fitting is not None:
            left.remove(fitting)
        price, when = number(trade.get("price")), number(trade.get("match_time"))
        if price != stage.price and not silent(trade.get("price")):
            yield "price", f"a trade has the price {trade.get('price')!r}, matched was at {stage.price}"
        if trade.get("trader_side") != role:
            yield "trader_side", f"trader_side is {trade.get('trader_side')!r}, the account was the {role}"
        if trade.get("asset_id") != stage.token_id or trade.get("side") != "BUY":
            yield "taker", "asset and side of a trade are not the taker's"
        if when is not None and abs(float(when) - time.time()) > _RECENTLY:
            yield "match_time", f"match_time is {trade.get('match_time')!r}, no Unix seconds of today"
    if left and len(trades) < len(sizes):
        yield "missing", f"{len(sizes)} trades were made, {len(trades)} are listed"


def _balance(stage: _Stage, side: _Side, token_id: str | None) -> tuple[int, Exchange] | None:
    query = {"asset_type": "CONDITIONAL", "token_id": token_id} if token_id else {"asset_type": "COLLATERAL"}
    asked = ask_object(stage.context, "getBalanceAllowance", None, query, by=side.account)
    found = None if asked is None else number(asked[0].get("balance"))
    return None if asked is None or found is None else (int(found), asked[1])


def _settled(stage: _Stage, units: int, *filled: Exchange) -> None:
    """The seller got the money, the buyer the shares; fees may take a little of the buyer's money, and give
    the seller a little; of the seller's they take nothing where makers have no fee.
    """
    money = int(stage.price * units)
    info = ask_object(stage.context, "getClobMarketInfo", {"condition_id": stage.market.condition_id})
    maker_fee = 0 if info is not None and info[0].get("mbf") == 0 else money // 2
    moves = (
        ("the seller's money", stage.seller, None, stage.seller.cash + money, maker_fee, money // 2),
        ("the seller's shares", stage.seller, stage.token_id, stage.seller.shares - units, 0, 0),
        ("the buyer's money", stage.buyer, None, stage.buyer.cash - money, money // 2, 0),
        ("the buyer's shares", stage.buyer, stage.token_id, stage.buyer.shares + units, 0, 0),
    )
    for what, side, token_id, right, less, more in moves:
        asked = _balance(stage, side, token_id)
        if asked is None:
            continue
        found, exchange = asked
        stage.context.record.hold(PAID, "getBalanceAllowance")
        if not right - less <= found <= right + more:
            message = f"after the fill {what} should be about {right} base units, told are {found}"
            stage.context.breach(PAID, "getBalanceAllowance", message, *filled, exchange)


def _last(stage: _Stage) -> None:
    context, query = stage.context, {"token_id": stage.token_id}
    alone = ask_object(context, "getLastTradePrice", None, query)
    batch = ask(context, "getLastTradesPricesPost", body=[query])
    book = ask_object(context, "getBook", None, query)
    told: dict[str, tuple[Any, Any, Exchange]] = {}
    if alone is not None:
        told["getLastTradePrice"] = alone[0].get("price"), alone[0].get("side"), alone[1]
    if batch is not None and isinstance(batch[0], list):
        entry = next((one for one in batch[0] if isinstance(one, dict)), {})
        told["getLastTradesPricesPost"] = entry.get("price"), entry.get("side"), batch[1]
    if book is not None:
        told["getBook"] = book[0].get("last_trade_price"), None, book[1]
    for name, (price, side, exchange) in told.items():
        context.record.hold(LAST, name)
        if number(price) != stage.price:
            message = f"the last trade was at {stage.price}, told is {price!r}"
            context.breach(LAST, name, message, exchange, key="price")
        elif side not in (None, "BUY"):
            context.breach(LAST, name, f"the last trade was a BUY, told is {side!r}", exchange, key="side")


def _open_to_all(stage: _Stage) -> None:
    asked = ask_object(stage.context, "getClosedOnlyMode", by=stage.buyer.account)
    stage.context.record.hold(NOT_CLOSED, "getClosedOnlyMode")
    if asked is not None and asked[0].get("closed_only") is True:
        stage.context.breach(NOT_CLOSED, "getClosedOnlyMode", "its BUY was just taken", asked[1])


def _afterwards(stage: _Stage) -> None:
    """Ask for what the fill leaves elsewhere; the judge says what it thinks of the answers."""
    today = time.strftime("%Y-%m-%d", time.gmtime())
    rebates = {"date": today, "maker_address": stage.seller.account.maker}
    ask(stage.context, "getCurrentRebatedFees", None, rebates)
    ask(stage.context, "getBuilderTrades", None, {"builder_code": _BUILDER})
