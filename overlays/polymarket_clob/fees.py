"""Fees a taker pays on top of a BUY, and what can be bought when they must fit into a sum.

Source: facts CLIENTS section 4: a market's fee is r·(p·(1 - p))^e a share, a builder's a part of the
amount. No fee is in the signed order; only the amount is chosen so that amount and fees fit.
"""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from .amounts import EXACT, Number, decimal


@frozen
class FeeSchedule:
    """``rate`` and ``exponent`` of the market's curve (``fd.r`` and ``fd.e``), ``builder`` as a fraction."""

    rate: Decimal = Decimal(0)
    exponent: Decimal = Decimal(0)
    builder: Decimal = Decimal(0)

    def share(self, price: Decimal) -> Decimal:
        """The market's fee on one share bought at this price (USDC)."""
        if not self.rate:
            return Decimal(0)
        curve = EXACT.power(EXACT.multiply(price, EXACT.subtract(1, price)), self.exponent)
        return EXACT.multiply(self.rate, curve)


def amount_within(max_spend: Number, amount: Number, price: Decimal, fees: FeeSchedule) -> Decimal:
    """The USDC amount to buy for, so that it and its fees stay within ``max_spend`` (USDC).

    It is ``amount`` where that fits, else the largest that does.
    """
    limit, wanted = decimal("max_spend", max_spend), decimal("amount", amount)
    with_fees = EXACT.add(EXACT.divide(fees.share(price), price), EXACT.add(fees.builder, 1))
    return min(wanted, EXACT.divide(limit, with_fees))
