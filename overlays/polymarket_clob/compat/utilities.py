"""Small helpers around books, ticks and prices."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

from polymarket_clob._books import book_hash
from polymarket_clob.amounts import EXACT

from .clob_types import OrderBookSummary, OrderSummary, TickSize
from .fees import adjust_buy_amount_for_fees

__all__ = [
    "OrderBookSummary",
    "OrderSummary",
    "TickSize",
    "adjust_buy_amount_for_fees",
    "adjust_market_buy_amount",
    "generate_orderbook_summary_hash",
    "is_tick_size_smaller",
    "parse_raw_orderbook_summary",
    "price_valid",
]


def parse_raw_orderbook_summary(raw_obs: dict[str, Any]) -> OrderBookSummary:
    """A book as objects; a side that is null is an empty one. Raises KeyError where it lacks a field."""
    sides = {
        side: [OrderSummary(level["price"], level["size"]) for level in raw_obs[side] or []]
        for side in ("bids", "asks")
    }
    book: dict[str, Any] = {each.name: raw_obs[each.name] for each in fields(OrderBookSummary)}
    return OrderBookSummary(**book | sides)


def generate_orderbook_summary_hash(orderbook: OrderBookSummary) -> str:
    """The hash of a book as the service computes it; it is written into the book, as there."""
    found = vars(orderbook)
    sides = {side: [vars(level) for level in found[side] or []] for side in ("bids", "asks")}
    orderbook.hash = book_hash({**found, **sides})
    return orderbook.hash


def adjust_market_buy_amount(
    amount: float,
    user_usdc_balance: float,
    price: float,
    fee_rate: float,
    fee_exponent: float,
    builder_taker_fee_rate: float = 0,
) -> float:
    """``adjust_buy_amount_for_fees``, its arguments in another order."""
    return adjust_buy_amount_for_fees(
        amount, price, user_usdc_balance, fee_rate, fee_exponent, builder_taker_fee_rate
    )


def is_tick_size_smaller(a: TickSize, b: TickSize) -> bool:
    """Whether the first tick size is the finer one."""
    return Decimal(a) < Decimal(b)


def price_valid(price: float, tick_size: TickSize) -> bool:
    """Whether a price lies between one tick and one less a tick."""
    return Decimal(tick_size) <= Decimal(str(price)) <= EXACT.subtract(1, Decimal(tick_size))
