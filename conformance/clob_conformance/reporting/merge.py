"""Joins the reports of shards, or of several runs, into one: what was judged together is told together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from clob_conformance.checks.coverage import counted as counted_seen
from clob_conformance.core.clauses import SUITES
from clob_conformance.core.errors import WrongUsage
from clob_conformance.core.selection import IN_ANOTHER_SHARD
from clob_conformance.core.timing import Times
from clob_conformance.reporting.reports import Replays, commands, concluded, replay_command
from clob_conformance.reporting.stored import read_report
from clob_conformance.reporting.verdict import Report, places, unmet_of

# What has to be the same in all of them.
_ALIKE = ("target", "judge", "profile", "spec_sha256")
# The gravest first: what one run saw, another's silence does not undo.
_VERDICTS = ("broken", "known", "not-reproduced", "kept", "not-run")
_RANK = {"critical": 0, "major": 1, "minor": 2}


def merge(
    folders: Sequence[Path], into: Path, earlier: Mapping[str, Any] | None = None
) -> tuple[Report, Replays]:
    """The report and the replays of these folders together, as they are to stand in `into`, compared with
    an `earlier` report, which is the one that all were compared with if None.

    Raises `CannotRun` when a folder holds no report, `WrongUsage` when two are not about the same.
    """
    read = [read_report(folder) for folder in folders]
    reports = [report for report, _ in read]
    for folder, report in zip(folders, reports, strict=True):
        for name in _ALIKE:
            if report[name] != reports[0][name]:
                raise WrongUsage(
                    f"{folders[0]} and {folder} cannot be merged: "
                    f"{name} is {reports[0][name]} in one and {report[name]} in the other"
                )
    findings = _findings(reports, into)
    shown = {finding["known"] for finding in findings}
    each = (entry for report in reports for entry in report["not_reproduced"])
    not_reproduced = {entry["id"]: entry for entry in each if entry["id"] not in shown}
    merged: Report = {
        **reports[0],
        "started": min(report["started"] for report in reports),
        "duration_s": round(sum(report["duration_s"] for report in reports), 3),
        "cases": sum(report["cases"] for report in reports),
        "operations": _operations(reports, findings),
        "clauses": _clauses(reports, not_reproduced.values()),
        "checked": _checked(reports),
        "findings": findings,
        "not_reproduced": [not_reproduced[name] for name in sorted(not_reproduced)],
        "unserved": sorted({name for report in reports for name in report["unserved"]}),
        **_suites(reports),
        "ended": _ended(reports),
        "timings": _timings(reports),
        "coverage": _coverage(reports),
        "broken_off": "; ".join(
            f"{folder}: {report['broken_off']}"
            for folder, report in zip(folders, reports, strict=True)
            if report.get("broken_off")
        ),
        "strict": any(report.get("strict") for report in reports),
        "command": commands(reports),
    }
    merged["unmet"] = unmet_of({**merged, "unmet": _unmet(reports)})
    reasons = {name: reason for report in reports for name, reason in report.get("skipped", {}).items()}
    merged["skipped"] = {name: reasons[name] for name in sorted(reasons) if _never_run(merged, name)}
    concluded(merged, earlier or _earlier(folders, reports))
    replays: Replays = dict(read[0][1])
    replays["findings"] = {
        name: stored for _, other in reversed(read) for name, stored in other["findings"].items()
    }
    return merged, replays


def _unmet(reports: Iterable[Report]) -> dict[str, str]:
    """Why no request of any report met an operation; that it was in another shard is the last reason."""
    reasons: dict[str, str] = {}
    for report in reports:
        for name, reason in report.get("unmet", {}).items():
            if reasons.get(name, IN_ANOTHER_SHARD) == IN_ANOTHER_SHARD:
                reasons[name] = reason
    return dict(sorted(reasons.items()))


def _earlier(folders: Sequence[Path], reports: Sequence[Report]) -> dict[str, Any] | None:
    """What all reports were compared with. Raises `WrongUsage` when it was not the same."""
    first: dict[str, Any] | None = reports[0].get("earlier")
    for folder, report in zip(folders, reports, strict=True):
        if report.get("earlier") != first:
            raise WrongUsage(
                f"{folders[0]} and {folder} were not compared with the same report: name one with --compare"
            )
    return first


def _ended(reports: Iterable[Report]) -> dict[str, list[str]]:
    """Why scenarios could not go on, with the suite of each."""
    ended: dict[str, list[str]] = {}
    for report in reports:
        for reason, suites in report.get("ended", {}).items():
            ended.setdefault(reason, []).extend(suites)
    return dict(sorted(ended.items()))


def _coverage(reports: Sequence[Report]) -> dict[str, Any]:
    """What any report saw; of a kind that one says nothing of, nothing is known."""
    rows = [report.get("coverage", {}) for report in reports]
    return {
        kind: counted_seen(first["of"], set.intersection(*(set(row[kind]["unseen"]) for row in rows)))
        for kind, first in rows[0].items()
        if all(kind in row for row in rows)
    }


def _timings(reports: Sequence[Report]) -> dict[str, Any]:
    """How long suites and their responses took, of all reports together."""
    every: dict[str, list[Mapping[str, Any]]] = {}
    for report in reports:
        for suite, reported in report.get("timings", {}).items():
            every.setdefault(suite, []).append(reported)
    return {
        suite: {"seconds": round(sum(one["seconds"] for one in reported), 3), **_added(reported)}
        for suite, reported in sorted(every.items())
    }


def _added(reported: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    times = Times()
    for one in reported:
        times.include(one)
    return times.json()


def _suites(reports: Sequence[Report]) -> dict[str, Any]:
    """The suites that judged something in any report, and those that judged nothing in all of them."""
    judged = {suite for report in reports for suite in report.get("suites", ())}
    left_out = {suite: reason for report in reports for suite, reason in report.get("left_out", {}).items()}
    return {
        "suites": [suite for suite in SUITES if suite in judged],
        "left_out": {suite: reason for suite, reason in left_out.items() if suite not in judged},
    }


def _findings(reports: Iterable[Report], into: Path) -> list[dict[str, Any]]:
    """Each finding once, with the smallest example and every place where any of the reports saw it."""
    found: dict[str, dict[str, Any]] = {}
    for report in reports:
        for finding in report["findings"]:
            old = found.get(finding["id"])
            found[finding["id"]] = finding if old is None else _joined(old, finding)
    joined = [{**one, "reproduce": replay_command(one["id"], into)} for one in found.values()]
    return sorted(joined, key=lambda one: (_RANK[one["severity"]], one["clause"], one["operation"]))


def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    best = min(
        one, other, key=lambda finding: len(str(finding["interactions"])) if finding["interactions"] else 1e9
    )
    reported = {
        **{finding["operation"]: finding["message"] for finding in (one, other)},
        **one["also_at"],
        **other["also_at"],
    }
    consequences = [*one["consequences"], *(c for c in other["consequences"] if c not in one["consequences"])]
    return {
        **best,
        "met": one["met"] + other["met"],
        "also_at": {name: reported[name] for name in sorted(reported) if name != best["operation"]},
        "consequences": consequences,
    }


def _checked(reports: Iterable[Report]) -> dict[str, list[str]]:
    checked: dict[str, set[str]] = {}
    for report in reports:
        for clause, operations in report.get("checked", {}).items():
            checked.setdefault(clause, set()).update(operations)
    return {clause: sorted(checked[clause]) for clause in sorted(checked)}


def _never_run(merged: Report, name: str) -> bool:
    """Whether a clause was skipped by every report."""
    return bool(merged["clauses"].get(name) == "not-run")


def _operations(reports: Iterable[Report], findings: Iterable[dict[str, Any]]) -> dict[str, Any]:
    added: dict[str, dict[str, Any]] = {}
    for report in reports:
        for name, row in report["operations"].items():
            nothing = {
                "cases": 0,
                "statuses": {},
                "checks": 0,
                "findings": 0,
                "seconds": 0.0,
                "times": Times().json(),
            }
            total = added.setdefault(name, {**row, **nothing})
            total["cases"] += row["cases"]
            total["checks"] += row["checks"]
            total["seconds"] = round(total["seconds"] + row.get("seconds", 0.0), 3)
            total["times"] = _added(one["times"] for one in (total, row) if "times" in one)
            for status, count in row["statuses"].items():
                total["statuses"][status] = total["statuses"].get(status, 0) + count
    for finding in findings:
        for name in places(finding) & added.keys():
            added[name]["findings"] += 1
    return {
        name: {**row, "statuses": {code: row["statuses"][code] for code in sorted(row["statuses"])}}
        for name, row in sorted(added.items())
    }


def _clauses(reports: Sequence[Report], not_reproduced: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The gravest verdict of each clause; not reproduced only where an entry did not show in any report."""
    unseen = {name for entry in not_reproduced for name in entry["clauses"]}
    grave: Callable[[str], int] = _VERDICTS.index
    verdicts: dict[str, str] = {}
    for name in sorted({name for report in reports for name in report["clauses"]}):
        each = [report["clauses"].get(name, "not-run") for report in reports]
        each = ["kept" if verdict == "not-reproduced" and name not in unseen else verdict for verdict in each]
        verdicts[name] = min(each, key=grave)
    return verdicts
