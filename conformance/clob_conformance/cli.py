"""The command `clob-conformance`."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn, get_args

import typer
from rich.console import Console
from rich.table import Table

from clob_conformance import run as runs
from clob_conformance.clauses import CATALOGUE, SUITES, SuiteName
from clob_conformance.context import Profile
from clob_conformance.errors import CannotRun, WrongUsage
from clob_conformance.reports import write_reports
from clob_conformance.resources import JudgeName, description_file
from clob_conformance.terminal import Ticker, show

_COULD_NOT_RUN = 2
_WRONG_USAGE = 64
_INTERRUPTED = 130
_PARSER_GAVE_UP = 2
_LOG_WIDTH = 140

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Judge a server by the description of the Polymarket CLOB.",
)


@app.command()
def run(
    target: Annotated[str, typer.Option(help="sandbox, staging, production, or a URL.")] = "sandbox",
    profile: Annotated[
        str,
        typer.Option(help="documented or observed: the sandbox's manners, and whether the ledger counts."),
    ] = "documented",
    suite: Annotated[
        list[str] | None, typer.Option(help=f"One of {', '.join(SUITES)}; repeatable. All by default.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer examples and shorter histories.")] = False,
    seed: Annotated[int, typer.Option(help="The same seed makes the same requests.")] = 0,
    max_examples: Annotated[int | None, typer.Option(min=1, help="Generated examples an operation.")] = None,
    shard: Annotated[str, typer.Option(help="I/N: every N-th operation, from the I-th on.")] = "1/1",
    report_dir: Annotated[Path, typer.Option(help="Where the reports go.")] = Path("reports/conformance"),
    trade: Annotated[
        bool, typer.Option("--trade", help="Allow orders on a server that is not the own sandbox.")
    ] = False,
    judge: Annotated[
        str, typer.Option(help="repaired or published: the description to judge by.")
    ] = "repaired",
    fault: Annotated[
        list[str] | None, typer.Option(help="Plant a fault in the own sandbox; repeatable.")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="ROW", help="Switch a deviation of the own sandbox's profile off; repeatable."),
    ] = None,
    first: Annotated[bool, typer.Option("--first", help="End at the first new finding.")] = False,
) -> None:
    """Judge a server. Exits 0 when the contract is kept, 1 on new findings, 2 when it could not run."""
    plan = runs.Plan(
        target=target,
        profile=_word("--profile", profile, Profile),
        suites=tuple(_word("--suite", name, SuiteName) for name in suite) if suite else SUITES,
        quick=quick,
        max_examples=max_examples,
        seed=seed,
        shard=_shard(shard),
        trade=trade,
        judge=_word("--judge", judge, JudgeName),
        faults=tuple(fault or ()),
        without=tuple(without or ()),
        first=first,
    )
    if plan.faults and target != "sandbox":
        raise WrongUsage("--fault plants a fault in the own sandbox; it goes with --target sandbox alone")
    if plan.without and target != "sandbox":
        raise WrongUsage("--without is about the own sandbox; it goes with --target sandbox alone")
    console = _console()
    ticker = Ticker(console)
    try:
        with ticker.going():
            outcome = runs.execute(plan, ticker.watch)
    except KeyboardInterrupt:
        _complain("interrupted; what the run placed is cancelled, unless told otherwise above", _INTERRUPTED)
    sha256 = hashlib.sha256(description_file(plan.judge).read_bytes()).hexdigest()
    write_reports(outcome, report_dir, sha256)
    show(console, outcome)
    raise typer.Exit(outcome.exit_code)


@app.command()
def clauses() -> None:
    """List every clause: its id, severity, suites, sentence and source."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("clause", "severity", "suites", "sentence", "source"):
        table.add_column(name, overflow="fold")
    for clause in sorted(CATALOGUE.values(), key=lambda clause: clause.id):
        suites = "all" if clause.suites == SUITES else ", ".join(clause.suites)
        table.add_row(clause.id, clause.severity, suites, clause.sentence, clause.source)
    _console().print(table)


def _console() -> Console:
    """The user's terminal; in a log, lines wide enough for the tables."""
    console = Console()
    return console if console.is_terminal else Console(width=_LOG_WIDTH)


def _word(option: str, given: str, allowed: Any) -> Any:
    if given not in get_args(allowed):
        raise WrongUsage(f"{option} {given}: one of {', '.join(get_args(allowed))}")
    return given


def _shard(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)/(\d+)", text, re.ASCII)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise WrongUsage(f"--shard {text}: I/N with 1 <= I <= N, such as 2/4")
    return int(found[1]), int(found[2])


def main() -> None:
    """Run the command; turn what went wrong into one sentence and an exit code."""
    try:
        app()
    except CannotRun as error:
        _complain(str(error), _COULD_NOT_RUN)
    except WrongUsage as error:
        _complain(str(error), _WRONG_USAGE)
    except SystemExit as ended:
        # 2 is how the option parser ends on what it cannot read; here it means something else.
        sys.exit(_WRONG_USAGE if ended.code == _PARSER_GAVE_UP else ended.code)


def _complain(sentence: str, code: int) -> NoReturn:
    print(f"clob-conformance: {sentence}", file=sys.stderr)
    sys.exit(code)
