"""The client's long random runs: signatures of many orders, schedules of faults on the wire, and a storm of
cancelled and interrupted calls.

They are tests of the client, run with many more examples than the tests have, and there in a checkout only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from clob_prove.trials import Proof, Row, say, side_by_side

_RUNS = {
    "overlays/tests/test_random_orders.py": ("CLOB_RANDOM_ORDERS", 100_000),
    "overlays/tests/test_faults.py": ("CLOB_FAULT_SCHEDULES", 1_000),
    "overlays/tests/test_storm.py": ("CLOB_STORM_CALLS", 20_000),
}


def prove(*, seed: int, few: int | None) -> Proof:
    """Run both, as many examples as were asked for; their seeds are their own."""
    del seed
    started = time.monotonic()
    rows: list[Row] = []
    for file, (count, row) in side_by_side(lambda file: _run(file, few), _RUNS):
        rows.append(row)
        say(f"  {file}: {count:,}: {row['told']}")
    failed = [row for row in rows if row["code"] != 0]
    return Proof(
        part="clients",
        bound="100,000 random orders, 1,000 schedules of faults and 20,000 calls of a storm on each way",
        met=not failed,
        found=f"{len(failed)} of {len(rows)} failed",
        rows=rows,
        seconds=time.monotonic() - started,
    )


def _run(file: str, few: int | None) -> tuple[int, Row]:
    variable, whole = _RUNS[file]
    count = whole if few is None else few
    began = time.monotonic()
    if Path(file).exists():
        ended = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", file],
            env={**os.environ, variable: str(count)},
            capture_output=True,
            text=True,
            check=False,
        )
        code, told = ended.returncode, (ended.stdout.strip().splitlines() or [""])[-1]
    else:
        code, told = 1, "not here: run it from a checkout"
    row = {
        "file": file,
        "count": count,
        "code": code,
        "told": told,
        "seconds": round(time.monotonic() - began, 1),
    }
    return count, row
