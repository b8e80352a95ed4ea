"""What markets pay to resting orders, as the public lists tell it."""

from typing import Any

import pytest

DAY = 86_400


def test_every_rewarded_open_market_is_listed_with_its_rate(world: Any) -> None:
    listed = world.get("/rewards/markets/current").json["data"]
    sampled = {m["condition_id"]: m["rewards"] for m in world.get("/sampling-markets").json["data"]}
    assert {m["condition_id"] for m in listed} == set(sampled)
    for market in listed:
        rewards = sampled[market["condition_id"]]
        rate = rewards["rates"][0]["rewards_daily_rate"]
        assert market["total_daily_rate"] == market["rewards_config"][0]["rate_per_day"] == rate
        assert (market["rewards_min_size"], market["rewards_max_spread"]) == (
            rewards["min_size"],
            rewards["max_spread"],
        )
    assert world.get("/rewards/markets/current", sponsored="true").json["data"] == []


def test_the_rewards_of_one_market_shrink_by_a_daily_rate_each_day(world: Any) -> None:
    path = f"/rewards/markets/{world.token()['condition_id']}"
    (market,) = world.get(path).json["data"]
    (before,) = market["rewards_config"]
    assert before["total_rewards"] == before["rate_per_day"] * before["total_days"]
    assert [token["price"] for token in market["tokens"]] == [0.55, 0.45]
    world.post("/_sandbox/clock", {"advance": DAY})
    (after,) = world.get(path, sponsored="false").json["data"][0]["rewards_config"]
    assert before["remaining_reward_amount"] - after["remaining_reward_amount"] == before["rate_per_day"]
    world.post("/_sandbox/clock", {"advance": 10_000 * DAY})
    assert world.get(path).json["data"][0]["rewards_config"][0]["remaining_reward_amount"] == 0


def test_an_unrewarded_market_has_no_rewards(world: Any) -> None:
    page = world.get(f"/rewards/markets/{world.token('0.1')['condition_id']}").json
    assert (page["data"], page["next_cursor"]) == ([], "LTE=")


@pytest.mark.parametrize("path", ["/rewards/markets/0x12", "/rewards/markets/0x" + "12" * 32])
def test_an_unknown_market_is_invalid(world: Any, path: str) -> None:
    reply = world.get(path)
    assert (reply.status, reply.json) == (400, {"error": "Invalid market"})


@pytest.mark.parametrize("query", [{"sponsored": "yes"}, {"next_cursor": "LTE="}, {"next_cursor": "x"}])
def test_unusable_parameters_are_refused(world: Any, query: Any) -> None:
    for path in ("/rewards/markets/current", f"/rewards/markets/{world.token()['condition_id']}"):
        assert world.get(path, **query).status == 400
