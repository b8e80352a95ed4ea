"""Modes, moving the clock and starting afresh as a plain HTTP client sees them, in another process."""

from itertools import pairwise
from typing import Any

import pytest

MODES = {
    "disabled": (503, "Trading is currently disabled. Check polymarket.com for updates"),
    "cancel-only": (
        503,
        "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.",
    ),
    "restarting": (425, "matching engine restarting"),
}
POST_ONLY = "post-only mode: only post-only orders and cancels are allowed"


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_refuses_orders_by_its_text(served: Any, mode: str) -> None:
    trader = served.trader
    resting = trader.place(served.token(), "BUY", "0.10", "20")
    served.set("mode", mode=mode)
    status, text = MODES[mode]
    order = trader.order(served.token(), "BUY", "0.11", "20", post_only=True)
    for path, body in (("/order", order), ("/orders", [order])):
        response = trader.call("POST", path, body)
        assert (response.status, response.json) == (status, {"error": text})
    response = trader.call("DELETE", "/order", {"orderID": resting})  # closed too, but in cancel-only mode
    if mode != "cancel-only":
        assert (response.status, response.json) == (status, {"error": text})
    else:
        assert response.json == {"canceled": [resting], "not_canceled": {}}
    served.set("mode", mode="normal")
    assert trader.call("POST", "/order", order).status == 200


def test_post_only_mode_takes_post_only_orders_alone_and_tells_when_to_return(served: Any) -> None:
    served.set("mode", mode="post-only", retry_after=79)
    trader, token = served.trader, served.token()
    plain = [trader.order(token, "BUY", "0.10", "20") for _ in range(2)]
    quiet = [trader.order(token, "BUY", "0.10", "20", post_only=True) for _ in range(2)]
    refused = trader.call("POST", "/order", plain[0])
    assert (refused.status, refused.headers["retry-after"]) == (503, "79")
    assert refused.json == {"error": POST_ONLY, "code": "post_only_mode", "retry_after_seconds": 79}
    batch = trader.call("POST", "/orders", [plain[1], quiet[0]])
    assert batch.status == 200
    empty = dict.fromkeys(("orderID", "status", "makingAmount", "takingAmount"), "")
    assert batch.json[0] == {"success": True, "errorMsg": POST_ONLY, **empty}
    assert (batch.json[1]["status"], batch.json[1]["errorMsg"]) == ("live", "")
    taken = trader.call("POST", "/order", quiet[1])
    assert taken.json["status"] == "live"
    both = {batch.json[1]["orderID"], taken.json["orderID"]}
    assert set(trader.call("DELETE", "/cancel-all").json["canceled"]) == both


def test_moving_the_clock_expires_an_order_60_seconds_early(served: Any) -> None:
    trader, token = served.trader, served.token()
    soon = served.seconds() + 600
    order_id = trader.place(token, "BUY", "0.10", "20", order_type="GTD", expiration=soon)
    served.set("clock", advance=530)
    assert trader.open_ids() == {order_id}
    served.set("clock", advance=15)
    assert trader.open_ids() == set()
    late = trader.post(token, "BUY", "0.10", "20", order_type="GTD", expiration=served.seconds() + 170)
    assert (late.status, late.json) == (400, {"error": "invalid expiration"})


def test_a_key_that_stops_beating_loses_its_orders_when_the_clock_moves(served: Any) -> None:
    trader, token = served.trader, served.token()
    order_id = trader.place(token, "BUY", "0.10", "20")
    first = trader.call("POST", "/v1/heartbeats", {"heartbeat_id": ""}).json["heartbeat_id"]
    served.set("clock", advance=5)
    second = trader.call("POST", "/v1/heartbeats", {"heartbeat_id": first}).json["heartbeat_id"]
    stale = trader.call("POST", "/v1/heartbeats", {"heartbeat_id": first})
    assert stale.status == 400
    assert (stale.json["error"], stale.json["heartbeat_id"]) == ("Invalid Heartbeat ID", second)
    served.set("clock", advance=5)
    assert trader.open_ids() == {order_id}
    served.set("clock", advance=10)
    assert trader.open_ids() == set()


def test_moving_the_clock_makes_history_and_settles_trades(served: Any) -> None:
    trader, token = served.trader, served.token()
    began = served.seconds()
    for _ in range(3):
        served.set("clock", advance=3600)
        trader.place(token, "BUY", "0.90", "5", order_type="FAK")
    query = {"market": token["token_id"], "startTs": began + 1, "fidelity": 60}
    points = served.http.get("/prices-history", params=query).json()["history"]
    steps = [later["t"] - earlier["t"] for earlier, later in pairwise(points)]
    assert all(3600 <= step <= 3620 for step in steps)
    assert len(points) == 3
    maker = {"maker_address": trader.address}
    states = [t["status"] for t in trader.call("GET", "/data/trades", **maker).json["data"]]
    assert states[:-1] == ["TRADE_STATUS_CONFIRMED"] * 2
    served.set("clock", advance=4)
    states = [t["status"] for t in trader.call("GET", "/data/trades", **maker).json["data"]]
    assert states == ["TRADE_STATUS_CONFIRMED"] * 3


def test_a_reset_starts_afresh_with_the_same_account_and_time(served: Any) -> None:
    trader = served.trader
    cash, began = trader.collateral(), served.seconds()
    trader.place(served.token(), "BUY", "0.90", "20", order_type="FAK")
    trader.place(served.token(), "BUY", "0.10", "20")
    served.set("clock", advance=86_400, skew=30)
    served.set("mode", mode="disabled")
    served.set("trouble", kind="html")
    served.set("reset")
    assert 0 <= served.seconds() - began <= 20
    assert (trader.collateral(), trader.open_ids()) == (cash, set())
    assert trader.post(served.token(), "BUY", "0.10", "20").status == 200
