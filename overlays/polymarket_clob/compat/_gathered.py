"""Names that the older client's modules hold because they import them, and that programs take from there."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def gathered(name: str, there: str, *modules: str) -> Any:
    """The name from the first of these modules of this package that has it. Raises AttributeError."""
    if not name.startswith("_"):
        for module in modules:
            try:
                return getattr(import_module(f"{__package__}.{module}"), name)
            except AttributeError:
                continue
    raise AttributeError(f"module {there!r} has no attribute {name!r}")
