"""What is known of a server: each thing that was told, by which response, and how long that binds.

A statement says that something (`subject`) is so (`value`). How long it binds is its `Life`. What may
change it are its topics, such as the book of a market: an act touches topics, and what depends on them is
open again.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from enum import Enum
from typing import Any

from attrs import define, evolve, field, frozen

from clob_conformance.core.clauses import Clause
from clob_conformance.core.interaction import Interaction
from clob_conformance.model.values import agree

Topic = tuple[str, str]
"""What an act touches: a kind of thing and which one, `*` for all of the kind."""
ALL = "*"
_MOST_KNOWN = 50_000
_CLOSE_S = 10


class Life(Enum):
    """How long a statement binds."""

    ALWAYS = "nothing changes it"
    UNTOUCHED = "it stays until one of its topics is touched"
    DRIFTING = "it may move on, but not away and back while no topic of it is touched"
    RECURRING = "it may change at any time, but not in turn with who asks whom, within seconds, untouched"
    FREE = "it may change at any time"


@frozen
class Rule:
    """Why a statement binds: the clause that a change of it breaks, and its life in either world."""

    clause: Clause
    closed: Life
    open: Life


@frozen
class Statement:
    """What a response says: the value of a subject, and the place where it stands in the response."""

    subject: tuple[Hashable, ...]
    value: Any
    rule: Rule
    place: str = "$"
    topics: tuple[Topic, ...] = ()


@frozen
class Source:
    """Where something was learned: an operation's response, and its turn in the history."""

    operation: str
    interaction: Interaction
    turn: int


@frozen
class Mismatch:
    """A statement that disagrees with what is known; `reported` is whose response is to blame."""

    statement: Statement
    expected: Any
    reported: Source
    others: tuple[Source, ...]


@frozen
class _Known:
    """What was told last, and by which operations without a change; what was told `before` that."""

    value: Any
    source: Source
    topics: tuple[Topic, ...] = ()
    by: frozenset[str] = frozenset()
    before: _Known | None = None


@define
class Memory:
    """Everything that is known; `closed` says which world it is."""

    closed: bool
    turn: int = 0
    _known: dict[tuple[Hashable, ...], _Known] = field(factory=dict)
    _touched: dict[Topic, int] = field(factory=dict)

    def touch(self, topics: Iterable[Topic]) -> None:
        """Something was done that may change what depends on these topics."""
        for kind, which in topics:
            for topic in ((kind, which), (kind, "")):
                self._touched[topic] = max(self.turn, self._touched.get(topic, -1))

    def lose(self, topics: Iterable[Topic]) -> None:
        """Of what depends on these topics nothing is known any more, nor what was foretold of it just now."""
        self.turn += 1
        self.touch(topics)
        self.turn -= 1

    def value(self, *subject: Hashable) -> Any:
        """What is known of a subject, whether it still binds or not; None when nothing is."""
        known = self._known.get(subject)
        return known.value if known is not None else None

    def bound(self, *subject: Hashable) -> Any:
        """What is known of a subject and was not touched since; None when nothing is."""
        known = self._known.get(subject)
        return known.value if known and self.untouched(known.topics, known.source.turn) else None

    def expect(self, statement: Statement, source: Source) -> None:
        """Take a statement as known: it follows from what was done."""
        self._keep(statement.subject, _Known(statement.value, source, statement.topics))

    def forget(self, *subject: Hashable) -> None:
        """Know nothing of a subject any more."""
        self._known.pop(subject, None)

    def meet(self, statement: Statement, source: Source) -> Mismatch | None:
        """Compare a statement with what is known, and know it from now on."""
        known = self._known.get(statement.subject)
        new = _Known(statement.value, source, statement.topics, frozenset((source.operation,)))
        if known is None:
            self._keep(statement.subject, new)
            return None
        if agree(known.value, statement.value):
            stands = self.closed or self.untouched(statement.topics, known.source.turn)
            by = known.by | new.by if stands else new.by
            again = _Known(statement.value, source, known.topics, by, known.before)
            self._keep(statement.subject, again)
            return None
        life = statement.rule.closed if self.closed else statement.rule.open
        mismatch = self._judge(life, statement, known, source)
        if mismatch is None or mismatch.reported is not source:
            earlier = known.before if known.before is None else evolve(known.before, before=None)
            self._keep(statement.subject, evolve(new, before=evolve(known, before=earlier)))
        return mismatch

    def copy(self) -> Memory:
        """The same knowledge, to go on from by itself."""
        return Memory(self.closed, self.turn, dict(self._known), dict(self._touched))

    def _judge(self, life: Life, statement: Statement, known: _Known, source: Source) -> Mismatch | None:
        if life is Life.ALWAYS or (
            life is Life.UNTOUCHED and self.untouched(statement.topics, known.source.turn)
        ):
            return Mismatch(statement, known.value, source, (known.source,))
        before = known.before
        if before is None or before.value != statement.value:
            return None
        if life is Life.DRIFTING and self.untouched(statement.topics, before.source.turn):
            swung = Statement(statement.subject, known.value, statement.rule, statement.place)
            return Mismatch(swung, before.value, known.source, (before.source, source))
        if life is Life.RECURRING and self._in_turn(statement, known, source):
            return Mismatch(statement, known.value, source, (known.source,))
        return None

    def _in_turn(self, statement: Statement, known: _Known, source: Source) -> bool:
        """Whether what is told by the one is told again by the one, and what by the other by the other, and
        nothing has touched it.
        """
        before = known.before
        first = before.before if before is not None else None
        if before is None or first is None or first.value != known.value or source.operation not in before.by:
            return False
        apart = not before.by & (first.by | known.by) and first.by & known.by
        began, ended = first.source.interaction.received, source.interaction.received
        close = bool(began) and ended - began < _CLOSE_S
        return bool(apart) and close and self.untouched(statement.topics, first.source.turn)

    def untouched(self, topics: Iterable[Topic], since: int) -> bool:
        """Whether nothing touched these topics after a turn."""
        return all(
            self._touched.get((kind, ""), -1) <= since
            if which == ALL
            else max(self._touched.get((kind, which), -1), self._touched.get((kind, ALL), -1)) <= since
            for kind, which in topics
        )

    def _keep(self, subject: tuple[Hashable, ...], known: _Known) -> None:
        self._known.pop(subject, None)
        self._known[subject] = known  # at the end: what was not told for longest goes first
        if len(self._known) > _MOST_KNOWN:
            self._known.pop(next(iter(self._known)))
