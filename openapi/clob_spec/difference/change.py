"""What a comparison reports: a change with its class, and the collection that folds equal ones into one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from enum import IntEnum

from attrs import evolve, field, frozen, mutable

from clob_spec.difference.rules import RULES, Direction, Level
from clob_spec.document import Json

__all__ = ["Change", "Changes", "Direction", "Level", "worst"]


class Exit(IntEnum):
    """How `clob-spec diff` ends."""

    WORDING = 0
    COMPATIBLE = 1
    BREAKING = 2


@frozen
class Change:
    """One difference between two descriptions.

    `rule` is a key of RULES; `place` a JSON pointer into the new document, or into the old one where the
    thing is gone; `old` and `new` are JSON values (None where there is none); `names` the names of the
    generated package that it touches, relative to `polymarket_clob_api`.
    """

    level: Level
    rule: str
    place: str
    old: Json
    new: Json
    names: tuple[str, ...]
    reason: str

    @property
    def id(self) -> str:
        """Twelve hex digits that name this change; another old or new value makes another id."""
        text = json.dumps([self.rule, self.place, self.old, self.new], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def worst(changes: Iterable[Change]) -> Level | None:
    """The gravest class among the changes; None when there are none."""
    return max((change.level for change in changes), default=None)


def exit_code(level: Level | None) -> Exit:
    """0 for none or wording, 1 for compatible or risky, 2 for breaking."""
    if level is None or level is Level.WORDING:
        return Exit.WORDING
    return Exit.BREAKING if level is Level.BREAKING else Exit.COMPATIBLE


@mutable
class Changes:
    """Changes as they are found. A schema that many operations share yields one change, at its gravest."""

    _found: dict[str, Change] = field(factory=dict, init=False)

    def add(
        self,
        rule: str,
        place: str,
        old: Json,
        new: Json,
        names: Iterable[str] = (),
        direction: Direction = Direction.RESPONSE,
    ) -> None:
        level, reason = RULES[rule].judge(direction)
        change = Change(level, rule, place, old, new, tuple(sorted(set(names))), reason)
        earlier = self._found.setdefault(change.id, change)
        graver = change if level > earlier.level else earlier
        self._found[change.id] = evolve(graver, names=tuple(sorted({*earlier.names, *change.names})))

    def sorted(self) -> list[Change]:
        """Gravest first, then by place."""
        return sorted(self._found.values(), key=lambda change: (-change.level, change.place, change.rule))
