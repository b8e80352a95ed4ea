"""The clauses of what is read, held against a sandbox inside the test with a fault, and against a script."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from attrs import evolve
from clob_conformance.environment.sender import Call
from clob_conformance.model import Model
from clob_conformance.workloads import (
    histories,
    market_facts,
    matching,
    passing_time,
    prices,
    resting,
    rewards,
    server_clock,
)
from clob_conformance.workloads.context import Run
from clob_sandbox.faults import FAULTS

from .conftest import CONDITION, broken
from .test_clauses_on_faults import run_on


@pytest.mark.parametrize(
    ("suite", "fault", "operation"),
    [
        (prices.run, "batch-misaligned", "getSpreads"),
        (prices.run, "prices-last-side-alone", "getPricesPost"),
        (prices.run, "activity-null", "getMarketsLiveActivity"),
        (matching.run, "book-size-as-placed", "getBook"),
        (matching.run, "book-flickers", "getBook"),
        (matching.run, "last-trade-at-limit", "getLastTradePrice"),
        (matching.run, "midpoint-on-grid", "getMidpoint"),
        (matching.run, "price-misses-cancels", "getPrice"),
        (matching.run, "rebates-of-today", "getCurrentRebatedFees"),
        (prices.run, "spread-in-floats", "getSpread"),
        (histories.run, "history-bounds-inclusive", "getPricesHistory"),
        (market_facts.run, "token-second-unknown", "getMarketByToken"),
        (passing_time.run, "rewards-for-everybody", "getTotalEarningsForUserForDay"),
        (rewards.run, "rewards-first-page-filtered", "getMultiMarkets"),
        (rewards.run, "rewards-for-everybody", "getUserEarningsAndMarketsConfig"),
        (rewards.run, "rewards-sorted-as-text", "getMultiMarkets"),
    ],
)
def test_a_fault_of_reading_is_found_under_a_clause_that_it_breaks(
    suite: Callable[[Run], None], fault: str, operation: str
) -> None:
    run = run_on(fault)
    suite(run)
    assert broken(run) & {(clause, operation) for clause in FAULTS[fault].breaks}


@pytest.mark.parametrize(
    ("suite", "fault"),
    [
        (prices.run, "batch-misaligned"),
        (prices.run, "mid-is-bid"),
        (market_facts.run, "info-fee-other"),
        (market_facts.run, "token-second-unknown"),
        (resting.run, "cancelled-stays-open"),
    ],
)
def test_a_fault_is_found_where_others_trade_too(suite: Callable[[Run], None], fault: str) -> None:
    run = run_on(fault)
    run.record.others, run.record.model = True, Model(run.description, "open")
    suite(evolve(run, target=evolve(run.target, own=False)))
    assert {name for name, _ in broken(run)} & set(FAULTS[fault].breaks)


@pytest.mark.parametrize(("reported", "found"), [(1_700_000_009, False), (1_700_000_000, True)])
def test_a_time_that_stands_still_is_found(
    reported: int, found: bool, scripted: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter((1_700_000_000, reported))
    ours = iter((0.0, 0.1, 10.0, 10.1))
    run = scripted(lambda request: httpx.Response(200, json=next(times)))
    monkeypatch.setattr("time.monotonic", lambda: next(ours, 10.1))
    server_clock.look(run)
    server_clock.look(run)
    assert (("time-goes-on", "getTime") in broken(run)) is found


def test_a_body_that_is_not_gzip_though_it_is_said_to_be_is_an_answer_with_a_fault(
    scripted: Callable[..., Run],
) -> None:
    def response(request: httpx.Request) -> httpx.Response:
        headers = {"content-type": "application/json", "content-encoding": "gzip"}
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(b"1700000000"))

    run = scripted(response)
    run.sender.send_with(Call("GET", "/time"), {"Accept-Encoding": "gzip"})
    assert broken(run) == {("content-encoding", "getTime")}


def test_a_market_found_by_what_it_has_not_is_found_for_each_kind_of_search(
    scripted: Callable[..., Run],
) -> None:
    market = {"condition_id": CONDITION, "market_id": "1", "question": "Will it rain?", "tokens": []}
    page = {"limit": 100, "count": 1, "next_cursor": "LTE=", "data": [market]}

    def response(request: httpx.Request) -> httpx.Response:
        there = request.url.path == "/rewards/markets/multi"
        return httpx.Response(200, json=page) if there else httpx.Response(400, json={"error": "no"})

    run = scripted(response, repaired=True)
    rewards.run(run)
    found = [one.violation for one in run.record.findings.all() if one.violation.clause is rewards.SEARCHED]
    assert {violation.key for violation in found} == {"q", "tag_slug", "event_id", "event_title"}


@pytest.mark.parametrize(("body", "found"), [({"error": "market not found"}, False), ({}, True)])
def test_an_error_under_200_is_not_something_that_nobody_has(
    scripted: Callable[..., Run], body: dict[str, str], found: bool
) -> None:
    run = scripted(lambda request: httpx.Response(200, json=body), own=False)
    market_facts.run(run)
    assert ("unknown-not-found" in {name for name, _ in broken(run)}) == found
