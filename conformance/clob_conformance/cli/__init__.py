"""The command ``clob-conformance`` (extra ``conformance``); what it does stands in `commands`."""

import sys

from polymarket_clob.printable import fill_missing_streams

_COULD_NOT_RUN = 2


def main() -> None:
    """Entry point of the command."""
    fill_missing_streams(writable=True)
    try:
        from .commands import main as command  # noqa: PLC0415 - what it imports comes with the extra
    except ModuleNotFoundError as error:
        if str(error.name).startswith(("clob_", "polymarket_")):
            raise
        print(
            "clob-conformance needs the extra conformance: pip install 'polymarket-clob[conformance]'",
            file=sys.stderr,
        )
        sys.exit(_COULD_NOT_RUN)
    command()
