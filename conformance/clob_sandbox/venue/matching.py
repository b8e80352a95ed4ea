"""When an order is matched, and how: at once, after a delay, or held for the window of takers.

Sources: description: the example `delayed_order` of POST /order (matching is held back, the state is
`delayed`) and `ClobMarketDetails.itode` (marketable orders wait out a window of 250 ms and are processed
synchronously then). The service has both on some markets; here a switch sets them for all. What becomes of a
delayed order is nowhere stated: it is matched by the rules and the book of that later moment; what does not
fill rests, or is cancelled where its type does not rest or its funds are gone. Until then it can be
cancelled, and a cancel of all orders or a lapsed heartbeat cancels it too, as these are documented for all
orders of the account or key; the pages of open orders leave it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from clob_sandbox.errors import Refused
from clob_sandbox.venue.money import CENT, ONE, UNIT, decimal_text
from clob_sandbox.venue.orders import Order, State

if TYPE_CHECKING:
    from clob_sandbox.venue.book import Fill
    from clob_sandbox.venue.exchange import Exchange
    from clob_sandbox.venue.tape import Trade

TAKER_WINDOW = 0.25  # seconds
MIN_MARKETABLE_BUY = UNIT  # base units of USDC


@frozen
class Matching:
    """How marketable orders are held back: `delay` nanoseconds as `delayed`, or for the takers' window."""

    delay: int = 0
    taker_delay: bool = False


def place(exchange: Exchange, order: Order, *, post_only: bool) -> list[Trade]:
    """Match a new order and rest what remains, or hold it back; a refusal comes before the first change."""
    marketable = _admit(exchange, order, post_only=post_only)
    if not marketable or not exchange.matching.delay:
        return match(exchange, order)
    exchange.orders[order.id] = order
    exchange.delayed.add(order)
    order.state = State.DELAYED
    exchange.schedule(exchange.clock.nanos() + exchange.matching.delay, order)
    return []


def resume(exchange: Exchange, order: Order) -> None:
    """Match an order that was held back, at the moment to which the clock is held."""
    exchange.delayed.remove(order)
    order.state = State.LIVE
    try:
        match(exchange, order)
    except Refused:
        exchange.give_up(order)


def _admit(exchange: Exchange, order: Order, *, post_only: bool) -> bool:
    """Refuse what no moment would change; returns whether the order is to be matched rather than rest."""
    at_once = order.order_type in ("FOK", "FAK")
    if post_only and at_once:
        raise Refused(400, "invalid post-only order: only GTC and GTD orders can be post-only")
    crosses = exchange.books[order.market.condition_id].crosses(order)
    if post_only and crosses:
        raise Refused(400, "invalid post-only order: order crosses book")
    money = order.signed.maker_amount
    if order.side == "BUY" and (crosses or at_once) and money < MIN_MARKETABLE_BUY:
        raise Refused(
            400, f"invalid amount for a marketable BUY order (${decimal_text(money)}), min size: $1"
        )
    _demand(exchange, order)
    return crosses or at_once


def _demand(exchange: Exchange, order: Order) -> None:
    account = exchange.accounts[order.address]
    if order.side == "BUY":
        account.require_cash(order.signed.maker_amount)
    else:
        account.demand_shares(order.token.token_id, order.size)


def match(exchange: Exchange, order: Order) -> list[Trade]:
    """Match and rest; every refusal comes before the first change."""
    book, account = exchange.books[order.market.condition_id], exchange.accounts[order.address]
    at_once, money = order.order_type in ("FOK", "FAK"), order.signed.maker_amount
    _demand(exchange, order)
    budget = money if at_once and order.side == "BUY" else None
    fills = book.plan(order, budget=budget)
    if order.side == "BUY" and fills:
        account.require_cash(money + exchange.fees(order, fills))
    got = sum(fill.size for fill in fills)
    filled = got >= order.size if budget is None else _spent(order, budget, fills)
    if order.order_type == "FOK" and not filled:
        raise Refused(
            400, "order couldn't be fully filled. FOK orders are fully filled or killed.", orderID=order.id
        )
    if order.order_type == "FAK" and not fills:
        raise Refused(
            400,
            "no orders found to match with FAK order. "
            "FAK orders are partially filled or killed if no match is found.",
            orderID=order.id,
        )
    exchange.orders[order.id] = order
    if budget is not None:
        order.size = got if filled else max(order.size, got)
    trades = exchange.settle(order, fills)
    if order.remaining and not at_once:
        exchange.add_to_book(order)
    else:
        exchange.records.end(order, State.MATCHED)
    return trades


def _spent(order: Order, budget: int, fills: list[Fill]) -> bool:
    """Whether a buy for money spent it: the rest would not buy the smallest size at the order's price."""
    return (budget - sum(fill.money for fill in fills)) * ONE < order.price * CENT
