"""An order is named before it is sent, and by whatever ends its post: error, cancellation, signal."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import attrs
import httpx
import pytest
from polymarket_clob import (
    AsyncClobClient,
    ClobClient,
    ClobError,
    Credentials,
    MarketRules,
    NotSent,
    OrderArgs,
    OrderBuilder,
    OrderOutcomeUnknown,
    PrivateKeySigner,
    SignedOrder,
    named_orders,
)
from polymarket_clob.fast import FastTransport

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", PrivateKeySigner(KEY).address)
OPTIONS: dict[str, Any] = {"key": KEY, "creds": CREDS}
TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563"


def order() -> SignedOrder:
    builder = OrderBuilder(PrivateKeySigner(KEY))
    return builder.limit(OrderArgs(TOKEN, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False))


def taken(signed: SignedOrder) -> dict[str, Any]:
    return {
        "success": True,
        "errorMsg": "",
        "orderID": signed.order_id,
        "status": "live",
        "makingAmount": "",
        "takingAmount": "",
    }


class Held:
    """A handler that says when a post has come, and answers it when it is let go on: never, mostly."""

    def __init__(self) -> None:
        self.came = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, connection: Any, line: str, body: bytes) -> bool:
        self.came.set()
        self.go_on.wait(60)
        return True


async def reached(held: Held) -> None:
    while not held.came.is_set():
        await asyncio.sleep(0.001)


# Ordinary errors


class Breaking(httpx.HTTPTransport):
    """A transport of the caller's that fails in its own way after it has sent."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        super().handle_request(request).read()
        raise self.error


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("beside it"),
        httpx.PoolTimeout("beside it"),
        OSError("gone"),
        TimeoutError("slow"),
        RuntimeError("?"),
        KeyError("x"),
        UnicodeError("é"),
    ],
)
def test_a_transport_of_the_callers_that_fails_in_its_own_way(
    error: Exception, serving: Any, responding: Callable[..., bytes]
) -> None:
    server = serving(lambda connection, *_: connection.sendall(responding({"success": True})))
    signed = order()
    with ClobClient(server.url, **OPTIONS, transport=Breaking(error)) as client:
        with pytest.raises(OrderOutcomeUnknown) as caught:
            client.post_order(signed)
        assert client.unsettled_orders == (signed,)
    assert caught.value.order_id == signed.order_id
    assert server.posts() == 1


def test_an_event_hook_that_raises(serving: Any, responding: Callable[..., bytes]) -> None:
    server = serving(lambda connection, *_: connection.sendall(responding(b"bad", "502 Bad Gateway")))

    def raising(response: httpx.Response) -> None:
        response.raise_for_status()

    async def raising_awaited(response: httpx.Response) -> None:
        response.raise_for_status()

    http = httpx.Client(event_hooks={"response": [raising]})
    with ClobClient(server.url, **OPTIONS, http=http) as client, pytest.raises(OrderOutcomeUnknown):
        client.post_order(order())

    async def post() -> None:
        http = httpx.AsyncClient(event_hooks={"response": [raising_awaited]})
        async with AsyncClobClient(server.url, **OPTIONS, http=http) as client:
            with pytest.raises(OrderOutcomeUnknown):
                await client.post_order(order())

    asyncio.run(post())


def test_an_event_hook_that_cannot_connect(serving: Any, responding: Callable[..., bytes]) -> None:
    server = serving(lambda connection, *_: connection.sendall(responding({"success": True})))
    signed = order()

    def reporting(response: httpx.Response) -> None:
        raise httpx.ConnectError("the log server is down")

    http = httpx.Client(event_hooks={"response": [reporting]})
    with ClobClient(server.url, **OPTIONS, http=http) as client, pytest.raises(OrderOutcomeUnknown):
        client.post_order(signed)
    assert server.posts() == 1
    http = httpx.Client(event_hooks={"request": [reporting]})
    with ClobClient(server.url, **OPTIONS, http=http) as client, pytest.raises(NotSent):
        client.post_order(signed)
    assert server.posts() == 1


