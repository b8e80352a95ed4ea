"""Reports of shards, or of several runs, become one; what one saw, another's silence does not undo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from attrs import evolve
from clob_conformance.checks.validator import RESPONSE_SCHEMA
from clob_conformance.core.errors import CannotRun, WrongUsage
from clob_conformance.core.findings import Finding, Violation
from clob_conformance.core.selection import IN_ANOTHER_SHARD
from clob_conformance.reporting.merge import merge
from clob_conformance.reporting.outcome import Outcome
from clob_conformance.reporting.page import TEMPLATES
from clob_conformance.reporting.reports import write_files, write_reports
from clob_conformance.run.replay import stored_plan
from clob_conformance.workloads.scene import Step

from .conftest import interaction
from .test_command import command
from .test_reports_and_masking import outcome as outcome  # noqa: PLC0414 - a fixture

BROKEN = Violation(RESPONSE_SCHEMA, "getOrders", "wrong at getOrders", "200 $", "OpenOrder.id type")
SHA = "5" * 64


def shard(outcome: Outcome, folder: Path, number: int, **changed: Any) -> Path:
    """Writes the report of a shard."""
    findings = changed.get("findings", ())
    changed = {
        "findings": (),
        "ended": {"no book": ("auth",)},
        "clauses": {"response-schema": "kept"},
        **changed,
    }
    plan = evolve(outcome.plan, shard=(number, 2))
    part = evolve(outcome, plan=plan, scenes={one.id: () for one in findings}, **changed)
    write_reports(part, folder / str(number), SHA)
    return folder / str(number)


def found(operation: str, size: int) -> Finding:
    violation = evolve(BROKEN, operation=operation, message=f"wrong at {operation}")
    shown = interaction("GET", "/data/orders", 200, b"x" * size)
    return Finding(violation, (shown,), None, "examples", {operation: violation.message}, met=2)


def test_cases_and_statuses_add_up_and_a_cause_is_reported_once(outcome: Outcome, tmp_path: Path) -> None:
    folders = [
        shard(
            outcome, tmp_path, 1, findings=(found("getOrders", 30),), clauses={"response-schema": "broken"}
        ),
        shard(outcome, tmp_path, 2, findings=(found("getOrder", 10),)),
    ]
    report, replays = merge(folders, tmp_path / "all")
    jsonschema_rs.validate(json.loads((TEMPLATES / "report.schema.json").read_text()), report)
    assert (report["cases"], report["duration_s"]) == (6, 3.0)
    assert report["ended"] == {"no book": ["auth", "auth"]}
    assert report["operations"]["postOrder"]["statuses"] == {"200": 4, "400": 2}
    (finding,) = report["findings"]
    assert (finding["operation"], finding["met"]) == ("getOrder", 4)
    assert finding["also_at"] == {"getOrders": "wrong at getOrders"}
    assert finding["reproduce"].endswith(f"--report-dir {tmp_path / 'all'}")
    assert report["clauses"]["response-schema"] == "broken"
    assert stored_plan(replays, finding["id"]).shard == (1, 2)
    assert " && " in report["command"]


@pytest.mark.parametrize(
    ("verdicts", "merged"),
    [
        (("kept", "broken"), "broken"),
        (("known", "kept"), "known"),
        (("not-run", "kept"), "kept"),
        (("not-run", "not-run"), "not-run"),
        (("known", "broken"), "broken"),
    ],
)
def test_the_gravest_verdict_of_a_clause_stays(
    outcome: Outcome, tmp_path: Path, verdicts: tuple[str, str], merged: str
) -> None:
    folders = [
        shard(outcome, tmp_path, n + 1, clauses={"pages-end": word}) for n, word in enumerate(verdicts)
    ]
    assert merge(folders, tmp_path)[0]["clauses"] == {"pages-end": merged}


def test_an_entry_is_gone_only_where_no_report_shows_it(outcome: Outcome, tmp_path: Path) -> None:
    known = evolve(found("getMidpoint", 5), known="midpoint-key")
    folders = [shard(outcome, tmp_path, n, clauses={"response-schema": "not-reproduced"}) for n in (1, 2)]
    for folder in folders:
        report = json.loads((folder / "report.json").read_text())
        entry = {"id": "midpoint-key", "operations": ["getMidpoint"], "clauses": ["response-schema"]}
        (folder / "report.json").write_text(json.dumps({**report, "not_reproduced": [entry]}))
    both, _ = merge(folders, tmp_path)
    assert ([entry["id"] for entry in both["not_reproduced"]], both["clauses"]) == (
        ["midpoint-key"],
        {"response-schema": "not-reproduced"},
    )
    shown = shard(outcome, tmp_path, 3, findings=(known,), clauses={"response-schema": "known"})
    every, _ = merge([*folders, shown], tmp_path)
    assert (every["not_reproduced"], every["clauses"]) == ([], {"response-schema": "known"})


def test_what_no_shard_met_has_the_reason_of_its_own_shard(outcome: Outcome, tmp_path: Path) -> None:
    lacks = {"getOrders": "needs credentials", "postOrder": IN_ANOTHER_SHARD, "getTime": IN_ANOTHER_SHARD}
    other = {"getOrders": IN_ANOTHER_SHARD, "getTime": "no suite that ran calls it"}
    folders = [shard(outcome, tmp_path, n, unmet=unmet) for n, unmet in ((1, lacks), (2, other))]
    for order in (folders, folders[::-1]):
        assert merge(order, tmp_path)[0]["unmet"] == {
            "getOrders": "needs credentials",
            "getTime": "no suite that ran calls it",
        }


def test_reports_of_different_things_are_not_merged(outcome: Outcome, tmp_path: Path) -> None:
    other = evolve(outcome, plan=evolve(outcome.plan, judge="published"))
    folders = [shard(outcome, tmp_path, 1), shard(other, tmp_path, 2)]
    with pytest.raises(
        WrongUsage, match="cannot be merged: judge is repaired in one and published in the other"
    ):
        merge(folders, tmp_path)
    with pytest.raises(CannotRun, match=r"no report in .*nowhere: report\.json: No such file"):
        merge([folders[0], tmp_path / "nowhere"], tmp_path)


def test_a_merged_report_is_written_read_and_merged_again(outcome: Outcome, tmp_path: Path) -> None:
    one = evolve(outcome, scenes={finding.id: (STEP,) for finding in outcome.findings})
    write_reports(one, tmp_path / "one", SHA)
    write_files(*merge([tmp_path / "one"], tmp_path / "two"), tmp_path / "two")
    report, replays = merge([tmp_path / "one", tmp_path / "two"], tmp_path / "two")
    assert report["cases"] == 6
    assert stored_plan(replays, outcome.findings[0].id).steps == (STEP,)
    done = command(tmp_path, "merge", "one", "two", "--report-dir", "all")
    assert done.returncode == 1, done.stderr
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == sorted(
        ["index.html", "junit.xml", "replay.json", "report.json"]
    )


STEP = Step("reader", "L2", "GET", "/data/orders?id={{resting 0}}")
