"""A caller's own Decimal settings, and his own kinds of float, change no figure."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_UP, Context, Decimal, Inexact, Rounded, localcontext
from typing import Any

import pytest
from polymarket_clob._books import market_price
from polymarket_clob._fees import FeeSchedule, amount_within
from polymarket_clob._figures import OrderFigures, TradeFigures, whole
from polymarket_clob.amounts import decimal, from_units, limit_amounts, market_amounts, tick_size, to_units

TICK = Decimal("0.0001")
FIGURES: dict[str, Callable[[], Any]] = {
    "limit order": lambda: limit_amounts("BUY", "0.1234", "12345678.91", TICK),
    "market order": lambda: market_amounts("BUY", "0.1234", "12345678.91", TICK),
    "tick size": lambda: tick_size("0.0025"),
    "base units": lambda: to_units("12345678.912345"),
    "shares": lambda: from_units(12_345_678_912_345),
    "an allowance without bound": lambda: from_units((1 << 256) - 1),
    "market price": lambda: market_price(
        "BUY", "1000000.01", [{"price": "0.3333", "size": "3000300"}, {"price": "0.4", "size": "10"}]
    ),
    "amount within": lambda: amount_within(
        "1234567.89", "1234567.89", Decimal("0.1234"), FeeSchedule(Decimal("0.0312"), Decimal(2))
    ),
    "sent in base units": lambda: whole("12345678912345", "base"),
    "remaining": lambda: (
        OrderFigures(Decimal("0.5"), Decimal("12345678.91"), Decimal("0.01"), None, None).remaining
    ),
    "usdc": lambda: TradeFigures(Decimal("0.1234"), Decimal("12345678.91"), None, None).usdc,
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
@pytest.mark.parametrize(
    "context",
    [Context(prec=3), Context(prec=6, rounding=ROUND_UP), Context(prec=28, traps=[Inexact, Rounded])],
    ids=["three digits", "rounding up", "trapping what is not exact"],
)
def test_figures_are_the_same_in_every_decimal_context(figure: Callable[[], Any], context: Context) -> None:
    with localcontext(Context(prec=200)):
        expected = figure()
    with localcontext(context):
        found = figure()
    assert found == expected


def test_a_float_of_another_library_counts_as_the_decimal_it_prints_as() -> None:
    class Float64(float):
        def __repr__(self) -> str:
            return f"np.float64({float(self)!r})"

    assert decimal("price", Float64(0.57)) == Decimal("0.57")
