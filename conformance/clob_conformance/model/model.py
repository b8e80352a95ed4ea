"""Holds every response of a history against what is known from all before it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from attrs import define, evolve, field, frozen

from clob_conformance.core.description import Description, Operation
from clob_conformance.core.findings import Difference, Violation
from clob_conformance.core.history import World
from clob_conformance.core.interaction import Interaction
from clob_conformance.core.subject import Subject
from clob_conformance.model import keys
from clob_conformance.model.acts import EVERYTHING, TRADING, touched
from clob_conformance.model.clock import TIME, Clock
from clob_conformance.model.memory import Memory, Mismatch, Source, Statement
from clob_conformance.model.orders import CANCELED, GROWS, LISTED, NOT_CLOSED, POSTED, READABLE, Orders
from clob_conformance.model.outcomes import OUTCOMES_ALIKE, Outcomes
from clob_conformance.model.pages import (
    FILTERED,
    PAGE,
    Listings,
    is_page,
    is_sized,
    said_of_list,
    said_of_page,
    wrong_list,
    wrong_page,
)
from clob_conformance.model.questions import same_question
from clob_conformance.model.statements import LASTING, NEVER, UNTOLD, said_of_item, statements
from clob_conformance.model.venue import OF_A_VENUE

_LONGEST = 160
_OF_TRADING = frozenset(kind for kind, _ in TRADING)
_MOST_REMEMBERED = 4 << 20
"""Bytes of a body whose statements are remembered: that lasts as long as the run."""
CLAUSES = (POSTED, CANCELED, LISTED, READABLE, GROWS, NOT_CLOSED, *OF_A_VENUE, TIME)


@frozen
class Shown:
    """A violation of a clause, and the interactions that show it, the telling one last."""

    violation: Violation
    interactions: tuple[Interaction, ...]


@define
class Model:
    """The contract's state as far as it is known; give it every interaction, in order, and say which were not
    `alone`: of what was under way at the same time nobody knows which came first.

    `checked` are the clauses that were held since it was last emptied, each with the operation.
    """

    description: Description
    world: World
    memory: Memory = field()
    orders: Orders = field()
    clock: Clock = field(factory=Clock)
    listings: Listings = field(factory=Listings)
    outcomes: Outcomes = field(factory=Outcomes)
    checked: set[tuple[str, str]] = field(factory=set)

    @memory.default
    def _nothing_known(self) -> Memory:
        return Memory(self.world == "closed")

    @orders.default
    def _no_orders(self) -> Orders:
        return Orders(self.memory)

    def copy(self) -> Model:
        """The same model, to go on from by itself."""
        memory = self.memory.copy()
        orders, clock = self.orders.copy(memory), self.clock.copy()
        listings, outcomes = self.listings.copy(), self.outcomes.copy()
        return Model(self.description, self.world, memory, orders, clock, listings, outcomes)

    def acts(self, interaction: Interaction) -> bool:
        """Whether an interaction may have changed what others are told."""
        operation = self.description.match(interaction.request.method, interaction.request.path)
        return any(True for _ in touched(operation, interaction))

    def observe(self, interaction: Interaction, *, alone: bool = True) -> Iterator[Shown]:
        """Judge a response, and learn from it; of one that was not alone only what it did is learned."""
        operation = self.description.match(interaction.request.method, interaction.request.path)
        self.memory.turn += 1
        if not alone:
            self._take_in(operation, interaction)
            return
        listed = keys.before(operation, interaction, self.memory)
        self._let_time_pass(operation, interaction)
        subject = _readable(self.description, operation, interaction)
        shown: list[Shown] = []
        if subject is not None and interaction.response.succeeded:
            shown = list(self._direct(subject, Source(subject.operation.id, interaction, self.memory.turn)))
        elif subject is not None:
            shown = [
                Shown(Violation(clause, subject.operation.id, message, key), (interaction,))
                for clause, key, message in self.orders.refused(subject)
            ]
        self._touch(operation, interaction)
        keys.after(operation, interaction, self.memory, listed)
        yield from shown
        if subject is None:
            return
        if subject.operation.id in OUTCOMES_ALIKE.operations:
            yield from self._of_outcomes(subject)
        source = Source(subject.operation.id, interaction, self.memory.turn)
        said = [self._meet(source, one) for one in self._said(subject, source) if self._binds(one)]
        asked = [self._meet(source, statement) for statement in same_question(subject)]
        # What differs as a whole differs in what it says, and that is the better sentence.
        for mismatch in filter(None, said if any(said) else asked):
            yield _as_shown(mismatch)

    def _take_in(self, operation: Operation | None, interaction: Interaction) -> None:
        """Learn what was done, of which nobody knows when: what was known before is open again, and after."""
        if not self.acts(interaction):
            self._let_time_pass(operation, interaction)
            return
        checked = set(self.checked)
        try:
            self._unsettle()
            for _ in self.observe(interaction):
                pass
        finally:
            self._unsettle()
            self.checked = checked

    def _unsettle(self) -> None:
        self.orders.unsettle()
        self.memory.lose(EVERYTHING)

    def _let_time_pass(self, operation: Operation | None, interaction: Interaction) -> None:
        """What happens of itself by the time of an interaction."""
        expiring = any(True for _ in self.orders.expiring(self.clock.due(interaction)))
        if self.clock.pass_by(operation, interaction) or expiring:
            self.memory.touch(TRADING)
            self.orders.unsettle()

    def _touch(self, operation: Operation | None, interaction: Interaction) -> None:
        """What an interaction touches by what it does: what its orders reached, where that is known."""
        topics, reached = tuple(touched(operation, interaction)), self.orders.reached()
        if topics == EVERYTHING:
            self.orders.unsettle()
        if self.memory.closed and reached and topics != EVERYTHING:
            topics = (*reached, *(topic for topic in topics if topic[0] not in _OF_TRADING))
        self.memory.touch(topics)

    def _direct(self, subject: Subject, source: Source) -> Iterator[Shown]:
        """What is wrong with a response by what was done, by the time, or by itself."""
        try:
            complete = self.listings.follow(subject, self.memory) if is_page(subject) else None
            wrong = list(self.orders.hold(subject, source, self.clock, complete))
        except (AttributeError, TypeError):  # of another shape than the description gives
            wrong, complete = [], None
        if subject.operation.id == "getTime":
            wrong += [(TIME, "", message) for message in self.clock.hold(subject)]
        if is_page(subject):
            self.checked.add((PAGE.id, source.operation))
            wrong += [(PAGE, key, message) for key, message in wrong_page(subject)]
            wrong += [(PAGE, *one) for one in self.listings.misplaced(subject, self.memory)]
            if complete is not None and (self.memory.closed or self.listings.at_once):
                wrong += [(PAGE, key, message) for key, message in wrong_list(subject, complete)]
            if complete is not None and source.operation in FILTERED.operations:
                self.checked.add((FILTERED.id, source.operation))
                wrong += [(FILTERED, *one) for one in self.listings.left_out(subject, complete, self.memory)]
            if complete is not None and is_sized(subject):
                other = self._meet(source, said_of_list(subject, complete))
                if other is not None:
                    yield _as_shown(other)
        self.checked |= {
            (clause.id, source.operation) for clause in CLAUSES if source.operation in clause.operations
        }
        for clause, key, message in wrong:
            yield Shown(Violation(clause, source.operation, message, key), (subject.interaction,))

    def _of_outcomes(self, subject: Subject) -> Iterator[Shown]:
        """What is told of one outcome of a market, and not of another one."""
        self.checked.add((OUTCOMES_ALIKE.id, subject.operation.id))
        refused = self.outcomes.hold(subject, self.memory)
        if refused is not None:
            status = refused.response.status
            message = f"one outcome is answered {subject.interaction.response.status}, another {status}"
            violation = Violation(OUTCOMES_ALIKE, subject.operation.id, message)
            yield Shown(violation, (subject.interaction, refused))

    def _said(self, subject: Subject, source: Source) -> list[Statement]:
        """What a response says; nothing where its shape is not what the description gives."""
        new = self._new(subject, source) if subject.operation.id in LASTING else subject
        try:
            return [*statements(new), *(said_of_page(subject) if is_page(subject) else ())]
        except (AttributeError, TypeError):
            return []

    def _new(self, subject: Subject, source: Source) -> Subject:
        """The response without the items that its account was given before just so."""
        new = []
        for item in subject.items():
            statement = said_of_item(subject, item)
            if self.memory.value(*statement.subject) != item:
                self.memory.expect(statement, source)
                new.append(item)
        return evolve(subject, response=new)

    def _binds(self, statement: Statement) -> bool:
        """Whether a statement is one: that nothing is told says something only of what is known."""
        return statement.value != UNTOLD or self.memory.value(*statement.subject) not in (None, NEVER)

    def _meet(self, source: Source, statement: Statement) -> Mismatch | None:
        self.checked.add((statement.rule.clause.id, source.operation))
        return self.memory.meet(statement, source)


def _readable(
    description: Description, operation: Operation | None, interaction: Interaction
) -> Subject | None:
    """The subject of an interaction; None where there is no JSON to read or to remember, or no operation."""
    unread = interaction.response.missing or interaction.response.garbled
    if operation is None or unread or len(interaction.response.body) > _MOST_REMEMBERED:
        return None
    try:
        return Subject(description, operation, interaction, interaction.response.json())
    except ValueError:
        return None


def _as_shown(mismatch: Mismatch) -> Shown:
    statement, reported = mismatch.statement, mismatch.reported
    where, expected, found = _apart(mismatch.expected, statement.value, statement.place)
    message = f"{where} is {_shown(found)}; by {mismatch.others[0].operation} it is {_shown(expected)}"
    key = re.sub(r"[^A-Za-z_.\[\]*]+", "*", where)
    interactions = (*(source.interaction for source in mismatch.others), reported.interaction)
    by = f"{_shown(expected)}, by {mismatch.others[0].operation}"
    apart = Difference(where, by, _shown(found))
    violation = Violation(statement.rule.clause, reported.operation, message, key, difference=apart)
    return Shown(violation, interactions)


def _apart(expected: Any, found: Any, place: str) -> tuple[str, Any, Any]:
    """The first place where two values differ, and what stands there."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in (*expected, *(name for name in found if name not in expected)):
            if name not in expected or name not in found:
                return f"{place}.{name}", expected.get(name, _NOTHING), found.get(name, _NOTHING)
            if expected[name] != found[name]:
                return _apart(expected[name], found[name], f"{place}.{name}")
    if isinstance(expected, list | tuple) and isinstance(found, list | tuple) and len(expected) == len(found):
        for number, (one, other) in enumerate(zip(expected, found, strict=True)):
            if one != other:
                return _apart(one, other, f"{place}[{number}]")
    return place, expected, found


class _Nothing:
    def __repr__(self) -> str:
        return "not there"


_NOTHING = _Nothing()


def _shown(value: Any) -> str:
    if isinstance(value, frozenset):
        value = sorted(value, key=str)
    try:
        text = value if isinstance(value, _Nothing) else json.dumps(value)
    except TypeError:
        text = str(value)
    return f"{text!s:.{_LONGEST}}"
