"""What listings of rewards mean: their order, and percentages that are some."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from clob_conformance.core.clauses import Clause, declare
from clob_conformance.core.subject import Meaning, Subject
from clob_conformance.model.values import dicts, number

LISTINGS = ("getMultiMarkets", "getUserEarningsAndMarketsConfig")
ORDERED = declare(
    "rewards-ordered",
    "Markets stand in the order that `order_by` and `position` ask for.",
    source="description: order_by and position",
    operations=LISTINGS,
)
PERCENTAGES = declare(
    "percentages-sane",
    "A percentage of a market's rewards lies between 0 and 100.",
    source="description: GET /rewards/user/percentages",
    operations=("getRewardPercentagesForUser",),
)


def _field(name: str) -> Callable[[dict[str, Any]], Decimal | None]:
    return lambda item: number(item.get(name))


def _daily_rate(item: dict[str, Any]) -> Decimal | None:
    """What a market pays a day by one programme: how several and sponsors are weighed is not stated."""
    programmes = dicts(item.get("rewards_config"))
    sponsored = any(name.startswith("sponsor") and item[name] for name in item)
    return number(programmes[0].get("rate_per_day")) if len(programmes) == 1 and not sponsored else None


# Words by which a listing can be ordered, and what of an item shows it.
_SHOWN: dict[str, Callable[[dict[str, Any]], Decimal | None]] = {
    "max_spread": _field("rewards_max_spread"),
    "min_size": _field("rewards_min_size"),
    "volume_24hr": _field("volume_24hr"),
    "spread": _field("spread"),
    "competitiveness": _field("market_competitiveness"),
    "one_day_price_change": _field("one_day_price_change"),
    "earning_percentage": _field("earning_percentage"),
    "rate_per_day": _daily_rate,
}
_POSITIONS = ("ASC", "DESC")


def _ordered(subject: Subject) -> Iterator[tuple[str, str]]:
    word, position = subject.asked.get("order_by", ""), subject.asked.get("position")
    if word not in _SHOWN or position not in _POSITIONS:
        return
    shown = [value for item in subject.items() if (value := _SHOWN[word](item)) is not None]
    if shown != sorted(shown, reverse=position == "DESC"):
        yield word, f"order_by {word} {position}: the markets are not in this order"


def _percentages(subject: Subject) -> Iterator[tuple[str, str]]:
    reported = subject.response.values() if isinstance(subject.response, dict) else ()
    for value in reported:
        if not 0 <= (number(value) or 0) <= 100:
            yield "", f"{value} is no percentage"
            return


RULES: tuple[tuple[Clause, Meaning], ...] = ((ORDERED, _ordered), (PERCENTAGES, _percentages))
