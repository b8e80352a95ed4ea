"""The two sides, as numbers and as words."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

__all__ = ["Side", "SideString"]


class Side(IntEnum):
    """The two sides as numbers; the words do as well."""

    BUY = 0
    SELL = 1


class SideString:
    """The two sides as they go over the wire."""

    BUY: Final = "BUY"
    SELL: Final = "SELL"
