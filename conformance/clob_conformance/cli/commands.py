"""The command `clob-conformance`."""

from __future__ import annotations

import inspect
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from attrs import evolve
from polymarket_clob.errors import InvalidInput
from polymarket_clob.reach_options import (
    CaFile,
    ClientCert,
    CredentialsFrom,
    Headers,
    Insecure,
    Proxy,
    Timeout,
    reach_of,
)
from rich.table import Table
from rich.text import Text

from clob_conformance.cli.options import (
    Baseline,
    Clauses,
    Compare,
    Deviations,
    Excluded,
    Fills,
    JudgeOption,
    Markets,
    NobodyElse,
    Operations,
    ReportDir,
    ShowSecrets,
    Spend,
    Strict,
    TestAccounts,
    chosen,
    permitted,
    shard_of,
    word,
)
from clob_conformance.cli.telling import (
    BROKEN,
    COULD_NOT,
    DONE,
    INTERRUPTED,
    WRONG_USAGE,
    Ended,
    complain,
    console,
    masker_of,
    print_text,
    tell,
    tell_report,
)
from clob_conformance.cli.workers import run_in_workers
from clob_conformance.core.clauses import CATALOGUE, SUITES, SuiteName
from clob_conformance.core.description import read_description
from clob_conformance.core.errors import CannotRun, WrongUsage
from clob_conformance.core.resources import JudgeName, Profile, description_file
from clob_conformance.environment.servers import remote_url
from clob_conformance.reporting.merge import merge as merged
from clob_conformance.reporting.outcome import MINUTES, Plan
from clob_conformance.reporting.reports import DEFAULT_FOLDER, finding_json, try_folder
from clob_conformance.reporting.stored import read_earlier, read_report
from clob_conformance.reporting.terminal import Ticker
from clob_conformance.reporting.verdict import finding_text
from clob_conformance.run.recorded import TARGET, judge_files

