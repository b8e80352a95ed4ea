"""Interfaces of the contracts: nothing of this client calls a contract."""

from __future__ import annotations

from typing import Any, Final

from polymarket_clob.compat._unavailable import Unavailable

__all__ = ["ABIs", "exchange_v1_abi", "exchange_v2_abi"]

_INSTEAD: Final = "take the contract's interface from a block explorer"
exchange_v1_abi: Any = Unavailable("exchange_v1_abi", _INSTEAD)
exchange_v2_abi: Any = Unavailable("exchange_v2_abi", _INSTEAD)
ABIs: Any = Unavailable("ABIs", _INSTEAD)
