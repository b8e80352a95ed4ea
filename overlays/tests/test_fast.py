"""The extra ``fast``: the same results, and the same verdict on what may have reached the exchange."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    AsyncClobClient,
    ClobClient,
    Credentials,
    MarketRules,
    NotSent,
    OrderArgs,
    OrderOutcomeUnknown,
    PrivateKeySigner,
    TransportError,
)
from polymarket_clob.fast import AsyncFastTransport, FastTransport

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", PrivateKeySigner(KEY).address)
TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563"
RULES = MarketRules("0.01", neg_risk=False)
OPTIONS: dict[str, Any] = {"key": KEY, "creds": CREDS, "timeout": 0.2}


def served(answer: bytes | None) -> Iterator[tuple[str, list[bytes]]]:
    """A server that sends these bytes and closes; that stays silent on None. And what it was sent."""
    seen: list[bytes] = []
    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                seen.append(connection.recv(65536))
                if answer is None:
                    kept.append(connection)
                    continue
                connection.sendall(answer)
                connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", seen
    for connection in kept:
        connection.close()


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[tuple[str, list[bytes]]]:
    yield from served(request.param)


def post_awaited(url: str) -> None:
    async def post() -> None:
        async with AsyncClobClient(url, **OPTIONS, transport=AsyncFastTransport()) as client:
            signed = await client.create_order(OrderArgs(TOKEN, "0.5", 10, "BUY"), RULES)
            await client.post_order(signed)

    asyncio.run(post())


def post(url: str) -> None:
    with ClobClient(url, **OPTIONS, transport=FastTransport()) as client:
        client.post_order(client.create_order(OrderArgs(TOKEN, "0.5", 10, "BUY"), RULES))


POSTS: list[Callable[[str], None]] = [post, post_awaited]

CLOSED = b""
CUT_OFF = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"
GARBAGE = b"no answer at all\r\n\r\n"


@pytest.mark.parametrize("post", POSTS)
@pytest.mark.parametrize("server", [CLOSED, CUT_OFF, GARBAGE, None], indirect=True)
def test_an_order_that_may_have_arrived_is_of_unknown_outcome_and_sent_once(
    server: tuple[str, list[bytes]], post: Callable[[str], None]
) -> None:
    url, seen = server
    with pytest.raises(OrderOutcomeUnknown) as caught:
        post(url)
    assert type(caught.value.cause) is TransportError
    assert len(seen) == 1


@pytest.mark.parametrize("post", POSTS)
def test_only_a_connection_that_was_never_made_counts_as_not_sent(post: Callable[[str], None]) -> None:
    with pytest.raises(NotSent):
        post("http://127.0.0.1:9")


@pytest.mark.parametrize("code", [b"302 Found", b"307 Temporary Redirect"])
def test_a_redirect_is_never_followed(code: bytes) -> None:
    answer = b"HTTP/1.1 " + code + b"\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
    for url, seen in served(answer):
        with httpx.Client(transport=FastTransport()) as http:
            assert http.request("DELETE", url, content=b"{}").status_code == int(code[:3])
        assert len(seen) == 1


def test_a_compressed_answer_is_read_once() -> None:
    body = gzip.compress(b"1700000000")
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    for url, _ in served(head + body):
        with ClobClient(url, transport=FastTransport()) as client:
            assert client.get_server_time() == 1700000000


def test_orders_are_posted_read_and_cancelled(sandbox: dict[str, Any]) -> None:
    account = sandbox["account"]
    token_id = sandbox["markets"][0]["tokens"][0]["token_id"]

    async def trade() -> None:
        async with AsyncClobClient(
            sandbox["url"], key=account["private_key"], transport=AsyncFastTransport()
        ) as client:
            client.set_api_creds(await client.create_or_derive_api_key())
            args = [OrderArgs(token_id, f"0.0{cents}", 20, "BUY") for cents in range(1, 6)]
            posted = await asyncio.gather(*(client.create_and_post_order(each) for each in args))
            ids = {order.order_id for order in posted}
            assert {order.id for order in await client.get_orders()} == ids
            assert set((await client.cancel_all()).canceled) == ids

    asyncio.run(trade())
    with ClobClient(sandbox["url"], key=account["private_key"], transport=FastTransport()) as client:
        client.set_api_creds(client.create_or_derive_api_key())
        posted = client.create_and_post_order(OrderArgs(token_id, "0.01", 20, "BUY"))
        assert client.get_order(posted.order_id).id == posted.order_id
        assert client.cancel(posted.order_id).canceled == [posted.order_id]