_PARSER_GAVE_UP = 2
_REPORTED = ("id", "sentence", "source", "severity", "suites", "operations")

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Check a server against the OpenAPI document of the Polymarket CLOB.\n\n"
    "Keys come from the environment or --credentials-from: PK, CLOB_API_KEY, CLOB_SECRET, CLOB_PASS_PHRASE, "
    "CLOB_ADDRESS, CLOB_FUNDER, CLOB_SIGNATURE_TYPE; CHAIN_ID too (137). How a server is reached: "
    "SSL_CERT_FILE, SSL_CERT_DIR, HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY. With the target sandbox "
    "none of them is read.\n\n"
    "Exit codes: 0 the contract is kept; 1 it is broken (new findings), or --strict and a critical clause "
    "was not checked; 2 it could not be judged, or not to the end, and nothing was found until then (not "
    'reached, credentials refused, no report folder, the extra "conformance" is not installed); 64 wrong '
    "usage; 130 interrupted.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"clob-conformance {version('polymarket-clob')}")
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
def run(
    target: Annotated[str, typer.Option(help="sandbox, staging, production, or a URL.")] = "sandbox",
    profile: Annotated[
        str | None,
        typer.Option(
            help="documented: any difference from the OpenAPI document is a new finding. observed: known "
            "differences of the live service are not. Also how the run's own sandbox behaves. Default: "
            "observed for staging and production, else documented."
        ),
    ] = None,
    suite: Annotated[
        list[str] | None, typer.Option(help=f"One of {', '.join(SUITES)}; repeatable. All by default.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer examples and shorter histories.")] = False,
    seed: Annotated[int, typer.Option(help="The same seed makes the same requests.")] = 0,
    max_examples: Annotated[int | None, typer.Option(min=1, help="Generated examples an operation.")] = None,
    shard: Annotated[str, typer.Option(help="I/N: the I-th of N parts, to be joined by `merge`.")] = "1/1",
    workers: Annotated[
        int, typer.Option(min=1, help="Processes that share the run, each with a sandbox of its own.")
    ] = 1,
    report_dir: ReportDir = DEFAULT_FOLDER,
    trade: Annotated[
        bool, typer.Option("--trade", help="Allow orders on a server other than the run's own sandbox.")
    ] = False,
    fills: Fills = False,
    spend: Spend = 0.0,
    market: Markets = None,
    test_accounts: TestAccounts = None,
    closed: NobodyElse = False,
    judge: JudgeOption = "repaired",
    fault: Annotated[
        list[str] | None, typer.Option(help="Plant a fault in the run's own sandbox; repeatable.")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="ROW", help="Switch off a deviation of the run's own sandbox; repeatable."),
    ] = None,
    first: Annotated[bool, typer.Option("--first", help="End at the first new finding.")] = False,
    first_of: Annotated[
        list[str] | None,
        typer.Option(metavar="CLAUSE", help="End at the first new finding by this clause; repeatable."),
    ] = None,
    minutes: Annotated[
        float, typer.Option(min=0.1, help="The longest that the run may take, whatever the server does.")
    ] = MINUTES,
    strict: Strict = False,
    history: Annotated[
        Path | None,
        typer.Option(help="Where to write every request with its response, as `judge` reads them."),
    ] = None,
    operation: Operations = None,
    clause: Clauses = None,
    exclude: Excluded = None,
    deviations: Deviations = None,
    baseline: Baseline = None,
    compare: Compare = None,
    header: Headers = None,
    ca_file: CaFile = None,
    client_cert: ClientCert = None,
    insecure: Insecure = False,
    proxy: Proxy = None,
    timeout: Timeout = None,
    credentials_from: CredentialsFrom = None,
    show_secrets: ShowSecrets = False,
) -> None:
    """Judge a server. Exits 0 when the contract is kept, 1 on new findings, 2 when it could not run, or not
    to its end.
    """
    if fault == ["list"]:
        from clob_conformance.environment.sandbox import list_faults  # noqa: PLC0415 - it loads the client's connections

        raise typer.Exit(list_faults())
    try_folder(report_dir)
    wanted = {word("--suite", name, SuiteName) for name in suite or SUITES}
    plan = Plan(
        target=target,
        profile=word("--profile", profile or _usual_profile(target), Profile),
        suites=tuple(name for name in SUITES if name in wanted),  # each begins where those before it end
        quick=quick,
        max_examples=max_examples,
        seed=seed,
        shard=shard_of(shard),
        trade=trade,
        **permitted(
            target, trade=trade, fills=fills, spend=spend, markets=market, test_accounts=test_accounts
        ),
        closed=closed,
        judge=word("--judge", judge, JudgeName),
        faults=tuple(fault or ()),
        without=tuple(without or ()),
        first=first,
        first_of=frozenset(first_of or ()),
        minutes=minutes,
        history=None if history is None else str(history),
        strict=strict,
        reach=reach_of(header, ca_file, client_cert, insecure, proxy),
        timeout=timeout,
        credentials_from=credentials_from,
        selection=chosen(operation, clause, exclude),
        deviations=tuple(deviations or ()),
        baseline=baseline,
        earlier=read_earlier(compare),
    )
    if plan.faults and target != "sandbox":
        raise WrongUsage(
            "--fault plants a fault in the run's own sandbox; it goes with --target sandbox alone"
        )
    if plan.without and target != "sandbox":
        raise WrongUsage("--without is about the run's own sandbox; it goes with --target sandbox alone")
    terminal = console()
    terminal.print(Text(_first_words(plan)), soft_wrap=True)
    if workers > 1:
        run_in_workers(plan, workers, report_dir, terminal)
    from clob_conformance.run import execution as runs  # noqa: PLC0415 - the suites take seconds to load

    ticker = Ticker(terminal, plan)
    try:
        with ticker.going():
            outcome = runs.execute(plan, ticker.watch)
    except KeyboardInterrupt:
        complain("interrupted; what the run placed is cancelled, unless told otherwise above", INTERRUPTED)
    tell(terminal, outcome, report_dir, show_secrets=show_secrets)


