"""The extra ``fast``: what libcurl does by itself with repeats, forks, signals, headers, kept in bounds."""

from __future__ import annotations

import asyncio
import gzip
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    AsyncClobClient,
    ClobClient,
    Credentials,
    DeadlineExceeded,
    MarketRules,
    OrderArgs,
    OrderBuilder,
    OrderOutcomeUnknown,
    PrivateKeySigner,
    ResponseError,
    ResponseTooLarge,
    RetryPolicy,
    TransportError,
)
from polymarket_clob.fast import AsyncFastTransport, FastTransport

KEY = "0x" + "11" * 32
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", PrivateKeySigner(KEY).address)
ORDER = OrderBuilder(PrivateKeySigner(KEY)).limit(
    OrderArgs("7" * 77, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False)
)
OPTIONS: dict[str, Any] = {"key": KEY, "creds": CREDS, "timeout": 60}
TIME = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1700000000"
NONE = RetryPolicy(max_read_retries=0)
LONG = 60
"""Seconds after which a process counts as hung."""

Handler = Callable[[socket.socket, bytes], object]


class Server:
    """Hands each request to ``handler``, which answers; a false value ends the connection."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self.requests: list[bytes] = []
        self.seen = threading.Semaphore(0)
        """Released with every request."""
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream:
            while head := b"".join(takewhile(lambda line: line != b"\r\n", iter(stream.readline, b""))):
                length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
                self.requests.append(head + stream.read(int(length or 0)))
                self.seen.release()
                try:
                    if not self._handler(connection, head):
                        return
                except OSError:
                    return


@contextmanager
def serving(handler: Handler) -> Iterator[Server]:
    server = Server(handler)
    yield server
    server.close()


def says(response: bytes) -> Handler:
    def handle(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(response)
        return True

    return handle


def silent(connection: socket.socket, _: bytes) -> None:
    connection.recv(1)  # until the client has gone


def program(text: str, server: Server) -> subprocess.Popen[str]:
    """A program of its own, with ``URL``, ``OPTIONS``, ``ORDER`` and both clients imported."""
    start = f"""
        import asyncio, os, sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from test_fast import *
        URL = {server.url!r}
    """
    code = textwrap.dedent(start) + textwrap.dedent(text)
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


# A program's end, forks, signals


def test_a_program_may_end_right_after_its_last_call() -> None:
    text = """
        async def go():
            async with AsyncClobClient(URL, **OPTIONS, transport=AsyncFastTransport()) as client:
                with pytest.raises(OrderOutcomeUnknown):
                    await client.post_order(ORDER)
        asyncio.run(go())
    """
    with serving(lambda *_: False) as server:
        ends = [program(text, server) for _ in range(3)]
        assert [each.wait(LONG) for each in ends] == [0, 0, 0]


FORK = """
    client = ClobClient(URL, **OPTIONS, transport=FastTransport())
    assert client.get_server_time() == 1700000000
    child = os.fork()
    if not child:
        assert client.get_server_time() == 1700000000
        sys.exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert client.get_server_time() == 1700000000
"""
FORK_AWAITED = """
    client = AsyncClobClient(URL, **OPTIONS, transport=AsyncFastTransport())
    async def call():
        assert await client.get_server_time() == 1700000000
    asyncio.run(call())
    child = os.fork()
    asyncio.run(call())
    assert not child or os.waitpid(child, 0)[1] == 0
