"""What a run says while it goes on and when it has ended."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from clob_conformance.clauses import SuiteName
from clob_conformance.exchange import Masker
from clob_conformance.outcome import Outcome, told_left_out
from clob_conformance.reports import finding_json, finding_text, report_json, summary

if TYPE_CHECKING:
    from clob_conformance.context import Run

_ON_A_TERMINAL = 0.2
_IN_A_LOG = 5.0


class Ticker:
    """Tells how far a run has come: a line that moves on a terminal, a line every few seconds elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._run: Run | None = None
        self._suite: SuiteName | None = None
        self._stop = threading.Event()

    def watch(self, run: Run, suite: SuiteName) -> None:
        """A suite begins."""
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
        return f"{self._suite}: {self._run.record.cases:,} cases, {new} new findings"

    def _tell(self) -> None:
        if not self._console.is_terminal:
            while not self._stop.wait(_IN_A_LOG):
                self._console.print(self._line(), highlight=False)
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task(self._line())
            while not self._stop.wait(_ON_A_TERMINAL):
                progress.update(task, description=self._line())


def show(console: Console, outcome: Outcome, folder: Path, masker: Masker) -> None:
    """The table of operations, the findings, and the run in one line; `folder` is where the report went."""
    every, unchecked = len(outcome.clauses), Counter(outcome.skipped.values())
    console.print(f"{every - len(outcome.skipped)} of {every} clauses checked", highlight=False)
    for reason, count in unchecked.most_common():
        console.print(f"  {count} skipped: {reason}", highlight=False, soft_wrap=True)
    console.print(_table(outcome))
    if outcome.unserved:
        server = "the sandbox" if outcome.plan.target == "sandbox" else "the server"
        lacking = ", ".join(sorted(outcome.unserved))
        console.print(f"{server} lacks, so not judged: {lacking}", highlight=False)
    if outcome.left_out:
        console.print(f"left out: {told_left_out(outcome.left_out)}", highlight=False, soft_wrap=True)
    for deviation in outcome.gone:
        console.print(
            f"gone: {deviation.id} ({', '.join(deviation.operations)}) did not show", highlight=False
        )
    for finding in outcome.new:
        console.print()
        console.print(Text(finding_text(finding_json(finding, masker, folder))), soft_wrap=True)
    told = summary(report_json(outcome, "", folder))
    console.print()
    console.print(Text(f"{told} ({outcome.duration_s:.0f} s): {folder / 'index.html'}"), soft_wrap=True)


def _table(outcome: Outcome) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (
        ("operation", "left"),
        ("cases", "right"),
        ("statuses", "left"),
        ("findings", "right"),
    ):
        table.add_column(name, justify=justify, no_wrap=name == "operation")  # type: ignore[arg-type]
    for name, tally in sorted(outcome.tallies.items()):
        statuses = "  ".join(f"{status}:{count}" for status, count in sorted(tally.statuses.items()))
        mine = [finding for finding in outcome.findings if name in finding.places]
        new = sum(1 for finding in mine if finding.known is None)
        found = " ".join(
            [*([f"{new} new"] if new else []), *([f"{len(mine) - new} known"] if len(mine) > new else [])]
        )
        operation = outcome.description.operations[name]
        table.add_row(operation.label, str(tally.cases), statuses, found or "0")
    return table
