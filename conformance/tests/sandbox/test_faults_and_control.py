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
def test_an_unknown_fault_is_told_with_those_like_it_and_where_the_names_are(name: str, meant: str) -> None:
    where = "`clob-sandbox serve --fault list` names them all"
    with pytest.raises(ValueError, match=f"^unknown fault {name}: {meant}{where}$"):
        chosen([name])


def test_accounts_are_made_with_the_funds_asked_for(world: Any) -> None:
    plain, rich = world.newcomer(), world.newcomer(collateral="123.45", shares="7.5")
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
