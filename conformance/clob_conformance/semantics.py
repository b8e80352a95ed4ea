"""What answers mean, beyond their shape: promises that the description makes in words.

Each rule reads one successful answer whose shape is right. Books only, so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from clob_conformance.clauses import Clause, declare
from clob_conformance.description import Description

BOOK_SORTED = declare(
    "book-sorted",
    "Bids stand with the highest price first, asks with the lowest first.",
    source="description: OrderBookSummary.bids and asks",
)
BOOK_LEVELS = declare(
    "book-levels",
    "The levels of a book have positive sizes and prices on the tick grid, and its sides do not cross.",
    source="description: OrderBookSummary",
)
BOOK_TIMESTAMP = declare(
    "book-timestamp",
    "Where no pattern says more, a book's timestamp has as many digits as the documented example.",
    source="description: OrderBookSummary.timestamp",
    severity="minor",
)

Meaning = Callable[[Description, Any], Iterator[tuple[str, str]]]


def _sorted(description: Description, book: Any) -> Iterator[tuple[str, str]]:
    for side, sign in (("bids", -1), ("asks", 1)):
        try:
            prices = [sign * Decimal(level["price"]) for level in book[side]]
        except (InvalidOperation, KeyError, TypeError):
            continue
        if prices != sorted(prices):
            yield side, f"the {side} are not sorted with the best price first"


def _levels(description: Description, book: Any) -> Iterator[tuple[str, str]]:
    try:
        tick = Decimal(book["tick_size"])
        bids, asks = (
            [(Decimal(level["price"]), Decimal(level["size"])) for level in book[side]]
            for side in ("bids", "asks")
        )
    except (InvalidOperation, KeyError, TypeError):
        return
    for price, size in (*bids, *asks):
        if size <= 0:
            yield "size", f"a level at {price} has the size {size}"
        if tick <= 0 or price % tick or not 0 < price < 1:
            yield "price", f"the price {price} is off the grid of {tick}"
    if bids and asks and max(bids)[0] >= min(asks)[0]:
        yield "crossed", f"the best bid {max(bids)[0]} meets the best ask {min(asks)[0]}"


def _timestamp(description: Description, book: Any) -> Iterator[tuple[str, str]]:
    schemas = description.document.get("components", {}).get("schemas", {})
    schema = schemas.get("OrderBookSummary", {}).get("properties", {}).get("timestamp", {})
    example, sent = schema.get("example"), book.get("timestamp")
    if "pattern" in schema or not isinstance(example, str) or not isinstance(sent, str):
        return
    if len(sent) != len(example):
        yield "digits", f"{sent} has {len(sent)} digits, the example {example} has {len(example)}"


def _each(meaning: Meaning) -> Meaning:
    def of_list(description: Description, answer: Any) -> Iterator[tuple[str, str]]:
        for item in answer:
            yield from meaning(description, item)

    return of_list


_OF_BOOKS: tuple[tuple[Clause, Meaning], ...] = (
    (BOOK_SORTED, _sorted),
    (BOOK_LEVELS, _levels),
    (BOOK_TIMESTAMP, _timestamp),
)
_OF_LISTS = tuple((clause, _each(meaning)) for clause, meaning in _OF_BOOKS)
MEANINGS: dict[str, tuple[tuple[Clause, Meaning], ...]] = {
    "getBook": _OF_BOOKS,
    "getBooksGet": _OF_LISTS,
    "getBooksPost": _OF_LISTS,
}
