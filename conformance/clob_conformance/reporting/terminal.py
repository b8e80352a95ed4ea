"""What a run says while it goes on and when it has ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from clob_conformance.core.clauses import SuiteName
from clob_conformance.reporting.outcome import Plan, reported_left_out, unable
from clob_conformance.reporting.verdict import Report, Verdict, counted, finding_text, foretold, places

if TYPE_CHECKING:
    from clob_conformance.workloads.context import Run

_ON_A_TERMINAL = 0.2
_IN_A_LOG = 5.0
_NAMED = 6


class Ticker:
    """Tells how far a run has come, of its suites and of its time: a line that moves on a terminal, a line
    every few seconds elsewhere.
    """

    def __init__(self, console: Console, plan: Plan) -> None:
        self._console = console
        self._plan = plan
        self._suites = plan.suites
        self._minutes = plan.minutes
        self._began = time.monotonic()
        self._run: Run | None = None
        self._suite: SuiteName | None = None
        self._stop = threading.Event()

    def watch(self, run: Run, suite: SuiteName) -> None:
        """A suite begins; the first time it is told how many clauses can be checked."""
        if self._run is None:
            able = foretold(unable(self._plan, run.lacks))
            self._console.print(Text(able), soft_wrap=True)
        self._run, self._suite = run, suite

    @contextmanager
    def going(self) -> Iterator[None]:
        """Tell while the context lasts."""
        thread = threading.Thread(target=self._tell, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _line(self) -> str:
        if self._run is None:
            return "preparing"
        new = len(self._run.record.findings.new())
        return f"{self._suite}: {counted(self._run.record.cases, 'case')}, {counted(new, 'new finding')}"

    @property
    def _done(self) -> int:
        """How many suites are behind."""
        return self._suites.index(self._suite) if self._suite in self._suites else 0

    def _line_of_a_log(self) -> str:
        took = time.monotonic() - self._began
        at = f"suite {self._done + 1} of {len(self._suites)}, " if self._run is not None else ""
        return f"{at}{self._line()} ({took:.0f} s of at most {60 * self._minutes:.0f})"

    def _tell(self) -> None:
        if not self._console.is_terminal:
            while not self._stop.wait(_IN_A_LOG):
                self._console.print(self._line_of_a_log(), highlight=False)
            return
        limit = f"of {self._minutes:g} min at most"
        columns = (
            SpinnerColumn(),
            BarColumn(bar_width=20),
            TextColumn("suite {task.fields[at]} of {task.total}"),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            TextColumn(limit),
        )
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task(self._line(), total=len(self._suites), at=self._done + 1)
            while not self._stop.wait(_ON_A_TERMINAL):
                progress.update(task, description=self._line(), completed=self._done, at=self._done + 1)


def show(console: Console, verdict: Verdict, folder: Path) -> None:
    """The verdict, what was checked, the table of operations, the findings, and the run in one line; `folder`
    is where the report went.
    """
    report = verdict.report
    console.print(Text(verdict.headline), style="bold", soft_wrap=True)
    if report["broken_off"]:
        console.print(Text(f"Broken off: {report['broken_off']}"), soft_wrap=True)
    console.print(Text(verdict.checked), soft_wrap=True)
    for one in verdict.unchecked:
        more = f" and {len(one.names) - _NAMED} more" if len(one.names) > _NAMED else ""
        console.print(Text(f"  {one.sentence} ({', '.join(one.names[:_NAMED])}{more})"), soft_wrap=True)
    if verdict.how:
        console.print(Text(f"  {verdict.how}"), soft_wrap=True)
    if report["left_out"]:
        console.print(Text(f"left out: {reported_left_out(report['left_out'])}"), soft_wrap=True)
    for line in filter(None, [verdict.seen, *verdict.compared]):
        console.print(Text(line), soft_wrap=True)
    console.print(_table(report))
    for entry in report["not_reproduced"]:
        console.print(Text(f"no longer reproduces: {entry['id']} ({', '.join(entry['operations'])})"))
    for finding in verdict.new:
        console.print()
        console.print(Text(finding_text(finding)), soft_wrap=True)
    console.print()
    took = f"({report['duration_s']:.0f} s): {folder / 'index.html'}"
    console.print(Text(f"{verdict.summary} {took}"), soft_wrap=True)


def _table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (
        ("operation", "left"),
        ("cases", "right"),
        ("statuses", "left"),
        ("findings", "right"),
    ):
        table.add_column(name, justify=justify, no_wrap=name == "operation")  # type: ignore[arg-type]
    for name, row in report["operations"].items():
        statuses = "  ".join(f"{status}:{count}" for status, count in row["statuses"].items())
        mine = [finding for finding in report["findings"] if name in places(finding)]
        new = sum(finding["known"] is None for finding in mine)
        known = len(mine) - new
        found = " ".join([*([f"{new} new"] if new else []), *([f"{known} known"] if known else [])])
        table.add_row(Text(row["label"]), str(row["cases"]), statuses, found or "0")
    return table
