"""What a price history means: times in seconds, in order and within bounds; prices of shares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clob_conformance.core.clauses import Clause, declare
from clob_conformance.core.subject import Meaning, Subject

_HISTORIES = ("getPricesHistory", "getBatchPricesHistory")
HISTORY_POINTS = declare(
    "history-points",
    "The points of a price history follow each other in time, in Unix seconds, and lie between 0 and 1 USDC.",
    source="description: GET /prices-history, MarketPrice",
    operations=_HISTORIES,
)
HISTORY_BOUNDS = declare(
    "history-bounds",
    "The points of a price history lie between the times asked for, themselves left out.",
    source="description: GET /prices-history startTs and endTs, BatchPricesHistoryRequest",
    operations=_HISTORIES,
)
# Unix seconds have ten digits until the year 2286.
_SECONDS = range(10**9, 10**10)


def _series(subject: Subject) -> list[list[dict[str, Any]]]:
    reported = subject.response.get("history") if isinstance(subject.response, dict) else None
    every = list(reported.values()) if isinstance(reported, dict) else [reported]
    return [series for series in every if isinstance(series, list)]


def _points(subject: Subject) -> Iterator[tuple[str, str]]:
    for series in _series(subject):
        times = [point["t"] for point in series if isinstance(point.get("t"), int | float)]
        prices = [point["p"] for point in series if isinstance(point.get("p"), int | float)]
        if odd := [time for time in times if int(time) not in _SECONDS]:
            yield "seconds", f"{odd[0]} is no time in Unix seconds"
        if times != sorted(times):
            yield "order", "the points are not in the order of time"
        if odd := [price for price in prices if not 0 <= price <= 1]:
            yield "price", f"{odd[0]} is no price of a share"


def _bounds(subject: Subject) -> Iterator[tuple[str, str]]:
    body = subject.body() or {}
    asked = {**body, **subject.asked} if isinstance(body, dict) else subject.asked
    start, end = (
        _number(asked.get(one, asked.get(other)))
        for one, other in (("startTs", "start_ts"), ("endTs", "end_ts"))
    )
    for series in _series(subject):
        for point in series:
            time = point.get("t")
            if isinstance(time, int | float) and start is not None and time <= start:
                yield "start", f"a point at {time} is not later than {start:.0f}"
            if isinstance(time, int | float) and end is not None and time >= end:
                yield "end", f"a point at {time} is not earlier than {end:.0f}"


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


RULES: tuple[tuple[Clause, Meaning], ...] = ((HISTORY_POINTS, _points), (HISTORY_BOUNDS, _bounds))
