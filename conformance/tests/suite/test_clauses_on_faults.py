"""The clauses that need an exchange, held against a sandbox inside the test: whole, and with a fault."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

import httpx
import pytest
from attrs import evolve
from clob_conformance.checks.record import Record
from clob_conformance.checks.validator import Validator
from clob_conformance.core.description import Description, read_description
from clob_conformance.core.deviations import KnownDeviations
from clob_conformance.core.interaction import Masker
from clob_conformance.core.resources import description_file
from clob_conformance.environment import preflight
from clob_conformance.environment.sender import Sender
from clob_conformance.environment.target import Target
from clob_conformance.model import Model
from clob_conformance.workloads import (
    account_facts,
    agreement,
    authentication,
    cancelling,
    crossings,
    histories,
    lifecycle,
    manners,
    market_facts,
    modes,
    passing_time,
    placing,
    privacy,
    quotes,
    rewards,
)
from clob_conformance.workloads.context import Budget, Run
from clob_sandbox.app import App
from clob_sandbox.clock import Clock
from clob_sandbox.faults import chosen
from clob_sandbox.journal import Incoming
from clob_sandbox.sandbox import Options, Sandbox

from .conftest import broken

URL = "http://127.0.0.1:1"


@cache
def repaired() -> Description:
    """The description that the suite judges by."""
    return read_description(description_file("repaired"))


def run_on(*faults: str, modelled: bool = True) -> Run:
    """A run on a sandbox of its own, with these faults, without a process; not `modelled`: what a suite
    concludes alone.
    """
    app = App(Sandbox(Options(faults=chosen(faults)), Clock()))

    def answer(request: httpx.Request) -> httpx.Response:
        parts = urlsplit(str(request.url))
        headers = {name.lower(): value for name, value in request.headers.items()}
        told = app.answer(Incoming(request.method, parts.path, parts.query, headers, request.content))
        return httpx.Response(
            told.status, content=told.body, headers={"content-type": "application/json", **told.headers}
        )

    description = repaired()
    record, masker = Record(Validator(description), KnownDeviations("repaired")), Masker()
    record.model = Model(description, "closed") if modelled else None
    sender = Sender(URL, record.observe, None, httpx.Client(transport=httpx.MockTransport(answer)))
    sender.notes.append(record.note)
    ready = app.sandbox.ready(URL)
    cast = preflight.own_cast(preflight.own_accounts(sender, ready, masker))
    target = Target("sandbox", URL, own=True, trade=True, cast=cast)
    live = preflight.stock_live(sender, description, preflight.own_markets(sender, ready), target)
    record.watchers.append(live.notice)
    return Run(target, description, record, sender, live, masker, 0, Budget(1, 1, 1))


SUITES: tuple[Callable[[Run], None], ...] = (
    account_facts.run,
    agreement.run,
    cancelling.run,
    crossings.run,
    histories.run,
    manners.run,
    market_facts.run,
    modes.run,
    placing.run,
    privacy.run,
    quotes.run,
    rewards.run,
    passing_time.run,
)


def test_a_whole_exchange_breaks_none_of_them() -> None:
    run = run_on()
    for suite in SUITES:
        suite(run)
    assert broken(run) == set()


@pytest.mark.parametrize(
    ("suite", "fault", "clause"),
    [
        (account_facts.run, "balance-doubled", "balance-agrees"),
        (account_facts.run, "heartbeat-any-id", "heartbeat-chain"),
        (account_facts.run, "heartbeat-moves-on-refusal", "heartbeat-chain"),
        (agreement.run, "last-trades-short", "batches-agree"),
        (authentication.run, "body-reserialised", "auth-body-as-sent"),
        (cancelling.run, "cancel-keeps-reserve", "cancel-frees-funds"),
        (cancelling.run, "cancel-market-one-outcome", "cancel-market-filter"),
        (cancelling.run, "cancelled-order-again", "order-once"),
        (cancelling.run, "cancels-past-twenty-lost", "cancel-closes-order"),
        (crossings.run, "cancel-partial-refused", "cancel-told"),
        (crossings.run, "improvement-kept", "told-alike"),
        (crossings.run, "mint-told-as-taken", "told-alike"),
        (crossings.run, "next-page-unfiltered", "answers-what-was-asked"),
        (crossings.run, "partial-unlisted", "open-orders-told"),
        (crossings.run, "post-amounts-signed", "match-foretold"),
        (crossings.run, "remainder-dropped", "open-orders-told"),
        (crossings.run, "trade-at-limit-price", "trade-foretold"),
        (crossings.run, "drop-of-others", "reads-change-nothing"),
        (crossings.run, "maker-pays-fee", "told-alike"),
        (crossings.run, "fok-partial", "match-foretold"),
        (crossings.run, "fak-rests", "matched-only-grows"),
        (crossings.run, "fill-uncounted", "told-alike"),
        (crossings.run, "trader-side-swapped", "trade-foretold"),
        (crossings.run, "balance-stale", "told-alike"),
        (crossings.run, "notifications-stay", "notices-foretold"),
        (crossings.run, "last-trade-default", "told-alike"),
        (crossings.run, "closed-only-told", "closed-only-agrees"),
        (histories.run, "histories-first-alone", "histories-agree"),
        (histories.run, "history-unbounded", "history-bounds"),
        (manners.run, "unknown-path-500", "no-server-error"),
        (market_facts.run, "info-fee-other", "market-agrees"),
        (market_facts.run, "market-lost", "markets-listed"),
        (lifecycle.run, "next-page-unfiltered", "orders-filter"),
        (modes.run, "cancel-only-closed", "mode-leaves-cancels"),
        (modes.run, "restart-told-503", "mode-told"),
        (passing_time.run, "heartbeat-never-lapses", "heartbeat-lapse"),
        (passing_time.run, "scoring-sticks", "scoring-live-only"),
        (passing_time.run, "gtd-as-gtc", "gtd-expires"),
        (passing_time.run, "earnings-total-other", "earnings-add-up"),
        (passing_time.run, "percentages-high", "percentages-sane"),
        (placing.run, "batch-first-post-only", "post-only-rests"),
        (placing.run, "post-only-crosses", "post-only-rests"),
        (placing.run, "funds-unchecked", "order-funded"),
        (privacy.run, "cancel-all-of-all", "cancel-private"),
        (privacy.run, "trades-of-all", "lists-private"),
        (privacy.run, "delete-key-ends-all", "key-revoked"),
        (privacy.run, "deleted-key-lives", "key-revoked"),
        (privacy.run, "derive-another", "key-derived"),
        (privacy.run, "readonly-key-cancels", "readonly-key-reads"),
        (quotes.run, "rfq-best-newest", "best-quote-by-terms"),
        (rewards.run, "rewards-unordered", "rewards-ordered"),
        (rewards.run, "rewards-page-size", "page-size-kept"),
    ],
)
def test_a_fault_is_found_under_the_clause_it_breaks(
    suite: Callable[[Run], None], fault: str, clause: str
) -> None:
    run = run_on(fault)
    suite(run)
    assert clause in {name for name, _ in broken(run)}


def test_an_amount_that_shrinks_is_one_finding_that_shows_both_readings() -> None:
    run = evolve(run_on("matched-shrinks", modelled=False), budget=Budget(1, 20, 10))
    lifecycle.run(run)
    (finding,) = [
        one for one in run.record.findings.all() if one.violation.clause.id == "matched-amount-sane"
    ]
    assert finding.places == {
        "getOrder": "matched 3.0 of 5.0, 4.0 before",
        "getOrders": "matched 0.0 of 5.0, 4.0 before",
    }
    earlier, later = (shown.answer.json() for shown in finding.interactions)
    assert earlier["size_matched"] == "4"
    assert later.get("size_matched") == "3" or later["data"][0]["size_matched"] == "0"


@pytest.mark.parametrize(
    ("fault", "clause"),
    [
        ("mid-is-bid", "book-agrees"),
        ("price-sides-swapped", "book-agrees"),
        ("cancelled-stays-open", "cancel-closes-order"),
        ("scoring-sticks", "scoring-live-only"),
    ],
)
def test_one_cause_is_one_finding_whatever_follows_from_it(fault: str, clause: str) -> None:
    run = run_on(fault, modelled=False)
    for suite in (agreement.run, placing.run, cancelling.run, crossings.run, passing_time.run):
        suite(run)
    assert [finding.violation.clause.id for finding in run.record.findings.all()] == [clause]
