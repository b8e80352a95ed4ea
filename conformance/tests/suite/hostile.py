"""What a broken or hostile server sends in place of a response, as it goes over the wire."""

from __future__ import annotations

import itertools
import json
import threading
import zlib
from collections.abc import Callable
from functools import cache
from io import BufferedIOBase

Harm = Callable[[BufferedIOBase], None]
"""Writes to the connection, which then ends."""

OVER = threading.Event()
"""Set when nobody reads any more."""
MARKUP = '<script>document.title="PWNED"</script>]]></failure><failure/>'
ESCAPES = "\x1b]0;PWNED\x07\x1b[2J\u202e"
ANNOTATION = "\n::error::PWNED\r::error::PWNED%0A::error::PWNED"
_MEBIBYTE = 1 << 20


def head(*headers: str) -> bytes:
    """The beginning of a response of JSON."""
    lines = ("HTTP/1.1 200 OK", "Content-Type: application/json", *headers, "")
    return "".join(f"{line}\r\n" for line in lines).encode()


def body(make: Callable[[], bytes], *headers: str) -> Harm:
    """A whole response."""
    made = cache(make)
    return lambda to: send(to, head(f"Content-Length: {len(made())}", *headers), made())


def send(to: BufferedIOBase, *parts: bytes) -> None:
    for part in parts:
        to.write(part)


def stream(first: bytes, part: bytes, pause: float = 0) -> Harm:
    """A response that goes on until nobody reads it."""

    def write(to: BufferedIOBase) -> None:
        send(to, first, part)
        while not OVER.wait(pause):
            send(to, part)

    return write


def bomb(layers: int = 1) -> bytes:
    """A hundred times as much as anybody takes, all zeros, compressed, in so many layers."""
    content, times = bytes(_MEBIBYTE), 6_400
    for _ in range(layers):
        packer = zlib.compressobj(9, wbits=31)
        first = packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)
        again = packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)
        content, times = first + again * times, 0
    return content


def now_and_then(content: bytes) -> Harm:
    """Every other connection is dropped."""
    dropped = itertools.cycle([True, False])

    def write(to: BufferedIOBase) -> None:
        if not next(dropped):
            body(lambda: content)(to)

    return write


def text(said: str) -> Harm:
    """JSON that holds a text where none belongs."""
    return body(lambda: json.dumps([said]).encode())


HARMS: dict[str, tuple[str, Harm]] = {
    "a response without end": (
        "/spread",
        stream(head("Transfer-Encoding: chunked"), b"%x\r\n%b\r\n" % (_MEBIBYTE, b"[" * _MEBIBYTE)),
    ),
    "a byte every few seconds": ("/midpoint", stream(head("Content-Length: 999"), b"1", 0.1)),
    "headers without end": ("/price", stream(head()[:-2], b"X-Y: z\r\n" * 1_000)),
    "a gzip bomb": ("/tick-size", body(bomb, "Content-Encoding: gzip")),
    "a gzip bomb in another": ("/neg-risk", body(lambda: bomb(2), "Content-Encoding: gzip, gzip")),
    "1 GB of JSON": ("/fee-rate", stream(head("Content-Length: 1000000000") + b"[", b'{"a":1},' * 99_999)),
    "very many values": ("/markets", body(lambda: b"[" + b"{}," * _MEBIBYTE + b"{}]")),
    "a restart": ("/ok", lambda to: send(to, head("Content-Length: 100"), b"{")),
    "connections dropped at random": ("/last-trade-price", now_and_then(b'{"price": "0.5", "side": "BUY"}')),
    "deep JSON": ("/simplified-markets", body(lambda: b"[" * 200_000 + b"]" * 200_000)),
    "a lone surrogate": ("/sampling-markets", body(lambda: b'{"data": "\\ud800", "\\udfff": 1}')),
    "escapes of a terminal": ("/version", text(ESCAPES)),
    "no UTF-8": ("/rewards/markets/current", body(lambda: b'{"data": "\xff\xfe"}')),
    "a number without end": ("/prices", body(lambda: b'{"a": ' + b"9" * 10_000 + b"}")),
    "no gzip": ("/books", body(lambda: b"[]", "Content-Encoding: gzip")),
    "markup and elements of JUnit": ("/midpoints", text(MARKUP)),
    "annotations": ("/last-trades-prices", text(ANNOTATION)),
}
"""By what is sent, the path at which it is."""
