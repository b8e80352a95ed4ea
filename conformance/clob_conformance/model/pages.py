"""What a page says of itself: how many items it holds and may hold, and each of them once."""

from __future__ import annotations

from collections.abc import Iterator

from clob_conformance.clauses import declare
from clob_conformance.model.memory import Life, Rule, Statement
from clob_conformance.subject import Subject

PAGE = declare(
    "page-told",
    "`count` of a page is the number of its items, its `limit` is not exceeded and stays the same, and no "
    "item is on it twice.",
    source="description: OrdersResponse, TradesResponse and the other pages",
)
_LIMIT = Rule(PAGE, Life.UNTOUCHED, Life.DRIFTING)
_NAMES = ("id", "condition_id")
_SEVERAL_OF_A_MARKET = frozenset({"getEarningsForUserForDay"})


def is_page(subject: Subject) -> bool:
    """Whether a response is a page."""
    answer = subject.answer
    return isinstance(answer, dict) and isinstance(answer.get("data"), list) and "count" in answer


def wrong_page(subject: Subject) -> Iterator[tuple[str, str]]:
    """What is wrong with a page: a key and a sentence."""
    answer, data = subject.answer, subject.answer["data"]
    if isinstance(answer["count"], int) and answer["count"] != len(data):
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


def limit_of(subject: Subject) -> Statement:
    """The limit of the pages of an operation, by the size that was asked for."""
    size = subject.asked.get("page_size", "")
    value = subject.answer.get("limit")
    return Statement(("limit", subject.operation.id, size), value, _LIMIT, "$.limit", (("settings", "*"),))
