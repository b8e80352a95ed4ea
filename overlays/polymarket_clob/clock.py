"""What tells the time."""

from collections.abc import Callable

Clock = Callable[[], float]
"""Gives the Unix time in seconds."""
