"""What of the contract is judged: all of it, or what the user chose; the report says what was chosen."""

from __future__ import annotations

from collections.abc import Collection

from attrs import frozen

from clob_conformance.core.clauses import CATALOGUE, SuiteName
from clob_conformance.core.description import Description
from clob_conformance.core.errors import WrongUsage

IN_ANOTHER_SHARD = "in another shard"
"""Why a run of a shard met no request of an operation; together with the other shards it is no reason."""


@frozen
class Selection:
    """Ids of `operations` and of `clauses` that are judged, all when none is named, less those `excluded`."""

    operations: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.operations or self.clauses or self.excluded)

    def has(self, clause: str, operation: str) -> bool:
        """Whether the clause is held against the operation; one that is empty stands for the whole run."""
        return self.has_clause(clause) and self.has_operation(operation)

    def occupies(self, suite: SuiteName) -> bool:
        """Whether a suite checks any of the clauses."""
        return any(suite in one.suites and self.has_clause(one.id) for one in CATALOGUE.values())

    def among(self, description: Description) -> frozenset[str] | None:
        """The ids of the operations that are asked for; None for all."""
        if not (self.operations or self.excluded):
            return None
        return frozenset(name for name in description.operations if self.has_operation(name))

    def check(self, description: Description) -> None:
        """Raise `WrongUsage` that names what is no operation and no clause."""
        known: dict[str, tuple[Collection[str], Collection[str]]] = {
            "--operation": (self.operations, description.operations),
            "--clause": (self.clauses, CATALOGUE),
            "--exclude": (self.excluded, {*description.operations, *CATALOGUE}),
        }
        for option, (named, there) in known.items():
            for name in sorted(named):
                if name not in there:
                    raise WrongUsage(f"{option} {name}: unknown; clob-conformance clauses lists them")

    def words(self) -> list[str]:
        """The options that say so."""
        pairs = (("--operation", self.operations), ("--clause", self.clauses), ("--exclude", self.excluded))
        return [word for option, names in pairs for name in sorted(names) for word in (option, name)]

    def has_clause(self, name: str) -> bool:
        """Whether a clause is held at all."""
        return name not in self.excluded and (not self.clauses or name in self.clauses)

    def has_operation(self, name: str) -> bool:
        """Whether an operation is judged at all."""
        return name not in self.excluded and (not self.operations or name in self.operations)


EVERYTHING = Selection()
