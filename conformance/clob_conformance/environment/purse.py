"""What two accounts of the user's may trade for with each other on somebody else's server: never more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from attrs import define

from clob_conformance.core.errors import Skipped

_UNITS = 10**6


@define
class Purse:
    """USDC that orders may be worth in all: what is left for trading, and the half that is kept for trading
    back.

    An order counts with the USDC that its signed amounts give or want, whoever of the two posts it and
    whatever becomes of it.
    """

    spend: Decimal
    left: Decimal
    kept: Decimal

    @classmethod
    def of(cls, spend: Decimal) -> Purse:
        """A full one."""
        return cls(spend, spend / 2, spend / 2)

    def take(self, bodies: Iterable[Mapping[str, Any]], *, back: bool = False) -> None:
        """Count orders that are about to be sent. Raises `Skipped` where they are worth more than is left."""
        worth = sum((_worth(body["order"]) for body in bodies), Decimal(0))
        there = self.kept if back else self.left
        if worth > there:
            of = f"of --spend {_reported(self.spend)} USDC, half of it to trade back"
            raise Skipped(f"{_reported(there)} are left {of}, and {_reported(worth)} needed")
        if back:
            self.kept -= worth
        else:
            self.left -= worth


def _worth(order: Mapping[str, Any]) -> Decimal:
    return Decimal(order["makerAmount" if order["side"] == "BUY" else "takerAmount"]) / _UNITS


def _reported(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
