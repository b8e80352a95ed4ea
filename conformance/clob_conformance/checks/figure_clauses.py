"""Figures of one thing that follow from each other, in whichever response they stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from clob_conformance.core.clauses import Clause, declare
from clob_conformance.core.subject import Meaning, Subject
from clob_conformance.model.values import dicts, number

_REWARDS = (
    "getCurrentRewards",
    "getMultiMarkets",
    "getRawRewardsForMarket",
    "getUserEarningsAndMarketsConfig",
)
FIGURES = declare(
    "figures-agree",
    "Figures of one thing agree: a trade is worth its size at its price; a period of rewards is as long as "
    "from its first day to its last, pays its rate on each of them, and has no more left than all it pays; a "
    "total rate is that of all who pay.",
    source="description: BuilderTrade.sizeUsdc; RewardsConfig.total_days, remaining_reward_amount; "
    "CurrentReward.total_daily_rate",
    operations=("getBuilderTrades", *_REWARDS),
)
_MEAN_PRICE = Decimal("0.002")
"""What the price of a trade may be cut by where it met several, as a part of its size."""
_PART = Decimal("0.0001")


def _agree(subject: Subject) -> Iterator[tuple[str, str]]:
    for item in subject.items():
        if subject.operation.id == "getBuilderTrades":
            yield from _worth(item)
        yield from _rates(item)
        for config in dicts(item.get("rewards_config")):
            yield from _period(config)


def _worth(trade: dict[str, Any]) -> Iterator[tuple[str, str]]:
    size, price, worth = (number(trade.get(name)) for name in ("size", "price", "sizeUsdc"))
    if size is None or price is None or worth is None:
        return
    units = 0 if "." in f"{trade['size']}{trade['sizeUsdc']}" else 1  # of base units some are cut
    if abs(size * price - worth) > size * _MEAN_PRICE + units:
        yield "sizeUsdc", f"sizeUsdc is {worth:f}; {size:f} at {price:f} are worth {size * price:f}"


def _rates(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    names = ("total_daily_rate", "native_daily_rate", "sponsored_daily_rate")  # left out if zero
    total, native, sponsored = (number(item.get(name, 0)) for name in names)
    if total is None or native is None or sponsored is None:
        return
    if abs(native + sponsored - total) > total * _PART:
        yield "total_daily_rate", f"total_daily_rate is {total:f}; {native:f} and {sponsored:f} are paid"


def _period(config: dict[str, Any]) -> Iterator[tuple[str, str]]:
    days, rate, paid = (number(config.get(name)) for name in ("total_days", "rate_per_day", "total_rewards"))
    left = number(config.get("remaining_reward_amount"))
    if paid and left is not None and left > paid:
        yield "remaining_reward_amount", f"of {paid:f} in total {left:f} are left"
    try:
        first, last = (date.fromisoformat(str(config.get(name))) for name in ("start_date", "end_date"))
    except ValueError:
        return
    right = (last - first).days + 1
    if days is not None and days != right:
        yield "total_days", f"total_days is {days:f}; from {first} to {last} there are {right}"
    # Where a period has no end in sight, nothing is told of all that it pays.
    elif days is not None and rate is not None and paid and abs(rate * days - paid) > paid * _PART:
        yield "total_rewards", f"total_rewards is {paid:f}; {rate:f} on {days:f} days are {rate * days:f}"


RULES: tuple[tuple[Clause, Meaning], ...] = ((FIGURES, _agree),)
