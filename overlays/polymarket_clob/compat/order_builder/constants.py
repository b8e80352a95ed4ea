"""The two sides as words."""

from typing import Final

BUY: Final = "BUY"
SELL: Final = "SELL"
