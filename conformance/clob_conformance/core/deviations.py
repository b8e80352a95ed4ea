"""The known deviations, `deviations.toml`: which findings are foreseen, and which did not show.

An entry applies to the sandbox's `observed` profile and to the live service; one that the overlay `10`
repairs applies wherever the published description is the judge. Its `shows` table names the
clauses and judges by which it is found; `keys`, where given, the places where it is found and what comes
there, so that an entry does not hide another fault of the same operation: `200 $.tags type=null` is about
a null at that place alone, `200 **.tags type=null` about one at every place that ends so. What is seen
`sometimes` need not show, so it is never reported as not reproduced.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from clob_conformance.core.findings import BASELINE, Violation
from clob_conformance.core.interaction import Response
from clob_conformance.core.resources import JudgeName

# The key of a violation within a response's body: its status, the place, and the rule that is broken there.
_PLACE = re.compile(r"(?P<status>\d{3}) \$(?P<path>\S*) \S")
_STEP = re.compile(r"\[\*\]|[^.\[\]]+")


@frozen
class Shows:
    """How an entry shows: by these clauses, under these judges, at one of `keys` (anywhere when None), always
    or only `sometimes`.
    """

    clauses: tuple[str, ...]
    judges: tuple[str, ...]
    keys: tuple[str, ...] | None = None
    sometimes: bool = False

    def at(self, violation: Violation) -> bool:
        """Whether one of the keys is that of the violation."""
        return self.keys is None or any(_fits(key, violation) for key in self.keys)


@frozen
class Deviation:
    """A known deviation, about these operations, all when none is named. `shows` is None for a mere
    note; `overlay` names the document about it.
    """

    id: str
    operations: tuple[str, ...]
    shows: Shows | None
    overlay: str | None = None

    def matches(self, violation: Violation, judge: JudgeName) -> bool:
        """Whether this entry explains the violation."""
        return (
            self.shows is not None
            and judge in self.shows.judges
            and (not self.operations or violation.operation in self.operations)
            and violation.clause.id in self.shows.clauses
            and self.shows.at(violation)
        )


@lru_cache(maxsize=4096)
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(re.escape(key).replace(re.escape("**"), r"\S*"))


def _fits(key: str, violation: Violation) -> bool:
    """Whether a key, with what it says after `=` of the value that came, is that of a violation."""
    place, _, form = key.partition("=")
    return (not form or form in violation.forms) and _pattern(place).fullmatch(violation.key) is not None


@define
class KnownDeviations:
    """The entries that apply to this run, which of them showed, and which places of answers were met.

    What an earlier run found is known by its id: the `baseline`.
    """

    judge: JudgeName
    deviations: tuple[Deviation, ...] = ()
    baseline: frozenset[str] = frozenset()
    _shown: set[str] = field(factory=set)
    _met: set[tuple[str, str]] = field(factory=set)

    def explain(self, violation: Violation) -> str | None:
        """The id of the entry that foresees the violation, or None."""
        for deviation in self.deviations:
            if deviation.matches(violation, self.judge):
                self._shown.add(deviation.id)
                return deviation.id
        return BASELINE if violation.id in self.baseline else None

    def notice(self, operation: str, response: Response) -> None:
        """Note which of the places where entries show a response has: only there could they have shown."""
        wanted = [
            (key, _STEP.findall(place["path"]))
            for deviation in self.deviations
            if deviation.shows is not None and operation in deviation.operations
            if not deviation.shows.sometimes
            for key in deviation.shows.keys or ()
            if (place := _PLACE.match(key)) is not None
            and int(place["status"]) == response.status
            and (operation, key) not in self._met
        ]
        body = _read(response) if wanted else None
        self._met.update((operation, key) for key, steps in wanted if _has(body, steps))

    def not_reproduced(
        self, checked: Container[tuple[str, str]], complete: Container[str]
    ) -> list[Deviation]:
        """The entries that should have shown and did not.

        `checked` are the clauses that were checked, each with the operation; `complete` those whose
        suites have all run: a clause that any suite can break is no evidence before.
        """
        return [
            deviation
            for deviation in self.deviations
            if deviation.id not in self._shown and self._should_show(deviation, checked, complete)
        ]

    def _should_show(
        self, deviation: Deviation, checked: Container[tuple[str, str]], complete: Container[str]
    ) -> bool:
        shows = deviation.shows
        return (
            shows is not None
            and not shows.sometimes
            and self.judge in shows.judges
            and any(
                clause in complete and (clause, operation) in checked and self._was_there(operation, shows)
                for clause in shows.clauses
                for operation in deviation.operations
            )
        )

    def _was_there(self, operation: str, shows: Shows) -> bool:
        """Whether a response had one of the places; what is not told by a place is everywhere."""
        return shows.keys is None or any(
            _PLACE.match(key) is None or (operation, key) in self._met for key in shows.keys
        )


def _read(response: Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _has(value: Any, steps: list[str]) -> bool:
    """Whether a value has the place at the end of the steps: an item, or the object whose field it is."""
    if not steps:
        return True
    if steps[0] == "[*]":
        return isinstance(value, list) and any(_has(item, steps[1:]) for item in value)
    if not isinstance(value, dict):
        return False
    return len(steps) == 1 or (steps[0] in value and _has(value[steps[0]], steps[1:]))


def read_deviations(path: Path) -> tuple[Deviation, ...]:
    """The known deviations of a file. Raises `ValueError` that names the entry and the field at fault."""
    entries: Iterable[dict[str, Any]] = tomllib.loads(path.read_text("utf-8")).get("deviation", [])
    return tuple(_entry(entry) for entry in entries)


def _entry(entry: dict[str, Any]) -> Deviation:
    for name in ("id", "operations"):
        if name not in entry:
            raise ValueError(f"deviation {entry.get('id', '?')}: `{name}` is missing")
    return Deviation(
        id=entry["id"],
        operations=tuple(entry["operations"]),
        shows=_shows(entry["id"], entry["shows"]) if "shows" in entry else None,
        overlay=entry.get("overlay"),
    )


def _shows(entry: str, shows: dict[str, Any]) -> Shows:
    for name in ("clauses", "judges"):
        if name not in shows:
            raise ValueError(f"deviation {entry}: `shows.{name}` is missing")
    if unknown := shows.keys() - {"clauses", "judges", "keys", "sometimes"}:
        raise ValueError(f"deviation {entry}: `shows.{min(unknown)}` is unknown")
    keys, sometimes = shows.get("keys"), bool(shows.get("sometimes", False))
    if sometimes and not keys:
        raise ValueError(
            f"deviation {entry}: `shows.keys` is missing; what is seen sometimes names its places"
        )
    if not sometimes and any("**" in key for key in keys or ()):
        raise ValueError(f"deviation {entry}: `shows.keys` has a `**`, which is for what is seen sometimes")
    return Shows(tuple(shows["clauses"]), tuple(shows["judges"]), tuple(keys) if keys else None, sometimes)
