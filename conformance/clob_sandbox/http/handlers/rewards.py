"""Operations of the tag Rewards that are public: what the markets pay to resting orders.

Source: description. A market's programme runs from its opening to its end at one daily rate; nobody
sponsors one here. What an account earned is in `earnings`, finding markets in `discovery`.
"""

from datetime import UTC, date, datetime
from typing import Any

from clob_sandbox.clock import NANOS
from clob_sandbox.errors import Refused
from clob_sandbox.http import pages, views
from clob_sandbox.http.call import Call
from clob_sandbox.venue.eip712 import COLLATERAL
from clob_sandbox.venue.exchange import Exchange
from clob_sandbox.venue.markets import Market, Rewards
from clob_sandbox.venue.money import UNIT
from clob_sandbox.venue.signatures import BYTES32

_BAD_CURSOR = "Invalid next_cursor"


def get_current_rewards(call: Call) -> dict[str, Any]:
    sponsored = flag(call, "sponsored")
    rewarded = (
        [] if sponsored else [(m, m.rewards) for m in call.exchange.markets if m.rewards and not m.closed]
    )
    response = page(call, rewarded, pages.CURRENT_REWARDS_PER_PAGE)
    response["data"] = [_current(market, rewards) for market, rewards in response["data"]]
    return response


def get_raw_rewards_for_market(call: Call) -> dict[str, Any]:
    flag(call, "sponsored")
    condition_id = call.path["condition_id"]
    market = call.exchange.by_condition.get(condition_id.lower())
    if not BYTES32.fullmatch(condition_id) or market is None:  # the description names no 404 here
        raise Refused(400, "Invalid market")
    listed = [] if market.rewards is None else [_of_market(call, market, market.rewards)]
    return page(call, listed, pages.MARKET_REWARDS_PER_PAGE)


def flag(call: Call, name: str) -> bool:
    """A boolean of the query, false when it is left out."""
    given = call.one(name, f"Invalid {name}")
    if given not in (None, "true", "false"):
        raise Refused(400, f"Invalid {name}")
    return given == "true"


def page(call: Call, items: list[Any], size: int) -> dict[str, Any]:
    """A page by the query's cursor."""
    cursor = call.one("next_cursor", _BAD_CURSOR)
    refused = "end-cursor" in call.exchange.profile
    return pages.page(items, cursor, size, unusable=_BAD_CURSOR, end_refused=refused)


def days(market: Market) -> tuple[date, date]:
    """First and last day of a market's programme."""
    first, last = (datetime.fromtimestamp(seconds, UTC).date() for seconds in (market.opened, market.ends))
    return first, last


def limits(market: Market, rewards: Rewards) -> dict[str, Any]:
    """What an order has to keep to earn rewards."""
    return {
        "condition_id": market.condition_id,
        "rewards_max_spread": rewards.max_spread / 100,
        "rewards_min_size": rewards.min_size / UNIT,
    }


def config(market: Market, rewards: Rewards) -> dict[str, Any]:
    """A `CurrentRewardConfig`."""
    first, last = days(market)
    return {
        "id": 0,
        "asset_address": COLLATERAL,
        "start_date": first.isoformat(),
        "end_date": last.isoformat(),
        "rate_per_day": rewards.daily_rate,
        "total_rewards": rewards.daily_rate * ((last - first).days + 1),
    }


def token_prices(exchange: Exchange, market: Market) -> list[dict[str, Any]]:
    """The tokens of a market as `RewardsToken`."""
    return [
        {
            "token_id": token.token_id,
            "outcome": token.outcome,
            "price": views.token_price(exchange, market, token),
        }
        for token in market.tokens
    ]


def _current(market: Market, rewards: Rewards) -> dict[str, Any]:
    rate = rewards.daily_rate
    settings = config(market, rewards)
    return {
        **limits(market, rewards),
        "rewards_config": [settings],
        "native_daily_rate": rate,
        "total_daily_rate": rate,
    }


def _of_market(call: Call, market: Market, rewards: Rewards) -> dict[str, Any]:
    first, last = days(market)
    today = datetime.fromtimestamp(call.exchange.clock.nanos() // NANOS, UTC).date()
    length = (last - first).days + 1
    left = max(0, min(length, (last - today).days + 1))
    settings = config(market, rewards)
    settings |= {
        "id": market.number + 1,
        "remaining_reward_amount": rewards.daily_rate * left,
        "total_days": length,
    }
    return {
        **limits(market, rewards),
        "question": market.question,
        "market_slug": market.slug,
        "event_slug": market.slug,
        "image": "",
        "tokens": token_prices(call.exchange, market),
        "rewards_config": [settings],
    }
