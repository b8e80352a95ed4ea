"""The ledger of known differences, `deviations.toml`: which findings are foreseen, and which did not show.

An entry applies to the sandbox's `observed` profile and to the live service; one that the overlay `10`
repairs applies wherever the published description is the judge. Its `shows` table names the
clauses and judges by which it is found; `keys`, where given, the places where it is found, so that an
entry does not hide another fault of the same operation.
"""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterable
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from clob_conformance.findings import Breach
from clob_conformance.resources import JudgeName


@frozen
class Shows:
    """How an entry shows: by these clauses, under these judges, at one of `keys` (anywhere when None)."""

    clauses: tuple[str, ...]
    judges: tuple[str, ...]
    keys: tuple[str, ...] | None = None


@frozen
class Deviation:
    """An entry of the ledger. `shows` is None for a mere note; `overlay` names the document about it."""

    id: str
    operations: tuple[str, ...]
    shows: Shows | None
    overlay: str | None = None

    def foresees(self, breach: Breach, judge: JudgeName) -> bool:
        """Whether this entry explains the breach."""
        return (
            self.shows is not None
            and judge in self.shows.judges
            and breach.operation in self.operations
            and breach.clause.id in self.shows.clauses
            and (self.shows.keys is None or breach.key in self.shows.keys)
        )


@define
class Ledger:
    """The entries that apply to this run, and which of them showed."""

    judge: JudgeName
    deviations: tuple[Deviation, ...] = ()
    _shown: set[str] = field(factory=set)

    def explain(self, breach: Breach) -> str | None:
        """The id of the entry that foresees the breach, or None."""
        for deviation in self.deviations:
            if deviation.foresees(breach, self.judge):
                self._shown.add(deviation.id)
                return deviation.id
        return None

    def gone(self, exercised: Container[str], checked: Container[str]) -> list[Deviation]:
        """The entries that should have shown, given the operations and clauses exercised, and did not."""
        return [
            deviation
            for deviation in self.deviations
            if deviation.shows is not None
            and self.judge in deviation.shows.judges
            and deviation.id not in self._shown
            and any(operation in exercised for operation in deviation.operations)
            and any(clause in checked for clause in deviation.shows.clauses)
        ]


def read_ledger(path: Path) -> tuple[Deviation, ...]:
    """The entries of a ledger file. Raises `ValueError` that names the entry and the field at fault."""
    entries: Iterable[dict[str, Any]] = tomllib.loads(path.read_text("utf-8")).get("deviation", [])
    return tuple(_entry(entry) for entry in entries)


def _entry(entry: dict[str, Any]) -> Deviation:
    for name in ("id", "operations"):
        if name not in entry:
            raise ValueError(f"ledger entry {entry.get('id', '?')}: `{name}` is missing")
    return Deviation(
        id=entry["id"],
        operations=tuple(entry["operations"]),
        shows=_shows(entry["id"], entry["shows"]) if "shows" in entry else None,
        overlay=entry.get("overlay"),
    )


def _shows(entry: str, shows: dict[str, Any]) -> Shows:
    for name in ("clauses", "judges"):
        if name not in shows:
            raise ValueError(f"ledger entry {entry}: `shows.{name}` is missing")
    if unknown := shows.keys() - {"clauses", "judges", "keys"}:
        raise ValueError(f"ledger entry {entry}: `shows.{min(unknown)}` is unknown")
    keys = tuple(shows["keys"]) if "keys" in shows else None
    return Shows(tuple(shows["clauses"]), tuple(shows["judges"]), keys)
