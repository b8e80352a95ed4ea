"""Planted faults: the suite is run on each until its first new finding, and plain Schemathesis beside it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from attrs import evolve, frozen

from clob_prove.plain import Plain
from clob_prove.trials import COULD_NOT_RUN, Proof, first, judge, say, side_by_side

_WANTED = 0.95
# Read by a process: nothing of the sandbox is imported here.
_LISTING = (
    "import json; from clob_sandbox.faults import FAULTS;"
    "print(json.dumps([[name, fault.operations] for name, fault in FAULTS.items()]))"
)


@frozen
class Trial:
    """What came of one fault: clause and operation of the first finding (None: missed), cases and seconds
    until then; whether plain Schemathesis told a failure that it does not tell of the faultless sandbox
    (None: not tried), and in how many seconds.
    """

    fault: str
    clause: str | None
    operation: str
    cases: int
    seconds: float
    plain: bool | None = None
    plain_seconds: float = 0.0


def faults() -> dict[str, list[str]]:
    """The planted faults, each with the ids of the operations at which it strikes; none means at all."""
    listed = subprocess.run([sys.executable, "-c", _LISTING], capture_output=True, check=True)  # noqa: S603
    return dict(json.loads(listed.stdout))


def attempt(fault: str, options: Sequence[str]) -> Trial:
    """Run the suite on one fault; a run that could not be made has caught nothing."""
    told = judge("--first", "--fault", fault, *options)
    if told.code == COULD_NOT_RUN:
        return Trial(fault, None, f"could not run: {told.complaint}", told.cases, told.seconds)
    if not told.new:
        return Trial(fault, None, "", told.cases, told.seconds)
    found = told.new[0]
    return Trial(fault, found["clause"], found["operation"], told.cases, told.seconds)


def prove(
    *, seed: int, few: int | None = None, names: Sequence[str] = (), quick: bool = False, beside: bool = True
) -> Proof:
    """Try every fault, or those named; `beside`: with plain Schemathesis too."""
    started = time.monotonic()
    known = faults()
    if unknown := set(names) - known.keys():
        raise ValueError(f"unknown fault {min(unknown)}")
    options = ["--seed", str(seed), *(["--quick"] if quick else [])]
    with tempfile.TemporaryDirectory() as folder:
        plain = Plain(Path(folder), seed, quick=quick)

        def work(fault: str) -> Trial:
            trial = attempt(fault, options)
            if not beside:
                return trial
            began = time.monotonic()
            caught = plain.catches(fault, known[fault])
            return evolve(trial, plain=caught, plain_seconds=time.monotonic() - began)

        trials = []
        for _, trial in side_by_side(work, first(list(names or known), few)):
            trials.append(trial)
            say(f"  {_line(trial)}")
    caught = sum(trial.clause is not None for trial in trials)
    rows = [
        {
            "fault": trial.fault,
            "caught": trial.clause is not None,
            "clause": trial.clause or trial.operation,
            "operation": trial.operation if trial.clause else "",
            "cases": trial.cases,
            "seconds": round(trial.seconds, 1),
            **(
                {"plain": bool(trial.plain), "plain seconds": round(trial.plain_seconds, 1)} if beside else {}
            ),
        }
        for trial in trials
    ]
    found = f"{caught} of {len(trials)} caught ({100 * caught / len(trials):.1f} %)"
    if beside:
        by_plain = sum(trial.plain is True for trial in trials)
        found += f"; by plain Schemathesis {by_plain} ({100 * by_plain / len(trials):.1f} %)"
    return Proof(
        part="faults",
        bound=f"at least {_WANTED:.0%} of the planted faults caught",
        met=caught >= _WANTED * len(trials),
        found=found,
        rows=sorted(rows, key=lambda row: str(row["fault"])),
        seconds=time.monotonic() - started,
    )


def _line(trial: Trial) -> str:
    by = f"{trial.clause} at {trial.operation}" if trial.clause else f"MISSED {trial.operation}"
    beside = "" if trial.plain is None else f"  plain: {'caught' if trial.plain else 'missed'}"
    return f"{trial.fault:30} {by:60} {trial.cases:7,} cases {trial.seconds:6.1f} s{beside}"
