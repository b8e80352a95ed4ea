"""A run in several processes: each has a sandbox of its own and a shard of the run, and their reports are
joined to one.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

from attrs import evolve
from rich.console import Console
from rich.text import Text

from clob_conformance.cli.telling import COULD_NOT, INTERRUPTED, complain, sha256_of, tell_report
from clob_conformance.core.errors import CannotRun, WrongUsage
from clob_conformance.reporting.merge import merge as merged
from clob_conformance.reporting.outcome import Plan
from clob_conformance.reporting.reports import write_reports

_EVERY_S = 5
_LOOK_S = 0.2
_GROUPS = hasattr(os, "setpgid")
"""Whether a process can leave the group that a terminal interrupts; elsewhere every worker is interrupted."""


def run_in_workers(plan: Plan, count: int, folder: Path, terminal: Console) -> NoReturn:
    """Carry out a plan on its own sandboxes, in so many processes, and tell the joined report.

    Raises `WrongUsage` where the plan cannot be divided.
    """
    if plan.target != "sandbox":
        raise WrongUsage("--workers: each has a sandbox of its own; a server of others is asked by one alone")
    if plan.shard != (1, 1) or plan.history is not None:
        raise WrongUsage(
            "--workers divides a run itself, and each has a history of its own: without --shard and --history"
        )
    began = time.monotonic()
    with TemporaryDirectory(prefix="clob-conformance-") as parts:
        folders = [Path(parts) / f"{index}-of-{count}" for index in range(1, count + 1)]
        refused = _carry_out(plan, folders, terminal)
        written = [one for one in folders if (one / "report.json").exists()]
        if not written:
            complain(refused or "interrupted", COULD_NOT if refused else INTERRUPTED)
        report, stored = merged(written, folder)
    report["duration_s"] = round(time.monotonic() - began, 3)
    if refused:
        report["broken_off"] = "; ".join(filter(None, (report["broken_off"], refused)))
    tell_report(terminal, report, stored, folder)


def _carry_out(plan: Plan, folders: list[Path], terminal: Console) -> str:
    """Why workers could not run, empty where all did. Raises `WrongUsage` where the plan makes no sense."""
    spawning = multiprocessing.get_context("spawn")
    words: Any = spawning.Queue()
    workers = [
        spawning.Process(target=_work, args=(evolve(plan, shard=(index, len(folders))), folder, index, words))
        for index, folder in enumerate(folders, 1)
    ]
    for worker in workers:
        worker.start()
    at: dict[int, str] = {}
    refused: list[str] = []
    usage = ""
    with _interrupting(workers):
        reported = time.monotonic()
        while any(worker.is_alive() for worker in workers) or not words.empty():
            try:
                index, kind, word = words.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            finally:
                if time.monotonic() - reported > _EVERY_S and at:
                    reported = time.monotonic()
                    line = ", ".join(f"worker {which}: {suite}" for which, suite in sorted(at.items()))
                    terminal.print(Text(line), soft_wrap=True)
            if kind == "suite":
                at[index] = word
            elif kind == "wrong usage":  # of every worker alike
                usage = word
            else:
                refused.append(f"worker {index} of {len(folders)}: {word}")
    if usage:
        raise WrongUsage(usage)
    died = [
        f"worker {index} of {len(folders)} ended with {worker.exitcode}"
        for index, worker in enumerate(workers, 1)
        if worker.exitcode
    ]
    return "; ".join((*refused, *died))


@contextmanager
def _interrupting(workers: Sequence[BaseProcess]) -> Iterator[None]:
    """Pass Ctrl-C on to workers, which end by what they found until then."""

    def hand_on(*_: object) -> None:
        for worker in workers:
            if _GROUPS and worker.is_alive() and worker.pid is not None:
                os.kill(worker.pid, signal.SIGINT)

    before = {one: signal.signal(one, hand_on) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _work(plan: Plan, folder: Path, index: int, words: Any) -> None:
    """One process: its part of the run, as a report in a folder."""
    try:
        if _GROUPS:
            os.setpgid(0, 0)
        from clob_conformance.run import execution  # noqa: PLC0415 - the suites take seconds to load

        outcome = execution.execute(plan, lambda run, suite: words.put((index, "suite", suite)))
    except WrongUsage as error:
        words.put((index, "wrong usage", str(error)))
    except CannotRun as error:
        words.put((index, "refused", str(error)))
    except KeyboardInterrupt:
        pass  # nothing was judged yet
    else:
        write_reports(outcome, folder, sha256_of(plan))
