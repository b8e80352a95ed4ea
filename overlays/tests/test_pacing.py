"""Waiting before a call keeps it under the published limits, and holds it back no longer than that.

Judged by limits written down once more: token buckets and windows in exact fractions.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter, deque
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    AsyncClobClient,
    ClobClient,
    Credentials,
    InvalidInput,
    PrivateKeySigner,
    RateLimit,
    RateLimited,
    capture_responses,
)
from polymarket_clob.pacing import TIERS, Pacing, TierName

KEY = "0x" + "11" * 32
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", PrivateKeySigner(KEY).address)


class Clock:
    """Time that goes by when somebody waits."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


def sent(pacing: Pacing, clock: Clock, seconds: float, calls: Callable[[int], tuple[str, int]]) -> list[Any]:
    """(time, operation, orders) of what goes out in so many seconds when the caller never rests."""
    end = clock.now + seconds
    log: list[Any] = []
    while clock.now < end:
        operation, orders = calls(len(log))
        with pacing.turn(operation, orders) as turn:
            while wait := turn.seconds():
                clock.sleep(wait)
        log.append((clock.now, operation, orders))
    return log


def lowest(log: list[Any], rate: int, burst: int) -> Fraction:
    """How empty a token bucket gets of what was sent."""
    level = least = Fraction(burst)
    last = Fraction(log[0][0])
    for moment, _, orders in log:
        level = min(Fraction(burst), level + (Fraction(moment) - last) * rate) - orders
        least, last = min(least, level), Fraction(moment)
    return least


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize(
    ("names", "kind"), [(("postOrder", "postOrders"), 0), (("cancelOrder", "cancelOrders"), 1)]
)
def test_a_bucket_never_runs_dry_and_is_used_well(tier: TierName, names: tuple[str, str], kind: int) -> None:
    rate, burst = TIERS[tier][kind]
    clock = Clock()
    log = sent(Pacing(tier, clock=clock), clock, 20, lambda n: (names[n % 2], 9 if n % 2 else 1))
    assert lowest(log, rate, burst) >= 0
    assert sum(orders for _, _, orders in log) > 0.9 * 20 * rate
    largest = (15, min(burst, 1_000))[kind]
    log = sent(Pacing(tier, clock=clock), clock, 20, lambda n: (names[1], largest))
    assert lowest(log, rate, burst) >= 0


@pytest.mark.parametrize(
    ("operations", "most"),
    [
        ("getOk", 100),
        ("getNotifications", 125),
        ("getOrders", 500),
        ("getOrders getTrades", 900),
        ("deriveApiKey getApiKeys", 100),
        ("getUpdateBalanceAllowance", 50),
        ("getTickSize getTickSizeByPath", 200),
        ("getMarkets", 9_000),
    ],
)
def test_no_ten_seconds_hold_more_requests_than_published(operations: str, most: int) -> None:
    clock, names = Clock(), operations.split()
    log = sent(Pacing(clock=clock), clock, 22, lambda n: (names[n % len(names)], 1))
    window: deque[float] = deque()
    for moment, _, _ in log:
        window.append(moment)
        while window[0] <= moment - 10:
            window.popleft()
        assert len(window) <= most
    assert len(log) >= 2 * most


def goes(pacing: Pacing, operation: str, orders: int = 1) -> bool:
    """Whether a call that does not wait goes out."""
    with pacing.turn(operation, orders) as turn:
        return not turn.seconds()


def test_what_waits_for_one_limit_is_not_counted_by_another() -> None:
    clock = Clock()
    pacing = Pacing(clock=clock)
    for _ in range(500):
        assert goes(pacing, "getOrders")
    for _ in range(1_000):  # tries that wait
        assert not goes(pacing, "getOrders")
    allowed = Counter(goes(pacing, "getOrder") for _ in range(500))
    assert allowed == {True: 400, False: 100}


class Caller:
    """One that posts again and again, and the moments at which its posts went out."""

    def __init__(self, pacing: Pacing, orders: int) -> None:
        self.operation = "postOrders" if orders > 1 else "postOrder"
        self.went: list[float] = []
        self.asks_at = 0.0
        self._pacing, self._orders = pacing, orders
        self._turn = pacing.turn(self.operation, orders)

    def ask(self, now: float) -> None:
        wait = self._turn.seconds()
        if not wait:
            self.went.append(now)
            self._turn = self._pacing.turn(self.operation, self._orders)
        self.asks_at = now + wait


