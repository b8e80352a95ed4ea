"""The command ``clob-sandbox`` (extra ``sandbox``); what it does stands in `commands`."""

import os
import sys

_COULD_NOT_RUN = 2


def main() -> None:
    """Entry point of the command."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # started without it, as by >&-
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - to the end
    try:
        from .commands import main as command  # noqa: PLC0415 - what it imports comes with the extra
    except ModuleNotFoundError as error:
        if str(error.name).startswith(("clob_", "polymarket_")):
            raise
        print("clob-sandbox needs the extra sandbox: pip install 'polymarket-clob[sandbox]'", file=sys.stderr)
        sys.exit(_COULD_NOT_RUN)
    command()
