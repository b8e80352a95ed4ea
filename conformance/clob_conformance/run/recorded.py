"""Judges recorded traffic by the clauses that one exchange can break. Nobody is asked anything."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from clob_conformance.checks.coverage import Coverage
from clob_conformance.checks.record import Record
from clob_conformance.checks.validator import Validator
from clob_conformance.core.description import read_description
from clob_conformance.core.deviations import KnownDeviations
from clob_conformance.core.errors import CannotRun
from clob_conformance.core.interaction import Interaction, Masker
from clob_conformance.core.resources import description_file
from clob_conformance.model import Model
from clob_conformance.reporting.outcome import Outcome, Plan, deviations, skipped, unmet, verdicts
from clob_conformance.reporting.stored import read_baseline
from clob_conformance.run.recordings import Reader, server_of

TARGET = "files"
NOT_RECORDED = "no interaction with it was recorded"


def judge_files(plan: Plan) -> Outcome:
    """Judge the files of a plan. Raises `CannotRun` when one is unreadable, or nothing in them can be judged.

    An entry of the ledger is never gone here: nobody provoked what it is about.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    description = read_description(description_file(plan.judge))
    server = server_of(None if plan.target == TARGET else plan.target, description)
    reader = Reader(description, server)
    plan.selection.check(description)
    ledger = KnownDeviations(plan.judge, deviations(plan), read_baseline(plan.baseline))
    coverage = Coverage(description)
    record = Record(Validator(description), ledger, selection=plan.selection, coverage=coverage)
    interactions: list[Interaction] = []
    for path in plan.files:
        model = None
        for interaction in reader.read(Path(path)):
            model = model or Model(description, reader.world)
            record.model = model
            record.observe(interaction)
            record.note(interaction)
            interactions.append(interaction)
    left_out = {reason: _times(count) for reason, count in sorted(reader.left_out.items())}
    if not interactions:
        raise CannotRun(f"nothing was judged: {_why(left_out)}")
    told = verdicts(record, ())
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
        gone=(),
        clauses=told,
        masker=Masker().knowing(interactions),
        scenes={finding.id: () for finding in record.findings.all()},
        suites=(),
        left_out=left_out,
        held=frozenset(record.held),
        needs="",
        skipped=skipped(told, plan, {}, "", lambda clause: "", {}),
        unmet=unmet(plan, description.operations, record.tallies, lambda name: NOT_RECORDED),
        coverage=coverage.json(),
        times=record.times,
    )


def _times(count: int) -> str:
    return f"{count} exchange{'' if count == 1 else 's'}"


def _why(left_out: Mapping[str, str]) -> str:
    said = "; ".join(f"{reason} ({times})" for reason, times in left_out.items())
    return f"{said}. --target names the server whose traffic is meant" if said else "the files are empty"
