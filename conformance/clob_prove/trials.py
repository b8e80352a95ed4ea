"""What the parts of the proof share: running the suite as a process, items of pytest that do so, and what a
part tells.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from attrs import define, field, frozen
from clob_conformance.environment.target import COUNTERPARTY

ROW = "row"
"""The property of an item of pytest that holds what came of it: a row of the part's table."""
_PLAIN_PYTEST = ("-o", "addopts=--import-mode=importlib", "-p", "no:cacheprovider", "-p", "no:terminal")
COULD_NOT_RUN = 2  # how the suite exits then, or when it was broken off before it found anything
SUITE = [sys.executable, "-c", "from clob_conformance.cli import main; main()"]
_ACCOUNT = frozenset({*COUNTERPARTY, *COUNTERPARTY.values()})

Row = dict[str, Any]
T = TypeVar("T")


@frozen
class Proof:
    """What came of a part: its rows, what was found in one sentence, and whether the bound was met."""

    part: str
    bound: str
    met: bool
    found: str
    rows: list[Row]
    seconds: float


@frozen
class Reported:
    """What a run of the suite told: its report, None when it wrote none; its exit code and last complaint."""

    report: Mapping[str, Any] | None
    code: int
    complaint: str
    seconds: float

    @property
    def new(self) -> list[Mapping[str, Any]]:
        """The findings that no known deviation matches."""
        return [f for f in self.report["findings"] if f["known"] is None] if self.report is not None else []

    @property
    def cases(self) -> int:
        """How many exchanges were judged."""
        return int(self.report["cases"]) if self.report is not None else 0


def judge(*options: str, account: Mapping[str, str] | None = None) -> Reported:
    """Run the suite once, with these variables of accounts."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        command = [*SUITE, "run", "--report-dir", folder, *options]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment(account))  # noqa: S603
        file = Path(folder) / "report.json"
        report = json.loads(file.read_text("utf-8")) if file.exists() else None
    complaint = (ended.stderr.strip().splitlines() or [""])[-1]
    return Reported(report, ended.returncode, complaint, time.monotonic() - started)


def environment(account: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment with this account in place of any other."""
    others = {name: value for name, value in os.environ.items() if name not in _ACCOUNT}
    return {**others, **(account or {})}


@define(eq=False)  # plugins are kept in sets
class _Rows:
    """A plugin of pytest that gathers the rows of the items, wherever xdist ran them, and tells each."""

    row: Callable[[pytest.TestReport], Row | None]
    tell: Callable[[Row], str]
    rows: list[Row] = field(factory=list)
    broken: int = 0
    interrupted: bool = False

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.interrupted = excinfo.type is KeyboardInterrupt  # pytest's own reasons to stop are kinds of it

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        row = self.row(report) if report.when == "call" else None
        if row is not None:
            self.rows.append(row)
            say(f"  {self.tell(row)}")
        elif report.failed:
            self.broken += 1
            say(f"  {report.nodeid} broke:\n{report.longreprtext}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.broken += 1
            say(f"  {report.nodeid} broke:\n{report.longreprtext}")


def _recorded(report: pytest.TestReport) -> Row | None:
    """The row that the item recorded, if it came so far."""
    found: dict[str, Any] = dict(report.user_properties)
    return found.get(ROW)


def tried(
    items: Sequence[str],
    tell: Callable[[Row], str],
    *options: str,
    row: Callable[[pytest.TestReport], Row | None] = _recorded,
) -> tuple[list[Row], bool]:
    """Run items of pytest, named within this folder, and say a line of each as it ends. Gives their rows,
    and whether none broke without one.
    """
    gathered = _Rows(row, tell)
    folder = Path(__file__).parent
    # The items first: which files of options pytest reads depends on them.
    code = pytest.main([*_PLAIN_PYTEST, *(f"{folder / item}" for item in items), *options], [gathered])
    if gathered.interrupted:
        raise KeyboardInterrupt
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise RuntimeError(f"pytest ended with {code}")
    return gathered.rows, not gathered.broken


def say(sentence: str) -> None:
    """Tell how far the proof has come."""
    print(sentence, flush=True)


def first(items: Sequence[T], few: int | None) -> Sequence[T]:
    """As many as were asked for; all by default."""
    return items if few is None else items[:few]
