"""Text of a server's or of a file's, as it may be shown: nothing in it moves a cursor, turns the direction of
writing, or cannot stand in a file. And where it is shown: standard streams that a process may lack.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Any

__all__ = ["all_printable", "fill_missing_streams", "printable"]

# Controls but tab and line feed, marks of direction, separators of lines, surrogates, what XML forbids.
_UNFIT = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"


def printable(text: str) -> str:
    """The text with every such character written as Python writes it: `\\x1b`, `\\u202e`."""
    if text.isprintable():  # as most are
        return text
    return re.sub(_UNFIT, lambda found: ascii(found[0])[1:-1], text)


def all_printable(value: Any) -> Any:
    """A JSON value whose texts are all `printable`, names too."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [all_printable(item) for item in value]
    if isinstance(value, dict):
        return {printable(name): all_printable(item) for name, item in value.items()}
    return value


def fill_missing_streams(*, writable: bool) -> None:
    """Puts something in place of the standard streams that the process was started without (``>&-``), before
    a file or a socket gets their number.

    Nothing is read there. What is printed there is dropped if ``writable``, else it raises OSError, as a full
    disk does.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - as long as the process lives
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            number = os.open(os.devnull, os.O_WRONLY if writable else os.O_RDONLY)
            stream = open(number, "w", 1, "utf-8", "backslashreplace")  # noqa: PTH123, SIM115 - as above
            setattr(sys, name, stream)
