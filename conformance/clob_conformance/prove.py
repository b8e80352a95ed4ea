"""Proof of the suite: it is run on each planted fault of the sandbox, and must find it.

`python -m clob_conformance.prove` prints a table: caught or missed, by which clause, after how many cases
and seconds. Each run is a process of its own, ended at its first new finding; two go at a time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import typer
from attrs import frozen

_AT_A_TIME = 2
_WANTED = 0.95
_SUITE = "from clob_conformance.cli import main; main()"
_SANDBOX = "from clob_sandbox.cli import main; main()"


@frozen
class Trial:
    """What came of one fault: the first finding's clause and operation, None when it was missed."""

    fault: str
    clause: str | None
    operation: str
    cases: int
    seconds: float


def faults() -> list[str]:
    """The names of all planted faults."""
    command = [sys.executable, "-c", _SANDBOX, "serve", "--fault", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return [line.partition(":")[0] for line in listed.splitlines()]


def attempt(fault: str, options: Sequence[str]) -> Trial:
    """Run the suite on one fault; a run that could not be made has caught nothing."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _SUITE, "run", "--first", "--fault", fault, "--report-dir", folder]
        ended = subprocess.run([*command, *options], capture_output=True, text=True, check=False)  # noqa: S603
        report = Path(folder) / "report.json"
        if not report.exists():
            reason = ended.stderr.strip().splitlines()[-1:]
            return Trial(fault, None, f"could not run: {reason}", 0, time.monotonic() - started)
        told: dict[str, Any] = json.loads(report.read_text("utf-8"))
    new = [finding for finding in told["findings"] if finding["known"] is None]
    seconds = time.monotonic() - started
    if not new:
        return Trial(fault, None, "", told["cases"], seconds)
    return Trial(fault, new[0]["clause"], new[0]["operation"], told["cases"], seconds)


def main(
    names: Annotated[list[str] | None, typer.Argument(help="Faults; all by default.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="With the quick budget.")] = False,
    seed: Annotated[int, typer.Option(help="Of suite and sandbox.")] = 0,
) -> None:
    """Run the suite on planted faults. Exits 1 when fewer than 95 of 100 are caught."""
    options = ["--seed", str(seed), *(["--quick"] if quick else [])]
    wanted = names or faults()
    trials: list[Trial] = []
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        for trial in pool.map(lambda fault: attempt(fault, options), wanted):
            trials.append(trial)
            by = f"{trial.clause} at {trial.operation}" if trial.clause else f"MISSED {trial.operation}"
            print(f"{trial.fault:30} {by:60} {trial.cases:7,} cases {trial.seconds:6.1f} s", flush=True)
    caught = sum(trial.clause is not None for trial in trials)
    print(f"{caught} of {len(trials)} planted faults caught ({100 * caught / len(trials):.1f} %)")
    raise typer.Exit(0 if caught >= _WANTED * len(trials) else 1)


if __name__ == "__main__":
    typer.run(main)
