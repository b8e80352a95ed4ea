"""Operations of the tag Rewards that find markets: filtered, sorted, and with the caller's earnings.

Source: description of GET /rewards/markets/multi and GET /rewards/user/markets. Each market here is an event
of its own; nobody has favourites; how competitive a market is, is the size of its scoring orders in shares.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from clob_sandbox.clock import DAY
from clob_sandbox.errors import Refused
from clob_sandbox.http import pages, views
from clob_sandbox.http.call import Call
from clob_sandbox.http.handlers import earnings
from clob_sandbox.http.handlers.account import check_signature_type
from clob_sandbox.http.handlers.rewards import config, days, flag, limits, page, token_prices
from clob_sandbox.venue import scoring
from clob_sandbox.venue.ethereum import checksummed
from clob_sandbox.venue.exchange import Exchange
from clob_sandbox.venue.markets import Market
from clob_sandbox.venue.money import ONE, UNIT

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_Sorting = dict[str, Callable[["Seen"], Any]]


@frozen
class Seen:
    """A market with its figures: USDC of a day's trades, prices as fractions, the caller's part of it."""

    market: Market
    volume: float
    spread: float
    price: float
    change: float
    competitiveness: float
    percentage: float = 0.0
    earned: int = 0

    @property
    def rate(self) -> int:
        return self.market.rewards.daily_rate if self.market.rewards else 0


_SHARED: _Sorting = {
    "volume_24hr": lambda seen: seen.volume,
    "spread": lambda seen: seen.spread,
    "competitiveness": lambda seen: seen.competitiveness,
    "max_spread": lambda seen: seen.market.rewards.max_spread if seen.market.rewards else 0,
    "min_size": lambda seen: seen.market.rewards.min_size if seen.market.rewards else 0,
    "question": lambda seen: seen.market.question,
    "rate_per_day": lambda seen: seen.rate,
    "price": lambda seen: seen.price,
    "end_date": lambda seen: seen.market.ends,
}
_MULTI: _Sorting = {
    **_SHARED,
    "market_id": lambda seen: seen.market.number,
    "created_at": lambda seen: seen.market.opened,
    "one_day_price_change": lambda seen: seen.change,
    "start_date": lambda seen: seen.market.opened,
    "reward_end_date": lambda seen: seen.market.ends,
}
_OF_USER: _Sorting = {
    **_SHARED,
    "earning_percentage": lambda seen: seen.percentage,
    "earnings": lambda seen: seen.earned,
    "market": lambda seen: seen.market.number,
}
_BOUNDS: dict[str, Callable[[Seen], float]] = {
    "volume_24hr": lambda seen: seen.volume,
    "spread": lambda seen: seen.spread,
    "price": lambda seen: seen.price,
}


def get_multi_markets(call: Call) -> dict[str, Any]:
    bounds = [
        (measure, _number(call, f"min_{name}", -math.inf), _number(call, f"max_{name}", math.inf))
        for name, measure in _BOUNDS.items()
    ]
    events, title = call.every("event_id"), (call.one("event_title", "Invalid event_title") or "").lower()
    found = [
        seen
        for seen in (_see(call.exchange, market) for market in _matching(call))
        if all(least <= measure(seen) <= most for measure, least, most in bounds)
        and (not events or str(seen.market.number + 1) in events)
        and title in seen.market.question.lower()
    ]
    response = _sorted_page(call, found, _MULTI, "market_id")
    response["data"] = [_multi(call.exchange, seen) for seen in response["data"]]
    return response


def get_user_earnings_and_markets_config(call: Call) -> dict[str, Any]:
    check_signature_type(call)
    day, maker = earnings.day_of(call, required=False), earnings.maker_of(call)
    sponsored, favorites = flag(call, "sponsored"), flag(call, "favorite_markets")
    tests = _tests(call)
    found = [
        _see(
            call.exchange,
            market,
            percentage=earnings.percentage(call, market, maker),
            earned=0 if sponsored else sum(earnings.earned(call, market, day, maker).values()),
        )
        for market in ([] if favorites else _matching(call))
        if market.rewards is not None and all(test(market) for test in tests)
    ]
    response = _sorted_page(call, found, _OF_USER, "market")
    wallet = checksummed(maker or call.key.address)
    response["data"] = [_of_user(call.exchange, seen, wallet) for seen in response["data"]]
    return {**response, "total_count": len(found)}


def _matching(call: Call) -> list[Market]:
    """Open markets that pass the filters `q` and `tag_slug`."""
    text, tags = (call.one("q", "Invalid q") or "").lower(), call.every("tag_slug")
    if tags and views.TAG not in tags:
        return []
    return [m for m in call.exchange.markets if not m.closed and text in views.description(m).lower()]


def _tests(call: Call) -> list[Callable[[Market], bool]]:
    """What the switches of the user's list ask of a market."""
    account, address = call.exchange.accounts[call.key.address], call.key.address
    scores = {
        market.condition_id: scoring.weights(
            call.exchange.books[market.condition_id], call.exchange.clock.nanos()
        )
        for market in call.exchange.markets
        if not market.closed
    }
    tests: dict[str, Callable[[Market], bool]] = {
        "no_competition": lambda m: all(owner == address for owner, _ in scores[m.condition_id]),
        "only_mergeable": lambda m: all(account.shares.get(t.token_id, 0) for t in m.tokens),
        "only_open_orders": lambda m: bool(call.exchange.open.of(address, m.condition_id)),
        "only_open_positions": lambda m: any(account.shares.get(t.token_id, 0) for t in m.tokens),
    }
    return [test for name, test in tests.items() if flag(call, name)]


