"""What fees leave of a balance."""

from __future__ import annotations

from typing import Final

from polymarket_clob._fees import FeeSchedule, amount_within
from polymarket_clob.amounts import EXACT, Number, decimal

__all__ = [
    "MAX_FEE_SLIPPAGE_PERCENTAGE",
    "MIN_FEE_SLIPPAGE_PERCENTAGE",
    "adjust_buy_amount_for_fees",
    "validate_fee_slippage",
]

MIN_FEE_SLIPPAGE_PERCENTAGE: Final = 1
MAX_FEE_SLIPPAGE_PERCENTAGE: Final = 100


def validate_fee_slippage(fee_slippage: float) -> None:
    """Raises ValueError unless it is 0, or 1 to 100 percent."""
    if fee_slippage != 0 and not MIN_FEE_SLIPPAGE_PERCENTAGE <= fee_slippage <= MAX_FEE_SLIPPAGE_PERCENTAGE:
        raise ValueError(f"fee_slippage={fee_slippage!r}: 0, or 1 to 100 percent")


def adjust_buy_amount_for_fees(
    amount: Number,
    price: Number,
    user_usdc_balance: Number,
    fee_rate: Number,
    fee_exponent: Number,
    builder_taker_fee_rate: Number,
    fee_slippage: Number = 0,
) -> float:
    """What to buy for (USDC) so that it and its fees stay within the balance, solved exactly."""
    slippage = EXACT.add(1, EXACT.divide(decimal("fee_slippage", fee_slippage), 100))
    schedule = FeeSchedule(
        EXACT.multiply(decimal("fee_rate", fee_rate), slippage),
        decimal("fee_exponent", fee_exponent),
        decimal("builder_taker_fee_rate", builder_taker_fee_rate),
    )
    return float(amount_within(user_usdc_balance, amount, decimal("price", price), schedule))
