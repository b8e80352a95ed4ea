"""What a page says of itself: how many items it holds and may hold, and each of them once."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Hashable, Iterator, Mapping
from typing import Any

from attrs import define, field, frozen

from clob_conformance.core.clauses import declare
from clob_conformance.core.subject import Subject
from clob_conformance.model.memory import Life, Memory, Rule, Statement, Topic
from clob_conformance.model.questions import PASSING_FILTERS

PAGE = declare(
    "page-told",
    "`count` of a page is the number of its items, `total_count` that of all pages, its `limit` and the "
    "`page_size` asked for are kept, no item is on it twice, nor on the pages before it, it begins at the "
    "offset that its cursor says, and names the same next page each time.",
    source="description: OrdersResponse, TradesResponse and the other pages",
)
FILTERED = declare(
    "trades-filter",
    "A filter of trades lets through every trade that fits it.",
    source="description: GET /data/trades, GET /builder/trades",
    operations=("getTrades", "getBuilderTrades"),
)
PAGES_FILTERED = declare(
    "pages-keep-filter",
    "A list has the same items in pages of any size.",
    source="description: page_size and next_cursor",
)
_FILTERS = {"id": ("id",), "market": ("market",), "asset_id": ("asset_id", "assetId")}
_SAME_LIST = Rule(PAGES_FILTERED, Life.UNTOUCHED, Life.DRIFTING)
_SAME_BY_TIME = Rule(PAGES_FILTERED, Life.DRIFTING, Life.FREE)
_LIMIT = Rule(PAGE, Life.UNTOUCHED, Life.DRIFTING)
_NEXT = Rule(PAGE, Life.UNTOUCHED, Life.DRIFTING)
_NEXT_BY_TIME = Rule(PAGE, Life.DRIFTING, Life.FREE)
END = ("", "LTE=")
_NAMES = ("id", "condition_id")
_OF_PAGES = {"next_cursor", "page_size"}
_NO_FILTERS = {*_OF_PAGES, "maker_address"}
_BY_OFFSET = frozenset({"getOrders", "getTrades", "getBuilderTrades"})
"""Lists of which a cursor says at which item a page begins."""
_SEVERAL_OF_A_MARKET = frozenset({"getEarningsForUserForDay"})


def is_page(subject: Subject) -> bool:
    """Whether a response is a page."""
    response = subject.response
    return isinstance(response, dict) and isinstance(response.get("data"), list)


def is_sized(subject: Subject) -> bool:
    """Whether who asks says how many items a page may hold."""
    return any(parameter.name == "page_size" for parameter in subject.operation.parameters)


def wrong_page(subject: Subject) -> Iterator[tuple[str, str]]:
    """What is wrong with a page: a key and a sentence."""
    response, data = subject.response, subject.response["data"]
    if isinstance(response.get("count"), int) and response["count"] != len(data):
        yield "count", f"count is {response['count']}, the page holds {len(data)}"
    if isinstance(response.get("limit"), int) and len(data) > response["limit"]:
        yield "limit", f"limit is {response['limit']}, the page holds {len(data)}"
    size = subject.asked.get("page_size", "")
    if is_sized(subject) and size.isdecimal() and len(data) > int(size):
        yield "page_size", f"{size} items were asked for, {len(data)} came"
    total = response.get("total_count")
    if isinstance(total, int) and len(data) > total:
        yield "total", f"total_count is {total}, the page alone holds {len(data)}"
    if subject.operation.id in _SEVERAL_OF_A_MARKET:
        return
    for name in _NAMES:
        ids = [str(item[name]) for item in subject.items() if name in item]
        if ids:
            if len(set(ids)) < len(ids):
                yield "twice", f"an item of the same {name} is on the page twice"
            return


def wrong_list(subject: Subject, complete: Collection[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with a list of which every page was read while nothing happened, as far as is known: its
    ids are `complete`.
    """
    total = subject.response.get("total_count")
    if len(set(complete)) < len(complete):
        yield "pages", f"its pages list {len(complete)} items, {len(set(complete))} different ones"
    elif complete and isinstance(total, int) and total != len(complete):
        yield "total", f"total_count is {total}, its pages list {len(complete)}"


