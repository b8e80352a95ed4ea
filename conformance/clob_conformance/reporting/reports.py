"""The report folder: `report.json` for programs, `junit.xml` for test servers, `index.html` for people, and
`replay.json`, which `clob-conformance replay` reads. No secret stands in any of them.
"""

from __future__ import annotations

import json
import shlex
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from attrs import asdict

from clob_conformance.core.clauses import SUITES
from clob_conformance.core.errors import CannotRun
from clob_conformance.core.findings import Finding
from clob_conformance.core.interaction import Masker
from clob_conformance.reporting.difference import difference
from clob_conformance.reporting.junit import junit
from clob_conformance.reporting.outcome import NOT_STORED, Outcome, Plan
from clob_conformance.reporting.page import page
from clob_conformance.reporting.verdict import Report, Verdict, complete, places, summary

SCHEMA_VERSION = 1
DEFAULT_FOLDER = Path("reports/conformance")
PROGRAM = "clob-conformance"
THEN = " && "

Replays = dict[str, Any]


def write_reports(outcome: Outcome, folder: Path, spec_sha256: str) -> None:
    """Write all files of a run into `folder`, which is made when it is not there."""
    write_files(report_json(outcome, spec_sha256, folder), replays_json(outcome), folder)


def write_files(report: Report, replays: Replays, folder: Path) -> None:
    """Write a report, of one run or of several, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    (folder / "replay.json").write_text(json.dumps(replays, indent=2) + "\n", "utf-8")
    verdict = Verdict.of(report)
    (folder / "index.html").write_text(page(verdict), "utf-8")
    tree = ET.ElementTree(junit(verdict))
    ET.indent(tree)
    tree.write(folder / "junit.xml", encoding="utf-8", xml_declaration=True)


def try_folder(folder: Path) -> None:
    """Find out whether reports can be written, and leave nothing behind. Raises `CannotRun`."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        raise CannotRun(f"--report-dir {folder}: no report can be written there: {error.strerror}") from None


def report_json(outcome: Outcome, spec_sha256: str, folder: Path = DEFAULT_FOLDER) -> Report:
    """The report as JSON values; `templates/report.schema.json` says what they are, a promise to programs."""
    findings = [finding_json(finding, outcome.masker, folder) for finding in outcome.findings]
    report: Report = {
        "schema_version": SCHEMA_VERSION,
        "target": outcome.plan.target,
        "judge": outcome.plan.judge,
        "profile": outcome.plan.profile,
        "spec_sha256": spec_sha256,
        "seed": outcome.plan.seed,
        "started": outcome.started.isoformat(timespec="seconds"),
        "duration_s": round(outcome.duration_s, 3),
        "cases": outcome.cases,
        "operations": {
            name: {
                "cases": tally.cases,
                "statuses": {str(status): tally.statuses[status] for status in sorted(tally.statuses)},
                "checks": tally.checks,
                "findings": sum(name in places(finding) for finding in findings),
                "label": outcome.description.operations[name].label,
                "seconds": round(tally.seconds, 3),
                "times": tally.times.json(),
            }
            for name, tally in sorted(outcome.tallies.items())
        },
        "clauses": dict(sorted(outcome.clauses.items())),
        "checked": _checked(outcome),
        "findings": findings,
        "not_reproduced": [
            {
                "id": entry.id,
                "operations": list(entry.operations),
                "clauses": list(entry.shows.clauses) if entry.shows is not None else [],
            }
            for entry in outcome.not_reproduced
        ],
        "unserved": sorted(outcome.unserved),
        "suites": list(outcome.suites),
        "timings": {
            suite: {"seconds": round(outcome.took.get(suite, 0.0), 3), **times.json()}
            for suite, times in sorted(outcome.times.items())
        },
        "coverage": outcome.coverage,
        "left_out": dict(outcome.left_out),
        "skipped": dict(sorted(outcome.skipped.items())),
        "unmet": dict(sorted(outcome.unmet.items())),
        "ended": {reason: list(suites) for reason, suites in sorted(outcome.ended.items())},
        "strict": outcome.plan.strict,
        "verdict": "",
        "broken_off": outcome.masker.text(outcome.broken_off),
        "selection": outcome.plan.selection.words(),
        "command": command(outcome.plan),
        "summary": "",
    }
    return concluded(report, outcome.plan.earlier)


def _checked(outcome: Outcome) -> dict[str, list[str]]:
    """The operations that each clause was held against."""
    checked: dict[str, list[str]] = {}
    for clause, operation in sorted(outcome.checked):
        checked.setdefault(clause, []).append(operation)
    return checked


