"""What the parts of the proof share: running the suite as a process, two at a time, and what a part tells."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, TypeVar

from attrs import frozen

AT_A_TIME = 2
COULD_NOT_RUN = 2  # how the suite exits then, or when it was broken off before it found anything
SUITE = [sys.executable, "-c", "from clob_conformance.cli import main; main()"]
_ACCOUNT = ("PK", "CLOB_API_KEY", "CLOB_SECRET", "CLOB_PASS_PHRASE", "CLOB_ADDRESS", "CLOB_FUNDER")

Row = dict[str, Any]
T = TypeVar("T")
Given = TypeVar("Given")


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
class Told:
    """What a run of the suite told: its report, None when it wrote none; its exit code and last complaint."""

    report: Mapping[str, Any] | None
    code: int
    complaint: str
    seconds: float

    @property
    def new(self) -> list[Mapping[str, Any]]:
        """The findings that the ledger does not foresee."""
        return [f for f in self.report["findings"] if f["known"] is None] if self.report is not None else []

    @property
    def cases(self) -> int:
        """How many exchanges were judged."""
        return int(self.report["cases"]) if self.report is not None else 0


def judge(*options: str) -> Told:
    """Run the suite once."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        command = [*SUITE, "run", "--report-dir", folder, *options]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())  # noqa: S603
        file = Path(folder) / "report.json"
        report = json.loads(file.read_text("utf-8")) if file.exists() else None
    complaint = (ended.stderr.strip().splitlines() or [""])[-1]
    return Told(report, ended.returncode, complaint, time.monotonic() - started)


def environment(account: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment with this account in place of any other."""
    others = {name: value for name, value in os.environ.items() if name not in _ACCOUNT}
    return {**others, **(account or {})}


def side_by_side(work: Callable[[Given], T], given: Iterable[Given]) -> Iterator[tuple[Given, T]]:
    """Do the work for each, two at a time; gives what comes as it comes."""
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        doing: dict[Future[T], Given] = {pool.submit(work, one): one for one in given}
        try:
            for done in as_completed(doing):
                yield doing[done], done.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def say(sentence: str) -> None:
    """Tell how far the proof has come."""
    print(sentence, flush=True)


def first(items: Sequence[T], few: int | None) -> Sequence[T]:
    """As many as were asked for; all by default."""
    return items if few is None else items[:few]
