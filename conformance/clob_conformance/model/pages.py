"""What a page says of itself: how many items it holds and may hold, and each of them once."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator

from attrs import define, field, frozen

from clob_conformance.core.clauses import declare
from clob_conformance.core.subject import Subject
from clob_conformance.model.memory import Life, Memory, Rule, Statement
from clob_conformance.model.questions import PASSING_FILTERS

PAGE = declare(
    "page-told",
    "`count` of a page is the number of its items, `total_count` that of all pages, its `limit` is not "
    "exceeded and stays the same, no item is on it twice, nor on the pages before it, and it names the same "
    "next page each time.",
    source="description: OrdersResponse, TradesResponse and the other pages",
)
_LIMIT = Rule(PAGE, Life.UNTOUCHED, Life.DRIFTING)
_NEXT = Rule(PAGE, Life.UNTOUCHED, Life.DRIFTING)
_NEXT_BY_TIME = Rule(PAGE, Life.DRIFTING, Life.FREE)
END = ("", "LTE=")
_NAMES = ("id", "condition_id")
_SEVERAL_OF_A_MARKET = frozenset({"getEarningsForUserForDay"})


def is_page(subject: Subject) -> bool:
    """Whether a response is a page."""
    answer = subject.answer
    return isinstance(answer, dict) and isinstance(answer.get("data"), list)


def wrong_page(subject: Subject) -> Iterator[tuple[str, str]]:
    """What is wrong with a page: a key and a sentence."""
    answer, data = subject.answer, subject.answer["data"]
    if isinstance(answer.get("count"), int) and answer["count"] != len(data):
        yield "count", f"count is {answer['count']}, the page holds {len(data)}"
    if isinstance(answer.get("limit"), int) and len(data) > answer["limit"]:
        yield "limit", f"limit is {answer['limit']}, the page holds {len(data)}"
    total = answer.get("total_count")
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


def wrong_list(subject: Subject, whole: Collection[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with a list of which every page was read while nothing happened: its ids are `whole`."""
    total = subject.answer.get("total_count")
    if len(set(whole)) < len(whole):
        yield "pages", f"its pages list {len(whole)} items, {len(set(whole))} different ones"
    elif whole and isinstance(total, int) and total != len(whole):
        yield "total", f"total_count is {total}, its pages list {len(whole)}"


def said_of_page(subject: Subject) -> Iterator[Statement]:
    """The limit of the pages of an operation, by the size that was asked for; the fields of such a page; and
    where the next one begins.
    """
    name, interaction, settings = subject.operation.id, subject.interaction, (("settings", "*"),)
    size = subject.asked.get("page_size", "")
    if "limit" in subject.answer:
        yield Statement(("limit", name, size), subject.answer["limit"], _LIMIT, "$.limit", settings)
    if subject.operation.level == "public":
        fields = frozenset(subject.answer)
        yield Statement(("fields of a page", name), fields, _LIMIT, "the fields", settings)
    question = (name, interaction.account, interaction.request.target)
    topics = (*settings, ("account", interaction.account or "*"), ("book", "*"))
    rule = _NEXT_BY_TIME if PASSING_FILTERS & interaction.request.query.keys() else _NEXT
    for one in ("next_cursor", "total_count"):
        value = subject.answer.get(one)
        # Another one posts and cancels too, where the items are not those of one account.
        yield Statement((one, *question), value, rule, f"$.{one}", topics)


@frozen
class _Begun:
    """Pages that were read one after the other: where the next begins, and what they list."""

    cursor: str
    ids: tuple[str, ...]
    turn: int


@define
class Listings:
    """Lists that are read page after page, by their question."""

    begun: dict[Hashable, _Begun] = field(factory=dict)

    def copy(self) -> Listings:
        """The same, to go on from by itself."""
        return Listings(dict(self.begun))

    def follow(self, subject: Subject, memory: Memory) -> tuple[str, ...] | None:
        """Every id that a list has, once its last page is read and nothing was done in between that bears on
        it; None before.
        """
        asked, interaction = subject.interaction.request.query, subject.interaction
        cursor = subject.asked.get("next_cursor", "")
        filters = frozenset((name, *values) for name, values in asked.items() if name != "next_cursor")
        question = (subject.operation.id, interaction.account, filters)
        before = self.begun.pop(question, None) if cursor else None
        topics = (("settings", "*"), ("account", interaction.account or "*"), ("book", "*"))
        if cursor and (
            before is None or before.cursor != cursor or not memory.untouched(topics, before.turn)
        ):
            return None
        ids = (*(before.ids if before is not None else ()), *ids_of(subject))
        following = subject.answer.get("next_cursor")
        if following in END:
            return ids
        self.begun[question] = _Begun(str(following), ids, memory.turn)
        return None


def ids_of(subject: Subject) -> list[str]:
    """The ids of what a page lists, as far as its items have one."""
    if subject.operation.id in _SEVERAL_OF_A_MARKET:
        return []
    named = (next((item[name] for name in _NAMES if name in item), None) for item in subject.items())
    return [str(name) for name in named if name is not None]
