"""The mutation of histories: operators change one thing, and what the model sees twice is noticed."""

from __future__ import annotations

import random
from typing import Any

from clob_conformance.core.description import Description
from clob_conformance.core.interaction import Interaction
from clob_prove import mutation
from clob_prove.mutants import mutants

from .conftest import YES, interaction
from .test_judge import BOOK, BOOK_TARGET

TICK = f"/tick-size?token_id={YES}"


def made(description: Description, response: Any) -> list[tuple[str, str, Any]]:
    """Operator, place and body of every mutant of a response."""
    one = interaction("GET", TICK, 200, response)
    operation = description.operations["getTickSize"]
    found = mutants([(operation, one)], 0, random.Random(0))
    return [(mutant.operator, mutant.place, mutant.interaction.response.json()) for mutant in found]


def test_every_operator_changes_one_thing_at_its_place(published: Description) -> None:
    bodies = {
        (operator, place): body for operator, place, body in made(published, {"a": ["1.5", "2"], "b": 7})
    }

    assert bodies["dropped", "$.b"] == {"a": ["1.5", "2"]}
    assert bodies["one unit more", "$.b"] == {"a": ["1.5", "2"], "b": 8}
    assert bodies["item doubled", "$.a"] == {"a": ["1.5", "2", "2"], "b": 7}
    assert bodies["reordered", "$.a"] == {"a": ["2", "1.5"], "b": 7}
    assert {place for _, place in bodies} >= {"$", "$.a", "$.a[*]", "$.b", "headers"}
    assert all(
        body != {"a": ["1.5", "2"], "b": 7} for (_, place), body in bodies.items() if place != "headers"
    )


def history() -> list[Interaction]:
    book = interaction("GET", BOOK_TARGET, 200, BOOK)
    return [book, interaction("GET", TICK, 200, {"minimum_tick_size": 0.01}), book]


def test_what_is_reported_twice_is_noticed_when_it_is_changed() -> None:
    verdicts = list(mutation.judged(history(), "closed", 1))
    count, noticed, _ = mutation.figures(verdicts)

    assert count > 50
    missed = [(one.mutant.place, one.mutant.operator) for one in verdicts if not one.noticed]
    assert noticed == count, missed


def test_the_table_names_what_nobody_notices() -> None:
    once = [interaction("GET", "/time", 200, 1700000000)]
    rows = mutation.table(mutation.judged(once, "closed", 1), "closed")

    assert {row["field"] for row in rows} == {"$", "headers"}
    assert "a million times" in next(row["not noticed"] for row in rows if row["field"] == "$")
    assert "| getTime | `$` | closed |" in mutation.page(rows, "1 of 2 noticed")