@app.command()
def replay(
    finding: Annotated[str, typer.Argument(metavar="ID", help="The id of a finding in the report.")],
    report_dir: Annotated[Path, typer.Option(help="The report that has it.")] = DEFAULT_FOLDER,
    target: Annotated[
        str | None,
        typer.Option(
            help="sandbox, staging, production or a URL; the report's own if left out, to which keys go only "
            "when it is the sandbox or a loopback address."
        ),
    ] = None,
    trade: Annotated[
        bool,
        typer.Option("--trade", help="Allow orders on a server other than the run's own sandbox."),
    ] = False,
    fills: Fills = False,
    spend: Spend = 0.0,
    market: Markets = None,
    test_accounts: TestAccounts = None,
    header: Headers = None,
    ca_file: CaFile = None,
    client_cert: ClientCert = None,
    insecure: Insecure = False,
    proxy: Proxy = None,
    timeout: Timeout = None,
    credentials_from: CredentialsFrom = None,
    show_secrets: ShowSecrets = False,
) -> None:
    """Show a finding again, signed anew. Exits 1 when it shows, 0 when it does not, 2 if it could not run."""
    from clob_conformance.run import replay as replays  # noqa: PLC0415 - the suites take seconds to load

    report, stored = read_report(report_dir)
    plan = replays.stored_plan(stored, finding)
    clause = replays.broken_clause(report, finding)
    if target is not None and target != plan.target:
        plan = evolve(plan, target=target, trade=False, faults=(), without=())
    reach = reach_of(header, ca_file, client_cert, insecure, proxy)
    if target is None and (reach.headers or reach.client_cert) and plan.target != "sandbox":
        option = "--header" if reach.headers else "--client-cert"
        raise WrongUsage(f"{option} goes to a target that is named: add --target {plan.target}")
    plan = evolve(
        plan,
        named=target is not None,
        trade=trade,
        **permitted(
            plan.target, trade=trade, fills=fills, spend=spend, markets=market, test_accounts=test_accounts
        ),
        reach=reach,
        timeout=timeout,
        credentials_from=credentials_from,
    )
    terminal = console()
    ticker = Ticker(terminal, plan)
    try:
        with ticker.going():
            replayed = replays.replay(plan, clause, ticker.watch)
    except KeyboardInterrupt:
        complain("interrupted; what the run placed is cancelled, unless told otherwise above", INTERRUPTED)
    if replayed.shown is None:
        print_text(terminal, f"not shown any more: {finding}, by {replayed.how}")
        raise typer.Exit(DONE)
    masker = masker_of(replayed.outcome, show_secrets=show_secrets)
    text = finding_text(finding_json(replayed.shown, masker, report_dir))
    print_text(terminal, f"shown again by {replayed.how}\n\n{text}")
    raise typer.Exit(BROKEN)


@app.command()
def judge(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="HAR 1.2, or JSON Lines.")],
    profile: Annotated[
        str,
        typer.Option(
            help="observed: known differences of the live service are not new findings. documented: they are."
        ),
    ] = "observed",
    judge: JudgeOption = "repaired",
    target: Annotated[
        str | None,
        typer.Option(
            help="staging, production or a URL: whose traffic counts. If left out, that of the exchange and "
            "of this machine."
        ),
    ] = None,
    together: Annotated[
        bool,
        typer.Option(
            "--together",
            help="The files are of one server: judge them as one history, in the order of their times. "
            "Without it each is judged by itself.",
        ),
    ] = False,
    apart: Annotated[
        float,
        typer.Option(
            min=0,
            metavar="SECONDS",
            help="With --together: how far apart the clocks may be that wrote the files. What is no further "
            "apart than that counts as under way at the same time.",
        ),
    ] = 0.0,
    closed: Annotated[
        bool,
        typer.Option(
            "--closed",
            help="Nobody acted on the server whose traffic is not in the files (in the file, without "
            "--together), so more can be concluded.",
        ),
    ] = False,
    report_dir: ReportDir = DEFAULT_FOLDER,
    strict: Strict = False,
    operation: Operations = None,
    clause: Clauses = None,
    exclude: Excluded = None,
    deviations: Deviations = None,
    baseline: Baseline = None,
    compare: Compare = None,
    show_secrets: ShowSecrets = False,
) -> None:
    """Judge recorded traffic; nothing is sent. Exits 0 when the contract is kept, 1 on new findings, 2 when
    nothing could be judged.
    """
    if apart and not together:
        raise WrongUsage("--apart is about the clocks of several files: it goes with --together")
    try_folder(report_dir)
    plan = Plan(
        target=target or TARGET,
        profile=word("--profile", profile, Profile),
        suites=(),
        judge=word("--judge", judge, JudgeName),
        files=tuple(map(str, files)),
        together=together,
        apart=apart,
        closed=closed,
        strict=strict,
        selection=chosen(operation, clause, exclude),
        deviations=tuple(deviations or ()),
        baseline=baseline,
        earlier=read_earlier(compare),
    )
    tell(console(), judge_files(plan), report_dir, show_secrets=show_secrets)


