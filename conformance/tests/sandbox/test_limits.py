"""Rate limits: windows for each caller, buckets for each signing address; figures from
docs/protocol/limits.md.
"""

from typing import Any

import pytest
from clob_sandbox.http.limits import TIERS, WINDOWS
from clob_sandbox.http.operations import OPERATIONS

UNKNOWN = "0x" + "ab" * 32


def cancel(trader: Any, count: int) -> Any:
    return trader.call("DELETE", "/orders", [f"0x{number:064x}" for number in range(count)])


def later(world: Any, seconds: float) -> None:
    world.post("/_sandbox/clock", {"advance": seconds})


def test_a_window_lets_so_many_through_in_ten_seconds(make_world: Any) -> None:
    world = make_world(tier="gold")
    assert {world.get("/ok").status for _ in range(100)} == {200}
    refused = world.get("/ok")
    assert (refused.status, refused.json) == (429, {"error": "Too Many Requests"})
    assert refused.headers["retry-after"] == "10"
    assert world.get("/version").status == 200
    later(world, 9)
    assert world.get("/ok").headers["retry-after"] == "1"
    later(world, 1)
    assert world.get("/ok").status == 200


def test_a_bucket_counts_ids_and_says_what_is_left(make_world: Any) -> None:
    world = make_world(tier="standard")  # cancels: 80 a second, burst 120
    reply = cancel(world.trader, 100)
    assert reply.status == 200
    assert reply.headers["poly-ratelimit-remaining"] == "20"
    assert reply.headers["poly-ratelimit-tier"] == "standard"
    assert (
        int(reply.headers["poly-ratelimit-reset"]) == world.clock.seconds() + 2
    )  # 100 tokens at 80 a second
    later(world, 1)
    assert cancel(world.trader, 1).headers["poly-ratelimit-remaining"] == "99"


def test_an_overdrawn_bucket_makes_the_next_request_wait(make_world: Any) -> None:
    world = make_world(tier="standard")
    assert cancel(world.trader, 280).status == 200  # 160 below zero
    refused = cancel(world.trader, 1)
    assert (refused.status, refused.headers["retry-after"]) == (429, "3")
    assert cancel(world.new_account(), 1).status == 200
    later(world, 2)
    assert cancel(world.trader, 1).status == 429
    later(world, 0.1)
    assert cancel(world.trader, 1).status == 200


def test_a_bucket_of_the_upper_tiers_is_never_overdrawn(make_world: Any) -> None:
    world = make_world(tier="platinum")  # cancels: 900 a second, burst 1350
    assert cancel(world.trader, 1000).status == 200
    refused = cancel(world.trader, 351)
    assert (refused.status, refused.headers["poly-ratelimit-remaining"]) == (429, "350")
    assert cancel(world.trader, 350).status == 200


def test_placing_and_cancelling_have_buckets_of_their_own(make_world: Any) -> None:
    world = make_world(tier="standard")  # orders: 40 a second, burst 60
    trader, token = world.trader, world.token()
    batch = [trader.order(token, "BUY", "0.10", "5") for _ in range(15)]
    reply = trader.call("POST", "/orders", batch)
    assert reply.headers["poly-ratelimit-remaining"] == "45"
    assert trader.post(token, "BUY", "0.10", "5").headers["poly-ratelimit-remaining"] == "44"
    one = {"market": token["condition_id"]}
    assert trader.call("DELETE", "/order", {"orderID": UNKNOWN}).headers["poly-ratelimit-remaining"] == "119"
    assert trader.call("DELETE", "/cancel-market-orders", one).headers["poly-ratelimit-remaining"] == "102"
    assert trader.call("DELETE", "/cancel-all").headers["poly-ratelimit-remaining"] == "101"


def test_a_refused_batch_changes_nothing(make_world: Any) -> None:
    world = make_world(tier="standard")
    order_id = world.trader.place(world.token(), "BUY", "0.10", "20")
    cancel(world.trader, 1000)
    assert world.trader.call("DELETE", "/cancel-all").status == 429
    assert world.trader.open_ids() == {order_id}


def test_control_is_not_limited_and_without_a_tier_nothing_is(world: Any, make_world: Any) -> None:
    assert {world.get("/ok").status for _ in range(200)} == {200}
    assert cancel(world.trader, 1000).headers == {}
    limited = make_world(tier="standard")
    assert {limited.post("/_sandbox/clock", {"advance": 0}).status for _ in range(9_001)} == {200}


def test_the_windows_name_operations_that_exist() -> None:
    assert {name for window in WINDOWS for name in window.operations} <= {o.id for o in OPERATIONS}


@pytest.mark.parametrize("name", TIERS)
def test_a_burst_is_half_as_much_again_as_a_second(name: str) -> None:
    for rate, burst in (TIERS[name].orders, TIERS[name].cancels):
        assert burst == rate * 3 // 2


def test_a_reset_fills_windows_and_buckets_again_although_the_clock_goes_back(make_world: Any) -> None:
    world = make_world(tier="standard")
    later(world, 86_400)
    assert cancel(world.trader, 280).status == 200
    for _ in range(101):
        world.get("/ok")
    world.post("/_sandbox/reset", {})
    assert cancel(world.trader, 1).headers["poly-ratelimit-remaining"] == "119"
    assert world.get("/ok").status == 200


def test_what_is_refused_for_another_reason_has_its_cost_and_tells_what_is_left(make_world: Any) -> None:
    world = make_world(tier="standard")
    refused = world.trader.call("DELETE", "/order", {"orderID": "0x1"})
    assert refused.status == 400
    assert refused.headers["poly-ratelimit-remaining"] == "119"
    world.post("/_sandbox/mode", {"mode": "post-only"})
    closed = world.trader.post(world.token(), "BUY", "0.10", "20")
    assert (closed.status, closed.headers["retry-after"]) == (503, "60")
    assert closed.headers["poly-ratelimit-remaining"] == "59"
