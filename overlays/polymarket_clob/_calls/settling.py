"""What the exchange says of orders when it is asked: one order by its id, and the trades that name it.

Source: docs/architecture.md#a-submit-is-never-repeated-blindly and
docs/architecture.md#an-order-is-named-before-it-is-sent; the ledger (an order that is done may be answered
with null, and its trade is listed a moment later).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from polymarket_clob_api import models
from polymarket_clob_api.api import trade

from polymarket_clob._core import Response, Steps, ask
from polymarket_clob._params import TradeParams
from polymarket_clob._results import OrderState, Settled
from polymarket_clob._session import Session
from polymarket_clob.amounts import decimal
from polymarket_clob.errors import InvalidInput, NotFound, UnreadableResponse
from polymarket_clob.orders import SignedOrder
from polymarket_clob.orders import order_id as checked_id

from .reading import object_of
from .trades import get_trades

CLOCK_DOUBT: Final = 3600
"""Seconds that the clock which stamped an order may be ahead of the exchange's."""


def get_order(session: Session, order_id: str) -> Steps[models.OpenOrder]:
    """One order of the account. Raises NotFound, also where the response is null or empty, and
    UnreadableResponse where it is about another order.
    """
    wanted = checked_id(order_id).lower()

    def read(response: Response) -> models.OpenOrder:
        if response.data is None or response.data == {}:
            raise _not_shown(response)
        data = object_of(response)
        if str(data.get("id")).lower() != wanted:
            said = data.get("id", data.get("error"))
            raise response.unreadable(f"order {wanted} was asked for, and the response says {said!r}")
        return models.OpenOrder.adopt(data)

    try:
        return (yield from ask("getOrder", trade.get_order._get_kwargs(order_id), read))
    except UnreadableResponse as error:
        if error.body.strip():
            raise
        raise _not_shown(error) from error


def look(session: Session, orders: Sequence[SignedOrder]) -> Steps[list[Settled]]:
    """Asks once for each order by its id, and for the account's trades; in the order of ``orders``."""
    shown: list[models.OpenOrder | None] = []
    for signed in orders:
        try:
            shown.append((yield from get_order(session, signed.order_id)))
        except NotFound:
            shown.append(None)
    traded = yield from trades_of(session, orders)
    return [
        settled_by(signed, order, trades) for signed, order, trades in zip(orders, shown, traded, strict=True)
    ]


def trades_of(session: Session, orders: Sequence[SignedOrder]) -> Steps[list[list[models.Trade]]]:
    """The account's trades that name each order, or no order at all."""
    # Not by the token: a trade is listed under its taker's, which may be the other outcome.
    # An order may be stamped by a clock that was, or is, wrong.
    stamped = min(signed.struct.timestamp for signed in orders) // 1000 + min(0, int(session.offset))
    earliest = min(stamped, int(session.now())) - CLOCK_DOUBT
    trades = yield from get_trades(session, TradeParams(after=earliest)).all()
    named = [(each, _orders_in(each)) for each in trades]
    return [[each for each, ids in named if signed.order_id.lower() in ids or not ids] for signed in orders]


def settled_by(signed: SignedOrder, order: models.OpenOrder | None, found: list[models.Trade]) -> Settled:
    """What follows from what is shown of an order. A trade that names no order may be its own: it is kept
    where nothing else is there, and says neither yes nor no.
    """
    ours = [each for each in found if _orders_in(each)]
    return Settled(signed.order_id, order, ours if ours or order else found, _state(order, ours))


def bare_word(status: object) -> str:
    """A state of an order or a trade, whichever way it is written: ``ORDER_STATUS_LIVE`` is ``live``."""
    return str(status or "").lower().removeprefix("order_status_").removeprefix("trade_status_")


def _state(order: models.OpenOrder | None, trades: Sequence[models.Trade]) -> OrderState:
    """A trade that failed says nothing: its order may be on the book again, or gone."""
    if any(bare_word(each.get("status")) != "failed" for each in trades):
        return "taken"
    if order is None:
        return "not yet known"
    word = bare_word(order.get("status"))
    failed = {str(each.get("id")) for each in trades}
    listed = order.get("associate_trades")
    met = isinstance(listed, list) and bool({str(each) for each in listed} - failed)
    if word.startswith(("invalid", "canceled", "cancelled")):
        if _matched(order, unsaid=0 if word == "invalid" else 1):
            return "not yet known" if word == "invalid" else "taken"
        return "not yet known" if met else "not taken"
    return "not yet known" if word == "matched" and trades else "taken"


def says_nothing(settled: Settled) -> bool:
    """Whether nothing is shown of an order, or only that its trades failed: time will tell."""
    order = settled.order
    if settled.taken is not None or not all(_orders_in(each) for each in settled.trades):
        return False
    return order is None or bare_word(order.get("status")) == "matched"


def _matched(order: models.OpenOrder, unsaid: int) -> Decimal:
    """How much of an order was matched, in whichever unit."""
    try:
        return decimal("size_matched", order.get("size_matched"))  # type: ignore[arg-type]
    except InvalidInput:
        return Decimal(unsaid)


def _orders_in(found: models.Trade) -> set[str]:
    """The ids of the orders that met in a trade; none where it does not say."""
    makers = found.get("maker_orders")
    listed = makers if isinstance(makers, list) else []
    met = [each.get("order_id") for each in listed if isinstance(each, Mapping)]
    ids = {each.lower() for each in (found.get("taker_order_id"), *met) if isinstance(each, str) and each}
    return ids if isinstance(makers, list | None) else set()


def _not_shown(response: Response | UnreadableResponse) -> NotFound:
    note = "the exchange shows no such order"
    return NotFound(response.operation, response.status, response.headers, response.body, note)
