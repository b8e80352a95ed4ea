"""What a response names is what was asked for: one thing, what passes a filter, the members of a batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from operator import ge, gt, le, lt
from typing import Any

from clob_conformance.core.batches import BATCHES, asked_for, reported_of
from clob_conformance.core.clauses import Clause, declare
from clob_conformance.core.subject import Meaning, Subject

ECHOED = declare(
    "answers-what-was-asked",
    "A response about one thing names that thing, and every item that a filter lets through matches it.",
    source="description: parameters that name a market, token, order, trade, builder or day",
    severity="critical",
    operations=(
        "getBook",
        "getBuilderTrades",
        "getCurrentRebatedFees",
        "getEarningsForUserForDay",
        "getMarket",
        "getMarketByToken",
        "getMarketLiveActivity",
        "getMultiMarkets",
        "getOrder",
        "getOrders",
        "getRawRewardsForMarket",
        "getTrades",
    ),
)
BATCH_NAMES = declare(
    "batch-names-the-asked",
    "A response to a batch names nothing that was not asked for, and nothing twice.",
    source="description: operations that take several tokens, orders or markets",
    operations=BATCHES,
)
LISTED_ONCE = declare(
    "listed-once",
    "No list of a response has the same object twice, nor a list of keys the same key.",
    source="description: responses that list keys, markets, tokens, rewards, rebates, notifications",
    operations=(
        "getApiKeys",
        "getBuilderApiKeys",
        "getClobMarketInfo",
        "getCurrentRebatedFees",
        "getCurrentRewards",
        "getMarket",
        "getMarkets",
        "getMultiMarkets",
        "getNotifications",
        "getRawRewardsForMarket",
        "getReadonlyApiKeys",
        "getSamplingMarkets",
        "getSamplingSimplifiedMarkets",
        "getSimplifiedMarkets",
        "getUserEarningsAndMarketsConfig",
    ),
)
PARTITION = declare(
    "cancel-partition",
    "`canceled` and `not_canceled` together name what was asked, each id once.",
    source="description: CancelOrdersResponse",
    severity="critical",
    operations=("cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders"),
)

# Parameter -> the fields of an item, one of which has to carry it.
_TRADE = {"id": ("id",), "market": ("market",), "asset_id": ("asset_id", "assetId")}
_ECHOES: dict[str, dict[str, tuple[str, ...]]] = {
    "getBook": {"token_id": ("asset_id",)},
    "getMarket": {"condition_id": ("condition_id",)},
    "getMarketByToken": {"token_id": ("primary_token_id", "secondary_token_id")},
    "getMarketLiveActivity": {"condition_id": ("condition_id",)},
    "getRawRewardsForMarket": {"condition_id": ("condition_id",)},
    "getOrder": {"orderID": ("id",)},
    "getOrders": {"id": ("id",), "market": ("market",), "asset_id": ("asset_id",)},
    "getTrades": {**_TRADE, "maker_address": ("maker_address",)},
    "getBuilderTrades": {**_TRADE, "builder_code": ("builder",)},
    "getCurrentRebatedFees": {"date": ("date",), "maker_address": ("maker_address",)},
    # How a day of earnings is written is not stated, so only the maker's is compared.
    "getEarningsForUserForDay": {"maker_address": ("maker_address",)},
    "getMultiMarkets": {},
}
# Parameter -> field, and what the field has to be, compared with the parameter.
_BOUNDS: dict[str, dict[str, tuple[str, Callable[[Decimal, Decimal], bool]]]] = {
    "getTrades": {"after": ("match_time", gt), "before": ("match_time", lt)},
    "getBuilderTrades": {"after": ("matchTime", gt), "before": ("matchTime", lt)},
    "getMultiMarkets": {
        "min_volume_24hr": ("volume_24hr", ge),
        "max_volume_24hr": ("volume_24hr", le),
        "min_spread": ("spread", ge),
        "max_spread": ("spread", le),
    },
}


def _echoed(subject: Subject) -> Iterator[tuple[str, str]]:
    asked = subject.asked
    for name, fields in _ECHOES[subject.operation.id].items():
        wanted = asked.get(name, "").lower()
        for item in subject.items() if wanted else ():
            if not wanted_there(item, fields, wanted):
                reported = ", ".join(str(item.get(field)) for field in fields if field in item)
                yield name, f"{name} {asked[name]} was asked for, an item tells {reported or 'nothing'}"
    for name, (field, within) in _BOUNDS.get(subject.operation.id, {}).items():
        bound = _number(asked.get(name))
        for item in subject.items() if bound is not None else ():
            reported_number = _number(item.get(field))
            if bound is not None and reported_number is not None and not within(reported_number, bound):
                yield name, f"{name} is {bound}, an item has the {field} {reported_number}"


def wanted_there(item: dict[str, Any], fields: tuple[str, ...], wanted: str) -> bool:
    """Whether an item carries a value (lower case) in one of the fields.

    A trade has the same fields once more for each of its makers.
    """
    makers = [made for made in item.get("maker_orders") or [] if isinstance(made, dict)]
    return any(str(one.get(field)).lower() == wanted for one in (item, *makers) for field in fields)


def _number(text: Any) -> Decimal | None:
    try:
        number = Decimal(str(text))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _named(subject: Subject) -> Iterator[tuple[str, str]]:
    asked = {name.lower() for name in asked_for(subject)}
    reported = [name.lower() for name in reported_of(subject)]
    # A server may read what we do not: half a character, or a value that is nested without end.
    unread = subject.operation.method != "GET" and subject.body() is None
    if others := [name for name in reported if name not in asked and not unread]:
        yield "others", f"{len(others)} of {len(reported)} were not asked for, {others[0][:80]} among them"
    if len(reported) != len(set(reported)):
        yield "twice", f"{len(reported)} are told, {len(set(reported))} different ones"


def _partition(subject: Subject) -> Iterator[tuple[str, str]]:
    """What a cancel names. Whether it cancelled all that it should, only who knows the orders can tell."""
    canceled, refused = subject.response.get("canceled") or [], subject.response.get("not_canceled") or {}
    if not isinstance(canceled, list) or not isinstance(refused, dict):
        return
    named, body = [str(one) for one in (*canceled, *refused)], subject.body()
    if len(named) != len(set(named)):
        yield "", f"{len(named)} ids are named, {len(set(named))} different ones"
    if subject.operation.id in ("cancelOrder", "cancelOrders") and subject.interaction.request.known:
        asked = body if isinstance(body, list) else [body.get("orderID")] if isinstance(body, dict) else []
        if all(isinstance(one, str) for one in asked) and set(named) != set(asked):
            message = f"{len(set(asked))} ids asked, {len(canceled)} canceled, {len(refused)} not canceled"
            yield "", message


# What can be held only where it is known what was asked for.
ABOUT_THE_ASKED = frozenset({ECHOED, BATCH_NAMES})


def _once(subject: Subject) -> Iterator[tuple[str, str]]:
    kinds = (dict, str) if subject.operation.id.endswith("ApiKeys") else dict
    for place, items in _lists(subject.response, "$"):
        reported = [json.dumps(item, sort_keys=True) for item in items if isinstance(item, kinds)]
        if len(set(reported)) < len(reported):
            yield place, f"{place} lists {len(reported)} items, {len(set(reported))} different ones"


def _lists(value: Any, place: str) -> Iterator[tuple[str, list[Any]]]:
    """Every list in a response, and where it stands."""
    if isinstance(value, list):
        yield place, value
        for item in value:
            if isinstance(item, dict | list):
                yield from _lists(item, f"{place}[*]")
    elif isinstance(value, dict):
        for name, item in value.items():
            if not isinstance(item, dict | list):
                continue
            yield from _lists(item, f"{place}.{name}" if name.isidentifier() else f"{place}[*]")


RULES: tuple[tuple[Clause, Meaning], ...] = (
    (ECHOED, _echoed),
    (BATCH_NAMES, _named),
    (LISTED_ONCE, _once),
    (PARTITION, _partition),
)
