"""Planted faults break what they say and nothing else; control paths make accounts, move time and reset."""

from typing import Any

import pytest
from clob_sandbox.faults import chosen

UNKNOWN = "0x" + "ab" * 32


def test_cancel_without_not_canceled_lacks_the_key(make_world: Any) -> None:
    trader = make_world(faults=("cancel-without-not-canceled",)).trader
    order_id = trader.place(trader.world.token(), "BUY", "0.10", "20")
    assert trader.call("DELETE", "/orders", [order_id, UNKNOWN]).json == {"canceled": [order_id]}
    for path in ("/cancel-all", "/cancel-market-orders"):
        assert trader.call("DELETE", path, {}).json == {"canceled": []}
    assert trader.open_ids() == set()


def test_cancelled_stays_open_says_canceled_and_keeps_the_order(make_world: Any) -> None:
    trader = make_world(faults=("cancelled-stays-open",)).trader
    order_id = trader.place(trader.world.token(), "BUY", "0.10", "20")
    for method, path, body in (
        ("DELETE", "/order", {"orderID": order_id}),
        ("DELETE", "/cancel-all", None),
    ):
        assert trader.call(method, path, body).json == {"canceled": [order_id], "not_canceled": {}}
    assert trader.open_ids() == {order_id}


def test_wrong_hmac_accepted_still_wants_the_other_headers(make_world: Any) -> None:
    world = make_world(faults=("wrong-hmac-accepted",))
    headers = {**world.trader.headers("GET", "/data/orders"), "POLY_SIGNATURE": "wrong"}
    assert world.request("GET", "/data/orders", headers=headers).status == 200
    assert world.request("GET", "/data/orders", headers={**headers, "POLY_PASSPHRASE": "wrong"}).status == 401


def test_without_faults_none_of_them_shows(world: Any) -> None:
    headers = {**world.trader.headers("GET", "/data/orders"), "POLY_SIGNATURE": "wrong"}
    assert world.request("GET", "/data/orders", headers=headers).status == 401
    assert set(world.trader.call("DELETE", "/cancel-all").json) == {"canceled", "not_canceled"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [("cancelled-stay-open", "perhaps cancelled-stays-open or [a-z-]+ or [a-z-]+; "), ("xyzzy", "")],
)
def test_an_unknown_fault_is_reported_with_those_like_it_and_where_the_names_are(
    name: str, meant: str
) -> None:
    where = "`clob-sandbox serve --fault list` names them all"
    with pytest.raises(ValueError, match=f"^unknown fault {name}: {meant}{where}$"):
        chosen([name])


def test_accounts_are_made_with_the_funds_asked_for(world: Any) -> None:
    plain, rich = world.new_account(), world.new_account(collateral="123.45", shares="7.5")
    assert (plain.collateral(), plain.shares(world.token())) == (10_000_000_000, 1_000_000_000)
    assert (rich.collateral(), rich.shares(world.token("0.1", 1))) == (123_450_000, 7_500_000)
    assert len({plain.address, rich.address, world.trader.address}) == 3
    assert set(plain.credentials) == set(world.ready["account"])


@pytest.mark.parametrize(
    ("path", "body", "text"),
    [
        ("accounts", {"collateral": 5}, "collateral has to be a decimal string"),
        ("accounts", {"shares": "-5"}, "shares has to be a decimal string"),
        ("accounts", {"shares": "1.1234567"}, "shares has to be a decimal string"),
        ("accounts", {"usdc": "5"}, "unknown field usdc"),
        ("accounts", [], "the body has to be a JSON object"),
        ("clock", {}, "advance has to be a number of seconds"),
        ("clock", {"advance": -1}, "advance has to be a number of seconds"),
        ("clock", {"advance": "1"}, "advance has to be a number of seconds"),
        ("clock", {"advance": True}, "advance has to be a number of seconds"),
    ],
)
def test_a_wrong_control_request_names_field_and_rule(world: Any, path: str, body: Any, text: str) -> None:
    reply = world.post(f"/_sandbox/{path}", body)
    assert reply.status == 400
    assert text in reply.json["error"]


def test_reset_starts_afresh_with_the_same_seed(world: Any) -> None:
    before = world.book(world.token())
    world.trader.place(world.token(), "BUY", "0.10", "20")
    world.trader.call("POST", "/v1/heartbeats", {"heartbeat_id": ""})
    world.post("/_sandbox/clock", {"advance": 100})
    assert world.post("/_sandbox/reset", {}).json == world.ready["account"]
    assert world.book(world.token()) == before
    assert world.trader.open_ids() == set()
    assert world.get("/time").json == int(before["timestamp"])


def test_the_clock_moves_by_what_is_asked(world: Any) -> None:
    before = world.get("/time").json
    assert world.post("/_sandbox/clock", {"advance": 90}).json == {"time": before + 90}
    assert world.get("/time").json == before + 90


