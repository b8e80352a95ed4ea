"""Text of others on its way to a terminal, a page or the log of a workflow: it is shown, and does nothing."""

from __future__ import annotations

import re

# Controls of terminals, ends of lines, and what hides text or turns its direction; and the one mark by which
# the log of a workflow takes a command from the middle of a line.
_ACTS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
    "|[\ud800-\udfff]|[\U000e0000-\U000e0fff]|(?<=##)\\["
)


def printable(text: str) -> str:
    """The text on one line, each character that would act written as a JSON string writes it."""
    return _ACTS.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
