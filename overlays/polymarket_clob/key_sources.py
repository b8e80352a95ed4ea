"""Keys from a file or from a command, such as a password manager's: then none stands on a command line.

Both give what ``clob-sandbox env`` and ``clob keys --create`` print: lines ``NAME=value``, with ``export``
before them or not, as a shell reads them; ``#`` begins a comment.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ._redaction import discreet
from .errors import InvalidInput

__all__ = ["KEYS", "with_keys_from"]

KEYS: Final = (
    "PK",
    "CLOB_API_KEY",
    "CLOB_SECRET",
    "CLOB_PASS_PHRASE",
    "CLOB_ADDRESS",
    "CLOB_FUNDER",
    "CLOB_SIGNATURE_TYPE",
)
"""The variables that say who somebody is; of a source no other ones are taken."""

_FIELD: Final = "credentials-from"
_SECONDS: Final = 60.0


@discreet
def with_keys_from(source: str, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with its keys replaced, all of them, by those of a source.

    ``source``: a file's path, ``-`` for standard input, or ``!`` and a command, run without a shell. Raises
    InvalidInput, which shows nothing of what was read.
    """
    found = _variables(_read(source), source)
    return {**{name: value for name, value in environ.items() if name not in KEYS}, **found}


def _read(source: str) -> str:
    if source.startswith("!"):
        return _said_by(source)
    try:
        return sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
    except (OSError, ValueError) as error:
        raise InvalidInput(_FIELD, source, f"text that can be read: {_why(error)}") from None


def _said_by(source: str) -> str:
    try:
        words = shlex.split(source[1:])
        done = subprocess.run(  # noqa: S603 - the user's own command
            words, stdout=subprocess.PIPE, timeout=_SECONDS, check=True, text=True, encoding="utf-8"
        )
    except subprocess.CalledProcessError as error:
        raise InvalidInput(_FIELD, source, f"a command that ends with 0, not {error.returncode}") from None
    except subprocess.TimeoutExpired:
        raise InvalidInput(_FIELD, source, f"a command that ends within {_SECONDS:.0f} s") from None
    except (OSError, ValueError, IndexError) as error:
        raise InvalidInput(_FIELD, source, f"a command that can be run: {_why(error)}") from None
    return done.stdout


def _variables(text: str, source: str) -> dict[str, str]:
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        try:
            words = shlex.split(line, comments=True)
        except ValueError as error:
            raise InvalidInput(_FIELD, source, f"lines NAME=value; line {number} is none: {error}") from None
        for word in words:
            name, _, value = word.partition("=")
            if name in KEYS:
                found[name] = value
    if not found:
        raise InvalidInput(_FIELD, source, f"lines NAME=value with one of {', '.join(KEYS)}")
    return found


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "no UTF-8"
    return getattr(error, "strerror", None) or type(error).__name__
