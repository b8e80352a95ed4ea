"""A call ends by its deadline, and a response at its bound, on every way to the exchange."""

from __future__ import annotations

import asyncio
import gzip
import threading
import zlib
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    AsyncClobClient,
    ClobClient,
    Credentials,
    DeadlineExceeded,
    InvalidInput,
    MarketRules,
    NotSent,
    OrderArgs,
    OrderBuilder,
    OrderOutcomeUnknown,
    PrivateKeySigner,
    RateLimited,
    ResponseTooLarge,
    RetryPolicy,
    SignedOrder,
    TransportError,
    UnreadableResponse,
)
from polymarket_clob._transport import Body
from polymarket_clob.decompression import TooLarge
from polymarket_clob.fast import AsyncFastTransport, FastTransport

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", PrivateKeySigner(KEY).address)
OPTIONS: dict[str, Any] = {
    "key": KEY,
    "creds": CREDS,
    "retry_policy": RetryPolicy(max_read_retries=0),
    "timeout": 30.0,
}
EMPTY = {"data": [], "next_cursor": "LTE=", "canceled": [], "not_canceled": {}}

SYNC: dict[str, Callable[[], dict[str, Any]]] = {
    "own": dict,
    "transport": lambda: {"transport": httpx.HTTPTransport()},
    "client": lambda: {"http": httpx.Client(timeout=30)},
    "fast": lambda: {"transport": FastTransport()},
}
ASYNC: dict[str, Callable[[], dict[str, Any]]] = {
    "own": dict,
    "transport": lambda: {"transport": httpx.AsyncHTTPTransport()},
    "client": lambda: {"http": httpx.AsyncClient(timeout=30)},
    "fast": lambda: {"transport": AsyncFastTransport()},
}
every_way = pytest.mark.parametrize("way", SYNC)

Serving = Callable[..., Any]
Responding = Callable[..., bytes]


def order() -> SignedOrder:
    rules = MarketRules("0.01", neg_risk=False)
    return OrderBuilder(PrivateKeySigner(KEY)).limit(OrderArgs("7" * 77, "0.5", 10, "BUY"), rules)


def dripping(first: bytes, drop: bytes) -> Callable[[Any, str, bytes], bool]:
    """Sends a drop every few milliseconds, without end: no single read takes long."""

    def handler(connection: Any, line: str, body: bytes) -> bool:
        connection.sendall(first)
        pause = threading.Event()
        while True:  # until the client hangs up
            connection.sendall(drop)
            pause.wait(0.02)

    return handler


