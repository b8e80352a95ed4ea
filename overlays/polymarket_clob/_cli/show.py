"""What is printed: JSON or tables, with secrets masked in both."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, TypeVar

import attrs
import typer
from rich.console import Console
from rich.table import Table

from polymarket_clob._client import ClobClient
from polymarket_clob.errors import ClobError, OrderOutcomeUnknown
from polymarket_clob.printable import printable

from .wording import Unfinished, WrongUsage

N = TypeVar("N", int, float)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
ShowSecrets = Annotated[bool, typer.Option("--show-secrets", help="Print keys, secrets and signatures.")]

MASK: Final = "***"
_WIDEST: Final = 10_000
_SECRET_FIELDS: Final = frozenset(
    {
        "owner",
        "trade_owner",
        "apikey",
        "apikeys",
        "api_key",
        "secret",
        "passphrase",
        "signature",
        "private_key",
    }
)


def plain(value: Any) -> Any:
    """A value of the client as JSON has it; amounts stay exact, as decimal strings."""
    if hasattr(value, "to_dict"):
        return plain(value.to_dict())
    if attrs.has(type(value)):
        return plain(attrs.asdict(value, recurse=False))
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, Decimal):
        return number(value)
    return value.isoformat() if isinstance(value, datetime) else value


def with_figures(value: Any, figures: Any) -> dict[str, Any]:
    """What the exchange sent, and beside it the same in USDC, shares and times."""
    return {**plain(value), "figures": plain(figures)}


def number(value: Decimal) -> str:
    """A decimal in full, without an exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def when(value: datetime | None) -> str:
    """A time in UTC, to the second."""
    return "" if value is None else f"{value:%Y-%m-%d %H:%M:%S}Z"


def masked(document: Any) -> Any:
    """The document with the values of secret fields masked. The ``owner`` of an order is an API key."""
    if isinstance(document, Mapping):
        return {
            name: _mask(value) if name.lower() in _SECRET_FIELDS else masked(value)
            for name, value in document.items()
        }
    return [masked(each) for each in document] if isinstance(document, list) else document


def without_secrets(text: str, client: ClobClient) -> str:
    """A text with the client's own keys masked wherever they stand."""
    creds = client.creds
    if creds is not None:
        for secret in (creds.api_key, creds.secret, creds.passphrase):
            text = text.replace(secret, MASK)
    return text


def print_json(value: Any, *, secrets: bool = False) -> None:
    """Prints a value of the client as JSON; secret fields are masked unless ``secrets``."""
    document = plain(value)
    print(json.dumps(document if secrets else masked(document), indent=2, default=str))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], none: str = "") -> None:
    """Prints rows under headings, not cut: ids are there to be copied; ``none`` when there is no row."""
    cells, out = list(rows), console()
    if not cells and none:
        out.print(none)
        return
    grid = table(columns, cells)
    # A line that is longer than the terminal is wrapped by it, and copied whole.
    out.width = max(out.width, out.measure(grid, options=out.options.update(width=_WIDEST)).maximum)
    out.print(grid)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> Table:
    """Rows under headings."""
    grid = Table(title=title, box=None, pad_edge=False, header_style="bold", show_header=any(columns))
    for column in columns:
        grid.add_column(column, no_wrap=True)
    for row in rows:
        grid.add_row(*("" if cell is None else printable(str(plain(cell))) for cell in row))
    return grid


def console() -> Console:
    """Standard output; as wide as needed when it is not a terminal, so that ids stay on one line."""
    out = Console(highlight=False, markup=False, emoji=False)
    return out if out.is_terminal else Console(highlight=False, markup=False, emoji=False, width=400)


@contextmanager
def under_way(what: str) -> Iterator[None]:
    """``with under_way("order 0x..."):`` around what sends an order and prints what became of it.

    Raises Unfinished where it is left without saying what became of the order: by an error that leaves it
    open, Ctrl-C, SIGTERM, a closed pipe, a full disk.
    """
    try:
        yield
    except BaseException as error:
        if isinstance(error, OrderOutcomeUnknown) or (isinstance(error, ClobError) and error.outcome_known):
            raise
        said = f"{type(error).__name__} {error}".rstrip()
        text = f"stopped while {what} was under way ({said}); it may be on the book: see clob orders"
        raise Unfinished(text) from error


def sure(question: str, *, yes: bool) -> None:
    """Asks on standard error unless ``yes``; ends the command with 1 on a No.

    Raises WrongUsage when nobody answers, or with what is no text.
    """
    if yes:
        return
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    try:
        reply = sys.stdin.readline()
    except UnicodeDecodeError:
        raise WrongUsage("the answer is no text, and nothing was done; --yes does not ask") from None
    if not reply:
        print(file=sys.stderr)
        raise WrongUsage("nobody answers, and nothing was done; --yes does not ask")
    if reply.strip().lower() not in ("y", "yes"):
        print("clob: nothing was done", file=sys.stderr)
        raise typer.Exit(1)


def at_least(least: N) -> Callable[[Any], N]:
    """Reads an option that is a number of this kind, and not less."""
    kind = type(least)

    def read(value: Any) -> N:
        try:
            number = kind(value)
        except ValueError:
            what = "a whole number" if kind is int else "a number"
            raise typer.BadParameter(f"{value!r} is not {what}") from None
        if not number >= least:
            raise typer.BadParameter(f"{value!r} is less than {least}")
        return number

    return read


def _mask(value: Any) -> Any:
    if isinstance(value, list):
        return [_mask(each) for each in value]
    return MASK if isinstance(value, str) and value else masked(value)
