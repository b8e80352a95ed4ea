"""Operations by clauses: what came of each clause at each operation, a sign for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from attrs import frozen

from clob_conformance.core.clauses import CATALOGUE
from clob_conformance.reporting.verdict import Report, places, unmet_of

Cell = Literal["broken", "known", "kept", "unchecked", "elsewhere"]
SIGNS: Mapping[Cell, str] = {"broken": "✗", "known": "≈", "kept": "✓", "unchecked": "○", "elsewhere": ""}
MEANINGS: Mapping[Cell, str] = {
    "broken": "broken: a new finding",
    "known": "broken as it is known to be",
    "kept": "held against at least one response, and kept",
    "unchecked": "not checked here: no occasion, or nothing to check",
    "elsewhere": "(blank) the clause is about other operations",
}
# The gravest columns first.
_RANK = {"broken": 0, "known": 1, "not-reproduced": 2, "not-run": 3, "kept": 4}


@frozen
class Grid:
    """`clauses` are the columns; each row has an operation's id (empty for what is about none), its label,
    and the cells.
    """

    clauses: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[Cell, ...]], ...]


def grid(report: Report) -> Grid | None:
    """The grid of a report; None where it does not say what was held where."""
    if "checked" not in report:
        return None
    checked = {name: set(operations) for name, operations in report["checked"].items()}
    broken = {pair for finding in report["findings"] for pair in _pairs(finding, known=False)}
    known = {pair for finding in report["findings"] for pair in _pairs(finding, known=True)}
    verdicts = report["clauses"]
    clauses = tuple(sorted(verdicts, key=lambda name: (_RANK[verdicts[name]], name)))
    labels = {name: row["label"] for name, row in report["operations"].items()}
    unmet = {*unmet_of(report), *report["unserved"]} - labels.keys()
    labels |= {name: name for name in unmet}
    labels |= {place: place or "no operation" for _, place in broken | known if place not in labels}
    if any("" in operations for operations in checked.values()):
        labels[""] = "no operation"

    def cell(clause: str, place: str) -> Cell:
        if (clause, place) in broken:
            return "broken"
        if (clause, place) in known:
            return "known"
        if place in checked.get(clause, ()):
            return "kept"
        about = CATALOGUE[clause].operations if clause in CATALOGUE else ()
        described = place in report["operations"] or place in unmet
        return "unchecked" if place in about or (described and not about) else "elsewhere"

    rows = [
        (place, label, tuple(cell(clause, place) for clause in clauses)) for place, label in labels.items()
    ]
    rows.sort(key=lambda row: ("broken" not in row[2], not row[0], row[0]))
    return Grid(clauses, tuple(rows))


def _pairs(finding: Mapping[str, Any], *, known: bool) -> set[tuple[str, str]]:
    """The clauses and places that a finding breaks; its consequences are of the same kind."""
    if (finding["known"] is not None) is not known:
        return set()
    own = {(finding["clause"], place) for place in places(finding)}
    return own | {(other["clause"], other["operation"]) for other in finding["consequences"]}
