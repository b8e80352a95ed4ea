"""The constants that code for py-clob-client-v2 imports."""

from __future__ import annotations

from typing import Final

from polymarket_clob.contracts import AMOY, POLYGON
from polymarket_clob.orders import ZERO_BYTES32

__all__ = [
    "AMOY",
    "BUILDER_AUTH_UNAVAILABLE",
    "BUILDER_FEES_BPS",
    "BYTES32_ZERO",
    "COLLATERAL_TOKEN_DECIMALS",
    "CONDITIONAL_TOKEN_DECIMALS",
    "CREDENTIAL_CREATION_WARNING",
    "END_CURSOR",
    "FAILED_TRADE_STATUS",
    "INITIAL_CURSOR",
    "L0",
    "L1",
    "L1_AUTH_UNAVAILABLE",
    "L2",
    "L2_AUTH_UNAVAILABLE",
    "ORDER_VERSION_MISMATCH_ERROR",
    "POLYGON",
    "RESOLVE_TRADES_POLL_INTERVAL_SECONDS",
    "RESOLVE_TRADES_TIMEOUT_SECONDS",
    "ZERO_ADDRESS",
]

L0: Final = 0
"""No key: public data."""
L1: Final = 1
"""A private key."""
L2: Final = 2
"""A private key and an API key."""

L1_AUTH_UNAVAILABLE: Final = "a private key is needed for this call"
L2_AUTH_UNAVAILABLE: Final = "API credentials are needed for this call"
BUILDER_AUTH_UNAVAILABLE: Final = "API credentials of a builder are needed for this call"
CREDENTIAL_CREATION_WARNING: Final = (
    "Keep these API credentials now: they are given out once; the private key can derive them again"
)

ORDER_VERSION_MISMATCH_ERROR: Final = "order_version_mismatch"
RESOLVE_TRADES_TIMEOUT_SECONDS: Final = 30.0
RESOLVE_TRADES_POLL_INTERVAL_SECONDS: Final = 0.25
"""Not heeded: ``post_order`` returns at once."""
FAILED_TRADE_STATUS: Final = "FAILED"
BUILDER_FEES_BPS: Final = 10_000
COLLATERAL_TOKEN_DECIMALS: Final = 6
CONDITIONAL_TOKEN_DECIMALS: Final = 6

ZERO_ADDRESS: Final = "0x" + "00" * 20
BYTES32_ZERO: Final = ZERO_BYTES32
INITIAL_CURSOR: Final = "MA=="
END_CURSOR: Final = "LTE="