@pytest.mark.parametrize("singles", [1, 20, 200])
def test_a_batch_is_not_starved_by_singles(singles: int) -> None:
    clock = Clock()
    pacing = Pacing(clock=clock)
    callers = [Caller(pacing, 15), *(Caller(pacing, 1) for _ in range(singles))]
    batch, *others = callers
    shuffle = random.Random(singles)  # who of those that are due asks first
    end = clock.now + 60
    while clock.now < end:
        next_one = min(callers, key=lambda each: (each.asks_at, shuffle.random()))
        clock.now = max(clock.now, next_one.asks_at)
        next_one.ask(clock.now)
    waits = [after - before for before, after in pairwise(batch.went)]
    assert len(batch.went) > 1
    in_turn = (singles + 15) / TIERS["standard"][0][0]  # all once, at orders a second
    assert max(waits) < 1.5 * in_turn + 1
    posts = sorted([(at, 15) for at in batch.went] + [(at, 1) for other in others for at in other.went])
    assert lowest([(at, "", orders) for at, orders in posts], *TIERS["standard"][0]) >= 0
    assert sum(orders for _, orders in posts) > 0.75 * 60 * TIERS["standard"][0][0]


def test_a_caller_that_gives_up_gives_its_turn_back() -> None:
    clock = Clock()
    pacing = Pacing(clock=clock)
    assert all(goes(pacing, "postOrder") for _ in range(50))
    with pacing.turn("postOrders", 15) as batch:
        assert batch.seconds()
        assert not goes(pacing, "postOrder")  # ten would have room, were they not kept
    assert all(goes(pacing, "postOrder") for _ in range(10))


def test_a_cancelled_call_gives_its_turn_back() -> None:
    posted: list[bytes] = []

    def response(request: httpx.Request) -> httpx.Response:
        posted.append(request.content)
        return httpx.Response(200, json={"canceled": [], "not_canceled": {}})

    async def cancel() -> None:
        pacing = Pacing(clock=lambda: 1_000.0)  # nothing is ever freed
        assert goes(pacing, "cancelOrders", 100)
        transport = httpx.MockTransport(response)
        async with AsyncClobClient("http://clob.test", transport=transport, pacing=pacing, **keys) as client:
            waiting = asyncio.create_task(client.cancel_orders([f"0x{n:064x}" for n in range(30)]))
            while not pacing._waiting:
                await asyncio.sleep(0)
            assert not goes(pacing, "cancelOrder")
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            await client.cancel("0x" + "ab" * 32)
        assert not pacing._waiting

    keys: dict[str, Any] = {"key": KEY, "creds": CREDS}
    asyncio.run(cancel())
    assert len(posted) == 1


def test_a_place_whose_owner_does_not_come_is_passed_over() -> None:
    clock = Clock()
    pacing = Pacing(clock=clock)
    assert all(goes(pacing, "postOrder") for _ in range(60))
    wait = pacing.turn("postOrders", 15).seconds()
    clock.sleep(wait + 0.5)
    assert not goes(pacing, "postOrders", 60)
    clock.sleep(2)
    assert goes(pacing, "postOrders", 60)


def test_a_tier_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="tier"):
        Pacing("iron")  # type: ignore[arg-type]


def test_a_client_waits_for_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    times: list[float] = []

    def response(request: httpx.Request) -> httpx.Response:
        times.append(clock.now)
        return httpx.Response(200, json={"canceled": [], "not_canceled": {}})

    async def sleep(seconds: float) -> None:
        clock.sleep(seconds)

    async def cancel_awaited(options: dict[str, Any]) -> None:
        async with AsyncClobClient("http://clob.test", **options) as client:
            await client.cancel_orders(ids)

    monkeypatch.setattr("polymarket_clob._client.time.sleep", clock.sleep)
    monkeypatch.setattr("polymarket_clob._async_client.asyncio.sleep", sleep)
    ids = [f"0x{n:064x}" for n in range(300)]
    options: dict[str, Any] = {"key": KEY, "creds": CREDS, "transport": httpx.MockTransport(response)}
    with ClobClient("http://clob.test", **options, pacing=Pacing(clock=clock)) as client:
        client.cancel_orders(ids)
    asyncio.run(cancel_awaited({**options, "pacing": Pacing(clock=clock)}))
    assert len(times) == 6  # 120, 120 and 60 ids, twice
    for first, second, third in (times[:3], times[3:]):
        assert 1.5 <= second - first < 1.7
        assert 1.5 <= third - second < 1.7


def test_what_an_answer_says_of_limits_is_read() -> None:
    headers = {
        "Poly-RateLimit-Remaining": "57",
        "Poly-RateLimit-Reset": "1700000000",
        "Poly-RateLimit-Tier": "gold",
        "Poly-RateLimit-Warning": "true",
        "Retry-After": "2",
    }
    responses = iter((200, 429))

    def response(request: httpx.Request) -> httpx.Response:
        return httpx.Response(next(responses), headers=headers, json={"canceled": [], "not_canceled": {}})

    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(response))
    with capture_responses() as kept:
        client.cancel_all()
        with pytest.raises(RateLimited) as caught:
            client.cancel_all()
    assert kept[0].limit == kept[1].limit == caught.value.limit
    limit = caught.value.limit
    assert (limit.remaining, limit.tier, limit.warning) == (57, "gold", True)
    assert limit.reset is not None
    assert limit.reset.timestamp() == 1_700_000_000
    assert caught.value.retry_after == 2
    assert RateLimit.of({"poly-ratelimit-reset": "soon"}) == RateLimit(None, None, None, warning=False)
