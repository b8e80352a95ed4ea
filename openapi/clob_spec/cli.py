"""Entry of the command `clob-spec`: one sentence where it could not; docs/commands.md has the exit codes."""

from __future__ import annotations

import os
import sys
import traceback

from clob_spec.errors import SpecError, WrongUsage
from clob_spec.printable import printable


def main() -> None:
    """The console script."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # started without it, as by >&-
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - to the end
    # 1 and 2 are verdicts of `diff`.
    could_not, wrong_usage = (3, 3) if sys.argv[1:2] == ["diff"] else (2, 64)
    try:
        from clob_spec.commands import UsageError, app  # noqa: PLC0415 - the tools come with the extra `spec`

        try:
            sys.exit(app(prog_name="clob-spec", standalone_mode=False))
        except UsageError as error:
            error.show()
            sys.exit(wrong_usage)
    except WrongUsage as error:
        _complain(str(error))
        sys.exit(wrong_usage)
    except SpecError as error:
        _complain(str(error))
    except ModuleNotFoundError as error:
        if str(error.name).startswith("clob_"):
            raise
        print("clob-spec needs the extra spec: pip install 'polymarket-clob[spec]'", file=sys.stderr)
    except RecursionError:
        _complain("The description is nested too deeply to be read.")
    except Exception:  # noqa: BLE001 - Python's own exit code for it, 1, is a verdict
        traceback.print_exc()
    sys.exit(could_not)


def _complain(sentence: str) -> None:
    print(f"clob-spec: {printable(sentence)}", file=sys.stderr)
