"""The command `clob-sandbox`."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from clob_sandbox.app import App
from clob_sandbox.clock import Clock
from clob_sandbox.control import MAX_SKEW
from clob_sandbox.faults import FAULTS, chosen
from clob_sandbox.http.cross_site import is_loopback
from clob_sandbox.http.limits import TIERS
from clob_sandbox.http.trouble import LATENCIES, parse
from clob_sandbox.http.troubles import TROUBLES
from clob_sandbox.journal import Journal, Unusable
from clob_sandbox.profiles import make_profile
from clob_sandbox.sandbox import DEFAULT_DEPTH, DEFAULT_KEEP, Options, Sandbox
from clob_sandbox.server import serve as run
from clob_sandbox.venue.modes import MODES

COULD_NOT = 2
WRONG_USAGE = 64
FILE_UNUSABLE = 65
_PARSER_GAVE_UP = 2

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A local exchange that stands in for staging.\n\n"
    "Exit codes: 0 done, or stopped by a signal; 2 failed (it cannot listen, no sandbox answers, the extra "
    '"sandbox" is not installed); 64 wrong usage; 65 the file of --db cannot be used.',
)


class _Ended(SystemExit):
    """The program's own end; those of the option parser have other codes."""


def _ends(sentence: str, code: int = WRONG_USAGE) -> _Ended:
    print(f"clob-sandbox: {sentence}", file=sys.stderr)
    return _Ended(code)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"clob-sandbox {version('polymarket-clob')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool,
        typer.Option("--version", help="Print the version and end.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    pass


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; any but a loopback one lets other machines in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes any.", min=0, max=65535)] = 0,
    profile: Annotated[
        str, typer.Option(help="documented keeps the OpenAPI document; observed behaves as the live service.")
    ] = "documented",
    seed: Annotated[int, typer.Option(help="What markets, keys and books are made of.")] = 0,
    depth: Annotated[
        int,
        typer.Option(help="Levels a side in the seeded books, as far as the tick allows.", min=1, max=5000),
    ] = DEFAULT_DEPTH,
    fault: Annotated[
        list[str] | None, typer.Option(help="Plant a fault; repeatable. `list` names them all.")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ROW[:OPERATION]",
            help="Switch a deviation of the profile off, or one of form for an operation; repeatable.",
        ),
    ] = None,
    mode: Annotated[str, typer.Option(help=f"Mode of trading: {', '.join(MODES)}.")] = "normal",
    trouble: Annotated[
        str,
        typer.Option(
            metavar="KIND[:VALUE]",
            help=f"none, latency:SECONDS, latency:PROFILE ({', '.join(LATENCIES)}), reset, cut, html:STATUS; "
            "`list` shows the table of all troubles.",
        ),
    ] = "none",
    clock_skew: Annotated[
        int,
        typer.Option(metavar="SECONDS", help="Offset of the reported time.", min=-MAX_SKEW, max=MAX_SKEW),
    ] = 0,
    rate_limits: Annotated[
        str, typer.Option(metavar="off|TIER", help=f"Limit callers; tiers: {', '.join(TIERS)}.")
    ] = "off",
    db: Annotated[
        str | None, typer.Option(metavar="PATH", help="Keep the state in this SQLite file across restarts.")
    ] = None,
    keep: Annotated[
        int,
        typer.Option(help="How many orders that are no longer live are kept, and how many trades.", min=1),
    ] = DEFAULT_KEEP,
    with_parent: Annotated[
        bool,
        typer.Option(
            "--with-parent", help="End when the parent process ends; `clob-sandbox env` does not list it."
        ),
    ] = False,
) -> None:
    """Serve the exchange; prints one JSON line on standard output when it is ready.

    Its page is /_sandbox/ under the URL of that line; docs/sandbox.md describes the control paths.
    """
    if fault and "list" in fault:
        for name, one in FAULTS.items():
            print(f"{name}: {one} (breaks {', '.join(one.breaks)})")
        return
    if trouble == "list":
        for row in TROUBLES:
            said = f"{row.source}: {row.sentence}" if row.sentence else row.source
            print(f"{row.name}: {row.effect} ({said})")
        return
    if mode not in MODES:
        raise _ends(f"--mode {mode}: no such mode, one of {', '.join(MODES)}")
    tier = rate_limits.lower()
    if tier != "off" and tier not in TIERS:
        raise _ends(f"--rate-limits {rate_limits}: no such tier, one of off, {', '.join(TIERS)}")
    try:
        options = Options(
            seed,
            depth,
            make_profile(profile, without or ()),
            chosen(fault or ()),
            mode,
            clock_skew,
            keep,
            tier,
        )
        clock = Clock()
        journal = Journal(db, str(options), clock.source()) if db else None
        with clock.held(journal.birth if journal else None):
            sandbox = Sandbox(options, clock)
        sandbox.make_trouble(parse(trouble))
        served = App(sandbox, journal)
    except Unusable as error:
        raise _ends(str(error), FILE_UNUSABLE) from None
    except ValueError as error:
        raise _ends(str(error)) from None
    if not is_loopback(host):
        print(
            f"clob-sandbox: WARNING: listening on {host}: other machines can reach this sandbox, and whoever "
            "reaches it may read its keys, change its clock and reset it",
            file=sys.stderr,
        )
    try:
        run(served, host, port, with_parent=with_parent)
    except OSError as error:
        raise _ends(f"cannot listen on {host}:{port}: {error.strerror}", COULD_NOT) from None


@app.command()
def env(
    url: Annotated[
        str | None,
        typer.Option(help="URL of the sandbox; by default the one started last, without --with-parent."),
    ] = None,
) -> None:
    """Print the variables for a running sandbox: eval "$(clob-sandbox env)"."""
    from clob_sandbox.cli.env import NoSandbox, lines, variables  # noqa: PLC0415 - `serve` needs no client

    try:
        print(lines(variables(url)))
    except NoSandbox as error:
        raise _ends(str(error), COULD_NOT) from None


def main() -> None:
    """Entry point of the command."""
    try:
        app(prog_name="clob-sandbox")
    except _Ended:
        raise
    except SystemExit as ended:
        sys.exit(WRONG_USAGE if ended.code == _PARSER_GAVE_UP else ended.code)
