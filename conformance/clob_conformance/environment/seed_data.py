"""Values that are alive on the server: markets, tokens, orders, trades; and where they go in a request."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from attrs import define, field, frozen
from polymarket_clob.orders import MarketRules

from clob_conformance.core.description import Operation
from clob_conformance.core.interaction import Interaction


@frozen
class Token:
    """One outcome of a market; prices of its book in USDC, None where a side is empty."""

    token_id: str
    outcome: str
    best_bid: Decimal | None = None
    best_ask: Decimal | None = None


@frozen
class Market:
    """A market open for orders; `min_size` in shares."""

    condition_id: str
    tick_size: Decimal
    neg_risk: bool
    tokens: tuple[Token, ...]
    min_size: Decimal = Decimal(5)

    @property
    def rules(self) -> MarketRules:
        """What the client needs to build an order."""
        return MarketRules(str(self.tick_size), self.neg_risk, self.min_size)


@frozen
class ClockSample:
    """A reading of the server's clock: what it told (Unix seconds), and when it was there by our own."""

    reported: int
    seen_at: float
    shown: Interaction


@define
class SeedData:
    """The live values; lists grow while the run goes on, safely from several threads.

    `resting` are orders of the reading account, which stay open for the whole run; `placed` are orders of
    the trading account, which come and go. `clock` is the last reading of the server's time.
    """

    markets: tuple[Market, ...]
    maker: str
    resting: list[str] = field(factory=list)
    placed: list[str] = field(factory=list)
    trades: list[str] = field(factory=list)
    heartbeat_id: str = ""
    clock: ClockSample | None = None
    lock: threading.Lock = field(factory=threading.Lock)

    def tokens(self, some: random.Random, count: int) -> list[str]:
        """The ids of `count` different tokens, or of all there are."""
        every = [token.token_id for market in self.markets for token in market.tokens]
        return some.sample(every, min(count, len(every)))

    def value(self, operation: Operation, name: str, some: random.Random) -> str | None:
        """A live value for a parameter or property of this name, or None when the name has none."""
        source = _SOURCES.get((operation.id, name)) or _SOURCES.get(("", name))
        if source is None or (source in _OF_MARKETS and not self.markets):
            return None
        return source(self, some)

    def has_values_for(self, operation: Operation) -> bool:
        """Whether there is a live value for everything that a call of the operation has to name."""
        required = [p.name for p in operation.parameters if p.required]
        sources = [_SOURCES.get((operation.id, name)) or _SOURCES.get(("", name)) for name in required]
        lacks_market = not self.markets and any(source in _OF_MARKETS for source in sources)
        return not lacks_market and (bool(self.resting) or _resting not in sources)

    def order_id(self, some: random.Random, orders: list[str]) -> str:
        """One of the orders, or a well-formed id that no order has."""
        with self.lock:
            return some.choice(orders) if orders else f"0x{some.getrandbits(256):064x}"

    def notice(self, operation: str, interaction: Interaction) -> None:
        """Learn from an interaction: the next heartbeat's id, and orders that now rest."""
        if operation not in _TEACHERS:
            return
        try:
            response = interaction.response.json()
        except ValueError:
            return
        for item in response if isinstance(response, list) else [response]:
            if not isinstance(item, dict):
                continue
            if isinstance(item.get("heartbeat_id"), str):
                self.heartbeat_id = item["heartbeat_id"]
            if item.get("status") == "live" and isinstance(item.get("orderID"), str):
                with self.lock:
                    self.placed.append(item["orderID"])

    def fill(self, operation: Operation, body: Any, some: random.Random) -> Any:
        """`body` with live values in place of the strings that name something."""
        if isinstance(body, Mapping):
            return {name: self._filled(operation, name, value, some) for name, value in body.items()}
        if isinstance(body, list):
            item = _LIST_BODIES.get(operation.id)
            return [
                self._filled(operation, item, value, some) if item else self.fill(operation, value, some)
                for value in body
            ]
        return body

    def _filled(self, operation: Operation, name: str, value: Any, some: random.Random) -> Any:
        if isinstance(value, str):
            found = self.value(operation, name, some)
            return value if found is None else found
        if isinstance(value, list):
            return [self._filled(operation, name, item, some) for item in value]
        return self.fill(operation, value, some)


Source = Callable[[SeedData, random.Random], str]

_TEACHERS = frozenset({"sendHeartbeatV1", "postOrder", "postOrders"})

# Operations whose body is a bare list of ids: the name under which the ids are looked up.
_LIST_BODIES = {
    "cancelOrders": "orderID",
    "postOrdersScoring": "order_id",
    "getMarketsLiveActivity": "condition_id",
}


def _token(live: SeedData, some: random.Random) -> str:
    return live.tokens(some, 1)[0]


def _tokens(live: SeedData, some: random.Random) -> str:
    return ",".join(live.tokens(some, 2))


def _condition(live: SeedData, some: random.Random) -> str:
    return some.choice(live.markets).condition_id


def _resting(live: SeedData, some: random.Random) -> str:
    return live.order_id(some, live.resting)


def _placed(live: SeedData, some: random.Random) -> str:
    return live.order_id(some, live.placed)


def _trade(live: SeedData, some: random.Random) -> str:
    with live.lock:
        return some.choice(live.trades) if live.trades else "no-such-trade"


_OF_MARKETS = (_token, _tokens, _condition)
_SOURCES: dict[tuple[str, str], Source] = {
    ("", "token_id"): _token,
    ("", "asset_id"): _token,
    ("", "token_ids"): _tokens,
    ("", "sides"): lambda live, some: "BUY,SELL",
    ("", "condition_id"): _condition,
    ("", "market"): _condition,
    ("getPricesHistory", "market"): _token,
    ("getBatchPricesHistory", "markets"): _token,
    ("", "orderID"): _resting,
    ("", "order_id"): _resting,
    ("", "order_ids"): _resting,
    ("cancelOrder", "orderID"): _placed,
    ("cancelOrders", "orderID"): _placed,
    ("getOrders", "id"): _resting,
    ("getTrades", "id"): _trade,
    ("", "maker_address"): lambda live, some: live.maker,
    ("", "next_cursor"): lambda live, some: "MA==",
    ("", "before"): lambda live, some: str(int(time.time()) + 86_400),
    ("", "after"): lambda live, some: str(int(time.time()) - 86_400),
    ("", "heartbeat_id"): lambda live, some: live.heartbeat_id,
    ("", "builder_code"): lambda live, some: "0x" + "ab" * 32,
}
