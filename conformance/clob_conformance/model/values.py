"""How values are read, whatever form they come in, so that the same thing told twice is the same value."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from attrs import frozen

UNITS = 10**6
"""Base units in a share, and in a USDC (docs/protocol/amounts.md#base-units)."""


@frozen
class Within:
    """A number of which only bounds are known, both of which it may be."""

    least: Decimal
    most: Decimal

    def moved(self, least: Decimal, most: Decimal) -> Within:
        """The bounds after a change that is known within bounds itself."""
        return Within(self.least + least, self.most + most)

    def __str__(self) -> str:
        exactly = self.least == self.most
        return f"{self.least:f}" if exactly else f"{self.least:f} to {self.most:f}"


def agree(expected: Any, reported: Any) -> bool:
    """Whether a value is what is expected, or within its bounds."""
    if isinstance(expected, Within):
        return isinstance(reported, Decimal) and expected.least <= reported <= expected.most
    return bool(expected == reported)


def amount_near(reported: Any, right: Decimal, slack: Decimal) -> Decimal | None:
    """An amount in shares or USDC that is told in either unit, as near to the right one as the slack allows;
    None where it is neither.
    """
    found = number(reported)
    if found is None:
        return None
    return next((one for one in (found, found / UNITS) if abs(one - right) <= slack), None)


def number(value: Any) -> Decimal | None:
    """A number, however it is written; None for what is none."""
    if isinstance(value, bool):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def moment(value: Any) -> Decimal | None:
    """A time in Unix seconds, told as a number, as digits or in ISO 8601; None for what is none."""
    found = number(value)
    if found is not None or not isinstance(value, str):
        return found
    try:
        return Decimal(str(datetime.fromisoformat(value).timestamp()))
    except ValueError:
        return None


def plain(value: Any) -> Any:
    """A JSON value in a form that does not depend on how numbers are written; empty lists are null."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value] or None
    if isinstance(value, bool) or value is None:
        return value
    found = number(value)
    return found if found is not None else value


def dicts(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, none for what is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
