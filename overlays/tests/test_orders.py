"""Building orders: rules, exactness, and what goes onto the wire."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polymarket_clob import (
    TICK_SIZES,
    InvalidInput,
    MarketOrderArgs,
    MarketRules,
    OrderArgs,
    OrderBuilder,
    PrivateKeySigner,
    SignatureType,
    explain,
)
from polymarket_clob.amounts import from_units, limit_amounts, market_amounts, price_on_grid, to_units
from polymarket_clob.builder import GTD_MAXIMUM_AHEAD

NOW = 1_700_000_000.0
SIGNER = PrivateKeySigner("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
WALLET = "0x365f0CA36Ae1f641E02fE3B7743673da42A13A70"
TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563"
RULES = MarketRules("0.01", neg_risk=False, min_order_size=Decimal(5))
BUILDER = OrderBuilder(SIGNER, clock=lambda: NOW)


def order(**changes: Any) -> OrderArgs:
    return OrderArgs(**{"token_id": TOKEN, "price": "0.5", "size": 10, "side": "BUY", **changes})


ticks = st.sampled_from(TICK_SIZES)
hundredths = st.integers(1, 10**9)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(tick=ticks, step=st.integers(1, 9999), size=hundredths, side=st.sampled_from(("BUY", "SELL")))
def test_limit_amounts_equal_exact_fractions(tick: Decimal, step: int, size: int, side: Any) -> None:
    price = tick * (1 + step % (int(1 / tick) - 1))
    shares = Decimal(size) / 100
    usdc = Fraction(price) * Fraction(shares)
    maker, taker = limit_amounts(side, price, shares, tick)
    gives, wants = (usdc, Fraction(shares)) if side == "BUY" else (Fraction(shares), usdc)
    assert (Fraction(maker), Fraction(taker)) == (gives * 10**6, wants * 10**6)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(tick=ticks, step=st.integers(1, 9999), size=hundredths)
def test_a_market_buy_never_pays_more_than_its_price(tick: Decimal, step: int, size: int) -> None:
    price = tick * (1 + step % (int(1 / tick) - 1))
    maker, taker = market_amounts("BUY", price, Decimal(size) / 100, tick)
    assert maker == size * 10_000
    assert Fraction(maker, 10**6) >= Fraction(price) * Fraction(taker, 10**6)


@pytest.mark.parametrize("price", [0.29, 0.57, 0.58, "0.57", Decimal("0.57")])
def test_a_price_is_what_it_prints_as(price: Any) -> None:
    assert price_on_grid(price, Decimal("0.01")) == int(Decimal(str(price)) * 10_000)


def test_a_size_just_under_a_hundredth_is_cut_down_however_many_nines_it_has() -> None:
    nearly = Decimal("1." + "9" * 40)
    assert limit_amounts("SELL", "0.5", nearly, Decimal("0.01")) == (1_990_000, 995_000)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"price": "0.555"}, "price"),
        ({"price": 0}, "price"),
        ({"price": 1}, "price"),
        ({"price": "0.5000000011"}, "price"),
        ({"price": "half"}, "price"),
        ({"price": float("nan")}, "price"),
        ({"price": True}, "price"),
        ({"price": None}, "price"),
        ({"size": "4.99"}, "size"),
        ({"size": -5}, "size"),
        ({"size": "20.999"}, "size"),
        ({"size": 0.1 + 0.2}, "size"),
        ({"size": float("inf")}, "size"),
        ({"size": "1e30"}, "size"),
        ({"side": "buy"}, "side"),
        ({"token_id": ""}, "token_id"),
        ({"token_id": "0x12"}, "token_id"),
        ({"token_id": 12}, "token_id"),
        ({"token_id": "٣"}, "token_id"),
        ({"expiration": int(NOW) + 179}, "expiration"),
        ({"expiration": -1}, "expiration"),
        ({"expiration": int(NOW + 500) * 1000}, "expiration"),
        ({"expiration": NOW + 500}, "expiration"),
        ({"metadata": "0x12"}, "metadata"),
        ({"builder_code": "ab" * 32}, "builder_code"),
    ],
)
def test_a_broken_rule_is_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        BUILDER.limit(order(**changes), RULES)
    assert caught.value.field == field


def test_an_expiration_in_milliseconds_is_taken_for_what_it_is() -> None:
    with pytest.raises(InvalidInput, match="not milliseconds"):
        BUILDER.limit(order(expiration=int(NOW + 500) * 1000), RULES)
    years_ahead = BUILDER.limit(order(expiration=int(NOW) + GTD_MAXIMUM_AHEAD), RULES)
    assert "until 2033-11-11" in explain(years_ahead)


@pytest.mark.parametrize("side", ["BUY", "SELL"])
def test_a_size_finer_than_hundredths_is_refused_not_cut(side: Any) -> None:
    rules = MarketRules("0.01", neg_risk=False)
    with pytest.raises(InvalidInput, match=r"size='20\.999': finer than hundredths.* 20\.99\)"):
        BUILDER.limit(order(size="20.999", side=side), rules)
    with pytest.raises(InvalidInput, match=r"amount='20\.999': finer than hundredths.* 20\.99\)"):
        BUILDER.market(MarketOrderArgs(TOKEN, "20.999", side), "0.5", rules)


def test_an_order_of_nothing_is_refused() -> None:
    rules = MarketRules("0.01", neg_risk=False)
    with pytest.raises(InvalidInput, match="size=0: an order is of more than nothing"):
        BUILDER.limit(order(size=0), rules)
    with pytest.raises(InvalidInput, match="amount=0: an order is of more than nothing"):
        BUILDER.market(MarketOrderArgs(TOKEN, 0, "SELL"), "0.5", rules)


def test_a_neg_risk_order_has_another_id() -> None:
    fixed = OrderBuilder(SIGNER, clock=lambda: NOW, salt=lambda: 7)
    plain = fixed.limit(order(), RULES)
    neg_risk = fixed.limit(order(), MarketRules("0.01", neg_risk=True))
    assert plain.struct == neg_risk.struct
    assert plain.order_id != neg_risk.order_id


def test_salts_differ_and_stay_below_two_to_the_53() -> None:
    salts = {BUILDER.limit(order(), RULES).struct.salt for _ in range(50)}
    assert len(salts) == 50
    assert max(salts) < 2**53


def test_an_expiration_makes_the_order_gtd_and_none_makes_it_gtc() -> None:
    dated = BUILDER.limit(order(expiration=int(NOW) + 180), RULES)
    payload = dated.payload("owner")
    assert (payload["orderType"], payload["order"]["expiration"]) == ("GTD", str(int(NOW) + 180))
    assert BUILDER.limit(order(), RULES).payload("owner")["orderType"] == "GTC"
    with pytest.raises(InvalidInput, match="GTD goes with an expiration"):
        dated.payload("owner", "GTC")
    with pytest.raises(InvalidInput, match="GTD goes with an expiration"):
        BUILDER.limit(order(), RULES).payload("owner", "GTD")


def test_post_only_contradicts_fok_and_fak() -> None:
    for kind in ("FOK", "FAK"):
        with pytest.raises(InvalidInput, match="post_only"):
            BUILDER.limit(order(), RULES).payload("owner", kind, post_only=True)


def test_sizes_and_amounts_of_a_signed_order_read_in_shares_and_usdc() -> None:
    buy = BUILDER.limit(order(price="0.57", size="10.5"), RULES)
    assert (buy.side, buy.size, buy.usdc) == ("BUY", Decimal("10.5"), Decimal("5.985"))
    sell = BUILDER.limit(order(side="SELL", price="0.57", size="10.5"), RULES)
    assert (sell.side, sell.size, sell.usdc) == ("SELL", Decimal("10.5"), Decimal("5.985"))


@pytest.mark.parametrize(
    ("kind", "funder", "rule"),
    [
        (SignatureType.EOA, WALLET, "the maker is the key's own address"),
        (SignatureType.POLY_PROXY, None, "needs the wallet's address"),
        (SignatureType.POLY_PROXY, SIGNER.address, "needs a wallet, not the key"),
        (SignatureType.POLY_1271, "0x12", "40 hex digits"),
        (SignatureType.POLY_PROXY, WALLET.replace("a", "A"), "checksum"),
    ],
)
def test_a_wallet_that_does_not_fit_the_signature_type_is_refused(
    kind: SignatureType, funder: str | None, rule: str
) -> None:
    with pytest.raises(InvalidInput, match=rule):
        OrderBuilder(SIGNER, signature_type=kind, funder=funder)


def test_a_chain_the_exchange_is_not_on_is_refused() -> None:
    with pytest.raises(InvalidInput, match="chain_id"):
        OrderBuilder(SIGNER, chain_id=1)


def test_base_units_are_millionths_and_nothing_finer() -> None:
    assert to_units("1.000001") == 1_000_001
    assert from_units(1_000_001) == Decimal("1.000001")
    with pytest.raises(InvalidInput, match="base unit"):
        to_units("1.0000001")
    with pytest.raises(InvalidInput, match="base unit"):
        to_units("1." + "0" * 40 + "1")
