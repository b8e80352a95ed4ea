"""The functions of one tag, a module each, imported when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import (
        cancel_all_orders,
        cancel_market_orders,
        cancel_order,
        cancel_orders,
        get_builder_trades,
        get_order,
        get_order_scoring,
        get_orders,
        get_orders_scoring,
        get_pre_migration_orders,
        get_trades,
        post_order,
        post_orders,
        post_orders_scoring,
        send_heartbeat,
        send_heartbeat_v1,
    )

__all__ = (
    "cancel_all_orders",
    "cancel_market_orders",
    "cancel_order",
    "cancel_orders",
    "get_builder_trades",
    "get_order",
    "get_order_scoring",
    "get_orders",
    "get_orders_scoring",
    "get_pre_migration_orders",
    "get_trades",
    "post_order",
    "post_orders",
    "post_orders_scoring",
    "send_heartbeat",
    "send_heartbeat_v1",
)


if not TYPE_CHECKING:  # a type checker that saw this function would take any name for a module

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return import_module(f"{__name__}.{name}")
