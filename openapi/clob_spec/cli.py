"""Entry of the command `clob-spec`: one sentence and exit code 3 where something it needs is missing."""

from __future__ import annotations

import sys

from clob_spec.errors import SpecError


def main() -> None:
    """The console script."""
    try:
        from clob_spec.commands import app  # noqa: PLC0415 - the tools come with the extra `spec`

        app()
    except SpecError as error:
        sys.exit(_could_not(str(error)))
    except ModuleNotFoundError as error:
        sys.exit(_could_not(f"{error.name} is missing: install the project with its extra `spec`."))


def _could_not(sentence: str) -> int:
    print(f"clob-spec: {sentence}", file=sys.stderr)
    return 3
