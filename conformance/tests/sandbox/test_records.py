"""What is kept, how far back, and that reading it looks at no more than it returns."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from clob_sandbox.http import views
from clob_sandbox.venue import notifications
from clob_sandbox.venue.index import Series


def trade_often(world: Any, times: int, traders: tuple[Any, Any] | None = None) -> tuple[Any, Any]:
    """Let two accounts trade inside the gap of a market, each time one order of each."""
    rich = {"collateral": "100000", "shares": "100000"}
    seller, buyer = traders or (world.new_account(**rich), world.new_account(**rich))
    token = world.token()
    for _ in range(times):
        seller.place(token, "SELL", "0.55", "5")
        buyer.place(token, "BUY", "0.55", "5")
    return seller, buyer


def count_calls(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[int]:
    """How often a function is called, as the one item of a list."""
    calls, real = [0], getattr(module, name)

    def counted(*args: Any, **kwargs: Any) -> Any:
        calls[0] += 1
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, counted)
    return calls


def listed(trader: Any, **query: Any) -> list[str]:
    return [item["id"] for item in trader.call("GET", "/data/trades", **query).json["data"]]


def test_a_page_of_trades_looks_at_no_more_than_it_returns(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seller, buyer = trade_often(world, 130)
    looked = count_calls(monkeypatch, views, "trade")
    looks = count_calls(monkeypatch, Series, "at")
    first = buyer.call("GET", "/data/trades").json
    assert (first["count"], looked, looks) == (100, [100], [101])
    rest = seller.call("GET", "/data/trades", next_cursor=first["next_cursor"]).json
    assert (rest["count"], looked, looks) == (30, [130], [131])
    token = world.token()
    for query in (
        {"id": first["data"][7]["id"]},
        {"asset_id": world.token(outcome=1)["token_id"]},
        {"after": str(world.clock.seconds())},
        {"before": str(world.clock.seconds())},
        {"market": token["condition_id"], "asset_id": world.token("0.001")["token_id"]},
    ):
        buyer.call("GET", "/data/trades", **query)
    assert looks[0] <= 133


def test_the_filters_of_trades_are_those_of_a_search(world: Any) -> None:
    seller, buyer = trade_often(world, 3)
    world.post("/_sandbox/clock", {"advance": 10})
    seller.place(world.token("0.1"), "BUY", "0.9", "5")
    world.post("/_sandbox/clock", {"advance": 10})
    trade_often(world, 2, (seller, buyer))
    everything = seller.call("GET", "/data/trades").json["data"]
    assert len(everything) == 6
    times = sorted({int(item["match_time"]) for item in everything})
    assert len(times) == 3
    filters: list[tuple[dict[str, str], Callable[[Any], bool]]] = [
        *(({"after": str(t)}, lambda item, t=t: int(item["match_time"]) > t) for t in times),
        *(({"before": str(t)}, lambda item, t=t: int(item["match_time"]) < t) for t in times),
        (
            {"after": str(times[0]), "before": str(times[2]), "market": world.token("0.1")["condition_id"]},
            lambda item: int(item["match_time"]) == times[1],
        ),
        ({"before": "9" * 5000}, lambda item: True),
        ({"after": "9" * 5000}, lambda item: False),
        ({"before": "000"}, lambda item: False),
        ({"id": everything[4]["id"]}, lambda item: item is everything[4]),
        ({"id": everything[4]["id"], "before": str(times[2])}, lambda item: False),
        ({"id": everything[0]["id"], "asset_id": world.token("0.1")["token_id"]}, lambda item: False),
        ({"market": world.token()["condition_id"].upper().replace("X", "x")}, lambda item: True),
        ({"maker_address": buyer.address}, lambda item: False),
        ({"maker_address": seller.address}, lambda item: True),
    ]
    filters[-3] = (filters[-3][0], lambda item: item["market"] == world.token()["condition_id"])
    for query, wanted in filters:
        assert listed(seller, **query) == [i["id"] for i in everything if wanted(i)], query
    assert listed(buyer, maker_address=seller.address) == listed(buyer)


def test_the_filters_of_open_orders_are_those_of_a_search(world: Any) -> None:
    trader, token, other = world.new_account(), world.token(), world.token("0.1")
    first, second = trader.place(token, "BUY", "0.10", "5"), trader.place(other, "BUY", "0.1", "5")
    third = trader.place(token, "BUY", "0.11", "5")

    def ids(**query: str) -> list[str]:
        return [item["id"] for item in trader.call("GET", "/data/orders", **query).json["data"]]

    assert ids() == [first, second, third]
    assert ids(market=token["condition_id"]) == ids(asset_id=token["token_id"]) == [first, third]
    assert ids(market=other["condition_id"], asset_id=token["token_id"]) == ids(asset_id="1") == []
    assert ids(id=second) == [second]
    assert ids(id=second, market=token["condition_id"]) == ids(id="0x" + "0" * 64) == []
    assert [item["id"] for item in world.trader.call("GET", "/data/orders", id=first).json["data"]] == []
    trader.call("DELETE", "/order", {"orderID": first})
    assert (ids(), ids(id=first)) == ([second, third], [first])


def test_what_is_past_the_retention_is_forgotten_and_what_is_live_is_not(make_world: Any) -> None:
    world = make_world(keep=4)
    token = world.token()
    resting = world.trader.place(token, "BUY", "0.10", "5")
    canceled = world.trader.place(token, "BUY", "0.11", "5")
    world.trader.call("DELETE", "/order", {"orderID": canceled})
    big = world.new_account()
    standing = big.place(token, "SELL", "0.55", "500")
    buyer = world.new_account()
    bought = [buyer.place(token, "BUY", "0.55", "5") for _ in range(7)]
    exchange = world.sandbox.exchange
    assert buyer.call("GET", f"/data/order/{bought[0]}").status == 404
    assert world.trader.call("GET", f"/data/order/{canceled}").status == 404
    reported = big.call("GET", f"/data/order/{standing}").json
    assert reported["associate_trades"] == listed(big) == listed(buyer) == [t.id for t in exchange.trades]
    assert (len(exchange.trades), reported["size_matched"]) == (4, "35")
    assert buyer.call("GET", f"/data/order/{bought[-1]}").status == 200
    assert resting in world.trader.open_ids()
    assert buyer.post(token, "BUY", "0.55", "5").status == 200
    quiet = world.token("0.1")
    assert exchange.last(quiet["token_id"]) is not None  # the first trade of its market is long forgotten


def test_a_cursor_stays_good_while_older_trades_are_dropped(make_world: Any) -> None:
    world = make_world(keep=150)
    traders = trade_often(world, 150)
    first = traders[1].call("GET", "/data/trades").json
    trade_often(world, 60, traders)
    second = traders[1].call("GET", "/data/trades", next_cursor=first["next_cursor"]).json
    seen = [item["id"] for page in (first, second) for item in page["data"]]
    assert len(seen) == len(set(seen)) == 200
    assert int(base64.b64decode(second["next_cursor"])) == 200
    assert listed(traders[1])[0] == seen[60]


def test_only_the_newest_notifications_wait_to_be_read(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifications, "MOST", 5)
    _, buyer = trade_often(world, 8)
    reported = buyer.call("GET", "/notifications", signature_type="0").json
    assert len(reported) == 5
    newest = max(item["id"] for item in reported)
    buyer.call("DELETE", "/notifications", ids=str(newest))
    left = buyer.call("GET", "/notifications", signature_type="0").json
    assert [item["id"] for item in left] == [item["id"] for item in reported if item["id"] != newest]


def test_expiries_of_orders_that_ended_do_not_pile_up(world: Any) -> None:
    trader, token = world.new_account(), world.token()
    for _ in range(200):
        expiring = world.clock.seconds() + 10**6
        placed = trader.place(token, "BUY", "0.10", "5", order_type="GTD", expiration=expiring)
        trader.call("DELETE", "/order", {"orderID": placed})
    live = len(world.sandbox.exchange.open)
    assert len(world.sandbox.exchange.agenda) <= 66 + 2 * live < 200 + live
