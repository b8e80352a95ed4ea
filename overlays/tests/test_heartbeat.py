"""The dead man's switch: it beats in time, says when it does not, and cancels whatever ends its body."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import anyio
import httpx
import pytest
from polymarket_clob import (
    AsyncClobClient,
    BadRequest,
    CancelResult,
    ClobClient,
    ClobError,
    Credentials,
    InvalidInput,
    NotCanceled,
    OrderArgs,
    PrivateKeySigner,
    ServerError,
    UnreadableResponse,
)
from polymarket_clob._heartbeat import Heartbeat, HeartbeatLate

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
CREDS = Credentials(
    "key-1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "p", PrivateKeySigner(KEY).address
)
EMPTY = {"data": [], "next_cursor": "LTE=", "limit": 100, "count": 0, "canceled": [], "not_canceled": {}}


class Exchange:
    """Takes beats and cancels as its scripts say: an error is raised, once; then all is well."""

    def __init__(
        self,
        *beats: Exception | None,
        cancel: Exception | None = None,
        left: dict[str, str] | None = None,
    ) -> None:
        self._beats = iter(beats)
        self._cancel = cancel
        self._left = left or {}
        self.cancels = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def post_heartbeat(self, heartbeat_id: str) -> str:
        if failure := next(self._beats, None):
            raise failure
        return "next"

    async def cancel_all_confirmed(self, **options: float) -> CancelResult:
        self.cancels += 1
        await self.gate.wait()
        if self._cancel is not None:
            raise self._cancel
        return CancelResult([], self._left)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the switch waits between beats, without the waiting."""
    waited: list[float] = []
    sleep = asyncio.sleep

    async def quickly(seconds: float, result: object = None) -> None:
        if seconds:
            waited.append(seconds)
        await sleep(0)

    monkeypatch.setattr("polymarket_clob._heartbeat.asyncio.sleep", quickly)
    return waited


async def beaten(switch: Heartbeat, times: int) -> None:
    while switch.beats < times:
        await asyncio.sleep(0)


async def begun(exchange: Exchange, cancels: int) -> None:
    for _ in range(1000):
        if exchange.cancels >= cancels:
            return
        await asyncio.sleep(0)
    raise AssertionError(f"{exchange.cancels} of {cancels} closing cancels began")


def test_it_beats_and_cancels_on_exit(sandbox: dict[str, Any], slept: list[float]) -> None:
    token_id = str(sandbox["markets"][0]["tokens"][0]["token_id"])

    async def trade() -> None:
        async with AsyncClobClient(sandbox["url"], key=sandbox["account"]["private_key"]) as client:
            client.set_api_creds(await client.create_or_derive_api_key())
            await client.post_heartbeat()  # the switch takes the running chain over
            switch = client.heartbeat(interval=0.5)
            with suppress(InterruptedError):
                async with switch:
                    posted = await client.create_and_post_order(OrderArgs(token_id, "0.01", 20, "BUY"))
                    await beaten(switch, 3)
                    raise InterruptedError
            assert switch.result is not None
            assert posted.order_id in switch.result.canceled
            assert await client.get_orders() == []

    asyncio.run(trade())


@pytest.mark.parametrize("interval", [-1, 0, 0.4, 8.1, 60, float("nan"), float("inf"), "5", None, True])
def test_an_interval_that_cannot_keep_orders_alive_is_refused(interval: Any) -> None:
    with pytest.raises(InvalidInput, match="interval"):
        AsyncClobClient("http://clob.test", key=KEY).heartbeat(interval=interval)


@pytest.mark.parametrize("seconds", [-1, 0, float("nan"), "30", True])
def test_a_time_for_the_closing_cancel_that_would_cancel_nothing_is_refused(seconds: Any) -> None:
    with pytest.raises(InvalidInput, match="give_up_after"):
        AsyncClobClient("http://clob.test", key=KEY).heartbeat(give_up_after=seconds)


def test_a_refused_first_beat_is_an_error() -> None:
    async def beat() -> None:
        transport = httpx.MockTransport(lambda _: httpx.Response(400, json={"error": "no heartbeats here"}))
        async with AsyncClobClient("http://clob.test", key=KEY, creds=CREDS, transport=transport) as client:
            with pytest.raises(BadRequest):
                async with client.heartbeat():
                    pass

    asyncio.run(beat())


