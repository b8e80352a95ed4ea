"""Faults of what is read: units and grids, caches keyed on too little, batches that slip, listings, rewards.

Those of books and prices keep their answers whole: a book that is changed is hashed anew.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson

from clob_sandbox.clock import NANOS
from clob_sandbox.faults.common import BOOKS
from clob_sandbox.money import ONE, decimal_text, price_text
from clob_sandbox.planting import Fault, Reply, Visit, forget, items, put
from clob_sandbox.wire import book_summary

_MIDPOINTS = ("getMidpoint", "getMidpointsGet", "getMidpointsPost")
_LISTINGS = ("getMarkets", "getSimplifiedMarkets", "getSamplingMarkets", "getSamplingSimplifiedMarkets")
_LAST_TRADES = ("getLastTradePrice", "getLastTradesPricesGet", "getLastTradesPricesPost")
_OWN_REWARDS = (
    "getEarningsForUserForDay",
    "getTotalEarningsForUserForDay",
    "getRewardPercentagesForUser",
    "getUserEarningsAndMarketsConfig",
)
_FEES = ("getFeeRate", "getFeeRateByPath")
_TICKS = ("getTickSize", "getTickSizeByPath")
_CONSTANTS = (*_FEES, *_TICKS, "getNegRisk", "getNegRiskByPath")
_POWERS_OF_TEN = (0.1, 0.01, 0.001, 0.0001)
_MINUTE = 60 * NANOS

# How the fields by which reward markets are sorted stand in an answer.
_SORTED_BY: dict[str, Callable[[dict[str, Any]], float]] = {
    "rate_per_day": lambda item: sum(c["rate_per_day"] for c in item["rewards_config"]),
    "volume_24hr": lambda item: item["volume_24hr"],
    "competitiveness": lambda item: item["market_competitiveness"],
    "min_size": lambda item: item["rewards_min_size"],
    "market_id": lambda item: int(item["market_id"]),
}


def _query(visit: Visit) -> dict[str, str]:
    told: dict[str, str] = {}
    visit.change_query(told.update)
    return told


# --- books ----------------------------------------------------------------------------------------------


def _hashed(book: dict[str, Any]) -> None:
    book["hash"] = ""
    book["hash"] = hashlib.sha1(orjson.dumps(book), usedforsecurity=False).hexdigest()


def _unmirrored(visit: Visit, reply: Reply) -> None:
    for book in items(reply.body):
        market, token = visit.exchange.tokens[book["asset_id"]]
        if token.index == 1:
            shown = book_summary(visit.exchange, market, market.tokens[0])
            book.update(bids=shown["bids"], asks=shown["asks"])
            _hashed(book)


def _as_placed(visit: Visit, reply: Reply) -> None:
    for book in items(reply.body):
        market, token = visit.exchange.tokens[book["asset_id"]]
        placed: defaultdict[tuple[bool, int], int] = defaultdict(int)
        for order in visit.exchange.books[market.condition_id].orders():
            placed[order.is_bid, order.yes_price] += order.size
        for side in ("bids", "asks"):
            for level in book[side]:
                price = int(Decimal(level["price"]) * ONE)
                of_first = (side == "bids", price) if token.index == 0 else (side == "asks", ONE - price)
                level["size"] = decimal_text(placed[of_first])
        _hashed(book)


def _behind(visit: Visit, reply: Reply) -> None:
    """Two replicas behind a balancer: every third answer comes from one that is a change behind."""
    seen = visit.memory.setdefault(reply.body["asset_id"], {"count": 0, "before": None, "now": reply.body})
    if seen["now"]["hash"] != reply.body["hash"]:
        seen["before"], seen["now"] = seen["now"], reply.body
    seen["count"] += 1
    if seen["count"] % 3 == 0 and seen["before"] is not None:
        reply.body = seen["before"]


# --- prices ---------------------------------------------------------------------------------------------


def _on_the_grid(visit: Visit, reply: Reply) -> None:
    of_query = _query(visit).get("token_id", "")
    for name, text in reply.body.items():
        market, _ = visit.exchange.tokens[name if name in visit.exchange.tokens else of_query]
        reply.body[name] = price_text(int(Decimal(text) * ONE) // market.tick * market.tick)


def _by_market(visit: Visit, reply: Reply) -> None:
    market, _ = visit.exchange.tokens[_query(visit)["token_id"]]
    version = visit.exchange.books[market.condition_id].version
    reply.body = visit.memory.setdefault((market.condition_id, version), reply.body)


def _until_an_order(visit: Visit, reply: Reply) -> None:
    if visit.operation == "getPrice":
        reply.body = visit.memory.setdefault(visit.incoming.query, reply.body)
    else:
        visit.memory.clear()


def _at_limit(visit: Visit, reply: Reply) -> None:
    for told in items(reply.body):
        token_id = told.get("token_id") or _query(visit)["token_id"]
        market, token = visit.exchange.tokens.get(token_id, (None, None))
        tape = visit.exchange.tape[market.condition_id] if market else []
        if tape and tape[-1].taker.token is token:
            told["price"] = price_text(tape[-1].taker.price)


def _last_side_alone(visit: Visit, reply: Reply) -> None:
    reply.body = {token: dict(list(told.items())[-1:]) for token, told in reply.body.items()}


def _misaligned(visit: Visit, reply: Reply) -> None:
    asked = dict.fromkeys(item["token_id"] for item in visit.body())
    reply.body = dict(zip(asked, reply.body.values(), strict=False))


def _in_floats(visit: Visit, reply: Reply) -> None:
    of_query = _query(visit).get("token_id", "")
    for name in reply.body:
        market, _ = visit.exchange.tokens[name if name in visit.exchange.tokens else of_query]
        book = visit.exchange.books[market.condition_id]
        bid, ask = book.best(is_bid=True), book.best(is_bid=False)
        if bid is not None and ask is not None:
            reply.body[name] = str(ask / ONE - bid / ONE)


def _for_a_while(visit: Visit, reply: Reply) -> None:
    now = visit.exchange.clock.nanos()
    if now >= visit.memory.get("until", now):
        visit.memory.update(until=now + _MINUTE // 2, told=reply.body)
    reply.body = visit.memory["told"]


# --- histories and markets ------------------------------------------------------------------------------


def _bounds_inclusive(visit: Visit) -> None:
    def change(query: dict[str, str]) -> None:
        for name, step in (("startTs", -0.5), ("endTs", 0.5)):
            with suppress(KeyError, ValueError):
                query[name] = str(float(query[name]) + step)

    visit.change_query(change)


def _by_condition(visit: Visit, reply: Reply) -> None:
    reply.body["history"] = {
        visit.exchange.tokens[token][0].condition_id if token in visit.exchange.tokens else token: series
        for token, series in reply.body["history"].items()
    }


def _second_unknown(visit: Visit, reply: Reply) -> None:
    seconds = {market.tokens[1].token_id for market in visit.exchange.markets}
    if visit.incoming.path.rpartition("/")[2] in seconds:
        reply.status, reply.body = 404, {"error": "market not found"}


def _null_for_unknown(visit: Visit, reply: Reply) -> None:
    found = {market["condition_id"]: market for market in reply.body}
    reply.body = [found.get(condition_id.lower()) for condition_id in dict.fromkeys(visit.body())]


def _raw_cursor(visit: Visit, reply: Reply) -> None:
    parts = visit.incoming.query.lower().split("&")
    if any(part.startswith("next_cursor=") and "%3d" in part for part in parts):
        reply.status, reply.body = 400, {"error": "Invalid next_cursor"}


def _claims_gzip(visit: Visit, reply: Reply) -> None:
    if "gzip" in visit.headers.get("accept-encoding", ""):
        reply.headers["content-encoding"] = "gzip"


def _error_nested(visit: Visit, reply: Reply) -> None:
    if reply.status != 200:
        reply.body = {"error": {"code": reply.status, "message": reply.body["error"]}}


# --- rewards and rebates --------------------------------------------------------------------------------


def _first_page_alone(visit: Visit) -> None:
    if _query(visit).get("next_cursor") not in (None, "", "MA=="):
        forget("q", "tag_slug", "event_id", "event_title", "min_price", "max_price")(visit)


def _sorted_as_text(visit: Visit, reply: Reply) -> None:
    query = _query(visit)
    value = _SORTED_BY.get(query.get("order_by", ""))
    if value is not None:
        reply.body["data"].sort(key=lambda item: str(value(item)), reverse=query.get("position") == "DESC")


def _for_everybody(visit: Visit, reply: Reply) -> None:
    minute = visit.exchange.clock.nanos() // _MINUTE
    reply.body = visit.memory.setdefault((visit.operation, visit.incoming.query, minute), reply.body)


def _of_today(visit: Visit) -> None:
    def change(query: dict[str, str]) -> None:
        visit.memory["asked"] = query.get("date", "")
        with suppress(ValueError):
            date.fromisoformat(visit.memory["asked"])
            query["date"] = datetime.fromtimestamp(visit.exchange.clock.seconds(), UTC).date().isoformat()

    visit.change_query(change)


def _told_as_asked(visit: Visit, reply: Reply) -> None:
    for item in items(reply.body):
        item["date"] = visit.memory["asked"] + item["date"][10:]


FAULTS: dict[str, Fault] = {
    # --- books
    "book-second-unmirrored": Fault(
        "book", "the book of a second outcome has the levels of the first", BOOKS, None, _unmirrored
    ),
    "book-size-as-placed": Fault(
        "update", "levels tell what their orders were placed with, not what is left", BOOKS, None, _as_placed
    ),
    "book-flickers": Fault(
        "stale", "every third reading of a book is a change behind", ("getBook",), None, _behind
    ),
    # --- prices
    "midpoint-on-grid": Fault(
        "precision", "a midpoint between two ticks is cut to the lower", _MIDPOINTS, None, _on_the_grid
    ),
    "midpoint-by-market": Fault(
        "stale", "a midpoint is kept by market, not by token", ("getMidpoint",), None, _by_market
    ),
    "price-misses-cancels": Fault(
        "stale",
        "a best price is kept until the next order is placed, whatever is cancelled",
        ("getPrice", "postOrder", "postOrders"),
        None,
        _until_an_order,
    ),
    "price-side-assumed": Fault(
        "acceptance",
        "a price of no side, or of any but SELL, is that of BUY",
        ("getPrice",),
        lambda visit: visit.change_query(
            lambda query: query.update(side="SELL" if query.get("side") == "SELL" else "BUY")
        ),
    ),
    "prices-last-side-alone": Fault(
        "batch",
        "of two sides asked of one token the last alone is told",
        ("getPricesGet", "getPricesPost"),
        None,
        _last_side_alone,
    ),
    "batch-misaligned": Fault(
        "batch",
        "a token without a book in a batch gets the value of the next one",
        ("getMidpointsPost", "getSpreads"),
        None,
        _misaligned,
    ),
    "spread-in-floats": Fault(
        "precision", "a spread is subtracted in floats", ("getSpread", "getSpreads"), None, _in_floats
    ),
    "last-trade-at-limit": Fault(
        "agreement",
        "the last trade is told at the taker's limit, not at the price it was made at",
        _LAST_TRADES,
        None,
        _at_limit,
    ),
    "time-kept": Fault("stale", "the time is kept for half a minute", ("getTime",), None, _for_a_while),
    # --- constants of a market
    "fee-in-percent": Fault(
        "precision",
        "the fee is in percent, not in basis points",
        _FEES,
        None,
        put(base_fee=lambda points: points // 100),
    ),
    "tick-power-of-ten": Fault(
        "precision",
        "a tick of 0.005 or 0.0025 is told as 0.001",
        _TICKS,
        None,
        put(minimum_tick_size=lambda tick: tick if tick in _POWERS_OF_TEN else 0.001),
    ),
    "error-nested": Fault(
        "error", "the error of a refusal is an object", _CONSTANTS, None, _error_nested, always=True
    ),
    # --- histories and markets
    "history-bounds-inclusive": Fault(
        "filter", "a history has the points at its bounds", ("getPricesHistory",), _bounds_inclusive
    ),
    "histories-by-condition": Fault(
        "echo", "histories are keyed by condition id", ("getBatchPricesHistory",), None, _by_condition
    ),
    "token-second-unknown": Fault(
        "status",
        "the market of a second outcome's token is not found",
        ("getMarketByToken",),
        None,
        _second_unknown,
    ),
    "activity-null": Fault(
        "null",
        "null stands for an unknown market among known ones",
        ("getMarketsLiveActivity",),
        None,
        _null_for_unknown,
    ),
    "cursor-percent-refused": Fault(
        "page",
        "a cursor whose = is percent-encoded is refused",
        (*_LISTINGS, "getCurrentRewards", "getMultiMarkets"),
        None,
        _raw_cursor,
    ),
    "listing-claims-gzip": Fault(
        "media",
        "plain JSON claims to be gzip where gzip is accepted",
        ("getSamplingMarkets", "getSamplingSimplifiedMarkets"),
        None,
        _claims_gzip,
    ),
    # --- rewards and rebates
    "rewards-first-page-filtered": Fault(
        "page", "pages after the first forget the filters", ("getMultiMarkets",), _first_page_alone
    ),
    "rewards-sorted-as-text": Fault(
        "filter", "numbers are sorted as texts", ("getMultiMarkets",), None, _sorted_as_text
    ),
    "rewards-for-everybody": Fault(
        "stale",
        "what one account is told of its earnings is told to others for a minute",
        _OWN_REWARDS,
        None,
        _for_everybody,
    ),
    "rebates-of-today": Fault(
        "filter",
        "today's rebates are told of any date",
        ("getCurrentRebatedFees",),
        _of_today,
        _told_as_asked,
    ),
}
