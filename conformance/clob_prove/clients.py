"""The client's long random runs: signatures of many orders, schedules of faults on the wire, and a storm of
cancelled and interrupted calls.

They are tests of the client, run with many more examples than the tests have, and there in a checkout only.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from clob_prove.trials import Proof, Row, tried

_TESTS = Path(__file__).parents[2] / "overlays" / "tests"
_RUNS = {
    "test_random_orders.py": ("CLOB_RANDOM_ORDERS", 100_000),
    "test_faults.py": ("CLOB_FAULT_SCHEDULES", 1_000),
    "test_storm.py": ("CLOB_STORM_CALLS", 20_000),
}


def prove(*, seed: int, few: int | None, spread: Sequence[str] = ()) -> Proof:
    """Run all of them, as many examples as were asked for; their seeds are their own."""
    del seed
    started = time.monotonic()
    with pytest.MonkeyPatch.context() as environment:
        for variable, count in _RUNS.values():
            environment.setenv(variable, str(count if few is None else few))
        rows, whole = tried([str(_TESTS / file) for file in _RUNS], _line, *spread, row=_row)
    failed = [row for row in rows if not row["passed"]]
    return Proof(
        part="clients",
        bound="100,000 random orders, 1,000 schedules of faults and 20,000 calls of a storm on each way",
        met=whole and not failed,
        found=f"{len(failed)} of {len(rows)} tests failed",
        rows=rows,
        seconds=time.monotonic() - started,
    )


def _row(report: pytest.TestReport) -> Row:
    last = (report.longreprtext.strip().splitlines() or [""])[-1]
    return {
        "test": report.nodeid,
        "passed": report.passed,
        "reported": last,
        "seconds": round(report.duration, 1),
    }


def _line(row: Row) -> str:
    return f"{row['test']}: {'passed' if row['passed'] else row['told']}"
