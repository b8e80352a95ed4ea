"""Rewards: listings keep the size, the order and the filters asked for, sums agree. Part of `examples`."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

from clob_conformance.accounts import Account
from clob_conformance.clauses import declare
from clob_conformance.context import Run
from clob_conformance.suites.asking import ask, ask_object, number, page_of

_LISTINGS = ("getMultiMarkets", "getUserEarningsAndMarketsConfig")
PAGE_SIZE = declare(
    "page-size-kept",
    "A page holds no more items than `page_size` asks for.",
    source="description: page_size",
    suites=("examples",),
    operations=_LISTINGS,
)
ORDERED = declare(
    "rewards-ordered",
    "Markets stand in the order that `order_by` and `position` ask for.",
    source="description: order_by and position",
    suites=("examples",),
    operations=_LISTINGS,
)
SEARCHED = declare(
    "rewards-searched",
    "A search finds nothing that no market's texts hold.",
    source="description: q of GET /rewards/markets/multi and /rewards/user/markets",
    suites=("examples",),
    operations=_LISTINGS,
)
EARNINGS = declare(
    "earnings-add-up",
    "The total of a day's earnings is the sum of its parts.",
    source="description: GET /rewards/user, /rewards/user/total",
    suites=("examples",),
    operations=("getTotalEarningsForUserForDay",),
)
PERCENTAGES = declare(
    "percentages-sane",
    "A percentage of a market's rewards lies between 0 and 100.",
    source="description: GET /rewards/user/percentages",
    suites=("examples",),
    operations=("getRewardPercentagesForUser",),
)
# Words by which both listings can be ordered, and the field that shows it.
_SHOWN = {
    "max_spread": "rewards_max_spread",
    "min_size": "rewards_min_size",
    "volume_24hr": "volume_24hr",
    "spread": "spread",
    "competitiveness": "market_competitiveness",
}
_NONSENSE = "qzxjvkwy-no-market-is-about-this"


def run(context: Run) -> None:
    """Ask both listings for less, in order, and for nothing; then add up."""
    for name in _LISTINGS:
        asked = ask(context, name, None, {"page_size": "1"})
        data = page_of(asked)
        if asked is not None and data is not None:
            context.record.hold(PAGE_SIZE, name)
            if len(data) > 1:
                context.breach(PAGE_SIZE, name, f"one item was asked for, {len(data)} came", asked[1])
        for word, field in _SHOWN.items():
            for position in ("ASC", "DESC"):
                _ordered(context, name, word, field, position)
        asked = ask(context, name, None, {"q": _NONSENSE})
        if asked is not None:
            context.record.hold(SEARCHED, name)
            if page_of(asked):
                message = f"{len(page_of(asked) or [])} markets are found by words that none holds"
                context.breach(SEARCHED, name, message, asked[1])
    ask(context, "getMultiMarkets", None, {"min_volume_24hr": "1e15"})
    ask(context, "getMultiMarkets", None, {"max_spread": "0"})
    add_up(context)


def _ordered(context: Run, name: str, word: str, field: str, position: str) -> None:
    asked = ask(context, name, None, {"order_by": word, "position": position})
    data = page_of(asked)
    if asked is None or data is None:
        return
    found = [value for value in (number(item.get(field)) for item in data) if value is not None]
    context.record.hold(ORDERED, name)
    if found != sorted(found, reverse=position == "DESC"):
        message = f"order_by {word} {position}: the markets are not in the order of {field}"
        context.breach(ORDERED, name, message, asked[1], key=word)


def add_up(context: Run, by: Account | None = None) -> None:
    """Hold what an account is told of its earnings together."""
    _earnings(context, by)
    _percentages(context, by)


def _earnings(context: Run, by: Account | None) -> None:
    """Earnings grow: only what is the same before and after is judged."""
    query = {"date": time.strftime("%Y-%m-%d", time.gmtime())}
    before, parts, after = (
        ask(context, name, None, query, by=by)
        for name in (
            "getTotalEarningsForUserForDay",
            "getEarningsForUserForDay",
            "getTotalEarningsForUserForDay",
        )
    )
    items = page_of(parts)
    if before is None or after is None or parts is None or items is None or before[0] != after[0]:
        return
    if not isinstance(before[0], list) or parts[0].get("next_cursor") not in ("", "LTE="):
        return
    context.record.hold(EARNINGS, "getTotalEarningsForUserForDay")
    told, summed = _by_asset(before[0]), _by_asset(items)
    if any(
        abs(told.get(asset, Decimal(0)) - amount) > Decimal("0.000001") for asset, amount in summed.items()
    ) or (told.keys() - summed.keys() and any(told.values())):
        message = f"the total is {_shown(told)}, the parts add up to {_shown(summed)}"
        context.breach(EARNINGS, "getTotalEarningsForUserForDay", message, before[1], parts[1])


def _by_asset(items: list[Any]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for item in items:
        if isinstance(item, dict):
            asset = str(item.get("asset_address")).lower()
            sums[asset] = sums.get(asset, Decimal(0)) + (number(item.get("earnings")) or Decimal(0))
    return sums


def _shown(sums: dict[str, Decimal]) -> str:
    return ", ".join(f"{amount} of {asset}" for asset, amount in sums.items()) or "nothing"


def _percentages(context: Run, by: Account | None) -> None:
    asked = ask_object(context, "getRewardPercentagesForUser", by=by)
    if asked is None:
        return
    context.record.hold(PERCENTAGES, "getRewardPercentagesForUser")
    odd = [value for value in asked[0].values() if not 0 <= (number(value) or 0) <= 100]
    if odd:
        message = f"{odd[0]} is no percentage"
        context.breach(PERCENTAGES, "getRewardPercentagesForUser", message, asked[1])
