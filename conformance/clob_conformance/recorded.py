"""Judges recorded traffic by the clauses that one exchange can break. Nobody is asked anything."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from clob_conformance.description import read_description
from clob_conformance.errors import CannotRun
from clob_conformance.exchange import Exchange, Masker
from clob_conformance.judge import Judge
from clob_conformance.ledger import Ledger
from clob_conformance.model import Model
from clob_conformance.outcome import Outcome, Plan, deviations, skipped, unmet, verdicts
from clob_conformance.record import Record
from clob_conformance.recordings import Reader, server_of
from clob_conformance.reports import read_baseline
from clob_conformance.resources import description_file

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
    ledger = Ledger(plan.judge, deviations(plan), read_baseline(plan.baseline))
    record = Record(Judge(description), ledger, selection=plan.selection)
    exchanges: list[Exchange] = []
    for path in plan.files:
        model = None
        for exchange in reader.read(Path(path)):
            model = model or Model(description, reader.world)
            record.model = model
            record.observe(exchange)
            record.note(exchange)
            exchanges.append(exchange)
    left_out = {reason: _times(count) for reason, count in sorted(reader.left_out.items())}
    if not exchanges:
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
        masker=Masker().knowing(exchanges),
        scenes={finding.id: () for finding in record.findings.all()},
        suites=(),
        left_out=left_out,
        held=frozenset(record.held),
        needs="",
        skipped=skipped(told, plan, {}, "", lambda operations: ""),
        unmet=unmet(plan, description.operations, record.tallies, lambda name: NOT_RECORDED),
    )


def _times(count: int) -> str:
    return f"{count} exchange{'' if count == 1 else 's'}"


def _why(left_out: Mapping[str, str]) -> str:
    said = "; ".join(f"{reason} ({times})" for reason, times in left_out.items())
    return f"{said}. --target names the server whose traffic is meant" if said else "the files are empty"
