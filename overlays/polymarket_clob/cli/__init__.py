"""The command ``clob`` (extra ``cli``): the client at the terminal, for people and for scripts."""

import sys


def main() -> None:
    """Entry point of the command."""
    try:
        from .app import run  # noqa: PLC0415 - typer and rich come with the extra
    except ModuleNotFoundError as error:
        missing = str(error.name).partition(".")[0]
        if missing not in ("typer", "rich"):
            raise
        print(f"clob needs {missing}: pip install 'polymarket-clob[cli]'", file=sys.stderr)
        sys.exit(64)
    sys.exit(run(sys.argv[1:]))
