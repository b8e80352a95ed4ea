"""The commands together, and what the process ends with.

Exit codes: 0 done, 1 refused or failed, 2 not reachable, 3 an order's outcome is unknown or was not told, 64
wrong usage. docs/commands.md has those of all commands.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from typing import Annotated, TextIO

import typer

from polymarket_clob.errors import (
    ClobError,
    InvalidInput,
    MissingCredentials,
    OrderOutcomeUnknown,
    TransportError,
)
from polymarket_clob.interruptions import heed
from polymarket_clob.printable import printable
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

from . import account, connect, doctor, market, raw, trade
from .wording import Signalled, Unfinished, WrongUsage, advice, reported

DONE, FAILED, UNREACHABLE, UNKNOWN, WRONG_USAGE = 0, 1, 2, 3, 64

HELP = """Trade and look around on a Polymarket CLOB.

Options of how the exchange is reached stand before the command: clob --header 'X-Team: a' book TOKEN.
Keys and the exchange come from the environment: CLOB_API_URL, CHAIN_ID, PK, CLOB_API_KEY, CLOB_SECRET,
CLOB_PASS_PHRASE, CLOB_ADDRESS, CLOB_FUNDER, CLOB_SIGNATURE_TYPE and CLOB_UNITS: "whole", the default, where
the exchange sends sizes in shares and USDC, as the live service; "base" where it sends millionths, as the
sandbox's profile "documented", its default, does: set CLOB_UNITS=base there. Secrets are masked in what is
printed. With --json, "figures" beside what the exchange sent are in USDC and shares.

Exit codes: 0 done; 1 the exchange refused, or part of it failed; 2 the exchange was not reached, or
the extra "cli" is not installed; 3 an order
was sent and its outcome is unknown, or the command was stopped, or could not print, before it had said it
(never send it again: look for its id, which stands on standard error; where that cannot be written to, or is
closed, no order is sent: 1); 64 wrong usage or a missing key;
130 or 143 stopped by a signal.
"""

app = typer.Typer(
    help=HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"clob {version('polymarket-clob')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool,
        typer.Option("--version", help="Print the version and end.", callback=_print_version, is_eager=True),
    ] = False,
    header: Headers = None,
    ca_file: CaFile = None,
    client_cert: ClientCert = None,
    insecure: Insecure = False,
    proxy: Proxy = None,
    timeout: Timeout = None,
    credentials_from: CredentialsFrom = None,
) -> None:
    reach = reach_of(header, ca_file, client_cert, insecure, proxy)
    connect.OPTIONS.set(connect.Options(reach, timeout, credentials_from))


for command in (
    account.keys,
    market.markets,
    market.book,
    account.orders,
    account.order,
    trade.cancel,
    account.trades,
    account.balance,
    account.wallets,
    trade.buy,
    trade.sell,
    raw.request,
    doctor.doctor,
):
    app.command()(command)


def run(arguments: Sequence[str]) -> int:
    """Runs a command line and returns the exit code; an error becomes one line on standard error."""
    code = _ended(arguments)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:
            _drop(stream)
            code = code or _said(f"cannot print: {error}", FAILED)
    return code


def _ended(arguments: Sequence[str]) -> int:
    try:
        app(list(arguments), prog_name="clob")
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else FAILED
        return WRONG_USAGE if code == 2 else code  # typer's own code for a wrong command line
    except (OrderOutcomeUnknown, Unfinished) as error:
        return _said(str(error), UNKNOWN)
    except WrongUsage as error:
        return _said(str(error), WRONG_USAGE)
    except InvalidInput as error:
        return _said(reported(error, os.environ), WRONG_USAGE)
    except MissingCredentials as error:
        return _said(_advised(error), WRONG_USAGE)
    except TransportError as error:
        return _said(str(error), UNREACHABLE)
    except ClobError as error:
        return _said(_advised(error), FAILED)
    except OSError as error:
        return _said(f"cannot print: {error}", FAILED)
    return DONE


def end_on(*signals: int) -> None:
    """From now on the first of these signals ends the command as an exception, where it would end it at once,
    and none after it changes how it ends.
    """
    usual = (signal.SIG_DFL, signal.default_int_handler)
    heed(
        [each for each in signals if signal.getsignal(each) in usual],
        lambda number: KeyboardInterrupt() if number == signal.SIGINT else Signalled(number),
        once=True,
    )


def _drop(stream: TextIO) -> None:
    """What could not be printed is not tried again at the end of the process, which would change its code."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _advised(error: ClobError) -> str:
    hint = advice(error)
    return f"{error}; {hint}" if hint else str(error)


def _said(sentence: str, code: int) -> int:
    with suppress(OSError):  # the code says it too
        print(f"clob: {printable(sentence)}", file=sys.stderr, flush=True)
    return code
