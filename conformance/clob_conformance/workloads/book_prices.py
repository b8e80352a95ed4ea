"""Prices: midpoint, spread and best prices are those of the book. Part of the suite `examples`.

A book moves while it is read: it is read before and after, and only what stood still is judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from clob_conformance.core.clauses import declare
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import ask_object, number, price_told

BOOK_AGREES = declare(
    "book-agrees",
    "Midpoint, spread and best prices are those of the book.",
    source="description: GET /midpoint, /spread, /price",
    suites=("examples",),
    operations=("getMidpoint", "getSpread", "getPrice"),
)


def best(book: Mapping[str, Any], side: str) -> Decimal | None:
    """The best price of a side, however it is sorted."""
    levels = book.get(side)
    found = (
        [number(level.get("price")) for level in levels if isinstance(level, dict)]
        if isinstance(levels, list)
        else []
    )
    prices = [price for price in found if price is not None]
    return (max if side == "bids" else min)(prices, default=None)


def compare(context: Run, token_id: str) -> None:
    """Hold that midpoint, spread and prices of a token are what its book says, to the last digit."""
    read = ask_object(context, "getBook", None, {"token_id": token_id})
    if read is None:
        return
    book, shown = read
    bid, ask_price = best(book, "bids"), best(book, "asks")
    if bid is None or ask_price is None:
        return
    expected: dict[str, tuple[str, dict[str, str], Decimal]] = {
        "midpoint": ("getMidpoint", {}, (bid + ask_price) / 2),
        "spread": ("getSpread", {}, ask_price - bid),
        "BUY": ("getPrice", {"side": "BUY"}, bid),
        "SELL": ("getPrice", {"side": "SELL"}, ask_price),
    }
    wrong = []
    for what, (name, query, right) in expected.items():
        asked = ask_object(context, name, None, {"token_id": token_id, **query})
        if asked is None:
            continue
        told = price_told(asked[0])
        context.record.hold(BOOK_AGREES, name)
        if told is not None and told != right:
            wrong.append((name, f"{what} is {told}, by the book {right}", asked[1]))
    again = ask_object(context, "getBook", None, {"token_id": token_id})
    if again is None or any(again[0].get(side) != book.get(side) for side in ("bids", "asks")):
        return
    for name, message, interaction in wrong:
        context.violation(BOOK_AGREES, name, message, shown, interaction)