DRIPS = {
    "body": dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
    "head": dripping(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "informational": dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
}


TRIES = 50
"""On a busy machine the deadline may pass before anything was sent: then it was not, and is tried again."""


@every_way
@pytest.mark.parametrize("drip", DRIPS)
def test_what_drips_in_ends_with_the_deadline(serving: Serving, way: str, drip: str) -> None:
    server = serving(DRIPS[drip])
    with ClobClient(server.url, deadline=0.3, **OPTIONS, **SYNC[way]()) as client:
        for _ in range(TRIES):
            with pytest.raises((OrderOutcomeUnknown, NotSent)) as caught:
                client.post_order(order())
            if isinstance(caught.value, OrderOutcomeUnknown):
                break
        assert isinstance(caught.value, OrderOutcomeUnknown)
        assert type(caught.value.cause) is DeadlineExceeded


@every_way
@pytest.mark.parametrize("drip", DRIPS)
def test_it_ends_so_in_an_event_loop_too(serving: Serving, way: str, drip: str) -> None:
    server = serving(DRIPS[drip])

    async def trade() -> None:
        async with AsyncClobClient(server.url, deadline=0.3, **OPTIONS, **ASYNC[way]()) as client:
            for _ in range(TRIES):
                with pytest.raises((OrderOutcomeUnknown, NotSent)) as caught:
                    await client.post_order(order())
                if isinstance(caught.value, OrderOutcomeUnknown):
                    break
            assert isinstance(caught.value, OrderOutcomeUnknown)
            assert type(caught.value.cause) is DeadlineExceeded

    asyncio.run(trade())


def test_a_signer_that_is_awaited_signs_by_the_deadline_or_not_at_all(serving: Serving) -> None:
    class Slow:
        address = PrivateKeySigner(KEY).address

        async def sign_digest(self, digest: bytes) -> bytes:
            await asyncio.sleep(60)
            return b""

    server = serving(silent)

    async def trade() -> None:
        options = {**OPTIONS, "key": Slow()}
        rules = MarketRules("0.01", neg_risk=False)
        args = OrderArgs("7" * 77, "0.5", 10, "BUY")
        async with AsyncClobClient(server.url, **options) as client:
            for method in (client.create_order, client.create_and_post_order):
                with pytest.raises(DeadlineExceeded, match="nothing was sent"):
                    await asyncio.wait_for(method(args, rules=rules, deadline=0.1), 30)
            with pytest.raises(NotSent):
                await asyncio.wait_for(client.derive_api_key(deadline=0.1), 30)
            assert client.unsettled_orders == ()

    asyncio.run(trade())
    assert server.seen == []


def silent(connection: Any, line: str, body: bytes) -> None:
    """Keeps the connection, and says nothing."""


def test_one_call_can_have_a_deadline_of_its_own_for_all_its_requests(
    serving: Serving, responding: Responding
) -> None:
    pages = 0

    def handler(connection: Any, line: str, body: bytes) -> None:
        nonlocal pages
        pages += 1
        connection.sendall(responding({"data": [], "next_cursor": f"c{pages}"}))

    with ClobClient(serving(handler).url, **OPTIONS) as client:
        for deadline in (0.2, 1, 5, 25, 125):  # the longer ones for a machine that is busy
            with pytest.raises((DeadlineExceeded, NotSent), match="deadline"):
                client.get_orders(deadline=deadline)
            if pages > 1:
                break
    assert pages > 1


@pytest.mark.parametrize("deadline", [0, -1, "5", True, float("nan")])
def test_a_deadline_that_is_none_is_refused(deadline: Any) -> None:
    with pytest.raises(InvalidInput, match="deadline"):
        ClobClient("http://clob.test", deadline=deadline)
    with pytest.raises(InvalidInput, match="deadline"):
        ClobClient("http://clob.test").get_ok(deadline=deadline)


@every_way
@pytest.mark.parametrize(
    "long", [{"timeout": 1e10, "deadline": None}, {"deadline": 1e18}, {"timeout": 1e300}]
)
def test_a_time_however_long_is_kept_by_waiting(
    serving: Serving, responding: Responding, way: str, long: dict[str, Any]
) -> None:
    server = serving(lambda connection, *_: connection.sendall(responding("OK")))
    with ClobClient(server.url, **{**OPTIONS, **long}, **SYNC[way]()) as client:
        client.get_ok()

    async def ask() -> None:
        async with AsyncClobClient(server.url, **{**OPTIONS, **long}, **ASYNC[way]()) as client:
            await client.get_ok()

    asyncio.run(ask())


@pytest.mark.parametrize("way", ["transport", "name"])
def test_where_no_thread_can_be_started_nothing_was_sent(
    serving: Serving, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serving(silent)

    def none_left(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    url = server.url if way == "transport" else server.url.replace("127.0.0.1", "localhost")
    with ClobClient(url, **OPTIONS, **SYNC["own" if way == "name" else way]()) as client:
        with monkeypatch.context() as patched:
            patched.setattr(threading.Thread, "start", none_left)
            for call in (client.get_ok, lambda: client.post_order(order())):
                with pytest.raises(NotSent, match="can't start new thread"):
                    call()
        assert client.unsettled_orders == ()


@pytest.mark.parametrize("told", [float("nan"), float("inf"), -5.0, 1e300, 1_700_000_000_000, None])
def test_a_clock_that_tells_no_time_is_named(told: Any) -> None:
    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, clock=lambda: told)
    rules = MarketRules("0.01", neg_risk=False)
    with pytest.raises(InvalidInput, match="clock"):
        client.create_order(OrderArgs("7" * 77, "0.5", 10, "BUY"), rules)
    with pytest.raises(InvalidInput, match="clock"):
        client.get_orders()


def test_a_repeat_goes_not_beyond_the_deadline(serving: Serving, responding: Responding) -> None:
    response = responding({"error": "x"}, "429 Too Many Requests", "Retry-After: 20")
    server = serving(lambda connection, *_: connection.sendall(response))
    with ClobClient(server.url, key=KEY, creds=CREDS, deadline=5) as client, pytest.raises(RateLimited):
        client.get_server_time()
    assert len(server.seen) == 1


def test_getting_out_of_everything_gives_up_in_its_time_at_a_silent_exchange(serving: Serving) -> None:
    server = serving(silent)
    with ClobClient(server.url, **OPTIONS) as client, pytest.raises(TransportError):
        client.cancel_all_confirmed(give_up_after=0.4)
    with (
        ClobClient(server.url, key=KEY, creds=CREDS, timeout=0.1) as client,
        pytest.raises(TransportError),
    ):
        client.cancel_all_confirmed(give_up_after=0.5)


def test_a_listing_that_never_ends_is_ended(serving: Serving, responding: Responding) -> None:
    pages = 0

    def handler(connection: Any, line: str, body: bytes) -> None:
        nonlocal pages
        pages += 1
        connection.sendall(responding({"data": [], "next_cursor": f"c{pages}"}))

    with (
        ClobClient(serving(handler).url, max_pages=7, **OPTIONS) as client,
        pytest.raises(UnreadableResponse, match="does not end; raise max_pages"),
    ):
        client.get_orders()
    assert pages == 7


# Sizes

BOMB = gzip.compress(b" " * 3_000_000)
LARGE = {
    "plain": (b" " * 3_000_000, ()),
    "gzip": (BOMB, ("Content-Encoding: gzip",)),
    "twice": (gzip.compress(BOMB), ("Content-Encoding: gzip, gzip",)),
    "deflate": (zlib.compress(b" " * 3_000_000), ("Content-Encoding: deflate",)),
}


@every_way
@pytest.mark.parametrize("kind", LARGE)
def test_a_response_over_the_bound_is_an_error_at_once(
    serving: Serving, responding: Responding, way: str, kind: str
) -> None:
    body, headers = LARGE[kind]
    server = serving(lambda connection, *_: connection.sendall(responding(body, "200 OK", *headers)))
    options = {**OPTIONS, "retry_policy": RetryPolicy()}
    with ClobClient(server.url, max_response_bytes=1_000_000, **options, **SYNC[way]()) as client:
        with pytest.raises(OrderOutcomeUnknown):
            client.post_order(order())
        with pytest.raises(ResponseTooLarge):
            client.get_server_time()

    async def read() -> None:
        async with AsyncClobClient(
            server.url, max_response_bytes=1_000_000, **options, **ASYNC[way]()
        ) as client:
            with pytest.raises(ResponseTooLarge):
                await client.get_server_time()

    asyncio.run(read())
    assert len(server.seen) == 3


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"ab") + gzip.compress(b"cd")),
        ("x-gzip", gzip.compress(b"abcd")),
        ("deflate", zlib.compress(b"abcd")),
        ("deflate", zlib.compress(b"abcd")[2:-4]),
        ("gzip, deflate", zlib.compress(gzip.compress(b"abcd"))),
        ("identity", b"abcd"),
        ("br", b"abcd"),
    ],
    ids=["two members", "x-gzip", "deflate", "raw deflate", "both", "identity", "unknown"],
)
def test_every_usual_encoding_is_undone(encoding: str, packed: bytes) -> None:
    body = Body(40)
    body._chunks.append(packed)
    assert body.response(200, httpx.Headers({"content-encoding": encoding})).body == b"abcd"
    if encoding not in ("identity", "br"):
        body = Body(3)
        body._chunks.append(packed)
        with pytest.raises(TooLarge):
            body.response(200, httpx.Headers({"content-encoding": encoding}))


def test_looking_a_name_up_ends_with_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    released, answered = threading.Event(), threading.Event()

    def stuck(*_: object, **__: object) -> list[Any]:
        released.wait(30)
        answered.set()
        return []

    monkeypatch.setattr("socket.getaddrinfo", stuck)
    with ClobClient("http://clob.test", **OPTIONS, deadline=0.2) as client, pytest.raises(NotSent):
        client.get_ok()
    assert not answered.is_set()
    released.set()