def test_a_header_that_is_no_ascii_is_read(serving: Any, responding: Callable[..., bytes]) -> None:
    response = responding(b"busy", "503 Service Unavailable", "X-Where: caf\xe9")
    server = serving(lambda connection, *_: connection.sendall(response))
    with ClobClient(server.url, **OPTIONS) as client, pytest.raises(OrderOutcomeUnknown):
        client.post_order(order())


def test_a_second_event_loop_just_works(sandbox: dict[str, Any]) -> None:
    account = sandbox["account"]
    token_id = sandbox["markets"][0]["tokens"][0]["token_id"]
    client = AsyncClobClient(sandbox["url"], key=account["private_key"])

    async def login() -> None:
        client.set_api_creds(await client.create_or_derive_api_key())
        await asyncio.gather(*(client.get_server_time() for _ in range(3)))

    async def post() -> list[str]:
        posted = await client.create_and_post_order(OrderArgs(token_id, "0.02", 20, "BUY"))
        return (await client.cancel(posted.order_id)).canceled

    asyncio.run(login())
    assert [len(asyncio.run(post())) for _ in range(3)] == [1, 1, 1]


# Cancellation and time-outs


def test_a_cancelled_post_carries_its_order(serving: Any) -> None:
    held, signed = Held(), order()
    server = serving(held)

    async def trade() -> None:
        async with AsyncClobClient(server.url, **OPTIONS) as client:
            task = asyncio.create_task(client.post_order(signed))
            await reached(held)
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            assert caught.value.orders == (signed,)  # type: ignore[attr-defined]
            assert caught.value.answered == ()  # type: ignore[attr-defined]
            assert caught.value.unsent == ()  # type: ignore[attr-defined]
            assert signed.order_id in caught.value.__notes__[0]
            assert client.unsettled_orders == (signed,)
            held.go_on.set()

    asyncio.run(trade())


@pytest.mark.parametrize("way", ["timeout", "wait_for"])
def test_a_time_out_of_the_callers_keeps_its_type_and_leads_to_the_order(serving: Any, way: str) -> None:
    held, signed = Held(), order()
    server = serving(held)

    async def trade() -> None:
        async with AsyncClobClient(server.url, **OPTIONS) as client:

            async def bounded() -> None:
                async with asyncio.timeout(0.5):
                    await client.post_order(signed)

            waiting = bounded() if way == "timeout" else asyncio.wait_for(client.post_order(signed), 0.5)
            with pytest.raises(TimeoutError) as caught:
                await waiting
            assert named_orders(caught.value) == (signed,)
            held.go_on.set()

    asyncio.run(trade())
    assert server.posts() == 1


def test_what_a_task_group_swallows_stays_with_the_client(serving: Any) -> None:
    held, orders = Held(), [order() for _ in range(4)]
    server = serving(held)

    async def trade() -> None:
        async with AsyncClobClient(server.url, **OPTIONS) as client:

            async def fail_beside_them() -> None:
                async with asyncio.TaskGroup() as group:
                    for signed in orders:
                        group.create_task(client.post_order(signed))
                    while server.posts() < 4:
                        await asyncio.sleep(0.001)
                    raise ZeroDivisionError

            with pytest.raises(ExceptionGroup):
                await fail_beside_them()
            assert set(client.unsettled_orders) == set(orders)
            held.go_on.set()

    asyncio.run(trade())


def test_an_exception_group_leads_to_the_orders_of_its_members() -> None:
    first, second = order(), order()
    group = BaseExceptionGroup(
        "x",
        [
            OrderOutcomeUnknown([first], OSError("x")),
            BaseExceptionGroup("y", [OrderOutcomeUnknown([second], OSError("y")), ValueError()]),
        ],
    )
    assert named_orders(group) == (first, second)


def test_a_batch_cut_in_its_second_request_keeps_what_was_answered(
    serving: Any, responding: Callable[..., bytes]
) -> None:
    batch = [order() for _ in range(40)]
    came, go_on = threading.Event(), threading.Event()

    def handler(connection: Any, line: str, body: bytes) -> bool:
        if not came.is_set() and server.posts() == 1:
            connection.sendall(responding([taken(signed) for signed in batch[:15]]))
            return False
        came.set()
        go_on.wait(60)
        return True

    server = serving(handler)

    async def trade() -> None:
        async with AsyncClobClient(server.url, **OPTIONS) as client:
            task = asyncio.create_task(client.post_orders(batch))
            while not came.is_set():
                await asyncio.sleep(0.001)
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            error: Any = caught.value
            assert error.orders == tuple(batch[15:30])
            assert [response.order_id for response in error.answered] == [
                each.order_id for each in batch[:15]
            ]
            assert error.unsent == tuple(batch[30:])
            go_on.set()

    asyncio.run(trade())


