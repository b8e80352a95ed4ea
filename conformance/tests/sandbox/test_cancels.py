"""Cancelling: what is asked falls apart into `canceled` and `not_canceled`, and nothing else is touched."""

from typing import Any

import pytest

UNKNOWN = "0x" + "ab" * 32


def test_one_order_is_canceled_and_leaves_the_book(world: Any) -> None:
    trader, token = world.trader, world.token()
    order_id = trader.place(token, "BUY", "0.10", "20")
    reply = trader.call("DELETE", "/order", {"orderID": order_id})
    assert reply.json == {"canceled": [order_id], "not_canceled": {}}
    assert trader.open_ids() == set()
    assert {level["price"] for level in world.book(token)["bids"]}.isdisjoint({"0.1"})


def test_cancelling_twice_reports_the_order_as_not_canceled(world: Any) -> None:
    trader = world.trader
    order_id = trader.place(world.token(), "BUY", "0.10", "20")
    trader.call("DELETE", "/order", {"orderID": order_id})
    reply = trader.call("DELETE", "/order", {"orderID": order_id})
    assert reply.json == {"canceled": [], "not_canceled": {order_id: "Order already canceled"}}


def test_a_batch_parts_what_was_asked_and_skips_repeated_ids(world: Any) -> None:
    trader, token = world.trader, world.token()
    first, second = (trader.place(token, "BUY", "0.10", "20") for _ in range(2))
    best = world.book(token)["asks"][0]["price"]
    matched = trader.place(token, "BUY", best, "5")
    reply = trader.call("DELETE", "/orders", [first, UNKNOWN, first, matched])
    assert reply.json["canceled"] == [first]
    assert reply.json["not_canceled"] == {UNKNOWN: "Order not found", matched: "Order already matched"}
    assert trader.open_ids() == {second}


def test_the_order_of_another_account_is_not_found_and_stays(world: Any) -> None:
    other = world.new_account()
    order_id = other.place(world.token(), "BUY", "0.10", "20")
    reply = world.trader.call("DELETE", "/order", {"orderID": order_id})
    assert reply.json == {"canceled": [], "not_canceled": {order_id: "Order not found"}}
    assert other.open_ids() == {order_id}


def test_cancel_all_leaves_nothing_open_and_other_accounts_alone(world: Any) -> None:
    trader, other = world.trader, world.new_account()
    ids = {trader.place(world.token(tick), "BUY", "0.1", "20") for tick in ("0.01", "0.001", "0.1")}
    kept = other.place(world.token(), "BUY", "0.10", "20")
    reply = trader.call("DELETE", "/cancel-all")
    assert set(reply.json["canceled"]) == ids
    assert reply.json["not_canceled"] == {}
    assert trader.open_ids() == set()
    assert other.open_ids() == {kept}


def test_market_filters_touch_nothing_else(world: Any) -> None:
    trader = world.trader
    yes, no, elsewhere = world.token(), world.token(outcome=1), world.token("0.001")
    a, b, c = (trader.place(token, "BUY", "0.1", "20") for token in (yes, no, elsewhere))
    both = {"market": yes["condition_id"], "asset_id": yes["token_id"]}
    assert trader.call("DELETE", "/cancel-market-orders", both).json["canceled"] == [a]
    assert trader.open_ids() == {b, c}
    assert trader.call("DELETE", "/cancel-market-orders", {"market": yes["condition_id"]}).json[
        "canceled"
    ] == [b]
    assert (
        trader.call("DELETE", "/cancel-market-orders", {"asset_id": yes["token_id"]}).json["canceled"] == []
    )
    assert trader.call("DELETE", "/cancel-market-orders", {}).json["canceled"] == [c]


def test_both_market_filters_can_be_required(make_world: Any) -> None:
    world = make_world(without=("cancel-market-optional",))
    reply = world.trader.call("DELETE", "/cancel-market-orders", {"market": world.token()["condition_id"]})
    assert (reply.status, reply.json) == (400, {"error": "Invalid order payload"})


@pytest.mark.parametrize(
    ("path", "body", "text"),
    [
        ("/order", {"orderID": "0x12"}, "Invalid orderID"),
        ("/order", {"orderID": 7}, "Invalid order payload"),
        ("/order", {}, "Invalid order payload"),
        ("/order", [], "Invalid order payload"),
        ("/orders", [UNKNOWN, "abc"], "Invalid orderID"),
        ("/orders", {"orderID": UNKNOWN}, "Invalid order payload"),
        ("/orders", [1], "Invalid order payload"),
        ("/orders", [UNKNOWN] * 1001, "Too many orders in payload, max allowed: 1000"),
        ("/cancel-market-orders", {"market": 1, "asset_id": "2"}, "Invalid order payload"),
        ("/cancel-market-orders", [], "Invalid order payload"),
    ],
)
def test_an_unusable_cancel_is_refused_with_the_documented_text(
    world: Any, path: str, body: Any, text: str
) -> None:
    reply = world.trader.call("DELETE", path, body)
    assert (reply.status, reply.json) == (400, {"error": text})


def test_a_bad_id_in_a_batch_cancels_nothing(world: Any) -> None:
    order_id = world.trader.place(world.token(), "BUY", "0.10", "20")
    assert world.trader.call("DELETE", "/orders", [order_id, "0x"]).status == 400
    assert world.trader.open_ids() == {order_id}


def test_canceled_funds_can_be_used_again(world: Any) -> None:
    trader = world.new_account(collateral="10", shares="0")
    order_id = trader.place(world.token(), "BUY", "0.50", "20")
    assert trader.post(world.token(), "BUY", "0.50", "20").json == {"error": "not enough balance / allowance"}
    trader.call("DELETE", "/order", {"orderID": order_id})
    assert trader.post(world.token(), "BUY", "0.50", "20").status == 200
