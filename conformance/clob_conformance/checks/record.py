"""The record of a run: every interaction is judged and counted here, whichever suite made it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable

from attrs import define, field

from clob_conformance.checks.coverage import Coverage
from clob_conformance.checks.validator import FORMAL, RESPONSE_SCHEMA, Validator
from clob_conformance.core.clauses import Clause
from clob_conformance.core.deviations import KnownDeviations
from clob_conformance.core.findings import Finding, Findings, Violation
from clob_conformance.core.interaction import PASSING, Interaction
from clob_conformance.core.selection import EVERYTHING, Selection
from clob_conformance.core.timing import Times
from clob_conformance.model import Model, Shown


@define
class Tally:
    """What was done with one operation: interactions, answers by status, clauses held against them, and how
    long the answers took, together and each, as far as somebody noted it.
    """

    cases: int = 0
    statuses: Counter[int] = field(factory=Counter)
    checks: int = 0
    seconds: float = 0.0
    times: Times = field(factory=Times)

    @property
    def succeeded(self) -> bool:
        """Whether it ever answered with a 2xx."""
        return any(200 <= status < 300 for status in self.statuses)


@define(eq=False)
class Record:
    """Judges and counts interactions; thread-safe.

    `elsewhere` counts interactions that met no operation (other methods, odd paths), by status. `watchers`
    are shown every interaction that met one. `checked` are the clauses that were checked, each with the
    operation (empty for none). `on_finding` is called whenever a finding is met. `suite` is the one at work,
    empty before the first. `others`: the server is not the own sandbox. The `model` is shown every
    interaction, whoever made it. `skipped` has why what checks a clause could not go on, by the clause's id;
    `ended` each such reason, with the suite of every scenario that it ended; `times` those of the responses,
    by suite; `coverage` what of the document is seen in them.
    """

    judge: Validator
    known: KnownDeviations
    findings: Findings = field(factory=Findings)
    tallies: dict[str, Tally] = field(factory=dict)
    checked: set[tuple[str, str]] = field(factory=set)
    elsewhere: Counter[int] = field(factory=Counter)
    watchers: list[Callable[[str, Interaction], None]] = field(factory=list)
    on_finding: Callable[[Finding], None] | None = None
    suite: str = ""
    others: bool = False
    selection: Selection = EVERYTHING
    skipped: dict[str, str] = field(factory=dict)
    ended: dict[str, list[str]] = field(factory=dict)
    times: dict[str, Times] = field(factory=dict)
    coverage: Coverage | None = None
    model: Model | None = None
    _lock: threading.Lock = field(factory=threading.Lock, repr=False)

    def observe(self, interaction: Interaction) -> list[Violation]:
        """Count an interaction and hold the description against it. Returns what it breaks."""
        operation = self.judge.operation(interaction)
        clauses = self.judge.clauses(interaction)
        violations = self.judge.examine(interaction)
        with self._lock:
            place = operation.id if operation is not None else ""
            self.checked.update((one.id, place) for one in clauses if self.selection.has(one.id, place))
            if operation is not None and self.selection.has_operation(operation.id):
                self.known.notice(operation.id, interaction.response)
                tally = self.tallies.setdefault(operation.id, Tally())
                tally.cases += 1
                tally.statuses[interaction.response.status] += 1
                tally.checks += len(clauses)
                took = max(0.0, interaction.received - interaction.sent)
                tally.seconds += took
                tally.times.add(took)
                self.times.setdefault(self.suite, Times()).add(took)
                if self.coverage is not None:
                    self.coverage.notice(operation, interaction)
            elif operation is None:
                self.elsewhere[interaction.response.status] += 1
        for violation in violations:
            self.enter(violation, interaction)
        if operation is not None:
            for watcher in self.watchers:
                watcher(operation.id, interaction)
        return violations

    def note(self, interaction: Interaction, *, alone: bool = True) -> None:
        """Hold the model against an interaction, be it one that is not counted; `alone` as in the model."""
        if self.model is None:
            return
        with self._lock:
            shown = self._shown_by(self.model, interaction, alone=alone)
            self.checked.update(one for one in self.model.checked if self.selection.has(*one))
            self.model.checked.clear()
        for one_shown in shown:
            self.enter(one_shown.violation, *one_shown.interactions)

    def _shown_by(self, model: Model, interaction: Interaction, *, alone: bool) -> list[Shown]:
        """What the model finds; nothing in a response of another shape than described, which is told."""
        try:
            return list(model.observe(interaction, alone=alone))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            if any(violation.clause is RESPONSE_SCHEMA for violation in self.judge.examine(interaction)):
                return []
            raise

    def hold(self, clause: Clause, operation: str) -> None:
        """Count that a clause was held against an operation."""
        if not self.selection.has(clause.id, operation):
            return
        with self._lock:
            self.checked.add((clause.id, operation))
            if operation in self.tallies:
                self.tallies[operation].checks += 1

    def skip(self, clauses: Iterable[Clause], reason: str) -> None:
        """Count a scenario that checks these clauses and could not go on; of several reasons of a clause the
        first stays.
        """
        with self._lock:
            self.ended.setdefault(reason, []).append(self.suite)
            for clause in clauses:
                self.skipped.setdefault(clause.id, reason)

    def enter(self, violation: Violation, *interactions: Interaction) -> str | None:
        """Enter a violation shown by these interactions. Returns the id of the known deviation, or None."""
        if not self.selection.has(violation.clause.id, violation.operation):
            return None
        if violation.clause not in FORMAL and any(
            self.says_nothing(interaction) for interaction in interactions
        ):
            return None
        known = self.known.explain(violation)
        with self._lock:
            self.checked.add((violation.clause.id, violation.operation))
        cause = self._cause(violation, interactions) if known is None else None
        if cause is not None:
            self.findings.follows(violation, cause)
            return None
        finding = self.findings.add(violation, interactions, known, self.suite)
        if self.on_finding is not None:
            self.on_finding(finding)
        return known

    def says_nothing(self, interaction: Interaction) -> bool:
        """Whether nothing can be concluded: there was no response, or the server could not take it now.

        Only the own sandbox is told when to be limited, restarting or closed, and judged by it.
        """
        return bool(interaction.response.missing) or (self.others and interaction.response.status in PASSING)

    def _cause(self, violation: Violation, interactions: Iterable[Interaction]) -> Violation | None:
        """A new violation in the same interactions that goes before.

        What a response means, and what a suite concludes from it, rests on its shape. Where money is at
        stake, both are told.
        """
        if violation.clause.severity == "critical" or violation.clause in FORMAL:
            return None
        broken = [other for interaction in interactions for other in self.judge.examine(interaction)]
        ids = [other.id for other in broken]
        before = broken[: ids.index(violation.id)] if violation.id in ids else broken
        return next((other for other in before if self.known.explain(other) is None), None)

    @property
    def checked_clauses(self) -> set[str]:
        """The clauses that were held against anything."""
        with self._lock:
            return {clause for clause, _ in self.checked}

    @property
    def cases(self) -> int:
        """How many interactions were judged."""
        with self._lock:
            return sum(tally.cases for tally in self.tallies.values()) + self.elsewhere.total()

    def exercised(self) -> set[str]:
        """The operations that answered with a 2xx."""
        with self._lock:
            return {name for name, tally in self.tallies.items() if tally.succeeded}
