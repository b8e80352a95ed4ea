"""The bounds of a request and of a connection, each with its response; a stand-in is the network."""

import asyncio
import gc
import json
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from clob_sandbox.app import App
from clob_sandbox.http import bounds
from clob_sandbox.http.bounds import BoundedProtocol, check_all
from clob_sandbox.http.jsons import DEEPEST, MOST_VALUES, loads
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState


class Wire(asyncio.Transport):
    """What was written to the caller, and whether the connection was ended."""

    def __init__(self) -> None:
        super().__init__()
        self.sent, self.ended = b"", ""

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)}.get(name, default)

    def write(self, data: Any) -> None:
        self.sent += bytes(data)

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.ended = "half"

    def is_closing(self) -> bool:
        return self.ended in ("closed", "aborted")

    def close(self) -> None:
        self.ended = "closed"

    def abort(self) -> None:
        self.ended = "aborted"

    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...

    @property
    def status(self) -> int:
        return int(self.sent.split(b" ")[1]) if self.sent else 0


class Server:
    """Connections to one application, at a time that is moved by hand."""

    def __init__(self, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
        self.loop = asyncio.new_event_loop()
        self.config = Config(app, ws="none", lifespan="off", log_level="error", proxy_headers=False)
        self.config.load()
        self.state = ServerState()
        self.now = 100.0
        monkeypatch.setattr(BoundedProtocol, "clock", lambda _: self.now)

    def connect(self) -> tuple[BoundedProtocol, Wire]:
        protocol = BoundedProtocol(self.config, self.state, {}, self.loop)
        wire = Wire()
        protocol.connection_made(wire)
        return protocol, wire

    def send(self, *parts: bytes) -> Wire:
        protocol, wire = self.connect()
        for part in parts:
            protocol.data_received(part)
        self.settle()
        return wire

    def settle(self) -> None:
        async def done() -> None:
            while self.state.tasks:
                await asyncio.sleep(0)

        self.loop.run_until_complete(asyncio.wait_for(done(), 10))

    def wait(self, seconds: float) -> None:
        self.now += seconds
        check_all(self.state.connections, self.now)


@pytest.fixture
def server(world: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server = Server(world.app, monkeypatch)
    yield server
    server.loop.close()


def post(*headers: str) -> bytes:
    return "\r\n".join(("POST /books HTTP/1.1", "Host: x", *headers, "", "")).encode()


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ([b"GET /time HTTP/1.1\r\nHost: x\r\n\r\n"], 200),
        ([post(f"Content-Length: {2**20 + 1}")], 413),
        ([post("Content-Length: 500000000000")], 413),
        ([post("Transfer-Encoding: chunked"), b"100001\r\n", b"x" * (2**20 + 1)], 413),
        ([b"GET /" + b"a" * 2**13 + b" HTTP/1.1\r\nHost: x\r\n\r\n"], 414),
        ([post(*(f"X-{n}: y" for n in range(100)))], 431),
        ([post("X: " + "y" * 2**16)], 431),
        ([b"GET / HTTP/1.1\r\nX: ", *[b"y" * 2**13] * 9], 431),
        ([post("Content-Length: 5", "Transfer-Encoding: chunked")], 400),
        ([post("Content-Length: -5")], 400),
        ([b"CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n"], 400),
        ([b"\x16\x03\x01\x00\x00"], 400),
    ],
)
def test_what_is_past_a_bound_is_answered_and_the_connection_half_closed(
    server: Server, parts: list[bytes], status: int
) -> None:
    wire = server.send(*parts)
    assert wire.status == status
    if status != 200:
        assert wire.ended == "half"
        assert json.loads(wire.sent.partition(b"\r\n\r\n")[2])["error"]
        server.wait(bounds.LINGER + 1)
        assert wire.ended == "aborted"


def test_the_largest_body_is_taken(server: Server) -> None:
    body = b"[" + b" " * (2**20 - 2) + b"]"
    wire = server.send(post(f"Content-Length: {2**20}"), body)
    assert (wire.status, wire.sent[-2:]) == (200, b"[]")


def test_what_is_sent_after_a_refusal_is_thrown_away(server: Server) -> None:
    wire = server.send(post(f"Content-Length: {2**30}"), b"GET /time HTTP/1.1\r\nHost: x\r\n\r\n" * 99)
    assert wire.sent.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    ("parts", "patience"),
    [([b"GET /ti"], bounds.HEAD_WITHIN), ([post("Content-Length: 5"), b"[]"], bounds.BODY_WITHIN)],
)
def test_a_slow_sender_is_reported_that_its_time_is_over(
    server: Server, parts: list[bytes], patience: float
) -> None:
    protocol, wire = server.connect()
    for part in parts:
        protocol.data_received(part)
    server.wait(patience)
    assert wire.status == 0
    server.wait(1)
    server.settle()
    assert (wire.status, wire.ended) == (408, "half")


def test_an_idle_connection_is_closed_and_one_in_use_is_not(server: Server) -> None:
    _, silent = server.connect()
    used, wire = server.connect()
    server.wait(bounds.IDLE / 2)
    used.data_received(b"GET /time HTTP/1.1\r\nHost: x\r\n\r\n")
    server.settle()
    server.wait(bounds.IDLE / 2 + 1)
    assert (silent.ended, wire.ended) == ("closed", "")


