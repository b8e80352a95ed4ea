"""Prices, sizes and amounts in exact integers: no float between a user's price and a signed amount.

Source: docs/protocol/amounts.md (the rounding table and the integer formulae; they equal the newer
official client on every input, and the older one wherever its floats do not slip).
"""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import Final, Literal

from .errors import InvalidInput

__all__ = [
    "TICK_SIZES",
    "Number",
    "Side",
    "from_units",
    "limit_amounts",
    "market_amounts",
    "price_on_grid",
    "tick_size",
    "to_units",
]

Number = Decimal | int | str | float
"""How a caller may write a price or a size. A float counts as the decimal it prints as: 0.57 is 0.57."""

Side = Literal["BUY", "SELL"]
"""Of an order: BUY gives USDC for shares, SELL shares for USDC."""

TICK_SIZES: Final = tuple(Decimal(t) for t in ("0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"))
"""The tick sizes a market can have."""

EXACT: Final = Context(prec=100, rounding=ROUND_DOWN, traps=[InvalidOperation])
"""What is reckoned with: wide enough for every figure here, whatever the caller's own context rounds to."""

NOISE: Final = Decimal("1e-9")
"""USDC that a price may be off the tick grid and still mean the one on it: what adding floats leaves."""

_MILLIONTH: Final = Decimal("0.000001")
_HUNDREDTH: Final = Decimal("0.01")
_AMOUNT_DECIMALS: Final = dict(zip(TICK_SIZES, (3, 4, 5, 6, 5, 6), strict=True))
_LARGEST: Final = Decimal(10) ** 15


def decimal(field: str, value: Number) -> Decimal:
    """A finite number as an exact Decimal. Raises InvalidInput on anything else (booleans too)."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str | float):
        raise InvalidInput(field, value, "a number is a Decimal, an int, a decimal string or a float")
    try:
        number = Decimal(float.__repr__(value)) if isinstance(value, float) else Decimal(value)
    except InvalidOperation:
        raise InvalidInput(field, value, "not a decimal number") from None
    if not number.is_finite():
        raise InvalidInput(field, value, "not a finite number")
    if not -_LARGEST <= number <= _LARGEST:
        raise InvalidInput(field, value, f"larger than {_LARGEST:.0f}")
    return number


def in_hundredths(field: str, value: Number) -> Decimal:
    """A size or amount, checked: no finer than hundredths, the finest that the exchange takes.

    Raises InvalidInput otherwise; what a caller wants is never rounded.
    """
    number = decimal(field, value)
    below = cut_down(number)
    if below != number:
        raise InvalidInput(
            field, value, f"finer than hundredths, the finest there is (the next lower is {below})"
        )
    return number


def cut_down(number: Decimal) -> Decimal:
    """A number without what is finer than hundredths."""
    return EXACT.quantize(number, _HUNDREDTH)


def tick_size(value: Number) -> Decimal:
    """One of TICK_SIZES. Raises InvalidInput on any other."""
    tick = EXACT.normalize(decimal("tick_size", value))
    if tick not in _AMOUNT_DECIMALS:
        raise InvalidInput("tick_size", value, f"one of {', '.join(map(str, TICK_SIZES))}")
    return tick


def price_on_grid(price: Number, tick: Decimal) -> int:
    """A price in ten-thousandths of a USDC, checked: a multiple of the tick, between one tick and 1 - tick.

    A price within NOISE of the grid, such as the float 0.1 + 0.2, is the one on it. Raises InvalidInput
    otherwise; a price is never rounded.
    """
    value = decimal("price", price)
    if EXACT.remainder(value, tick):
        steps = EXACT.divide(value, tick).to_integral_value(ROUND_HALF_EVEN, EXACT)
        nearest = EXACT.multiply(steps, tick)
        if abs(EXACT.subtract(value, nearest)) <= NOISE:
            value = nearest
    highest = EXACT.subtract(1, tick)
    if not tick <= value <= highest:
        raise InvalidInput("price", price, f"a price lies between {tick} and {highest} at tick size {tick}")
    if EXACT.remainder(value, tick):
        below = EXACT.multiply(EXACT.divide_int(value, tick), tick)
        above = EXACT.add(below, tick)
        rule = f"not a multiple of the tick size {tick} (the nearest are {below} and {above})"
        raise InvalidInput("price", price, rule)
    return int(EXACT.multiply(value, 10_000))


def limit_amounts(side: Side, price: Number, size: Number, tick: Decimal) -> tuple[int, int]:
    """(maker amount, taker amount) of a limit order, in base units (6 decimals).

    ``price`` in USDC a share, on the grid of ``tick``; ``size`` in shares, cut down to hundredths as
    the exchange takes no finer ones (``in_hundredths`` refuses them). A BUY gives USDC and wants shares, a
    SELL the other way round. A size below 0.01 gives (0, 0): no order can be made of that.
    """
    ten_thousandths = price_on_grid(price, tick)
    hundredths = _hundredths("size", size)
    usdc, shares = hundredths * ten_thousandths, hundredths * 10_000
    return (usdc, shares) if side == "BUY" else (shares, usdc)


def market_amounts(
    side: Side, price: Number, amount: Number, tick: Decimal, decimals: int | None = None
) -> tuple[int, int]:
    """(maker amount, taker amount) of a market order at a worst price, in base units (6 decimals).

    ``amount``: USDC to spend for a BUY, shares to sell for a SELL, cut down to hundredths. A BUY's
    shares are rounded down to the decimals that the tick allows. ``decimals``: those of what is wanted,
    shares for a BUY, USDC for a SELL, rounded down to them, where they are to be fewer.
    """
    ten_thousandths = price_on_grid(price, tick)
    hundredths = _hundredths("amount", amount)
    finest = _AMOUNT_DECIMALS[tick]
    if side == "SELL":
        wanted = hundredths * ten_thousandths
    else:
        wanted = hundredths * 10 ** (2 + finest) // ten_thousandths * 10 ** (6 - finest)
    if decimals is not None:
        wanted -= wanted % 10 ** (6 - decimals)
    return hundredths * 10_000, wanted


def to_units(value: Number, field: str = "amount") -> int:
    """Whole USDC or shares as base units. Raises InvalidInput when finer than a millionth."""
    number = decimal(field, value)
    millionths = EXACT.quantize(number, _MILLIONTH)
    if millionths != number:
        raise InvalidInput(field, value, "finer than a base unit (6 decimals)")
    return int(EXACT.multiply(millionths, 1_000_000))


def from_units(units: int) -> Decimal:
    """Base units as whole USDC or shares."""
    return EXACT.multiply(units, _MILLIONTH)


def _hundredths(field: str, value: Number) -> int:
    number = decimal(field, value)
    if number < 0:
        raise InvalidInput(field, value, "negative")
    return int(EXACT.multiply(cut_down(number), 100))
