"""Text of a server's or of a file's, as it may be shown: nothing in it moves a cursor, turns the direction of
writing, or cannot stand in a file.
"""

from __future__ import annotations

import re
from typing import Any

__all__ = ["all_printable", "printable"]

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
