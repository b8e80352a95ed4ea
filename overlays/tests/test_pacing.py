"""Waiting before a call keeps it under the published limits, and holds it back no longer than that.

Judged by limits written down once more: token buckets and windows in exact fractions.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from fractions import Fraction
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
    keeping_answers,
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
        while wait := pacing.seconds(operation, orders):
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


def test_what_waits_for_one_limit_is_not_counted_by_another() -> None:
    clock = Clock()
    pacing = Pacing(clock=clock)
    for _ in range(500):
        assert not pacing.seconds("getOrders")
    for _ in range(1_000):  # tries that wait
        assert pacing.seconds("getOrders")
    allowed = Counter(bool(pacing.seconds("getOrder")) for _ in range(500))
    assert allowed == {False: 400, True: 100}


def test_a_tier_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="tier"):
        Pacing("iron")  # type: ignore[arg-type]


def test_a_client_waits_for_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    times: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        times.append(clock.now)
        return httpx.Response(200, json={"canceled": [], "not_canceled": {}})

    async def sleep(seconds: float) -> None:
        clock.sleep(seconds)

    async def cancel_awaited(options: dict[str, Any]) -> None:
        async with AsyncClobClient("http://clob.test", **options) as client:
            await client.cancel_orders(ids)

    monkeypatch.setattr("polymarket_clob.client.time.sleep", clock.sleep)
    monkeypatch.setattr("polymarket_clob.client.asyncio.sleep", sleep)
    ids = [f"0x{n:064x}" for n in range(300)]
    options: dict[str, Any] = {"key": KEY, "creds": CREDS, "transport": httpx.MockTransport(answer)}
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
    answers = iter((200, 429))

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(next(answers), headers=headers, json={"canceled": [], "not_canceled": {}})

    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(answer))
    with keeping_answers() as kept:
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
