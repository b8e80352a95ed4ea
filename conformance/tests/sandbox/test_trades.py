"""Listings of trades: their filters, and trades by the builder's code."""

from typing import Any

import pytest


def test_trades_are_filtered(world: Any) -> None:
    trader, now = world.trader, world.clock.seconds()
    yes, other = world.token(), world.token("0.001")
    for token in (yes, other):
        trader.place(token, "BUY", "0.9", "5")
        world.post("/_sandbox/clock", {"advance": 10})
    everything = trader.call("GET", "/data/trades").json["data"]
    first, second = (trade["id"] for trade in everything)

    def ids(**query: str) -> list[str]:
        return [trade["id"] for trade in trader.call("GET", "/data/trades", **query).json["data"]]

    assert ids(market=yes["condition_id"]) == ids(asset_id=yes["token_id"]) == ids(id=first) == [first]
    assert ids(after=str(now)) == [second]
    assert ids(before=str(now + 10)) == [first]
    assert ids(maker_address=trader.address) == [first, second]
    assert ids(maker_address="0x" + "12" * 20) == []


def test_the_id_of_another_market_s_trade_finds_nothing_whoever_the_maker_is(world: Any) -> None:
    trader = world.trader
    yes, other = world.token(), world.token("0.001")
    for token in (yes, other):
        trader.place(token, "BUY", "0.9", "5")
    first = trader.call("GET", "/data/trades").json["data"][0]["id"]
    query = {"id": first, "asset_id": other["token_id"], "maker_address": trader.address}
    assert trader.call("GET", "/data/trades", **query).json["data"] == []


@pytest.mark.parametrize(
    "query", [{"maker_address": "0x1"}, {"market": "1"}, {"before": "soon"}, {"after": "-1"}, {"before": ""}]
)
def test_an_unusable_trade_filter_is_refused(world: Any, query: dict[str, str]) -> None:
    reply = world.trader.call("GET", "/data/trades", **query)
    assert (reply.status, reply.json) == (400, {"error": "Invalid trade params payload"})


def test_builder_trades_carry_the_code_of_the_signed_order(world: Any) -> None:
    code = "0x" + "7b" * 32
    world.trader.place(world.token(), "BUY", "0.56", "5", builder=code)
    world.trader.place(world.token(), "BUY", "0.56", "5")
    (trade,) = world.get("/builder/trades", builder_code=code).json["data"]
    assert (trade["builder"], trade["size"], trade["sizeUsdc"]) == (code, "5000000", "2800000")
    assert world.get("/builder/trades", builder_code="0x" + "00" * 32).json["data"] == []
    assert world.get("/builder/trades").json == {"error": "invalid builder trade params"}
