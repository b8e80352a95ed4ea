"""Every way to the exchange: the same results and errors, and the same verdict on what may have arrived."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded
from polymarket_clob import (
    AsyncClobClient,
    CancelResult,
    ClientClosed,
    ClobClient,
    Credentials,
    MarketRules,
    NotSent,
    OrderArgs,
    OrderOutcomeUnknown,
    PrivateKeySigner,
    ResponseError,
    TransportError,
    UnreadableResponse,
    capture_responses,
)
from polymarket_clob.fast import AsyncFastTransport, FastTransport
from polymarket_clob.signing import l2_signature
from polymarket_clob_api.api.data import get_time

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", PrivateKeySigner(KEY).address)
TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563"
ORDER_ID = "0x" + "ab" * 32
RULES = MarketRules("0.01", neg_risk=False)
OPTIONS: dict[str, Any] = {
    "key": KEY,
    "creds": CREDS,
    "timeout": httpx.Timeout(1.5, connect=1.0),  # a busy machine takes its time
    "clock": lambda: 1_700_000_000.0,
}
CANCELED = b'{"canceled":["%s"],"not_canceled":{}}' % ORDER_ID.encode()

Ways = dict[str, Callable[[], dict[str, Any]]]
SYNC: Ways = {
    "httpx": dict,
    "transport": lambda: {"transport": httpx.HTTPTransport()},
    "client": lambda: {"http": httpx.Client(timeout=OPTIONS["timeout"], follow_redirects=True)},
    "fast": lambda: {"transport": FastTransport()},
}
ASYNC: Ways = {
    "httpx": dict,
    "transport": lambda: {"transport": httpx.AsyncHTTPTransport()},
    "client": lambda: {"http": httpx.AsyncClient(timeout=OPTIONS["timeout"], follow_redirects=True)},
    "fast": lambda: {"transport": AsyncFastTransport()},
}


def cancel_now(url: str, way: str) -> CancelResult:
    with ClobClient(url, **OPTIONS, **SYNC[way]()) as client:
        return client.cancel(ORDER_ID)


def cancel_awaited(url: str, way: str) -> CancelResult:
    async def cancel() -> CancelResult:
        async with AsyncClobClient(url, **OPTIONS, **ASYNC[way]()) as client:
            return await client.cancel(ORDER_ID)

    return asyncio.run(cancel())


def post_now(url: str, way: str) -> None:
    with ClobClient(url, **OPTIONS, **SYNC[way]()) as client:
        client.post_order(client.create_order(OrderArgs(TOKEN, "0.5", 10, "BUY"), RULES))


def post_awaited(url: str, way: str) -> None:
    async def post() -> None:
        async with AsyncClobClient(url, **OPTIONS, **ASYNC[way]()) as client:
            signed = await client.create_order(OrderArgs(TOKEN, "0.5", 10, "BUY"), RULES)
            await client.post_order(signed)

    asyncio.run(post())


every_way = pytest.mark.parametrize("way", SYNC)
cancelling = pytest.mark.parametrize("cancel", [cancel_now, cancel_awaited])
posting = pytest.mark.parametrize("post", [post_now, post_awaited])

Cancel = Callable[[str, str], CancelResult]
Post = Callable[[str, str], None]


@contextmanager
def served(response: bytes | None) -> Iterator[tuple[str, list[bytes]]]:
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
                seen.append(_whole_request(connection))
                if response is None:
                    kept.append(connection)
                    continue
                connection.sendall(response)
                connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", seen
    for connection in kept:
        connection.close()


def _whole_request(connection: socket.socket) -> bytes:
    data = b""
    while chunk := connection.recv(65536):
        data += chunk
        head, ended, body = data.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        if ended and len(body) >= int(length or 0):
            break
    return data


def ok(body: bytes, *headers: bytes) -> bytes:
    head = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def cancel_closed(url: str, way: str) -> CancelResult:
    with ClobClient(url, **OPTIONS, **SYNC[way]()) as client:
        client.cancel(ORDER_ID)
    with pytest.raises(ClientClosed):
        _ = client.generated
    return client.cancel(ORDER_ID)


def cancel_closed_awaited(url: str, way: str) -> CancelResult:
    async def cancel() -> CancelResult:
        async with AsyncClobClient(url, **OPTIONS, **ASYNC[way]()) as client:
            await client.cancel(ORDER_ID)
        with pytest.raises(ClientClosed):
            _ = client.generated
        return await client.cancel(ORDER_ID)

    return asyncio.run(cancel())


@every_way
@pytest.mark.parametrize("cancel", [cancel_closed, cancel_closed_awaited])
def test_a_closed_client_sends_nothing_more(cancel: Cancel, way: str) -> None:
    with served(ok(CANCELED)) as (url, seen), pytest.raises(ClientClosed, match="the client is closed"):
        cancel(url, way)
    assert len(seen) == 1


def test_closing_leaves_the_callers_own_httpx_client_open() -> None:
    http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, content=CANCELED)))
    with ClobClient("http://clob.test", **OPTIONS, http=http) as client:
        client.cancel(ORDER_ID)
    with pytest.raises(ClientClosed):
        client.cancel(ORDER_ID)
    assert not http.is_closed


# What is sent


@every_way
@cancelling
def test_the_bytes_on_the_wire_are_those_that_were_signed(cancel: Cancel, way: str) -> None:
    with served(ok(CANCELED)) as (url, seen):
        assert cancel(url, way).canceled == [ORDER_ID]
    (request,) = seen
    head, _, body = request.partition(b"\r\n\r\n")
    line, *lines = head.split(b"\r\n")
    headers = {name.lower(): value for name, _, value in (each.partition(b": ") for each in lines)}
    assert line == b"DELETE /order HTTP/1.1"
    assert body == b'{"orderID":"%s"}' % ORDER_ID.encode()
    signature = l2_signature(CREDS.secret, 1_700_000_000, "DELETE", "/order", body)
    assert headers[b"poly_signature"] == signature.encode()
    assert headers[b"poly_api_key"] == b"key-1"
    assert headers[b"host"] == url.removeprefix("http://").encode()
    assert headers[b"content-type"] == b"application/json"
    assert b"gzip" in headers[b"accept-encoding"]
    assert len(headers) == len(lines)


@every_way
@cancelling
@pytest.mark.parametrize("code", [b"302 Found", b"307 Temporary Redirect"])
def test_a_signed_request_is_never_redirected(cancel: Cancel, way: str, code: bytes) -> None:
    response = b"HTTP/1.1 " + code + b"\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
    with served(response) as (url, seen), pytest.raises(ResponseError) as caught:
        cancel(url, way)
    assert caught.value.status == int(code[:3])
    assert len(seen) == 1


@pytest.mark.parametrize("way", ["httpx", "fast"])
def test_a_cookie_that_was_set_is_not_sent_back(way: str) -> None:
    response = ok(CANCELED, b"Set-Cookie: __cf_bm=1; path=/", b"Connection: close")
    with served(response) as (url, seen), ClobClient(url, **OPTIONS, **SYNC[way]()) as client:
        client.cancel(ORDER_ID)
        client.cancel(ORDER_ID)
    assert len(seen) == 2
    assert b"cookie" not in seen[1].lower()


# What comes back


@every_way
@cancelling
def test_a_compressed_answer_is_read_once(cancel: Cancel, way: str) -> None:
    body = gzip.compress(CANCELED)
    with served(ok(body, b"Content-Encoding: gzip")) as (url, _), capture_responses() as responses:
        assert cancel(url, way).canceled == [ORDER_ID]
    assert responses[0].body == CANCELED
    assert responses[0].headers["CONTENT-encoding"] == "gzip"


@every_way
def test_headers_are_found_in_any_case_and_repeated_ones_joined(way: str) -> None:
    response = ok(CANCELED, b"Poly-RateLimit-Tier: Gold", b"Via: a", b"Via: b")
    with served(response) as (url, _), capture_responses() as responses:
        cancel_now(url, way)
    (received,) = responses
    assert received.headers["poly-ratelimit-TIER"] == "Gold"
    assert received.headers["via"] == "a, b"


@every_way
@cancelling
@pytest.mark.parametrize("body", [b"", b"<html>a page of the CDN</html>", b'{"canceled": ['])
def test_what_is_no_json_keeps_its_bytes(cancel: Cancel, way: str, body: bytes) -> None:
    with served(ok(body)) as (url, _), pytest.raises(UnreadableResponse) as caught:
        cancel(url, way)
    assert caught.value.body == body


class Looking(httpx.HTTPTransport):
    """A transport of the caller's that reads responses before it hands them on, as loggers do."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        response.read()
        return response


