"""Checks of arguments that several places share. Each gives the value back, or raises InvalidInput with the
field, the value and the rule that it breaks.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import inf
from typing import TypeVar

from .errors import InvalidInput

T = TypeVar("T")
N = TypeVar("N", bound=float)


def above_zero(field: str, value: N, rule: str) -> N:
    """A number more than 0, and no bool."""
    return _number(field, value, rule, zero=False)


def zero_or_more(field: str, value: N, rule: str) -> N:
    """A number, 0 or more, and no bool."""
    return _number(field, value, rule, zero=True)


def flag(field: str, value: bool) -> bool:
    """True or False: a text such as "false" would count as true."""
    if not isinstance(value, bool):
        raise InvalidInput(field, value, "True or False")
    return value


def one_of(field: str, value: T, words: Sequence[object]) -> T:
    """One of these words."""
    if not isinstance(value, str) or value not in words:
        raise InvalidInput(field, value, f"one of {', '.join(map(str, words))}")
    return value


def _number(field: str, value: N, rule: str, *, zero: bool) -> N:
    known = isinstance(value, int | float) and not isinstance(value, bool)
    # nan is neither, and an integer may be larger than any float
    if not known or not (value >= 0 if zero else value > 0) or inf > value > sys.float_info.max:
        raise InvalidInput(field, value, rule)
    return value
