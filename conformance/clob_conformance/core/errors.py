"""Why a run cannot take place: one sentence for the user."""

from __future__ import annotations

from collections.abc import Callable, Iterable


class CannotRun(Exception):
    """The run cannot take place (exit code 2)."""


class Unanswered(CannotRun):
    """A request that changes something was not answered: what follows from it cannot be judged."""


class Skipped(Exception):
    """A scenario cannot go on, and why, in words: what it has not come to is not checked."""


class WrongUsage(Exception):
    """The options contradict each other or name something unknown (exit code 64)."""


def each_to_its_end(parts: Iterable[Callable[[], object]]) -> None:
    """Carry out all parts; one that is not answered does not end the others. Raises `Unanswered` for them."""
    unanswered: list[str] = []
    for part in parts:
        try:
            part()
        except Unanswered as error:
            unanswered.append(str(error))
    if unanswered:
        raise Unanswered("; ".join(dict.fromkeys(unanswered)))