"""


@pytest.mark.parametrize("text", [FORK, FORK_AWAITED])
def test_after_a_fork_both_processes_go_on_with_connections_of_their_own(text: str) -> None:
    users: dict[str, set[int]] = {}

    def handle(connection: socket.socket, head: bytes) -> bool:
        users.setdefault(str(connection.getpeername()), set()).add(len(users))
        connection.sendall(TIME)
        return True

    with serving(handle) as server:
        forked = program(text, server)
        assert forked.wait(LONG) == 0, forked.communicate()
        assert len(server.requests) == 3
    assert len(users) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_ctrl_c_ends_a_call_that_waits() -> None:
    text = """
        client = ClobClient(URL, **OPTIONS, transport=FastTransport())
        try:
            client.post_order(ORDER)
        except KeyboardInterrupt:
            print("interrupted")
    """
    with serving(silent) as server:
        waiting = program(text, server)
        assert server.seen.acquire(timeout=LONG)
        waiting.send_signal(signal.SIGINT)
        said, _ = waiting.communicate(timeout=LONG / 2)  # long before its time-out
    assert said == "interrupted\n"


# What is sent, once


@pytest.mark.parametrize("awaited", [False, True])
@pytest.mark.parametrize("call", [("post_order", ORDER), ("cancel_all",), ("get_server_time",)])
def test_a_request_on_a_connection_that_is_closed_under_it_is_not_repeated(
    call: tuple[Any, ...], awaited: bool
) -> None:
    name, *args = call

    def handle(connection: socket.socket, _: bytes) -> bool:
        answered = len(server.requests) == 1
        if answered:
            connection.sendall(TIME)
        return answered

    def now() -> None:
        with ClobClient(server.url, **OPTIONS, transport=FastTransport(), retry_policy=NONE) as client:
            client.get_server_time()
            getattr(client, name)(*args)

    async def later() -> None:
        transport = AsyncFastTransport()
        async with AsyncClobClient(server.url, **OPTIONS, transport=transport, retry_policy=NONE) as client:
            await client.get_server_time()
            await getattr(client, name)(*args)

    with serving(handle) as server:
        with pytest.raises((TransportError, OrderOutcomeUnknown), match="closed without a response"):
            asyncio.run(later()) if awaited else now()
        assert len(server.requests) == 2


def test_a_connection_that_the_exchange_closed_is_not_used_again() -> None:
    closed = threading.Event()

    def handle(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(TIME)
        connection.shutdown(socket.SHUT_RDWR)
        closed.set()
        return False

    with (
        serving(handle) as server,
        ClobClient(server.url, **OPTIONS, transport=FastTransport(), retry_policy=NONE) as client,
    ):
        for _ in range(3):
            assert client.get_server_time() == 1_700_000_000
            assert closed.wait(LONG)
            closed.clear()


def test_a_cancelled_call_ends_its_connection_and_harms_no_other() -> None:
    def handle(connection: socket.socket, head: bytes) -> bool:
        if head.startswith(b"POST"):
            assert connection.recv(1) == b""
            gone.set()
            return False
        connection.sendall(TIME)
        return True

    async def cancel() -> None:
        async with AsyncClobClient(server.url, **OPTIONS, transport=AsyncFastTransport()) as client:
            posting = asyncio.create_task(client.post_order(ORDER))
            assert await asyncio.to_thread(server.seen.acquire, timeout=LONG)
            posting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await posting
            assert await client.get_server_time() == 1_700_000_000
            assert await asyncio.to_thread(gone.wait, LONG)

    gone = threading.Event()
    with serving(handle) as server:
        asyncio.run(cancel())


def test_closing_ends_the_calls_that_wait() -> None:
    async def close() -> None:
        client = AsyncClobClient(server.url, **OPTIONS, transport=AsyncFastTransport())
        posting = asyncio.create_task(client.post_order(ORDER))
        assert await asyncio.to_thread(server.seen.acquire, timeout=LONG)
        await client.close()
        with pytest.raises(OrderOutcomeUnknown, match="the transport was closed"):
            await posting

    with serving(silent) as server:
        asyncio.run(close())


def test_one_client_in_two_event_loops_at_once_has_connections_in_each() -> None:
    async def call() -> None:
        for _ in range(20):
            meet.wait(LONG)
            assert await client.get_server_time() == 1_700_000_000

    meet = threading.Barrier(2)
    failed: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(call())
        except BaseException as error:  # noqa: BLE001 - whatever it is
            failed.append(error)
            meet.abort()

    with serving(says(TIME)) as server:
        client = AsyncClobClient(server.url, **OPTIONS, transport=AsyncFastTransport(), retry_policy=NONE)
        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []
    assert len({id(home) for home in client._transport._homes.values()}) == 2  # type: ignore[attr-defined]


# What comes back


def test_a_header_need_not_be_ascii() -> None:
    response = b"HTTP/1.1 503 Service Unavailable\r\nX-Where: caf\xe9\r\nContent-Length: 4\r\n\r\nbusy"
    with (
        serving(says(response)) as server,
        ClobClient(server.url, **OPTIONS, transport=FastTransport()) as client,
        pytest.raises(ResponseError) as caught,
    ):
        client.cancel_all()
    assert caught.value.headers["x-where"] == "café"


def test_the_headers_are_those_of_the_last_answer() -> None:
    response = (
        b"HTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\n"
        b"HTTP/1.1 503 Service Unavailable\r\nTransfer-Encoding: chunked\r\nX-Last: 1\r\n\r\n"
        b"4\r\nbusy\r\n0\r\nX-Trailer: 1\r\n\r\n"
    )
    with (
        serving(says(response)) as server,
        ClobClient(server.url, **OPTIONS, transport=FastTransport()) as client,
        pytest.raises(ResponseError) as caught,
    ):
        client.cancel_all()
    assert set(caught.value.headers) == {"transfer-encoding", "x-last"}


def test_informational_answers_without_end_are_an_error() -> None:
    def handle(connection: socket.socket, _: bytes) -> None:
        while True:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)

    with (
        serving(handle) as server,
        ClobClient(server.url, **OPTIONS, transport=FastTransport()) as client,
        pytest.raises(OrderOutcomeUnknown, match="Too large response headers"),
    ):
        client.post_order(ORDER)


def endless(connection: socket.socket, _: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1000\r\n" + b" " * 4096 + b"\r\n")


BOMB = gzip.compress(b" " * 100_000)
LARGE: dict[str, Handler] = {
    "endless": endless,
    "long": says(b"HTTP/1.1 200 OK\r\nContent-Length: 10001\r\n\r\n" + b" " * 10_001),
    "bomb": says(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(BOMB), BOMB)
    ),
}


def server_time(url: str, awaited: bool, **options: Any) -> int:
    """Asked with either client."""

    async def later() -> int:
        async with AsyncClobClient(
            url, transport=AsyncFastTransport(), retry_policy=NONE, **options
        ) as client:
            return await client.get_server_time()

    if awaited:
        return asyncio.run(later())
    with ClobClient(url, transport=FastTransport(), retry_policy=NONE, **options) as client:
        return client.get_server_time()


either = pytest.mark.parametrize("awaited", [False, True])


@either
@pytest.mark.parametrize("kind", LARGE)
def test_a_response_is_bounded_in_size(kind: str, awaited: bool) -> None:
    with serving(LARGE[kind]) as server, pytest.raises(ResponseTooLarge, match="over 10000 bytes"):
        server_time(server.url, awaited, max_response_bytes=10_000)


@either
def test_a_response_may_be_as_large_as_the_bound(awaited: bool) -> None:
    with serving(says(TIME)) as server:
        assert server_time(server.url, awaited, max_response_bytes=10) == 1_700_000_000


@either
def test_a_response_that_drips_is_ended_at_the_deadline(awaited: bool) -> None:
    def drip(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        connection.settimeout(0.05)
        while True:
            connection.sendall(b" ")
            with suppress(TimeoutError):
                if not connection.recv(1):  # the client has gone
                    return

    with serving(drip) as server, pytest.raises(DeadlineExceeded):
        server_time(server.url, awaited, deadline=0.5)


@pytest.mark.parametrize("value", ["a\r\nPOLY_ADDRESS: b", "caf\xe9", "\0"])
def test_a_header_that_may_not_be_is_not_sent(value: str) -> None:
    with serving(says(TIME)) as server, FastTransport() as transport:
        request = httpx.Request("GET", server.url, headers=[(b"x-name", value.encode("latin-1"))])
        with pytest.raises(httpx.LocalProtocolError, match="x-name"):
            transport.handle_request(request)
    assert server.requests == []
