"""Scoring follows from resting orders; a key that stops beating loses its orders."""

import uuid
from typing import Any

import pytest

UNKNOWN = "0x" + "cd" * 32


def scoring(world: Any, order_id: str) -> bool:
    single = world.trader.call("GET", "/order-scoring", order_id=order_id).json["scoring"]
    assert world.trader.call("POST", "/orders-scoring", [order_id]).json == {order_id: single}
    assert world.trader.call("GET", "/orders-scoring", order_ids=[order_id]).json == {order_id: single}
    return bool(single)


def test_an_order_scores_when_it_is_big_near_and_old_enough(world: Any) -> None:
    token = world.token()  # rewards: size 50, spread 3 cents of the midpoint 0.55, 3 seconds on the book
    near, far, small = (
        world.trader.place(token, "BUY", price, size)
        for price, size in (("0.52", "50"), ("0.51", "50"), ("0.52", "49.99"))
    )
    assert not scoring(world, near)
    world.post("/_sandbox/clock", {"advance": 3})
    assert [scoring(world, order_id) for order_id in (near, far, small)] == [True, False, False]


def test_an_order_no_longer_scores_once_it_is_canceled_or_filled_below_the_minimum(world: Any) -> None:
    token = world.token()
    canceled, filled = (world.trader.place(token, "BUY", "0.55", "50") for _ in range(2))
    world.post("/_sandbox/clock", {"advance": 3})
    assert scoring(world, canceled)
    world.trader.call("DELETE", "/order", {"orderID": canceled})
    assert not scoring(world, canceled)
    assert scoring(world, filled)
    world.new_account().place(token, "SELL", "0.55", "5")
    assert not scoring(world, filled)


def test_an_order_on_an_unrewarded_market_does_not_score(world: Any) -> None:
    order_id = world.trader.place(world.token("0.1"), "BUY", "0.4", "100")
    world.post("/_sandbox/clock", {"advance": 60})
    assert not scoring(world, order_id)


def test_anothers_order_does_not_score_for_the_caller(world: Any) -> None:
    order_id = world.new_account().place(world.token(), "BUY", "0.54", "50")
    world.post("/_sandbox/clock", {"advance": 3})
    assert world.trader.call("POST", "/orders-scoring", [order_id, UNKNOWN]).json == {
        order_id: False,
        UNKNOWN: False,
    }
    assert world.trader.call("GET", "/order-scoring", order_id=order_id).status == 404


def test_unusable_ids_are_refused(world: Any) -> None:
    trader = world.trader
    assert trader.call("GET", "/order-scoring", order_id="0x12").json == {"error": "Invalid order_id"}
    assert trader.call("GET", "/order-scoring").json == {"error": "Invalid order_id"}
    assert trader.call("GET", "/order-scoring", order_id=UNKNOWN).status == 404
    assert trader.call("GET", "/orders-scoring").json == {"error": "Invalid payload"}
    assert trader.call("GET", "/orders-scoring", order_ids=[UNKNOWN, "x"]).json == {
        "error": "Invalid orderID"
    }
    assert trader.call("POST", "/orders-scoring", ["x"]).json == {"error": "Invalid orderID"}
    bodies: tuple[Any, ...] = ({}, [1], "x", None)
    for body in bodies:
        raw = b"null" if body is None else None
        reply = (
            world.request("POST", "/orders-scoring", raw, trader.headers("POST", "/orders-scoring", raw))
            if raw
            else trader.call("POST", "/orders-scoring", body)
        )
        assert reply.json == {"error": "Invalid payload"}


def beat(world: Any, heartbeat_id: Any) -> Any:
    return world.trader.call("POST", "/v1/heartbeats", {"heartbeat_id": heartbeat_id})


def test_heartbeats_form_a_chain_of_ids(world: Any) -> None:
    first = beat(world, "").json["heartbeat_id"]
    second = beat(world, first).json["heartbeat_id"]
    assert uuid.UUID(first) != uuid.UUID(second)
    for stale in ("", first, "x"):
        reply = beat(world, stale)
        assert (reply.status, reply.json) == (400, {"error": "Invalid Heartbeat ID", "heartbeat_id": second})
    assert beat(world, second).status == 200


@pytest.mark.parametrize("body", [{}, [], {"heartbeat_id": None}, {"heartbeat_id": 1}, "x"])
def test_an_unusable_heartbeat_is_answered_with_the_expected_id(world: Any, body: Any) -> None:
    reply = world.trader.call("POST", "/v1/heartbeats", body)
    assert reply.status == 400
    assert beat(world, reply.json["heartbeat_id"]).status == 200


def test_a_body_that_is_no_json_gets_the_same_answer(world: Any) -> None:
    headers = world.trader.headers("POST", "/v1/heartbeats", b"{")
    reply = world.request("POST", "/v1/heartbeats", b"{", headers)
    assert (reply.status, reply.json["error"]) == (400, "Invalid Heartbeat ID")


@pytest.mark.parametrize("path", ["/heartbeats", "/v1/heartbeats"])
def test_a_key_that_stops_beating_loses_its_orders_after_ten_seconds(world: Any, path: str) -> None:
    trader, other = world.trader, world.new_account()
    order_id = trader.place(world.token(), "BUY", "0.10", "20")
    kept = other.place(world.token(), "BUY", "0.10", "20")
    trader.call("POST", path, {"heartbeat_id": ""})
    world.post("/_sandbox/clock", {"advance": 9.9})
    assert trader.open_ids() == {order_id}
    world.post("/_sandbox/clock", {"advance": 0.2})
    assert trader.open_ids() == set()
    assert other.open_ids() == {kept}
    assert world.sandbox.exchange.accounts[trader.address.lower()].bound_cash == 0


def test_beating_in_time_keeps_the_orders(world: Any) -> None:
    order_id = world.trader.place(world.token(), "BUY", "0.10", "20")
    heartbeat_id = ""
    for _ in range(5):
        heartbeat_id = beat(world, heartbeat_id).json["heartbeat_id"]
        world.post("/_sandbox/clock", {"advance": 6})
    assert world.trader.open_ids() == {order_id}


def test_after_a_lapse_a_new_watch_begins(world: Any) -> None:
    expected = beat(world, "").json["heartbeat_id"]
    world.post("/_sandbox/clock", {"advance": 60})
    order_id = world.trader.place(world.token(), "BUY", "0.10", "20")
    assert world.trader.open_ids() == {order_id}  # nobody watches until the next heartbeat
    assert beat(world, "").json["heartbeat_id"] != expected


def test_a_key_that_never_beat_keeps_its_orders(world: Any) -> None:
    order_id = world.trader.place(world.token(), "BUY", "0.10", "20")
    world.post("/_sandbox/clock", {"advance": 3600})
    assert world.trader.open_ids() == {order_id}
