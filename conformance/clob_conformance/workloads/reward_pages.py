"""Small pages of rewards give what one large page gives: filters hold on every page. Part of `examples`."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import Any

from clob_conformance.core.clauses import declare
from clob_conformance.core.interaction import Interaction
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import ask, number, page_of

_LISTINGS = ("getMultiMarkets", "getUserEarningsAndMarketsConfig")
PAGES_FILTERED = declare(
    "pages-keep-filter",
    "A filter holds on every page of a listing: small pages name nothing that one large page does not.",
    source="description: q, event_title, min_price and the like, next_cursor and page_size",
    suites=("examples",),
    operations=_LISTINGS,
)
_END = ("", "LTE=")
_LARGE, _SMALL, _MOST_PAGES = "500", "1", 6
_SHORTEST_WORD = 3


def run(context: Run) -> None:
    """Ask both listings through filters, in one page and in pages of one."""
    for name in _LISTINGS:
        every = page_of(ask(context, name, None, {"page_size": _LARGE})) or []
        for query in _filters(name, every):
            _walk(context, name, query)


def _filters(name: str, every: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """Filters that let some through, more than a page of one, and not all."""
    questions = [set(str(item.get("question", "")).lower().split()) for item in every]
    words = sorted({word for words in questions for word in words if word.isalpha()})
    some = [
        word
        for word in words
        if len(word) >= _SHORTEST_WORD and 1 < sum(word in words for words in questions) < len(every)
    ]
    if some:
        yield {"q": some[0]}
    if name != "getMultiMarkets":
        return
    if some:
        yield {"event_title": some[0]}
    firsts = [(item.get("tokens") or [None])[0] for item in every]
    found = [number(token.get("price")) for token in firsts if isinstance(token, dict)]
    prices = [float(price) for price in found if price is not None]
    if len(prices) > 1:
        middle = f"{statistics.median(prices):.4f}"
        yield {"min_price": middle}
        yield {"max_price": middle}


def _walk(context: Run, name: str, query: dict[str, str]) -> None:
    """Markets come and go: only a large page that is the same before and after is compared with."""
    before, _ = _whole(context, name, query)
    walked: list[tuple[str, Interaction]] = []
    cursor: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        asked = ask(context, name, None, {**query, "page_size": _SMALL, **cursor})
        data = page_of(asked)
        if asked is None or data is None:
            break
        walked += [(str(item.get("condition_id")), asked[1]) for item in data]
        cursor = {"next_cursor": str(asked[0].get("next_cursor") or "")}
        if cursor["next_cursor"] in _END:
            break
    after, shown = _whole(context, name, query)
    if before is None or before != after or shown is None:
        return
    context.record.hold(PAGES_FILTERED, name)
    if strange := [interaction for market, interaction in walked if market not in before]:
        message = f"{', '.join(query)}: a page of one has a market that the whole has not"
        context.violation(PAGES_FILTERED, name, message, shown, strange[0], key=", ".join(query))


def _whole(context: Run, name: str, query: dict[str, str]) -> tuple[set[str] | None, Interaction | None]:
    """The markets that pass a filter, None where they do not all stand on one page."""
    asked = ask(context, name, None, {**query, "page_size": _LARGE})
    data = page_of(asked)
    if asked is None or data is None or asked[0].get("next_cursor") not in _END:
        return None, None
    return {str(item.get("condition_id")) for item in data}, asked[1]
