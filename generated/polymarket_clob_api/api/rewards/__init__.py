"""The functions of one tag, a module each, imported when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import (
        get_current_rewards,
        get_earnings_for_user_for_day,
        get_multi_markets,
        get_raw_rewards_for_market,
        get_reward_percentages_for_user,
        get_total_earnings_for_user_for_day,
        get_user_earnings_and_markets_config,
    )

__all__ = (
    "get_current_rewards",
    "get_earnings_for_user_for_day",
    "get_multi_markets",
    "get_raw_rewards_for_market",
    "get_reward_percentages_for_user",
    "get_total_earnings_for_user_for_day",
    "get_user_earnings_and_markets_config",
)


if not TYPE_CHECKING:  # a type checker that saw this function would take any name for a module

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return import_module(f"{__name__}.{name}")
