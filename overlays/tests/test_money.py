"""What an order may cost, and by which rules it is built, whatever was remembered of its market."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Literal

import httpx
import pytest
from attrs import evolve
from polymarket_clob import (
    BadRequest,
    BookParams,
    ClobClient,
    Credentials,
    FeeSchedule,
    InsufficientLiquidity,
    InvalidInput,
    MarketOrderArgs,
    MarketRules,
    OrderArgs,
    OrderBuilder,
    PrivateKeySigner,
    UnreadableResponse,
    compat,
    explain,
)
from polymarket_clob._fees import amount_within
from polymarket_clob.amounts import TICK_SIZES, price_on_grid

from .conftest import start_sandbox

KEY = "0x" + "11" * 32
SIGNER = PrivateKeySigner(KEY)
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", SIGNER.address)
TOKEN, OTHER = "7" * 77, "8" * 77
CONDITION = "0x" + "aa" * 32
RULES = MarketRules("0.01", neg_risk=False)
TOO_FINE = (
    "invalid amounts, the market buy orders maker amount supports a max accuracy of 2 decimals, "
    "taker amount a max of 4 decimals"
)


class Exchange:
    """A market whose book is asked for and whose rules change."""

    def __init__(self, **book: Any) -> None:
        asks = [{"price": "0.999", "size": "900"}]
        rules = {"tick_size": "0.01", "min_order_size": "5", "neg_risk": False}
        self.book = {"market": CONDITION, "asset_id": TOKEN, "bids": [], "asks": asks, **rules, **book}
        self.looks = 0
        self.refuses: str | None = None

    def response(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/book":
            self.looks += 1
            return httpx.Response(200, json=self.book)
        if request.url.path == "/books":
            return httpx.Response(200, json=[self.book])
        if request.url.path == "/tick-size":
            return httpx.Response(200, json={"minimum_tick_size": self.book["tick_size"]})
        return httpx.Response(400, json={"error": self.refuses})

    def client(self) -> ClobClient:
        transport = httpx.MockTransport(self.response)
        return ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=transport)

    def older(self) -> compat.ClobClient:
        client = compat.ClobClient("http://clob.test", 137, key=KEY)
        client.native = self.client()
        return client


LIMIT = OrderArgs(TOKEN, "0.95", 5, "BUY")
FINER = "0.999"


def test_the_book_of_another_token_prices_no_order_and_teaches_nothing() -> None:
    exchange = Exchange(asset_id=OTHER, neg_risk=True)
    client = exchange.client()
    for ask in (
        lambda: client.create_market_order(MarketOrderArgs(TOKEN, 10, "BUY")),
        lambda: client.create_order(LIMIT),
        lambda: client.get_order_book(TOKEN),
        lambda: client.get_order_books([TOKEN]),
        lambda: client.prefetch_markets([TOKEN]),
    ):
        with pytest.raises(UnreadableResponse, match=OTHER):
            ask()
    with pytest.raises(compat.PolyException):
        exchange.older().calculate_market_price(TOKEN, "BUY", 10)
    assert not client._session.rules


@pytest.mark.parametrize(
    ("call", "body"),
    [
        (lambda c: c.get_midpoints([TOKEN]), {OTHER: "0.5"}),
        (lambda c: c.get_spreads([TOKEN]), {OTHER: "0.5"}),
        (lambda c: c.get_prices([BookParams(TOKEN, "BUY")]), {OTHER: {"BUY": "0.5"}}),
        (lambda c: c.get_last_trades_prices([TOKEN]), [{"token_id": OTHER, "price": "0.5", "side": ""}]),
        (lambda c: c.get_market(CONDITION), {"condition_id": "0x" + "bb" * 32}),
        (lambda c: c.get_clob_market_info(CONDITION), {"c": "0x" + "bb" * 32}),
        (
            lambda c: c.get_market_by_token(TOKEN),
            {"condition_id": CONDITION, "primary_token_id": OTHER, "secondary_token_id": "1"},
        ),
    ],
)
def test_an_answer_about_what_was_not_asked_for_is_not_believed(call: Any, body: Any) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    with pytest.raises(UnreadableResponse):
        call(ClobClient("http://clob.test", transport=transport))


@pytest.mark.parametrize("learnt", ["nothing", "book", "books", "tick size"])
@pytest.mark.parametrize("how", ["limit", "market", "older limit", "older market", "older limit, tick said"])
def test_a_finer_tick_is_used_at_once_however_it_is_learnt(
    how: str, learnt: Literal["nothing", "book", "books", "tick size"]
) -> None:
    exchange = Exchange()
    client, older = exchange.client(), exchange.older()
    older.native = client
    client.create_order(LIMIT)
    exchange.book["tick_size"] = "0.001"
    if learnt == "book":
        client.get_order_book(TOKEN)
    elif learnt == "books":
        client.get_order_books([TOKEN])
    elif learnt == "tick size":
        client.get_tick_size(TOKEN)
    before = exchange.looks
    said = compat.PartialCreateOrderOptions(tick_size="0.001")
    if how == "limit":
        client.create_order(OrderArgs(TOKEN, FINER, 5, "BUY"))
    elif how == "market":
        client.create_market_order(MarketOrderArgs(TOKEN, 5, "BUY", price=FINER))
    elif how == "older market":
        older.create_market_order(compat.MarketOrderArgs(token_id=TOKEN, amount=5, side="BUY", price=0.999))
    else:
        options = said if "said" in how else None
        older.create_order(compat.OrderArgs(token_id=TOKEN, price=0.999, size=5, side="BUY"), options)
    assert exchange.looks - before == (1 if learnt == "nothing" else 0)


def test_what_no_rules_allow_is_refused_after_one_more_look() -> None:
    exchange = Exchange()
    client, older = exchange.client(), exchange.older()
    client.create_order(LIMIT)
    with pytest.raises(InvalidInput, match="tick size"):
        client.create_market_order(MarketOrderArgs(TOKEN, 5, "BUY", price=FINER))
    with pytest.raises(InvalidInput, match="minimum of 5"):
        client.create_order(OrderArgs(TOKEN, "0.95", 4, "BUY"))
    assert exchange.looks == 3
    with pytest.raises(InvalidInput, match="hundredths"):
        client.create_order(OrderArgs(TOKEN, "0.95", "5.001", "BUY"))
    assert exchange.looks == 3
    with pytest.raises(compat.PolyException, match=r"finer than the market's 0\.01"):
        older.create_order(
            compat.OrderArgs(token_id=TOKEN, price=0.999, size=5, side="BUY"),
            compat.PartialCreateOrderOptions(tick_size="0.001"),
        )


def test_a_minimum_that_went_down_is_noticed() -> None:
    exchange = Exchange()
    client = exchange.client()
    client.create_order(LIMIT)
    exchange.book["min_order_size"] = "1"
    assert client.create_order(OrderArgs(TOKEN, "0.95", 4, "BUY")).size == 4


@pytest.mark.parametrize("tick", TICK_SIZES)
def test_what_adding_floats_leaves_is_taken_to_the_grid(tick: Decimal) -> None:
    step, steps = float(tick), int(1 / tick)
    for k in range(1, steps - 1, max(1, steps // 500)):
        assert price_on_grid(k * step + step, tick) == (k + 1) * tick * 10_000
        assert price_on_grid(1.0 - (steps - k) * step, tick) == k * tick * 10_000
    for off in ("0.00000001", "-0.00000001", "0.00005"):
        with pytest.raises(InvalidInput, match="not a multiple"):
            price_on_grid(Decimal("0.5") + Decimal(off), tick)


def test_float_noise_is_taken_to_the_grid_by_either_client() -> None:
    exchange = Exchange()
    noisy = 0.1 + 0.2
    native = exchange.client().create_order(OrderArgs(TOKEN, noisy, 5, "BUY"))
    older = exchange.older().create_order(compat.OrderArgs(token_id=TOKEN, price=noisy, size=5, side="BUY"))
    assert native.usdc == older.native.usdc == Decimal("1.5")
    with pytest.raises(InvalidInput):
        exchange.client().create_order(OrderArgs(TOKEN, 0.3001, 5, "BUY"))


@pytest.mark.parametrize("value", ["false", "true", 0, 1, None])
def test_a_contract_is_chosen_by_true_or_false_alone(value: Any) -> None:
    with pytest.raises(InvalidInput, match="neg_risk"):
        MarketRules("0.01", value)
    with pytest.raises(InvalidInput, match="neg_risk"):
        Exchange(neg_risk=value).client().create_order(LIMIT)


def test_a_minimum_may_be_written_as_the_book_writes_it() -> None:
    assert MarketRules("0.01", neg_risk=False, min_order_size="5").min_order_size == Decimal(5)
    with pytest.raises(InvalidInput, match="min_order_size"):
        MarketRules("0.01", neg_risk=False, min_order_size="five")


def test_an_expiration_of_exactly_three_minutes_ahead_is_taken() -> None:
    builder = OrderBuilder(SIGNER, clock=lambda: 1_800_000_000.9)
    order = OrderArgs(TOKEN, "0.5", 5, "BUY", expiration=1_800_000_180)
    assert builder.limit(order, RULES).expiration == 1_800_000_180
    with pytest.raises(InvalidInput, match="180 s ahead"):
        builder.limit(OrderArgs(TOKEN, "0.5", 5, "BUY", expiration=1_800_000_179), RULES)


@pytest.mark.parametrize("kind", ["FOK", "FAK"])
def test_the_minimum_does_not_hold_for_orders_that_cannot_rest(kind: Literal["FOK", "FAK"]) -> None:
    client = Exchange().client()
    signed = client.create_order(OrderArgs(TOKEN, "0.50", 2, "BUY"), order_type=kind)
    assert signed.payload("owner")["orderType"] == kind
    assert "spends 1 USDC on 2 shares or more" in explain(signed)
    sold = client.create_order(OrderArgs(TOKEN, "0.50", 2, "SELL"), order_type=kind)
    assert "sells 2 shares" in explain(sold)
    for resting in ("GTC", None):
        with pytest.raises(InvalidInput, match="minimum"):
            client.create_order(OrderArgs(TOKEN, "0.50", 2, "BUY"), order_type=resting)


@pytest.mark.parametrize("kind", ["FOK", "FAK"])
def test_levels_of_nothing_are_nobody_on_the_other_side(kind: Literal["FOK", "FAK"]) -> None:
    asks = [{"price": "0.99", "size": "0"}]
    with pytest.raises(InsufficientLiquidity):
        Exchange(asks=asks).client().create_market_order(MarketOrderArgs(TOKEN, 10, "BUY", order_type=kind))
    asks = [{"price": "0.99", "size": "0"}, {"price": "0.5", "size": "1"}]
    order = MarketOrderArgs(TOKEN, 10, "BUY", order_type="FAK")
    assert Exchange(asks=asks).client().create_market_order(order).size == 20


@pytest.mark.parametrize("exponent", ["0", "0.5", "1", "1.5", "2", "3"])
def test_a_sum_holds_at_whatever_price_from_best_to_worst_it_is_filled(exponent: str) -> None:
    fees = FeeSchedule(Decimal("0.25"), Decimal(exponent), Decimal("0.01"))
    best, worst = Decimal("0.2"), Decimal("0.8")
    amount = amount_within(100, 100, worst, fees, best)
    cost = [
        amount * (1 + fees.builder) + amount / price * fees.share(price)
        for price in (Decimal(n) / 1000 for n in range(200, 801))
    ]
    assert max(cost) <= 100
    assert max(cost) > Decimal("99.99")


def test_a_market_order_keeps_to_its_sum_from_the_best_price_of_the_book_or_from_one_tick_on() -> None:
    exchange = Exchange(asks=[{"price": "0.8", "size": "900"}, {"price": "0.3", "size": "9"}])
    fees = FeeSchedule(Decimal("0.25"), Decimal(1))
    seen = exchange.client().create_market_order(MarketOrderArgs(TOKEN, 100, "BUY", max_spend=100), fees=fees)
    assert seen.usdc == Decimal("85.10")  # 100 / (1 + 0.25 * 0.7)
    order = MarketOrderArgs(TOKEN, 100, "BUY", price="0.8", max_spend=100)
    assert exchange.client().create_market_order(order, fees=fees).usdc == Decimal("80.16")  # at 0.01


@pytest.mark.parametrize("side", ["BUY", "SELL"])
def test_an_amount_that_is_too_fine_is_named_and_a_coarser_one_can_be_built(
    side: Literal["BUY", "SELL"],
) -> None:
    exchange = Exchange(tick_size="0.0001")
    exchange.refuses = TOO_FINE.replace("buy", side.lower())
    client = exchange.client()
    order = MarketOrderArgs(TOKEN, "12.34", side, price="0.4567")
    fine = client.create_market_order(order)
    wanted = "27.019925" if side == "BUY" else "5.635678"
    with pytest.raises(BadRequest) as caught:
        client.post_order(fine)
    assert f"the taker amount (wanted) {wanted} has 6 decimals" in str(caught.value)
    assert "maker amount (given)" not in str(caught.value)
    assert "amount_decimals=4" in str(caught.value)
    coarse = client.create_market_order(
        MarketOrderArgs(TOKEN, "12.34", side, price="0.4567", amount_decimals=4)
    )
    assert fine.struct.maker_amount == coarse.struct.maker_amount
    assert 0 <= fine.struct.taker_amount - coarse.struct.taker_amount < 100
    assert coarse.struct.taker_amount % 100 == 0
    for wrong in (1, 7, True, "4"):
        with pytest.raises(InvalidInput, match="amount_decimals"):
            client.create_market_order(
                MarketOrderArgs(TOKEN, 5, side, price="0.5", amount_decimals=wrong)  # type: ignore[arg-type]
            )


def test_a_batch_of_unknown_outcome_names_each_order_to_the_older_client() -> None:
    def lost(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/orders":
            json.loads(request.content)
            raise httpx.ReadTimeout("no answer")
        return Exchange().response(request)

    older = compat.ClobClient("http://clob.test", 137, key=KEY, creds=compat.ApiCreds("k", "A" * 43, "p"))
    older.native = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(lost))
    batch = [
        older.create_order(compat.OrderArgs(token_id=TOKEN, price=0.5, size=5, side="BUY")) for _ in range(2)
    ]
    with pytest.raises(compat.PolyApiException) as caught:
        older.post_orders([compat.PostOrdersArgs(order=each) for each in batch])
    assert caught.value.order_ids == tuple(each.order_id for each in batch)
    assert caught.value.order_id == batch[0].order_id
    assert caught.value.status_code is None


@pytest.mark.parametrize("side", ["BUY", "SELL"])
def test_the_coarser_order_trades_where_the_finer_one_is_refused(side: Literal["BUY", "SELL"]) -> None:
    process, ready = start_sandbox("--trouble", "accuracy")
    market = min(ready["markets"], key=lambda each: Decimal(each["tick_size"]))
    assert Decimal(market["tick_size"]) < Decimal("0.01")
    token_id = market["tokens"][0]["token_id"]
    account = ready["account"]
    creds = Credentials(account["api_key"], account["secret"], account["passphrase"], account["address"])
    with ClobClient(ready["url"], key=account["private_key"], creds=creds) as client:
        for amount in ("12.34", "12.37", "12.41"):
            order = MarketOrderArgs(token_id, amount, side)
            with pytest.raises(BadRequest, match=r"taker amount \(wanted\) [0-9.]+ has [56] decimals"):
                client.create_and_post_market_order(order)
            posted = client.create_and_post_market_order(evolve(order, amount_decimals=4))
            assert posted.status == "matched"
    process.terminate()
