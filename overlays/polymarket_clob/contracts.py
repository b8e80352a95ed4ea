"""Addresses of the exchange contracts, by chain. They are part of every order's signature.

Source: docs/protocol/orders.md#contracts, as the official clients have them.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from .errors import InvalidInput

__all__ = ["AMOY", "POLYGON", "Contracts", "contracts"]

POLYGON: Final = 137
"""Chain id of Polygon, where the exchange trades."""
AMOY: Final = 80002
"""Chain id of Amoy, Polygon's test network."""


@frozen
class Contracts:
    """The contracts of one chain (checksummed addresses)."""

    exchange_v2: str
    neg_risk_exchange_v2: str
    exchange_v3: str
    collateral: str
    conditional_tokens: str

    def exchange(self, version: int, *, neg_risk: bool) -> str:
        """The contract that orders of this exchange version (2 or 3) are signed for.

        Version 3 has one contract for all markets; ``neg_risk`` is ignored there.
        """
        if version == 3:
            return self.exchange_v3
        return self.neg_risk_exchange_v2 if neg_risk else self.exchange_v2


_CONTRACTS: Final = {
    POLYGON: Contracts(
        exchange_v2="0xE111180000d2663C0091e4f400237545B87B996B",
        neg_risk_exchange_v2="0xe2222d279d744050d28e00520010520000310F59",
        exchange_v3="0xe3333700cA9d93003F00f0F71f8515005F6c00Aa",
        collateral="0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB",
        conditional_tokens="0x4D97DCd97eC945f40cF65F87097ACe5EA0476045",
    ),
    AMOY: Contracts(
        exchange_v2="0xE111180000d2663C0091e4f400237545B87B996B",
        neg_risk_exchange_v2="0xe2222d279d744050d28e00520010520000310F59",
        exchange_v3="0x9fE6e61422AdB6F610d8597F9684b16912D50C3D",
        collateral="0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB",
        conditional_tokens="0x69308FB512518e39F9b16112fA8d994F4e2Bf8bB",
    ),
}


def contracts(chain_id: int) -> Contracts:
    """The contracts of a chain. Raises InvalidInput on a chain the exchange is not on."""
    try:
        return _CONTRACTS[chain_id]
    except KeyError:
        raise InvalidInput(
            "chain_id", chain_id, "the exchange is on 137 (Polygon) and 80002 (Amoy)"
        ) from None
