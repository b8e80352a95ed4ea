"""Trouble made by the sandbox on a real connection: the error or recovery documented for it, and never a
second order. On both clients, over httpx and over libcurl; what is true of an account's orders is asked of
the sandbox on a good connection.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest
from attrs import frozen
from polymarket_clob import (
    AsyncClobClient,
    CancelOnly,
    ClobClient,
    ClobError,
    Credentials,
    EngineRestarting,
    MarketRules,
    OrderArgs,
    OrderOutcomeUnknown,
    OrdersInterrupted,
    PostOnlyMode,
    RateLimited,
    RetryPolicy,
    ServerError,
    SignedOrder,
    TradingDisabled,
    TransportError,
)
from polymarket_clob.fast import AsyncFastTransport, FastTransport

from .conftest import start_sandbox

KINDS: dict[str, tuple[Any, Any]] = {
    "httpx": (ClobClient, httpx.HTTPTransport),
    "fast": (ClobClient, FastTransport),
    "httpx awaited": (AsyncClobClient, httpx.AsyncHTTPTransport),
    "fast awaited": (AsyncClobClient, AsyncFastTransport),
}
HASTY = 0.5
"""Seconds that a client waits for a response which is not to come in time; any other waits long enough."""

CONTROL = httpx.Client()


class Road:
    """The way to the sandbox, byte for byte; ``swallows`` what is sent once that is set. ``posts`` counts
    the orders' requests.
    """

    def __init__(self, port: int) -> None:
        self.swallows = False
        self.posts = 0
        self._port = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._port))
            for ends in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self.posts += data.count(b"POST /order")
                if not self.swallows:
                    target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # wakes the thread of the other direction
            end.close()

    def close(self) -> None:
        self._server.close()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[dict[str, Any]]:
    """One that keeps limits."""
    process, ready = start_sandbox("--profile", "observed", "--rate-limits", "standard")
    road = Road(int(ready["url"].rpartition(":")[2]))
    yield {**ready, "road": road}
    road.close()
    process.terminate()


class Trader:
    """A client of one kind with an account of its own, and what the sandbox knows of that account."""

    def __init__(self, sandbox: dict[str, Any], kind: str) -> None:
        self.sandbox = sandbox
        self.road: Road = sandbox["road"]
        self.road.posts = 0
        self.runner = asyncio.Runner()
        account = self.control("accounts")
        creds = Credentials(account["api_key"], account["secret"], account["passphrase"], account["address"])
        keys: dict[str, Any] = {"key": account["private_key"], "creds": creds}
        make, transport = KINDS[kind]
        self.client, self.hasty = (
            make(self.road.url, **keys, transport=transport(), timeout=waits, retry_policy=retry_policy)
            for waits, retry_policy in ((10, RetryPolicy(1, 1)), (HASTY, RetryPolicy(4, 4)))
        )
        self.good = ClobClient(sandbox["url"], **keys, http=CONTROL)
        market = sandbox["markets"][0]
        self.token = market["tokens"][0]["token_id"]
        self.rules = MarketRules(market["tick_size"], neg_risk=market["neg_risk"])

    def control(self, path: str, **body: Any) -> Any:
        response = CONTROL.post(f"{self.sandbox['url']}/_sandbox/{path}", json=body)
        return response.raise_for_status().json()

    def call(self, name: str, *args: Any, hasty: bool = False) -> Any:
        """A method's value, on the client that waits or on the one that does not."""
        found = getattr(self.hasty if hasty else self.client, name)(*args)

        async def awaited() -> Any:
            return await found

        return self.runner.run(awaited()) if asyncio.iscoroutine(found) else found

    def order(self) -> SignedOrder:
        signed: SignedOrder = self.call("create_order", OrderArgs(self.token, "0.02", 5, "BUY"), self.rules)
        return signed

    def truth(self) -> list[str]:
        """The ids of the account's open orders."""
        return [order.id for order in self.good.get_orders()]

    def close(self) -> None:
        self.road.swallows = False
        self.control("trouble", kind="none")
        self.control("mode", mode="normal")
        self.control("clock", skew=0)
        self.call("close")
        self.call("close", hasty=True)
        self.runner.close()


@pytest.fixture(params=KINDS)
def trader(sandbox: dict[str, Any], request: pytest.FixtureRequest) -> Iterator[Trader]:
    trader = Trader(sandbox, request.param)
    yield trader
    trader.close()


@frozen
class Trouble:
    """What is done to the sandbox or the road, what a failed order then raises, whether it was taken, and
    whether the client must be hasty to see it.
    """

    control: tuple[str, dict[str, Any]] | None
    error: type[ClobError]
    taken: bool = False
    hasty: bool = False
    retry_after: float | None = None


