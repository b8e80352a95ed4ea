"""What the client remembers of markets: for how long, what saves looking, and when it looks again."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    AsyncClobClient,
    BadRequest,
    ClobClient,
    Credentials,
    FeeSchedule,
    InvalidInput,
    MarketOrderArgs,
    MarketRules,
    NotFound,
    OrderArgs,
    PrivateKeySigner,
)

from .conftest import taken

KEY = "0x" + "11" * 32
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", PrivateKeySigner(KEY).address)
TOKENS = [str(10**76 + n) for n in range(250)]
TOKEN = TOKENS[0]
ORDER = OrderArgs(TOKEN, "0.5", 10, "BUY")
SPENDING = MarketOrderArgs(TOKEN, 10, "BUY", price="0.5", max_spend=10)
TICK = "order 0x12 is invalid. Price (0.5) breaks minimum tick size rule: 0.1"


class Exchange:
    """Answers what is asked of markets, and counts; ``busiest`` is the most requests at a time."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.busy = self.busiest = 0
        self.refuses: str | None = None

    def response(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked.append(path)
        if path == "/book":
            return httpx.Response(200, json=self.book(request.url.params["token_id"]))
        if path == "/books":
            return httpx.Response(
                200, json=[self.book(each["token_id"]) for each in json.loads(request.content)]
            )
        if path.startswith("/markets-by-token/"):
            condition = f"0x{int(path.rpartition('/')[2]):064x}"
            return httpx.Response(200, json={"condition_id": condition})
        if path.startswith("/clob-markets/"):
            return httpx.Response(200, json={"fd": {"r": 0.25, "e": 2}})
        if self.refuses is not None:
            return self.refused(path)
        return httpx.Response(200, json=taken(json.loads(request.content)))

    def refused(self, path: str) -> httpx.Response:
        if path == "/order":
            return httpx.Response(400, json={"error": self.refuses})
        entry = {"success": True, "errorMsg": self.refuses, "orderID": "", "status": ""}
        return httpx.Response(200, json=[entry])

    async def answer_awaited(self, request: httpx.Request) -> httpx.Response:
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await asyncio.sleep(0)
        self.busy -= 1
        return self.response(request)

    def book(self, token_id: str) -> dict[str, Any]:
        rest = {"market": "0x", "timestamp": "1", "hash": "", "bids": [], "asks": [], "last_trade_price": ""}
        rules = {"tick_size": "0.01", "neg_risk": False, "min_order_size": "5"}
        return {"asset_id": token_id, **rest, **rules}


@pytest.fixture
def exchange() -> Exchange:
    return Exchange()


def client_of(exchange: Exchange, **options: Any) -> ClobClient:
    transport = httpx.MockTransport(exchange.response)
    return ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=transport, **options)


@pytest.mark.parametrize(("life", "looks"), [(600.0, 2), (50.0, 3), (0.0, 4), (float("inf"), 1)])
def test_rules_and_fees_are_believed_for_as_long_as_the_caller_says(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch, life: float, looks: int
) -> None:
    now = [1_000.0]
    monkeypatch.setattr("polymarket_clob._session.time.monotonic", lambda: now[0])
    client = client_of(exchange, market_cache_ttl=life)
    for later in (0, 10, 100, 1_000):
        now[0] = 1_000.0 + later
        client.create_order(ORDER)
        client.create_market_order(SPENDING)
    assert exchange.asked.count("/book") == (looks if life else 8)
    assert sum("clob-markets" in path for path in exchange.asked) == looks


@pytest.mark.parametrize("life", [-1, float("nan")])
def test_a_life_that_is_no_time_is_refused(life: float) -> None:
    with pytest.raises(InvalidInput, match="market_cache_ttl"):
        ClobClient(market_cache_ttl=life)


def test_what_the_caller_gives_is_not_looked_up(exchange: Exchange) -> None:
    client, rules = client_of(exchange), MarketRules("0.01", neg_risk=False)
    client.create_and_post_order(ORDER, rules=rules)
    client.create_and_post_market_order(SPENDING, rules, FeeSchedule())
    assert exchange.asked == ["/order", "/order"]


@pytest.mark.parametrize("how", ["post_order", "post_orders"])
def test_a_tick_size_or_minimum_that_a_refusal_names_holds_at_once(exchange: Exchange, how: str) -> None:
    client = client_of(exchange)

    def refused(text: str) -> None:
        signed = client.create_order(ORDER)
        exchange.refuses = text
        if how == "post_order":
            with pytest.raises(BadRequest):
                client.post_order(signed)
        else:
            assert client.post_orders([signed])[0].error_msg == text

    refused("order 0x12 is invalid. Price (0.5) breaks minimum tick size rule: 0.001")
    refused("order 0x12 is invalid. Size (10) lower than the minimum: 12")
    assert exchange.asked.count("/book") == 1
    client.create_order(OrderArgs(TOKEN, "0.501", 12, "BUY"))
    assert exchange.asked.count("/book") == 1
    with pytest.raises(InvalidInput, match="minimum of 12 shares"):
        client.create_order(ORDER, client._session.known_rules(TOKEN))


def test_many_markets_are_read_side_by_side_where_calls_are_awaited(exchange: Exchange) -> None:
    async def prefetch() -> None:
        transport = httpx.MockTransport(exchange.answer_awaited)
        async with AsyncClobClient("http://clob.test", transport=transport, key=KEY) as client:
            assert list(await client.prefetch_markets(TOKENS)) == TOKENS
            assert exchange.busiest == 3
            assert list(await client.prefetch_fee_schedules(TOKENS[:20])) == TOKENS[:20]
            assert exchange.busiest == 20
            asked = len(exchange.asked)
            await client.create_order(ORDER)
            await client.create_market_order(SPENDING)
            assert len(exchange.asked) == asked

    asyncio.run(prefetch())
    client = client_of(exchange)
    assert list(client.prefetch_markets(TOKENS)) == TOKENS
    assert list(client.prefetch_fee_schedules(TOKENS[:20])) == TOKENS[:20]


def test_a_look_that_fails_among_many_is_an_error() -> None:
    def response(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404, json={"error": "market not found"})

    async def prefetch() -> None:
        async with AsyncClobClient("http://clob.test", transport=httpx.MockTransport(response)) as client:
            with pytest.raises(NotFound):
                await client.prefetch_fee_schedules(TOKENS[:3])

    asyncio.run(prefetch())
    client = ClobClient("http://clob.test", transport=httpx.MockTransport(response))
    with pytest.raises(NotFound):
        client.prefetch_fee_schedules(TOKENS[:3])
