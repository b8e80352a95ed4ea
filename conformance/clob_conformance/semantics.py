"""What answers mean, beyond their shape: promises that the description makes in words.

The table from operation to rules; each rule reads one successful answer whose shape is right.
"""

from __future__ import annotations

from clob_conformance import book_clauses, echo_clauses, history_clauses
from clob_conformance.clauses import Clause
from clob_conformance.subject import Meaning

_BY_OPERATION: tuple[dict[str, tuple[tuple[Clause, Meaning], ...]], ...] = (
    dict.fromkeys(book_clauses.BOOKS, book_clauses.RULES),
    dict.fromkeys(history_clauses.HISTORIES, history_clauses.RULES),
    echo_clauses.RULES,
)
MEANINGS: dict[str, tuple[tuple[Clause, Meaning], ...]] = {
    name: tuple(rule for table in _BY_OPERATION for rule in table.get(name, ()))
    for name in sorted({name for table in _BY_OPERATION for name in table})
}
