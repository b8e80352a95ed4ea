"""Rewards: listings in every order, through filters, in pages of any size; sums agree. Part of `examples`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import cycle
from typing import Any

from clob_conformance.checks.reward_clauses import LISTINGS
from clob_conformance.core.clauses import declare
from clob_conformance.model.values import dicts, number
from clob_conformance.workloads.questions import Question
from clob_conformance.workloads.scenario import Actor, Scene, scenario

SEARCHED = declare(
    "rewards-searched",
    "A search by words, tags or events that no market has finds nothing.",
    source="description: q, tag_slug, event_id and event_title of GET /rewards/markets/multi and "
    "/rewards/user/markets",
    suites=("examples",),
    operations=LISTINGS,
)
EARNINGS = declare(
    "earnings-add-up",
    "The total of a day's earnings is the sum of its parts.",
    source="description: GET /rewards/user, /rewards/user/total",
    suites=("examples",),
    operations=("getTotalEarningsForUserForDay",),
)
OWN_EARNINGS = declare(
    "earnings-own",
    "An account gets its own earnings of the day asked for, not another's nor another day's.",
    source="description: GET /rewards/user, /rewards/user/total, /rewards/user/markets",
    severity="critical",
    suites=("examples", "lifecycle"),
    operations=(
        "getEarningsForUserForDay",
        "getTotalEarningsForUserForDay",
        "getUserEarningsAndMarketsConfig",
    ),
    needs=("sandbox",),
)
_PARTS, _TOTAL, _OF_MARKETS = OWN_EARNINGS.operations
_DAY_S = 86_400
_NONSENSE = "qzxjvkwy-no-market-is-about-this"
_FINDS_NOTHING = {
    "q": _NONSENSE,
    "tag_slug": _NONSENSE,
    "event_id": "999999999999",
    "event_title": _NONSENSE,
}
_LARGE, _SMALL = "500", "1"
_SHORTEST_WORD = 3
_DUST = Decimal("0.000001")


@scenario(SEARCHED, EARNINGS, OWN_EARNINGS)
def run(scene: Scene) -> None:
    """Ask both listings in every order, for nothing, and through filters in pages of any size; add up."""
    for name in LISTINGS:
        parameters = _parameters(scene, name)
        for parameter, nothing in _FINDS_NOTHING.items():
            if parameter in parameters:
                _search(scene, name, parameter, nothing)
        every = scene.anyone.send(name, query={"page_size": _LARGE}).response.objects()
        filters = [{**query, "page_size": _LARGE} for query in _filters(parameters, every)]
        for query in filters:
            for size in (_LARGE, _SMALL, _LARGE):
                Question(scene.anyone, name, query={**query, "page_size": size}).ask()
        some = cycle(filters or [{"page_size": _LARGE}])
        for word in parameters.get("order_by", {}).get("enum", []):
            for position in ("ASC", "DESC"):
                order = {"order_by": word, "position": position}
                scene.anyone.send(name, query=order)
                scene.anyone.send(name, query={**next(some), **order})
    scene.anyone.send("getMultiMarkets", query={"min_volume_24hr": "1e15"})
    scene.anyone.send("getMultiMarkets", query={"max_spread": "0"})
    _add_up(scene, scene.anyone)
    for account in (scene.context.target.accounts.reader, scene.context.target.accounts.other):
        if scene.context.target.own and account is not None:
            _each_its_own(scene, Actor(scene.context, account))


def _parameters(scene: Scene, name: str) -> dict[str, Mapping[str, Any]]:
    """The schemas of what an operation takes."""
    operation = scene.context.operation(name)
    return {parameter.name: parameter.schema for parameter in operation.parameters} if operation else {}


def _search(scene: Scene, name: str, parameter: str, nothing: str) -> None:
    asked = scene.anyone.send(name, query={parameter: nothing})
    if asked.response.succeeded:
        found = len(asked.response.objects())
        wrong = f"{parameter}: {found} markets are found by what none has" if found else ""
        scene.hold(SEARCHED, name, wrong, asked, key=parameter)


def _filters(parameters: Mapping[str, Any], every: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """Filters that let some through, more than a page of one, and not all."""
    questions = [set(str(item.get("question", "")).lower().split()) for item in every]
    words = sorted({word for words in questions for word in words if word.isalpha()})
    some = [
        word
        for word in words
        if len(word) >= _SHORTEST_WORD and 1 < sum(word in words for words in questions) < len(every)
    ]
    found = [number(token.get("price")) for item in every for token in dicts(item.get("tokens"))[:1]]
    prices = [float(price) for price in found if price is not None]
    middle = [f"{statistics.median(prices):.4f}"] if len(prices) > 1 else []
    wanted = {"q": some, "event_title": some, "min_price": middle, "max_price": middle}
    yield from ({name: values[0]} for name, values in wanted.items() if values and name in parameters)


def add_up(scene: Scene, actor: Actor) -> None:
    """Hold what a fresh account is told of its earnings together: today's, and no others."""
    _add_up(scene, actor)
    _nothing_for(scene, scene.new_account(), time.time(), "of another account")
    _nothing_for(scene, actor, time.time() - 2 * _DAY_S, "before the account was made")


