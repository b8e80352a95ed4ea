"""What stays among a client's ``unsettled_orders``: each sending of an order counts by itself."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    AsyncClobClient,
    ClobClient,
    ClobError,
    InvalidInput,
    OrderOutcomeUnknown,
    SignedOrder,
    named_orders,
)

from .test_whatever_ends_a_post import OPTIONS, order, taken

URL = "http://clob.test"
NOTHING = {"error": "order not found"}


def client_of(*responses: httpx.Response | Exception, **options: Any) -> ClobClient:
    """A client whose posts are answered so, one after the other; an order is not shown."""
    left = iter(responses)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method != "POST":
            return httpx.Response(404, json=NOTHING) if "/order/" in request.url.path else NO_TRADES
        following = next(left)
        if isinstance(following, Exception):
            raise following
        return following

    return ClobClient(URL, transport=httpx.MockTransport(answer), **OPTIONS, **options)


NO_TRADES = httpx.Response(200, json={"data": [], "next_cursor": "LTE="})
_LINES = 50  # there are more of them on the way back
LOST = httpx.ReadError("the connection was lost")


@pytest.mark.parametrize(
    "second",
    [
        httpx.Response(429, json={"error": "Too Many Requests"}),
        httpx.Response(425, json={"error": "matching engine is restarting"}),
        httpx.Response(400, json={"error": "not enough balance / allowance"}),
        httpx.Response(403, json={"error": "blocked"}),
        httpx.Response(200, json={"success": False, "errorMsg": "not enough balance", "orderID": ""}),
        httpx.ConnectError("nobody is there"),
    ],
)
@pytest.mark.parametrize("batch", [False, True])
def test_a_sending_that_is_refused_says_nothing_of_the_one_before(second: Any, batch: bool) -> None:
    if batch and isinstance(second, httpx.Response) and second.status_code == 200:
        second = httpx.Response(200, json=[second.json()])
    client, signed = client_of(LOST, second), order()
    for _ in range(2):
        with suppress(ClobError):
            client.post_orders([signed]) if batch else client.post_order(signed)
    assert client.unsettled_orders == (signed,)


def test_a_sending_that_is_taken_settles_those_before() -> None:
    signed = order()
    client = client_of(LOST, httpx.Response(200, json=taken(signed)))
    with pytest.raises(OrderOutcomeUnknown):
        client.post_order(signed)
    client.post_order(signed)
    assert client.unsettled_orders == ()


@pytest.mark.parametrize("ends", [LOST, asyncio.CancelledError()])
def test_an_order_on_its_way_is_not_settled_by_not_being_shown(ends: BaseException) -> None:
    async def trade() -> None:
        came, go_on, signed = asyncio.Event(), asyncio.Event(), order()

        async def answer(request: httpx.Request) -> httpx.Response:
            if request.method != "POST":
                return httpx.Response(404, json=NOTHING) if "/order/" in request.url.path else NO_TRADES
            came.set()
            await go_on.wait()
            raise ends

        async with AsyncClobClient(URL, transport=httpx.MockTransport(answer), **OPTIONS) as client:
            post = asyncio.create_task(client.post_order(signed))
            await came.wait()
            (settled,) = await client.reconcile(client.unsettled_orders, asking_for=0.01)
            assert settled.taken is None
            go_on.set()
            await asyncio.wait([post])
            assert client.unsettled_orders == (signed,)
            (settled,) = await client.reconcile(client.unsettled_orders, asking_for=0.01)
            assert settled.taken is False
            assert len(client.unsettled_orders) == 0

    asyncio.run(trade())


def test_what_was_answered_of_a_batch_that_was_cut_off_is_not_lost_with_its_cancellation() -> None:
    """A task group drops the cancellation, which says what was answered."""

    async def trade() -> None:
        batch, requests = [order() for _ in range(31)], 0
        by_signature = {signed.signature: signed for signed in batch}

        async def answer(request: httpx.Request) -> httpx.Response:
            nonlocal requests
            requests += 1
            if requests == 2:
                raise asyncio.CancelledError
            sent = [by_signature[each["order"]["signature"]] for each in json.loads(request.content)]
            return httpx.Response(200, json=[taken(signed) for signed in sent])

        async with AsyncClobClient(URL, transport=httpx.MockTransport(answer), **OPTIONS) as client:
            with pytest.raises(asyncio.CancelledError) as caught:
                await client.post_orders(batch)
            assert named_orders(caught.value) == tuple(batch[15:30])
            assert client.unsettled_orders == tuple(batch[:30])

    asyncio.run(trade())


def test_an_order_whose_post_ends_during_the_last_look_is_not_settled_by_it() -> None:
    """The exchange may have taken it after it had answered that it shows no such order."""

    async def trade() -> None:
        signed = order()
        posting, last_look, go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()
        looks = 0

        async def answer(request: httpx.Request) -> httpx.Response:
            nonlocal looks
            if request.method == "POST":
                posting.set()
                await last_look.wait()
                return httpx.Response(200, json=taken(signed))
            if "/order/" not in request.url.path:
                return NO_TRADES
            looks += 1
            if looks == 2:
                last_look.set()
                await go_on.wait()
            return httpx.Response(404, json=NOTHING)

        async with AsyncClobClient(URL, transport=httpx.MockTransport(answer), **OPTIONS) as client:
            post = asyncio.create_task(client.post_order(signed))
            await posting.wait()
            look = asyncio.create_task(client.reconcile([signed], asking_for=1e-9))
            await post
            go_on.set()
            assert [settled.taken for settled in await look] == [None]

    asyncio.run(trade())


def test_what_other_calls_do_is_nothing_to_a_batch_on_its_way() -> None:
    """Neither a call that returns nor one that is cancelled touches the orders of another."""

    async def trade() -> None:
        batch = [order() for _ in range(16)]
        by_signature = {signed.signature: signed for signed in batch}
        second, go_on = asyncio.Event(), asyncio.Event()

        async def answer(request: httpx.Request) -> httpx.Response:
            if request.method == "GET":
                return httpx.Response(200, json="OK")
            sent = [by_signature[each["order"]["signature"]] for each in json.loads(request.content)]
            if len(sent) == 1:
                second.set()
                await go_on.wait()
            return httpx.Response(200, json=[taken(signed) for signed in sent])

        async with AsyncClobClient(URL, transport=httpx.MockTransport(answer), **OPTIONS) as client:
            posts = asyncio.create_task(client.post_orders(batch))
            await second.wait()
            await client.get_ok()
            assert client.unsettled_orders == tuple(batch)
            other = asyncio.create_task(client.get_ok())
            await asyncio.sleep(0)
            other.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await other
            assert named_orders(caught.value) == ()
            go_on.set()
            assert len(await posts) == len(batch)
            assert client.unsettled_orders == ()

    asyncio.run(trade())


def test_an_error_of_the_callers_own_says_what_was_answered_and_so_settles_it() -> None:
    batch, kept = [order() for _ in range(16)], 0

    def keep(_: SignedOrder) -> None:
        nonlocal kept
        kept += 1
        if kept == len(batch):
            raise RuntimeError("the database is away")

    client = client_of(httpx.Response(200, json=[taken(signed) for signed in batch[:15]]), on_signed=keep)
    with pytest.raises(RuntimeError) as caught:
        client.post_orders(batch)
    error: Any = caught.value
    assert [each.order_id for each in error.answered] == [each.order_id for each in batch[:15]]
    assert (named_orders(error), error.unsent, client.unsettled_orders) == ((), (batch[15],), ())


@pytest.mark.parametrize("kind", [KeyboardInterrupt, TimeoutError])
@pytest.mark.parametrize("armed", [False, True])
def test_whatever_strikes_loses_no_order(kind: type[BaseException], armed: bool) -> None:
    """On every line of the package from the response to the caller, or from the call on, one after the other;
    and no order counts as on its way for good.
    """
    for line in range(1, 1_000):
        signed = order()
        tracer = _Striking(kind, line, armed=armed)

        def answer(request: httpx.Request, signed: SignedOrder = signed, tracer: _Striking = tracer) -> Any:
            tracer.armed = tracer.came = True
            return httpx.Response(200, json=taken(signed))

        client = ClobClient(URL, transport=httpx.MockTransport(answer), **OPTIONS)
        found: BaseException | None = None
        try:
            sys.settrace(tracer)
            client.post_order(signed)
        except (kind, ClobError) as error:
            found = error
        finally:
            sys.settrace(None)
        if found is None:
            assert client.unsettled_orders == ()
            assert line > _LINES, "nothing was struck"
            return
        named = {each.order_id for each in (*named_orders(found), *client.unsettled_orders)}
        assert named == {signed.order_id} or not (named or tracer.came), tracer.where
        assert signed.order_id not in client._session.unsettled.on_their_way(), tracer.where
    pytest.fail("the call never ended")


class Keeper:
    """Hides that what it calls has to be awaited."""

    def __init__(self, kept: Callable[[SignedOrder], object]) -> None:
        self.kept = kept

    def keep(self, signed: SignedOrder) -> object:
        return self.kept(signed)


class _Striking:
    """Raises on the so many-th line of the package, once it is armed."""

    def __init__(self, kind: type[BaseException], line: int, *, armed: bool) -> None:
        self.kind, self.left = kind, line
        self.armed, self.came, self.where = armed, False, ""

    def __call__(self, frame: FrameType, event: str, _: Any) -> Callable[..., Any] | None:
        code = frame.f_code
        if "polymarket_clob/" not in code.co_filename.replace("\\", "/") or code.co_name == "__del__":
            return None  # Python drops what strikes where an object is finalized
        if event == "line" and self.armed:
            self.left -= 1
            if self.left == 0:
                self.where = f"{frame.f_code.co_filename}:{frame.f_lineno}"
                raise self.kind
        return self


@pytest.mark.parametrize("posted", [lambda client: client.post_order, lambda client: client.post_orders])
def test_what_has_to_be_awaited_keeps_no_order(posted: Callable[[Any], Any]) -> None:
    async def keep(signed: SignedOrder) -> None: ...

    with pytest.raises(InvalidInput, match="on_signed"):
        ClobClient(URL, on_signed=keep, **OPTIONS)
    client = client_of(on_signed=Keeper(keep).keep)
    send = posted(client)
    with pytest.raises(InvalidInput, match="on_signed"):
        send(order() if send == client.post_order else [order()])
    assert client.unsettled_orders == ()


@pytest.mark.parametrize("status", [408, 444, 460, 499])
def test_a_call_that_was_cut_off_midway_leaves_the_outcome_open(status: int) -> None:
    client = client_of(httpx.Response(status))
    with pytest.raises(OrderOutcomeUnknown):
        client.post_order(order())


@pytest.mark.parametrize("status", [400, 403, 429])
@pytest.mark.parametrize("batch", [False, True])
def test_a_refusal_that_contradicts_itself_leaves_the_outcome_open(status: int, batch: bool) -> None:
    signed = order()
    for body in (httpx.Response(200, json=taken(signed)).content, b'{"error": "context canc'):
        client = client_of(httpx.Response(status, content=body))
        with pytest.raises(OrderOutcomeUnknown):
            client.post_orders([signed]) if batch else client.post_order(signed)
        assert client.unsettled_orders == (signed,)
