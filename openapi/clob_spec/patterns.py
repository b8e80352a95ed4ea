"""The regular expressions of a description: those of ECMA-262, as JSON Schema says, not Python's."""

from __future__ import annotations

import re
from functools import cache

import regress

_ASSERTION = re.compile(r"\\[bB]|\(\?(?!:)|(?<!\[)\^|\$")
_ANY_SIGN = (".", "[^]", r"[\s\S]", r"[\d\D]", r"[\w\W]", r"(.|\n)", r"(?:.|\n)", r"(.|\s)", r"(?:.|\s)")
_ANY_TEXT = {form.format(sign) for sign in _ANY_SIGN for form in ("{}*$", "({}*)$", "(?:{}*)$")}


@cache
def compiled(pattern: str) -> regress.Regex | None:
    """The expression, with the flag `u` where it goes so; None where ECMA-262 has no such."""
    for flags in ("u", ""):
        try:
            return regress.Regex(pattern, flags)
        except regress.RegressError:
            continue
    return None


def matches(pattern: str, text: str) -> bool:
    """Whether it is found in a text; what is no expression refuses nothing."""
    expression = compiled(pattern)
    return expression is None or expression.find(text) is not None


def allows_any_text(pattern: str) -> bool:
    """Whether it refuses no text: it asserts nothing and is found in the empty one, hence in any.

    `^` alone, in front, or `$` alone, at the end, asserts nothing then. Whoever writes `^.*$` does not mean
    to refuse a text of several lines.
    """
    bare = pattern.removeprefix("^")
    if bare == pattern or bare in _ANY_TEXT:
        bare = bare.removesuffix("$")
    if _ASSERTION.search(bare):
        return False
    expression = compiled(bare)
    return expression is not None and expression.find("") is not None
