"""What answers mean, beyond their shape: promises that the description makes in words.

The table from operation to rules; each rule reads one successful answer whose shape is right.
"""

from __future__ import annotations

from clob_conformance.checks import (
    book_clauses,
    echo_clauses,
    figure_clauses,
    history_clauses,
    price_clauses,
    reward_clauses,
)
from clob_conformance.core.clauses import Clause
from clob_conformance.core.subject import Meaning

_RULES = (
    *book_clauses.RULES,
    *history_clauses.RULES,
    *price_clauses.RULES,
    *echo_clauses.RULES,
    *figure_clauses.RULES,
    *reward_clauses.RULES,
)
MEANINGS: dict[str, tuple[tuple[Clause, Meaning], ...]] = {
    name: tuple(rule for rule in _RULES if name in rule[0].operations)
    for name in sorted({name for clause, _ in _RULES for name in clause.operations})
}
