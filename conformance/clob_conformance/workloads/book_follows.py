"""A book follows its orders: each that is placed, filled and cancelled. Part of the suite `examples`.

Only the own sandbox gives the two fresh accounts that this takes, and a book that nobody else moves.
"""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any, Literal

from attrs import frozen
from polymarket_clob.orders import OrderArgs

from clob_conformance.core.clauses import declare
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.seed_data import Market
from clob_conformance.environment.signed_orders import worth_a_dollar
from clob_conformance.workloads import batches, book_prices
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.gaps import gap_with_fee
from clob_conformance.workloads.requests import ask, ask_object, number, send

BOOK_FOLLOWS = declare(
    "book-follows-orders",
    "A book shows an order that rests, with what is left of it, from when it is placed until it is gone, and "
    "shows it every time it is read.",
    source="description: OrderBookSummary.bids and asks, POST /order, DELETE /order",
    suites=("examples",),
    operations=("getBook",),
    needs=("accounts",),
)
LAST = declare(
    "last-trade-told",
    "The last trade is told at the price at which it was made, whatever its taker would have paid.",
    source="description: GET /last-trade-price, OrderBookSummary.last_trade_price",
    suites=("examples",),
    operations=("getLastTradePrice", "getBook"),
    needs=("accounts",),
)
REBATES_OF_DAY = declare(
    "rebates-of-the-day",
    "A maker who first traded today is told no rebates of an earlier day.",
    source="description: GET /rebates/current, date",
    suites=("examples",),
    operations=("getCurrentRebatedFees",),
    needs=("accounts",),
)
_DAY = 86_400
_TWICE = 2

Levels = dict[str, dict[Decimal, Decimal]]


@frozen
class _Stage:
    """Where it is played: between the best bid and ask of a token, where nobody's orders are in the way."""

    context: Run
    market: Market
    token_id: str
    price: Decimal
    seller: Account
    buyer: Account

    @property
    def lot(self) -> Decimal:
        """A third of what is sold, in shares."""
        return worth_a_dollar(self.market, self.price)

    def post(self, account: Account, side: Literal["BUY", "SELL"], lots: int, price: Decimal) -> str | None:
        """Place an order; its id when it is taken."""
        args = OrderArgs(self.token_id, price, self.lot * lots, side)
        draft = self.context.makes_orders(account).draft(self.market, args, post_only=price == self.price)
        posted = send(self.context, "postOrder", by=account, body=draft.body)
        return draft.order_id if posted is not None and posted.answer.succeeded else None

    def cancel(self, account: Account, order: str) -> bool:
        """Take an order back; whether the exchange says that it is gone, also when asked for the order."""
        asked = ask_object(self.context, "cancelOrder", body={"orderID": order}, by=account)
        read = ask_object(self.context, "getOrder", {"orderID": order}, by=account)
        still = read is not None and "LIVE" in str(read[0].get("status"))
        return asked is not None and order in (asked[0].get("canceled") or []) and not still


def run(context: Run) -> None:
    """Bid and take it back; offer three lots, sell one, take the rest back; read at every step."""
    seller, buyer = context.new_account(), context.new_account()
    if seller is None or buyer is None or context.operation("postOrder") is None:
        return
    found = gap_with_fee(context)
    if found is not None:
        _play(_Stage(context, *found, seller, buyer))


def _play(stage: _Stage) -> None:
    before = _levels(stage)
    if before is None:
        return
    price, lot = stage.price, stage.lot
    try:
        bid = stage.post(stage.buyer, "BUY", 1, price)
        if bid is None:
            return
        _hold(stage, before, "bids", lot)
        if not stage.cancel(stage.buyer, bid):
            return
        _hold(stage, before, "bids", Decimal(0))
        offer = stage.post(stage.seller, "SELL", 3, price)
        if offer is None:
            return
        _hold(stage, before, "asks", 3 * lot)
        if stage.post(stage.buyer, "BUY", 1, price + stage.market.tick_size) is None:
            return
        _hold(stage, before, "asks", 2 * lot)
        _last_price(stage)
        batches.compare(stage.context, [token.token_id for token in stage.market.tokens])
        if stage.cancel(stage.seller, offer):
            _hold(stage, before, "asks", Decimal(0))
        _rebates(stage)
    finally:
        for account in (stage.seller, stage.buyer):
            send(stage.context, "cancelAllOrders", by=account)


def _levels(stage: _Stage) -> Levels | None:
    asked = ask_object(stage.context, "getBook", None, {"token_id": stage.token_id})
    return None if asked is None else _sides(asked[0])


def _sides(book: dict[str, Any]) -> Levels:
    """The levels of a book, sizes by price."""
    return {
        side: {
            price: size
            for level in book.get(side) or []
            if isinstance(level, dict)
            and (price := number(level.get("price"))) is not None
            and (size := number(level.get("size"))) is not None
        }
        for side in ("bids", "asks")
    }


def _hold(stage: _Stage, before: Levels, side: str, size: Decimal) -> None:
    """Hold that the book is what it was before, with so much more at the price of the stage, and that the
    prices of both outcomes keep to their books.
    """
    expected = {**before, side: {**before[side], **({stage.price: size} if size else {})}}
    for _ in range(_TWICE):
        asked = ask_object(stage.context, "getBook", None, {"token_id": stage.token_id})
        if asked is None:
            return
        stage.context.record.hold(BOOK_FOLLOWS, "getBook")
        found = _sides(asked[0])
        if found != expected:
            _tell(stage, expected, found, asked[1])
            return
    for token in stage.market.tokens:
        book_prices.compare(stage.context, token.token_id)


def _tell(stage: _Stage, expected: Levels, found: Levels, shown: Interaction) -> None:
    side, price = next(
        (side, price)
        for side in expected
        for price in (stage.price, *sorted({*expected[side], *found[side]}))
        if expected[side].get(price) != found[side].get(price)
    )
    right, told = expected[side].get(price, 0), found[side].get(price, 0)
    message = f"{right} rest in the {side} at {price}, told are {told}"
    stage.context.violation(BOOK_FOLLOWS, "getBook", message, shown)


def _last_price(stage: _Stage) -> None:
    query = {"token_id": stage.token_id}
    for name, field in (("getLastTradePrice", "price"), ("getBook", "last_trade_price")):
        asked = ask_object(stage.context, name, None, query)
        if asked is None:
            continue
        stage.context.record.hold(LAST, name)
        told = asked[0].get(field)
        if number(told) != stage.price:
            message = f"the last trade was made at {stage.price}, told is {told!r}"
            stage.context.violation(LAST, name, message, asked[1], key="price")


def _rebates(stage: _Stage) -> None:
    """Two days ago, whatever the hour."""
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 2 * _DAY))
    query = {"date": day, "maker_address": stage.seller.maker}
    asked = ask(stage.context, "getCurrentRebatedFees", None, query)
    if asked is None:
        return
    stage.context.record.hold(REBATES_OF_DAY, "getCurrentRebatedFees")
    if isinstance(asked[0], list) and asked[0]:
        message = f"{len(asked[0])} rebates of {day} are told of an account made today"
        stage.context.violation(REBATES_OF_DAY, "getCurrentRebatedFees", message, asked[1])
