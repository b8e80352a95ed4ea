"""Judges recorded traffic by the clauses that interactions can break. Nobody is asked anything.

Files that belong together, being of one server, are judged as one history. Its order is that of the times at
which responses came, and within a file that of its lines; what was under way at the same time, as far as the
clocks that told the times can be believed, has no order.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from clob_conformance.checks.coverage import Coverage
from clob_conformance.checks.record import Record
from clob_conformance.checks.validator import Validator
from clob_conformance.core.description import read_description
from clob_conformance.core.deviations import KnownDeviations
from clob_conformance.core.errors import CannotRun
from clob_conformance.core.history import World
from clob_conformance.core.interaction import Interaction, Masker
from clob_conformance.core.resources import description_file
from clob_conformance.model import Model
from clob_conformance.reporting.outcome import Outcome, Plan, deviations, skipped, unmet, verdicts
from clob_conformance.reporting.stored import read_baseline
from clob_conformance.run.recordings import Reader, server_of

TARGET = "files"
NOT_RECORDED = "no interaction with it was recorded"
NOT_COMPARED = "comparing what was under way at the same time"


def judge_files(plan: Plan) -> Outcome:
    """Judge the files of a plan. Raises `CannotRun` when one is unreadable, or nothing in them can be judged.

    A known deviation is never reported as not reproduced here: nobody provoked what it is about.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    description = read_description(description_file(plan.judge))
    server = server_of(None if plan.target == TARGET else plan.target, description)
    reader = Reader(description, server, disguised=plan.together)
    plan.selection.check(description)
    known = KnownDeviations(plan.judge, deviations(plan), read_baseline(plan.baseline))
    coverage = Coverage(description)
    record = Record(Validator(description), known, selection=plan.selection, coverage=coverage)
    interactions: list[Interaction] = []
    for files, world in _histories(plan, reader):
        model = record.model = Model(description, world)
        model.clock.slack += plan.apart
        record.others = world == "open"
        for interaction, alone in in_order(files, plan.apart, model):
            record.observe(interaction)
            record.note(interaction, alone=alone)
            interactions.append(interaction)
            if not alone:
                reader.left_out[NOT_COMPARED] += 1
    left_out = {reason: f"({_times(count)})" for reason, count in sorted(reader.left_out.items())}
    if not interactions:
        raise CannotRun(f"nothing was judged: {_why(left_out)}")
    reported = verdicts(record, ())
    return Outcome(
        plan=plan,
        url=server or "",
        started=started,
        duration_s=time.monotonic() - clock,
        cases=record.cases,
        description=description,
        tallies=record.tallies,
        unserved=frozenset(),
        findings=tuple(record.findings.all()),
        not_reproduced=(),
        clauses=reported,
        masker=Masker().knowing(interactions),
        scenes={finding.id: () for finding in record.findings.all()},
        suites=(),
        left_out=left_out,
        checked=frozenset(record.checked),
        needs="",
        skipped=skipped(reported, plan, {}, "", lambda clause: "", {}),
        unmet=unmet(plan, description.operations, record.tallies, lambda name: NOT_RECORDED),
        coverage=coverage.json(),
        times=record.times,
    )


def _histories(plan: Plan, reader: Reader) -> Iterator[tuple[list[list[Interaction]], World]]:
    """The files of each history, and its world: closed where the plan says so, or every file does."""
    for paths in [plan.files] if plan.together else [(path,) for path in plan.files]:
        files: list[list[Interaction]] = []
        worlds: set[World] = set()
        for path in paths:
            files.append(list(reader.read(Path(path))))
            worlds.add(reader.world)
            if plan.together and not all(one.received for one in files[-1]):
                raise CannotRun(f"{path} does not say when everything was: it has no order with other files")
        yield files, "closed" if plan.closed or worlds == {"closed"} else "open"


def in_order(
    files: Sequence[Sequence[Interaction]], apart: float, model: Model
) -> Iterator[tuple[Interaction, bool]]:
    """The interactions of a history in their order, each with whether it was alone: no other that bears on
    it was under way at the same time. The clocks of two files may be `apart` seconds.
    """
    placed: list[tuple[float, int, Interaction]] = []
    for number, file in enumerate(files):
        latest = 0.0
        for interaction in file:
            latest = max(latest, interaction.received)
            placed.append((latest, number, interaction))
    placed.sort(key=lambda one: one[0])
    bears = [model.world == "open" or model.acts(interaction) for _, _, interaction in placed]
    together: set[int] = set()
    for index, (_, mine, interaction) in enumerate(placed):
        for before in range(index - 1, -1, -1) if interaction.sent else ():
            ended, whose, _ = placed[before]
            if ended + apart <= interaction.sent:
                break
            if (whose != mine or ended > interaction.sent) and (bears[index] or bears[before]):
                together |= {index, before}
    for index, (_, _, interaction) in enumerate(placed):
        yield interaction, index not in together


def _times(count: int) -> str:
    return f"{count} interaction{'' if count == 1 else 's'}"


def _why(left_out: Mapping[str, str]) -> str:
    said = "; ".join(f"{reason} {times}" for reason, times in left_out.items())
    return f"{said}. --target names the server whose traffic is meant" if said else "the files are empty"