def _see(exchange: Exchange, market: Market, *, percentage: float = 0.0, earned: int = 0) -> Seen:
    book, first = exchange.books[market.condition_id], market.tokens[0]
    now = exchange.clock.nanos()
    bid, ask = book.best(is_bid=True), book.best(is_bid=False)
    trades = exchange.trades.of(where=market.condition_id)
    lately = trades.after(now - DAY, lambda trade: trade.matched_at)
    volume = 0
    if lately < trades.end:
        volume = trades[-1].turnover - trades.at(lately).turnover + trades.at(lately).value
    prints = exchange.records.prints[first.token_id]
    since = max(prints.first, prints.after(now - DAY, lambda item: item.at) - 1)
    scored = sum(o.remaining for o in book.orders() if now >= scoring.ready_at(o) and scoring.weight(o, book))
    return Seen(
        market=market,
        volume=volume / UNIT,
        spread=0.0 if bid is None or ask is None else (ask - bid) / ONE,
        price=views.token_price(exchange, market, first),
        change=(prints[-1].price - prints.at(since).price) / ONE if prints else 0.0,
        competitiveness=scored / UNIT,
        percentage=percentage,
        earned=earned,
    )


def _number(call: Call, name: str, default: float) -> float:
    text = call.one(name, f"Invalid {name}")
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text or text != text.strip():
        raise Refused(400, f"Invalid {name}")
    return value


def _sorted_page(call: Call, found: list[Seen], sorting: _Sorting, default: str) -> dict[str, Any]:
    order_by, position = call.one("order_by", "Invalid order_by"), call.one("position", "Invalid position")
    if order_by and order_by not in sorting:  # an official client sends blanks for what is not asked
        raise Refused(400, "Invalid order_by")
    if position not in (None, "", "ASC", "DESC"):
        raise Refused(400, "Invalid position")
    found.sort(key=sorting[order_by or default], reverse=position == "DESC")
    text = call.one("page_size", "Invalid page_size")
    if text is not None and (not _INTEGER.fullmatch(text) or int(text) < 1):
        raise Refused(400, "Invalid page_size")
    size = min(int(text or pages.USER_REWARDS_PER_PAGE), pages.LARGEST_REWARDS_PAGE)
    return page(call, found, size)


def _view(exchange: Exchange, seen: Seen) -> dict[str, Any]:
    market, rewards = seen.market, seen.market.rewards
    return {
        "condition_id": market.condition_id,
        "market_id": str(market.number + 1),
        "event_id": str(market.number + 1),
        "event_slug": market.slug,
        "question": market.question,
        "market_slug": market.slug,
        "image": "",
        **(limits(market, rewards) if rewards else {"rewards_max_spread": 0, "rewards_min_size": 0}),
        "rewards_config": [config(market, rewards)] if rewards else [],
        "tokens": token_prices(exchange, market),
        "volume_24hr": seen.volume,
        "spread": seen.spread,
        "market_competitiveness": seen.competitiveness,
    }


def _multi(exchange: Exchange, seen: Seen) -> dict[str, Any]:
    market = seen.market
    return {
        **_view(exchange, seen),
        "created_at": datetime.fromtimestamp(market.opened, UTC).isoformat(),
        "end_date": f"{days(market)[1].isoformat()} 00:00:00",
        "group_item_title": "",
        "one_day_price_change": seen.change,
    }


def _of_user(exchange: Exchange, seen: Seen, maker: str) -> dict[str, Any]:
    return {
        **_view(exchange, seen),
        "maker_address": maker,
        "earning_percentage": seen.percentage,
        "earnings": [earnings.asset_earning(seen.earned)],
    }