def test_a_post_cancelled_while_it_waits_for_its_turn_was_not_sent(serving: Any) -> None:
    held, signed = Held(), order()
    server = serving(held)

    async def trade() -> None:
        async with AsyncClobClient(server.url, **OPTIONS) as client:
            others = [asyncio.create_task(client.post_order(order())) for _ in range(50)]
            while server.posts() < 50:
                await asyncio.sleep(0.001)
            task = asyncio.create_task(client.post_order(signed))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            assert named_orders(caught.value) == ()
            assert caught.value.unsent == (signed,)  # type: ignore[attr-defined]
            assert signed not in client.unsettled_orders
            for each in others:
                each.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            held.go_on.set()

    asyncio.run(trade())


# Signals


@pytest.mark.parametrize("own_transport", [False, True])
def test_ctrl_c_carries_the_order(serving: Any, own_transport: bool) -> None:
    held, signed = Held(), order()
    server = serving(held)
    options: dict[str, Any] = {"transport": httpx.HTTPTransport()} if own_transport else {}

    def interrupt() -> None:
        held.came.wait(60)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    client = ClobClient(server.url, **OPTIONS, **options)
    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt) as caught:
        client.post_order(signed)
    held.go_on.set()
    assert named_orders(caught.value) == (signed,)
    assert client.unsettled_orders == (signed,)


WAYS: dict[str, Callable[[], dict[str, Any]]] = {
    "own": dict,
    "transport": lambda: {"transport": httpx.HTTPTransport()},
    "transport, no deadline": lambda: {"transport": httpx.HTTPTransport(), "deadline": None},
    "client, no deadline": lambda: {"http": httpx.Client(timeout=60), "deadline": None},
    "fast": lambda: {"transport": FastTransport()},
}


class Alarm(Exception):
    """An error of the caller's own."""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", [TimeoutError, Alarm])
def test_what_an_alarm_raises_keeps_its_type(serving: Any, way: str, kind: type[Exception]) -> None:
    held, signed = Held(), order()
    server = serving(held)

    def ring(*_: object) -> None:
        message = "the caller's alarm"
        raise kind(message)

    def alarm() -> None:
        held.came.wait(60)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGALRM)

    before = signal.signal(signal.SIGALRM, ring)
    try:
        client = ClobClient(server.url, timeout=60, **OPTIONS, **WAYS[way]())
        threading.Thread(target=alarm, daemon=True).start()
        with pytest.raises((kind, OrderOutcomeUnknown), match="the caller's alarm") as caught:
            client.post_order(signed)
        cause = caught.value if kind is TimeoutError else caught.value.__cause__
        assert type(cause) is kind
        assert named_orders(caught.value) == (signed,)
        held.came.clear()
        threading.Thread(target=alarm, daemon=True).start()
        with pytest.raises(kind, match="the caller's alarm"):
            client.get_server_time()
    finally:
        signal.signal(signal.SIGALRM, before)
        held.go_on.set()
    assert len(server.seen) == 2