class AsyncLooking(httpx.AsyncHTTPTransport):
    """As Looking."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        await response.aread()
        return response


def test_a_response_that_a_transport_of_the_callers_has_read_is_read() -> None:
    async def cancel(url: str) -> CancelResult:
        async with AsyncClobClient(url, **OPTIONS, transport=AsyncLooking()) as client:
            return await client.cancel(ORDER_ID)

    with served(ok(gzip.compress(CANCELED), b"Content-Encoding: gzip")) as (url, _):
        with ClobClient(url, **OPTIONS, transport=Looking()) as client:
            assert client.cancel(ORDER_ID).canceled == [ORDER_ID]
        assert asyncio.run(cancel(url)).canceled == [ORDER_ID]


CLOSED = b""
CUT_OFF = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"
GARBAGE = b"no answer at all\r\n\r\n"


@every_way
@posting
@pytest.mark.parametrize(
    "response", [CLOSED, CUT_OFF, GARBAGE, None], ids=["closed", "cut", "garbage", "none"]
)
def test_an_order_that_may_have_arrived_is_of_unknown_outcome_and_sent_once(
    post: Post, way: str, response: bytes | None
) -> None:
    with served(response) as (url, seen), pytest.raises(OrderOutcomeUnknown) as caught:
        post(url, way)
    assert type(caught.value.cause) is TransportError
    assert len(seen) == 1


@every_way
@posting
def test_only_a_connection_that_was_never_made_counts_as_not_sent(post: Post, way: str) -> None:
    with pytest.raises(NotSent):
        post("http://127.0.0.1:9", way)


@every_way
@posting
def test_a_connection_that_is_not_made_in_time_counts_as_not_sent(post: Post, way: str) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.settimeout(0)
            each.connect_ex(full.getsockname())
        with pytest.raises(NotSent):
            post(f"http://127.0.0.1:{full.getsockname()[1]}", way)
        for each in waiting:
            each.close()


# Proxies and HTTP/2

PROXIED: dict[str, Callable[[str], dict[str, Any]]] = {
    "environment": lambda proxy: {},
    "fast, environment": lambda proxy: {"transport": FastTransport()},
    "transport": lambda proxy: {"transport": httpx.HTTPTransport(proxy=proxy)},
    "client": lambda proxy: {"http": httpx.Client(proxy=proxy)},
    "fast": lambda proxy: {"transport": FastTransport(proxy=proxy)},
}


@pytest.mark.parametrize("way", PROXIED)
def test_a_request_goes_through_the_proxy(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with served(ok(CANCELED)) as (proxy, seen):
        if "environment" in way:
            monkeypatch.setenv("HTTP_PROXY", proxy)
        with ClobClient("http://clob.test", **OPTIONS, **PROXIED[way](proxy)) as client:
            assert client.cancel(ORDER_ID).all_canceled
    assert seen[0].startswith(b"DELETE http://clob.test/order HTTP/1.1\r\n")
    assert b"\r\nhost: clob.test\r\n" in seen[0].lower()


@pytest.mark.parametrize("way", ["httpx", "fast"])
def test_an_exchange_that_the_environment_excepts_is_reached_directly(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with served(ok(CANCELED)) as (url, seen):
        assert cancel_now(url, way).all_canceled
    assert seen[0].startswith(b"DELETE /order HTTP/1.1\r\n")


def test_http_2_is_spoken_on_request() -> None:
    requests: list[dict[bytes, bytes]] = []
    bodies: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            speaker = H2Connection(H2Configuration(client_side=False, header_encoding=None))
            speaker.initiate_connection()
            connection.sendall(speaker.data_to_send())
            while data := connection.recv(65536):
                for event in speaker.receive_data(data):
                    if isinstance(event, RequestReceived):
                        requests.append(dict(event.headers))
                    elif isinstance(event, DataReceived):
                        bodies.append(event.data)
                    elif isinstance(event, StreamEnded):
                        speaker.send_headers(event.stream_id, [(":status", "200")])
                        speaker.send_data(event.stream_id, CANCELED, end_stream=True)
                connection.sendall(speaker.data_to_send())
            connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        transport = httpx.HTTPTransport(http1=False, http2=True)
        with ClobClient(url, **OPTIONS, transport=transport) as client:
            assert client.cancel(ORDER_ID).canceled == [ORDER_ID]
            assert client.cancel(ORDER_ID).canceled == [ORDER_ID]
        thread.join(5)
    assert [request[b":path"] for request in requests] == [b"/order"] * 2
    signature = l2_signature(CREDS.secret, 1_700_000_000, "DELETE", "/order", bodies[0])
    assert requests[0][b"poly_signature"] == signature.encode()


# The generated functions


@every_way
def test_the_generated_functions_travel_as_the_client_does(way: str) -> None:
    body = gzip.compress(b"1700000000")
    options = SYNC[way]()
    response = ok(body, b"Content-Encoding: gzip")
    with served(response) as (url, seen), ClobClient(url, **OPTIONS, **options) as client:
        assert get_time.sync_detailed(client=client.generated).content == b"1700000000"
    with pytest.raises(httpx.ConnectError), ClobClient("http://127.0.0.1:9", **SYNC[way]()) as client:
        get_time.sync_detailed(client=client.generated)
    assert seen[0].startswith(b"GET /time HTTP/1.1\r\n")
    if "http" in options:
        assert options["http"].auth is None
        assert str(options["http"].base_url) == ""


# The sandbox


@pytest.mark.parametrize("way", ["client", "fast"])
def test_orders_are_posted_read_and_cancelled(sandbox: dict[str, Any], way: str) -> None:
    account = sandbox["account"]
    token_id = sandbox["markets"][0]["tokens"][0]["token_id"]

    async def trade() -> None:
        async with AsyncClobClient(sandbox["url"], key=account["private_key"], **ASYNC[way]()) as client:
            client.set_api_creds(await client.create_or_derive_api_key())
            args = [OrderArgs(token_id, f"0.0{cents}", 20, "BUY") for cents in range(1, 6)]
            posted = await asyncio.gather(*(client.create_and_post_order(each) for each in args))
            ids = {order.order_id for order in posted}
            assert {order.id for order in await client.get_orders()} == ids
            assert set((await client.cancel_all()).canceled) == ids

    asyncio.run(trade())
    with ClobClient(sandbox["url"], key=account["private_key"], **SYNC[way]()) as client:
        client.set_api_creds(client.create_or_derive_api_key())
        posted = client.create_and_post_order(OrderArgs(token_id, "0.01", 20, "BUY"))
        assert client.get_order(posted.order_id).id == posted.order_id
        assert client.cancel(posted.order_id).canceled == [posted.order_id]
