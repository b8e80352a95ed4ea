"""The catalogue of clauses: each is one promise of the exchange, with the document that makes it.

A module that checks clauses declares them here, so that `clob-conformance clauses` can list them all.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

Severity = Literal["critical", "major", "minor"]
SuiteName = Literal["examples", "properties", "auth", "lifecycle", "pagination", "limits"]
Need = Literal["credentials", "trade", "keys", "accounts", "fills", "tests", "sandbox"]
NEEDS: dict[Need, str] = {
    "credentials": "credentials",
    "trade": "--trade, which allows orders",
    "keys": "--trade, which allows orders",
    "accounts": "a second account, CLOB_COUNTERPARTY_PK",
    "fills": "--fills --spend USDC --market CONDITION_ID, which let two accounts trade with each other",
    "tests": "--trade --test-accounts, of accounts that are for tests alone",
    "sandbox": "the run's own sandbox",
}
"""What a run may lack, in words; `clob-conformance --help accounts` says how to give it."""
# The quick ones first: what they find is told early.
SUITES: tuple[SuiteName, ...] = ("examples", "limits", "pagination", "auth", "lifecycle", "properties")


@frozen
class Clause:
    """One promise.

    `operations` are the ids of those it speaks of, none when it speaks of every one. `source` names the
    document: a path in the description, a known deviation, or a public standard.
    `severity` is `critical` when money or an account is at stake, `major` when a correct client breaks,
    `minor` otherwise. `suites` are those that check it. `shared`: a server keeps it in one place for all
    operations, so that violations of it at several of them have one cause. `needs` is what it takes to check
    it besides what its operations need anyway.
    """

    id: str
    sentence: str
    source: str
    severity: Severity
    suites: tuple[SuiteName, ...]
    operations: tuple[str, ...] = ()
    shared: bool = False
    needs: tuple[Need, ...] = ()


# What all clauses of a suite need.
_OF_SUITES: dict[SuiteName, tuple[Need, ...]] = {"lifecycle": ("credentials", "trade")}
CATALOGUE: dict[str, Clause] = {}


def declare(
    id: str,  # noqa: A002 - the field's own name
    sentence: str,
    *,
    source: str,
    severity: Severity = "major",
    suites: tuple[SuiteName, ...] = SUITES,
    operations: tuple[str, ...] = (),
    shared: bool = False,
    needs: tuple[Need, ...] = (),
) -> Clause:
    """Enter a clause in the catalogue. Raises `ValueError` when the id is taken."""
    if id in CATALOGUE:
        raise ValueError(f"clause {id} is declared twice")
    if len(suites) == 1:
        needs = (*needs, *_OF_SUITES.get(suites[0], ()))
    CATALOGUE[id] = Clause(id, sentence, source, severity, suites, operations, shared, needs)
    return CATALOGUE[id]