UNKNOWN: dict[str, Trouble] = {
    "time-out before the exchange acted": Trouble(None, TransportError, hasty=True),
    "time-out after it acted": Trouble(
        ("trouble", {"kind": "latency", "value": 5}), TransportError, taken=True, hasty=True
    ),
    "reset": Trouble(("trouble", {"kind": "reset"}), TransportError, taken=True),
    "cut off": Trouble(("trouble", {"kind": "cut"}), TransportError, taken=True),
    "page 500": Trouble(("trouble", {"kind": "html", "value": 500}), ServerError),
    "page 502": Trouble(("trouble", {"kind": "html", "value": 502}), ServerError),
    "page 503": Trouble(("trouble", {"kind": "html", "value": 503}), ClobError),
}
REFUSED: dict[str, Trouble] = {
    "restarting": Trouble(("mode", {"mode": "restarting"}), EngineRestarting),
    "disabled": Trouble(("mode", {"mode": "disabled"}), TradingDisabled),
    "cancel-only": Trouble(("mode", {"mode": "cancel-only"}), CancelOnly),
    "post-only": Trouble(("mode", {"mode": "post-only", "retry_after": 7}), PostOnlyMode, retry_after=7),
}


@contextmanager
def trouble_of(trader: Trader, trouble: Trouble) -> Iterator[None]:
    """Makes trouble for a while."""
    if trouble.control is None:
        trader.road.swallows = True
    else:
        trader.control(trouble.control[0], **trouble.control[1])
    yield
    trader.road.swallows = False
    trader.control("trouble", kind="none")
    trader.control("mode", mode="normal")


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_order_without_a_clear_answer_is_settled_by_asking(trader: Trader, name: str) -> None:
    trouble = UNKNOWN[name]
    signed = trader.order()
    with trouble_of(trader, trouble), pytest.raises(OrderOutcomeUnknown) as caught:
        trader.call("post_order", signed, hasty=trouble.hasty)
    assert isinstance(caught.value.cause, trouble.error)
    assert trader.road.posts == 1
    (settled,) = trader.call("reconcile", caught.value)
    assert settled.taken is (trouble.taken or None)
    assert trader.truth() == ([signed.order_id] if trouble.taken else [])


@pytest.mark.parametrize("name", REFUSED)
def test_an_order_that_is_not_taken_now_is_refused_by_name(trader: Trader, name: str) -> None:
    trouble = REFUSED[name]
    with trouble_of(trader, trouble), pytest.raises(trouble.error) as caught:
        trader.call("post_order", trader.order())
    assert (caught.value.outcome_known, caught.value.retryable) == (True, True)
    assert caught.value.retry_after == trouble.retry_after
    assert trader.road.posts == 1
    assert trader.truth() == []


def test_over_the_limit_the_whole_request_is_refused_and_says_how_long_to_wait(trader: Trader) -> None:
    batch = [trader.order() for _ in range(150)]
    with pytest.raises(OrdersInterrupted) as caught:
        trader.call("post_orders", batch)
    error = caught.value
    assert isinstance(error.cause, RateLimited)
    assert error.cause.limit.tier == "standard"
    assert error.retry_after == 1
    assert sorted(trader.truth()) == sorted(each.order_id for each in error.answered)
    assert len(error.answered) + len(error.refused) + len(error.unsent) == 150


def test_a_clock_that_is_off_is_set_by_the_first_refusal(trader: Trader) -> None:
    trader.control("clock", skew=3_600)
    trader.call("post_order", trader.order())
    assert trader.road.posts == 2  # the first was refused, which is certain
    trader.call("post_order", trader.order())  # the clock is right now
    assert trader.road.posts == 3
    trader.control("clock", skew=-3_600)
    assert len(trader.call("get_orders")) == 2
    trader.control("clock", skew=0)
    assert len(trader.call("cancel_all").canceled) == 2
    assert trader.truth() == []


@pytest.mark.parametrize("kind", ["reset", "cut", "html", "latency"])
def test_reads_and_cancels_get_over_one_failure(trader: Trader, kind: str) -> None:
    order_id = trader.call("post_order", trader.order()).order_id
    failure = {"kind": kind, "times": 1} | ({"value": 5} if kind == "latency" else {})
    hasty = kind == "latency"
    trader.control("trouble", **failure)
    assert trader.call("get_order", order_id, hasty=hasty).id == order_id
    trader.control("trouble", **failure)
    trader.call("cancel", order_id, hasty=hasty)
    assert trader.truth() == []


def test_a_read_that_keeps_failing_says_how(trader: Trader) -> None:
    trader.control("trouble", kind="html", value=503)
    with pytest.raises(ClobError) as caught:
        trader.call("get_order_book", trader.token)
    assert b"<h1>Service temporarily unavailable</h1>" in caught.value.body  # type: ignore[attr-defined]
    assert "<" not in str(caught.value)
