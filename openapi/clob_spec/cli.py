"""Entry of the command `clob-spec`: one sentence and exit code 3 where it could not, wrong usage included."""

from __future__ import annotations

import sys
import traceback

from clob_spec.errors import SpecError
from clob_spec.printable import printable


def main() -> None:
    """The console script."""
    try:
        from clob_spec.commands import UsageError, app  # noqa: PLC0415 - the tools come with the extra `spec`

        try:
            sys.exit(app(standalone_mode=False))
        except UsageError as error:
            error.show()
            sys.exit(3)  # its own 2 is what `diff` says of a breaking change
    except SpecError as error:
        sys.exit(_could_not(str(error)))
    except ModuleNotFoundError as error:
        sys.exit(_could_not(f"{error.name} is missing: install the project with its extra `spec`."))
    except RecursionError:
        sys.exit(_could_not("The description is nested too deeply to be read."))
    except Exception:  # noqa: BLE001 - Python's own exit code for it, 1, is a verdict of `diff`
        traceback.print_exc()
        sys.exit(3)


def _could_not(sentence: str) -> int:
    print(f"clob-spec: {printable(sentence)}", file=sys.stderr)
    return 3
