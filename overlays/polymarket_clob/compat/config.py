"""Addresses of the contracts, those of version 1 too (docs/protocol/orders.md#contracts)."""

from __future__ import annotations

from typing import Final

from polymarket_clob._legacy import EXCHANGES
from polymarket_clob.contracts import contracts

from .clob_types import ContractConfig
from .exceptions import translated

__all__ = ["COLLATERAL_TOKEN_DECIMALS", "CONDITIONAL_TOKEN_DECIMALS", "ContractConfig", "get_contract_config"]

COLLATERAL_TOKEN_DECIMALS: Final = 6
CONDITIONAL_TOKEN_DECIMALS: Final = 6
_NEG_RISK_ADAPTER: Final = "0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296"


def get_contract_config(chain_id: int) -> ContractConfig:
    """The contracts of a chain. Raises PolyException on one that the exchange is not on."""
    with translated():
        known = contracts(chain_id)
    return ContractConfig(
        exchange=EXCHANGES[chain_id, False],
        neg_risk_adapter=_NEG_RISK_ADAPTER,
        neg_risk_exchange=EXCHANGES[chain_id, True],
        collateral=known.collateral,
        conditional_tokens=known.conditional_tokens,
        exchange_v2=known.exchange_v2,
        neg_risk_exchange_v2=known.neg_risk_exchange_v2,
        exchange_v3=known.exchange_v3,
    )
