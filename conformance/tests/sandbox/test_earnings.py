"""What resting orders earn, sampled on the clock, and the lists that tell it."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from clob_sandbox.clock import NANOS
from clob_sandbox.venue.scoring import split

DAY = 86_400


def today(world: Any) -> str:
    return datetime.fromtimestamp(world.clock.seconds(), UTC).date().isoformat()


def advance(world: Any, seconds: int) -> None:
    assert world.post("/_sandbox/clock", {"advance": seconds}).status == 200


def to_midnight(world: Any) -> None:
    advance(world, DAY - world.clock.seconds() % DAY)


def earned(world: Any, trader: Any, day: str) -> dict[str, float]:
    rows = trader.call("GET", "/rewards/user", date=day).json["data"]
    return {row["condition_id"]: row["earnings"] for row in rows}


def paid(world: Any, tick: str, number: int) -> int:
    """What the market with this tick paid to everybody on a day since 1970, in base units."""
    exchange = world.sandbox.exchange
    market = exchange.by_condition[world.token(tick)["condition_id"]]
    return sum(exchange.earnings.of(market, number, exchange.clock.nanos()).values())


def test_a_market_pays_its_daily_rate_in_a_day_whatever_happens_on_it(world: Any) -> None:
    chance = random.Random(5)
    to_midnight(world)
    number = world.clock.seconds() // DAY
    traders = [world.trader, world.new_account()]
    token = world.token("0.01")
    while world.clock.seconds() // DAY == number:
        trader = chance.choice(traders)
        trader.post(token, chance.choice(("BUY", "SELL")), f"0.5{chance.randrange(3, 8)}", "60")
        if chance.random() < 0.4:
            trader.call("DELETE", "/cancel-all")
        advance(world, chance.randrange(1, 4_000))
    (market,) = world.get(f"/rewards/markets/{token['condition_id']}").json["data"]
    assert paid(world, "0.01", number) == market["rewards_config"][0]["rate_per_day"] * 10**6
    assert sum(earned(world, t, day_text(number)).get(token["condition_id"], 0) for t in traders) > 0


def day_text(number: int) -> str:
    return datetime.fromtimestamp(number * DAY, UTC).date().isoformat()


def test_earnings_are_the_same_however_often_they_are_looked_at(make_world: Any) -> None:
    seen = []
    for steps in (1, 37):
        world = make_world()
        world.trader.place(world.token(), "BUY", "0.54", "77.77")
        day = today(world)
        for _ in range(steps):
            advance(world, 37 * 600 // steps)
            earned(world, world.trader, day)
        seen.append(earned(world, world.trader, day))
    assert seen[0] == seen[1] != {}


def test_an_order_earns_from_the_samples_in_which_it_scores(world: Any) -> None:
    token, trader = world.token(), world.trader
    to_midnight(world)
    day = today(world)
    order_id = trader.place(token, "BUY", "0.54", "100")
    share = trader.call("GET", "/rewards/user/percentages").json
    assert share == {}  # it is too young
    advance(world, 600)
    share = trader.call("GET", "/rewards/user/percentages").json[token["condition_id"]]
    assert 0 < share < 100
    ten_minutes = earned(world, trader, day)[token["condition_id"]]
    # ten of the 1,440 samples, of which the one at midnight found it too young
    assert ten_minutes == pytest.approx(50 * 9 / 1440 * share / 100, rel=1e-3)
    trader.call("DELETE", "/order", {"orderID": order_id})
    advance(world, 600)
    assert earned(world, trader, day)[token["condition_id"]] == ten_minutes
    assert trader.call("GET", "/rewards/user/percentages").json == {}


@pytest.mark.parametrize(
    ("price", "size"),
    [("0.54", "49.99"), ("0.51", "100")],
    ids=["smaller than the minimum", "further than the maximum spread"],
)
def test_an_order_that_does_not_score_earns_nothing(world: Any, price: str, size: str) -> None:
    world.trader.place(world.token(), "BUY", price, size)
    advance(world, 600)
    assert earned(world, world.trader, today(world)) == {}


def test_percentages_of_all_accounts_sum_to_at_most_100(world: Any) -> None:
    traders = [world.new_account() for _ in range(7)]
    for number, trader in enumerate(traders):
        trader.place(world.token(), "SELL", "0.56", f"{60 + number}.{number}3")
    advance(world, 60)
    condition_id = world.token()["condition_id"]
    shares = [t.call("GET", "/rewards/user/percentages").json[condition_id] for t in traders]
    assert 0 < sum(shares) <= 100
    assert shares == sorted(shares)


@pytest.mark.parametrize("seed", range(20))
def test_a_pot_is_shared_out_whole(seed: int) -> None:
    chance = random.Random(seed)
    parts = {(str(n), ""): chance.randrange(1, 10**12) for n in range(chance.randrange(1, 9))}
    pot = chance.randrange(10**8)
    shares = split(pot, parts)
    assert sum(shares.values()) == pot
    assert all(abs(shares[e] - pot * parts[e] / sum(parts.values())) < len(parts) for e in parts)
    assert split(pot, {}) == {}


def test_the_total_is_the_sum_over_the_markets(world: Any) -> None:
    trader = world.trader
    trader.place(world.token(), "BUY", "0.54", "100")
    trader.place(world.token("0.001"), "BUY", "0.419", "100")
    advance(world, 6_000)
    (total,) = trader.call("GET", "/rewards/user/total", date=today(world)).json
    markets = earned(world, trader, today(world))
    assert len(markets) == 2
    assert total["earnings"] == pytest.approx(sum(markets.values()))
    assert total["maker_address"] == trader.address
    for query in ({"sponsored": "true"}, {"maker_address": "0x" + "12" * 20}):
        assert trader.call("GET", "/rewards/user", date=today(world), **query).json["data"] == []


def test_the_users_markets_carry_what_was_earned_there(world: Any) -> None:
    trader, token = world.trader, world.token()
    trader.place(token, "BUY", "0.54", "100")
    advance(world, 6_000)
    response = trader.call("GET", "/rewards/user/markets", order_by="earnings", position="DESC").json
    assert response["total_count"] == response["count"] == 3  # the rewarded markets
    first = response["data"][0]
    assert first["condition_id"] == token["condition_id"]
    assert first["earnings"][0]["earnings"] == earned(world, trader, today(world))[token["condition_id"]]
    shares = trader.call("GET", "/rewards/user/percentages").json
    assert first["earning_percentage"] == shares[token["condition_id"]]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"only_open_orders": "true"}, 1),
        ({"favorite_markets": "true"}, 0),
        ({"only_mergeable": "true"}, 3),
        ({"no_competition": "true"}, 0),  # the house scores everywhere
        ({"q": "LISBON"}, 1),
        ({"tag_slug": "sports"}, 0),
        ({"tag_slug": ["sports", "sandbox"]}, 3),
    ],
)
def test_the_users_markets_are_filtered(world: Any, query: dict[str, Any], count: int) -> None:
    world.trader.place(world.token(), "BUY", "0.54", "100")
    advance(world, 60)
    assert world.trader.call("GET", "/rewards/user/markets", **query).json["count"] == count


def test_markets_are_found_by_their_figures(world: Any) -> None:
    def found(**query: Any) -> list[str]:
        return [m["condition_id"] for m in world.get("/rewards/markets/multi", **query).json["data"]]

    world.trader.place(world.token("0.1"), "BUY", "0.6", "10")  # 6 USDC, beside the first trade of 5
    every = found()
    assert len(every) == 8
    volumes = {m["condition_id"]: m["volume_24hr"] for m in world.get("/rewards/markets/multi").json["data"]}
    assert volumes[world.token("0.1")["condition_id"]] == 11
    assert found(min_volume_24hr="10") == [world.token("0.1")["condition_id"]]
    assert found(max_price="0.2") == [world.token("0.0001")["condition_id"]]
    assert found(min_spread="0.2") == [world.token("0.1")["condition_id"]]
    assert found(order_by="volume_24hr", position="DESC")[0] == world.token("0.1")["condition_id"]
    assert found(event_id=["1", "2"]) == every[:2]
    assert found(event_title="bridge") == [world.token("0.005")["condition_id"]]
    assert found(order_by="market_id", position="DESC") == every[::-1]


def test_pages_of_found_markets_are_capped_and_walked(world: Any) -> None:
    every = world.get("/rewards/markets/multi", page_size="1000").json
    assert (every["limit"], every["next_cursor"]) == (500, "LTE=")
    seen, cursor = [], "MA=="
    while cursor != "LTE=":
        page = world.get("/rewards/markets/multi", page_size="3", next_cursor=cursor).json
        seen += page["data"]
        cursor = page["next_cursor"]
    assert seen == every["data"]


@pytest.mark.parametrize(
    ("path", "query", "text"),
    [
        ("/rewards/user", {}, "Invalid date (format: YYYY-MM-DD)"),
        ("/rewards/user", {"date": "2026-13-01"}, "Invalid date (format: YYYY-MM-DD)"),
        ("/rewards/user/total", {"date": "2026-09-01", "signature_type": "9"}, "Invalid signature_type"),
        ("/rewards/user/percentages", {"maker_address": "me"}, "Invalid maker_address"),
        ("/rewards/user/markets", {"order_by": "luck"}, "Invalid order_by"),
        ("/rewards/user/markets", {"position": "up"}, "Invalid position"),
        ("/rewards/user/markets", {"page_size": "0"}, "Invalid page_size"),
        ("/rewards/user/markets", {"sponsored": "yes"}, "Invalid sponsored"),
        ("/rewards/markets/multi", {"min_price": "nan"}, "Invalid min_price"),
        ("/rewards/markets/multi", {"order_by": "earnings"}, "Invalid order_by"),
    ],
)
def test_unusable_questions_are_refused(world: Any, path: str, query: dict[str, str], text: str) -> None:
    reply = world.trader.call("GET", path, **query)
    assert (reply.status, reply.json) == (400, {"error": text})


def test_old_days_keep_what_they_paid(world: Any) -> None:
    world.trader.place(world.token(), "BUY", "0.54", "100")
    to_midnight(world)
    yesterday = world.clock.seconds() // DAY - 1
    before = paid(world, "0.01", yesterday)
    advance(world, 30 * DAY)
    assert paid(world, "0.01", yesterday) == before > 0
    assert paid(world, "0.01", yesterday + 2) == 50 * 10**6
    assert world.sandbox.clock.nanos() // NANOS // DAY == yesterday + 31
