"""In which unit the exchange sends sizes, where that can be told for certain."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import httpx
from polymarket_clob_api import models

from polymarket_clob.amounts import decimal
from polymarket_clob.client import ClobClient
from polymarket_clob.errors import InvalidInput
from polymarket_clob.figures import Units

_HUNDREDTH: Final = 10_000
_SHARE: Final = 1_000_000
"""A hundredth of a share and a share, in base units."""


def of_sandbox(client: ClobClient) -> Units | None:
    """What a sandbox says of itself (row order-units of its table); None from any other server."""
    try:
        rows = client.generated.get_httpx_client().get("/_sandbox/deviations").raise_for_status().json()
        on = {row["id"]: row["on"] for row in rows}["order-units"]
    except (httpx.HTTPError, ValueError, TypeError, KeyError):
        return None
    return "whole" if on else "base"


def of_orders(orders: Iterable[models.OpenOrder], usdc: Decimal) -> Units | None:
    """What the sizes of open orders show; ``usdc``: the account's balance. None when they do not tell.

    Orders are of hundredths of a share: a size with a fraction, or too small to be that many base units, is
    in whole shares. An order to buy a million or more, which the account could not pay as whole shares, is in
    base units.
    """
    shown = {_of_order(order, usdc) for order in orders} - {None}
    return shown.pop() if len(shown) == 1 else None


def _of_order(order: models.OpenOrder, usdc: Decimal) -> Units | None:
    try:
        size, price = decimal("original_size", order.original_size), decimal("price", order.price)
    except InvalidInput:
        return None
    if size != int(size) or 0 < size < _HUNDREDTH:
        return "whole"
    return "base" if order.side == "BUY" and size >= _SHARE and size * price > usdc else None
