"""The client's own connections: each carries one request at a time, and is dropped when a call on it fails.

httpcore's connections without its pool: the pool looks at all connections and waiting calls whenever a
request begins or ends, repeats requests by itself, and loses a connection whose call was cancelled at a bad
moment. Here a call takes the connection that was used last, or opens one. Whatever ends a call but a whole
response (an error, a deadline, a cancellation, Ctrl-C) closes its connection. Connections of another process
(before a fork) or of another event loop are dropped before a byte is written to them.
"""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from ipaddress import ip_address
from math import inf
from time import monotonic
from typing import Any, Final

import httpcore
import httpx

from ._beside import Worker
from ._signals import raised_by_a_signal
from ._transport import (
    KEPT_OPEN,
    LONGEST,
    Body,
    Bounds,
    DeadlinePassed,
    Forks,
    RawRequest,
    RawResponse,
    Transport,
)
from .reach import Reach

_PIECE: Final = 16384
"""Bytes written before the deadline is looked at again."""


class Watch:
    """When the exchange on a connection must end, and how often was read since something was written."""

    def __init__(self) -> None:
        self.until = inf
        self.reads = 0

    def within(self, timeout: float | None, late: type[Exception]) -> float | None:
        """The time-out of one operation, seconds. Raises ``late`` when no time is left."""
        if self.until == inf:
            return timeout
        left = min(self.until - monotonic(), LONGEST)
        if left <= 0:
            raise late("the call's deadline has passed")
        return left if timeout is None else min(left, timeout)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, watch: Watch) -> None:
        self._stream = stream
        self._watch = watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._watch.reads += 1
        return self._stream.read(max_bytes, self._watch.within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._watch.reads = 0
        for start in range(0, len(buffer), _PIECE):
            piece = buffer[start : start + _PIECE]
            self._stream.write(piece, self._watch.within(timeout, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = self._watch.within(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, seconds), self._watch)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **kwargs: Any
    ) -> httpcore.NetworkStream:
        seconds = self._watch.within(timeout, httpcore.ConnectTimeout)
        connect = partial(super().connect_tcp, host, port, seconds, *args, **kwargs)
        return _Stream(connect() if _is_address(host) else _beside(connect, seconds), self._watch)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _beside(connect: Callable[[], httpcore.NetworkStream], seconds: float | None) -> httpcore.NetworkStream:
    """Connects in a thread: a look-up ends by nothing, and each address that it finds may take the time."""
    worker = Worker[httpcore.NetworkStream]()
    try:
        return worker.run(connect, seconds)()
    except DeadlinePassed as error:
        raise httpcore.ConnectTimeout(f"no connection within {seconds or 0:.1f} s") from error
    finally:
        worker.end()


class _Connection:
    """One connection, opened when it is first used and again when it has expired."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.watch = Watch()
        self._pool = httpcore.ConnectionPool(
            network_backend=_Backend(self.watch), **options
        )  # makes connections, holds none
        self._connection: httpcore.ConnectionInterface | None = None

    def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        sent = httpcore_request(request, bounds)
        self.watch.until = bounds.until
        connection = self._connection
        if connection is None or not usable(connection, sent):
            self.close()
            connection = self._connection = self._pool.create_connection(sent.url.origin)
        body = Body(bounds.max_bytes)
        before = sys.exception()
        try:
            response = connection.handle_request(sent)
            check_fresh(self.watch)
            for chunk in response.iter_stream():
                body.add(chunk)
            response.close()
        except httpcore_errors as error:
            if (callers := raised_by_a_signal(error, before)) is not None:
                raise callers from None
            raise meaning(error, bounds) from error
        return body.response(response.status, httpx.Headers(response.headers))

    def close(self) -> None:
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
            self._connection = None


class ConnectionLanes(Transport):
    """The connections of a ClobClient; ``close`` closes them. Threads may share it: each call has its own."""

    def __init__(self, reach: Reach, url: httpx.URL) -> None:
        """``url``: that of the exchange. Raises InvalidInput."""
        self._options = {"keepalive_expiry": KEPT_OPEN, **reach.pool_options(url)}
        self._free: list[_Connection] = []
        self._forks = Forks.count
        self._closed = False

    def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        if self._forks != Forks.count:
            self._forks = Forks.count
            self._drop_free()
        try:
            connection = self._free.pop()
        except IndexError:
            connection = _Connection(self._options)
        try:
            response = connection.exchange(request, bounds)
        except BaseException:
            connection.close()
            raise
        if self._closed:
            connection.close()
        else:
            self._free.append(connection)
        return response

    def _drop_free(self) -> None:
        while self._free:
            self._free.pop().close()

    def close(self) -> None:
        self._closed = True
        self._drop_free()


httpcore_errors: Final = (
    httpcore.ConnectionNotAvailable,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
)


def meaning(error: Exception, bounds: Bounds) -> httpx.RequestError:
    """httpx's error of the same name; DeadlinePassed where the call's time ended reading or writing."""
    if isinstance(error, httpcore.ReadTimeout | httpcore.WriteTimeout) and bounds.left() <= 0:
        return DeadlinePassed("the call's deadline has passed")
    kind: type[httpx.RequestError] = getattr(httpx, type(error).__name__, httpx.TransportError)
    return kind(str(error))


def httpcore_request(request: RawRequest, bounds: Bounds) -> httpcore.Request:
    url, host = _address(request.url)
    headers = [(name.encode("ascii"), value.encode("ascii")) for name, value in request.whole_headers(host)]
    return httpcore.Request(
        request.method,
        url,
        headers=headers,
        content=request.body,
        extensions={"timeout": bounds.timeouts},
    )


@lru_cache(maxsize=256)
def _address(address: str) -> tuple[httpcore.URL, str]:
    url = httpx.URL(address)
    parts = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    return parts, url.netloc.decode("ascii")


def usable(
    connection: httpcore.ConnectionInterface | httpcore.AsyncConnectionInterface, sent: httpcore.Request
) -> bool:
    return (
        connection.is_available()
        and not connection.has_expired()
        and connection.can_handle_request(sent.url.origin)
    )


def check_fresh(watch: Watch) -> None:
    """Raises RemoteProtocolError when the response was there before the request: it is not the one to it."""
    if not watch.reads:
        raise httpcore.RemoteProtocolError("a response came before the request: it belongs to another one")
