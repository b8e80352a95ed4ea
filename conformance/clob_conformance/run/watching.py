"""A reverse proxy that passes bytes through and writes down what passes, to be judged as recorded traffic.

What passes goes one at a time, so that its order is certain: what a server does to one request can bear on
the next, and on none that was under way. The proxy has no keys, adds none, and writes none.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from attrs import field, frozen
from polymarket_clob.reach import DIRECT, Reach

from clob_conformance.core.errors import CannotRun
from clob_conformance.core.history import History
from clob_conformance.core.interaction import Interaction, Request, Response
from clob_conformance.core.reading import SECONDS, Missing, at_most, bounded_client, read_body
from clob_conformance.environment.interrupts import interruptible

_HOST = "127.0.0.1"
_OF_A_CONNECTION = frozenset(
    {
        "connection",
        "content-length",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""Headers that are of one connection and go no further (RFC 9110 section 7.6.1)."""
_WITHOUT_BODY = frozenset({204, 304})
_BAD_REQUEST, _LENGTH_REQUIRED, _BAD_GATEWAY = 400, 411, 502
Pairs = list[tuple[str, str]]


@frozen
class Passage:
    """The way to the server at `url`; what passes goes to `history`. Each response may take `seconds`."""

    url: str
    history: History
    reach: Reach = DIRECT
    seconds: float = SECONDS
    _client: httpx.Client = field()
    _one_at_a_time: threading.Lock = field(factory=threading.Lock, repr=False)

    @_client.default
    def _connect(self) -> httpx.Client:
        return bounded_client(self.url, self.reach)

    def send(self, method: str, target: str, headers: Pairs, body: bytes) -> tuple[Response, Pairs, bytes]:
        """Pass a request on. Returns the response as it is judged, and its headers and bytes as they came."""
        asked = Request(method, target, _by_name(headers), body)
        with self._one_at_a_time:
            began = time.time()
            response, came, raw = self._answered(method, target, headers, body)
            self.history.note(Interaction(asked, response, sent=began, received=time.time()))
        return response, came, raw

    def _answered(
        self, method: str, target: str, headers: Pairs, body: bytes
    ) -> tuple[Response, Pairs, bytes]:
        base = httpx.URL(self.url)
        url = base.copy_with(raw_path=base.raw_path.rstrip(b"/") + target.encode("latin-1"))
        passed = [*self.reach.headers, *_of_the_message(headers)]
        request = httpx.Request(method, url, headers=passed, content=body)
        try:
            with at_most(self.seconds):
                response = self._client.send(request, stream=True)
                try:
                    raw = read_body(response.iter_raw())
                finally:
                    response.close()
        except Missing as error:
            return Response(0, {}, missing=str(error)), [], b""
        except httpx.TimeoutException:
            return Response(0, {}, missing=f"it had not ended after {self.seconds:g} s"), [], b""
        except httpx.HTTPError as error:
            return Response(0, {}, missing=str(error) or type(error).__name__), [], b""
        came = response.headers.multi_items()
        try:
            content, garbled = httpx.Response(200, headers=came, content=raw).content, False
        except httpx.DecodingError:
            content, garbled = b"", True
        return Response(response.status_code, _by_name(came), content, garbled), came, raw

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def watch(
    url: str,
    port: int,
    path: Path,
    begun: Callable[[str], object],
    *,
    closed: bool = False,
    minutes: float | None = None,
    reach: Reach = DIRECT,
    seconds: float | None = None,
) -> None:
    """Pass everything on to `url` and write it to `path` until it is interrupted or `minutes` are over;
    `begun` is told the address. `closed`: nobody else acts there.

    Raises `CannotRun` when the file cannot be written or the port is taken.
    """
    try:
        history = History.to(path, "closed" if closed else "open")
    except OSError as error:
        raise CannotRun(f"cannot write {path}: {error.strerror}") from None
    passage = Passage(url, history, reach, seconds or SECONDS)
    with interruptible(), history, listening(passage, port) as (address, server):
        begun(address)
        timer = threading.Timer(60 * minutes, server.shutdown) if minutes is not None else None
        if timer is not None:
            timer.daemon = True
            timer.start()
        with suppress(KeyboardInterrupt):
            server.serve_forever(poll_interval=0.1)


@contextmanager
def listening(passage: Passage, port: int) -> Iterator[tuple[str, ThreadingHTTPServer]]:
    """Listen on this machine alone (0: any free port); gives the address and the server, not yet serving.

    Raises `CannotRun` when the port is taken.
    """
    try:
        server = ThreadingHTTPServer((_HOST, port), type("Passing", (_Passing,), {"passage": passage}))
    except OSError as error:
        raise CannotRun(f"cannot listen on {_HOST}:{port}: {error.strerror}") from None
    try:
        yield f"http://{_HOST}:{server.server_port}", server
    finally:
        server.server_close()
        passage.close()


class _Passing(BaseHTTPRequestHandler):
    """One connection of a client."""

    passage: Passage
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):  # whatever the method, it is for the server to say what it thinks of it
            return self._pass
        raise AttributeError(name)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _pass(self) -> None:
        if not self.path.startswith("/"):
            self.send_error(_BAD_REQUEST)
            return
        length = self.headers.get("content-length", "0")
        if "transfer-encoding" in self.headers or not length.isdecimal():
            self.send_error(_LENGTH_REQUIRED)
            return
        body = self.rfile.read(int(length))
        response, headers, raw = self.passage.send(self.command, self.path, self.headers.items(), body)
        if response.missing:
            self.send_error(_BAD_GATEWAY, explain=response.missing)
            return
        self.send_response_only(response.status)
        for name, value in _of_the_message(headers):
            self.send_header(name, value)
        if response.status not in _WITHOUT_BODY:
            length = _by_name(headers).get("content-length", "0") if self.command == "HEAD" else str(len(raw))
            self.send_header("content-length", length)
        self.end_headers()
        self.wfile.write(raw)


def _of_the_message(headers: Pairs) -> Pairs:
    """The headers that go on."""
    return [(name, value) for name, value in headers if name.lower() not in _OF_A_CONNECTION]


def _by_name(headers: Pairs) -> dict[str, str]:
    """Headers by their lower-case names; of one that comes twice the values are joined."""
    found: dict[str, str] = {}
    for name, value in headers:
        lower = name.lower()
        found[lower] = f"{found[lower]}, {value}" if lower in found else value
    return found