@app.command()
def watch(
    target: Annotated[
        str, typer.Option(help="staging, production or a URL: where requests are forwarded to.")
    ],
    listen: Annotated[int, typer.Option(help="The port on this machine; 0 for any that is free.")] = 0,
    closed: NobodyElse = False,
    profile: Annotated[
        str | None,
        typer.Option(
            help="observed: known differences of the live service are not new findings. documented: they "
            "are. Default: observed for staging and production, else documented."
        ),
    ] = None,
    judge: JudgeOption = "repaired",
    minutes: Annotated[float | None, typer.Option(min=0.01, help="When it ends by itself.")] = None,
    history: Annotated[
        Path | None,
        typer.Option(help="Where to write what passes, without keys; history.jsonl beside the report."),
    ] = None,
    report_dir: ReportDir = DEFAULT_FOLDER,
    strict: Strict = False,
    operation: Operations = None,
    clause: Clauses = None,
    exclude: Excluded = None,
    deviations: Deviations = None,
    baseline: Baseline = None,
    compare: Compare = None,
    header: Headers = None,
    ca_file: CaFile = None,
    client_cert: ClientCert = None,
    insecure: Insecure = False,
    proxy: Proxy = None,
    timeout: Timeout = None,
    show_secrets: ShowSecrets = False,
) -> None:
    """Forward any client's traffic to a server until Ctrl-C, then judge it. Exit codes as `judge`."""
    from clob_conformance.run import watching  # noqa: PLC0415 - it loads the client's connections

    try_folder(report_dir)
    report_dir.mkdir(parents=True, exist_ok=True)
    path = history or report_dir / "history.jsonl"
    plan = Plan(
        target=target,
        profile=word("--profile", profile or _usual_profile(target), Profile),
        suites=(),
        judge=word("--judge", judge, JudgeName),
        files=(str(path),),
        strict=strict,
        selection=chosen(operation, clause, exclude),
        deviations=tuple(deviations or ()),
        baseline=baseline,
        earlier=read_earlier(compare),
    )
    url = remote_url(target, read_description(description_file(plan.judge)))
    reach = reach_of(header, ca_file, client_cert, insecure, proxy)
    terminal = console()

    def begun(address: str) -> None:
        terminal.print(Text(f"watching {url} at {address}; Ctrl-C ends it and judges"), soft_wrap=True)

    watching.watch(url, listen, path, begun, closed=closed, minutes=minutes, reach=reach, seconds=timeout)
    tell(terminal, judge_files(plan), report_dir, show_secrets=show_secrets)


@app.command()
def merge(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Report folders.")],
    report_dir: Annotated[Path, typer.Option(help="Where the joined report goes.")] = DEFAULT_FOLDER,
    compare: Compare = None,
) -> None:
    """Join the reports of shards or of several runs. Exits 1 when any had new findings, 2 when none had but
    one was broken off, else 0.
    """
    import clob_conformance.run.execution  # noqa: F401, PLC0415 - the page tells the sentences of the suites' clauses

    try_folder(report_dir)
    report, stored = merged(folders, report_dir, read_earlier(compare))
    tell_report(console(), report, stored, report_dir)


