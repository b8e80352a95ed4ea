"""Which orders score for maker rewards, as far as that is certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from clob_conformance.core.batches import BATCHES, asked_for
from clob_conformance.core.clauses import declare
from clob_conformance.core.subject import Subject
from clob_conformance.model.books import Ladder
from clob_conformance.model.memory import Memory
from clob_conformance.model.own import Own
from clob_conformance.model.values import number

SCORES = declare(
    "scoring-foretold",
    "An order scores while it rests on a rewarded market with no less than the smallest size left, within "
    "the largest spread of the midpoint, and for long enough; no other order does. Of each order that is "
    "asked about something is told.",
    source="description: GET /order-scoring, Market.rewards",
    operations=("getOrderScoring", "getOrdersScoring", "postOrdersScoring"),
    shared=True,
)
_LATER_S = 2
_CENTS = 100


def reported_scoring(subject: Subject) -> Iterator[tuple[str, Any]]:
    """Orders and whether they are told to score."""
    reported = subject.response
    if isinstance(reported, dict):
        yield from (
            {str(subject.asked.get("order_id")): reported["scoring"]} if "scoring" in reported else reported
        ).items()


def left_out(subject: Subject, known: Mapping[str, Own]) -> Iterator[tuple[str, str]]:
    """Orders of the account that were asked about in a batch, and of which nothing is told."""
    if subject.operation.id in BATCHES and isinstance(subject.response, dict):
        reported = {order.lower() for order in subject.response}
        for order in asked_for(subject):
            own = known.get(order.lower())
            if (
                own is not None
                and own.terms.account == subject.interaction.account
                and own.id not in reported
            ):
                yield "left out", f"{order} was asked about, and nothing is reported of it"


def outlived(subject: Subject, known: Mapping[str, Own]) -> Iterator[tuple[str, str]]:
    """Orders that are told to score though they were cancelled a while ago."""
    for order, reported in reported_scoring(subject):
        own = known.get(str(order).lower())
        ended = own.ended if own is not None else 0
        if reported is True and ended and subject.interaction.sent > ended + _LATER_S:
            yield "canceled", f"{order} is told to be scoring, and was canceled before"


def scores(own: Own, ladder: Ladder | None, memory: Memory, now: float) -> bool | None:
    """Whether an order scores; None where that is not certain. `now` by our own clock."""
    if own.state == "over":
        return False
    market = memory.value("token", own.terms.token, "market")
    rewards = memory.bound("market", market, "rewards")
    if not isinstance(rewards, dict):
        return None
    least, spread = number(rewards.get("min_size")), number(rewards.get("max_spread"))
    if not rewards.get("rates") or not least or not spread:
        return False if not rewards.get("rates") and not least else None
    if ladder is None or own.state != "open" or own.left is None:
        return None
    sides = ladder.sides(own.terms.token)
    if not sides["bids"] or not sides["asks"]:
        return None
    middle = (max(sides["bids"]) + min(sides["asks"])) / 2
    if own.left < least or abs(own.terms.price - middle) > Decimal(spread) / _CENTS:
        return False
    age = memory.value("market", market, "oas")
    return True if isinstance(age, Decimal) and now - own.since > float(age) + _LATER_S else None
