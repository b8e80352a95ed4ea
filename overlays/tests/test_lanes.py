"""The client's own connections: a call that ends badly harms no other, and what stops losses goes first."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    AsyncClobClient,
    ClientClosed,
    ClobClient,
    Credentials,
    NotSent,
    PrivateKeySigner,
    RetryPolicy,
    TransportError,
)
from polymarket_clob._turns import MAX_CONNECTIONS

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", PrivateKeySigner(KEY).address)
OPTIONS: dict[str, Any] = {"key": KEY, "creds": CREDS, "retry_policy": RetryPolicy(max_read_retries=0)}
TOKEN = "7" * 77
CANCELED: dict[str, Any] = {"canceled": [], "not_canceled": {}}

Serving = Callable[..., Any]
Responding = Callable[..., bytes]


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n")
            await writer.drain()
            await asyncio.sleep(0)
            writer.write(b"1700000000")
    writer.close()


ONE: dict[str, Callable[[], dict[str, Any]]] = {
    "own": dict,
    "transport": lambda: {"transport": httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=1))},
    "client": lambda: {"http": httpx.AsyncClient(limits=httpx.Limits(max_connections=1))},
}
"""Ways to the exchange; a pool of the caller's has one connection, so that one that is lost is missed."""


@pytest.mark.parametrize("way", ONE)
def test_a_call_cancelled_at_any_moment_leaves_the_client_alive(way: str) -> None:
    async def trade() -> None:
        server = await asyncio.start_server(_answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with AsyncClobClient(f"http://127.0.0.1:{port}", **OPTIONS, **ONE[way]()) as client:
            for turns in range(60):
                calls = [asyncio.create_task(client.get_server_time()) for _ in range(3)]
                for call in calls:
                    for _ in range(turns):
                        await asyncio.sleep(0)
                    call.cancel()
                await asyncio.gather(*calls, return_exceptions=True)
                assert await client.get_server_time() == 1_700_000_000
        server.close()

    asyncio.run(asyncio.wait_for(trade(), 60))


def test_a_response_of_a_cancelled_call_is_not_taken_for_the_next_ones(
    serving: Serving, responding: Responding
) -> None:
    came, go_on = threading.Event(), threading.Event()
    responses = iter([b"1", b"2"])

    def handler(connection: Any, line: str, body: bytes) -> None:
        response = next(responses)
        if response == b"1":
            came.set()
            go_on.wait(60)
        connection.sendall(responding(response))

    server = serving(handler)

    async def trade() -> None:
        async with AsyncClobClient(server.url, **OPTIONS) as client:
            first = asyncio.create_task(client.get_server_time())
            while not came.is_set():
                await asyncio.sleep(0.001)
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
            go_on.set()
            assert await client.get_server_time() == 2

    asyncio.run(trade())


def test_a_response_that_came_before_its_request_is_not_believed(
    serving: Serving, responding: Responding
) -> None:
    twice = responding(b"1") + responding(b"2")
    server = serving(lambda connection, *_: connection.sendall(twice))
    with ClobClient(server.url, **OPTIONS) as client:
        assert client.get_server_time() == 1
        with pytest.raises(TransportError, match="came before the request"):
            client.get_server_time()
        assert client.get_server_time() == 1

    async def trade() -> None:
        async with AsyncClobClient(server.url, **OPTIONS) as client:
            assert await client.get_server_time() == 1
            with pytest.raises(TransportError, match="came before the request"):
                await client.get_server_time()
            assert await client.get_server_time() == 1

    asyncio.run(trade())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork")
@pytest.mark.parametrize("own", [True, False])
def test_a_child_process_writes_on_no_connection_of_its_parent(
    serving: Serving, responding: Responding, own: bool
) -> None:
    connections: list[Any] = []

    def handler(connection: Any, line: str, body: bytes) -> None:
        connections.append(connection)
        connection.sendall(responding(b"%d" % len(connections)))

    server = serving(handler)
    options: dict[str, Any] = (
        {} if own else {"transport": httpx.HTTPTransport(limits=httpx.Limits(max_connections=1))}
    )
    with ClobClient(server.url, **OPTIONS, **options) as client:
        assert client.get_server_time() == 1
        child = os.fork()
        if child == 0:
            try:
                os._exit(0 if client.get_server_time() == 2 else 1)
            finally:
                os._exit(2)
        assert os.waitpid(child, 0)[1] == 0
        assert client.get_server_time() == 3
    if own:
        assert connections[0] is connections[2]
        assert connections[0] is not connections[1]


# Lanes


def test_cancels_beats_and_orders_do_not_wait_for_reads(serving: Serving, responding: Responding) -> None:
    go_on = threading.Event()

    def handler(connection: Any, line: str, body: bytes) -> None:
        if line.startswith("GET"):
            go_on.wait(60)
            connection.sendall(responding(b"1700000000"))
        elif "heartbeats" in line:
            connection.sendall(responding({"heartbeat_id": "a"}))
        else:
            connection.sendall(responding(CANCELED))

    server = serving(handler)

    async def trade() -> None:
        async with AsyncClobClient(server.url, **OPTIONS) as client:
            reads = [asyncio.create_task(client.get_server_time()) for _ in range(80)]
            while len(server.seen) < MAX_CONNECTIONS["read"]:
                await asyncio.sleep(0.001)
            await client.cancel_all()
            await client.post_heartbeat()
            assert not any(each.done() for each in reads)
            go_on.set()
            assert await asyncio.gather(*reads) == [1_700_000_000] * 80

    asyncio.run(asyncio.wait_for(trade(), 60))


def test_the_time_out_of_waiting_for_a_connection_is_heeded(serving: Serving, responding: Responding) -> None:
    go_on = threading.Event()

    def handler(connection: Any, line: str, body: bytes) -> None:
        go_on.wait(60)
        connection.sendall(responding(b"1700000000"))

    server = serving(handler)

    async def trade() -> None:
        timeout = httpx.Timeout(60, pool=0.05)
        async with AsyncClobClient(server.url, timeout=timeout, **OPTIONS) as client:
            reads = [asyncio.create_task(client.get_server_time()) for _ in range(MAX_CONNECTIONS["read"])]
            while len(server.seen) < len(reads):
                await asyncio.sleep(0.001)
            with pytest.raises(NotSent, match="all 50 connections were in use"):
                await client.get_server_time()
            go_on.set()
            await asyncio.gather(*reads)

    asyncio.run(asyncio.wait_for(trade(), 60))


def test_nothing_goes_out_after_close(serving: Serving, responding: Responding) -> None:
    go_on = threading.Event()

    def handler(connection: Any, line: str, body: bytes) -> None:
        go_on.wait(60)
        connection.sendall(responding(b"1700000000"))

    server = serving(handler)
    most = MAX_CONNECTIONS["read"]

    async def trade() -> None:
        client = AsyncClobClient(server.url, **OPTIONS)
        reads = [asyncio.create_task(client.get_server_time()) for _ in range(most + 20)]
        while len(server.seen) < most:
            await asyncio.sleep(0.001)
        await client.close()
        go_on.set()
        ended = await asyncio.gather(*reads, return_exceptions=True)
        assert len(server.seen) == most
        assert sum(isinstance(each, ClientClosed) for each in ended) == 20

    asyncio.run(asyncio.wait_for(trade(), 60))
