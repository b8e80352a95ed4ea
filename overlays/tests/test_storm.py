"""A storm of posts and reads, cancelled or interrupted at random moments, on every way to the exchange.

No order is on the exchange that no exception, result or log names; no call leads to two orders; the client
works after each. CLOB_STORM_CALLS sets the calls a way (60 unless told).
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import re
import signal
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import httpx
import pytest
from polymarket_clob import (
    AsyncClobClient,
    ClobClient,
    Credentials,
    MarketRules,
    OrderArgs,
    SignedOrder,
    named_orders,
)
from polymarket_clob.fast import AsyncFastTransport, FastTransport

from .conftest import start_sandbox

CALLS: Final = int(os.environ.get("CLOB_STORM_CALLS", "60"))
ROUND: Final = 40
ORDER_ID: Final = re.compile("0x[0-9a-f]{64}")

SYNC: dict[str, Callable[[], dict[str, Any]]] = {
    "own": dict,
    "transport": lambda: {"transport": httpx.HTTPTransport()},
    "client": lambda: {"http": httpx.Client()},
    "fast": lambda: {"transport": FastTransport()},
}
ASYNC: dict[str, Callable[[], dict[str, Any]]] = {
    "own": dict,
    "transport": lambda: {"transport": httpx.AsyncHTTPTransport()},
    "client": lambda: {"http": httpx.AsyncClient()},
    "fast": lambda: {"transport": AsyncFastTransport()},
}


@pytest.fixture(scope="module")
def ready() -> Iterator[dict[str, Any]]:
    process, ready = start_sandbox("--profile", "observed")
    yield ready
    process.terminate()
    process.wait(10)


class Ledger(logging.Handler):
    """What is known of the orders of one account, by whom, and what the exchange has."""

    def __init__(self, ready: dict[str, Any]) -> None:
        super().__init__()
        made = httpx.post(f"{ready['url']}/_sandbox/accounts", json={}, timeout=60).json()
        creds = Credentials(made["api_key"], made["secret"], made["passphrase"], made["address"])
        self.keys: dict[str, Any] = {"key": made["private_key"], "creds": creds, "on_signed": self.announced}
        self.url = ready["url"]
        market = ready["markets"][0]
        self.args = OrderArgs(market["tokens"][0]["token_id"], "0.02", 5, "BUY")
        self.rules = MarketRules(market["tick_size"], neg_risk=market["neg_risk"])
        self.by_caller: set[str] = set()
        self.by_log: set[str] = set()
        self.signed: list[str] = []
        self.cut = 0
        self.may_lose_results = False
        self.truth = ClobClient(self.url, key=made["private_key"], creds=creds)

    def announced(self, signed: SignedOrder) -> None:
        self.signed.append(signed.order_id)

    def emit(self, record: logging.LogRecord) -> None:
        self.by_log.update(ORDER_ID.findall(record.getMessage()))

    def caught(self, error: BaseException) -> None:
        """What an exception says."""
        self.cut += 1
        self.by_caller.update(signed.order_id for signed in named_orders(error))

    def check(self, calls: int, unsettled: Sequence[SignedOrder]) -> None:
        """Holds what the exchange has against what is known, and clears the book.

        An interrupt may strike after a post has returned and before its caller has kept the result: there
        the log alone names the order.
        """
        on_the_exchange = {order.id for order in self.truth.get_orders()}
        unnamed = on_the_exchange - self.by_caller - {each.order_id for each in unsettled}
        assert unnamed <= self.by_log if self.may_lose_results else not unnamed, f"nobody names {unnamed}"
        assert on_the_exchange <= self.by_log
        assert len(self.signed) == len(set(self.signed)) <= calls
        assert on_the_exchange <= set(self.signed)
        self.truth.cancel_all()


@contextmanager
def recorded(ready: dict[str, Any]) -> Iterator[Ledger]:
    logger = logging.getLogger("polymarket_clob")
    ledger, level = Ledger(ready), logger.level
    logger.addHandler(ledger)
    logger.setLevel(logging.INFO)
    try:
        yield ledger
    finally:
        logger.removeHandler(ledger)
        logger.setLevel(level)


def usual_seconds(call: Callable[[], object]) -> float:
    """How long a call takes here and now."""
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # it may strike in a __del__
@pytest.mark.parametrize("way", SYNC)
def test_interrupted_anywhere_no_order_is_lost_from_sight(ready: dict[str, Any], way: str) -> None:
    draw = random.Random(f"storm {way}")
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with recorded(ready) as ledger, ClobClient(ledger.url, **ledger.keys, **SYNC[way]()) as client:
            ledger.may_lose_results = True
            usual = usual_seconds(client.get_server_time)
            for number in range(1, CALLS + 1):
                post = draw.random() < 0.7
                delay = max(1e-6, draw.uniform(0, 4 * usual))
                try:
                    signal.setitimer(signal.ITIMER_REAL, delay)
                    if post:
                        posted = client.create_and_post_order(ledger.args, rules=ledger.rules)
                        ledger.by_caller.add(posted.order_id)
                    else:
                        client.get_orders()
                    signal.setitimer(signal.ITIMER_REAL, 0)
                except KeyboardInterrupt as error:
                    ledger.caught(error)
                assert client.get_server_time() > 0
                if number % ROUND == 0:
                    ledger.check(number, client.unsettled_orders)
            ledger.check(CALLS, client.unsettled_orders)
        assert ledger.cut
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("way", ASYNC)
def test_cancelled_anywhere_no_order_is_lost_from_sight(ready: dict[str, Any], way: str) -> None:
    draw = random.Random(f"storm {way}, awaited")

    async def call(client: AsyncClobClient, ledger: Ledger, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                if draw.random() < 0.7:
                    posted = await client.create_and_post_order(ledger.args, rules=ledger.rules)
                    ledger.by_caller.add(posted.order_id)
                else:
                    await client.get_orders()
        except BaseException as error:
            ledger.caught(error)  # here: gather makes cancellations of its own
            raise

    async def storm(ledger: Ledger) -> None:
        async with AsyncClobClient(ledger.url, **ledger.keys, **ASYNC[way]()) as client:
            began = time.perf_counter()
            await asyncio.gather(*(client.get_server_time() for _ in range(ROUND)))
            usual = (time.perf_counter() - began) / 2
            for start in range(0, CALLS, ROUND):
                some = min(ROUND, CALLS - start)
                tasks = []
                for _ in range(some):
                    own_time = draw.random() < 0.5
                    seconds = draw.uniform(0, 4 * usual)
                    task = asyncio.create_task(call(client, ledger, seconds if own_time else 60))
                    if not own_time:
                        asyncio.get_running_loop().call_later(seconds, task.cancel)
                    tasks.append(task)
                for ended in await asyncio.gather(*tasks, return_exceptions=True):
                    if isinstance(ended, BaseException):
                        assert isinstance(ended, asyncio.CancelledError | TimeoutError), repr(ended)
                assert await client.get_server_time() > 0
                ledger.check(start + some, client.unsettled_orders)

    with recorded(ready) as ledger:
        asyncio.run(storm(ledger))
        ledger.check(CALLS, ())
    assert ledger.cut
