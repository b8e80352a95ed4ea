"""Listings of markets, and their pages."""

import base64
from typing import Any

import pytest
from clob_sandbox.http import pages

LISTINGS = ("/markets", "/simplified-markets", "/sampling-markets", "/sampling-simplified-markets")


def cursor(offset: object) -> str:
    return base64.b64encode(str(offset).encode()).decode()


def test_all_markets_are_listed_with_the_closed_one(world: Any) -> None:
    listed = world.get("/markets").json["data"]
    assert {m["condition_id"] for m in world.ready["markets"]} < {m["condition_id"] for m in listed}
    assert [m["closed"] for m in listed].count(True) == 1
    assert [m["condition_id"] for m in world.get("/simplified-markets").json["data"]] == [
        m["condition_id"] for m in listed
    ]


def test_sampling_lists_the_rewarded_markets(world: Any) -> None:
    listed = world.get("/sampling-markets").json["data"]
    assert listed
    assert all(market["rewards"]["rates"] for market in listed)
    assert len(world.get("/sampling-simplified-markets").json["data"]) == len(listed)


@pytest.mark.parametrize("path", LISTINGS)
def test_a_listing_is_walked_by_its_cursor(world: Any, path: str, monkeypatch: Any) -> None:
    whole = world.get(path).json["data"]
    monkeypatch.setattr(pages, "MARKETS_PER_PAGE", 2)
    seen: list[Any] = []
    following = "MA=="
    while following != "LTE=":
        page = world.get(path, next_cursor=following).json
        assert page["count"] == len(page["data"]) <= page["limit"] == 2
        seen += page["data"]
        following = page["next_cursor"]
    assert seen == whole


@pytest.mark.parametrize("path", LISTINGS)
def test_cursors_past_the_end_are_empty_and_unusable_ones_refused(world: Any, path: str) -> None:
    page = world.get(path, next_cursor=cursor(5000)).json
    assert (page["data"], page["count"], page["next_cursor"]) == ([], 0, "LTE=")
    reply = world.get(path, next_cursor="LTE=")
    assert (reply.status, reply.json) == (400, {"error": "next item should be greater than or equal to 0"})
    for unusable in (
        "x",
        "MA",
        "!!!!",
        cursor("abc"),
        cursor("1.5"),
        cursor("1" * 30),
        cursor("٣"),
        "MA==\n",
    ):
        assert world.get(path, next_cursor=unusable).status == 400, unusable
    assert world.get(path, next_cursor=["MA==", "MA=="]).status == 400
    assert world.get(path, next_cursor="").status == 200


def test_open_orders_are_walked_to_a_blank_cursor(world: Any) -> None:

    def batch() -> list[Any]:
        return [world.trader.order(world.token(), "BUY", "0.10", "5") for _ in range(15)]

    placed = {r["orderID"] for _ in range(7) for r in world.trader.call("POST", "/orders", batch()).json}
    first = world.trader.call("GET", "/data/orders").json
    second = world.trader.call("GET", "/data/orders", next_cursor=first["next_cursor"]).json
    assert (first["count"], second["count"], second["next_cursor"]) == (100, 5, "")
    assert {order["id"] for order in first["data"] + second["data"]} == placed


def test_open_orders_are_filtered(world: Any) -> None:
    yes, no = world.token(), world.token(outcome=1)
    a, b = (world.trader.place(token, "BUY", "0.10", "5") for token in (yes, no))

    def ids(**query: str) -> set[str]:
        return {order["id"] for order in world.trader.call("GET", "/data/orders", **query).json["data"]}

    assert ids(market=yes["condition_id"]) == {a, b}
    assert ids(asset_id=no["token_id"]) == ids(id=b) == {b}
    assert ids(market="0x12") == set()
    assert world.trader.call("GET", "/data/orders", id=[a, b]).json == {
        "error": "invalid order params payload"
    }


def test_an_order_is_listed_by_its_id_in_any_state(world: Any) -> None:
    order_id = world.trader.place(world.token(), "BUY", "0.10", "20")
    world.trader.call("DELETE", "/order", {"orderID": order_id})
    assert world.trader.call("GET", "/data/orders").json["data"] == []
    listed = world.trader.call("GET", "/data/orders", id=order_id).json["data"]
    assert [(order["id"], order["status"]) for order in listed] == [(order_id, "CANCELED")]
    assert world.new_account().call("GET", "/data/orders", id=order_id).json["data"] == []


def test_one_market_is_read_by_its_condition_id(world: Any) -> None:
    condition_id = world.token()["condition_id"]
    market = world.get(f"/markets/{condition_id}").json
    assert market["condition_id"] == condition_id
    assert market["minimum_tick_size"] == 0.01
    unknown = world.get("/markets/0x" + "12" * 32)
    assert (unknown.status, unknown.json) == (404, {"error": "market not found"})
    for path in ("/markets", "/clob-markets"):
        reply = world.get(f"{path}/0x12")
        assert (reply.status, reply.json) == (400, {"error": "Invalid market"})


def test_the_settings_of_a_market_name_its_tokens_and_tick(world: Any) -> None:
    token = world.token("0.001")
    details = world.get(f"/clob-markets/{token['condition_id']}").json
    assert details["t"][0] == {"t": token["token_id"], "o": "Yes"}
    assert (details["mts"], details["mos"], details["nr"]) == (0.001, 5, True)


def test_a_token_leads_to_its_market(world: Any) -> None:
    for market in world.ready["markets"]:
        yes, no = (token["token_id"] for token in market["tokens"])
        response = {"condition_id": market["condition_id"], "primary_token_id": yes, "secondary_token_id": no}
        assert (
            world.get(f"/markets-by-token/{yes}").json
            == world.get(f"/markets-by-token/{no}").json
            == response
        )
    assert world.get("/markets-by-token/12").status == 404
    assert world.get("/markets-by-token/x").json == {"error": "Invalid token id"}


def test_the_same_seed_makes_the_same_markets_and_another_makes_others(make_world: Any) -> None:
    from clob_sandbox.venue.markets import make_markets

    assert make_markets(0) == make_markets(0)
    ids = [{t.token_id for m in make_markets(seed) for t in m.tokens} for seed in (0, 1)]
    assert not ids[0] & ids[1]
    assert make_world().ready == make_world().ready
