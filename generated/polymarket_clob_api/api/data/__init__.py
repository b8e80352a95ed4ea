"""The functions of one tag, a module each, imported when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import (
        get_midpoint,
        get_ok,
        get_time,
        get_version,
    )

__all__ = (
    "get_midpoint",
    "get_ok",
    "get_time",
    "get_version",
)


if not TYPE_CHECKING:  # a type checker that saw this function would take any name for a module

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return import_module(f"{__name__}.{name}")
