"""Rewards: listings keep the size, the order and the filters asked for, sums agree. Part of `examples`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from clob_conformance.core.clauses import declare
from clob_conformance.environment.accounts import Account
from clob_conformance.workloads import reward_pages
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import ask, ask_object, number, page_of

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
    "A search by words, tags or events that no market has finds nothing.",
    source="description: q, tag_slug, event_id and event_title of GET /rewards/markets/multi and "
    "/rewards/user/markets",
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
OWN_EARNINGS = declare(
    "earnings-own",
    "An account is told its own earnings of the day asked for, not another's nor another day's.",
    source="description: GET /rewards/user, /rewards/user/total, /rewards/user/markets",
    severity="critical",
    suites=("examples", "lifecycle"),
    operations=(
        "getEarningsForUserForDay",
        "getTotalEarningsForUserForDay",
        "getUserEarningsAndMarketsConfig",
    ),
    needs=("accounts",),
)


def _field(name: str) -> Callable[[dict[str, Any]], Decimal | None]:
    return lambda item: number(item.get(name))


def _daily_rate(item: dict[str, Any]) -> Decimal | None:
    """What a market pays a day."""
    programmes = [one for one in item.get("rewards_config") or [] if isinstance(one, dict)]
    return sum((number(one.get("rate_per_day")) or Decimal(0) for one in programmes), Decimal(0))


# How several programmes and sponsors are weighed is not stated: the own sandbox has one programme a market.
_OF_OWN_SANDBOX = "rate_per_day"
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
_DAY = 86_400
_NONSENSE = "qzxjvkwy-no-market-is-about-this"
_FINDS_NOTHING = {
    "q": _NONSENSE,
    "tag_slug": _NONSENSE,
    "event_id": "999999999999",
    "event_title": _NONSENSE,
}


def run(context: Run) -> None:
    """Ask both listings for less, in order, and for nothing; then add up."""
    for name in _LISTINGS:
        asked = ask(context, name, None, {"page_size": "1"})
        data = page_of(asked)
        if asked is not None and data is not None:
            context.record.hold(PAGE_SIZE, name)
            if len(data) > 1:
                context.violation(PAGE_SIZE, name, f"one item was asked for, {len(data)} came", asked[1])
        for word in _words(context, name):
            for position in ("ASC", "DESC"):
                _ordered(context, name, word, position)
        for parameter, nothing in _FINDS_NOTHING.items():
            _searched(context, name, parameter, nothing)
    ask(context, "getMultiMarkets", None, {"min_volume_24hr": "1e15"})
    ask(context, "getMultiMarkets", None, {"max_spread": "0"})
    add_up(context)
    _each_its_own(context)
    reward_pages.run(context)


def _words(context: Run, name: str) -> list[str]:
    """The words for an order that the description gives to a listing, as far as an item shows them."""
    schema = _parameters(context, name).get("order_by", {})
    words = [word for word in schema.get("enum", []) if word in _SHOWN]
    return [word for word in words if context.target.own or word != _OF_OWN_SANDBOX]


def _parameters(context: Run, name: str) -> dict[str, Mapping[str, Any]]:
    """The schemas of what an operation takes."""
    operation = context.operation(name)
    return {parameter.name: parameter.schema for parameter in operation.parameters} if operation else {}


def _searched(context: Run, name: str, parameter: str, nothing: str) -> None:
    asked = (
        ask(context, name, None, {parameter: nothing}) if parameter in _parameters(context, name) else None
    )
    if asked is None:
        return
    context.record.hold(SEARCHED, name)
    if found := page_of(asked):
        message = f"{parameter}: {len(found)} markets are found by what none has"
        context.violation(SEARCHED, name, message, asked[1], key=parameter)


def _ordered(context: Run, name: str, word: str, position: str) -> None:
    asked = ask(context, name, None, {"order_by": word, "position": position})
    data = page_of(asked)
    if asked is None or data is None:
        return
    found = [value for value in (_SHOWN[word](item) for item in data) if value is not None]
    context.record.hold(ORDERED, name)
    if found != sorted(found, reverse=position == "DESC"):
        message = f"order_by {word} {position}: the markets are not in this order"
        context.violation(ORDERED, name, message, asked[1], key=word)


def add_up(context: Run, by: Account | None = None) -> None:
    """Hold what an account is told of its earnings together."""
    _earnings(context, by)
    _percentages(context, by)
    other = context.new_account() if by is not None else None
    if other is not None:
        _nothing_for(context, other, time.time(), "of another account")
    if by is not None:
        _nothing_for(context, by, time.time() - 2 * _DAY, "before the account was made")


def _nothing_for(context: Run, account: Account, at: float, whose: str) -> None:
    """Hold that an account that has not earned is told no earnings."""
    query = {"date": time.strftime("%Y-%m-%d", time.gmtime(at))}
    for name in ("getEarningsForUserForDay", "getTotalEarningsForUserForDay"):
        asked = ask(context, name, None, query, by=account)
        if asked is None:
            continue
        items = asked[0] if isinstance(asked[0], list) else page_of(asked) or []
        context.record.hold(OWN_EARNINGS, name)
        if any(_by_asset(items).values()):
            message = f"an account that earned nothing is told earnings {whose}: {_shown(_by_asset(items))}"
            context.violation(OWN_EARNINGS, name, message, asked[1], key=whose)


def _each_its_own(context: Run) -> None:
    """Two accounts of the own sandbox, the one just after the other: each is told of itself."""
    if not context.target.own:
        return
    query = {"date": time.strftime("%Y-%m-%d", time.gmtime())}
    pair = [one for one in (context.target.cast.reader, context.target.cast.stranger) if one is not None]
    for name in ("getEarningsForUserForDay", "getUserEarningsAndMarketsConfig"):
        for account in pair:
            asked = ask(context, name, None, query, by=account)
            if asked is None:
                continue
            context.record.hold(OWN_EARNINGS, name)
            told = {str(item.get("maker_address", account.maker)) for item in page_of(asked) or []}
            if others := [one for one in sorted(told) if one.lower() != account.maker.lower()]:
                message = f"{account.maker} asked, told is what is of {others[0]}"
                context.violation(OWN_EARNINGS, name, message, asked[1], key="maker")


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
        context.violation(EARNINGS, "getTotalEarningsForUserForDay", message, before[1], parts[1])


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
        context.violation(PERCENTAGES, "getRewardPercentagesForUser", message, asked[1])
