"""How a command ends, and how it tells its outcome: in files, on the terminal, to the runner of a job."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import NoReturn

from attrs import evolve
from polymarket_clob.printable import printable
from rich.console import Console
from rich.text import Text

from clob_conformance.core.interaction import Masker
from clob_conformance.core.resources import description_file
from clob_conformance.reporting import actions
from clob_conformance.reporting.outcome import Outcome, Plan
from clob_conformance.reporting.reports import Replays, replays_json, report_json, write_files
from clob_conformance.reporting.terminal import show
from clob_conformance.reporting.verdict import Report, Verdict

DONE, BROKEN, COULD_NOT, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 64, 130
_LOG_WIDTH = 140


class Ended(SystemExit):
    """The program's own end; those of the option parser have other codes."""


def console() -> Console:
    """The user's terminal; in a log, lines wide enough for the tables."""
    found = Console()
    return found if found.is_terminal else Console(width=_LOG_WIDTH)


def masker_of(outcome: Outcome, *, show_secrets: bool) -> Masker:
    """What the terminal hides; the report files hide everything, whatever the terminal shows."""
    return evolve(outcome.masker, open=show_secrets)


def sha256_of(plan: Plan) -> str:
    """The hash of the description that a plan judges by, as reports name it."""
    return hashlib.sha256(description_file(plan.judge).read_bytes()).hexdigest()


def tell(terminal: Console, outcome: Outcome, folder: Path, *, show_secrets: bool) -> NoReturn:
    """Write the report of a run, show it, and end with its verdict. A shard of several leaves it to `merge`
    to speak to the job.
    """
    sha256 = sha256_of(outcome.plan)
    report = report_json(outcome, sha256, folder)
    shown = evolve(outcome, masker=masker_of(outcome, show_secrets=show_secrets))
    complete = outcome.plan.shard == (1, 1)
    reported = report_json(shown, sha256, folder)
    tell_report(terminal, report, replays_json(outcome), folder, reported, publish=complete)


def tell_report(
    terminal: Console,
    report: Report,
    replays: Replays,
    folder: Path,
    shown: Report | None = None,
    *,
    publish: bool = True,
) -> NoReturn:
    """Write a report, show it (as `shown`), `publish` it to the job, and end with its verdict, which nothing
    that cannot be written changes.
    """
    lost: list[str] = []
    try:
        write_files(report, replays, folder)
    except OSError as error:
        lost.append(f"the report is not written to {folder}: {error.strerror}")
    with actions.quoting(sys.stdout):
        show(terminal, Verdict.of(shown or report), folder)
    verdict = Verdict.of(report)
    try:
        if publish:
            actions.publish(verdict, sys.stdout)
    except OSError as error:
        lost.append(f"the summary is not written to {error.filename}: {error.strerror}")
    code = verdict.exit_code
    if report["broken_off"]:
        lost.append(f"{report['broken_off']}; the report has what was found until then")
    if lost:
        complain("; ".join(lost), code or COULD_NOT)
    raise Ended(code)


def print_text(terminal: Console, text: str) -> None:
    """Print what may quote a server."""
    with actions.quoting(sys.stdout):
        terminal.print(Text(text), soft_wrap=True)


def complain(sentence: str, code: int) -> NoReturn:
    """Say in one sentence why the command ends, and end."""
    line = printable(sentence)
    with actions.quoting(sys.stderr):
        print(f"clob-conformance: {line}", file=sys.stderr)
    if actions.at_work():
        print(actions.complaint(line), file=sys.stderr)
    raise Ended(code)
