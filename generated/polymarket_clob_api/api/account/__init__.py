"""The functions of one tag, a module each, imported when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import (
        create_api_key,
        create_builder_api_key,
        create_readonly_api_key,
        delete_api_key,
        delete_readonly_api_key,
        derive_api_key,
        get_api_keys,
        get_balance_allowance,
        get_builder_api_keys,
        get_closed_only_mode,
        get_readonly_api_keys,
        get_session_signers,
        get_update_balance_allowance,
        revoke_builder_api_key,
        update_balance_allowance,
    )

__all__ = (
    "create_api_key",
    "create_builder_api_key",
    "create_readonly_api_key",
    "delete_api_key",
    "delete_readonly_api_key",
    "derive_api_key",
    "get_api_keys",
    "get_balance_allowance",
    "get_builder_api_keys",
    "get_closed_only_mode",
    "get_readonly_api_keys",
    "get_session_signers",
    "get_update_balance_allowance",
    "revoke_builder_api_key",
    "update_balance_allowance",
)


if not TYPE_CHECKING:  # a type checker that saw this function would take any name for a module

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return import_module(f"{__name__}.{name}")
