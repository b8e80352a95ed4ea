"""Building orders without a client."""

from .builder import ROUNDING_CONFIG, OrderBuilder
from .constants import BUY, SELL
from .helpers import decimal_places, round_down, round_normal, round_up, to_token_decimals

__all__ = [
    "BUY",
    "ROUNDING_CONFIG",
    "SELL",
    "OrderBuilder",
    "decimal_places",
    "round_down",
    "round_normal",
    "round_up",
    "to_token_decimals",
]
