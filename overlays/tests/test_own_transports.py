"""A transport of the caller's that sends a request's content, not its stream, sends it once, and in time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    AsyncClobClient,
    ClobClient,
    NotSent,
    OrderOutcomeUnknown,
    SignedOrder,
)
from polymarket_clob.fast import FastTransport

from .test_whatever_ends_a_post import OPTIONS, order, taken

URL = "http://clob.test"
LONG = 60
NO_TRADES = {"data": [], "next_cursor": "LTE="}

Look = Callable[[httpx.Request], bytes]
LOOKS: dict[str, Look] = {
    "content": lambda request: request.content,
    "read": lambda request: request.read(),
    "read, then content": lambda request: request.read() and request.content,
    "stream": lambda request: b"".join(request.stream),  # type: ignore[arg-type]
}
every_look = pytest.mark.parametrize("look", LOOKS)


class Exchange:
    """What came to it; it shows no order."""

    def __init__(self) -> None:
        self.posts: list[bytes] = []

    def __call__(self, request: httpx.Request, body: bytes) -> httpx.Response:
        if request.method == "POST":
            self.posts.append(body)
            return httpx.Response(502, text="a page of the gateway")
        return httpx.Response(200, json=None if "/order/" in request.url.path else NO_TRADES)


class Own(httpx.BaseTransport):
    """A transport that sends as it is told."""

    def __init__(self, send: Callable[[httpx.Request], httpx.Response]) -> None:
        self._send = send

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._send(request)


def client_of(send: Callable[[httpx.Request], httpx.Response], way: str, **options: Any) -> ClobClient:
    given: dict[str, Any] = {"transport": Own(send)}
    if way == "client":
        given = {"http": httpx.Client(transport=Own(send))}
    return ClobClient(URL, **OPTIONS, **given, **options)


either_way = pytest.mark.parametrize("way", ["transport", "client"])
with_a_deadline_or_none = pytest.mark.parametrize("deadline", [LONG, None])


@every_look
@either_way
@with_a_deadline_or_none
def test_a_second_address_that_does_not_connect_says_nothing_of_the_first(
    look: str, way: str, deadline: float | None
) -> None:
    exchange = Exchange()

    def send(request: httpx.Request) -> httpx.Response:
        exchange(request, LOOKS[look](request))
        raise httpx.ConnectError("the second address refused the connection")

    signed = order()
    client = client_of(send, way, deadline=deadline)
    with pytest.raises(OrderOutcomeUnknown):
        client.post_order(signed)
    assert client.unsettled_orders == (signed,)
    assert len(exchange.posts) == 1


@either_way
@with_a_deadline_or_none
def test_a_transport_that_repeats_by_itself_sends_an_order_once(way: str, deadline: float | None) -> None:
    exchange = Exchange()

    def send(request: httpx.Request) -> httpx.Response:
        for _ in range(3):
            response = exchange(request, LOOKS["stream"](request))
        return response

    with pytest.raises(OrderOutcomeUnknown, match="a second time"):
        client_of(send, way, deadline=deadline).post_order(order())
    assert len(exchange.posts) == 1


def test_a_connection_that_is_refused_before_anything_was_looked_at_was_not_sent() -> None:
    def send(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    client = client_of(send, "transport")
    with pytest.raises(NotSent):
        client.post_order(order())
    assert client.unsettled_orders == ()


def test_an_awaited_transport_is_held_to_the_same() -> None:
    exchange = Exchange()

    class Awaited(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            for _ in range(3):
                exchange(request, b"".join([each async for each in request.stream]))  # type: ignore[union-attr]
            raise httpx.ConnectError("refused")

    async def post() -> None:
        async with AsyncClobClient(URL, **OPTIONS, transport=Awaited()) as client:
            with pytest.raises(OrderOutcomeUnknown, match="a second time"):
                await client.post_order(order())

    asyncio.run(post())
    assert len(exchange.posts) == 1


@every_look
@either_way
def test_what_waits_beyond_the_deadline_before_it_looks_sends_nothing(look: str, way: str) -> None:
    exchange, go_on, over = Exchange(), threading.Event(), threading.Event()

    def send(request: httpx.Request) -> httpx.Response:
        if request.method != "POST":
            return exchange(request, b"")
        go_on.wait(LONG)
        try:
            return exchange(request, LOOKS[look](request))
        finally:
            over.set()

    client, signed = client_of(send, way), order()
    with pytest.raises(OrderOutcomeUnknown):
        client.post_order(signed, deadline=0.2)
    (settled,) = client.reconcile([signed], asking_for=0.01)
    assert settled.taken is False
    go_on.set()
    assert over.wait(LONG)
    assert exchange.posts == []


@every_look
@either_way
def test_an_order_is_on_its_way_until_the_transport_that_took_it_has_ended(look: str, way: str) -> None:
    exchange, came, go_on = Exchange(), threading.Event(), threading.Event()

    def send(request: httpx.Request) -> httpx.Response:
        body = LOOKS[look](request)
        if request.method == "POST":
            came.set()
            go_on.wait(LONG)
        return exchange(request, body)

    client, signed = client_of(send, way), order()
    for deadline in (0.2, 1, 5, 25):  # the longer ones for a machine that is busy
        with pytest.raises((OrderOutcomeUnknown, NotSent)):
            client.post_order(signed, deadline=deadline)
        if came.is_set():
            break
    (settled,) = client.reconcile([signed], asking_for=0.01)
    assert settled.taken is None
    assert len(client.unsettled_orders) == 1
    go_on.set()
    while client.reconcile([signed], asking_for=0.01)[0].taken is None:
        pass
    assert len(exchange.posts) == 1
    assert len(client.unsettled_orders) == 0


def test_an_order_is_on_its_way_until_the_task_that_took_it_has_ended() -> None:
    exchange = Exchange()

    async def post() -> None:
        came, go_on = asyncio.Event(), asyncio.Event()

        class Stubborn(httpx.AsyncBaseTransport):
            """Sends what it has, though it is cancelled."""

            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                body = request.content
                if request.method == "POST":
                    came.set()
                    while not go_on.is_set():
                        try:
                            await go_on.wait()
                        except asyncio.CancelledError:
                            continue
                return exchange(request, body)

        async with AsyncClobClient(URL, **OPTIONS, transport=Stubborn()) as client:
            signed = order()
            posting = asyncio.create_task(client.post_order(signed))
            await came.wait()
            posting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await posting
            (settled,) = await client.reconcile([signed], asking_for=0.01)
            go_on.set()
            assert settled.taken is None
            while (await client.reconcile([signed], asking_for=0.01))[0].taken is None:
                await asyncio.sleep(0)
            assert len(exchange.posts) == 1

    asyncio.run(post())


def _taken(signed: SignedOrder) -> httpx.Response:
    return httpx.Response(200, json=taken(signed))


@either_way
def test_a_transport_that_looks_before_it_sends_hinders_no_order(
    way: str, serving: Any, responding: Callable[..., bytes]
) -> None:
    signed = order()
    server = serving(lambda connection, *_: connection.sendall(responding(taken(signed))))
    inner, seen = httpx.HTTPTransport(), set()

    def send(request: httpx.Request) -> httpx.Response:
        if request.content:
            seen.add(request.content)
        return inner.handle_request(request)

    given: dict[str, Any] = {"transport": Own(send)}
    if way == "client":
        given = {"http": httpx.Client(transport=Own(send))}
    with ClobClient(server.url, **OPTIONS, **given) as client:
        assert client.post_order(signed).order_id == signed.order_id
    assert [sent for _, sent in server.seen] == list(seen)


def test_what_logs_the_content_before_and_after_hinders_no_order(
    serving: Any, responding: Callable[..., bytes]
) -> None:
    signed, logged = order(), []
    server = serving(lambda connection, *_: connection.sendall(responding(taken(signed))))
    hooks: dict[str, Any] = {
        "request": [lambda request: logged.append(request.content)],
        "response": [lambda response: logged.append(response.request.content)],
    }
    for transport in (httpx.HTTPTransport(), FastTransport()):
        http = httpx.Client(transport=transport, event_hooks=hooks)
        with ClobClient(server.url, **OPTIONS, http=http) as client:
            assert client.post_order(signed).order_id == signed.order_id
    (body,) = set(logged)
    assert [sent for _, sent in server.seen] == [body] * 2
    assert len(logged) == 4


def test_a_mock_and_what_looks_after_the_call_may_look_as_often_as_they_like() -> None:
    seen: list[httpx.Request] = []
    signed = order()

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        assert request.content == request.content
        return _taken(signed)

    with ClobClient(URL, **OPTIONS, transport=httpx.MockTransport(answer)) as client:
        client.post_order(signed)
    assert seen[0].content == seen[0].read() == seen[0].content

    def own(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        assert request.content
        return _taken(signed)

    with client_of(own, "transport") as client:
        client.post_order(signed)
    assert seen[1].content == seen[1].content