@app.command()
def accounts() -> None:
    """What clauses need that a run may lack, and how to give it.

    credentials: PK, a private key, or CLOB_API_KEY, CLOB_SECRET, CLOB_PASS_PHRASE and CLOB_ADDRESS, in the
    environment or with --credentials-from. They go to a target that the command line names. With a private
    key alone the API key is derived.

    --trade: the permission to place and cancel orders, which needs PK, and an account without open orders
    and with some USDC. Orders rest far from the market, at the smallest size; all are cancelled in the end.

    a second account: CLOB_COUNTERPARTY_PK, or CLOB_COUNTERPARTY_API_KEY, CLOB_COUNTERPARTY_SECRET,
    CLOB_COUNTERPARTY_PASS_PHRASE and CLOB_COUNTERPARTY_ADDRESS, in the environment; where its funds are not
    at the key's own address, CLOB_COUNTERPARTY_FUNDER and CLOB_COUNTERPARTY_SIGNATURE_TYPE. It tries to reach
    what is the first account's; with --trade it must have no open orders, as the first.

    --fills: with --trade, the permission to let the two accounts trade with each other, on the markets that
    --market CONDITION_ID names (repeatable). All orders for it are worth no more than --spend USDC together,
    0 by default, which is none; each is counted before it is sent. One account rests an order between the
    best bid and ask, the other one takes it; what was bought is sold back, as far as it goes.

    --test-accounts: with --trade, the word that nothing of the two accounts is anybody's loss. Notifications
    are dropped then, builder keys, read-only keys and API keys made and revoked, quotes asked for, and a
    heartbeat of the second account is missed. Taken for granted on loopback addresses, where
    --no-test-accounts forbids it.

    the run's own sandbox: some checks are made on no other server, such as those that move the clock or close
    the exchange. A run without --target starts one.
    """
    print(inspect.cleandoc(accounts.__doc__ or ""))


@app.command()
def clauses(
    as_json: Annotated[
        bool, typer.Option("--json", help="As JSON: a list with one clause a line; no operations means all.")
    ] = False,
) -> None:
    """List every clause: its id, severity, suites, sentence, source and operations."""
    import clob_conformance.run.execution  # noqa: F401, PLC0415 - the suites declare their clauses when they are loaded

    catalogue = sorted(CATALOGUE.values(), key=lambda clause: clause.id)
    if as_json:
        lines = [json.dumps({name: getattr(clause, name) for name in _REPORTED}) for clause in catalogue]
        print("[", ",\n".join(lines), "]", sep="\n")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("clause", "severity", "suites", "sentence", "source", "operations"):
        table.add_column(name, overflow="fold")
    for clause in catalogue:
        suites = "all" if clause.suites == SUITES else ", ".join(clause.suites)
        operations = ", ".join(sorted(clause.operations)) or "every operation"
        table.add_row(clause.id, clause.severity, suites, clause.sentence, clause.source, operations)
    console().print(table)


def _usual_profile(target: str) -> Profile:
    return "observed" if target in ("staging", "production") else "documented"


def _first_words(plan: Plan) -> str:
    """What is judged, and what counts as broken."""
    counts = (
        "known differences of the live service are reported as known, any other breaks the contract"
        if plan.live_service
        else "any difference from the OpenAPI document breaks the contract"
    )
    careful = "" if plan.target == "sandbox" else ", orders allowed" if plan.trade else ", read-only"
    unsure = "; the server's certificate is not checked (--insecure)" if plan.reach.insecure else ""
    return (
        f"judging {plan.target}{careful}, profile {plan.profile}: {counts}; "
        f"{plan.minutes:g} minutes at most (--minutes){unsure}"
    )


def main() -> None:
    """Run the command; turn what went wrong into one sentence and an exit code."""
    if sys.argv[-2:] == ["--help", accounts.__name__]:
        sys.argv[1:] = sys.argv[-1:]
    try:
        app(prog_name="clob-conformance")
    except CannotRun as error:
        complain(str(error), COULD_NOT)
    except (WrongUsage, InvalidInput) as error:
        complain(str(error), WRONG_USAGE)
    except Ended:
        raise
    except SystemExit as ended:
        # 2 is how the option parser ends on what it cannot read; here it means something else.
        sys.exit(WRONG_USAGE if ended.code == _PARSER_GAVE_UP else ended.code)
