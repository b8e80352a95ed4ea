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
    """USDC that orders may be worth in all, and what is left of them.

    An order counts with the USDC that its signed amounts give or want, whoever of the two posts it and
    whatever becomes of it.
    """

    spend: Decimal
    left: Decimal

    @classmethod
    def of(cls, spend: Decimal) -> Purse:
        """A full one."""
        return cls(spend, spend)

    def take(self, bodies: Iterable[Mapping[str, Any]]) -> None:
        """Count orders that are about to be sent. Raises `Skipped` where they are worth more than is left."""
        worth = sum((_worth(body["order"]) for body in bodies), Decimal(0))
        if worth > self.left:
            raise Skipped(
                f"{_told(self.left)} of --spend {_told(self.spend)} USDC are left, and {_told(worth)} needed"
            )
        self.left -= worth


def _worth(order: Mapping[str, Any]) -> Decimal:
    return Decimal(order["makerAmount" if order["side"] == "BUY" else "takerAmount"]) / _UNITS


def _told(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
