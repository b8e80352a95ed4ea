"""What tells the time: the caller's clock, and the dates in headers."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime

Clock = Callable[[], float]
"""Gives the Unix time in seconds."""


def http_date(text: str) -> float | None:
    """Unix seconds of a header's date (``Date``, ``Retry-After``); None where that is no date."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
