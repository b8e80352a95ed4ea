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


@frozen
class Notice:
    """A notice of an order: its kind, and what it says was filled and is left."""

    kind: int
    order: str
    filled: Any
    left: Any


@define
class Notices:
    """Every notice that was read, by account and id; those dropped; and of whom some were dropped unread."""

    read: dict[str, dict[str, Notice]] = field(factory=dict)
    dropped: dict[str, frozenset[str]] = field(factory=dict)
    unsure: frozenset[str] = frozenset()

    def copy(self) -> Notices:
        """The same notices, to go on from by themselves."""
        read = {account: dict(notices) for account, notices in self.read.items()}
        return evolve(self, read=read, dropped=dict(self.dropped))

    def drop(self, subject: Subject) -> None:
        """An account drops some."""
        account, ids = subject.interaction.account, (subject.asked.get("ids") or "").split(",")
        self.dropped[account] = self.dropped.get(account, frozenset()) | frozenset(ids)
        if not set(ids) <= self.read.get(account, {}).keys():
            self.unsure |= {account}

    def by_themselves(self, subject: Subject) -> Iterator[tuple[str, str]]:
        """What is wrong with an account's notices whoever else acts: a key and a sentence."""
        dropped = self.dropped.get(subject.interaction.account, frozenset())
        for item in dicts(subject.response):
            if str(item.get("id")) in dropped:
                yield "dropped", f"the notice {item.get('id')} was dropped, and is told again"
            payload = item.get("payload")
            if item.get("type") == FILL and isinstance(payload, dict):
                sizes = [number(payload.get(f"{part}_size")) for part in ("original", "matched", "remaining")]
                size, filled, left = (one or Decimal(0) for one in sizes)
                if None not in sizes and filled + left > size + _SLACK:
                    message = (
                        f"of {payload.get('order_id')} {filled:f} of {size:f} are filled, {left:f} are left"
                    )
                    yield "remaining_size", message

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
