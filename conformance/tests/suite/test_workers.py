"""A run in several processes tells what one process tells, and ends as it does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from clob_conformance.cli.workers import run_in_workers
from clob_conformance.core.errors import WrongUsage
from clob_conformance.reporting.outcome import Plan
from rich.console import Console

COMMAND = [sys.executable, "-c", "from clob_conformance.cli import main; main()", "run", "--quick"]


def finished(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [*COMMAND, "--report-dir", str(folder), *words], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads((folder / "report.json").read_text())


def test_two_workers_tell_what_one_tells(tmp_path: Path) -> None:
    words = ("--suite", "examples", "--suite", "auth", "--fault", "spread-number")
    one, alone = finished(tmp_path / "1", *words)
    two, shared = finished(tmp_path / "2", *words, "--workers", "2")

    assert (one, two) == (1, 1)
    reported = [
        {(each["operation"], each["clause"]) for each in report["findings"]} for report in (alone, shared)
    ]
    assert reported[0] == reported[1]
    assert reported[0]
    for report in (alone, shared):  # checked where a part of a run lasts for some seconds
        del report["clauses"]["time-goes-on"]
        report["skipped"].pop("time-goes-on", None)
    assert shared["clauses"] == alone["clauses"]
    assert (shared["unmet"], shared["skipped"]) == (alone["unmet"], alone["skipped"])


@pytest.mark.skipif(not hasattr(os, "setpgid"), reason="needs groups of processes")
def test_workers_that_are_interrupted_tell_what_they_found(tmp_path: Path) -> None:
    command = [*COMMAND, "--workers", "2", "--report-dir", str(tmp_path), "--max-examples", "100000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        for line in run.stdout:
            if "worker 1:" in line and "worker 2:" in line:
                break
        run.send_signal(signal.SIGINT)
        _, reported = run.communicate()
    report = json.loads((tmp_path / "report.json").read_text())
    assert "interrupted" in report["broken_off"]
    assert run.returncode == 2
    assert "the report has what was found until then" in reported


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (Plan(target="http://127.0.0.1:1"), "a sandbox of its own"),
        (Plan(shard=(1, 2)), "without --shard"),
        (Plan(history="here"), "without --shard and --history"),
    ],
)
def test_what_cannot_be_divided_is_refused(plan: Plan, words: str, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=words):
        run_in_workers(plan, 2, tmp_path, Console())


def test_wrong_usage_ends_as_it_does_without_workers(tmp_path: Path) -> None:
    command = [*COMMAND, "--workers", "2", "--report-dir", str(tmp_path), "--operation", "getNothing"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "getNothing" in done.stderr, "Traceback" in done.stderr) == (64, True, False)
