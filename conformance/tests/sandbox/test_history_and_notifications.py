"""Past prices follow from trades, notifications from fills and cancels."""

from typing import Any

import pytest


def trade_at(world: Any, taker: Any, price: str, advance: int) -> None:
    """Let an hour's part pass, then print a price on the market with tick 0.1."""
    world.post("/_sandbox/clock", {"advance": advance})
    taker.place(world.token("0.1"), "BUY", price, "5")


def history(world: Any, **query: Any) -> Any:
    return world.get("/prices-history", market=world.token("0.1")["token_id"], **query).json["history"]


def test_each_trade_is_a_point_and_fidelity_joins_them(world: Any) -> None:
    start = world.clock.seconds()
    for _ in range(3):
        trade_at(world, world.trader, "0.6", 60)
    assert [point["p"] for point in history(world)] == [0.5, 0.6, 0.6, 0.6]
    assert [point["t"] for point in history(world)] == [start + 60 * n for n in range(4)]
    assert len(history(world, fidelity=1000)) < 4
    assert history(world, fidelity=1000)[-1] == {"t": start + 180, "p": 0.6}


def test_both_outcomes_of_a_mint_have_a_price(world: Any) -> None:
    no = world.token("0.1", 1)["token_id"]
    assert [point["p"] for point in world.get("/prices-history", market=no).json["history"]] == [0.5]


def test_history_is_bounded_by_times_and_interval(world: Any) -> None:
    start = world.clock.seconds()
    trade_at(world, world.trader, "0.6", 7200)
    late = start + 7200
    assert [p["t"] for p in history(world, startTs=start)] == [late]
    assert [p["t"] for p in history(world, endTs=late)] == [start]
    assert history(world, startTs=start, endTs=late) == []
    assert [p["t"] for p in history(world, interval="1h")] == [late]
    assert [p["t"] for p in history(world, interval="6h")] == [start, late]
    assert history(world, startTs=-1.5e3, interval="max") == history(world)


def test_many_histories_are_asked_at_once(world: Any) -> None:
    tokens = [world.token(outcome=index)["token_id"] for index in (0, 1)]
    reply = world.post(
        "/batch-prices-history", {"markets": [*tokens, "123"], "interval": "1d", "fidelity": 5}
    )
    assert {token: len(points) for token, points in reply.json["history"].items()} == {
        tokens[0]: 1,
        tokens[1]: 1,
        "123": 0,
    }
    bounded = {"markets": tokens, "start_ts": world.clock.seconds()}
    assert world.post("/batch-prices-history", bounded).json["history"] == {token: [] for token in tokens}


@pytest.mark.parametrize(
    "query",
    [
        {"market": "0x"},
        {},
        {"market": ["1", "2"]},
        {"market": "1", "startTs": "soon"},
        {"market": "1", "endTs": "nan"},
        {"market": "1", "endTs": "1e999"},
        {"market": "1", "startTs": "1_0"},
        {"market": "1", "interval": "2h"},
        {"market": "1", "interval": ""},
        {"market": "1", "fidelity": "0"},
        {"market": "1", "fidelity": "1.5"},
        {"market": "1", "fidelity": ["1", "2"]},
    ],
)
def test_an_unusable_history_filter_is_refused(world: Any, query: Any) -> None:
    assert world.get("/prices-history", **query).status == 400


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"markets": "1"},
        {"markets": [1]},
        {"markets": ["0x"]},
        {"markets": ["1"] * 21},
        {"markets": ["1"], "fidelity": True},
        {"markets": ["1"], "fidelity": None},
        {"markets": ["1"], "fidelity": 0},
        {"markets": ["1"], "interval": 5},
        {"markets": ["1"], "interval": "2h"},
        {"markets": ["1"], "start_ts": "1"},
        {"markets": ["1"], "end_ts": None},
    ],
)
def test_an_unusable_batch_of_histories_is_refused(world: Any, body: Any) -> None:
    assert world.post("/batch-prices-history", body).status == 400


