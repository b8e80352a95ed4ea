"""Responses in figures: shares and USDC as Decimal, times as datetimes, whichever unit was sent.

Sizes of orders are shares. Of the amounts of a response to an order and of trades the description says base
units (6 decimals), the live service sends whole shares and USDC (ledger order-units). No single string tells
which it is, so a client assumes the live service's unit until told
(``units=``) or until a response to an order of its own, whose amounts it knows, shows it (``units_shown``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal

from attrs import frozen
from polymarket_clob_api import models, types

from ._books import best_first
from .amounts import EXACT, decimal, tick_size
from .errors import InvalidInput

Units = Literal["whole", "base"]
"""Whole shares and USDC, or base units of a millionth."""

_MILLIONTH = Decimal("0.000001")
_UINT256_DIGITS = 78


@frozen
class OrderFigures:
    """Of an order: ``price`` in USDC a share, sizes in shares, times with a zone (None for none)."""

    price: Decimal
    original: Decimal
    matched: Decimal
    created_at: datetime | None
    expires_at: datetime | None

    @property
    def remaining(self) -> Decimal:
        """Shares that are not matched yet."""
        return EXACT.subtract(self.original, self.matched)


@frozen
class TradeFigures:
    """Of a trade: ``price`` in USDC a share, ``size`` in shares, 0 where one was sent empty, times with a
    zone (None for none).
    """

    price: Decimal
    size: Decimal
    matched_at: datetime | None
    updated_at: datetime | None

    @property
    def usdc(self) -> Decimal:
        """What the shares cost."""
        return EXACT.multiply(self.price, self.size)


@frozen
class PostedFigures:
    """Of a response to an order: what the maker gives and gets, USDC and shares for a BUY, the other way
    round for a SELL.
    """

    making: Decimal
    taking: Decimal


@frozen
class BalanceFigures:
    """Of a balance: USDC or shares, and what each contract may take of them, by its address."""

    balance: Decimal
    allowances: dict[str, Decimal]


@frozen
class BookFigures:
    """Of a book: (price in USDC, size in shares) of every level, best first; None where nothing is known."""

    bids: list[tuple[Decimal, Decimal]]
    asks: list[tuple[Decimal, Decimal]]
    tick_size: Decimal
    min_order_size: Decimal
    last_trade_price: Decimal | None
    at: datetime | None


def whole(value: object, units: Units, field: str = "amount") -> Decimal:
    """A size or amount as sent, in whole shares or USDC; an empty one is 0. Raises InvalidInput."""
    if value == "":
        return Decimal(0)
    if not isinstance(value, str | int | float | Decimal):
        raise InvalidInput(field, value, "not a number")
    number = decimal(field, value)
    return EXACT.multiply(number, _MILLIONTH) if units == "base" else number


def moment(value: object) -> datetime | None:
    """A time as sent: Unix seconds, milli- or nanoseconds by their size, or ISO text. 0 and "" are None, and
    so is what no calendar holds.
    """
    read = types.moment(value)
    return read if isinstance(read, datetime) else None


def order_figures(order: models.OpenOrder) -> OrderFigures:
    """An order in figures. Raises InvalidInput when a figure is not a number."""
    return OrderFigures(
        price=decimal("price", order.price),
        original=whole(order.original_size, "whole", "original_size"),
        matched=whole(order.size_matched, "whole", "size_matched"),
        created_at=moment(order.created_at),
        expires_at=moment(order.expiration),
    )


def trade_figures(trade: models.Trade, units: Units) -> TradeFigures:
    """A trade in figures. Raises InvalidInput when a figure is not a number."""
    return TradeFigures(
        price=whole(trade.price, "whole", "price"),
        size=whole(trade.size, units, "size"),
        matched_at=moment(trade.match_time),
        updated_at=moment(trade.last_update),
    )


def posted_figures(posted: models.SendOrderResponse, units: Units) -> PostedFigures:
    """A response to an order in figures. Raises InvalidInput when a figure is not a number."""
    return PostedFigures(
        making=whole(posted.making_amount or "", units, "makingAmount"),
        taking=whole(posted.taking_amount or "", units, "takingAmount"),
    )


def balance_figures(found: models.BalanceAllowanceResponse) -> BalanceFigures:
    """A balance in figures; it always comes in base units. Raises InvalidInput when one is not a number."""
    allowances: object = found.allowances or {}
    if not isinstance(allowances, Mapping):
        raise InvalidInput("allowances", allowances, "an object of amounts by address")
    return BalanceFigures(
        balance=whole(found.balance, "base", "balance"),
        allowances={address: _allowance(units) for address, units in allowances.items()},
    )


def _allowance(units: object) -> Decimal:
    """As ``whole``, of a uint256: one without a limit is larger than any other amount."""
    if isinstance(units, str) and units.isascii() and units.isdigit() and len(units) <= _UINT256_DIGITS:
        return EXACT.multiply(Decimal(units), _MILLIONTH)
    return whole(units, "base", "allowances")


def book_figures(book: models.OrderBookSummary) -> BookFigures:
    """A book in figures. Raises InvalidInput when a figure is not a number."""
    last = book.last_trade_price
    return BookFigures(
        bids=best_first(book.bids, "SELL"),
        asks=best_first(book.asks, "BUY"),
        tick_size=tick_size(book.tick_size),
        min_order_size=decimal("min_order_size", book.min_order_size),
        last_trade_price=decimal("last_trade_price", last) if last else None,
        at=moment(book.timestamp),
    )


def units_shown(making: object, signed: int) -> Units | None:
    """The unit in which the ``making`` amount of an order was sent; ``signed``: its maker amount, base units.

    Base units have no fraction, and an order makes at most what was signed; twice that leaves room for fees.
    None where that does not tell.
    """
    if not isinstance(making, str | int | float) or making == "":
        return None
    try:
        number = decimal("makingAmount", making)
    except InvalidInput:
        return None
    millions = EXACT.multiply(number, 1_000_000)
    if number != int(number) or (signed and millions == signed):
        return "whole"
    return "base" if number <= 2 * signed < millions else None
