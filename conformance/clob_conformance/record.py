"""The record of a run: every exchange is judged and counted here, whichever suite made it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable

from attrs import define, field

from clob_conformance.clauses import Clause
from clob_conformance.exchange import PASSING, Exchange
from clob_conformance.findings import Breach, Finding, Findings
from clob_conformance.judge import FORMAL, RESPONSE_SCHEMA, Judge
from clob_conformance.ledger import Ledger
from clob_conformance.model import Model, Violation
from clob_conformance.selection import EVERYTHING, Selection


@define
class Tally:
    """What was done with one operation: exchanges, answers by status, clauses held against them, and the
    seconds that the answers took, as far as somebody noted them.
    """

    cases: int = 0
    statuses: Counter[int] = field(factory=Counter)
    checks: int = 0
    seconds: float = 0.0

    @property
    def succeeded(self) -> bool:
        """Whether it ever answered with a 2xx."""
        return any(200 <= status < 300 for status in self.statuses)


@define(eq=False)
class Record:
    """Judges and counts exchanges; thread-safe.

    `elsewhere` counts exchanges that met no operation (other methods, odd paths), by status. `watchers` are
    shown every exchange that met one. `held` are the clauses that were held, each with the operation (empty
    for none). `enough` is called whenever a finding is met. `suite` is the one at
    work, empty before the first. `others`: the server is not the own sandbox. The `model` is shown every
    exchange, whoever made it.
    """

    judge: Judge
    ledger: Ledger
    findings: Findings = field(factory=Findings)
    tallies: dict[str, Tally] = field(factory=dict)
    held: set[tuple[str, str]] = field(factory=set)
    elsewhere: Counter[int] = field(factory=Counter)
    watchers: list[Callable[[str, Exchange], None]] = field(factory=list)
    enough: Callable[[Finding], None] | None = None
    suite: str = ""
    others: bool = False
    selection: Selection = EVERYTHING
    model: Model | None = None
    _lock: threading.Lock = field(factory=threading.Lock, repr=False)

    def observe(self, exchange: Exchange) -> list[Breach]:
        """Count an exchange and hold the description against it. Returns what it breaks."""
        operation = self.judge.operation(exchange)
        clauses = self.judge.clauses(exchange)
        breaches = self.judge.examine(exchange)
        with self._lock:
            place = operation.id if operation is not None else ""
            self.held.update((one.id, place) for one in clauses if self.selection.has(one.id, place))
            if operation is not None and self.selection.has_operation(operation.id):
                self.ledger.notice(operation.id, exchange.answer)
                tally = self.tallies.setdefault(operation.id, Tally())
                tally.cases += 1
                tally.statuses[exchange.answer.status] += 1
                tally.checks += len(clauses)
                tally.seconds += max(0.0, exchange.received - exchange.sent)
            elif operation is None:
                self.elsewhere[exchange.answer.status] += 1
        for breach in breaches:
            self.enter(breach, exchange)
        if operation is not None:
            for watcher in self.watchers:
                watcher(operation.id, exchange)
        return breaches

    def note(self, exchange: Exchange) -> None:
        """Hold the model against an exchange, be it one that is not counted."""
        if self.model is None:
            return
        with self._lock:
            violations = self._violations(self.model, exchange)
            self.held.update(one for one in self.model.held if self.selection.has(*one))
            self.model.held.clear()
        for violation in violations:
            self.enter(violation.breach, *violation.exchanges)

    def _violations(self, model: Model, exchange: Exchange) -> list[Violation]:
        """What the model finds; nothing in a response of another shape than described, which is told."""
        try:
            return list(model.observe(exchange))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            if any(breach.clause is RESPONSE_SCHEMA for breach in self.judge.examine(exchange)):
                return []
            raise

    def hold(self, clause: Clause, operation: str) -> None:
        """Count that a clause was held against an operation."""
        if not self.selection.has(clause.id, operation):
            return
        with self._lock:
            self.held.add((clause.id, operation))
            if operation in self.tallies:
                self.tallies[operation].checks += 1

    def enter(self, breach: Breach, *exchanges: Exchange) -> str | None:
        """Enter a breach shown by these exchanges. Returns the id of the ledger's entry that foresees it."""
        if not self.selection.has(breach.clause.id, breach.operation):
            return None
        if breach.clause not in FORMAL and any(self.says_nothing(exchange) for exchange in exchanges):
            return None
        known = self.ledger.explain(breach)
        with self._lock:
            self.held.add((breach.clause.id, breach.operation))
        cause = self._cause(breach, exchanges) if known is None else None
        if cause is not None:
            self.findings.follows(breach, cause)
            return None
        finding = self.findings.add(breach, exchanges, known, self.suite)
        if self.enough is not None:
            self.enough(finding)
        return known

    def says_nothing(self, exchange: Exchange) -> bool:
        """Whether an exchange allows no conclusion: there was no answer, or the server could not take it now.

        Only the own sandbox is told when to be limited, restarting or closed, and judged by it.
        """
        return bool(exchange.answer.missing) or (self.others and exchange.answer.status in PASSING)

    def _cause(self, breach: Breach, exchanges: Iterable[Exchange]) -> Breach | None:
        """A new breach in the same exchanges that goes before.

        What an answer means, and what a suite concludes from it, rests on its shape. Where money is at
        stake, both are told.
        """
        if breach.clause.severity == "critical" or breach.clause in FORMAL:
            return None
        broken = [other for exchange in exchanges for other in self.judge.examine(exchange)]
        ids = [other.id for other in broken]
        before = broken[: ids.index(breach.id)] if breach.id in ids else broken
        return next((other for other in before if self.ledger.explain(other) is None), None)

    @property
    def checked(self) -> set[str]:
        """The clauses that were held against anything."""
        with self._lock:
            return {clause for clause, _ in self.held}

    @property
    def cases(self) -> int:
        """How many exchanges were judged."""
        with self._lock:
            return sum(tally.cases for tally in self.tallies.values()) + self.elsewhere.total()

    def exercised(self) -> set[str]:
        """The operations that answered with a 2xx."""
        with self._lock:
            return {name for name, tally in self.tallies.items() if tally.succeeded}
