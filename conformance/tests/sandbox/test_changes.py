"""One change at a time; whoever only reads is answered between two steps of a long one."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from clob_sandbox import changes
from clob_sandbox.app import Response
from clob_sandbox.journal import RawRequest

ORDERS = 20


@pytest.fixture(autouse=True)
def a_pause_at_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "TURN", -1.0)


def ask(world: Any, trader: Any, method: str, path: str, body: Any = None) -> Any:
    """A signed request through the application, to be awaited."""
    raw = b"" if body is None else json.dumps(body).encode()
    headers = {name.lower(): value for name, value in trader.headers(method, path, raw).items()}
    return asyncio.ensure_future(world.app._answered(RawRequest(method, path, "", headers, raw)))


async def watched(world: Any, change: asyncio.Future[Response]) -> list[int]:
    """How many open orders the trader saw until a change ended."""
    seen = []
    while not change.done():
        await asyncio.sleep(0)
        page = json.loads((await ask(world, world.trader, "GET", "/data/orders")).body)
        seen.append(page["count"])
    return seen


def test_reads_are_answered_while_many_orders_are_cancelled(world: Any) -> None:
    for _ in range(ORDERS):
        world.trader.place(world.token(), "BUY", "0.10", "5")

    async def both() -> list[int]:
        return await watched(world, ask(world, world.trader, "DELETE", "/cancel-all"))

    seen = asyncio.run(both())
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) > 3
    assert world.trader.open_ids() == set()


def test_reads_are_answered_while_one_order_takes_many(world: Any) -> None:
    token, maker = world.token(), world.new_account()
    for _ in range(ORDERS):
        maker.place(token, "SELL", "0.55", "5")
    order = world.trader.order(token, "BUY", "0.55", str(5 * ORDERS))

    async def both() -> list[list[str]]:
        taking = ask(world, world.trader, "POST", "/order", order)
        books = []
        while not taking.done():
            await asyncio.sleep(0)
            books.append([a["size"] for a in world.book(token)["asks"] if a["price"] == "0.55"])
        assert json.loads((await taking).body)["status"] == "matched"
        return books

    assert len(set(map(str, asyncio.run(both())))) > 3


def test_the_next_change_waits_for_the_end_of_a_long_one(world: Any) -> None:
    token, other = world.token(), world.new_account()
    for _ in range(ORDERS):
        world.trader.place(token, "BUY", "0.55", "5")
    order = other.order(token, "SELL", "0.55", "5")  # would meet one that is still to be cancelled

    async def both() -> Any:
        first = ask(world, world.trader, "DELETE", "/cancel-all")
        await asyncio.sleep(0)
        return await asyncio.gather(first, ask(world, other, "POST", "/order", order))

    cancelled, posted = asyncio.run(both())
    assert len(json.loads(cancelled.body)["canceled"]) == ORDERS
    assert json.loads(posted.body)["status"] == "live"


def test_orders_that_lapse_with_a_heartbeat_let_readers_through(world: Any) -> None:
    for _ in range(ORDERS):
        world.trader.place(world.token(), "BUY", "0.10", "5")
    world.trader.call("POST", "/heartbeats")
    other = world.new_account()
    now = world.clock.nanos()
    world.clock._source = lambda: now + 11 * 10**9

    async def both() -> list[int]:
        return await watched(world, ask(world, other, "GET", "/data/orders"))

    assert len(set(asyncio.run(both()))) > 3
    assert world.trader.open_ids() == set()


def test_what_a_change_raises_comes_to_who_asked_for_it_and_the_next_goes_on() -> None:
    async def both() -> str:
        made = changes.Changes()

        def fails() -> None:
            changes.pause()
            raise ValueError("broken")

        with pytest.raises(ValueError, match="broken"):
            await made.make(fails)
        assert made.admitted
        return await made.make(lambda: "done")

    assert asyncio.run(both()) == "done"
