"""Agreement: what several operations tell of one book is the same. Part of the suite `examples`.

A book moves while it is read: it is read before and after, and only what stood still is judged.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

from attrs import frozen

from clob_conformance.clauses import declare
from clob_conformance.context import Run
from clob_conformance.exchange import Exchange
from clob_conformance.suites import account_facts, histories, market_facts, rewards
from clob_conformance.suites.asking import ask, ask_object, number

_CLOCKS_APART = 60  # seconds

BOOK_AGREES = declare(
    "book-agrees",
    "Midpoint, spread and best prices are those of the book.",
    source="description: GET /midpoint, /spread, /price",
    suites=("examples",),
    operations=("getMidpoint", "getSpread", "getPrice"),
)
BATCHES_AGREE = declare(
    "batches-agree",
    "A batch tells of every token asked for, by GET as by POST, what is told of the token alone.",
    source="description: operations on several tokens",
    suites=("examples",),
    operations=(
        "getBooksGet",
        "getBooksPost",
        "getLastTradesPricesGet",
        "getLastTradesPricesPost",
        "getMidpointsGet",
        "getMidpointsPost",
        "getPricesGet",
        "getPricesPost",
        "getSpreads",
    ),
)
TIME = declare(
    "time-right",
    "The server's time is in seconds and agrees with its Date.",
    source="description: GET /time",
    suites=("examples",),
    operations=("getTime",),
)


def run(context: Run) -> None:
    """Ask the same in several ways."""
    _time(context)
    _unknown(context)
    for market in context.live.markets:
        for token in market.tokens:
            _prices(context, token.token_id)
    _batches(context)
    market_facts.run(context)
    account_facts.run(context)
    histories.run(context)
    rewards.run(context)


def _time(context: Run) -> None:
    asked = ask(context, "getTime")
    if asked is None or not isinstance(asked[0], int):
        return
    try:
        right = parsedate_to_datetime(asked[1].answer.headers["date"]).timestamp()
    except (KeyError, ValueError):
        right = time.time()
    context.record.hold(TIME, "getTime")
    if abs(asked[0] - right) > _CLOCKS_APART:
        context.breach(TIME, "getTime", f"the time is {asked[0]}, by its Date it is {right:.0f}", asked[1])


def _unknown(context: Run) -> None:
    """Ask for a token that nobody has; the judge says what it thinks of the answers."""
    for name in ("getBook", "getMidpoint", "getSpread"):
        ask(context, name, None, {"token_id": "7" * 77})


def _best(book: Mapping[str, Any], side: str) -> Decimal | None:
    """The best price of a side, however it is sorted."""
    levels = book.get(side)
    found = (
        [number(level.get("price")) for level in levels if isinstance(level, dict)]
        if isinstance(levels, list)
        else []
    )
    prices = [price for price in found if price is not None]
    return (max if side == "bids" else min)(prices, default=None)


def _prices(context: Run, token_id: str) -> None:
    read = ask_object(context, "getBook", None, {"token_id": token_id})
    if read is None:
        return
    book, shown = read
    bid, ask_price, tick = _best(book, "bids"), _best(book, "asks"), number(book.get("tick_size"))
    if bid is None or ask_price is None or tick is None:
        return
    expected: dict[str, tuple[str, dict[str, str], Decimal, Decimal]] = {
        "midpoint": ("getMidpoint", {}, (bid + ask_price) / 2, tick / 2),
        "spread": ("getSpread", {}, ask_price - bid, tick / 2),
        "BUY": ("getPrice", {"side": "BUY"}, bid, Decimal(0)),
        "SELL": ("getPrice", {"side": "SELL"}, ask_price, Decimal(0)),
    }
    wrong = []
    for what, (name, query, right, margin) in expected.items():
        asked = ask_object(context, name, None, {"token_id": token_id, **query})
        if asked is None:
            continue
        told = _told(asked[0])
        context.record.hold(BOOK_AGREES, name)
        if told is not None and abs(told - right) > margin:
            wrong.append((name, f"{what} is {told}, by the book {right}", asked[1], what))
    again = ask_object(context, "getBook", None, {"token_id": token_id})
    if again is None or any(again[0].get(side) != book.get(side) for side in ("bids", "asks")):
        return
    for name, message, exchange, what in wrong:
        context.breach(BOOK_AGREES, name, message, shown, exchange, key=what)


def _told(answer: Mapping[str, Any]) -> Decimal | None:
    """The price that an answer about one token tells, under whichever name."""
    names = ("mid_price", "mid", "spread", "price")
    return next((number(answer[name]) for name in names if name in answer), None)


# What is told of a token: by itself, or the member of a batch that is about it.
Reading = Callable[[Any, str], Any]


@frozen
class _Batch:
    """A batch, the operation that tells the same of one token, and how both are read.

    `side` is sent with each token where the operation takes one.
    """

    name: str
    alone: str
    of_batch: Reading
    of_one: Reading
    side: str = ""

    def query(self, tokens: list[str]) -> dict[str, str] | None:
        """The query by which several tokens are asked for, None for a POST."""
        if not self.name.endswith("Get"):
            return None
        sides = {"sides": ",".join(self.side for _ in tokens)} if self.side else {}
        return {"token_ids": ",".join(tokens), **sides}

    def body(self, tokens: list[str]) -> list[dict[str, str]] | None:
        """The body by which several tokens are asked for, None for a GET."""
        if self.name.endswith("Get"):
            return None
        return [{"token_id": token, **({"side": self.side} if self.side else {})} for token in tokens]


def _of_map(answer: Any, token: str) -> Any:
    return number(answer[token]) if isinstance(answer, dict) and token in answer else None


def _side_of_map(side: str) -> Reading:
    def read(answer: Any, token: str) -> Any:
        told = answer.get(token) if isinstance(answer, dict) else None
        return number(told[side]) if isinstance(told, dict) and side in told else None

    return read


def _of_one(answer: Any, token: str) -> Any:
    return _told(answer) if isinstance(answer, dict) else None


def _in_list(name: str, read: Callable[[dict[str, Any]], Any]) -> Reading:
    def found(answer: Any, token: str) -> Any:
        entries = answer if isinstance(answer, list) else []
        return next((read(one) for one in entries if isinstance(one, dict) and one.get(name) == token), None)

    return found


def _book_itself(book: dict[str, Any]) -> Any:
    """What a book tells beside the moment at which it is read, which its hash covers too."""
    return {name: value for name, value in book.items() if name not in ("timestamp", "hash")}


def _last(entry: dict[str, Any]) -> Any:
    return number(entry.get("price")), entry.get("side")


_BATCHES = (
    _Batch("getMidpointsGet", "getMidpoint", _of_map, _of_one),
    _Batch("getMidpointsPost", "getMidpoint", _of_map, _of_one),
    _Batch("getSpreads", "getSpread", _of_map, _of_one),
    *(
        _Batch(name, "getPrice", _side_of_map(side), _of_one, side)
        for name in ("getPricesGet", "getPricesPost")
        for side in ("BUY", "SELL")
    ),
    *(
        _Batch(name, "getBook", _in_list("asset_id", _book_itself), lambda book, _: _book_itself(book))
        for name in ("getBooksGet", "getBooksPost")
    ),
    *(
        _Batch(name, "getLastTradePrice", _in_list("token_id", _last), lambda entry, _: _last(entry))
        for name in ("getLastTradesPricesGet", "getLastTradesPricesPost")
    ),
)


def _batches(context: Run) -> None:
    """Each batch holds what was asked, and says of each what is said of it alone."""
    tokens = context.live.tokens(context.random("batches"), 4)
    for batch in _BATCHES if len(tokens) > 1 else ():
        asked = ask(context, batch.name, None, batch.query(tokens), batch.body(tokens))
        if asked is None:
            continue
        context.record.hold(BATCHES_AGREE, batch.name)
        told = {token: batch.of_batch(asked[0], token) for token in tokens}
        lacking = [token for token in tokens if told[token] is None]
        for token in tokens:
            alone = _alone(context, batch, token)
            if alone is None:
                continue
            if token in lacking:
                if not _nothing_to_tell(batch, alone[0]):
                    message = f"{len(tokens)} asked for, of {len(lacking)} of them nothing is told"
                    context.breach(BATCHES_AGREE, batch.name, message, asked[1], alone[1], key="all")
            elif told[token] != alone[0] and _still(context, batch, tokens, token, told[token]):
                message = f"what is told of a token differs from what {batch.alone} tells"
                context.breach(BATCHES_AGREE, batch.name, message, asked[1], alone[1])


def _alone(context: Run, batch: _Batch, token: str) -> tuple[Any, Exchange] | None:
    side = {"side": batch.side} if batch.side else {}
    asked = ask_object(context, batch.alone, None, {"token_id": token, **side})
    told = None if asked is None else batch.of_one(asked[0], token)
    return None if asked is None or told is None else (told, asked[1])


def _nothing_to_tell(batch: _Batch, alone: Any) -> bool:
    """A token that never traded is told alone to have no side, and left out of a batch."""
    return batch.alone == "getLastTradePrice" and alone[1] == ""


def _still(context: Run, batch: _Batch, tokens: list[str], token: str, told: Any) -> bool:
    """Whether the batch still says so: what moved in between is nobody's fault."""
    again = ask(context, batch.name, None, batch.query(tokens), batch.body(tokens))
    return again is not None and batch.of_batch(again[0], token) == told
