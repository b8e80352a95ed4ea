"""The clauses that need an exchange, held against a sandbox inside the test: whole, and with a fault."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from attrs import evolve
from clob_conformance.checks.record import Record
from clob_conformance.checks.validator import FORMAL, Validator
from clob_conformance.core.clauses import SUITES as EVERY_SUITE
from clob_conformance.core.description import Description, read_description
from clob_conformance.core.deviations import KnownDeviations
from clob_conformance.core.history import History, World
from clob_conformance.core.interaction import Masker
from clob_conformance.core.resources import description_file
from clob_conformance.environment import preflight
from clob_conformance.environment.sender import Observer, Sender
from clob_conformance.environment.target import Target
from clob_conformance.model import Model
from clob_conformance.reporting.outcome import Plan
from clob_conformance.run.recorded import judge_files
from clob_conformance.workloads import (
    account_facts,
    authentication,
    cancelling,
    histories,
    http_semantics,
    limits,
    market_facts,
    matching,
    modes,
    passing_time,
    placing,
    prices,
    privacy,
    quotes,
    resting,
    rewards,
    walk,
)
from clob_conformance.workloads.context import Budget, Run
from clob_sandbox.app import App
from clob_sandbox.clock import Clock
from clob_sandbox.faults import FAULTS, chosen
from clob_sandbox.journal import RawRequest
from clob_sandbox.sandbox import Options, Sandbox

from .conftest import broken

URL = "http://127.0.0.1:1"


@cache
def repaired() -> Description:
    """The description that the suite judges by."""
    return read_description(description_file("repaired"))


def run_on(*faults: str, note: Observer | None = None, world: World = "closed") -> Run:
    """A run on a sandbox of its own, with these faults, in this process; `note` is shown whatever it does."""
    app = App(Sandbox(Options(faults=chosen(faults)), Clock()))

    def response(request: httpx.Request) -> httpx.Response:
        parts = urlsplit(str(request.url))
        headers = {name.lower(): value for name, value in request.headers.items()}
        reported = app.response(RawRequest(request.method, parts.path, parts.query, headers, request.content))
        return httpx.Response(
            reported.status,
            content=reported.body,
            headers={"content-type": "application/json", **reported.headers},
        )

    description = repaired()
    record, masker = Record(Validator(description), KnownDeviations("repaired")), Masker()
    record.model = Model(description, world)
    sender = Sender(URL, record.observe, None, httpx.Client(transport=httpx.MockTransport(response)))
    sender.notes.extend(filter(None, (record.note, note)))
    ready = app.sandbox.ready(URL)
    accounts = preflight.roles_of(preflight.own_accounts(sender, ready, masker))
    target = Target("sandbox", URL, own=True, trade=True, accounts=accounts)
    live = preflight.gather_seed_data(sender, description, preflight.own_markets(sender, ready), target)
    record.watchers.append(live.notice)
    return Run(target, description, record, sender, live, masker, 0, Budget(1, 1, 1))


SUITES: tuple[Callable[[Run], None], ...] = (
    account_facts.run,
    cancelling.run,
    matching.run,
    histories.run,
    http_semantics.run,
    market_facts.run,
    modes.run,
    placing.run,
    prices.run,
    privacy.run,
    quotes.run,
    rewards.run,
    passing_time.run,
)


def test_a_complete_exchange_breaks_none_of_them() -> None:
    run = run_on()
    for suite in SUITES:
        suite(run)
    assert broken(run) == set()


@pytest.mark.parametrize(
    ("suite", "fault"),
    [
        (account_facts.run, "balance-doubled"),
        (account_facts.run, "heartbeat-any-id"),
        (account_facts.run, "heartbeat-moves-on-refusal"),
        (account_facts.run, "heartbeat-used-id"),
        (limits.run, "batch-limit-lower"),
        (prices.run, "last-trades-short"),
        (authentication.run, "body-reserialised"),
        (cancelling.run, "cancel-keeps-reserve"),
        (cancelling.run, "cancel-market-one-outcome"),
        (cancelling.run, "cancelled-order-again"),
        (cancelling.run, "cancels-past-twenty-lost"),
        (matching.run, "cancel-partial-refused"),
        (matching.run, "improvement-kept"),
        (matching.run, "mint-told-as-taken"),
        (matching.run, "next-page-unfiltered"),
        (matching.run, "partial-unlisted"),
        (matching.run, "post-amounts-signed"),
        (matching.run, "remainder-dropped"),
        (matching.run, "trade-at-limit-price"),
        (matching.run, "drop-of-others"),
        (matching.run, "maker-pays-fee"),
        (matching.run, "fok-partial"),
        (matching.run, "fak-rests"),
        (matching.run, "fill-uncounted"),
        (matching.run, "trader-side-swapped"),
        (matching.run, "balance-stale"),
        (matching.run, "notifications-stay"),
        (matching.run, "last-trade-default"),
        (matching.run, "closed-only-told"),
        (histories.run, "histories-first-alone"),
        (histories.run, "history-unbounded"),
        (http_semantics.run, "unknown-path-500"),
        (market_facts.run, "info-fee-other"),
        (market_facts.run, "market-lost"),
        (resting.run, "next-page-unfiltered"),
        (modes.run, "cancel-only-closed"),
        (modes.run, "restart-told-503"),
        (passing_time.run, "heartbeat-never-lapses"),
        (passing_time.run, "scoring-sticks"),
        (passing_time.run, "gtd-as-gtc"),
        (passing_time.run, "earnings-total-other"),
        (passing_time.run, "percentages-high"),
        (placing.run, "batch-first-post-only"),
        (placing.run, "post-only-crosses"),
        (placing.run, "funds-unchecked"),
        (privacy.run, "cancel-all-of-all"),
        (privacy.run, "trades-of-all"),
        (privacy.run, "delete-key-ends-all"),
        (privacy.run, "deleted-key-lives"),
        (privacy.run, "derive-another"),
        (privacy.run, "readonly-key-cancels"),
        (quotes.run, "rfq-best-newest"),
        (rewards.run, "rewards-unordered"),
        (rewards.run, "rewards-order-lost"),
        (market_facts.run, "builder-unknown-free"),
        (rewards.run, "rewards-page-size"),
    ],
)
def test_a_fault_is_found_under_a_clause_that_it_breaks(suite: Callable[[Run], None], fault: str) -> None:
    run = run_on(fault)
    suite(run)
    assert {name for name, _ in broken(run)} & set(FAULTS[fault].breaks)


@pytest.mark.parametrize("fault", ["", "midpoint-on-grid"])
def test_a_price_of_another_rule_is_told_apart_from_one_that_moves(fault: str) -> None:
    run = run_on(*filter(None, [fault]), world="open")
    matching.run(run)
    assert {name for name, _ in broken(run)} == ({"told-alike"} if fault else set())


@pytest.mark.parametrize(
    ("suite", "faults"),
    [
        *((suite, ()) for suite in (account_facts.run, matching.run, privacy.run, passing_time.run)),
        (matching.run, ("order-owner-other",)),
        (matching.run, ("trades-as-maker-lost",)),
        (privacy.run, ("refusals-as-html",)),
        (matching.run, ("drop-of-others",)),
        (histories.run, ("history-unbounded",)),
        (market_facts.run, ("token-id-rounded",)),
        (passing_time.run, ("gtd-as-gtc",)),
        (http_semantics.run, ("unknown-path-500",)),
    ],
)
def test_what_a_run_writes_is_judged_as_the_run_was(
    suite: Callable[[Run], None], faults: tuple[str, ...], tmp_path: Path
) -> None:
    """But for the clauses of scenarios, which a history does not tell of."""
    path = tmp_path / "history.jsonl"
    with History.to(path, "closed") as history:
        run = run_on(*faults, note=history.note)
        suite(run)

    outcome = judge_files(Plan(target="files", suites=(), files=(str(path),)))

    found = run.record.findings.all()
    reported = {
        one.id
        for one in found
        if one.violation.clause in FORMAL or one.violation.clause.suites == EVERY_SUITE
    }
    assert {finding.id for finding in outcome.findings} == reported
    assert bool(reported) == bool(faults)


def test_an_amount_that_shrinks_is_found_under_a_clause_that_it_breaks() -> None:
    run = evolve(run_on("matched-shrinks"), budget=Budget(1, 20, 10))
    walk.run(run)
    assert {name for name, _ in broken(run)} & set(FAULTS["matched-shrinks"].breaks)


@pytest.mark.parametrize("fault", ["mid-is-bid", "price-sides-swapped", "scoring-sticks"])
def test_one_cause_is_one_finding_whatever_follows_from_it(fault: str) -> None:
    run = run_on(fault)
    for suite in (prices.run, placing.run, cancelling.run, matching.run, passing_time.run):
        suite(run)
    (finding,) = run.record.findings.all()
    assert finding.violation.clause.id in FAULTS[fault].breaks
