"""Rounding by decimals, in exact arithmetic: a float counts as what it prints as."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from polymarket_clob.amounts import EXACT
from polymarket_clob.compat.clob_types import MarketOrderArgsV1, MarketOrderArgsV2, OrderArgsV1, OrderArgsV2

__all__ = [
    "MarketOrderArgsV1",
    "MarketOrderArgsV2",
    "OrderArgsV1",
    "OrderArgsV2",
    "decimal_places",
    "round_down",
    "round_normal",
    "round_up",
    "to_token_decimals",
]


def round_down(x: float, sig_digits: int) -> float:
    """Down to this many decimals."""
    return _rounded(x, sig_digits, ROUND_FLOOR)


def round_normal(x: float, sig_digits: int) -> float:
    """To the nearest of this many decimals, a half to the even one."""
    return _rounded(x, sig_digits, ROUND_HALF_EVEN)


def round_up(x: float, sig_digits: int) -> float:
    """Up to this many decimals."""
    return _rounded(x, sig_digits, ROUND_CEILING)


def to_token_decimals(x: float) -> int:
    """Millionths, to the nearest."""
    return int(EXACT.multiply(Decimal(str(x)), 1_000_000).to_integral_value(ROUND_HALF_EVEN, EXACT))


def decimal_places(x: float) -> int:
    """How many decimals a number prints with."""
    exponent = Decimal(str(x)).as_tuple().exponent
    return abs(exponent) if isinstance(exponent, int) else 0


def _rounded(x: float, digits: int, rounding: str) -> float:
    return float(Decimal(str(x)).quantize(Decimal(1).scaleb(-digits, EXACT), rounding, EXACT))