def concluded(report: Report, earlier: Mapping[str, Any] | None) -> Report:
    """The report with its summary and its verdict, and what differs from an `earlier` one."""
    report.pop("difference", None)
    if earlier is not None:
        report["earlier"] = earlier
        report["difference"] = difference(report)
    report["summary"] = summary(report)
    report["verdict"] = Verdict.of(report).word
    return report


def finding_json(finding: Finding, masker: Masker, folder: Path = DEFAULT_FOLDER) -> dict[str, Any]:
    """A finding as it is told: the broken sentence and its source, where it shows, what shows it, masked."""
    violation, clause = finding.violation, finding.violation.clause
    masker = masker.knowing(finding.interactions)
    reported: dict[str, Any] = {
        "id": finding.id,
        "operation": violation.operation,
        "clause": clause.id,
        "severity": clause.severity,
        "message": masker.text(violation.message),
        "known": finding.known,
        "reproduce": replay_command(finding.id, folder),
        "place": violation.difference.place,
        "expected": masker.text(violation.difference.expected),
        "actual": masker.text(violation.difference.actual),
        "sentence": clause.sentence,
        "source": clause.source,
        "suite": finding.suite,
        "met": finding.met,
        "also_at": {name: masker.text(finding.places[name]) for name in finding.also_at},
        "consequences": [
            {"clause": other.clause.id, "operation": other.operation, "message": masker.text(other.message)}
            for other in finding.consequences
        ],
        "interactions": [
            {
                "request": masker.request(interaction.request),
                "response": masker.response(interaction.response),
            }
            for interaction in finding.interactions
        ],
    }
    return complete(reported)


def replays_json(outcome: Outcome) -> Replays:
    """What it takes to show each finding again: the plan that found it, its suite, and its requests."""
    plan = asdict(outcome.plan, filter=lambda field, _: field.name not in NOT_STORED)
    return {
        "schema_version": SCHEMA_VERSION,
        "findings": {
            finding.id: {
                "plan": plan,
                "suites": _suites(outcome.plan, finding),
                "operations": sorted(finding.places),
                "steps": [asdict(step) for step in outcome.scenes[finding.id]],
            }
            for finding in outcome.findings
        },
    }


def _suites(plan: Plan, finding: Finding) -> list[str]:
    """The suites that show a finding: the one that met it; else those of the run that hold its clause."""
    if finding.suite:
        return [finding.suite]
    return [suite for suite in plan.suites if suite in finding.violation.clause.suites]


def replay_command(finding: str, folder: Path) -> str:
    """The command that shows a finding again."""
    words = [PROGRAM, "replay", finding]
    return shlex.join([*words, *(["--report-dir", str(folder)] if folder != DEFAULT_FOLDER else [])])


def command(plan: Plan) -> str:
    """The command that does the same run again."""
    if plan.files:
        words = [PROGRAM, "judge", *plan.files, "--profile", plan.profile, "--judge", plan.judge]
        words += ["--target", plan.target] if plan.target != "files" else []
        words += ["--together"] if plan.together else []
        words += ["--apart", f"{plan.apart:g}"] if plan.apart else []
        return shlex.join([*words, *_measure(plan)])
    words = [PROGRAM, "run", "--target", plan.target, "--profile", plan.profile]
    words += ["--judge", plan.judge, "--seed", str(plan.seed)]
    words += [] if plan.suites == SUITES else [word for suite in plan.suites for word in ("--suite", suite)]
    words += ["--quick"] if plan.quick else []
    words += ["--max-examples", str(plan.max_examples)] if plan.max_examples is not None else []
    words += ["--shard", f"{plan.shard[0]}/{plan.shard[1]}"] if plan.shard != (1, 1) else []
    words += ["--trade"] if plan.trade else []
    words += ["--fills"] if plan.fills else []
    words += ["--spend", f"{plan.spend:f}"] if plan.spend else []
    words += [word for market in plan.markets for word in ("--market", market)]
    if plan.test_accounts is not None:
        words += ["--test-accounts" if plan.test_accounts else "--no-test-accounts"]
    words += _measure(plan)
    words += [word for fault in plan.faults for word in ("--fault", fault)]
    words += [word for row in plan.without for word in ("--without", row)]
    return shlex.join(words)


def _measure(plan: Plan) -> list[str]:
    """The options that say what is judged, and what counts."""
    words = ["--closed"] if plan.closed else []
    words += ["--strict"] if plan.strict else []
    words += plan.selection.words()
    words += [word for path in plan.deviations for word in ("--deviations", path)]
    return [*words, *(["--baseline", plan.baseline] if plan.baseline is not None else [])]


def commands(reports: Iterable[Report]) -> str:
    """What does the runs of these reports again."""
    return THEN.join(dict.fromkeys(report["command"] for report in reports))
