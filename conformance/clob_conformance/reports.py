"""The report files: `report.json` for programs, `junit.xml` for test servers. Secrets are masked in both."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from clob_conformance.clauses import SUITES
from clob_conformance.findings import Finding
from clob_conformance.run import Outcome

SCHEMA_VERSION = 1
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_reports(outcome: Outcome, folder: Path, spec_sha256: str) -> None:
    """Write both files into `folder`, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    report = outcome.masker.text(json.dumps(report_json(outcome, spec_sha256), indent=2))
    (folder / "report.json").write_text(report + "\n", "utf-8")
    tree = ET.ElementTree(junit(outcome))
    ET.indent(tree)
    tree.write(folder / "junit.xml", encoding="utf-8", xml_declaration=True)


def report_json(outcome: Outcome, spec_sha256: str) -> dict[str, Any]:
    """The report as JSON values; its keys are a promise to other programs."""
    found: dict[str, int] = {}
    for finding in outcome.findings:
        found[finding.breach.operation] = found.get(finding.breach.operation, 0) + 1
    return {
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
                "findings": found.get(name, 0),
            }
            for name, tally in sorted(outcome.tallies.items())
        },
        "clauses": dict(sorted(outcome.clauses.items())),
        "findings": [_finding_json(outcome, finding) for finding in outcome.findings],
        "summary": summary(outcome),
    }


def _finding_json(outcome: Outcome, finding: Finding) -> dict[str, Any]:
    breach = finding.breach
    return {
        "id": breach.id,
        "operation": breach.operation,
        "clause": breach.clause.id,
        "severity": breach.clause.severity,
        "message": breach.message,
        "known": finding.known,
        "reproduce": reproduce(outcome),
    }


def reproduce(outcome: Outcome) -> str:
    """The command that does the same run again."""
    plan = outcome.plan
    words = ["clob-conformance", "run", "--target", plan.target, "--profile", plan.profile]
    words += ["--judge", plan.judge, "--seed", str(plan.seed)]
    words += [] if plan.suites == SUITES else [word for suite in plan.suites for word in ("--suite", suite)]
    words += ["--quick"] if plan.quick else []
    words += ["--max-examples", str(plan.max_examples)] if plan.max_examples is not None else []
    words += ["--shard", f"{plan.shard[0]}/{plan.shard[1]}"] if plan.shard != (1, 1) else []
    words += ["--trade"] if plan.trade else []
    words += [word for fault in plan.faults for word in ("--fault", fault)]
    words += [word for row in plan.without for word in ("--without", row)]
    return shlex.join(words)


def summary(outcome: Outcome) -> str:
    """The run in one line."""
    new, known = len(outcome.new), len(outcome.findings) - len(outcome.new)
    parts = [
        f"{len(outcome.tallies)} operations",
        f"{outcome.cases:,} cases",
        f"{new} new finding{'' if new == 1 else 's'}",
        f"{known} known",
    ]
    if outcome.gone:
        parts.append(f"{len(outcome.gone)} gone")
    if outcome.unserved:
        parts.append(f"{len(outcome.unserved)} operations unserved")
    return ", ".join(parts)


def junit(outcome: Outcome) -> ET.Element:
    """One test case an operation, failing with its new findings; one for each finding that is nobody's."""
    names = sorted({*outcome.tallies, *(finding.breach.operation for finding in outcome.new)})
    failing = {name: [f for f in outcome.new if f.breach.operation == name] for name in names}
    root = ET.Element(
        "testsuite",
        name="clob-conformance",
        tests=str(len(names)),
        failures=str(sum(1 for found in failing.values() if found)),
        errors="0",
        skipped="0",
        time=f"{outcome.duration_s:.3f}",
        timestamp=outcome.started.isoformat(timespec="seconds"),
    )
    for name in names:
        case = ET.SubElement(root, "testcase", classname="clob_conformance", name=name, time="0")
        if failing[name]:
            clauses = ", ".join(sorted({finding.breach.clause.id for finding in failing[name]}))
            failure = ET.SubElement(case, "failure", message=f"{name} breaks {clauses}", type="finding")
            failure.text = _xml_text("\n\n".join(finding_text(outcome, finding) for finding in failing[name]))
    return root


def finding_text(outcome: Outcome, finding: Finding) -> str:
    """A finding in words: clause, sentence, source, and the exchange that shows it, masked."""
    breach = finding.breach
    lines = [
        f"[{breach.id}] {breach.clause.id} at {breach.operation}: {outcome.masker.text(breach.message)}",
        f"broken: {breach.clause.sentence} ({breach.clause.source})",
    ]
    for exchange in finding.exchanges:
        lines += ["", outcome.masker.exchange(exchange)]
    return "\n".join(lines)


def _xml_text(text: str) -> str:
    return _NOT_XML.sub("�", text)
