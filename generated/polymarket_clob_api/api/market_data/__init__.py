"""The functions of one tag, a module each, imported when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import (
        get_book,
        get_books_get,
        get_books_post,
        get_builder_fees,
        get_fee_rate,
        get_fee_rate_by_path,
        get_last_trade_price,
        get_last_trades_prices_get,
        get_last_trades_prices_post,
        get_midpoints_get,
        get_midpoints_post,
        get_neg_risk,
        get_neg_risk_by_path,
        get_price,
        get_prices_get,
        get_prices_post,
        get_spread,
        get_spreads,
        get_tick_size,
        get_tick_size_by_path,
    )

__all__ = (
    "get_book",
    "get_books_get",
    "get_books_post",
    "get_builder_fees",
    "get_fee_rate",
    "get_fee_rate_by_path",
    "get_last_trade_price",
    "get_last_trades_prices_get",
    "get_last_trades_prices_post",
    "get_midpoints_get",
    "get_midpoints_post",
    "get_neg_risk",
    "get_neg_risk_by_path",
    "get_price",
    "get_prices_get",
    "get_prices_post",
    "get_spread",
    "get_spreads",
    "get_tick_size",
    "get_tick_size_by_path",
)


if not TYPE_CHECKING:  # a type checker that saw this function would take any name for a module

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return import_module(f"{__name__}.{name}")