def said_of_page(subject: Subject) -> Iterator[Statement]:
    """The limit of the pages of an operation, by the size that was asked for; the fields of such a page; and
    where the next one begins.
    """
    name, interaction, settings = subject.operation.id, subject.interaction, (("settings", "*"),)
    size = subject.asked.get("page_size", "")
    if "limit" in subject.response:
        yield Statement(("limit", name, size), subject.response["limit"], _LIMIT, "$.limit", settings)
    if subject.operation.level == "public":
        fields = frozenset(subject.response)
        yield Statement(("fields of a page", name), fields, _LIMIT, "the fields", settings)
    question = (name, interaction.account, interaction.request.target)
    topics = _topics(subject)
    rule = _NEXT_BY_TIME if PASSING_FILTERS & interaction.request.query.keys() else _NEXT
    for one in ("next_cursor", "total_count"):
        value = subject.response.get(one)
        # Another one posts and cancels too, where the items are not those of one account.
        yield Statement((one, *question), value, rule, f"$.{one}", topics)


def said_of_list(subject: Subject, complete: tuple[str, ...]) -> Statement:
    """What a list holds, of which this is the last page, whatever the size of its pages."""
    asked = subject.interaction.request.query
    rule = _SAME_BY_TIME if PASSING_FILTERS & asked.keys() else _SAME_LIST
    return Statement(("list", _filtered(subject)), frozenset(complete), rule, "the items", _topics(subject))


def _topics(subject: Subject) -> tuple[Topic, ...]:
    """What a list depends on: another one posts and cancels too, where the items are not of one account."""
    return (("settings", "*"), ("account", subject.interaction.account or "*"), ("book", "*"))


@frozen
class _Begun:
    """Pages that were read one after the other: where the next begins, and what they list."""

    cursor: str
    items: tuple[Mapping[str, Any], ...]
    turn: int
    at_once: bool = True


