"""What a run did not judge is told, and never taken for a contract that is kept."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from clob_conformance import cli
from clob_conformance.environment.sandbox import running_sandbox
from clob_conformance.reporting.merge import merge
from clob_conformance.reporting.outcome import Outcome
from clob_conformance.reporting.reports import write_reports

from .test_command import VARIABLES
from .test_merge import shard
from .test_reports_and_masking import outcome as outcome  # noqa: PLC0414 - a fixture

FINDING = "0123456789"
LIFECYCLE = "lifecycle needs credentials and --trade, which allows orders"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_sandbox("documented", 0) as ready:
        yield ready["url"]


@pytest.fixture(autouse=True)
def nobodys_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder, and no credentials."""
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def ended(monkeypatch: pytest.MonkeyPatch, *words: str) -> Any:
    """The exit code of the command."""
    monkeypatch.setattr(sys, "argv", ["clob-conformance", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return end.value.code


@pytest.fixture
def store(outcome: Outcome) -> Callable[..., None]:
    """Writes a report with one finding, of a run against the own sandbox."""

    def write(clause: str, suite: str, *operations: str) -> None:
        folder = Path("reports/conformance")
        write_reports(outcome, folder, "5" * 64)
        report = json.loads((folder / "report.json").read_text())
        report["findings"] = [{**report["findings"][0], "id": FINDING, "clause": clause}]
        stored = {"plan": {"quick": True}, "suites": [suite], "operations": operations, "steps": []}
        (folder / "report.json").write_text(json.dumps(report))
        (folder / "replay.json").write_text(json.dumps({"schema_version": 1, "findings": {FINDING: stored}}))

    return write


def test_a_run_that_judged_nothing_ends_with_2_and_says_why(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "run", "--target", url, "--quick", "--suite", "lifecycle") == 2
    assert capsys.readouterr().err == f"clob-conformance: nothing was judged: {LIFECYCLE}\n"
    assert list(Path().iterdir()) == []


def test_a_suite_that_was_left_out_is_reported_on_the_terminal_in_the_report_and_on_the_page(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("run", "--target", url, "--quick", "--suite", "limits", "--suite", "lifecycle")
    assert ended(monkeypatch, *words) == 0
    assert f"\nleft out: {LIFECYCLE}\n" in capsys.readouterr().out
    report = json.loads(Path("reports/conformance/report.json").read_text())
    assert report["suites"] == ["limits"]
    assert f"lifecycle {report['left_out']['lifecycle']}" == LIFECYCLE
    assert report["summary"].endswith(", without lifecycle")
    assert f"the suite {LIFECYCLE}." in Path("reports/conformance/index.html").read_text()


@pytest.mark.parametrize(
    ("clause", "suite", "operation", "sentence"),
    [
        ("order-accepted", "lifecycle", "postOrder", f"nothing was judged: {LIFECYCLE}"),
        (
            "post-told",
            "examples",
            "postOrder",
            "post-told at postOrder was not judged: the finding needs --trade, which allows orders",
        ),
        (
            "open-orders-told",
            "examples",
            "getOrders",
            "open-orders-told at getOrders was not judged: the finding needs credentials",
        ),
        (
            "book-sorted",
            "examples",
            "getMarkets",
            "book-sorted at getMarkets was not judged: there was no occasion for it",
        ),
    ],
)
def test_a_replay_that_judged_nothing_of_the_finding_ends_with_2_and_says_why(
    clause: str,
    suite: str,
    operation: str,
    sentence: str,
    store: Callable[..., None],
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    store(clause, suite, operation)
    assert ended(monkeypatch, "replay", FINDING, "--target", url) == 2
    reported = capsys.readouterr()
    assert reported.err == f"clob-conformance: {sentence}\n"
    assert "not shown any more" not in reported.out


def test_a_replay_that_judged_the_clause_and_did_not_find_it_broken_ends_with_0(
    store: Callable[..., None], url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store("response-schema", "examples", "getTime")
    assert ended(monkeypatch, "replay", FINDING, "--target", url) == 0
    assert "not shown any more" in capsys.readouterr().out


def test_a_suite_is_left_out_of_a_merged_report_only_where_no_report_judged_by_it(
    outcome: Outcome, tmp_path: Path
) -> None:
    part = evolve(outcome, suites=("examples",), left_out={"lifecycle": "needs --trade", "limits": "x"})
    first = shard(part, tmp_path, 1)
    second = shard(outcome, tmp_path, 2, suites=("limits",), left_out={})
    report, _ = merge([first, second], tmp_path / "all")
    assert report["suites"] == ["examples", "limits"]
    assert report["left_out"] == {"lifecycle": "needs --trade"}
    assert report["summary"].endswith(", without lifecycle")


def test_a_strict_run_ends_with_1_where_a_critical_clause_was_not_checked(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("run", "--target", url, "--quick", "--suite", "limits")
    assert ended(monkeypatch, *words) == 0
    capsys.readouterr()
    assert ended(monkeypatch, *words, "--strict") == 1
    assert "Undecided: critical clauses were not checked (--strict): " in capsys.readouterr().out
