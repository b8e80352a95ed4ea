"""How much of a response is read, and for how long: no server may hold the suite, or fill its memory."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from typing import Any, Final

import httpcore
import httpx
from polymarket_clob.decompression import TooLarge, decompressed
from polymarket_clob.reach import DIRECT, Reach

SECONDS: Final = 15.0
"""For an interaction from first byte to last, and for each silence in it, if nothing else is given."""
MOST_BYTES: Final = 64 << 20
_KEPT_OPEN: Final = 1.0
"""Seconds that an idle connection is used again: a server keeps it longer, so that none hangs up on us."""
_CONNECTIONS: Final = 8

_monotonic = time.monotonic
_until: ContextVar[float] = ContextVar("until", default=inf)


class Missing(Exception):
    """A response that has no end, in words."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Whatever a `bounded_client` sends or reads meanwhile ends with a time-out after these seconds."""
    token = _until.set(_monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def read_body(chunks: Iterable[bytes], encodings: str = "") -> bytes:
    """The bytes of a response as they come, then as they were before they were encoded.

    Raises `Missing` when there are too many, `ValueError` when they are not encoded so.
    """
    size, complete = 0, []
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            raise Missing(f"its body is over {MOST_BYTES} bytes")
        complete.append(chunk)
    body = b"".join(complete)
    try:
        return decompressed(encodings, body, MOST_BYTES) if encodings else body
    except TooLarge:
        raise Missing(f"its body is over {MOST_BYTES} bytes") from None


def bounded_client(url: str, reach: Reach = DIRECT) -> httpx.Client:
    """A client for one server that heeds `at_most` with every byte, in headers too, where a time-out alone
    begins anew. Raises `InvalidInput` when the server cannot be reached so.
    """
    transport = httpx.HTTPTransport(verify=False, trust_env=False)
    transport._pool = httpcore.ConnectionPool(
        **reach.pool_options(httpx.URL(url)),
        keepalive_expiry=_KEPT_OPEN,
        max_connections=_CONNECTIONS,
        network_backend=Backend(),
    )
    return httpx.Client(transport=transport, trust_env=False)


class Stream(httpcore.NetworkStream):
    """A connection whose every read and write ends when `at_most` says so."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Bytes as they come."""
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same over TLS."""
        seconds = _left(timeout, httpcore.ConnectTimeout)
        return Stream(self._stream.start_tls(ssl_context, server_hostname, seconds))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows."""
        return self._stream.get_extra_info(info)


class Backend(httpcore.SyncBackend):
    """Makes connections that heed `at_most`."""

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **kwargs: Any
    ) -> httpcore.NetworkStream:
        """A connection."""
        seconds = _left(timeout, httpcore.ConnectTimeout)
        return Stream(super().connect_tcp(host, port, seconds, *args, **kwargs))


def _left(timeout: float | None, late: type[Exception]) -> float | None:
    """Seconds for one operation. Raises `late` when none are left."""
    left = _until.get() - _monotonic()
    if left <= 0:
        raise late("no time is left")
    if left == inf:
        return timeout
    return left if timeout is None else min(left, timeout)
