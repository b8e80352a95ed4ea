"""Over what the caller gives: an httpx transport, or an httpx client with its headers, cookies and hooks.

Their failures of whatever kind count as httpx's, so that an order that may have left is named. They run
beside the caller, in a thread, since nothing else can end them at the deadline (without one in the caller's).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf

import httpx

from ._beside import Beside
from ._signals import raised_by_a_signal
from ._transport import (
    NEVER_SENT,
    Body,
    Bounds,
    OnceRequest,
    OnceStream,
    RawRequest,
    RawResponse,
    Transport,
    httpx_request,
)
from .errors import InvalidInput, of_kind
from .reach import Reach


class GivenTransport(Transport):
    """Over an httpx transport; ``close`` closes it."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self._transport = transport
        self._beside: Beside[RawResponse] = Beside()

    def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        return _sent(self._beside, self._exchange, httpx_request(request, bounds), bounds)

    def _exchange(self, sent: OnceRequest, bounds: Bounds) -> RawResponse:
        with foreign_errors(sent.once):
            response = self._transport.handle_request(sent)
            if response.is_stream_consumed:
                return read_already(response, bounds)
            assert isinstance(response.stream, httpx.SyncByteStream)
            body = Body(bounds.max_bytes)
            try:
                for chunk in response.stream:
                    body.add(chunk)
            finally:
                response.close()
        return body.response(response.status_code, response.headers)

    def close(self) -> None:
        self._beside.end()
        self._transport.close()


class GivenClient(Transport):
    """Over an httpx client of the caller's; left open."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._beside: Beside[RawResponse] = Beside()

    def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        return _sent(self._beside, self._exchange, built_by(self._http, request, bounds), bounds)

    def _exchange(self, sent: OnceRequest, bounds: Bounds) -> RawResponse:
        with foreign_errors(sent.once):
            response = self._http.send(sent, auth=None, follow_redirects=False, stream=True)
            body = Body(bounds.max_bytes)
            try:
                for chunk in response.iter_bytes():
                    body.add(chunk)
            finally:
                response.close()
        return RawResponse(response.status_code, response.headers, body.bytes())

    def close(self) -> None:
        self._beside.end()


def _sent(
    beside: Beside[RawResponse],
    exchange: Callable[[OnceRequest, Bounds], RawResponse],
    request: OnceRequest,
    bounds: Bounds,
) -> RawResponse:
    """The response. Who leaves a thread behind leaves it nothing to send that it has not taken."""
    try:
        return beside.run(lambda: exchange(request, bounds), bounds)
    except BaseException:
        if bounds.until == inf:  # it ran here
            request.once.end()
        request.once.withhold()
        raise


def built_by(http: httpx.Client | httpx.AsyncClient, request: RawRequest, bounds: Bounds) -> OnceRequest:
    built = http.build_request(
        request.method, request.url, headers=request.headers, content=request.body or None
    )
    once = OnceStream(request.body, bounds.travelling)
    return OnceRequest(built.method, built.url, built.headers, built.extensions, once)


def read_already(response: httpx.Response, bounds: Bounds) -> RawResponse:
    """A response whose bytes a transport of the caller's has looked at: they are decoded."""
    body = Body(bounds.max_bytes)
    body.add(response.content)
    return RawResponse(response.status_code, response.headers, body.bytes())


@contextmanager
def foreign_errors(content: OnceStream) -> Iterator[None]:
    """Makes httpx's error of whatever else a transport or a hook of the caller's raises; and of a failure to
    connect, where the content was taken before: it is that of another request. What a signal handler of the
    caller's raises here (without a deadline) stays what it is.
    """
    before = sys.exception()
    try:
        yield
    except Exception as error:
        if (callers := raised_by_a_signal(error, before)) is not None:
            raise callers from None
        if not isinstance(error, httpx.RequestError | httpx.InvalidURL):
            raise httpx.TransportError(f"{type(error).__name__}: {error}") from error
        if isinstance(error, NEVER_SENT) and content.taken:
            raise httpx.TransportError(f"{type(error).__name__}: {error}") from error
        raise
    finally:
        content.end()


def transport_of(
    url: httpx.URL, transport: httpx.BaseTransport | None, http: httpx.Client | None, reach: Reach
) -> Transport:
    """The transport of a ClobClient: to the given client or transport, or of its own to ``url``.

    Raises InvalidInput where ``reach`` is about connections that are another's.
    """
    check_owner(reach, transport, http)
    if http is not None:
        return GivenClient(of_kind("http", http, httpx.Client, "an httpx.Client"))
    if isinstance(transport, Transport):
        return transport
    if transport is None:
        from ._lanes import ConnectionLanes  # noqa: PLC0415 - httpcore takes long to import

        return ConnectionLanes(reach, url)
    return GivenTransport(of_kind("transport", transport, httpx.BaseTransport, "an httpx.BaseTransport"))


def check_owner(reach: Reach, *given: object) -> None:
    if not reach.is_plain and any(one is not None for one in given):
        rule = "certificates and proxy are those of the given transport or client; headers alone go with one"
        raise InvalidInput("reach", reach, rule)
