"""The JSON shapes of orders, trades, books and markets, under a profile. Reads the exchange and changes
nothing.

Sources: schemas of the description; the ledger for the rows and docs/protocol/books.md#hash for the hash of a
book.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

import orjson

from clob_sandbox.clock import NANOS
from clob_sandbox.profiles import Profile
from clob_sandbox.venue.eip712 import COLLATERAL
from clob_sandbox.venue.exchange import Exchange
from clob_sandbox.venue.fees import BASIS
from clob_sandbox.venue.markets import Market, Token
from clob_sandbox.venue.money import ONE, UNIT, decimal_text, price_text
from clob_sandbox.venue.orders import Order, State
from clob_sandbox.venue.tape import Trade

TAG = "sandbox"  # the one tag of all markets


def amount(value: int, profile: Profile) -> str:
    """An amount of shares or USDC: base units as documented, decimals as observed."""
    return decimal_text(value) if "order-units" in profile else str(value)


def order(item: Order) -> dict[str, Any]:
    """An `OpenOrder`."""
    return {
        "id": item.id,
        "status": "LIVE" if item.state is State.DELAYED else item.state.value,
        "owner": item.owner,
        "maker_address": item.signed.maker,
        "market": item.market.condition_id,
        "asset_id": item.token.token_id,
        "side": item.side,
        "original_size": decimal_text(item.size),
        "size_matched": decimal_text(item.matched),
        "price": price_text(item.price),
        "outcome": item.token.outcome,
        "expiration": str(item.signed.expiration),
        "order_type": item.order_type,
        "associate_trades": list(item.trades),
        "created_at": item.created // NANOS,
    }


def trade(item: Trade, address: str, now: int, profile: Profile) -> dict[str, Any]:
    """A `Trade` as the account of `address` sees it: its own order names the owner, the rest is the
    taker's.
    """
    taker = item.taker
    own = (
        taker
        if taker.address == address
        else next(m.order for m in item.makers if m.order.address == address)
    )
    status, since = item.status(now)
    return {
        "id": item.id,
        "taker_order_id": taker.id,
        "market": taker.market.condition_id,
        "asset_id": taker.token.token_id,
        "side": taker.side,
        "size": amount(item.size, profile),
        "fee_rate_bps": str(taker.market.fees.rate),
        "price": price_text(item.price),
        "status": status if "order-status-words" in profile else f"TRADE_STATUS_{status}",
        "match_time": str(item.matched_at // NANOS),
        "match_time_nano": str(item.matched_at),
        "last_update": str(since // NANOS),
        "outcome": taker.token.outcome,
        "bucket_index": 0,
        "owner": own.owner,
        "maker_address": own.signed.maker,
        "transaction_hash": item.transaction_hash,
        "err_msg": None,
        "maker_orders": [
            {
                "order_id": made.order.id,
                "owner": made.order.owner,
                "maker_address": made.order.signed.maker,
                "matched_amount": amount(made.size, profile),
                "price": price_text(made.order.price),
                "fee_rate_bps": "0",
                "asset_id": made.order.token.token_id,
                "outcome": made.order.token.outcome,
                "side": made.order.side,
            }
            for made in item.makers
        ],
        "trader_side": "TAKER" if own is taker else "MAKER",
    }


def builder_trade(item: Trade, now: int, profile: Profile) -> dict[str, Any]:
    """A `BuilderTrade`: the taker's order carries the builder's code."""
    taker = item.taker
    text = decimal_text if "builder-units" in profile else str
    stamp = datetime.fromtimestamp(item.matched_at // NANOS, UTC).isoformat()
    view = {
        "id": item.id,
        "tradeType": "TAKER",
        "takerOrderHash": taker.id,
        "builder": taker.signed.builder,
        "market": taker.market.condition_id,
        "assetId": taker.token.token_id,
        "side": taker.side,
        "size": text(item.size),
        "sizeUsdc": text(item.value),
        "price": price_text(item.price),
        "status": f"TRADE_STATUS_{item.status(now)[0]}",
        "outcome": taker.token.outcome,
        "outcomeIndex": taker.token.index,
        "owner": taker.owner,
        "maker": taker.signed.maker,
        "transactionHash": item.transaction_hash,
        "matchTime": str(item.matched_at // NANOS),
        "bucketIndex": 0,
        "fee": text(item.fee * ONE // item.price),
        "feeUsdc": text(item.fee),
        "err_msg": None,
        "createdAt": stamp,
        "updatedAt": stamp,
    }
    if "builder-empty" in profile:
        view |= {"builder": "", "builderCode": taker.signed.builder, "builderFee": text(item.builder_fee)}
    return view


class Books:
    """Rendered books: the bytes of an `OrderBookSummary`, kept until the book or its last trade changes."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[tuple[Any, ...], bytes]] = {}

    def render(self, exchange: Exchange, market: Market, token: Token) -> bytes:
        """The book of a token of an open market, hash included."""
        book, last = exchange.books[market.condition_id], exchange.last(token.token_id)
        state = (book.version, last)
        kept = self._kept.get(token.token_id)
        if kept is not None and kept[0] == state:
            return kept[1]
        body = orjson.dumps(book_summary(exchange, market, token))
        self._kept[token.token_id] = (state, body)
        return body


