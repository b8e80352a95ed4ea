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


@pytest.mark.parametrize(
    ("mode", "status", "text"),
    [("cancel-only", 503, CANCEL_ONLY), ("restarting", 425, "matching engine restarting")],
)
def test_a_mode_that_refuses_orders_leaves_cancels_open(
    world: Any, mode: str, status: int, text: str
) -> None:
    order_id = world.trader.place(world.token(), "BUY", "0.10", "20")
    switch(world, mode)
    for reply in placing(world, post_only=True):
        assert (reply.status, reply.json) == (status, {"error": text})
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


@pytest.mark.parametrize(
    "body", [{}, {"mode": "asleep"}, {"mode": None}, {"mode": "normal", "retry_after": -1}]
)
def test_a_wrong_mode_is_named(world: Any, body: Any) -> None:
    reply = world.post("/_sandbox/mode", body)
    assert reply.status == 400
    assert "has to be" in reply.json["error"]
