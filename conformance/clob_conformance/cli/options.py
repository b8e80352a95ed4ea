"""The options that several commands share."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from clob_conformance.core.errors import WrongUsage
from clob_conformance.core.selection import Selection

ShowSecrets = Annotated[
    bool,
    typer.Option("--show-secrets", help="Show keys and signatures on the terminal; never in a report."),
]
ReportDir = Annotated[Path, typer.Option(help="Where the reports go.")]
JudgeOption = Annotated[str, typer.Option(help="repaired or published: which OpenAPI document to judge by.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 1 also when a critical clause was not checked.")]
Operations = Annotated[
    list[str] | None,
    typer.Option("--operation", help="Check this operation (its operationId); repeatable."),
]
Clauses = Annotated[list[str] | None, typer.Option("--clause", help="Check this clause; repeatable.")]
Excluded = Annotated[
    list[str] | None, typer.Option("--exclude", help="Leave out this operation or clause; repeatable.")
]
Deviations = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE", help="Known differences of your server, as in docs/deviations.md; repeatable."
    ),
]
Fills = Annotated[
    bool,
    typer.Option(
        "--fills",
        help="With --trade: let the account and a second one, CLOB_COUNTERPARTY_PK, trade with each other.",
    ),
]
Spend = Annotated[
    float,
    typer.Option(min=0, metavar="USDC", help="The most that all orders of --fills may be worth together."),
]
Markets = Annotated[
    list[str] | None,
    typer.Option(
        "--market", metavar="CONDITION_ID", help="Place orders on this market of the target; repeatable."
    ),
]
TestAccounts = Annotated[
    bool | None,
    typer.Option(
        "--test-accounts/--no-test-accounts",
        help="With --trade: the accounts are for tests alone, so their notifications may be dropped, keys of "
        "every kind made and revoked, and a heartbeat missed. Default: on loopback addresses.",
        show_default=False,
    ),
]
NobodyElse = Annotated[
    bool,
    typer.Option("--closed", help="Nobody else acts on the target meanwhile, so more can be concluded."),
]
Baseline = Annotated[
    str | None,
    typer.Option(metavar="REPORT", help="Fail only on findings that this report.json does not have."),
]

Compare = Annotated[
    str | None,
    typer.Option(metavar="REPORT", help="Say what is new and no longer reproduced since this report.json."),
]


def chosen(operations: list[str] | None, clauses: list[str] | None, excluded: list[str] | None) -> Selection:
    """What is judged."""
    return Selection(frozenset(operations or ()), frozenset(clauses or ()), frozenset(excluded or ()))


def word(option: str, given: str, allowed: Any) -> Any:
    """One of the words of a `Literal`. Raises `WrongUsage`."""
    if given not in get_args(allowed):
        raise WrongUsage(f"{option} {given}: one of {', '.join(get_args(allowed))}")
    return given


def permitted(
    target: str,
    *,
    trade: bool,
    fills: bool,
    spend: float,
    markets: list[str] | None,
    test_accounts: bool | None = None,
) -> dict[str, Any]:
    """What a plan says of orders that are filled, and on which markets. Raises `WrongUsage`."""
    if markets and target == "sandbox":
        raise WrongUsage("--market is about other servers: the run's own sandbox has its own markets")
    if test_accounts and not trade:
        raise WrongUsage("--test-accounts lets a run act for accounts: it goes with --trade")
    if (fills or spend) and not trade:
        raise WrongUsage("--fills and --spend let accounts trade: they go with --trade")
    if spend and not fills:
        raise WrongUsage("--spend is what the orders of --fills may be worth: it goes with --fills")
    if fills and spend and not markets and target != "sandbox":
        raise WrongUsage("--fills trades on the markets that you name: --market CONDITION_ID")
    return {
        "fills": fills,
        "spend": Decimal(str(spend)),
        "markets": tuple(dict.fromkeys(markets or ())),
        "test_accounts": test_accounts,
    }


def shard_of(text: str) -> tuple[int, int]:
    """A shard and how many there are. Raises `WrongUsage`."""
    found = re.fullmatch(r"(\d+)/(\d+)", text, re.ASCII)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise WrongUsage(f"--shard {text}: I/N with 1 <= I <= N, such as 2/4")
    return int(found[1]), int(found[2])
