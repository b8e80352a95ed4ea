"""Random trouble on the way to the exchange, and in the calling program: what the client believes of its
orders is the exchange's truth, or unknown until it asks; and no order is ever sent twice.
CLOB_FAULT_SCHEDULES sets how many schedules (40 unless told).
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from attrs import define, field
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polymarket_clob import (
    AsyncClobClient,
    ClobClient,
    ClobError,
    Credentials,
    MarketRules,
    OrderArgs,
    OrderOutcomeUnknown,
    SignedOrder,
    named_orders,
)
from polymarket_clob._async_lanes import AsyncConnectionLanes
from polymarket_clob._lanes import ConnectionLanes
from polymarket_clob._transport import Bounds, RawRequest, RawResponse
from polymarket_clob.reach import Reach

COUNT = int(os.environ.get("CLOB_FAULT_SCHEDULES", "40"))

DISABLED = "Trading is currently disabled. Check polymarket.com for updates"
CANCEL_ONLY = "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed."
REFUSALS = {
    "restarting": (425, b'{"error": "matching engine restarting"}'),
    "too many": (429, b'{"error": "Too Many Requests"}'),
    "disabled": (503, b'{"error": "%s"}' % DISABLED.encode()),
    "cancel-only": (503, b'{"error": "%s"}' % CANCEL_ONLY.encode()),
    "post-only": (503, b'{"error": "post-only mode: ...", "code": "post_only_mode"}'),
    "failed": (500, b'{"error": "could not insert order"}'),
    "bad": (400, b'{"error": "Invalid order payload"}'),
    "page instead of request": (502, b"<html>bad gateway</html>"),
}
CALLER = ("cancelled before", "cancelled after")
"""The caller gives up: a cancellation where calls are awaited, else Ctrl-C or an alarm."""

FORKED = "posted by a child"
TROUBLES = (
    "none",
    "no connection",
    "lost on the way there",
    "lost on the way back",
    "reset",
    "cut off",
    "page instead of answer",
    "repeated by a middlebox",
    "answer of another",
    *REFUSALS,
    *CALLER,
)


@define
class Road:
    """What happens to requests that change something, one trouble at a time."""

    trouble: str = "none"
    posted: list[bytes] = field(factory=list)
    earlier: dict[str, RawResponse] = field(factory=dict)
    """The first good response by path: that of another order, later."""

    def before(self, request: RawRequest) -> RawResponse | None:
        """A response in place of the exchange's. Raises what keeps a request from arriving."""
        if request.method == "POST":
            self.posted.append(request.body)
        if self.trouble == "no connection":
            raise httpx.ConnectError("refused")
        if self.trouble == "lost on the way there":
            raise httpx.ReadTimeout("no answer")
        if self.trouble in REFUSALS:
            status, body = REFUSALS[self.trouble]
            return RawResponse(status, httpx.Headers(), body)
        return None

    def after(self, request: RawRequest, response: RawResponse) -> RawResponse:
        """What comes of the exchange's response."""
        path = httpx.URL(request.url).path
        if self.trouble == "none":
            self.earlier.setdefault(path, response)
        elif self.trouble == "cut off":
            return response._replace(body=response.body[: len(response.body) // 2])
        elif self.trouble == "page instead of answer":
            return RawResponse(502, httpx.Headers(), b"<html>bad gateway</html>")
        elif self.trouble == "answer of another":
            return self.earlier.get(path, response) if path == "/order" else response
        elif self.trouble == "lost on the way back":
            raise httpx.ReadTimeout("no answer")
        elif self.trouble == "reset":
            raise httpx.ReadError("reset")
        return response


class Way(ConnectionLanes):
    """The client's own connections, on a troubled road."""

    def __init__(self, road: Road) -> None:
        super().__init__(Reach(), httpx.URL("http://clob.test"))
        self.road = road

    def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        if request.method == "GET":
            return super().exchange(request, bounds)
        if (instead := self.road.before(request)) is not None:
            return instead
        if self.road.trouble == "cancelled before":
            raise KeyboardInterrupt
        response = super().exchange(request, bounds)
        if self.road.trouble == "cancelled after":
            signal.raise_signal(signal.SIGALRM)
        if self.road.trouble == "repeated by a middlebox":
            response = super().exchange(request, bounds)
        return self.road.after(request, response)


class AwaitedWay(AsyncConnectionLanes):
    """As Way."""

    def __init__(self, road: Road) -> None:
        super().__init__(Reach(), httpx.URL("http://clob.test"))
        self.road = road

    async def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        if request.method == "GET":
            return await super().exchange(request, bounds)
        if (instead := self.road.before(request)) is not None:
            return instead
        if self.road.trouble == "cancelled before":
            await _cancelled()
        response = await super().exchange(request, bounds)
        if self.road.trouble == "cancelled after":
            await _cancelled()
        if self.road.trouble == "repeated by a middlebox":
            response = await super().exchange(request, bounds)
        return self.road.after(request, response)


async def _cancelled() -> None:
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    await asyncio.sleep(0)


class Trader:
    """An account's client of either kind on a troubled road, and one on a good road."""

    def __init__(self, ready: dict[str, Any]) -> None:
        account = ready["account"]
        creds = Credentials(account["api_key"], account["secret"], account["passphrase"], account["address"])
        keys: dict[str, Any] = {"key": account["private_key"], "creds": creds}
        self.road = Road()
        self.sync = ClobClient(ready["url"], **keys, transport=Way(self.road))
        self.awaited = AsyncClobClient(ready["url"], **keys, transport=AwaitedWay(self.road))
        self.good = ClobClient(ready["url"], **keys)
        market = ready["markets"][0]
        self.rules = MarketRules(market["tick_size"], neg_risk=market["neg_risk"])
        self.token_id = market["tokens"][0]["token_id"]

    def call(self, awaited: bool, name: str, *args: Any, **options: Any) -> Any:
        """A method's value; an awaited one in an event loop of its own."""
        if not awaited:
            return getattr(self.sync, name)(*args, **options)

        async def call() -> Any:
            return await getattr(self.awaited, name)(*args, **options)

        return asyncio.run(call())

    def post_in_a_child(self, signed: SignedOrder) -> None:
        """Posts from a forked process, which says nothing of what came of it."""
        child = os.fork()
        if child == 0:
            try:
                self.sync.post_order(signed)
            finally:
                os._exit(0)
        assert os.waitpid(child, 0)[0] == child


@pytest.fixture(scope="module")
def trader(sandbox: dict[str, Any]) -> Iterator[Trader]:
    def ring(*_: object) -> None:
        raise TimeoutError("the caller's alarm")

    before = signal.signal(signal.SIGALRM, ring)
    trader = Trader(sandbox)
    yield trader
    signal.signal(signal.SIGALRM, before)
    trader.sync.close()
    trader.good.close()
    asyncio.run(trader.awaited.close())


steps = st.lists(
    st.tuples(
        st.sampled_from(("post", "batch", "cancel", "cancel all")),
        st.sampled_from((*TROUBLES, *((FORKED,) if hasattr(os, "fork") else ()))),
        st.integers(0, 5),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=COUNT,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(schedule=steps)
def test_belief_is_truth_or_unknown_and_no_order_is_sent_twice(
    trader: Trader, schedule: list[tuple[str, str, int, bool]]
) -> None:
    trader.good.cancel_all()
    road = trader.road
    road.posted.clear()
    sent: list[SignedOrder] = []
    believed: set[str] = set()
    unknown: set[str] = set()
    unnamed: set[SignedOrder] = set()

    def settle(orders: list[SignedOrder] | tuple[SignedOrder, ...] | OrderOutcomeUnknown) -> None:
        for settled in trader.good.reconcile(orders):
            if settled.taken:
                believed.add(settled.order_id)
            elif settled.taken is None:
                unknown.add(settled.order_id)

    for action, trouble, pick, awaited in schedule:
        road.trouble = "none" if trouble == FORKED else trouble
        posting = action in ("post", "batch")
        fresh = [
            trader.sync.create_order(OrderArgs(trader.token_id, "0.02", 10, "BUY"), trader.rules)
            for _ in range({"post": 1, "batch": 1 + pick}.get(action, 0))
        ]
        try:
            if posting and trouble == FORKED:
                sent += fresh[:1]
                trader.post_in_a_child(fresh[0])
                settle(fresh[:1])
            elif action == "post":
                sent += fresh
                believed.add(trader.call(awaited, "post_order", fresh[0]).order_id)
            elif action == "batch":
                sent += fresh
                responses = trader.call(awaited, "post_orders", fresh)
                believed |= {response.order_id for response in responses if not response.error_msg}
            elif action == "cancel" and sent:
                asked = sent[pick % len(sent)].order_id
                result = trader.call(awaited, "cancel", asked)
                believed -= set(result.canceled)
                unknown |= {asked} - set(result.canceled)  # it may be cancelled already: that is to be asked
            elif action == "cancel all":
                believed -= set(trader.call(awaited, "cancel_all").canceled)
                unknown |= believed
        except OrderOutcomeUnknown as error:
            assert posting
            believed |= {response.order_id for response in error.answered if not response.error_msg}
            settle(error)
        except ClobError as error:
            if not error.outcome_known:
                assert not posting
                believed = {order.id for order in trader.good.get_orders()}
        except (KeyboardInterrupt, TimeoutError, asyncio.CancelledError) as error:
            if posting:
                unnamed = set(fresh) - set(named_orders(error))
                settle(named_orders(error))
            else:
                believed = {order.id for order in trader.good.get_orders()}
        assert not unnamed
        truth = {order.id for order in trader.good.get_orders()}
        assert believed - unknown <= truth <= believed | unknown
        believed, unknown = truth, set()
    assert len(road.posted) == len(set(road.posted))
    for signed in sent:
        assert sum(signed.signature.encode() in body for body in road.posted) <= 1
