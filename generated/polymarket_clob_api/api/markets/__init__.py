"""The functions of one tag, a module each, imported when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import (
        get_batch_prices_history,
        get_clob_market_info,
        get_market,
        get_market_by_token,
        get_market_live_activity,
        get_markets,
        get_markets_live_activity,
        get_prices_history,
        get_sampling_markets,
        get_sampling_simplified_markets,
        get_simplified_markets,
    )

__all__ = (
    "get_batch_prices_history",
    "get_clob_market_info",
    "get_market",
    "get_market_by_token",
    "get_market_live_activity",
    "get_markets",
    "get_markets_live_activity",
    "get_prices_history",
    "get_sampling_markets",
    "get_sampling_simplified_markets",
    "get_simplified_markets",
)


if not TYPE_CHECKING:  # a type checker that saw this function would take any name for a module

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return import_module(f"{__name__}.{name}")
