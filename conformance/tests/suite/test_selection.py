"""Known differences of the user's own, an earlier report as the measure, and a part of the contract alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from clob_conformance.checks.record import Record
from clob_conformance.checks.validator import Validator
from clob_conformance.cli import commands
from clob_conformance.core.description import Description
from clob_conformance.core.deviations import KnownDeviations
from clob_conformance.core.errors import WrongUsage
from clob_conformance.core.findings import BASELINE
from clob_conformance.core.selection import Selection
from clob_conformance.reporting.outcome import Outcome, Plan, deviations, own_deviations
from clob_conformance.reporting.reports import command, write_reports
from clob_conformance.reporting.stored import read_baseline

from .conftest import interaction
from .test_reports_and_masking import outcome as outcome  # noqa: PLC0414 - a fixture

SPREAD = interaction("GET", "/spread?token_id=1", 200, {"spread": 0.02})
TIME = interaction("GET", "/time", 200, "now")
OWN = """
[[deviation]]
id = "spread-is-a-number"
operations = ["getSpread"]
[deviation.shows]
clauses = ["response-schema"]
judges = ["published"]
keys = ["200 $.spread type"]
"""


def record(published: Description, selection: Selection = Selection(), **known: Any) -> Record:  # noqa: B008
    made = Record(Validator(published), KnownDeviations("published", **known), selection=selection)
    made.observe(SPREAD)
    made.observe(TIME)
    return made


def broken(made: Record) -> set[str]:
    return {finding.violation.operation for finding in made.findings.new()}


@pytest.mark.parametrize(
    ("selection", "operations"),
    [
        (Selection(), {"getSpread", "getServerTime"}),
        (Selection(operations=frozenset({"getSpread"})), {"getSpread"}),
        (Selection(excluded=frozenset({"getSpread"})), {"getServerTime"}),
        (Selection(clauses=frozenset({"status-documented"})), set()),
        (Selection(excluded=frozenset({"response-schema"})), set()),
    ],
)
def test_what_was_not_chosen_is_neither_judged_nor_counted_as_checked(
    selection: Selection, operations: set[str], published: Description
) -> None:
    made = record(published, selection)
    names = {published.match("GET", "/time"): "getServerTime"}
    found = {"getServerTime" if any(n and n.id == one for n in names) else one for one in broken(made)}
    assert found == operations
    checked = {clause for clause, _ in made.checked}
    assert ("response-schema" in checked) is bool(operations)


def test_an_entry_of_the_users_own_explains_its_place_alone(published: Description, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    plan = Plan(target="http://exchange.test", deviations=(str(tmp_path / "own.toml"),))
    made = record(published, deviations=deviations(plan))
    assert [
        finding.known for finding in made.findings.all() if finding.violation.operation == "getSpread"
    ] == ["spread-is-a-number"]
    assert "getSpread" not in broken(made)
    assert len(broken(made)) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[deviation]]\nid = 'a'\n", "deviation a: `operations` is missing"),
        ("not toml", "Expected '='"),
        (None, "No such file or directory"),
    ],
)
def test_a_ledger_that_cannot_be_read_is_refused_by_name(
    text: str | None, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "own.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(WrongUsage) as error:
        own_deviations(Plan(deviations=(str(path),)))
    assert str(error.value).startswith(f"--deviations {path}: {sentence}")


def test_only_what_an_earlier_report_has_not_is_new(
    outcome: Outcome, published: Description, tmp_path: Path
) -> None:
    made = record(published)
    earlier = [finding for finding in made.findings.all() if finding.violation.operation == "getSpread"]
    write_reports(outcome, tmp_path, "5" * 64)
    report = json.loads((tmp_path / "report.json").read_text())
    report["findings"] = [{**report["findings"][0], "id": finding.id, "known": None} for finding in earlier]
    (tmp_path / "report.json").write_text(json.dumps(report))
    for path in (tmp_path, tmp_path / "report.json"):
        again = record(published, baseline=read_baseline(str(path)))
        assert "getSpread" not in broken(again)
        assert len(broken(again)) == 1
        (known,) = [finding for finding in again.findings.all() if finding.known is not None]
        assert (known.known, known.id) == (BASELINE, earlier[0].id)
    (tmp_path / "report.json").write_text("[]")
    with pytest.raises(WrongUsage, match="this is no report"):
        read_baseline(str(tmp_path))


@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        (Selection(operations=frozenset({"getNothing"})), "--operation getNothing: unknown"),
        (Selection(clauses=frozenset({"nothing"})), "--clause nothing: unknown"),
        (Selection(excluded=frozenset({"nothing"})), "--exclude nothing: unknown"),
    ],
)
def test_what_is_no_operation_and_no_clause_is_refused(
    selection: Selection, sentence: str, published: Description
) -> None:
    with pytest.raises(WrongUsage, match=sentence):
        selection.check(published)


def test_the_command_of_a_report_names_what_was_chosen() -> None:
    plan = Plan(
        target="http://exchange.test",
        selection=Selection(excluded=frozenset({"getTime"})),
        deviations=("own file.toml",),
        baseline="old",
    )
    assert command(plan).endswith("--exclude getTime --deviations 'own file.toml' --baseline old")


@pytest.mark.parametrize(
    ("target", "profile"),
    [
        ("production", "observed"),
        ("staging", "observed"),
        ("sandbox", "documented"),
        ("http://a", "documented"),
    ],
)
def test_the_live_service_is_judged_with_its_known_differences_unless_reported_otherwise(
    target: str, profile: str
) -> None:
    assert commands._usual_profile(target) == profile
    plan = Plan(target=target, profile=commands._usual_profile(target))
    counts = "reported as known" if profile == "observed" else "any difference"
    assert counts in commands._first_words(plan)
