"""What the run found: violations of clauses, one finding for one cause, each with its smallest interaction.

One cause shows in many places: at every operation whose response holds a shared schema, at every one behind
the same lock. Such violations are one finding that names the places. And it shows by many clauses: what is
concluded from a response that is broken already is told with the first violation, not beside it.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from attrs import define, evolve, field, frozen

from clob_conformance.core.clauses import Clause
from clob_conformance.core.interaction import Interaction

BASELINE = "baseline"
"""By what a finding is known that an earlier run had."""


@frozen
class Difference:
    """The `place` in a response where a clause is broken (`$.spread`, `status`, `header retry-after`), what
    is `expected` there, and what is there; empty where a clause is about no one place.
    """

    place: str = ""
    expected: str = ""
    actual: str = ""


class Said(NamedTuple):
    """What a rule says of an interaction that breaks its clause; the fields are those of `Violation`."""

    key: str
    message: str
    cause: str = ""
    forms: frozenset[str] = frozenset()
    difference: Difference = Difference()


@frozen
class Violation:
    """A clause broken by an operation.

    `key` tells two causes apart within a clause (a place in the response, a status, a header); `cause`, where
    given, names what several operations share and break it by. Neither holds a value that changes from run
    to run. `forms` are words for what came instead (`forms.of_value`), by which the known deviations tell one
    deviation from another at the same place. `difference`: where in the response, and how.
    """

    clause: Clause
    operation: str
    message: str
    key: str = ""
    cause: str = ""
    forms: frozenset[str] = frozenset()
    difference: Difference = Difference()

    @property
    def id(self) -> str:
        """The same for the same cause in every run."""
        own = f"{'' if self.clause.shared else self.operation}|{self.key}"
        return _digest(f"{self.clause.id}|{self.cause or own}")


@frozen
class Finding:
    """A violation, where it was met, and the interactions that show it best.

    `known` is the id of the known deviation that matches it, or None; `suite` the suite that showed it so;
    `places` has the message of every operation where it shows; `consequences` are violations of other
    clauses, seen in the same answers.
    """

    violation: Violation
    interactions: tuple[Interaction, ...]
    known: str | None
    suite: str = ""
    places: Mapping[str, str] = field(factory=dict)
    consequences: tuple[Violation, ...] = ()
    met: int = 1

    @property
    def id(self) -> str:
        """The same for the same cause in every run; what a known deviation matches has another."""
        known = self.known
        return self.violation.id if known in (None, BASELINE) else known_as(self.violation.id, str(known))

    @property
    def size(self) -> int:
        """The size of what it shows."""
        return sum(interaction.size for interaction in self.interactions)

    @property
    def also_at(self) -> list[str]:
        """The other operations where it shows."""
        return sorted(self.places.keys() - {self.violation.operation})


@define
class Findings:
    """Gathers violations from several threads; of a cause met again the smaller example stays."""

    _found: dict[str, Finding] = field(factory=dict)
    _lock: threading.Lock = field(factory=threading.Lock)

    def add(
        self, violation: Violation, interactions: Iterable[Interaction], known: str | None, suite: str = ""
    ) -> Finding:
        """Enter a violation, seen in these interactions. Gives the finding that it belongs to."""
        shown = tuple(interaction.shown() for interaction in interactions)
        new = Finding(violation, shown, known, suite, {violation.operation: violation.message})
        with self._lock:
            old = self._found.get(new.id)
            if old is not None:
                better, other = (new, old) if new.interactions and new.size < old.size else (old, new)
                new = evolve(
                    better,
                    places={**other.places, **better.places},
                    consequences=old.consequences,
                    met=old.met + 1,
                )
            self._found[new.id] = new
            return new

    def follows(self, violation: Violation, cause: Violation) -> None:
        """Enter a violation as a consequence of another, new one. A cause not met before is left alone."""
        with self._lock:
            old = self._found.get(cause.id)
            if old is not None and all(violation.id != other.id for other in old.consequences):
                self._found[cause.id] = evolve(old, consequences=(*old.consequences, violation))

    def all(self) -> list[Finding]:
        """Every finding, the gravest first."""
        rank = {"critical": 0, "major": 1, "minor": 2}
        with self._lock:
            found = list(self._found.values())
        return sorted(
            found,
            key=lambda f: (
                rank[f.violation.clause.severity],
                f.violation.clause.id,
                f.violation.operation,
                f.violation.key,
            ),
        )

    def places(self, *clauses: Clause) -> set[str]:
        """The operations where one of these clauses was found broken, be it as a consequence."""
        found = self.all()
        met = {name for one in found if one.violation.clause in clauses for name in one.places}
        return met | {
            other.operation for one in found for other in one.consequences if other.clause in clauses
        }

    def new(self) -> list[Finding]:
        """The findings that no known deviation matches."""
        return [finding for finding in self.all() if finding.known is None]


def known_as(finding: str, entry: str) -> str:
    """The id that a finding of this id has once a known deviation matches it."""
    return _digest(f"{finding}|{entry}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]
