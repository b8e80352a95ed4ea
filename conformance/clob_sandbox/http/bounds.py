"""What one connection may cost: how large a request is, how long it may take, how many may be connected.

| bound | answer |
|---|---|
| a body of 1 MiB, of 8 MiB with the sizes of its chunks and what follows them | 413 |
| a head of 64 KiB, 100 header fields | 431 |
| a request target of 8 KiB | 414 |
| 10 s from the first byte of a head to its end, 30 s for a body | 408 |
| 100 requests sent ahead of their answers | closed |
| 1,000 connections | the one that was idle longest is closed; 503 when none is idle |
| 60 s without a request | closed |
| 60 s without reading a response | reset |

What is not HTTP is answered with 400. After each of these the connection is closed, but what the caller still
sends is read and thrown away for a moment, so that it sees the response. No upgrade to another protocol is
taken up: the request is answered as it stands.
"""

import asyncio
import time
from collections.abc import Callable, Iterable

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_BODY = 2**20  # bytes
MOST_RAW_BODY = 8 * MOST_BODY  # bytes on the way, of chunks of any size
MOST_HEAD = 2**16  # bytes
MOST_TARGET = 2**13  # bytes
MOST_HEADERS = 100
MOST_AHEAD = 100  # requests of a connection that wait for those before them
MOST_CONNECTIONS = 1_000
HEAD_WITHIN = 10.0  # seconds
BODY_WITHIN = 30.0
IDLE = 60.0
LINGER = 3.0  # how long is read on after a refusal
_REASONS = {
    400: b"Bad Request",
    408: b"Request Timeout",
    413: b"Content Too Large",
    414: b"URI Too Long",
    429: b"Too Many Requests",
    431: b"Request Header Fields Too Large",
    503: b"Service Unavailable",
}


class _EnoughError(Exception):
    """The parser is to stop: what it would read on is of a request that has been refused."""


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol within bounds; it hands its transport to the application, for trouble to break."""

    clock: Callable[[], float] = staticmethod(time.monotonic)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}
        self.reading = ""  # the part of a request that is being read: head or body
        self.since = self.clock()  # when that part, or the pause, began
        self.refused = self.answered = False
        self._bytes = 0  # of this part's content
        self._raw = 0  # of this part as it is sent
        self._chunks: list[bytes] = []  # of the body, as long as one piece of data is read
        if len(self.connections) > MOST_CONNECTIONS:
            self._make_room()

    def _make_room(self) -> None:
        others = (one for one in self.connections if isinstance(one, BoundedProtocol) and one is not self)
        idle = [one for one in others if one.is_idle]
        if idle:
            min(idle, key=lambda one: (one.answered, one.since)).transport.abort()
        else:
            self.refuse(503, f"there are {MOST_CONNECTIONS} connections already")

    @property
    def is_idle(self) -> bool:
        """Whether nothing is read or answered."""
        quiet = not self.reading and not self.refused and not self.transport.is_closing()
        return quiet and (self.cycle is None or self.cycle.response_complete)

    def check(self, now: float) -> None:
        """Close the connection if its time is over."""
        waited = now - self.since
        if self.refused:
            if waited > LINGER:
                self.transport.abort()
        elif self.reading == "head" and waited > HEAD_WITHIN:
            self.refuse(408, f"the head of the request took longer than {HEAD_WITHIN:g} s")
        elif self.reading == "body" and waited > BODY_WITHIN:
            self.refuse(408, f"the body of the request took longer than {BODY_WITHIN:g} s")
        elif waited > IDLE and self.is_idle:
            self.transport.close()
        elif waited > IDLE and self.flow.write_paused:
            self.transport.abort()

    def refuse(self, status: int, text: str) -> None:
        """Answer in place of the application, and close when the caller has had time to read it."""
        if self.refused:
            return
        self._pass("")
        self.refused = True
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True  # the application is told that nobody is there
            cycle.message_event.set()
            if cycle.response_started or self.pipeline:
                self.transport.close()
                return
        body = orjson.dumps({"error": text})
        head = b"HTTP/1.1 %d %s\r\ncontent-type: application/json\r\n" % (status, _REASONS[status])
        tail = b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(body), body)
        self.transport.write(head + tail)
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()

    def _pass(self, part: str) -> None:
        self.reading, self.since, self._bytes, self._raw = part, self.clock(), 0, 0

    # --- what the parser tells ------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        if self.refused:
            return
        if not self.reading and self.is_idle:
            self._pass("head")
        super().data_received(data)
        if self.refused:
            return
        self._raw += len(data)
        if self.reading == "head" and self._raw > MOST_HEAD:
            self.refuse(431, f"the head of the request is longer than {MOST_HEAD} bytes")
        elif self.reading == "body":
            self._flush()
            if self._raw > MOST_RAW_BODY:
                self.refuse(413, f"the body of the request takes more than {MOST_RAW_BODY} bytes to send")

    def send_400_response(self, msg: str) -> None:
        self.refuse(400, msg)

    def _unsupported_upgrade_warning(self) -> None:
        if self.cycle is not None:
            self.cycle.keep_alive = False

    def on_message_begin(self) -> None:
        if len(self.pipeline) >= MOST_AHEAD:
            self.refuse(429, f"more than {MOST_AHEAD} requests wait on this connection")
        self._go_on()
        if self.reading != "head":
            self._pass("head")
        super().on_message_begin()

    def _go_on(self) -> None:
        """Stop the parser if the request has been refused: it would read all that has come at once."""
        if self.refused:
            raise _EnoughError

    def on_header(self, name: bytes, value: bytes) -> None:
        if len(self.headers) >= MOST_HEADERS:
            self.refuse(431, f"the request has more than {MOST_HEADERS} header fields")
        self._go_on()
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._go_on()
        size = sum(len(name) + len(value) + 4 for name, value in self.headers)
        length = max((int(value) for name, value in self.headers if name == b"content-length"), default=0)
        if len(self.url) > MOST_TARGET:
            self.refuse(414, f"the request target is longer than {MOST_TARGET} bytes")
        elif size > MOST_HEAD:
            self.refuse(431, f"the head of the request is longer than {MOST_HEAD} bytes")
        elif length > MOST_BODY:
            self.refuse(413, f"the body of the request is longer than {MOST_BODY} bytes")
        else:
            self._pass("body")
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._bytes += len(body)
        if self._bytes > MOST_BODY:
            self.refuse(413, f"the body of the request is longer than {MOST_BODY} bytes")
        self._go_on()
        self._chunks.append(body)

    def _flush(self) -> None:
        """Pass the body on in one piece: one chunk after the other, each would copy all before it."""
        if self._chunks:
            super().on_body(b"".join(self._chunks))
            self._chunks.clear()

    def on_message_complete(self) -> None:
        self._go_on()
        self._flush()
        self._pass("")
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self.answered = True
        if not self.reading:
            self.since = self.clock()
        super().on_response_complete()


def check_all(connections: Iterable[object], now: float) -> None:
    """Close every connection whose time is over."""
    for one in list(connections):
        if isinstance(one, BoundedProtocol):
            one.check(now)