def notes(trader: Any) -> Any:
    return trader.call("GET", "/notifications", signature_type=0).json


def test_both_sides_of_a_fill_are_reported_and_so_is_a_cancel(world: Any) -> None:
    token, maker, taker = world.token("0.1"), world.new_account(), world.new_account()
    resting = maker.place(token, "SELL", "0.6", "1000")
    asks = world.book(token)["asks"][0]
    assert asks["price"] == "0.6"
    ahead = float(asks["size"]) - 1000  # the house stood there first
    taking = taker.place(token, "BUY", "0.6", f"{ahead + 400:.2f}")
    maker.call("DELETE", "/order", {"orderID": resting})
    seen = [(n["type"], n["payload"]["order_id"], n["payload"]["matched_size"]) for n in notes(maker)]
    assert seen == [(2, resting, "400"), (1, resting, "400")]
    assert [n["payload"]["remaining_size"] for n in notes(maker)] == ["600", "600"]
    assert {n["owner"] for n in notes(maker)} == {maker.key}
    assert [(n["type"], n["payload"]["order_id"]) for n in notes(taker)] == [(2, taking)]


def test_an_expiry_is_reported_at_the_time_at_which_it_was_due(world: Any) -> None:
    expiration = world.clock.seconds() + 300
    world.trader.place(world.token(), "BUY", "0.10", "20", order_type="GTD", expiration=expiration)
    world.post("/_sandbox/clock", {"advance": 5000})
    assert [(n["type"], n["timestamp"]) for n in notes(world.trader)] == [(1, expiration - 60)]


def test_notifications_are_dropped_by_id_and_by_their_owner_alone(world: Any) -> None:
    trader, other = world.trader, world.new_account()
    for _ in range(3):
        trader.call("DELETE", "/order", {"orderID": trader.place(world.token(), "BUY", "0.10", "20")})
    ids = [note["id"] for note in notes(trader)]
    assert len(ids) == 3
    everything = ",".join(map(str, ids))
    assert other.call("DELETE", "/notifications", ids=everything).json == "OK"
    assert len(notes(trader)) == 3
    assert trader.call("DELETE", "/notifications", ids=f"{ids[0]},{ids[2]},999999").json == "OK"
    assert [note["id"] for note in notes(trader)] == [ids[1]]


@pytest.mark.parametrize("ids", [None, "", "x", "1,", ",1", "1;2", "-1", "1" * 30])
def test_unusable_ids_are_refused(world: Any, ids: str | None) -> None:
    query = {} if ids is None else {"ids": ids}
    reply = world.trader.call("DELETE", "/notifications", **query)
    assert (reply.status, reply.json) == (400, {"error": "Invalid ids"})


@pytest.mark.parametrize("query", [{}, {"signature_type": "3"}, {"signature_type": "x"}])
def test_notifications_need_a_signature_type(world: Any, query: Any) -> None:
    reply = world.trader.call("GET", "/notifications", **query)
    assert (reply.status, reply.json) == (400, {"error": "Invalid signature_type"})


def test_live_activity_gives_a_short_record(world: Any) -> None:
    ids = [market["condition_id"] for market in world.ready["markets"][:2]]
    single = world.get(f"/markets/live-activity/{ids[0]}").json
    assert (single["condition_id"], single["question"]) == (ids[0], world.ready["markets"][0]["question"])
    several = world.post("/markets/live-activity", [*ids, ids[0], "0x12"]).json
    assert [market["condition_id"] for market in several] == ids
    assert world.get("/markets/live-activity/0x12").status == 400
    assert world.get("/markets/live-activity/0x" + "12" * 32).status == 404
    assert world.post("/markets/live-activity", ["0x12"]).status == 404
    bodies: tuple[Any, ...] = ([], {}, [1])
    for body in bodies:
        assert world.post("/markets/live-activity", body).status == 400
