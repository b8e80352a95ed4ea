"""What differs between a report and an earlier one: findings, what became of clauses, what was seen.

A finding is no longer reproduced only where its clause was checked again; elsewhere nothing is known of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

from clob_conformance.core.findings import BASELINE, known_as

State = Literal["new", "not-reproduced", "still", "known", "unchecked"]
STATES: dict[State, str] = {
    "new": "new",
    "not-reproduced": "no longer reproduced",
    "still": "still there",
    "known": "known now",
    "unchecked": "not checked this time",
}
"""What came of a finding, in words."""
_ALIKE = ("target", "judge", "profile", "spec_sha256")
_NAMED = 8


def earlier_of(report: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What is kept of an earlier report to compare with; `name` is where it was read."""
    return {
        "report": name,
        **{key: report[key] for key in (*_ALIKE, "started", "clauses")},
        "coverage": {
            kind: {"seen": row["seen"], "of": row["of"]} for kind, row in report.get("coverage", {}).items()
        },
        "findings": {
            finding["id"]: {
                "clause": finding["clause"],
                "message": finding["message"],
                "places": sorted({finding["operation"], *finding["also_at"]}),
            }
            for finding in report["findings"]
            if finding["known"] in (None, BASELINE)
        },
    }


def difference(report: Mapping[str, Any]) -> dict[str, Any]:
    """The states of the findings by id, the clauses of another verdict than `earlier` with both, and how much
    was seen of each kind.
    """
    earlier = report["earlier"]
    clauses = report["clauses"]
    return {
        "findings": _findings(report, earlier),
        "clauses": {
            name: {"was": earlier["clauses"].get(name, "none"), "is": clauses.get(name, "none")}
            for name in sorted({*clauses, *earlier["clauses"]})
            if clauses.get(name) != earlier["clauses"].get(name)
        },
        "coverage": {
            kind: {"was": earlier["coverage"][kind], "is": {"seen": row["seen"], "of": row["of"]}}
            for kind, row in report.get("coverage", {}).items()
            if kind in earlier["coverage"]
        },
    }


def _findings(report: Mapping[str, Any], earlier: Mapping[str, Any]) -> dict[str, State]:
    now = {one["id"] for one in report["findings"] if one["known"] in (None, BASELINE)}
    known = {one["id"]: one["known"] for one in report["findings"] if one["id"] not in now}
    states: dict[str, State] = dict.fromkeys(sorted(now - earlier["findings"].keys()), "new")
    described = {*report["operations"], *report.get("unmet", ()), *report["unserved"]}
    for name, finding in sorted(earlier["findings"].items()):
        checked = set(report.get("checked", {}).get(finding["clause"], ()))
        # What speaks of no operation is held without one.
        again = (
            place in checked or (place not in described and "" in checked) for place in finding["places"]
        )
        if name in now:
            states[name] = "still"
        elif any(known_as(name, entry) == one for one, entry in known.items()):
            states[name] = "known"
        else:
            states[name] = "not-reproduced" if all(again) else "unchecked"
    return states


def sentences(report: Mapping[str, Any]) -> tuple[str, ...]:
    """The difference in words; none where a report was compared with nothing."""
    if not report.get("earlier"):
        return ()
    earlier, differs = report["earlier"], report["difference"]
    counts = Counter(differs["findings"].values())
    parts = ", ".join(f"{counts[state]} {word}" for state, word in STATES.items() if counts[state])
    lines = [f"Compared with {earlier['report']} of {earlier['started']}: {parts or 'no findings in either'}"]
    if other := [f"{name} {earlier[name][:60]}" for name in _ALIKE if earlier[name] != report[name]]:
        lines.append(f"The earlier report differs in {', '.join(other)}")
    if changed := differs["clauses"]:
        some = [f"{name} was {one['was']}, is {one['is']}" for name, one in list(changed.items())[:_NAMED]]
        more = f"; and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
        lines.append(f"Clauses that changed ({len(changed)}): {'; '.join(some)}{more}")
    else:
        lines.append("No clause changed")
    moved = [
        f"{kind} {share(one['was'])}, now {share(one['is'])}"
        for kind, one in differs["coverage"].items()
        if one["is"] != one["was"]
    ]
    lines += [f"Seen of the OpenAPI document before: {'; '.join(moved)}"] if moved else []
    return tuple(lines)


def share(row: Mapping[str, Any]) -> str:
    """How many of how many."""
    return f"{row['seen']} of {row['of']}"


def seen(report: Mapping[str, Any]) -> str:
    """How much of the document was seen, in a sentence; empty where a report says nothing of it."""
    rows = report.get("coverage", {}).items()
    reported = ", ".join(f"{share(row)} {kind}" for kind, row in rows)
    return f"Seen of the OpenAPI document: {reported}" if reported else ""
