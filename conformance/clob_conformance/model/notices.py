"""What an account is notified of: each fill of its orders, and each cancel, until it drops the notice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from attrs import define, evolve, field, frozen

from clob_conformance.core.clauses import declare
from clob_conformance.core.subject import Subject
from clob_conformance.model.own import Own
from clob_conformance.model.values import amount_near, dicts, number

NOTIFIED = declare(
    "notices-foretold",
    "An account is notified of each fill of its orders, with what was filled and what is left, and once of "
    "the end of one that is cancelled; of what did not happen it is not, nor again of what it dropped.",
    source="description: GET and DELETE /notifications, Notification.type",
    operations=("getNotifications",),
)
CANCEL, FILL = 1, 2
_MOST_KEPT = 500
_SLACK = Decimal("0.00001")
_CLOSE_S = 10
"""Within so many seconds nobody but who drops notices is taken to drop any."""


@frozen
class Notice:
    """A notice of an order: its kind, and what it says was filled and is left."""

    kind: int
    order: str
    filled: Any
    left: Any


@define
class Notices:
    """Every notice that was read, by account and id; those dropped; and of whom some were dropped unread.
    `stay` are those that the last list had when its account dropped others, and when that was.
    """

    read: dict[str, dict[str, Notice]] = field(factory=dict)
    dropped: dict[str, frozenset[str]] = field(factory=dict)
    unsure: frozenset[str] = frozenset()
    listed: dict[str, frozenset[str]] = field(factory=dict)
    stay: dict[str, tuple[frozenset[str], float]] = field(factory=dict)

    def copy(self) -> Notices:
        """The same notices, to go on from by themselves."""
        read = {account: dict(notices) for account, notices in self.read.items()}
        return evolve(
            self, read=read, dropped=dict(self.dropped), listed=dict(self.listed), stay=dict(self.stay)
        )

    def drop(self, subject: Subject) -> None:
        """An account drops some."""
        account, ids = subject.interaction.account, (subject.asked.get("ids") or "").split(",")
        self.dropped[account] = self.dropped.get(account, frozenset()) | frozenset(ids)
        stay, since = self.stay.pop(
            account, (self.listed.pop(account, frozenset()), subject.interaction.sent)
        )
        self.stay[account] = stay - frozenset(ids), since
        if not set(ids) <= self.read.get(account, {}).keys():
            self.unsure |= {account}

    def by_themselves(self, subject: Subject) -> Iterator[tuple[str, str]]:
        """What is wrong with an account's notices whoever else acts: a key and a sentence."""
        account, listed = subject.interaction.account, dicts(subject.response)
        ids = frozenset(str(item.get("id")) for item in listed)
        for one in sorted(ids & self.dropped.get(account, frozenset())):
            yield "dropped", f"the notice {one} was dropped, and is told again"
        stay, since = self.stay.pop(account, (frozenset(), 0.0))
        if 0 < subject.interaction.received - since < _CLOSE_S:
            for one in sorted(stay - ids):
                yield "undropped", f"the notice {one} was not dropped with others, and is not told any more"
        self.listed[account] = ids if len(ids) < _MOST_KEPT else frozenset()
        left_of: dict[str, list[tuple[Decimal, Decimal]]] = {}
        for item in listed:
            payload = item.get("payload")
            if item.get("type") == FILL and isinstance(payload, dict):
                sizes = [number(payload.get(f"{part}_size")) for part in ("original", "matched", "remaining")]
                size, filled, left = (one or Decimal(0) for one in sizes)
                if None not in sizes and filled + left > size + _SLACK:
                    message = (
                        f"of {payload.get('order_id')} {filled:f} of {size:f} are filled, {left:f} are left"
                    )
                    yield "remaining_size", message
                others = left_of.setdefault(str(payload.get("order_id")), [])
                for before in others:
                    if not _one_after_the_other(before, (filled, left)):
                        message = (
                            f"{filled:f} filled leave {left:f}, {before[0]:f} filled leave {before[1]:f}"
                        )
                        yield "remaining_size", f"of {payload.get('order_id')} {message}"
                others += [(filled, left)] if None not in sizes else []

    def hold(self, subject: Subject, known: dict[str, Own]) -> Iterator[tuple[str, str]]:
        """What is wrong with an account's notices where nobody else acts: a key and a sentence."""
        account, listed = subject.interaction.account, dicts(subject.response)
        read = self.read.setdefault(account, {})
        yield from self.by_themselves(subject)
        for item in listed:
            payload = item.get("payload")
            if isinstance(payload, dict) and item.get("type") in (CANCEL, FILL):
                read[str(item.get("id"))] = Notice(
                    item["type"],
                    str(payload.get("order_id")),
                    payload.get("matched_size"),
                    payload.get("remaining_size"),
                )
        if account in self.unsure or len(listed) >= _MOST_KEPT:
            return
        mine: dict[str, list[Notice]] = {}
        for _, notice in sorted(read.items(), key=lambda one: int(one[0]) if one[0].isdecimal() else 0):
            mine.setdefault(notice.order, []).append(notice)
        for order, own in known.items():
            if own.terms.account == account and own.filled is not None:
                yield from _of_order(own, mine.get(order, []))
            elif own.terms.account != account and order in mine:
                yield "others", f"it is notified of {order}, which is another account's"


def _one_after_the_other(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> bool:
    """Whether two fills of an order, each with what it left, may follow each other; one that cannot rest is
    over at once.
    """
    (filled, left), (more, rest) = one, other
    return left == rest == 0 or left + filled <= rest + _SLACK or rest + more <= left + _SLACK


def _of_order(own: Own, notices: list[Notice]) -> Iterator[tuple[str, str]]:
    filled, sizes = Decimal(0), own.terms.size
    for notice in notices:
        if notice.kind == FILL:
            size = amount_near(notice.filled, own.filled or Decimal(0), own.filled or Decimal(0))
            if size is None:
                yield "matched_size", f"of {own.id} {own.filled} are filled, notified are {notice.filled}"
                return
            filled += size
            left = sizes - filled
            if own.terms.rests and notice.left is not None and amount_near(notice.left, left, _SLACK) is None:
                yield "remaining_size", f"of {own.id} {left:f} are left, notified are {notice.left}"
    if own.filled is not None and abs(filled - own.filled) > _SLACK:
        yield "filled", f"of {own.id} {own.filled:f} are filled, notified are {filled:f}"
    cancels = sum(notice.kind == CANCEL for notice in notices)
    ended = own.state == "over" and (own.left or 0) > _SLACK
    if own.terms.rests and own.state != "unsure" and cancels != ended:
        yield "canceled", f"of {own.id} {cancels} cancels are notified, {int(ended)} happened"