def book_summary(exchange: Exchange, market: Market, token: Token) -> dict[str, Any]:
    """An `OrderBookSummary`, its keys in the order in which they are hashed."""
    clock, last = exchange.clock, exchange.last(token.token_id)
    bids, asks = (
        [{"price": price_text(price), "size": decimal_text(size)} for price, size in side]
        for side in exchange.books[market.condition_id].levels(token.index)
    )
    if "book-order" in exchange.profile:
        bids.reverse()
        asks.reverse()
    summary = {
        "market": market.condition_id,
        "asset_id": token.token_id,
        "timestamp": str(clock.millis() if "book-timestamp" in exchange.profile else clock.seconds()),
        "hash": "",
        "bids": bids,
        "asks": asks,
        "min_order_size": decimal_text(market.min_order_size),
        "tick_size": price_text(market.tick),
        "neg_risk": market.neg_risk,
        "last_trade_price": price_text(last.price) if last else "",
    }
    summary["hash"] = hashlib.sha1(orjson.dumps(summary), usedforsecurity=False).hexdigest()
    return summary


def description(market: Market) -> str:
    """The text that says how a market resolves."""
    return f"Resolves to Yes or No: {market.question}"


def simplified_market(exchange: Exchange, market: Market) -> dict[str, Any]:
    """A `SimplifiedMarket`."""
    return {
        "condition_id": market.condition_id,
        "rewards": _rewards(exchange, market),
        "tokens": [_token(exchange, market, token) for token in market.tokens],
        "active": True,
        "closed": market.closed,
        "archived": False,
        "accepting_orders": not market.closed,
    }


def full_market(exchange: Exchange, market: Market) -> dict[str, Any]:
    """A `Market`."""
    return {
        **simplified_market(exchange, market),
        "enable_order_book": not market.closed,
        "accepting_order_timestamp": stamp(market.opened),
        "minimum_order_size": market.min_order_size / UNIT,
        "minimum_tick_size": market.tick / ONE,
        "question_id": market.question_id,
        "question": market.question,
        "description": description(market),
        "market_slug": market.slug,
        "end_date_iso": stamp(market.ends),
        "seconds_delay": -(-exchange.matching.delay // NANOS),
        "fpmm": "",
        "maker_base_fee": 0,
        "taker_base_fee": market.fees.rate,
        "notifications_enabled": True,
        "neg_risk": market.neg_risk,
        "neg_risk_market_id": market.question_id if market.neg_risk else "",
        "neg_risk_request_id": market.question_id if market.neg_risk else "",
        "icon": "",
        "image": "",
        "is_50_50_outcome": False,
        "tags": [TAG],
    }


def live_activity(market: Market) -> dict[str, Any]:
    """A `LiveActivityMarket`; the sandbox's markets form no series."""
    return {
        "condition_id": market.condition_id,
        "id": market.number + 1,
        "question": market.question,
        "market_slug": market.slug,
        "event_slug": market.slug,
        "icon": "",
        "image": "",
        "tags": [TAG],
    }


def market_details(exchange: Exchange, market: Market) -> dict[str, Any]:
    """A `ClobMarketDetails`, with the further keys that the service sends (ledger
    clob-market-keys).
    """
    rewards = market.rewards
    details: dict[str, Any] = {
        "c": market.condition_id,
        "r": {"mi": rewards.min_size / UNIT, "ma": rewards.max_spread / 100} if rewards else {},
        "t": [{"t": token.token_id, "o": token.outcome} for token in market.tokens],
        "mos": market.min_order_size / UNIT,
        "mts": market.tick / ONE,
        "mbf": 0,
        "tbf": market.fees.rate,
        "rfqe": not market.closed,
        "itode": exchange.matching.taker_delay,
        "ibce": False,
        "fd": {"r": market.fees.rate / BASIS, "e": market.fees.exponent, "to": True},
        "oas": market.min_order_age,
        "nr": market.neg_risk,
        "ao": not market.closed,
    }
    return details


def _rewards(exchange: Exchange, market: Market) -> dict[str, Any]:
    rewards = market.rewards
    if rewards is None:
        return {"rates": None if "rates-null" in exchange.profile else [], "min_size": 0, "max_spread": 0}
    rate = {"asset_address": COLLATERAL, "rewards_daily_rate": rewards.daily_rate}
    return {"rates": [rate], "min_size": rewards.min_size / UNIT, "max_spread": rewards.max_spread / 100}


def token_price(exchange: Exchange, market: Market, token: Token) -> float:
    """The price in listings: the midpoint, 0 without one; in a closed market 1 for the winner, Yes."""
    if market.closed:
        return float(token.index == 0)
    middle = exchange.books[market.condition_id].middle_twice(token.index)
    return 0.0 if middle is None else middle / (2 * ONE)


def _token(exchange: Exchange, market: Market, token: Token) -> dict[str, Any]:
    return {
        "token_id": token.token_id,
        "outcome": token.outcome,
        "price": token_price(exchange, market, token),
        "winner": market.closed and token.index == 0,
    }


def stamp(seconds: int) -> str:
    """A time as listings write it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