def test_past_the_most_connections_the_longest_idle_one_makes_room(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_CONNECTIONS", 2)
    used, first = server.connect()
    used.data_received(b"GET /time HTTP/1.1\r\nHost: x\r\n\r\n")
    server.settle()
    server.wait(1)
    slow, second = server.connect()
    _, third = server.connect()
    assert (first.ended, second.ended, third.ended) == ("", "aborted", "")
    used.data_received(b"GET /ti")
    slow.connection_lost(None)
    other, _ = server.connect()
    assert third.ended == "aborted"
    other.data_received(b"GET /ti")
    _, last = server.connect()
    assert last.status == 503


def test_an_upgrade_is_answered_as_the_request_that_it_is(server: Server) -> None:
    wire = server.send(
        b"GET /time HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    assert (wire.status, wire.ended) == (200, "closed")


def test_a_caller_that_hangs_up_leaves_no_word(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    protocol, wire = server.connect()
    protocol.data_received(post("Content-Length: 5") + b"[")
    protocol.connection_lost(ConnectionResetError())
    server.settle()
    assert (wire.sent, caplog.records) == (b"", [])


@pytest.mark.parametrize(
    ("begin", "again", "most", "status"),
    [
        (b"GET / HTTP/1.1\r\n", b"a:b\r\n", bounds.MOST_HEADERS, 431),
        (post("Transfer-Encoding: chunked") + b"0\r\n", b"a:b\r\n", bounds.MOST_HEADERS, 431),
        (b"", b"GET /time HTTP/1.1\r\n\r\n", bounds.MOST_AHEAD + 2, 0),
    ],
)
def test_nothing_is_read_past_a_bound_however_much_comes_at_once(
    server: Server, monkeypatch: pytest.MonkeyPatch, begin: bytes, again: bytes, most: int, status: int
) -> None:
    """A piece of data may be a quarter of a megabyte, tens of thousands of fields or requests."""
    parsed: list[Any] = []

    def counting(known: Callable[..., None]) -> Callable[..., None]:
        def count(self: HttpToolsProtocol, *given: Any) -> None:
            parsed.append(given)
            known(self, *given)

        return count

    for name in ("on_header", "on_message_begin"):
        monkeypatch.setattr(HttpToolsProtocol, name, counting(getattr(HttpToolsProtocol, name)))
    wire = server.send(begin + again * 20_000)
    assert len(parsed) <= most + 2
    assert wire.status in (status, 200)
    assert wire.ended in ("half", "closed")


def test_a_body_in_the_smallest_chunks_is_passed_on_at_once(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[bytes] = []
    known = HttpToolsProtocol.on_body

    def pass_on(self: HttpToolsProtocol, body: bytes) -> None:
        passed.append(body)
        known(self, body)

    monkeypatch.setattr(HttpToolsProtocol, "on_body", pass_on)
    parts = [
        post("Transfer-Encoding: chunked", "Content-Type: application/json"),
        b"1\r\n[\r\n" + b"1\r\n \r\n" * 9_000,
    ]
    wire = server.send(*parts, b"1\r\n]\r\n0\r\n\r\n")
    assert wire.status == 200
    assert [len(one) for one in passed] == [9_001, 1]


def test_what_comes_beside_the_content_of_a_body_is_bounded_too(server: Server) -> None:
    trailer = [b"a: " + b"b" * 2**20] + [b"b" * 2**20] * 8
    wire = server.send(post("Transfer-Encoding: chunked"), b"1\r\n[\r\n0\r\n", *trailer)
    assert wire.status == 413


@pytest.mark.parametrize("hangs_up", ["after", "before"])
def test_a_connection_that_is_over_is_freed_without_a_collection(server: Server, hangs_up: str) -> None:
    """What is not garbage collected is set aside once a second; a circle would stay for ever."""
    gc.disable()
    try:
        protocol, _ = server.connect()
        protocol.data_received(b"GET /time HTTP/1.1\r\nHost: x\r\n\r\n")
        if hangs_up == "after":
            server.settle()
        protocol.connection_lost(None)
        server.settle()
        left = weakref.ref(protocol)
        del protocol
        server.loop.run_until_complete(asyncio.sleep(0))
        assert left() is None
    finally:
        gc.enable()


def test_json_is_bounded_before_and_after_it_is_read() -> None:
    assert loads(b"[" * DEEPEST + b"]" * DEEPEST)
    with pytest.raises(ValueError, match="nested deeper than 32 levels"):
        loads(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))
    with pytest.raises(ValueError, match="nested deeper"):
        loads(b'{"a":' * 500 + b"1" + b"}" * 500)
    assert len(loads(b"[" + b"1," * (MOST_VALUES - 1) + b"1]")) == MOST_VALUES
    with pytest.raises(ValueError, match=f"more than {MOST_VALUES} values"):
        loads(b"[" + b"1," * MOST_VALUES + b"1]")


def test_the_clock_stops_before_dates_end(world: Any) -> None:
    responses = [world.post("/_sandbox/clock", {"advance": 10**9}) for _ in range(260)]
    assert {response.status for response in responses} == {200, 400}
    assert responses[-1].json == {"error": "the clock does not go past the year 9998"}
    world.post("/_sandbox/clock", {"skew": 10**9})
    assert world.get("/rewards/markets/current").status == 200