def _today(at: float | None = None) -> dict[str, str]:
    return {"date": time.strftime("%Y-%m-%d", time.gmtime(at))}


def _nothing_for(scene: Scene, actor: Actor, at: float, whose: str) -> None:
    """Hold that an account that has not earned is told no earnings."""
    for name in (_PARTS, _TOTAL):
        asked = actor.send(name, query=_today(at))
        earned = {asset: sum_ for asset, sum_ in _by_asset(asked.response.objects()).items() if sum_}
        message = f"an account that earned nothing is told earnings {whose}: {_shown(earned)}"
        scene.hold(OWN_EARNINGS, name, message if earned else "", asked, key=whose)


def _each_its_own(scene: Scene, actor: Actor) -> None:
    """Two accounts of the own sandbox, the one just after the other: each is told of itself."""
    assert actor.account is not None
    maker = actor.account.maker
    for name in (_PARTS, _OF_MARKETS):
        asked = actor.send(name, query=_today())
        reported = {str(item.get("maker_address", maker)) for item in asked.response.objects()}
        others = sorted(one for one in reported if one.lower() != maker.lower())
        wrong = f"{maker} asked, told is what is of {others[0]}" if others else ""
        scene.hold(OWN_EARNINGS, name, wrong, asked, key="maker")


def _add_up(scene: Scene, actor: Actor) -> None:
    """Earnings grow: only what is the same before and after is judged."""
    actor.send("getRewardPercentagesForUser")
    with scene.context.part(EARNINGS):
        before = actor.read(_TOTAL, query=_today())
        parts, total = actor.send(_PARTS, query=_today()), actor.send(_TOTAL, query=_today())
        complete = parts.response.mapping().get("next_cursor") in ("", "LTE=")
        if not complete or before != total.response.objects():
            return
        reported, summed = _by_asset(total.response.objects()), _by_asset(parts.response.objects())
        apart = {
            asset
            for asset in reported.keys() | summed.keys()
            if abs(reported.get(asset, Decimal(0)) - summed.get(asset, Decimal(0))) > _DUST
        }
        wrong = f"the total is {_shown(reported)}, the parts add up to {_shown(summed)}" if apart else ""
        scene.hold(EARNINGS, _TOTAL, wrong, total, parts)


def _by_asset(items: list[dict[str, Any]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for item in items:
        asset = str(item.get("asset_address")).lower()
        sums[asset] = sums.get(asset, Decimal(0)) + (number(item.get("earnings")) or Decimal(0))
    return sums


def _shown(sums: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{amount} of {asset}" for asset, amount in sums.items()) or "nothing"