def test_a_beat_that_fails_is_made_up_for_within_the_ten_seconds(slept: list[float]) -> None:
    beats = [(200, "a"), (500, ""), (503, ""), (200, "b"), (200, "c")]
    asked: list[int] = []
    reported: list[Exception] = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/v1/heartbeats":
            return httpx.Response(200, json=EMPTY)
        status, next_id = beats[min(len(asked), len(beats) - 1)]
        asked.append(status)
        return httpx.Response(status, json={"heartbeat_id": next_id, "status": "ok"})

    async def beat() -> None:
        transport = httpx.MockTransport(handler)
        client = AsyncClobClient("http://clob.test", key=KEY, creds=CREDS, transport=transport)
        switch = Heartbeat(client, on_trouble=reported.append, clock=lambda: sum(slept))
        async with client, switch:
            await beaten(switch, 3)
            assert switch.last_error is None

    asyncio.run(beat())
    assert slept[:4] == [5.0, 1.0, 1.0, 5.0]
    assert [type(error).__name__ for error in reported] == ["ServerError", "Unavailable"]


def test_whatever_a_beat_fails_with_the_heart_goes_on(slept: list[float]) -> None:
    async def beat() -> None:
        async with Heartbeat(Exchange(None, RuntimeError("unforeseen")), interval=0.5) as switch:
            await beaten(switch, 3)

    asyncio.run(beat())


def test_a_late_beat_is_reported(slept: list[float]) -> None:
    held: list[float] = []
    reported: list[Exception] = []

    class SlowOnce(Exchange):
        async def post_heartbeat(self, heartbeat_id: str) -> str:
            if len(slept) == 2:
                held.append(2.5)
            return await super().post_heartbeat(heartbeat_id)

    async def beat() -> None:
        clock = lambda: sum(slept) + sum(held)  # noqa: E731 - as short as it is
        switch = Heartbeat(SlowOnce(), on_trouble=reported.append, clock=clock)
        async with switch:
            await beaten(switch, 3)
            assert isinstance(switch.last_error, HeartbeatLate)
            await beaten(switch, 4)
            assert switch.last_error is None
            await beaten(switch, 5)

    asyncio.run(beat())
    (late,) = reported
    assert isinstance(late, HeartbeatLate)
    assert late.seconds == 7.5
    assert slept[:4] == [5.0, 5.0, 2.5, 5.0]  # late, not failed: nothing to be made up for


def test_a_loop_that_is_held_up_beats_as_soon_as_it_is_free(slept: list[float]) -> None:
    held: list[float] = []
    sent: list[float] = []

    class Timed(Exchange):
        async def post_heartbeat(self, heartbeat_id: str) -> str:
            sent.append(sum(slept) + sum(held))
            return await super().post_heartbeat(heartbeat_id)

    async def beat() -> None:
        async with Heartbeat(Timed(), clock=lambda: sum(slept) + sum(held)) as switch:
            held.append(5.5)
            await beaten(switch, 3)

    asyncio.run(beat())
    assert sent[:3] == [0.0, 5.5, 10.5]


@pytest.mark.parametrize("wrong", [None, 5, {}])
def test_a_beat_whose_answer_has_no_id_is_no_beat(wrong: Any) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"heartbeat_id": wrong}))
    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=transport)
    with pytest.raises(UnreadableResponse, match="heartbeat_id"):
        client.post_heartbeat()


# Leaving


@asynccontextmanager
async def left_slowly(exchange: Exchange) -> AsyncIterator[Heartbeat]:
    """A switch whose closing cancel waits until the gate is opened."""
    exchange.gate.clear()
    async with Heartbeat(exchange) as switch:
        yield switch


def test_cancelled_twice_it_still_cancels_everything() -> None:
    async def trade() -> None:
        exchange = Exchange()
        left: list[Heartbeat] = []

        async def body() -> None:
            async with left_slowly(exchange) as switch:
                left.append(switch)
                await asyncio.sleep(3600)

        task = asyncio.create_task(body())
        while not left:
            await asyncio.sleep(0)
        task.cancel()
        while not exchange.cancels:
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
        assert not task.done()
        exchange.gate.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert left[0].result == CancelResult([])

    asyncio.run(trade())


