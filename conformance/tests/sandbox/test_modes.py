"""Modes of trading: each refuses what its text says, and nothing else."""

from typing import Any

import pytest

DISABLED = "Trading is currently disabled. Check polymarket.com for updates"
CANCEL_ONLY = "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed."
POST_ONLY = "post-only mode: only post-only orders and cancels are allowed"
UNKNOWN = "0x" + "ab" * 32


def switch(world: Any, mode: str, **more: Any) -> None:
    assert world.post("/_sandbox/mode", {"mode": mode, **more}).status == 200


def placing(world: Any, **how: Any) -> list[Any]:
    """The answers to one order by itself and to a batch of one."""
    orders = [world.trader.order(world.token(), "BUY", "0.10", "20", **how) for _ in range(2)]
    return [world.trader.call("POST", "/order", orders[0]), world.trader.call("POST", "/orders", [orders[1]])]


def cancelling(world: Any) -> list[Any]:
    calls: tuple[tuple[str, Any], ...] = (
        ("/order", {"orderID": UNKNOWN}),
        ("/orders", [UNKNOWN]),
        ("/cancel-all", None),
        ("/cancel-market-orders", {}),
    )
    return [world.trader.call("DELETE", path, body) for path, body in calls]


def scoring(world: Any) -> list[Any]:
    trader = world.trader
    return [
        trader.call("GET", "/order-scoring", order_id=UNKNOWN),
        trader.call("GET", "/orders-scoring", order_ids=[UNKNOWN]),
        trader.call("POST", "/orders-scoring", [UNKNOWN]),
    ]


def test_disabled_trading_refuses_orders_cancels_and_scoring(world: Any) -> None:
    switch(world, "disabled")
    for reply in (*placing(world), *cancelling(world), *scoring(world)):
        assert (reply.status, reply.json) == (503, {"error": DISABLED})
    assert world.trader.call("GET", "/data/orders").status == 200
    switch(world, "normal")
    assert [reply.status for reply in placing(world)] == [200, 200]


def test_cancel_only_mode_refuses_orders_and_leaves_cancels_open(world: Any) -> None:
    order_id = world.trader.place(world.token(), "BUY", "0.10", "20")
    switch(world, "cancel-only")
    for reply in placing(world, post_only=True):
        assert (reply.status, reply.json) == (503, {"error": CANCEL_ONLY})
    assert [reply.status for reply in cancelling(world)] == [200] * 4
    assert world.trader.call("GET", f"/data/order/{order_id}").json["status"] == "CANCELED"


def test_post_only_mode_takes_post_only_orders_alone(world: Any) -> None:
    switch(world, "post-only", retry_after=79)
    single, batch = placing(world)
    assert single.status == 503
    assert single.headers["retry-after"] == "79"
    assert single.json == {"error": POST_ONLY, "code": "post_only_mode", "retry_after_seconds": 79}
    assert batch.json == [
        {
            "success": True,
            "errorMsg": POST_ONLY,
            "orderID": "",
            "status": "",
            "makingAmount": "",
            "takingAmount": "",
        }
    ]
    single, batch = placing(world, post_only=True)
    assert (single.json["status"], batch.json[0]["status"]) == ("live", "live")
    assert [reply.status for reply in cancelling(world)] == [200] * 4


def test_a_restart_refuses_orders_and_cancels_and_leaves_reading_open(world: Any) -> None:
    """Public page "Matching Engine Restarts": 425 on every endpoint of orders."""
    order_id = world.trader.place(world.token(), "BUY", "0.10", "20")
    switch(world, "restarting")
    for reply in (*placing(world, post_only=True), *cancelling(world)):
        assert (reply.status, reply.json) == (425, {"error": "matching engine restarting"})
    assert world.trader.call("GET", f"/data/order/{order_id}").json["status"] == "LIVE"
    assert scoring(world)[1].status == 200


def test_after_a_restart_only_post_only_orders_are_taken_for_two_minutes(world: Any) -> None:
    """Public page "Matching Engine Restarts": two minutes of post-only mode follow each restart."""
    switch(world, "restarting", seconds=90)
    world.post("/_sandbox/clock", {"advance": 89})
    assert {reply.status for reply in (*placing(world), *cancelling(world))} == {425}
    world.post("/_sandbox/clock", {"advance": 2})
    single = placing(world)[0]
    assert (single.status, single.headers["retry-after"]) == (503, "119")
    assert single.json["retry_after_seconds"] == 119
    assert placing(world, post_only=True)[0].json["status"] == "live"
    assert {reply.status for reply in cancelling(world)} == {200}
    world.post("/_sandbox/clock", {"advance": 119})
    assert placing(world)[0].status == 200


def test_a_mode_may_be_set_for_a_time(world: Any) -> None:
    switch(world, "disabled", seconds=0.5)
    assert placing(world)[0].status == 503
    world.post("/_sandbox/clock", {"advance": 0.5})
    assert placing(world)[0].status == 200


@pytest.mark.parametrize(
    "body",
    [
        {"mode": "disabled", "seconds": -1},
        {"mode": "disabled", "seconds": "9"},
        {},
        {"mode": "asleep"},
        {"mode": None},
        {"mode": "normal", "retry_after": -1},
    ],
)
def test_a_wrong_mode_is_named(world: Any, body: Any) -> None:
    reply = world.post("/_sandbox/mode", body)
    assert reply.status == 400
    assert "has to be" in reply.json["error"]
