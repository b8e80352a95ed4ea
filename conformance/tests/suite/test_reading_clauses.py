"""The clauses of what is read, held against a sandbox inside the test with a fault, and against a script."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from clob_conformance.environment.sender import Call
from clob_conformance.workloads import (
    batches,
    book_follows,
    histories,
    market_facts,
    passing_time,
    reward_pages,
    rewards,
    server_clock,
)
from clob_conformance.workloads.context import Run

from .conftest import CONDITION, broken
from .test_clauses_on_faults import run_on


@pytest.mark.parametrize(
    ("suite", "fault", "clause"),
    [
        (batches.run, "batch-misaligned", ("batches-agree", "getSpreads")),
        (batches.run, "prices-last-side-alone", ("batches-agree", "getPricesPost")),
        (batches.run, "activity-null", ("response-schema", "getMarketsLiveActivity")),
        (book_follows.run, "book-size-as-placed", ("book-follows-orders", "getBook")),
        (book_follows.run, "book-flickers", ("book-follows-orders", "getBook")),
        (book_follows.run, "last-trade-at-limit", ("last-trade-told", "getLastTradePrice")),
        (book_follows.run, "midpoint-on-grid", ("book-agrees", "getMidpoint")),
        (book_follows.run, "price-misses-cancels", ("book-agrees", "getPrice")),
        (book_follows.run, "rebates-of-today", ("rebates-of-the-day", "getCurrentRebatedFees")),
        (book_follows.run, "spread-in-floats", ("book-agrees", "getSpread")),
        (histories.run, "history-bounds-inclusive", ("history-bounds", "getPricesHistory")),
        (market_facts.run, "token-second-unknown", ("outcomes-alike", "getMarketByToken")),
        (passing_time.run, "rewards-for-everybody", ("earnings-own", "getTotalEarningsForUserForDay")),
        (reward_pages.run, "rewards-first-page-filtered", ("pages-keep-filter", "getMultiMarkets")),
        (rewards.run, "rewards-for-everybody", ("earnings-own", "getUserEarningsAndMarketsConfig")),
        (rewards.run, "rewards-sorted-as-text", ("rewards-ordered", "getMultiMarkets")),
    ],
)
def test_a_fault_of_reading_is_found_under_the_clause_it_breaks(
    suite: Callable[[Run], None], fault: str, clause: tuple[str, str]
) -> None:
    run = run_on(fault)
    suite(run)
    assert clause in broken(run)


@pytest.mark.parametrize(("told", "found"), [(1_700_000_009, False), (1_700_000_000, True)])
def test_a_time_that_stands_still_is_found(
    told: int, found: bool, scripted: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter((1_700_000_000, told))
    ours = iter((0.0, 0.1, 10.0, 10.1))
    run = scripted(lambda request: httpx.Response(200, json=next(times)))
    monkeypatch.setattr("time.monotonic", lambda: next(ours, 10.1))
    server_clock.look(run)
    server_clock.look(run)
    assert (("time-goes-on", "getTime") in broken(run)) is found


def test_a_body_that_is_not_gzip_though_it_is_said_to_be_is_an_answer_with_a_fault(
    scripted: Callable[..., Run],
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        headers = {"content-type": "application/json", "content-encoding": "gzip"}
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(b"1700000000"))

    run = scripted(answer)
    run.sender.send_with(Call("GET", "/time"), {"Accept-Encoding": "gzip"})
    assert broken(run) == {("content-encoding", "getTime")}


def test_a_market_found_by_what_it_has_not_is_found_for_each_kind_of_search(
    scripted: Callable[..., Run],
) -> None:
    market = {"condition_id": CONDITION, "market_id": "1", "question": "Will it rain?", "tokens": []}
    page = {"limit": 100, "count": 1, "next_cursor": "LTE=", "data": [market]}

    def answer(request: httpx.Request) -> httpx.Response:
        there = request.url.path == "/rewards/markets/multi"
        return httpx.Response(200, json=page) if there else httpx.Response(400, json={"error": "no"})

    run = scripted(answer, repaired=True)
    rewards.run(run)
    found = [one.violation for one in run.record.findings.all() if one.violation.clause is rewards.SEARCHED]
    assert {violation.key for violation in found} == {"q", "tag_slug", "event_id", "event_title"}
