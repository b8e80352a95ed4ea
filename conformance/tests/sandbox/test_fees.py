"""Fees by each market's schedule, builders' fees, and rebates; the figures are worked out by hand."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest

TICK = "0.005"  # of the market with r = 0.25, e = 2, and its best ask at 0.655
BUILDER = f"0x{1:064x}"  # takes 10 basis points


def settings(world: Any, tick: str = TICK) -> Any:
    return world.get(f"/clob-markets/{world.token(tick)['condition_id']}").json


def curve(world: Any, price: str, shares: int) -> int:
    """r (p (1 - p))^e a share, in whole base units of USDC (docs/protocol/amounts.md#fees)."""
    fees, p = settings(world)["fd"], Fraction(price)
    return int(shares * 10**6 * Fraction(str(fees["r"])) * (p * (1 - p)) ** fees["e"])


def rebated(world: Any, maker: Any) -> Any:
    day = datetime.fromtimestamp(world.clock.seconds(), UTC).date().isoformat()
    return world.get("/rebates/current", date=day, maker_address=maker.address).json


@pytest.mark.parametrize(("side", "outcome", "price"), [("BUY", 0, "0.655"), ("SELL", 0, "0.645")])
def test_the_taker_pays_the_fee_beside_the_price(world: Any, side: str, outcome: int, price: str) -> None:
    trader, token = world.trader, world.token(TICK, outcome)
    before = trader.collateral()
    trader.place(token, side, price, "10")
    sign = -1 if side == "BUY" else 1
    fee = curve(world, price, 10)
    assert fee > 100_000
    assert trader.collateral() - before == sign * int(Fraction(price) * 10**7) - fee


def test_the_schedule_is_reported_wherever_fees_are_asked(world: Any) -> None:
    token = world.token(TICK)
    assert settings(world)["fd"] == {"r": 0.25, "e": 2, "to": True}
    assert world.get("/fee-rate", token_id=token["token_id"]).json == {"base_fee": 2500}
    assert settings(world, "0.01")["fd"] == {"r": 0, "e": 0, "to": True}
    world.trader.place(token, "BUY", "0.655", "10")
    (trade,) = world.trader.call("GET", "/data/trades").json["data"]
    assert (trade["fee_rate_bps"], trade["maker_orders"][0]["fee_rate_bps"]) == ("2500", "0")


def test_a_buyer_who_cannot_pay_the_fee_is_refused(world: Any) -> None:
    token = world.token(TICK)
    poor = world.new_account(collateral="6.55")
    assert poor.post(token, "BUY", "0.655", "10").json == {"error": "not enough balance / allowance"}
    enough = f"{(6_550_000 + curve(world, '0.655', 10)) / 10**6:.6f}"
    rich = world.new_account(collateral=enough)
    assert rich.post(token, "BUY", "0.655", "10").status == 200
    assert rich.collateral() == 0


def test_a_resting_order_pays_no_fee_and_gets_a_quarter_of_the_takers(world: Any) -> None:
    token, maker, taker = world.token(TICK), world.new_account(), world.new_account()
    maker.place(token, "BUY", "0.65", "10")
    before, fee = maker.collateral(), curve(world, "0.65", 10)
    taker.place(token, "SELL", "0.65", "10")
    assert maker.collateral() - before == fee // 4 - 6_500_000
    (rebate,) = rebated(world, maker)
    assert (rebate["condition_id"], rebate["maker_address"]) == (token["condition_id"], maker.address)
    assert rebate["rebated_fees_usdc"] == f"{fee // 4 / 10**6:.6f}".rstrip("0")
    assert rebated(world, taker) == []


def test_a_builder_takes_its_part_of_the_money(world: Any) -> None:
    trader = world.trader
    before = trader.collateral()
    trader.place(world.token(TICK), "BUY", "0.655", "10", builder=BUILDER)
    fee, built = curve(world, "0.655", 10), 6_550_000 * 10 // 10_000
    assert before - trader.collateral() == 6_550_000 + fee + built
    (trade,) = world.get("/builder/trades", builder_code=BUILDER).json["data"]
    assert (trade["feeUsdc"], trade["fee"]) == (str(fee), str(int(fee / Fraction("0.655"))))


def test_a_builders_fee_is_shown_as_observed(observed: Any) -> None:
    observed.trader.place(observed.token("0.01"), "BUY", "0.56", "10", builder=BUILDER)
    (trade,) = observed.get("/builder/trades", builder_code=BUILDER).json["data"]
    assert (trade["fee"], trade["feeUsdc"], trade["builderFee"]) == ("0", "0", "0.0056")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"maker_address": "0x" + "12" * 20}, "Invalid date"),
        ({"maker_address": "0x" + "12" * 20, "date": "2026-02-30"}, "Invalid date"),
        ({"maker_address": "0x" + "12" * 20, "date": "20260201"}, "Invalid date"),
        ({"date": "2026-02-01"}, "Invalid maker_address"),
        ({"date": "2026-02-01", "maker_address": "me"}, "Invalid maker_address"),
    ],
)
def test_rebates_are_asked_by_day_and_maker(world: Any, query: dict[str, str], text: str) -> None:
    reply = world.get("/rebates/current", **query)
    assert (reply.status, reply.json) == (400, {"error": text})