def test_where_every_task_is_cancelled_it_still_cancels_everything() -> None:
    exchange = Exchange()
    switch = Heartbeat(exchange)

    async def beating() -> None:
        async with switch:
            pass

    async def main() -> None:
        exchange.gate.clear()
        task = asyncio.create_task(beating())
        for cancels in (1, 2, 3):
            await begun(exchange, cancels)
            for each in asyncio.all_tasks() - {asyncio.current_task()}:
                each.cancel()
        await begun(exchange, 4)
        exchange.gate.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert switch.result == CancelResult([])


def test_a_program_that_ends_during_the_closing_cancel_waits_for_it() -> None:
    exchange = Exchange()
    switch = Heartbeat(exchange)

    async def beating() -> None:
        async with switch:
            pass

    async def main() -> asyncio.Task[None]:
        exchange.gate.clear()
        task = asyncio.create_task(beating())
        await begun(exchange, 1)
        asyncio.get_running_loop().call_soon(exchange.gate.set)
        return task

    asyncio.run(main())
    assert switch.result == CancelResult([])


def test_under_a_cancelled_anyio_scope_it_still_cancels_everything() -> None:
    async def trade() -> None:
        exchange = Exchange()
        left: list[Heartbeat] = []
        with anyio.CancelScope() as scope:
            async with left_slowly(exchange) as switch:
                left.append(switch)
                asyncio.get_running_loop().call_later(0.01, exchange.gate.set)
                scope.cancel()
                await anyio.sleep(3600)
        assert scope.cancelled_caught
        assert left[0].result == CancelResult([])

    asyncio.run(trade())


def test_it_never_replaces_what_the_body_raised() -> None:
    async def trade() -> None:
        failure = ServerError("cancelAllOrders", 500, {}, b"{}")
        switch = Heartbeat(Exchange(cancel=failure))
        with pytest.raises(ZeroDivisionError) as caught:
            async with switch:
                raise ZeroDivisionError
        assert switch.closing_error is failure
        assert any("could not be cancelled" in note for note in caught.value.__notes__)

        with pytest.raises(ServerError):
            async with Heartbeat(Exchange(cancel=failure)):
                pass

    asyncio.run(trade())


def test_orders_that_are_left_are_told_as_a_closing_cancel_that_failed() -> None:
    async def trade() -> None:
        left = {"0x1": "matching engine busy"}
        switch = Heartbeat(Exchange(left=left))
        with pytest.raises(NotCanceled, match="busy"):
            async with switch:
                pass
        assert isinstance(switch.closing_error, NotCanceled)
        assert switch.result == CancelResult([], left)

        with pytest.raises(ZeroDivisionError) as caught:
            async with Heartbeat(Exchange(left=left)):
                raise ZeroDivisionError
        assert any("could not be cancelled" in note for note in caught.value.__notes__)

    asyncio.run(trade())


def test_leaving_keeps_to_its_time(serving: Any, responding: Callable[..., bytes]) -> None:
    beats = 0

    def once(connection: Any, line: str, body: bytes) -> bool:
        nonlocal beats
        if "heartbeats" in line and not beats:
            beats += 1
            connection.sendall(responding({"heartbeat_id": "a"}))
            return False
        return True

    async def trade() -> None:
        async with AsyncClobClient(serving(once).url, key=KEY, creds=CREDS) as client:
            with pytest.raises(ClobError):
                async with client.heartbeat(give_up_after=0.5):
                    pass

    asyncio.run(asyncio.wait_for(trade(), 60))


def test_on_the_sandbox_nothing_is_left_open_after_a_cancelled_scope(
    sandbox: dict[str, Any], client_of: Callable[[dict[str, Any]], ClobClient]
) -> None:
    token_id = str(sandbox["markets"][0]["tokens"][0]["token_id"])
    account = sandbox["account"]

    async def trade() -> None:
        async with AsyncClobClient(sandbox["url"], key=account["private_key"]) as client:
            client.set_api_creds(await client.create_or_derive_api_key())
            with anyio.CancelScope() as scope:
                async with client.heartbeat():
                    await client.create_and_post_order(OrderArgs(token_id, "0.02", 20, "BUY"))
                    scope.cancel()
                    await anyio.sleep(3600)

    asyncio.run(trade())
    with client_of(sandbox) as reader:
        assert reader.get_orders() == []