@pytest.mark.parametrize("way", WAYS)
def test_an_alarm_that_was_handled_before_is_not_taken_for_what_fails_now(way: str) -> None:
    def ring(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.raise_signal(signal.SIGALRM)
    except TimeoutError:
        with pytest.raises(NotSent):
            ClobClient("http://127.0.0.1:9", **OPTIONS, **WAYS[way]()).post_order(order())
    finally:
        signal.signal(signal.SIGALRM, before)


class Nameless(BaseException):
    orders = None


class ReadOnly(BaseException):
    @property
    def orders(self) -> tuple[SignedOrder, ...]:
        return ()


class Unreadable(BaseException):
    @property
    def orders(self) -> tuple[SignedOrder, ...]:
        raise ValueError


class OwnTimeout(TimeoutError):
    orders = 3


@attrs.frozen
class Frozen(BaseException):
    x: int = 1


@pytest.mark.parametrize("kind", [Nameless, ReadOnly, Unreadable, OwnTimeout, Frozen])
@pytest.mark.parametrize("sent", [True, False])
def test_an_exception_of_the_callers_comes_out_whatever_its_attributes_are(
    kind: type[BaseException], sent: bool
) -> None:
    def send(request: httpx.Request) -> httpx.Response:
        raise kind

    def refuse(_: SignedOrder) -> None:
        raise kind

    signed = order()
    options: dict[str, Any] = {} if sent else {"on_signed": refuse}
    client = ClobClient("http://clob.test", transport=httpx.MockTransport(send), **OPTIONS, **options)
    with pytest.raises((kind, OrderOutcomeUnknown)) as caught:
        client.post_order(signed)
    assert isinstance(caught.value, OrderOutcomeUnknown) == (sent and kind is OwnTimeout)  # a transport's own
    assert client.unsettled_orders == ((signed,) if sent else ())
    if isinstance(caught.value, Nameless):
        assert named_orders(caught.value) == ((signed,) if sent else ())


@pytest.mark.parametrize("value", [None, 3, "abc", [1]])
def test_orders_of_an_exception_that_are_no_orders_are_passed_over(value: Any) -> None:
    error = RuntimeError()
    error.orders = value  # type: ignore[attr-defined]
    assert named_orders(error) == ()


def test_a_log_that_cannot_be_written_stops_an_order_before_it_is_sent(serving: Any) -> None:
    class Full(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "order" in record.getMessage():
                raise OSError(28, "no space left")

    server, signed, handler = serving(Held()), order(), Full()
    logger = logging.getLogger("polymarket_clob")
    before = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        with ClobClient(server.url, **OPTIONS) as client, pytest.raises(OSError, match="no space") as caught:
            client.post_order(signed)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
    assert caught.value.unsent == (signed,)  # type: ignore[attr-defined]
    assert named_orders(caught.value) == ()
    assert client.unsettled_orders == ()
    assert server.posts() == 0


# Before sending


def test_the_id_is_reported_before_a_byte_leaves(
    serving: Any, responding: Callable[..., bytes], caplog: pytest.LogCaptureFixture
) -> None:
    signed, reported = order(), []
    server = serving(lambda connection, *_: connection.sendall(responding(taken(signed))))

    def note(each: SignedOrder) -> None:
        reported.append((each.order_id, server.posts()))

    caplog.set_level(logging.INFO, "polymarket_clob")
    with ClobClient(server.url, **OPTIONS, on_signed=note) as client:
        client.post_order(signed)
        assert client.unsettled_orders == ()
    assert reported == [(signed.order_id, 0)]
    assert signed.order_id in caplog.text


def test_an_order_that_the_callback_refuses_is_not_sent(
    serving: Any, responding: Callable[..., bytes]
) -> None:
    batch = [order() for _ in range(16)]
    server = serving(
        lambda connection, *_: connection.sendall(responding([taken(each) for each in batch[:15]]))
    )

    def full(each: SignedOrder) -> None:
        if each is batch[15]:
            raise OSError("no space left")

    with (
        ClobClient(server.url, **OPTIONS, on_signed=full) as client,
        pytest.raises(OSError, match="no space left") as caught,
    ):
        client.post_orders(batch)
    error: Any = caught.value
    assert server.posts() == 1
    assert len(error.answered) == 15
    assert error.unsent == (batch[15],)


def test_an_order_whose_time_was_over_before_it_was_sent_was_not_sent(serving: Any) -> None:
    server = serving(Held())
    signed = order()
    with ClobClient(server.url, **OPTIONS) as client:

        def late(_: SignedOrder) -> None:
            while time.monotonic() < start + 0.002:
                pass

        client._session.on_signed = late
        start = time.monotonic()
        with pytest.raises(NotSent) as caught:
            client.post_order(signed, deadline=0.001)
    assert isinstance(caught.value, ClobError)
    assert server.posts() == 0
