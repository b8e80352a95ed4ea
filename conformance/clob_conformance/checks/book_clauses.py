"""What a book means, beyond its shape: sides in order, levels on the grid, a hash that is its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

from clob_conformance.core.clauses import Clause, declare
from clob_conformance.core.subject import Meaning, Subject

_BOOKS = ("getBook", "getBooksGet", "getBooksPost")
BOOK_SORTED = declare(
    "book-sorted",
    "Bids stand with the highest price first, asks with the lowest first.",
    source="description: OrderBookSummary.bids and asks",
    operations=_BOOKS,
    shared=True,
)
BOOK_LEVELS = declare(
    "book-levels",
    "The levels of a book have positive sizes and prices on the tick grid, and its sides do not cross.",
    source="description: OrderBookSummary",
    operations=_BOOKS,
    shared=True,
)
BOOK_TIMESTAMP = declare(
    "book-timestamp",
    "Where no pattern says more, a book's timestamp has as many digits as the documented example.",
    source="description: OrderBookSummary.timestamp",
    severity="minor",
    operations=_BOOKS,
    shared=True,
)
BOOK_HASH = declare(
    "book-hash",
    "The hash of a book is the SHA-1 of its summary with an empty hash.",
    source="docs/protocol/books.md#hash; description: OrderBookSummary.hash",
    operations=_BOOKS,
    shared=True,
)
# The keys of a summary in the order in which they are hashed.
_HASHED = (
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


def book_hash(book: dict[str, Any]) -> str:
    """The hash that a book should have, from its own values as the server wrote them.

    By means of our own and not the client's: whatever JSON a server sends has to be hashed here, also what
    the client refuses, and a mistake of the client's must not become a finding.
    """
    summary = {name: "" if name == "hash" else book.get(name) for name in _HASHED}
    for side in ("bids", "asks"):
        summary[side] = [{"price": level["price"], "size": level["size"]} for level in book[side]]
    compact = json.dumps(summary, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha1(compact.encode(), usedforsecurity=False).hexdigest()


_Levels = list[tuple[Decimal, Decimal]]
# What a book raises whose figures are none, or none to reckon with: NaN, Infinity, 1e999999.
_NO_FIGURES = (InvalidOperation, KeyError, TypeError)


def _sorted(subject: Subject, book: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for side, sign in (("bids", -1), ("asks", 1)):
        try:
            prices = [sign * Decimal(level["price"]) for level in book[side]]
            wrong = prices != sorted(prices)
        except _NO_FIGURES:
            continue
        if wrong:
            yield side, f"the {side} are not sorted with the best price first"


def _levels(subject: Subject, book: dict[str, Any]) -> Iterator[tuple[str, str]]:
    with suppress(*_NO_FIGURES):
        tick = Decimal(book["tick_size"])
        bids, asks = (
            [(Decimal(level["price"]), Decimal(level["size"])) for level in book[side]]
            for side in ("bids", "asks")
        )
        yield from _level_figures(tick, bids, asks)


def _level_figures(tick: Decimal, bids: _Levels, asks: _Levels) -> Iterator[tuple[str, str]]:
    for side in (bids, asks):
        if len({price for price, _ in side}) != len(side):
            yield "twice", "a price stands twice on one side"
    for price, size in (*bids, *asks):
        if size <= 0:
            yield "size", f"a level at {price} has the size {size}"
        if tick <= 0 or price % tick or not 0 < price < 1:
            yield "price", f"the price {price} is off the grid of {tick}"
    if bids and asks and max(bids)[0] >= min(asks)[0]:
        yield "crossed", f"the best bid {max(bids)[0]} meets the best ask {min(asks)[0]}"


def _timestamp(subject: Subject, book: dict[str, Any]) -> Iterator[tuple[str, str]]:
    schemas = subject.description.document.get("components", {}).get("schemas", {})
    schema = schemas.get("OrderBookSummary", {}).get("properties", {}).get("timestamp", {})
    example, sent = schema.get("example"), book.get("timestamp")
    if "pattern" in schema or not isinstance(example, str) or not isinstance(sent, str):
        return
    if len(sent) != len(example):
        yield "digits", f"{sent} has {len(sent)} digits, the example {example} has {len(example)}"


def _hash(subject: Subject, book: dict[str, Any]) -> Iterator[tuple[str, str]]:
    try:
        right = book_hash(book)
    except (KeyError, TypeError):
        return
    if book.get("hash") != right:
        yield "hash", f"the hash is {book.get('hash')}, of this summary it is {right}"


def _each(of_book: Callable[[Subject, dict[str, Any]], Iterator[tuple[str, str]]]) -> Meaning:
    def meaning(subject: Subject) -> Iterator[tuple[str, str]]:
        for book in subject.items():
            yield from of_book(subject, book)

    return meaning


RULES: tuple[tuple[Clause, Meaning], ...] = (
    (BOOK_SORTED, _each(_sorted)),
    (BOOK_LEVELS, _each(_levels)),
    (BOOK_TIMESTAMP, _each(_timestamp)),
    (BOOK_HASH, _each(_hash)),
)
