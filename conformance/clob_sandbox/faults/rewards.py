"""Faults of rewards: their markets, earnings, rebates, and which orders score."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs

from clob_sandbox.faults.common import MINUTE, all_but_last, query_of
from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply, edit, forget, items, response

_OWN_REWARDS = (
    "getEarningsForUserForDay",
    "getTotalEarningsForUserForDay",
    "getRewardPercentagesForUser",
    "getUserEarningsAndMarketsConfig",
)
_SCORINGS = ("getOrderScoring", "getOrdersScoring", "postOrdersScoring")

# How the fields by which reward markets are sorted stand in a response.
_SORTED_BY: dict[str, Callable[[dict[str, Any]], float]] = {
    "rate_per_day": lambda item: sum(c["rate_per_day"] for c in item["rewards_config"]),
    "volume_24hr": lambda item: item["volume_24hr"],
    "competitiveness": lambda item: item["market_competitiveness"],
    "min_size": lambda item: item["rewards_min_size"],
    "market_id": lambda item: int(item["market_id"]),
}


def _first_page_alone(intercept: Intercept) -> None:
    if query_of(intercept).get("next_cursor") not in (None, "", "MA=="):
        forget("q", "tag_slug", "event_id", "event_title", "min_price", "max_price")(intercept)


def _sorted_as_text(intercept: Intercept, reply: Reply) -> None:
    query = query_of(intercept)
    value = _SORTED_BY.get(query.get("order_by", ""))
    if value is not None:
        reply.body["data"].sort(key=lambda item: str(value(item)), reverse=query.get("position") == "DESC")


def _a_day_short(intercept: Intercept, reply: Reply) -> None:
    if reply.status == 200:
        for item in reply.body["data"]:
            for config in item["rewards_config"]:
                config["total_days"] -= 1


def _doubled(body: Any) -> Any:
    return [{**item, "earnings": 2 * item["earnings"] + 1} for item in body]


def _for_everybody(intercept: Intercept, reply: Reply) -> None:
    minute = intercept.exchange.clock.nanos() // MINUTE
    reply.body = intercept.memory.setdefault(
        (intercept.operation, intercept.incoming.query, minute), reply.body
    )


def _of_today(intercept: Intercept) -> None:
    def change(query: dict[str, str]) -> None:
        intercept.memory["asked"] = query.get("date", "")
        with suppress(ValueError):
            date.fromisoformat(intercept.memory["asked"])
            query["date"] = datetime.fromtimestamp(intercept.exchange.clock.seconds(), UTC).date().isoformat()

    intercept.change_query(change)


def _reported_as_asked(intercept: Intercept, reply: Reply) -> None:
    for item in items(reply.body):
        item["date"] = intercept.memory["asked"] + item["date"][10:]


def _once_and_for_all(intercept: Intercept, reply: Reply) -> None:
    """What once scored is told as scoring."""
    reported: dict[str, bool] = reply.body
    order_id = parse_qs(intercept.incoming.query).get("order_id", [""])[0]
    for name, scores in reported.items():
        known = (order_id if name == "scoring" else name).lower()
        reported[name] = intercept.memory[known] = scores or intercept.memory.get(known, False)


def _left_over(item: dict[str, Any]) -> None:
    for config in item.get("rewards_config") or ():
        config["remaining_reward_amount"] = 2 * config.get("total_rewards", 0)


def _nobodys_builder(intercept: Intercept, reply: Reply) -> None:
    if reply.status == 404:
        code = intercept.incoming.path.rpartition("/")[2]
        rates = {"builder_maker_fee_rate_bps": 0, "builder_taker_fee_rate_bps": 0}
        reply.status, reply.body = 200, {"code": code, **rates}


def _ascending(query: dict[str, str]) -> None:
    if query.keys() - {"order_by", "position", "next_cursor"} and "position" in query:
        query["position"] = "ASC"


FAULTS: dict[str, Fault] = {
    "builder-unknown-free": Fault(
        "a builder code that nobody has is told with fees of nothing",
        ("getBuilderFees",),
        None,
        _nobodys_builder,
        always=True,
        breaks=("unknown-not-found",),
    ),
    "rewards-left-over": Fault(
        "more rewards are told to be left than there are in total",
        ("getRawRewardsForMarket",),
        None,
        edit(_left_over),
        breaks=("figures-agree",),
    ),
    # --- markets with rewards
    "rewards-day-short": Fault(
        "a period of rewards is told as a day shorter than it is",
        ("getRawRewardsForMarket",),
        None,
        _a_day_short,
        breaks=("figures-agree",),
    ),
    "rewards-page-size": Fault(
        "page_size is not kept",
        ("getMultiMarkets", "getUserEarningsAndMarketsConfig"),
        forget("page_size"),
        breaks=("page-told",),
    ),
    "rewards-unordered": Fault(
        "order_by and position are not kept",
        ("getMultiMarkets",),
        forget("order_by", "position"),
        breaks=("rewards-ordered", "negative-data-refused"),
    ),
    "rewards-order-lost": Fault(
        "a listing through a filter, or in pages of a size, is always in ascending order",
        ("getMultiMarkets", "getUserEarningsAndMarketsConfig"),
        lambda intercept: intercept.change_query(_ascending),
        breaks=("rewards-ordered",),
    ),
    "rewards-sorted-as-text": Fault(
        "numbers are sorted as texts",
        ("getMultiMarkets",),
        None,
        _sorted_as_text,
        breaks=("rewards-ordered",),
    ),
    "rewards-unfiltered": Fault(
        "q and the bounds are not kept",
        ("getMultiMarkets",),
        forget("q", "min_price"),
        breaks=("rewards-searched", "answers-what-was-asked"),
    ),
    "rewards-first-page-filtered": Fault(
        "pages after the first forget the filters",
        ("getMultiMarkets",),
        _first_page_alone,
        breaks=("pages-keep-filter", "answers-what-was-asked"),
    ),
    "reward-of-another": Fault(
        "rewards are those of another market",
        ("getRawRewardsForMarket",),
        None,
        edit(lambda item: item.update(condition_id="0x" + "cd" * 32) if "condition_id" in item else None),
        breaks=("answers-what-was-asked",),
    ),
    # --- earnings and rebates
    "earnings-total-other": Fault(
        "the total of the earnings is not their sum",
        ("getTotalEarningsForUserForDay",),
        None,
        response(_doubled),
        breaks=("earnings-add-up",),
    ),
    "percentages-high": Fault(
        "percentages of rewards are a hundred times too high",
        ("getRewardPercentagesForUser",),
        None,
        response(lambda reported: {name: 100 * (value + 2) for name, value in reported.items()}),
        breaks=("percentages-sane",),
    ),
    "rewards-for-everybody": Fault(
        "what one account is told of its earnings is told to others for a minute",
        _OWN_REWARDS,
        None,
        _for_everybody,
        breaks=("earnings-own",),
    ),
    "rebates-of-today": Fault(
        "today's rebates are told of any date",
        ("getCurrentRebatedFees",),
        _of_today,
        _reported_as_asked,
        breaks=("rebates-of-the-day",),
    ),
    # --- scoring
    "scoring-missing": Fault(
        "scoring by POST leaves an order out",
        ("postOrdersScoring",),
        all_but_last,
        breaks=("told-alike",),
    ),
    "scoring-sticks": Fault(
        "an order that once scored is told as scoring for ever",
        _SCORINGS,
        None,
        _once_and_for_all,
        breaks=("scoring-foretold",),
    ),
}
