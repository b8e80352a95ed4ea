"""What the sizes of open orders show of their unit, and what they leave open."""

from __future__ import annotations

from decimal import Decimal

import pytest
from polymarket_clob.cli.units import of_orders
from polymarket_clob_api import models


def order(size: str, side: str = "BUY", price: str = "0.50") -> models.OpenOrder:
    return models.OpenOrder.adopt({"original_size": size, "side": side, "price": price})


@pytest.mark.parametrize(
    ("orders", "shown"),
    [
        ([order("12.5")], "whole"),
        ([order("9999")], "whole"),
        ([order("10000000")], "base"),
        ([order("10000000"), order("20000")], "base"),
        ([], None),
        ([order("20000")], None),  # shares, or less than any order: the balance may have left since
        ([order("1000000", price="0.001")], None),  # could be paid for
        ([order("10000000", side="SELL")], None),
        ([order("12.5"), order("10000000")], None),
        ([order("0")], None),
        ([order("?")], None),
    ],
)
def test_only_a_size_that_can_be_nothing_else_shows_the_unit(
    orders: list[models.OpenOrder], shown: str | None
) -> None:
    assert of_orders(orders, Decimal(1000)) == shown


def test_a_withdrawn_balance_does_not_make_whole_shares_base_units() -> None:
    assert of_orders([order("20000")], Decimal(0)) is None
