"""Why a run cannot take place: one sentence for the user."""

from __future__ import annotations


class CannotRun(Exception):
    """The run cannot take place (exit code 2)."""


class Unanswered(CannotRun):
    """A request that changes something was not answered: what follows from it cannot be judged."""


class WrongUsage(Exception):
    """The options contradict each other or name something unknown (exit code 64)."""