@define
class Listings:
    """Lists that are read page after page, by their question; and those of trades that were read to the end
    without a filter, with the turn. `wholes` are the ids of lists that were read to the end, by their
    question, with the turn, and `parts` the pages that were read since, by where they begin. `at_once`: the
    last one was, with nothing asked in between. `displaced` are those pages of the last one that lack what it
    had before them and after.
    """

    begun: dict[Hashable, _Begun] = field(factory=dict)
    every: dict[Hashable, _Begun] = field(factory=dict)
    wholes: dict[Hashable, tuple[tuple[str, ...], int]] = field(factory=dict)
    parts: dict[Hashable, tuple[tuple[int, tuple[str, ...]], ...]] = field(factory=dict)
    at_once: bool = False
    displaced: tuple[int, ...] = ()

    def copy(self) -> Listings:
        """The same, to go on from by itself."""
        return Listings(dict(self.begun), dict(self.every), dict(self.wholes), dict(self.parts), self.at_once)

    def follow(self, subject: Subject, memory: Memory) -> tuple[str, ...] | None:
        """Every id that a list has, once its last page is read and nothing was done in between that bears on
        it; None before.
        """
        asked, interaction = subject.interaction.request.query, subject.interaction
        cursor, self.displaced = subject.asked.get("next_cursor", ""), ()
        filters = frozenset((name, *values) for name, values in asked.items() if name != "next_cursor")
        question = (subject.operation.id, interaction.account, filters)
        before = self.begun.pop(question, None) if cursor else None
        untouched = before is not None and memory.untouched(_topics(subject), before.turn)
        if cursor and (before is None or before.cursor != cursor or not untouched):
            return None
        items = (*(before.items if before is not None else ()), *map(_identity, subject.items()))
        self.at_once = before is None or (before.at_once and before.turn == memory.turn - 1)
        following = subject.response.get("next_cursor")
        if following not in END:
            self.begun[question] = _Begun(str(following), items, memory.turn, self.at_once)
            return None
        if subject.operation.id in FILTERED.operations and not asked.keys() - _NO_FILTERS:
            self.every[_whose(subject)] = _Begun("", items, memory.turn)
        if subject.operation.id in _SEVERAL_OF_A_MARKET:
            return ()
        complete = tuple(str(_id(item)) for item in items if _id(item) is not None)
        if len(set(complete)) == len(complete):
            list_read = _filtered(subject)
            known, turn = self.wholes.get(list_read, ((), 0))
            parts = self.parts.pop(list_read, ())
            if known == complete and memory.untouched(_topics(subject), turn):
                self.displaced = tuple(at for at, ids in parts if not _stands(ids, complete, at))
            self.wholes[list_read] = complete, memory.turn
        return complete

    def misplaced(self, subject: Subject, memory: Memory) -> Iterator[tuple[str, str]]:
        """What is wrong with where a page begins, of a list that was read from its beginning to its end."""
        for at in self.displaced:
            yield "offset", f"a page from {at} on had not what the whole list has there before and after it"
        complete, turn = self.wholes.get(_filtered(subject), ((), 0))
        begins = _offset(subject.asked.get("next_cursor", ""))
        if subject.operation.id not in _BY_OFFSET or not complete or not begins:
            return
        if not memory.untouched(_topics(subject), turn):
            return
        ids = tuple(str(_id(item)) for item in subject.items())
        self.parts[_filtered(subject)] = (*self.parts.get(_filtered(subject), ()), (begins, ids))
        if memory.closed and not _stands(ids, complete, begins):
            yield "offset", f"the page from {begins} on has not the items that the whole list has there"
        # Of open orders others may fill some, so that later ones move up; never down.
        elif subject.operation.id == "getOrders" and set(ids) & set(complete[:begins]):
            yield "offset", f"the page from {begins} on has an item that stands before in the whole list"

    def left_out(
        self, subject: Subject, complete: tuple[str, ...], memory: Memory
    ) -> Iterator[tuple[str, str]]:
        """Trades that fit a filter, and that a whole list through it has not: a key and a sentence."""
        every = self.every.get(_whose(subject))
        asked = subject.interaction.request.query.keys() - _NO_FILTERS
        filters = {name: subject.asked.get(name) for name in asked}
        if every is None or filters.keys() - _FILTERS or not memory.untouched(_topics(subject), every.turn):
            return
        for item in every.items:
            fits = all(value in {item.get(one) for one in _FILTERS[name]} for name, value in filters.items())
            if fits and str(_id(item)) not in complete:
                yield ", ".join(sorted(filters)), f"the trade {_id(item)} fits, and is not listed"


def _stands(ids: tuple[str, ...], complete: tuple[str, ...], begins: int) -> bool:
    """Whether a page has what a list has from there on."""
    return ids == complete[begins : begins + max(len(ids), 1)]


def _filtered(subject: Subject) -> Hashable:
    """Which list is read, whatever page of it."""
    asked = subject.interaction.request.query
    filters = frozenset((name, *values) for name, values in asked.items() if name not in _OF_PAGES)
    return subject.operation.id, subject.interaction.account, filters


def _offset(cursor: str) -> int | None:
    try:
        return int(base64.b64decode(cursor, validate=True))
    except (binascii.Error, ValueError):
        return None


def _whose(subject: Subject) -> Hashable:
    """Whose trades are listed: of an account, as one of their makers."""
    return subject.operation.id, subject.interaction.account, subject.asked.get("maker_address")


def _id(item: Mapping[str, Any]) -> Any:
    return next((item[name] for name in _NAMES if name in item), None)


def _identity(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """What of an item is remembered."""
    names = (*_NAMES, *(name for names in _FILTERS.values() for name in names))
    return {name: item[name] for name in names if name in item}
