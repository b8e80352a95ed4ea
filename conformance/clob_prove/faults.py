"""Planted faults: the suite is run on each until a new finding by a clause that the fault breaks, and plain
Schemathesis beside it.

Which clauses a fault breaks stands with the fault (`clob-sandbox serve --fault list`).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from functools import cache

import clob_conformance.run.execution  # noqa: F401 - the suites declare their clauses when they are loaded
from attrs import frozen
from clob_conformance.core.clauses import CATALOGUE

from clob_prove.elsewhere import FAIR, elsewhere
from clob_prove.plain import Plain
from clob_prove.trials import COULD_NOT_RUN, Proof, Row, judge, tried

CAUGHT, OTHERWISE, MISSED = "caught", "told by another clause", "not told"
_WANTED = {True: 0.9, False: 0.99}
"""Which part of the faults is to be caught, with the quick budget and with the default one."""
_WANTED_BY_URL = 0.8
"""On somebody else's server, whose clock cannot be moved and whose others may have done what is seen."""
_ITEM = "test_faults.py::test_a_planted_fault_is_reported_by_a_clause_that_it_breaks"
# Read by a process: nothing of the sandbox is imported here.
_LISTING = (
    "import json; from clob_sandbox.faults import FAULTS;"
    "print(json.dumps([[name, fault.operations, fault.breaks] for name, fault in FAULTS.items()]))"
)


@frozen
class Planted:
    """A fault, the ids of the operations at which it strikes (none: at all) and of the clauses it breaks."""

    name: str
    operations: tuple[str, ...]
    breaks: tuple[str, ...]


@frozen
class Trial:
    """What came of a fault: by which clause it was told at which operation, a clause that it breaks if there
    is one; cases and seconds until then; whether plain Schemathesis told a failure that it does not tell of
    the faultless sandbox (None: not tried), and in how many seconds. `complaint`: why there was no run.
    """

    verdict: str
    clause: str
    operation: str
    cases: int
    seconds: float
    complaint: str = ""
    plain: bool | None = None
    plain_seconds: float = 0.0


@cache
def faults() -> dict[str, Planted]:
    """The planted faults by name."""
    listed = subprocess.run([sys.executable, "-c", _LISTING], capture_output=True, check=True)  # noqa: S603
    return {
        name: Planted(name, tuple(operations), tuple(breaks))
        for name, operations, breaks in json.loads(listed.stdout)
    }


def unbroken() -> list[str]:
    """The clauses that no fault breaks: nothing shows whether the suite would tell that they are broken."""
    return sorted(CATALOGUE.keys() - {name for planted in faults().values() for name in planted.breaks})


def attempt(
    planted: Planted, seed: int, *, quick: bool, by_url: bool = False, plain: Plain | None = None
) -> Trial:
    """Run the suite on one fault, and plain Schemathesis if it is given; `by_url`: as on somebody else's
    server.
    """
    options = ["--seed", str(seed), *(["--quick"] if quick else [])]
    options += [word for clause in planted.breaks for word in ("--first-of", clause)]
    if by_url:
        with elsewhere("documented", seed, FAIR, (planted.name,)) as there:
            reported = judge(*options, *there.options, account=there.accounts)
    else:
        reported = judge("--fault", planted.name, *options)
    began = time.monotonic()
    by_plain = None if plain is None else plain.catches(planted.name, planted.operations)
    beside = (by_plain, time.monotonic() - began)
    complaint = reported.complaint if reported.code == COULD_NOT_RUN else ""
    if not reported.new:
        return Trial(MISSED, "", "", reported.cases, reported.seconds, complaint, *beside)
    named = [finding for finding in reported.new if finding["clause"] in planted.breaks]
    verdict, found = (CAUGHT, named[0]) if named else (OTHERWISE, reported.new[0])
    where = found["clause"], found["operation"]
    return Trial(verdict, *where, reported.cases, reported.seconds, complaint, *beside)


def row(planted: Planted, trial: Trial) -> Row:
    """A line of the table."""
    beside = (
        {} if trial.plain is None else {"plain": trial.plain, "plain seconds": round(trial.plain_seconds, 1)}
    )
    return {
        "fault": planted.name,
        "verdict": trial.verdict,
        "clause": trial.clause or trial.complaint,
        "operation": trial.operation,
        "breaks": list(planted.breaks),
        "cases": trial.cases,
        "seconds": round(trial.seconds, 1),
        **beside,
    }


def prove(
    *,
    seed: int,
    few: int | None = None,
    names: Sequence[str] = (),
    quick: bool = False,
    by_url: bool = False,
    plain: bool = True,
    spread: Sequence[str] = (),
) -> Proof:
    """Try every fault, or those named; `by_url`: as on somebody else's server, with two accounts; `plain`:
    with plain Schemathesis too.
    """
    started = time.monotonic()
    if unknown := set(names) - faults().keys():
        raise ValueError(f"unknown fault {min(unknown)}")
    options = [
        "--prove-seed",
        str(seed),
        *(["--prove-quick"] if quick else []),
        *(["--prove-by-url"] if by_url else []),
        *(["--prove-plain"] if plain else []),
    ]
    options += [] if few is None else ["--prove-few", str(few)]
    rows, whole = tried([f"{_ITEM}[{name}]" for name in names] or [_ITEM], _line, *options, *spread)
    count = Counter(str(one["verdict"]) for one in rows)

    def part(number: int) -> str:
        return f"{number} of {len(rows)} ({100 * number / max(1, len(rows)):.1f} %)"

    found = f"{part(count[CAUGHT])} caught, by a clause that the fault breaks; "
    found += f"{count[OTHERWISE]} told by another clause only, {count[MISSED]} not told"
    if plain:
        found += f"; by plain Schemathesis {part(sum(bool(one['plain']) for one in rows))}"
    wanted = _WANTED_BY_URL if by_url else _WANTED[quick]
    gap = unbroken()
    found += f"; {len(gap)} of {len(CATALOGUE)} clauses are broken by no fault: {', '.join(gap) or 'none'}"
    return Proof(
        part="faults",
        bound=f"at least {wanted:.0%} of the planted faults caught by a clause that they break",
        met=whole and count[CAUGHT] >= wanted * len(rows),
        found=found,
        rows=sorted(rows, key=lambda one: str(one["fault"])),
        seconds=time.monotonic() - started,
    )


def _line(one: Row) -> str:
    by = f"{one['clause']} at {one['operation']}" if one["operation"] else f"{one['clause']}"
    beside = f"  plain: {'caught' if one['plain'] else 'missed'}" if "plain" in one else ""
    return (
        f"{one['fault']:30} {one['verdict']}: {by:60} {one['cases']:7,} cases {one['seconds']:6.1f} s{beside}"
    )