def test_faults_are_planted_and_taken_out_while_it_runs(world: Any) -> None:
    token = world.token()["token_id"]
    assert world.post("/_sandbox/faults", {"on": ["mid-price-number"]}).json == ["mid-price-number"]
    assert isinstance(world.get("/midpoint", token_id=token).json["mid_price"], float)
    shown = {row["name"]: row["on"] for row in world.get("/_sandbox/faults").json}
    assert [name for name, on in shown.items() if on] == ["mid-price-number"]
    assert len(shown) > 200
    assert world.post("/_sandbox/faults", {"on": []}).json == []
    assert world.get("/midpoint", token_id=token).json["mid_price"] == "0.55"
    for wrong in ({"on": ["mid-price-numbr"]}, {"on": "mid-price-number"}, {"on": [1]}, {}):
        assert world.post("/_sandbox/faults", wrong).status == 400


def test_rate_limits_are_set_and_lifted_while_it_runs(world: Any) -> None:
    assert world.post("/_sandbox/limits", {"tier": "standard"}).json == {"tier": "standard"}
    assert [world.get("/ok").status for _ in range(101)] == [200] * 100 + [429]
    world.post("/_sandbox/limits", {"tier": "off"})
    assert world.get("/ok").status == 200
    assert world.post("/_sandbox/limits", {"tier": "tin"}).status == 400


def test_everything_that_is_set_is_reported_and_a_reset_undoes_it(world: Any) -> None:
    before = world.get("/_sandbox/settings").json
    for path, body in (
        ("mode", {"mode": "restarting", "seconds": 90}),
        ("trouble", {"kind": "latency", "value": "far", "times": 3}),
        ("limits", {"tier": "gold"}),
        ("matching", {"delay": 2, "taker_delay": True}),
        ("faults", {"on": ["mid-price-number"]}),
        ("clock", {"skew": -5}),
    ):
        assert world.post(f"/_sandbox/{path}", body).status == 200
    assert world.get("/_sandbox/settings").json == {
        **before,
        "time": before["time"] - 5,
        "skew": -5,
        "mode": "restarting",
        "mode_until": before["time"] + 85,
        "trouble": {"kind": "latency", "value": "far", "times": 3},
        "rate_limits": "gold",
        "matching": {"delay": 2, "taker_delay": True},
        "faults": ["mid-price-number"],
    }
    world.post("/_sandbox/reset", {})
    assert world.get("/_sandbox/settings").json == before


def test_the_ready_line_is_reported_again_by_the_url_that_was_asked(world: Any) -> None:
    reported = world.request("GET", "/_sandbox/ready", headers={"host": "localhost:8137"}).json
    assert reported == {**world.ready, "url": "http://localhost:8137"}


def entered(world: Any, **changes: Any) -> Any:
    order = {"address": world.trader.address, "token_id": world.token()["token_id"], "side": "BUY"}
    return world.post("/_sandbox/orders", {**order, "price": "0.10", "size": "20", **changes})


def test_an_order_is_entered_for_an_account_and_cancelled_without_its_keys(world: Any) -> None:
    placed = entered(world).json
    assert (placed["status"], placed["trades"]) == ("live", [])
    assert world.trader.open_ids() == {placed["order_id"]}
    assert world.post("/_sandbox/cancel", {"order_id": placed["order_id"]}).json == {
        "canceled": placed["order_id"]
    }
    assert world.trader.open_ids() == set()
    assert world.post("/_sandbox/cancel", {"order_id": placed["order_id"]}).status == 404


@pytest.mark.parametrize("tick", ["0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"])
@pytest.mark.parametrize("side", ["BUY", "SELL"])
@pytest.mark.parametrize("order_type", ["FAK", "FOK"])
def test_an_entered_order_takes_from_the_book_at_every_tick(
    world: Any, tick: str, side: str, order_type: str
) -> None:
    token = world.token(tick)
    book = world.book(token)
    price = book["asks" if side == "BUY" else "bids"][0]["price"]
    placed = entered(
        world, token_id=token["token_id"], side=side, price=price, size="77.77", order_type=order_type
    )
    assert (placed.status, placed.json.get("status")) == (200, "matched"), placed.json


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"address": "0x" + "ab" * 20}, "address has to be that of an account"),
        ({"side": "HOLD"}, "side has to be BUY or SELL"),
        ({"token_id": "7"}, "Invalid token id"),
        ({"price": "1.5x"}, "price has to be a decimal string"),
        ({"price": "0"}, "price has to lie between 0 and 1"),
        ({"price": "1"}, "price has to lie between 0 and 1"),
        ({"price": "0.00005"}, "price has to lie between 0 and 1, in steps of 0.01"),
        ({"price": "0.105"}, "breaks minimum tick size rule"),
        ({"size": -5}, "size has to be a decimal string"),
        ({"size": "4"}, "lower than the minimum"),
        ({"size": "99999999"}, "not enough balance"),
        ({"order_type": "GTD"}, "order_type has to be one of GTC, FAK, FOK"),
        ({"post_only": True, "price": "0.56"}, "order crosses book"),
        ({"post_only": "yes"}, "post_only has to be true or false"),
        ({"nonsense": 1}, "unknown field nonsense"),
    ],
)
def test_a_wrong_entry_names_field_and_rule(world: Any, changes: dict[str, Any], text: str) -> None:
    reply = entered(world, **changes)
    assert reply.status == 400
    assert text in reply.json["error"]
