"""Faults of books: levels, sizes, hashes, and what a book tells of its market."""

import hashlib
from collections import defaultdict
from decimal import Decimal
from typing import Any

import orjson

from clob_sandbox.faults.common import BOOKS, rounded
from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply, edit, items, put
from clob_sandbox.http.views import book_summary
from clob_sandbox.venue.money import ONE, decimal_text


def _levels(change: Any) -> Any:
    def levels(book: dict[str, Any]) -> None:
        for side in ("bids", "asks"):
            book[side] = change(book[side])

    return edit(levels)


def _swap(book: dict[str, Any]) -> None:
    book["bids"], book["asks"] = book["asks"], book["bids"]


def _unmirrored(intercept: Intercept, reply: Reply) -> None:
    for book in items(reply.body):
        market, token = intercept.exchange.tokens[book["asset_id"]]
        if token.index == 1:
            shown = book_summary(intercept.exchange, market, market.tokens[0])
            book.update(bids=shown["bids"], asks=shown["asks"])
            _hashed(book)


def _as_placed(intercept: Intercept, reply: Reply) -> None:
    for book in items(reply.body):
        market, token = intercept.exchange.tokens[book["asset_id"]]
        placed: defaultdict[tuple[bool, int], int] = defaultdict(int)
        for order in intercept.exchange.books[market.condition_id].orders():
            placed[order.is_bid, order.yes_price] += order.size
        for side in ("bids", "asks"):
            for level in book[side]:
                price = int(Decimal(level["price"]) * ONE)
                of_first = (side == "bids", price) if token.index == 0 else (side == "asks", ONE - price)
                level["size"] = decimal_text(placed[of_first])
        _hashed(book)


def _hashed(book: dict[str, Any]) -> None:
    """Hash a changed book anew, so that it is whole in itself."""
    book["hash"] = ""
    book["hash"] = hashlib.sha1(orjson.dumps(book), usedforsecurity=False).hexdigest()


def _frozen(intercept: Intercept, reply: Reply) -> None:
    reply.body = intercept.memory.setdefault((intercept.incoming.query, intercept.incoming.body), reply.body)


def _behind(intercept: Intercept, reply: Reply) -> None:
    """Two replicas behind a balancer: every third answer comes from one that is a change behind."""
    seen = intercept.memory.setdefault(
        reply.body["asset_id"], {"count": 0, "before": None, "now": reply.body}
    )
    if seen["now"]["hash"] != reply.body["hash"]:
        seen["before"], seen["now"] = seen["now"], reply.body
    seen["count"] += 1
    if seen["count"] % 3 == 0 and seen["before"] is not None:
        reply.body = seen["before"]


FAULTS: dict[str, Fault] = {
    # --- levels
    "book-unsorted": Fault(
        "the best of a book comes last",
        BOOKS,
        None,
        _levels(lambda s: s[::-1]),
        breaks=("book-sorted", "book-hash"),
    ),
    "book-sides-swapped": Fault(
        "bids and asks of a book are swapped",
        BOOKS,
        None,
        edit(_swap),
        breaks=("book-sorted", "book-levels", "book-hash", "told-alike", "open-order-in-book"),
    ),
    "book-half-sorted": Fault(
        "the second level stands before the first",
        BOOKS,
        None,
        _levels(lambda s: s[1:2] + s[:1] + s[2:]),
        breaks=("book-sorted", "book-hash"),
    ),
    "book-zero-size": Fault(
        "the best level is empty",
        BOOKS,
        None,
        _levels(lambda s: [{**x, "size": "0"} for x in s]),
        breaks=("book-levels", "book-hash", "told-alike", "open-order-in-book"),
    ),
    "book-size-as-placed": Fault(
        "levels tell what their orders were placed with, not what is left",
        BOOKS,
        None,
        _as_placed,
        breaks=("told-alike", "open-order-in-book"),
    ),
    "book-rounded": Fault(
        "prices of a book have one decimal",
        BOOKS,
        None,
        _levels(lambda s: [{**x, "price": rounded(x["price"])} for x in s]),
        breaks=("book-levels", "book-hash", "told-alike", "open-order-in-book"),
    ),
    "book-best-lost": Fault(
        "the best level of both sides is left out",
        BOOKS,
        None,
        _levels(lambda s: s[1:]),
        breaks=("told-alike", "book-hash", "open-order-in-book"),
    ),
    "book-second-unmirrored": Fault(
        "the book of a second outcome has the levels of the first",
        BOOKS,
        None,
        _unmirrored,
        breaks=("told-alike", "open-order-in-book"),
    ),
    # --- whose book it is
    "book-of-another": Fault(
        "a book names another asset",
        ("getBook",),
        None,
        put(asset_id=lambda text: text[:-1] + "0"),
        breaks=("answers-what-was-asked", "book-hash"),
    ),
    "token-id-rounded": Fault(
        "an asset id went through a float",
        ("getBook",),
        None,
        put(asset_id=lambda t: str(int(float(t)))),
        breaks=("answers-what-was-asked", "book-hash"),
    ),
    "book-market-other": Fault(
        "a book names another market",
        ("getBook",),
        None,
        put(market="0x" + "ab" * 32),
        breaks=("told-alike", "book-hash"),
    ),
    # --- what else a book tells
    "book-hash-other": Fault(
        "the hash of a book is of something else",
        BOOKS,
        None,
        put(hash=lambda text: hashlib.sha256(text.encode()).hexdigest()[:40]),
        breaks=("book-hash",),
    ),
    "book-hash-constant": Fault(
        "all books have one hash", BOOKS, None, put(hash="0" * 40), breaks=("book-hash",)
    ),
    "book-minimum-other": Fault(
        "a book tells another minimum size",
        BOOKS,
        None,
        put(min_order_size="50"),
        breaks=("told-alike", "book-hash"),
    ),
    "books-tick-other": Fault(
        "books of a batch tell another tick",
        ("getBooksPost",),
        None,
        put(tick_size="0.1"),
        breaks=("told-alike", "book-levels", "book-hash"),
    ),
    "book-time-stopped": Fault(
        "a book is of an hour ago", BOOKS, None, put(timestamp="1700000000"), breaks=("book-hash",)
    ),
    "book-time-micros": Fault(
        "a book's time has three digits too many, or more",
        BOOKS,
        None,
        put(timestamp=lambda text: text + "000000"),
        # the second where the judge's document has no pattern for it
        breaks=("response-schema", "book-timestamp", "book-hash"),
    ),
    "book-last-price-other": Fault(
        "a book tells another last price",
        ("getBook",),
        None,
        put(last_trade_price="0.99"),
        breaks=("told-alike", "book-hash"),
    ),
    # --- stale books
    "book-frozen": Fault(
        "a book stays as it was first told",
        ("getBook",),
        None,
        _frozen,
        breaks=("told-alike", "open-order-in-book"),
    ),
    "book-flickers": Fault(
        "every third reading of a book is a change behind",
        ("getBook",),
        None,
        _behind,
        breaks=("told-alike", "open-order-in-book", "reads-change-nothing"),
    ),
}
