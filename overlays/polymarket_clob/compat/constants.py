"""The constants that code for py-clob-client-v2 imports."""

from __future__ import annotations

from typing import Final

from polymarket_clob.contracts import AMOY, POLYGON
from polymarket_clob.orders import ZERO_BYTES32

__all__ = [
    "AMOY",
    "BYTES32_ZERO",
    "END_CURSOR",
    "INITIAL_CURSOR",
    "L0",
    "L1",
    "L2",
    "POLYGON",
    "ZERO_ADDRESS",
]

L0: Final = 0
"""No key: public data."""
L1: Final = 1
"""A private key."""
L2: Final = 2
"""A private key and an API key."""

ZERO_ADDRESS: Final = "0x" + "00" * 20
BYTES32_ZERO: Final = ZERO_BYTES32
INITIAL_CURSOR: Final = "MA=="
END_CURSOR: Final = "LTE="
