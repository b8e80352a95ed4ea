"""What a page says of itself: how many items it holds and may hold, and each of them once."""

from __future__ import annotations

from collections.abc import Iterator

from clob_conformance.clauses import declare
from clob_conformance.model.memory import Life, Rule, Statement
from clob_conformance.subject import Subject

PAGE = declare(
    "page-told",
    "`count` of a page is the number of its items, its `limit` is not exceeded and stays the same, no item "
    "is on it twice, and it names the same next page each time.",
    source="description: OrdersResponse, TradesResponse and the other pages",
)
_LIMIT = Rule(PAGE, Life.UNTOUCHED, Life.DRIFTING)
_NEXT = Rule(PAGE, Life.DRIFTING, Life.DRIFTING)
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


def said_of_page(subject: Subject) -> Iterator[Statement]:
    """The limit of the pages of an operation, by the size that was asked for; the fields of such a page; and
    where the next one begins.
    """
    name, exchange, settings = subject.operation.id, subject.exchange, (("settings", "*"),)
    size = subject.asked.get("page_size", "")
    if "limit" in subject.answer:
        yield Statement(("limit", name, size), subject.answer["limit"], _LIMIT, "$.limit", settings)
    if subject.operation.level == "public":
        fields = frozenset(subject.answer)
        yield Statement(("fields of a page", name), fields, _LIMIT, "the fields", settings)
    question = (name, exchange.account, exchange.request.target)
    topics = (*settings, ("account", exchange.account or "*"), ("book", "*"))
    yield Statement(("next", *question), subject.answer.get("next_cursor"), _NEXT, "$.next_cursor", topics)
