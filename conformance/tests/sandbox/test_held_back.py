"""Marketable orders that are held back: `delayed` ones, and those that wait out the window of takers."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from clob_sandbox.app import App
from clob_sandbox.venue.matching import TAKER_WINDOW


def test_a_marketable_order_is_delayed_and_matched_when_its_time_has_come(world: Any) -> None:
    """Description: POST /order, example delayed_order."""
    token, now = world.token(), world.clock.seconds()
    assert world.post("/_sandbox/matching", {"delay": 3}).json == {"delay": 3, "taker_delay": False}
    posted = world.trader.post(token, "BUY", "0.56", "20").json
    assert (posted["success"], posted["status"], "tradeIDs" in posted) == (True, "delayed", False)
    world.post("/_sandbox/clock", {"advance": 2.9})
    shown = world.trader.call("GET", f"/data/order/{posted['orderID']}").json
    assert (shown["status"], shown["size_matched"]) == ("LIVE", "0")
    world.post("/_sandbox/clock", {"advance": 600})
    shown = world.trader.call("GET", f"/data/order/{posted['orderID']}").json
    assert (shown["status"], len(shown["associate_trades"])) == ("MATCHED", 1)
    (trade,) = world.trader.call("GET", "/data/trades", maker_address=world.trader.address).json["data"]
    assert int(trade["match_time"]) == now + 3  # and not when it was seen


def test_an_order_that_rests_is_not_delayed(world: Any) -> None:
    world.post("/_sandbox/matching", {"delay": 3})
    assert world.trader.post(world.token(), "BUY", "0.10", "20").json["status"] == "live"


def test_a_delayed_order_meets_the_book_of_its_later_moment(world: Any) -> None:
    token, maker = world.token(), world.new_account()
    first = maker.place(token, "SELL", "0.55", "20")  # ahead of the seeded asks, which begin at 0.56
    world.post("/_sandbox/matching", {"delay": 1})
    rests, killed = (
        world.trader.post(token, "BUY", "0.55", "20", order_type=kind).json for kind in ("GTC", "FOK")
    )
    assert {rests["status"], killed["status"]} == {"delayed"}
    maker.call("DELETE", "/order", {"orderID": first})
    world.post("/_sandbox/clock", {"advance": 1})
    states = [
        world.trader.call("GET", f"/data/order/{one['orderID']}").json["status"] for one in (rests, killed)
    ]
    assert states == ["LIVE", "CANCELED"]
    assert world.trader.open_ids() == {rests["orderID"]}


def test_a_delayed_order_can_be_cancelled_before_it_is_matched(world: Any) -> None:
    world.post("/_sandbox/matching", {"delay": 1})
    order_id = world.trader.place(world.token(), "BUY", "0.56", "20")
    assert world.trader.call("DELETE", "/order", {"orderID": order_id}).json["canceled"] == [order_id]
    world.post("/_sandbox/clock", {"advance": 1})
    assert world.trader.call("GET", f"/data/order/{order_id}").json["status"] == "CANCELED"
    assert world.trader.collateral() == 10_000_000_000


def test_markets_say_what_is_set(world: Any) -> None:
    """Description: ClobMarketDetails.itode, Market.seconds_delay."""
    token = world.token()
    world.post("/_sandbox/matching", {"delay": 2.5, "taker_delay": True})
    assert world.get(f"/clob-markets/{token['condition_id']}").json["itode"] is True
    assert world.get("/markets").json["data"][0]["seconds_delay"] == 3


async def posted(app: App, body: Any, headers: dict[str, str], path: str = "/order") -> Any:
    """The JSON answer to a POST through the whole application."""
    raw, sent = json.dumps(body).encode(), []
    lower = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": lower,
        "client": ("127.0.0.1", 1),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw}

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))

    await app(scope, receive, send)
    return json.loads(b"".join(sent))


@pytest.mark.parametrize(
    ("order", "batch", "waits"),
    [
        ({"side": "BUY", "price": "0.55"}, False, True),
        ({"side": "BUY", "price": "0.55"}, True, True),
        ({"side": "BUY", "price": "0.55", "order_type": "FAK"}, False, True),
        ({"side": "BUY", "price": "0.54"}, False, False),
        ({"side": "BUY", "price": "0.55", "post_only": True}, False, False),
        ({"side": "SELL", "price": "0.55"}, True, False),
    ],
)
def test_only_takers_wait_out_the_window_in_which_makers_may_cancel(
    world: Any, order: dict[str, Any], batch: bool, waits: bool
) -> None:
    """Description: ClobMarketDetails.itode: marketable orders wait out 250 ms and are processed then."""
    token, maker = world.token(), world.new_account()
    resting = maker.place(token, "SELL", "0.55", "20")
    world.post("/_sandbox/matching", {"taker_delay": True})
    slept = []

    async def cancel_meanwhile(seconds: float) -> None:
        slept.append(seconds)
        maker.call("DELETE", "/order", {"orderID": resting})

    app = App(world.sandbox, sleep=cancel_meanwhile)
    body = world.trader.order(token, size="20", **order)
    path, sent = ("/orders", [body]) if batch else ("/order", body)
    headers = world.trader.headers("POST", path, json.dumps(sent).encode())
    response = asyncio.run(posted(app, sent, headers, path))
    assert slept == ([TAKER_WINDOW] if waits else [])
    if waits and order.get("order_type") != "FAK":  # the maker got away: nothing is left at that price
        assert (response[0] if batch else response)["status"] == "live"


@pytest.mark.parametrize(
    "body", [{"delay": -1}, {"delay": 61}, {"delay": True}, {"taker_delay": 1}, {"x": 1}]
)
def test_unusable_settings_are_refused(world: Any, body: dict[str, Any]) -> None:
    assert world.post("/_sandbox/matching", body).status == 400


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", "/cancel-all", None),
        ("DELETE", "/cancel-market-orders", ("market", "asset_id")),
        ("POST", "/heartbeats", None),
    ],
)
def test_what_cancels_all_orders_reaches_a_delayed_one(world: Any, method: str, path: str, body: Any) -> None:
    token, trader = world.token(), world.trader
    world.post("/_sandbox/matching", {"delay": 60})
    order_id = trader.place(token, "BUY", "0.56", "20")
    places = {"market": token["condition_id"], "asset_id": token["token_id"]}
    reply = trader.call(method, path, body and {name: places[name] for name in body})
    if method == "POST":  # nobody beats on: the heartbeat lapses
        world.post("/_sandbox/clock", {"advance": 11})
    else:
        assert reply.json["canceled"] == [order_id]
    assert trader.call("GET", f"/data/order/{order_id}").json["status"] == "CANCELED"
    world.post("/_sandbox/clock", {"advance": 60})
    assert trader.call("GET", "/data/trades").json["data"] == []


def test_of_another_key_or_market_a_delayed_order_stays(world: Any) -> None:
    token, trader, other = world.token(), world.trader, world.new_account()
    world.post("/_sandbox/matching", {"delay": 60})
    order_id = trader.place(token, "BUY", "0.56", "20")
    assert other.call("DELETE", "/cancel-all").json["canceled"] == []
    elsewhere = world.token("0.001")
    places = {"market": elsewhere["condition_id"], "asset_id": elsewhere["token_id"]}
    assert trader.call("DELETE", "/cancel-market-orders", places).json["canceled"] == []
    world.post("/_sandbox/clock", {"advance": 60})
    assert trader.call("GET", f"/data/order/{order_id}").json["status"] == "MATCHED"
