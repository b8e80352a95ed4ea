"""Nothing is left out in silence: each clause that was not checked is counted, with the reason."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve
from clob_conformance.checks.record import Record
from clob_conformance.checks.validator import NO_SERVER_ERROR, RESPONSE_SCHEMA, Validator
from clob_conformance.core.clauses import CATALOGUE
from clob_conformance.core.description import Description
from clob_conformance.core.deviations import KnownDeviations
from clob_conformance.core.errors import Skipped
from clob_conformance.core.interaction import Masker
from clob_conformance.core.selection import Selection
from clob_conformance.reporting.junit import junit
from clob_conformance.reporting.merge import merge
from clob_conformance.reporting.outcome import Outcome, Plan, skipped
from clob_conformance.reporting.reports import report_json, write_reports
from clob_conformance.reporting.verdict import Verdict, foretold, summary
from clob_conformance.workloads.context import Run

from .conftest import exit_code

CLAUSES = {NO_SERVER_ERROR.id: "kept", RESPONSE_SCHEMA.id: "not-run"}


def reasons(
    plan: Plan,
    left_out: dict[str, str] | None = None,
    broken_off: str = "",
    lacks: str = "",
    ended: dict[str, str] | None = None,
) -> Any:
    return skipped(CLAUSES, plan, left_out or {}, broken_off, lambda clause: lacks, ended or {})


def outcome(description: Description, **changed: Any) -> Outcome:
    """A run that checked one of two clauses."""
    plain = Outcome(
        plan=Plan(),
        url="http://exchange.test",
        started=datetime(2026, 1, 1, tzinfo=UTC),
        duration_s=1.0,
        cases=3,
        description=description,
        tallies={},
        unserved=frozenset(),
        findings=(),
        not_reproduced=(),
        clauses=CLAUSES,
        masker=Masker(),
        scenes={},
        suites=("examples",),
        left_out={},
        checked=frozenset(),
        needs="",
        skipped={RESPONSE_SCHEMA.id: "needs credentials"},
    )
    return evolve(plain, **changed)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"plan": Plan()}, "nothing that it applies to was seen"),
        ({"plan": Plan(), "ended": {RESPONSE_SCHEMA.id: "no book has a gap"}}, "no book has a gap"),
        ({"plan": Plan(selection=Selection(clauses=frozenset({"book-sorted"})))}, "not chosen"),
        ({"plan": Plan(target="https://clob.example"), "lacks": "credentials"}, "needs credentials"),
        ({"plan": Plan(), "broken_off": "the server went away"}, "did not come to its end"),
        (
            {"plan": Plan(suites=("auth",)), "left_out": {"auth": "needs credentials"}},
            "auth needs credentials",
        ),
        ({"plan": Plan(suites=())}, "was not selected"),
        ({"plan": Plan(suites=(), files=("traffic.har",))}, "nothing that it applies to was seen"),
    ],
)
def test_a_clause_that_was_not_run_has_its_reason(given: dict[str, Any], reason: str) -> None:
    found = reasons(**given)

    assert list(found) == [RESPONSE_SCHEMA.id]
    assert reason in found[RESPONSE_SCHEMA.id]


def test_summary_report_and_junit_count_what_was_skipped(published: Description) -> None:
    report = report_json(outcome(published), "0" * 64)
    suite = junit(Verdict.of(report))

    assert "1 of 2 clauses checked" in summary(report)
    assert report["skipped"] == {RESPONSE_SCHEMA.id: "needs credentials"}
    assert suite.get("skipped") == "1"
    (case,) = [one for one in suite if one.get("classname") == "clob_conformance.clauses"]
    assert case.get("name") == RESPONSE_SCHEMA.id
    assert [child.get("message") for child in case.iter("skipped")] == ["needs credentials"]


def test_only_a_strict_run_fails_on_a_critical_clause_that_was_skipped(published: Description) -> None:
    minor = outcome(published)
    grave = evolve(minor, skipped={NO_SERVER_ERROR.id: "needs credentials"})

    assert (exit_code(minor), exit_code(grave)) == (0, 0)
    strict = Plan(strict=True)
    assert (exit_code(evolve(minor, plan=strict)), exit_code(evolve(grave, plan=strict))) == (0, 1)


def test_what_one_report_checked_is_not_skipped_together(published: Description, tmp_path: Path) -> None:
    one, other = outcome(published), outcome(published, clauses=dict.fromkeys(CLAUSES, "kept"), skipped={})
    write_reports(one, tmp_path / "one", "0" * 64)
    write_reports(other, tmp_path / "other", "0" * 64)

    assert (
        merge([tmp_path / "one", tmp_path / "one"], tmp_path)[0]["skipped"] == report_json(one, "")["skipped"]
    )
    assert merge([tmp_path / "one", tmp_path / "other"], tmp_path)[0]["skipped"] == {}


def test_a_workload_that_cannot_go_on_ends_alone_and_leaves_its_reason(published: Description) -> None:
    record = Record(Validator(published), KnownDeviations("published"))
    run: Any = SimpleNamespace(record=record)
    with Run.part(run, NO_SERVER_ERROR, RESPONSE_SCHEMA):
        raise Skipped("no book has a gap")
    with Run.part(run, RESPONSE_SCHEMA):
        raise Skipped("a later reason")
    assert record.skipped == dict.fromkeys([NO_SERVER_ERROR.id, RESPONSE_SCHEMA.id], "no book has a gap")
    assert record.ended == {"no book has a gap": [""], "a later reason": [""]}


def test_what_a_run_can_check_is_foretold_with_what_the_rest_needs() -> None:
    every = len(CATALOGUE)
    reported = foretold({"a": "needs credentials", "b": "needs credentials", "c": "needs --trade", "d": "x"})
    assert reported == (
        f"{every - 4} of {every} clauses can be checked; 2 need credentials; 1 needs --trade; 1 not: x "
        "(clob-conformance --help accounts)"
    )
    assert foretold({}) == f"{every} of {every} clauses can be checked"
