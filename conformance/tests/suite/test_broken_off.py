"""A run that does not come to its end tells what it found until then, and never that the contract is kept."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import jsonschema_rs
import pytest
from attrs import evolve
from clob_conformance.cli.commands import app
from clob_conformance.core.clauses import SuiteName
from clob_conformance.core.errors import CannotRun, Unanswered
from clob_conformance.environment import preflight
from clob_conformance.environment.sandbox import running_sandbox
from clob_conformance.reporting.merge import merge
from clob_conformance.reporting.outcome import Outcome, Plan
from clob_conformance.reporting.reports import write_reports
from clob_conformance.reporting.stored import read_report
from clob_conformance.reporting.verdict import INTERRUPTED
from clob_conformance.run import execution as runs
from clob_conformance.run import replay
from clob_conformance.workloads.context import Run
from typer.testing import CliRunner

from .conftest import exit_code
from .test_reports_and_masking import SCHEMA
from .test_reports_and_masking import outcome as outcome  # noqa: PLC0414 - a fixture

TWO: tuple[SuiteName, ...] = ("examples", "pagination")
GONE = "cannot reach http://127.0.0.1:1: it hung up"


@pytest.fixture
def flawed() -> Iterator[str]:
    """The URL of a sandbox that inverts `neg_risk`."""
    with running_sandbox("documented", 0, ("neg-risk-inverted",)) as line:
        yield line["url"]


def hang_up(url: str) -> None:
    httpx.post(f"{url}/_sandbox/trouble", json={"kind": "reset"}, trust_env=False).raise_for_status()


def test_a_server_that_goes_away_does_not_take_the_findings_with_it(flawed: str) -> None:
    def watch(run: Run, suite: SuiteName) -> None:
        if suite == "pagination":
            hang_up(flawed)

    reported = runs.execute(Plan(target=flawed, quick=True, suites=TWO), watch)
    assert reported.broken_off.startswith(f"cannot reach {flawed}: ")
    assert "getNegRisk" in {finding.violation.operation for finding in reported.new}
    assert exit_code(reported) == 1
    assert exit_code(evolve(reported, findings=())) == 2

    with pytest.raises(CannotRun, match="cannot reach"):
        runs.execute(Plan(target=flawed, quick=True, suites=TWO))


def test_an_interrupted_run_tells_what_it_found(flawed: str) -> None:
    def watch(run: Run, suite: SuiteName) -> None:
        if suite == "pagination":
            signal.raise_signal(signal.SIGTERM)

    plan = Plan(target=flawed, quick=True, suites=TWO)
    reported = runs.execute(plan, watch)
    assert (reported.broken_off, exit_code(reported)) == (INTERRUPTED, 130)
    assert "getNegRisk" in {finding.violation.operation for finding in reported.new}


def test_nothing_is_called_gone_by_a_run_that_was_broken_off(flawed: str) -> None:
    def watch(run: Run, suite: SuiteName) -> None:
        hang_up(flawed)

    reported = runs.execute(Plan(target=flawed, profile="observed", quick=True, suites=("examples",)), watch)
    assert reported.broken_off != ""
    assert reported.not_reproduced == ()


def test_every_report_says_that_the_run_was_broken_off(outcome: Outcome, tmp_path: Path) -> None:
    without = evolve(outcome, findings=outcome.findings[1:], broken_off=GONE)
    write_reports(without, tmp_path, "5" * 64)
    report, _ = read_report(tmp_path)
    jsonschema_rs.validate(SCHEMA, report)
    assert report["broken_off"] == GONE
    assert report["summary"].endswith("broken off")
    page = (tmp_path / "index.html").read_text()
    assert "Undecided: the run was broken off" in page
    assert GONE in page
    assert "The contract is kept" not in page
    suite = ET.parse(tmp_path / "junit.xml").getroot()  # noqa: S314 - the report written above
    assert (suite.get("tests"), suite.get("errors")) == ("4", "1")
    assert [error.get("message") for error in suite.iter("error")] == [GONE]


def test_a_merged_report_says_which_run_was_broken_off(outcome: Outcome, tmp_path: Path) -> None:
    kept = evolve(outcome, findings=())
    for name, one in (("complete", kept), ("half", evolve(kept, broken_off=GONE))):
        write_reports(one, tmp_path / name, "5" * 64)
    folders = [tmp_path / "complete", tmp_path / "half"]
    assert merge(folders, tmp_path / "both")[0]["broken_off"] == f"{tmp_path / 'half'}: {GONE}"
    words = ["merge", *map(str, folders), "--report-dir", str(tmp_path / "both")]
    assert CliRunner().invoke(app, words).exit_code == 2


@pytest.mark.parametrize(
    ("why", "raised"), [(GONE, CannotRun), (INTERRUPTED, KeyboardInterrupt)], ids=["gone", "interrupted"]
)
def test_a_replay_that_was_broken_off_does_not_say_that_the_finding_is_gone(
    why: str, raised: type[BaseException], outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    def execute(*_: Any) -> Outcome:
        return evolve(outcome, findings=(), checked=frozenset({("response-schema", "")}), broken_off=why)

    monkeypatch.setattr(runs, "execute", execute)
    with pytest.raises(raised, match=why if raised is CannotRun else None):
        replay.replay(Plan(until="0123456789"), "response-schema", lambda run, suite: None)


@pytest.mark.parametrize(
    ("error", "reported"),
    [
        (Unanswered("POST /order was not answered: reset."), "POST /order was not answered: reset"),
        (RecursionError("too deep"), "by a fault of its own: RecursionError at test_broken_off.py, line "),
    ],
    ids=["unanswered", "fault"],
)
def test_a_suite_that_cannot_go_on_does_not_end_the_others(
    error: Exception, reported: str, flawed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(run: Run) -> None:
        raise error

    monkeypatch.setitem(runs._RUNNERS, "examples", fail)
    outcome = runs.execute(Plan(target=flawed, quick=True, suites=TWO))
    assert outcome.broken_off.startswith("examples was broken off")
    assert reported in outcome.broken_off
    assert "pagination" in outcome.suites
    assert exit_code(outcome) == 2


def test_a_run_ends_in_its_time_and_tells_what_it_found(flawed: str) -> None:
    def watch(run: Run, suite: SuiteName) -> None:
        if suite == "pagination":
            assert run.sender.until < float("inf")
            object.__setattr__(run.sender, "clock", lambda: run.sender.until)

    plan = Plan(target=flawed, quick=True, suites=TWO, minutes=90)
    reported = runs.execute(plan, watch)
    assert reported.broken_off == "the time that the run may take is over (--minutes)"
    assert "getNegRisk" in {finding.violation.operation for finding in reported.new}
    assert exit_code(reported) == 1


def test_what_nobody_understands_before_the_first_suite_is_one_sentence(
    flawed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("condition_id")

    monkeypatch.setattr(preflight, "remote_markets", fail)
    sentence = f"^what {flawed} answers first is not understood: KeyError at test_broken_off.py, line "
    with pytest.raises(CannotRun, match=sentence):
        runs.execute(Plan(target=flawed, quick=True, suites=TWO))
