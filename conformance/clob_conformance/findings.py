"""What the run found: breaches of clauses, one finding for one cause, each with its smallest exchange."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable

from attrs import define, evolve, field, frozen

from clob_conformance.clauses import Clause
from clob_conformance.exchange import Exchange


@frozen
class Breach:
    """A clause broken by an operation.

    `key` tells two causes apart within a clause and an operation (a place in the answer, a status, a header);
    it holds no value that changes from run to run.
    """

    clause: Clause
    operation: str
    message: str
    key: str = ""

    @property
    def id(self) -> str:
        """The same for the same cause in every run."""
        cause = f"{self.clause.id}|{self.operation}|{self.key}"
        return hashlib.sha256(cause.encode()).hexdigest()[:10]


@frozen
class Finding:
    """A breach, how often it was met, and the exchanges that show it best.

    `known` is the id of the ledger's entry that foresees it, or None.
    """

    breach: Breach
    exchanges: tuple[Exchange, ...]
    known: str | None
    met: int = 1

    @property
    def size(self) -> int:
        """The size of what it shows."""
        return sum(exchange.size for exchange in self.exchanges)


@define
class Findings:
    """Gathers breaches from several threads; the first word of a cause stays, its exchange may shrink."""

    _found: dict[str, Finding] = field(factory=dict)
    _lock: threading.Lock = field(factory=threading.Lock)

    def add(self, breach: Breach, exchanges: Iterable[Exchange], known: str | None) -> None:
        """Enter a breach, seen in these exchanges."""
        new = Finding(breach, tuple(exchanges), known)
        with self._lock:
            old = self._found.get(breach.id)
            if old is None:
                self._found[breach.id] = new
            elif new.exchanges and new.size < old.size:
                self._found[breach.id] = evolve(new, met=old.met + 1)
            else:
                self._found[breach.id] = evolve(old, met=old.met + 1)

    def all(self) -> list[Finding]:
        """Every finding, the gravest first."""
        rank = {"critical": 0, "major": 1, "minor": 2}
        with self._lock:
            found = list(self._found.values())
        return sorted(
            found,
            key=lambda f: (
                rank[f.breach.clause.severity],
                f.breach.clause.id,
                f.breach.operation,
                f.breach.key,
            ),
        )

    def new(self) -> list[Finding]:
        """The findings that the ledger does not foresee."""
        return [finding for finding in self.all() if finding.known is None]
