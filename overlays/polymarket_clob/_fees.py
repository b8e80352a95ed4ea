"""Fees a taker pays on top of a BUY, and what can be bought when they must fit into a sum.

Source: docs/protocol/amounts.md#fees: a market's fee is r·(p·(1 - p))^e a share, a builder's a part of the
amount. No fee is in the signed order; only the amount is chosen so that amount and fees fit.
"""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from .amounts import EXACT, Number, decimal


@frozen
class FeeSchedule:
    """``rate`` and ``exponent`` of the market's curve (``fd.r`` and ``fd.e``), ``builder`` as a fraction.

    Raises InvalidInput on what is no number.
    """

    rate: Decimal = Decimal(0)
    exponent: Decimal = Decimal(0)
    builder: Decimal = Decimal(0)

    def __attrs_post_init__(self) -> None:
        for name in ("rate", "exponent", "builder"):
            object.__setattr__(self, name, decimal(name, getattr(self, name)))

    def share(self, price: Decimal) -> Decimal:
        """The market's fee on one share bought at this price (USDC)."""
        if not self.rate:
            return Decimal(0)
        curve = EXACT.power(EXACT.multiply(price, EXACT.subtract(1, price)), self.exponent)
        return EXACT.multiply(self.rate, curve)


def amount_within(
    max_spend: Number, amount: Number, price: Decimal, fees: FeeSchedule, best: Decimal | None = None
) -> Decimal:
    """The USDC amount to buy for, so that it and its fees stay within ``max_spend`` (USDC).

    It is ``amount`` where that fits, else the largest that does, whatever price from ``best`` to ``price``
    the fills come at (``best`` left out: at ``price``).
    """
    limit, wanted = decimal("max_spend", max_spend), decimal("amount", amount)
    most = max(EXACT.divide(fees.share(each), each) for each in _dearest(best or price, price, fees))
    with_fees = EXACT.add(most, EXACT.add(fees.builder, 1))
    return min(wanted, EXACT.divide(limit, with_fees))


def _dearest(best: Decimal, worst: Decimal, fees: FeeSchedule) -> list[Decimal]:
    """The prices at one of which the fee on a USDC is the largest: it is r·p^(e - 1)·(1 - p)^e, which has one
    peak, at (e - 1) / (2e - 1), where e is more than 1, and else falls.
    """
    ends = [min(best, worst), worst]
    if fees.exponent > 1:
        above = EXACT.subtract(fees.exponent, 1)
        peak = EXACT.divide(above, EXACT.add(above, fees.exponent))
        if ends[0] < peak < worst:
            return [*ends, peak]
    return ends
