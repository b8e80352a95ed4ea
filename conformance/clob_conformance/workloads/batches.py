"""Batches: what is told of several things at once is what is told of each alone. Part of `examples`.

Things move while they are read: what differs is asked for again, and only what stood still is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from clob_conformance.core.clauses import declare
from clob_conformance.core.interaction import Interaction
from clob_conformance.workloads.book_prices import BOOK_AGREES
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import ask, ask_object, number, price_told

BATCHES_AGREE = declare(
    "batches-agree",
    "A batch tells of each thing asked for, by GET as by POST, what is told of it alone, whatever is asked "
    "for beside it.",
    source="description: operations on several tokens or markets",
    suites=("examples",),
    operations=(
        "getBooksGet",
        "getBooksPost",
        "getLastTradesPricesGet",
        "getLastTradesPricesPost",
        "getMarketsLiveActivity",
        "getMidpointsGet",
        "getMidpointsPost",
        "getPricesGet",
        "getPricesPost",
        "getSpreads",
    ),
)
UNKNOWN_TOKEN = "7" * 77
_UNKNOWN_MARKET = "0x" + "7e" * 32

# What is told of a thing: by itself, or the member of a batch that is about it.
Reading = Callable[[Any, str], Any]


@frozen
class Batch:
    """A batch, the operation that tells the same of one thing, and how both are read.

    `sides` are sent with each token where the operation takes one.
    """

    name: str
    alone: str
    of_batch: Reading
    of_one: Reading
    sides: tuple[str, ...] = ("",)

    def ask(self, context: Run, things: list[str]) -> tuple[Any, Interaction] | None:
        """The answer about several things; None when the run may not ask or is refused."""
        pairs = [(thing, side) for thing in things for side in self.sides]
        if self.name.endswith("Get"):
            query = {"token_ids": ",".join(thing for thing, _ in pairs)}
            if any(self.sides):
                query["sides"] = ",".join(side for _, side in pairs)
            return ask(context, self.name, None, query)
        if self.of_markets:
            return ask(context, self.name, body=things)
        body = [{"token_id": thing, **({"side": side} if side else {})} for thing, side in pairs]
        return ask(context, self.name, body=body)

    def ask_alone(self, context: Run, thing: str) -> tuple[Any, Interaction] | None:
        """What is told of one thing, None when nothing is."""
        if self.of_markets:
            return self._read(ask_object(context, self.alone, {"condition_id": thing}), thing)
        told = []
        for side in self.sides:
            query = {"token_id": thing, **({"side": side} if side else {})}
            one = self._read(ask_object(context, self.alone, None, query), thing)
            if one is None:
                return None
            told.append(one)
        value = told[0][0] if len(told) == 1 else tuple(value for value, _ in told)
        return value, told[-1][1]

    @property
    def of_markets(self) -> bool:
        """Whether it asks for markets and not for tokens."""
        return self.name == "getMarketsLiveActivity"

    def nothing_to_tell(self, alone: Any) -> bool:
        """A token that never traded is told alone to have no side, and left out of a batch."""
        return self.alone == "getLastTradePrice" and alone[1] == ""

    def _read(
        self, asked: tuple[dict[str, Any], Interaction] | None, thing: str
    ) -> tuple[Any, Interaction] | None:
        value = None if asked is None else self.of_one(asked[0], thing)
        return None if asked is None or value is None else (value, asked[1])


def _of_map(answer: Any, token: str) -> Any:
    return number(answer[token]) if isinstance(answer, dict) and token in answer else None


def _sides_of_map(*sides: str) -> Reading:
    def read(answer: Any, token: str) -> Any:
        told = answer.get(token) if isinstance(answer, dict) else None
        if not isinstance(told, dict) or any(side not in told for side in sides):
            return None
        return number(told[sides[0]]) if len(sides) == 1 else tuple(number(told[side]) for side in sides)

    return read


def _of_one(answer: Any, _: str) -> Any:
    return price_told(answer) if isinstance(answer, dict) else None


def _in_list(name: str, read: Callable[[dict[str, Any]], Any]) -> Reading:
    def found(answer: Any, thing: str) -> Any:
        entries = answer if isinstance(answer, list) else []
        return next((read(one) for one in entries if isinstance(one, dict) and one.get(name) == thing), None)

    return found


def _book_itself(book: dict[str, Any]) -> Any:
    """What a book tells beside the moment at which it is read, which its hash covers too."""
    return {name: value for name, value in book.items() if name not in ("timestamp", "hash")}


def _last(entry: dict[str, Any]) -> Any:
    return number(entry.get("price")), entry.get("side")


_BATCHES = (
    Batch("getMidpointsGet", "getMidpoint", _of_map, _of_one),
    Batch("getMidpointsPost", "getMidpoint", _of_map, _of_one),
    Batch("getSpreads", "getSpread", _of_map, _of_one),
    *(
        Batch(name, "getPrice", _sides_of_map(*sides), _of_one, sides)
        for name in ("getPricesGet", "getPricesPost")
        for sides in (("BUY",), ("SELL",), ("BUY", "SELL"))
    ),
    *(
        Batch(name, "getBook", _in_list("asset_id", _book_itself), lambda book, _: _book_itself(book))
        for name in ("getBooksGet", "getBooksPost")
    ),
    *(
        Batch(name, "getLastTradePrice", _in_list("token_id", _last), lambda entry, _: _last(entry))
        for name in ("getLastTradesPricesGet", "getLastTradesPricesPost")
    ),
)
_LIVE_ACTIVITY = Batch(
    "getMarketsLiveActivity",
    "getMarketLiveActivity",
    _in_list("condition_id", dict),
    lambda record, _: record,
)


def run(context: Run) -> None:
    """Ask for a few tokens and markets at once, then for each alone."""
    tokens = context.live.tokens(context.random("batches"), 4)
    compare(context, tokens)
    _compare(context, _LIVE_ACTIVITY, [market.condition_id for market in context.live.markets[:3]])


def compare(context: Run, tokens: list[str]) -> None:
    """Hold that every batch of these tokens says of each what is said of it alone."""
    for batch in _BATCHES:
        _compare(context, batch, tokens)


def _compare(context: Run, batch: Batch, things: list[str]) -> None:
    # Where what is told alone is wrong already, a batch that differs has no other cause.
    spoken_of = batch.alone in context.record.findings.places(BOOK_AGREES)
    asked = batch.ask(context, things) if len(things) > 1 and not spoken_of else None
    if asked is None:
        return
    context.record.hold(BATCHES_AGREE, batch.name)
    told = {thing: batch.of_batch(asked[0], thing) for thing in things}
    for thing in things:
        alone = batch.ask_alone(context, thing)
        if alone is None:
            continue
        if told[thing] is None:
            if not batch.nothing_to_tell(alone[0]):
                lacking = sum(value is None for value in told.values())
                message = f"{len(things)} asked for, of {lacking} of them nothing is told"
                context.violation(
                    BATCHES_AGREE, batch.name, message, asked[1], alone[1], cause=f"all|{batch.alone}"
                )
        elif told[thing] != alone[0] and _still(context, batch, things, {thing: told[thing]}):
            message = f"what is told of one differs from what {batch.alone} tells"
            context.violation(BATCHES_AGREE, batch.name, message, asked[1], alone[1], cause=batch.alone)
    _beside_unknown(context, batch, things, (told, asked[1]))


def _beside_unknown(
    context: Run, batch: Batch, things: list[str], told: tuple[dict[str, Any], Interaction]
) -> None:
    """What nobody has may be left out or refuse the batch; it says nothing of the others."""
    unknown = _UNKNOWN_MARKET if batch.of_markets else UNKNOWN_TOKEN
    among = [things[0], unknown, *things[1:]]
    asked = batch.ask(context, among)
    if asked is None:
        return
    beside = {thing: batch.of_batch(asked[0], thing) for thing in things}
    if (
        beside != told[0]
        and _still(context, batch, things, told[0])
        and _still(context, batch, among, beside)
    ):
        message = "another answer is given when something unknown is asked for beside"
        context.violation(BATCHES_AGREE, batch.name, message, told[1], asked[1], key="unknown")


def _still(context: Run, batch: Batch, things: list[str], told: Mapping[str, Any]) -> bool:
    """Whether the batch still says so: what moved in between is nobody's fault."""
    again = batch.ask(context, things)
    return again is not None and all(batch.of_batch(again[0], thing) == said for thing, said in told.items())
