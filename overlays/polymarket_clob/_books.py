"""Books: levels best first whichever way the service lists them, a market order's price, and the hash.

Source: docs/protocol/amounts.md#market-price and docs/protocol/books.md#hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from orjson import dumps

from .amounts import EXACT, Number, Side, decimal
from .errors import InsufficientLiquidity, InvalidInput

_HASHED: Final = (
    "market",
    "asset_id",
    "timestamp",
    "hash",
    "bids",
    "asks",
    "min_order_size",
    "tick_size",
    "neg_risk",
    "last_trade_price",
)


def best_first(levels: Iterable[Mapping[str, Any]] | None, side: Side) -> list[tuple[Decimal, Decimal]]:
    """(price in USDC, size in shares) of the levels that an order of this side would meet, best price first.

    ``levels``: a book's asks for a BUY, its bids for a SELL, in any order; None (or what was not sent) is a
    side on which nobody is. Raises InvalidInput when they are no levels.
    """
    parsed = [(decimal("price", price), decimal("size", size)) for price, size in _pairs(levels)]
    return sorted(parsed, key=lambda level: level[0], reverse=side == "SELL")


def _pairs(levels: Iterable[Mapping[str, Any]] | None) -> list[tuple[Any, Any]]:
    """Price and size of each level, as sent."""
    try:
        return [(level["price"], level["size"]) for level in levels or ()]
    except (TypeError, LookupError):
        raise InvalidInput("levels", levels, "a list of objects with price and size") from None


def market_price(
    side: Side, amount: Number, levels: Iterable[Mapping[str, Any]] | None, *, whole: bool = True
) -> Decimal:
    """The worst price an order would have to pay to fill ``amount`` from these levels, in USDC a share.

    ``amount``: USDC to spend for a BUY, shares to sell for a SELL. With ``whole`` (fill or kill) all of it
    must be there; without (fill and kill) the worst level is the price when it is not. Raises
    InsufficientLiquidity.
    """
    wanted = decimal("amount", amount)
    sorted_levels = [(price, size) for price, size in best_first(levels, side) if size > 0]
    if not sorted_levels:
        raise InsufficientLiquidity("nobody is on the other side of the book")
    found = Decimal(0)
    for price, size in sorted_levels:
        found = EXACT.add(found, EXACT.multiply(price, size) if side == "BUY" else size)
        if found >= wanted:
            return price
    if whole:
        unit = "USDC" if side == "BUY" else "shares"
        raise InsufficientLiquidity(f"the book holds {found} of the {wanted} {unit} wanted")
    return sorted_levels[-1][0]


def book_hash(book: Mapping[str, Any]) -> str:
    """The hash of a book as the service computes it: SHA-1 over ten fields, digits and order as sent.

    ``book``: the response of ``get_order_book``, or its JSON object. The hash it carries is left out.
    """
    levels = {
        side: [{"price": price, "size": size} for price, size in _pairs(book.get(side))]
        for side in ("bids", "asks")
    }
    fields = {name: book.get(name) for name in _HASHED} | levels | {"hash": ""}
    return hashlib.sha1(dumps(fields), usedforsecurity=False).hexdigest()
