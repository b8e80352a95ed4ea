"""The command ``clob`` (extra ``cli``): the client at the terminal, for people and for scripts."""

import signal
import sys

from polymarket_clob.printable import fill_missing_streams

_COULD_NOT = 2


def main() -> None:
    """Entry point of the command."""
    fill_missing_streams(writable=False)
    try:
        from .app import end_on, run  # noqa: PLC0415 - typer and rich come with the extra
    except ModuleNotFoundError as error:
        missing = str(error.name).partition(".")[0]
        if missing not in ("typer", "rich"):
            raise
        print("clob needs the extra cli: pip install 'polymarket-clob[cli]'", file=sys.stderr)
        sys.exit(_COULD_NOT)
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    end_on(*(number for name in names if (number := getattr(signal, name, None))))
    sys.exit(run(sys.argv[1:]))
