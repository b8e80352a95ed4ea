"""What differs from an earlier report: only what was looked for again is no longer reproduced."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from attrs import evolve
from clob_conformance.core.errors import WrongUsage
from clob_conformance.core.findings import Finding
from clob_conformance.reporting.merge import merge
from clob_conformance.reporting.outcome import Outcome
from clob_conformance.reporting.reports import report_json, write_reports
from clob_conformance.reporting.stored import read_earlier
from clob_conformance.reporting.verdict import Verdict

from .test_merge import BROKEN, SHA
from .test_reports_and_masking import SCHEMA
from .test_reports_and_masking import outcome as outcome  # noqa: PLC0414 - a fixture

SHARE = {"seen": 1, "of": 3, "unseen": ["getOrders 401", "getOrders 500"]}


def of(operation: str, known: str | None = None) -> Finding:
    """A finding at an operation, one of its own."""
    violation = evolve(BROKEN, operation=operation, cause="", key=f"200 $ {operation}")
    return Finding(violation, (), known, "examples", {operation: violation.message})


def run(outcome: Outcome, *found: Finding, checked: tuple[str, ...] = (), **changed: Any) -> Outcome:
    return evolve(
        outcome,
        findings=found,
        scenes={one.id: () for one in found},
        checked=frozenset(("response-schema", place) for place in checked),
        clauses={"response-schema": "broken" if found else "kept"},
        **changed,
    )


def compared(outcome: Outcome, earlier: Outcome, later: Outcome, folder: Path) -> dict[str, Any]:
    write_reports(earlier, folder, SHA)
    reported = report_json(evolve(later, plan=evolve(later.plan, earlier=read_earlier(str(folder)))), SHA)
    jsonschema_rs.validate(SCHEMA, reported)
    return reported


def test_each_finding_is_new_gone_still_there_known_or_was_not_looked_for(
    outcome: Outcome, tmp_path: Path
) -> None:
    earlier = run(
        outcome, of("getOrders"), of("getOrder"), of("getTrades"), of("getTime"), checked=("getOrder",)
    )
    later = run(
        outcome, of("getOrders"), of("getBook"), of("getTime", "time-late"),
        checked=("getOrders", "getOrder", "getBook", "getTime"), unmet={"getTrades": "needs credentials"},
    )  # fmt: skip
    reported = compared(outcome, earlier, later, tmp_path)
    assert reported["difference"]["findings"] == {
        of("getBook").id: "new",
        of("getOrders").id: "still",
        of("getOrder").id: "not-reproduced",
        of("getTime").id: "known",
        of("getTrades").id: "unchecked",
    }
    (first, *_) = Verdict.of(reported).compared
    assert first == (
        f"Compared with {tmp_path} of {reported['earlier']['started']}: 1 new, "
        "1 no longer reproduced, 1 still there, 1 known now, 1 not checked this time"
    )


def test_clauses_and_what_was_seen_are_compared(outcome: Outcome, tmp_path: Path) -> None:
    earlier = run(outcome, of("getOrders"), coverage={"statuses": SHARE})
    later = run(outcome, coverage={"statuses": {"seen": 2, "of": 3, "unseen": ["getOrders 500"]}})
    reported = compared(outcome, earlier, later, tmp_path)
    assert reported["difference"]["clauses"] == {"response-schema": {"was": "broken", "is": "kept"}}
    assert Verdict.of(reported).compared[1:] == (
        "Clauses that changed (1): response-schema was broken, is kept",
        "Seen of the OpenAPI document before: statuses 1 of 3, now 2 of 3",
    )
    same = compared(outcome, later, later, tmp_path)
    assert Verdict.of(same).compared[1:] == ("No clause changed",)


def test_another_server_is_reported_and_what_no_report_is_refused(outcome: Outcome, tmp_path: Path) -> None:
    elsewhere = run(evolve(outcome, plan=evolve(outcome.plan, target="https://clob.example")))
    reported = compared(outcome, elsewhere, run(outcome), tmp_path)
    assert "The earlier report differs in target https://clob.example" in Verdict.of(reported).compared
    (tmp_path / "report.json").write_text("{}")
    with pytest.raises(WrongUsage, match=r"--compare .*: this is no report\.json"):
        read_earlier(str(tmp_path))
    assert read_earlier(None) is None


def test_shards_are_compared_together(outcome: Outcome, tmp_path: Path) -> None:
    write_reports(run(outcome, of("getOrders"), of("getOrder")), tmp_path / "earlier", SHA)
    earlier = read_earlier(str(tmp_path / "earlier"))
    parts = [
        run(outcome, of("getBook"), checked=("getBook",)),
        run(outcome, checked=("getOrders", "getOrder")),
    ]
    for number, part in enumerate(parts):
        plan = evolve(part.plan, earlier=earlier)
        write_reports(evolve(part, plan=plan, coverage={"statuses": SHARE}), tmp_path / str(number), SHA)
    report, _ = merge([tmp_path / "0", tmp_path / "1"], tmp_path)
    assert sorted(report["difference"]["findings"].values()) == ["new", "not-reproduced", "not-reproduced"]
    assert report["coverage"] == {"statuses": SHARE}
    jsonschema_rs.validate(SCHEMA, report)
    write_reports(parts[0], tmp_path / "0", SHA)
    with pytest.raises(WrongUsage, match="not compared with the same report"):
        merge([tmp_path / "0", tmp_path / "1"], tmp_path)
    reported, _ = merge([tmp_path / "0", tmp_path / "1"], tmp_path, earlier)
    assert reported["difference"]["findings"] == report["difference"]["findings"]


def test_what_all_shards_saw_is_seen(outcome: Outcome, tmp_path: Path) -> None:
    other = {"seen": 1, "of": 3, "unseen": ["getOrder 200", "getOrders 500"]}
    for number, share in enumerate((SHARE, other)):
        write_reports(run(outcome, coverage={"statuses": share}), tmp_path / str(number), SHA)
    report, _ = merge([tmp_path / "0", tmp_path / "1"], tmp_path)
    assert report["coverage"] == {"statuses": {"seen": 2, "of": 3, "unseen": ["getOrders 500"]}}
    assert json.dumps(report)
