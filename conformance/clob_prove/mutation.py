"""How much of each response is looked at: a clean history, one response changed, judged offline.

The history is a walk over the whole API on the own sandbox. Each mutant is noticed or not, by the clauses of
one exchange or by the model, at once or later in the history. What nobody notices, operation by operation and
field by field, is what the contract does not say or the suite does not know.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from attrs import frozen
from clob_conformance.checks.record import Record
from clob_conformance.checks.validator import Validator
from clob_conformance.core.description import Operation, read_description
from clob_conformance.core.deviations import KnownDeviations
from clob_conformance.core.history import World
from clob_conformance.core.interaction import Interaction
from clob_conformance.core.resources import description_file
from clob_conformance.model import Model
from clob_conformance.reporting.outcome import Plan
from clob_conformance.run import execution as runs
from clob_conformance.workloads import walk

from clob_prove.excused import excuse
from clob_prove.mutants import Mutant, mutants
from clob_prove.trials import Proof, Row, say

_WANTED: dict[World, float] = {"closed": 0.97, "open": 0.80}
_EXCUSED = 0.10
_STEPS = 150
_A_KIND = 1
"""Responses of each operation and status that are changed."""
_PAGE = Path("docs") / "mutation.md"  # written by this proof: it is there after the first whole run
_AHEAD = 500
"""Interactions in which a mutant may still be noticed."""

Interactions = Sequence[tuple[Operation | None, Interaction]]


@frozen
class Verdict:
    """What became of a mutant: noticed, excused with the reason, or neither."""

    operation: str
    status: int
    mutant: Mutant
    noticed: bool
    excused: str


def prove(*, seed: int, few: int | None) -> Proof:
    """Record a walk, mutate it, and judge it in both worlds; `few` limits the steps of the walk."""
    started = time.monotonic()
    history = recorded(seed, _STEPS if few is None else few)
    rows: list[Row] = []
    met, found = True, []
    for world, wanted in _WANTED.items():
        verdicts = list(judged(history, world, seed))
        rows += table(verdicts, world)
        count, noticed, excused = figures(verdicts)
        share = noticed / max(1, count - excused)
        met = met and share >= wanted and excused <= _EXCUSED * count
        found.append(
            f"{world} world: {noticed:,} of {count - excused:,} noticed ({share:.1%}), {excused:,} excused"
        )
        say(f"  {found[-1]}")
    if _PAGE.parent.is_dir() and few is None:
        _PAGE.write_text(page(rows, "; ".join(found)), "utf-8")
    return Proof(
        part="mutation",
        bound="97 % of what is not excused noticed in the closed world, 80 % in the open; 10 % excused",
        met=met,
        found="; ".join(found),
        rows=rows,
        seconds=time.monotonic() - started,
    )


def recorded(seed: int, steps: int) -> list[Interaction]:
    """A walk on the own sandbox. Raises `ValueError` when it is not clean."""
    plan = Plan(seed=seed)
    description = read_description(description_file(plan.judge))
    record = Record(Validator(description), KnownDeviations(plan.judge, ()))
    history: list[Interaction] = []
    with runs.prepared(plan, description, record) as run:
        run.sender.notes.append(history.append)
        walk.walk(run, run.random("walk"), steps)
    if record.findings.all():
        raise ValueError(f"the history is not clean: {record.findings.all()[0].violation.message}")
    return history


def judged(interactions: Iterable[Interaction], world: World, seed: int) -> Iterator[Verdict]:
    """What becomes of every mutant of a history."""
    description = read_description(description_file("repaired"))
    judge = Validator(description)
    history = [(judge.operation(interaction), interaction) for interaction in interactions]
    some = random.Random(seed)  # noqa: S311 - no secret
    chosen = _chosen(history, some)
    model = Model(description, world)
    known = [(operation, one) for operation, one in history if operation is not None]
    place = {id(one): number for number, (_, one) in enumerate(known)}
    for index, (operation, interaction) in enumerate(history):
        if index in chosen and operation is not None:
            for mutant in mutants(known, place[id(interaction)], some):
                noticed = bool(judge.examine(mutant.interaction)) or _noticed(
                    model, mutant.interaction, history[index + 1 : index + 1 + _AHEAD]
                )
                reason = "" if noticed else excuse(operation.id, mutant)
                yield Verdict(operation.id, interaction.response.status, mutant, noticed, reason)
        list(model.observe(interaction))


def _chosen(history: Interactions, some: random.Random) -> set[int]:
    """Positions of the responses to change: a few of each operation and status, from the first half on."""
    kinds: dict[tuple[str, int], list[int]] = {}
    for index, (operation, interaction) in enumerate(history):
        if operation is not None and not operation.unjudged:
            kinds.setdefault((operation.id, interaction.response.status), []).append(index)
    return {index for every in kinds.values() for index in some.sample(every, min(_A_KIND, len(every)))}


def _noticed(model: Model, mutant: Interaction, ahead: Interactions) -> bool:
    other = model.copy()
    return any(
        next(iter(other.observe(interaction)), None) is not None
        for interaction in (mutant, *(interaction for _, interaction in ahead))
    )


def figures(verdicts: Sequence[Verdict]) -> tuple[int, int, int]:
    """Mutants, those noticed, those excused."""
    return len(verdicts), sum(one.noticed for one in verdicts), sum(bool(one.excused) for one in verdicts)


def table(verdicts: Iterable[Verdict], world: World) -> list[Row]:
    """A row for each field of each operation: mutants, noticed, excused, and what nobody notices."""
    fields: dict[tuple[str, str], list[Verdict]] = {}
    for one in verdicts:
        fields.setdefault((one.operation, one.mutant.place), []).append(one)
    rows: list[Row] = []
    for (operation, place), found in sorted(fields.items()):
        missed = Counter(one.mutant.operator for one in found if not one.noticed and not one.excused)
        reasons = sorted({one.excused for one in found} - {""})
        rows.append(
            {
                "world": world,
                "operation": operation,
                "field": place,
                "mutants": len(found),
                "noticed": sum(one.noticed for one in found),
                "not noticed": sorted(missed),
                "excused": reasons,
            }
        )
    return rows


def page(rows: Sequence[Row], found: str) -> str:
    """The table as a page of the documentation: operation by operation, then what nobody notices."""
    lines = [
        "# Which changes of a response are noticed",
        "",
        "One response of a clean history is changed at a time, and the history is judged offline "
        "(`make prove ARGS=mutation`, which also writes this page). What nobody notices is what the contract "
        "does not say, or the suite does not know.",
        "",
        f"{found}.",
        "",
        "| operation | world | mutants | noticed | excused for |",
        "|---|---|---|---|---|",
    ]
    for operation, world in sorted({(row["operation"], row["world"]) for row in rows}):
        mine = [row for row in rows if (row["operation"], row["world"]) == (operation, world)]
        count, noticed = (sum(row[name] for row in mine) for name in ("mutants", "noticed"))
        reasons = "; ".join(sorted({reason for row in mine for reason in row["excused"]}))
        lines.append(f"| {operation} | {world} | {count} | {noticed} | {reasons} |")
    lines += ["", "## Not noticed", "", "| operation | field | world | changes |", "|---|---|---|---|"]
    for row in rows:
        if row["not noticed"]:
            changes = ", ".join(row["not noticed"])
            lines.append(f"| {row['operation']} | `{row['field']}` | {row['world']} | {changes} |")
    return "\n".join(lines) + "\n"
