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


MEANINGS: dict[str, tuple[tuple[Clause, Meaning], ...]] = {
    "getBook": ((BOOK_SORTED, _sorted), (BOOK_TIMESTAMP, _timestamp)),
    "getBooksGet": ((BOOK_SORTED, _each(_sorted)), (BOOK_TIMESTAMP, _each(_timestamp))),
    "getBooksPost": ((BOOK_SORTED, _each(_sorted)), (BOOK_TIMESTAMP, _each(_timestamp))),
}
