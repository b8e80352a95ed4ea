"""Orders through the older client's names: which are signed, which leave, and what is said of them."""

from __future__ import annotations

import dataclasses
import decimal
import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

import httpx
import pytest
from polymarket_clob import ClobClient, Credentials, PrivateKeySigner, compat
from polymarket_clob._custom_transport import GivenTransport
from polymarket_clob.compat import fees, rfq
from polymarket_clob.compat.http_helpers import helpers
from polymarket_clob.compat.order_builder import round_down, round_up, to_token_decimals
from polymarket_clob.errors import OrderOutcomeUnknown

from .test_compat import CREDS, EXACT, KEY, TOKEN, client_with

OTHER = str(int(TOKEN) + 10**60)
MARKET = "0x" + "1" * 64
SOON = int(time.time()) + 3600
QUOTE = {
    "quoteId": "q1",
    "requestId": "r1",
    "side": "SELL",
    "price": 0.05,
    "sizeIn": "1",
    "sizeOut": "20",
    "token": TOKEN,
    "complement": OTHER,
    "matchType": "COMPLEMENTARY",
}


class Quotes:
    """Answers with quotes and a book, and to decisions as a test says."""

    def __init__(self, *quotes: dict[str, Any]) -> None:
        self.listed: Any = {"data": list(quotes)}
        self.decision = httpx.Response(200, json="OK")
        self.sent: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/book":
            return httpx.Response(200, json=book([], []))
        if request.method == "GET":
            return httpx.Response(200, json=self.listed)
        self.sent.append(json.loads(request.content))
        return self.decision


def book(asks: list[tuple[str, str]], bids: list[tuple[str, str]]) -> dict[str, Any]:
    def levels(side: list[tuple[str, str]]) -> list[dict[str, str]]:
        return [{"price": price, "size": size} for price, size in side]

    told = {"market": MARKET, "asset_id": TOKEN, "timestamp": "1", "hash": "", "last_trade_price": ""}
    rules = {"tick_size": "0.01", "neg_risk": False, "min_order_size": "5"}
    return {**told, **rules, "bids": levels(bids), "asks": levels(asks)}


def accept(client: compat.ClobClient) -> Any:
    return client.rfq.accept_rfq_quote(rfq.AcceptQuoteParams("r1", "q1", SOON))


def approve(client: compat.ClobClient) -> Any:
    return client.rfq.approve_rfq_order(rfq.ApproveOrderParams("r1", "q1", SOON))


DECISIONS = pytest.mark.parametrize("decide", [accept, approve])


@DECISIONS
def test_the_order_of_a_decision_is_for_the_quote_that_was_asked_for(
    decide: Callable[[compat.ClobClient], Any],
) -> None:
    quotes = Quotes({**QUOTE, "quoteId": "other", "token": OTHER, "sizeOut": "5000"}, QUOTE)
    assert decide(client_with(quotes)) == "OK"
    order = quotes.sent[0]
    assert (order["quoteId"], order["requestId"], order["tokenId"]) == ("q1", "r1", TOKEN)
    assert {order["makerAmount"], order["takerAmount"]} == {"1000000", "20000000"}


@DECISIONS
@pytest.mark.parametrize(
    "listed",
    [
        {"data": [{**QUOTE, "quoteId": "other"}]},
        {"data": [{**QUOTE, "requestId": "other"}]},
        {"data": [{"side": "SELL", "price": 0.05}]},
        {"data": [{"quoteId": "q1", "requestId": "r1"}]},
        {"data": ["q1"]},
        {"data": None},
        {},
        "none",
    ],
)
def test_nothing_is_signed_where_the_quote_that_was_asked_for_does_not_come(
    decide: Callable[[compat.ClobClient], Any], listed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    quotes = Quotes()
    quotes.listed = listed
    client = client_with(quotes)
    monkeypatch.setattr(PrivateKeySigner, "sign_digest", never)
    with pytest.raises(compat.PolyException):
        decide(client)
    assert quotes.sent == []


def never(*_: Any) -> bytes:
    raise AssertionError("something was signed")


@DECISIONS
@pytest.mark.parametrize(
    "decision",
    [
        httpx.Response(502, html="<html>bad gateway</html>"),
        httpx.Response(200, html="<html>please log in</html>"),
        httpx.Response(200, content=b'{"cut": '),
    ],
)
def test_an_unclear_end_of_a_decision_about_a_quote_names_its_order(
    decide: Callable[[compat.ClobClient], Any],
    decision: httpx.Response,
    caplog: pytest.LogCaptureFixture,
) -> None:
    quotes = Quotes(QUOTE)
    quotes.decision = decision
    client = client_with(quotes)
    with caplog.at_level(logging.INFO, "polymarket_clob"), pytest.raises(compat.PolyApiException) as caught:
        decide(client)
    (unsettled,) = client.native.unsettled_orders
    assert caught.value.order_id == unsettled.order_id
    assert unsettled.signature == quotes.sent[0]["signature"]
    assert f"sending order {unsettled.order_id}" in caplog.text
    native = ClobClient("http://clob.test", key=KEY, creds=native_creds())
    native._transport = GivenTransport(httpx.MockTransport(quotes))
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        native.accept_rfq_quote(quotes.sent[0])
    assert [each.order_id for each in unknown.value.orders] == [unsettled.order_id]


@DECISIONS
def test_a_decision_about_a_quote_that_is_answered_leaves_nothing_unsettled(
    decide: Callable[[compat.ClobClient], Any],
) -> None:
    quotes = Quotes(QUOTE)
    client = client_with(quotes)
    decide(client)
    quotes.decision = httpx.Response(400, json={"error": "no"})
    with pytest.raises(compat.PolyApiException) as caught:
        decide(client)
    assert (caught.value.status_code, caught.value.order_id) == (400, None)
    assert client.native.unsettled_orders == ()


def native_creds() -> Credentials:
    return Credentials(CREDS.api_key, CREDS.api_secret, CREDS.api_passphrase, PrivateKeySigner(KEY).address)


def test_the_http_client_that_a_program_sets_carries_the_first_order_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ways: list[str] = []

    def way(name: str) -> httpx.MockTransport:
        def answer(request: httpx.Request) -> httpx.Response:
            ways.append(f"{name} {request.url.path}")
            return httpx.Response(200, json={"success": False, "errorMsg": "no"})

        return httpx.MockTransport(answer)

    client = compat.ClobClient("http://127.0.0.1:1", 137, KEY, CREDS)
    signed = client.create_order(compat.OrderArgs(TOKEN, 0.5, 10, "BUY"), EXACT)
    monkeypatch.setattr(helpers, "_http_client", httpx.Client(transport=way("first")), raising=False)
    client.post_order(signed)
    monkeypatch.setattr(helpers, "_http_client", httpx.Client(transport=way("second")), raising=False)
    with suppress(compat.PolyException):
        client.get_fee_exponent(TOKEN)
    assert ways[0] == "first /order"
    assert len(ways) > 1
    assert all(way.startswith("second") for way in ways[1:])


@pytest.fixture
def rough_context() -> Iterator[None]:
    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_UP)):
        yield


FEES = {"r": 0.25, "e": 2, "to": True}


def market_with(asks: list[tuple[str, str]]) -> Callable[[httpx.Request], httpx.Response]:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/book":
            return httpx.Response(200, json=book(asks, []))
        if request.url.path.startswith("/markets-by-token"):
            tokens = {"primary_token_id": TOKEN, "secondary_token_id": OTHER}
            return httpx.Response(200, json={"condition_id": MARKET, **tokens})
        return httpx.Response(200, json={"c": MARKET, "fd": FEES, "t": []})

    return handler


@pytest.mark.usefixtures("rough_context")
def test_amounts_do_not_follow_the_program_s_own_decimal_context() -> None:
    client = client_with(market_with([]))
    whole = compat.OrderArgs(TOKEN, 0.57, 1234.56, "BUY", user_usdc_balance=10_000)
    lowered = compat.OrderArgs(TOKEN, 0.57, 1234.56, "BUY", user_usdc_balance=700)
    assert client.create_order(whole, EXACT).takerAmount == "1234560000"
    assert client.create_order(lowered, EXACT).takerAmount == "1196540000"
    assert to_token_decimals(1234.567891) == 1_234_567_891
    assert (round_down(1234.567, 2), round_up(1234.567, 2)) == (1234.56, 1234.57)
    assert rfq.parse_units("1234.567891", 6) == 1_234_567_891
    assert fees.adjust_buy_amount_for_fees(1234.56, 0.5, 1000, 0, 0, 0.25) == 800


@pytest.mark.parametrize("price", [None, 0.8])
def test_amount_and_fees_fit_into_the_balance_at_whatever_price_the_fills_come(price: float | None) -> None:
    asks = [("0.33", "299"), ("0.8", "10000")]
    client = client_with(market_with(asks))
    args = compat.MarketOrderArgs(TOKEN, 100, "BUY", price or 0, user_usdc_balance=100)
    amount = Decimal(client.create_market_order(args, EXACT).makerAmount) / 1_000_000
    spent, left = amount, amount
    for at, size in ((Decimal(at), Decimal(size)) for at, size in asks):
        here = min(left, at * size)
        left -= here
        spent += here / at * Decimal("0.25") * (at * (1 - at)) ** 2
    assert 95 < spent <= 100


@pytest.mark.parametrize("price", [0, 0.555, 1])
def test_a_price_off_the_grid_is_refused_with_a_balance_too(price: float) -> None:
    args = compat.OrderArgs(TOKEN, price, 10, "BUY", user_usdc_balance=1)
    with pytest.raises(compat.PolyException, match="price="):
        client_with(market_with([])).create_order(args, EXACT)


def unsent(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"{request.url} was sent")


@pytest.mark.parametrize("batch", [False, True])
def test_an_order_that_cannot_be_of_this_account_is_refused_before_it_is_sent(batch: bool) -> None:
    signed = client_with(unsent).create_order(compat.OrderArgs(TOKEN, 0.5, 10, "BUY"), EXACT)
    changed = dataclasses.replace(signed, makerAmount="1")
    unread = dataclasses.replace(signed, expiration="soon")
    clients = [client_with(unsent), client_with(unsent), on(80002, KEY), on(137, "0x" + "22" * 32)]
    rules = ("not of this order's fields", "fields as they were signed", "chain", "signer")
    for client, order, rule in zip(clients, (changed, unread, signed, signed), rules, strict=True):
        with pytest.raises(compat.PolyException, match=rule):
            client.post_orders([compat.PostOrdersV2Args(order)]) if batch else client.post_order(order)


def on(chain_id: int, key: str) -> compat.ClobClient:
    client = compat.ClobClient("http://clob.test", chain_id, key, CREDS)
    client.native._transport = GivenTransport(httpx.MockTransport(unsent))
    return client


def test_an_order_of_the_same_account_is_posted_by_another_client() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"success": True, "orderID": signed.order_id, "status": "live"})

    signed = client_with(unsent).create_order(compat.OrderArgs(TOKEN, 0.5, 10, "BUY"), EXACT)
    assert client_with(handler).post_order(signed)["orderID"] == signed.order_id


@pytest.mark.parametrize("expiration", ["soon", None, float("inf")])
def test_an_expiration_that_is_no_time_is_refused_with_the_rule(expiration: Any) -> None:
    client = client_with(Quotes(QUOTE))
    with pytest.raises(compat.PolyException, match="expiration="):
        client.create_order(compat.OrderArgs(TOKEN, 0.5, 10, "BUY", expiration=expiration), EXACT)
    with pytest.raises(compat.PolyException, match="expiration="):
        client.rfq.accept_rfq_quote(rfq.AcceptQuoteParams("r1", "q1", expiration))


def test_the_owner_in_an_order_s_body_is_the_api_key_in_the_header() -> None:
    owners: list[tuple[str, str]] = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return quotes(request)
        sent = json.loads(request.content)
        each = sent[0] if isinstance(sent, list) else sent
        owners.append((each["owner"], request.headers["POLY_API_KEY"]))
        return httpx.Response(400, json={"error": "no"})

    quotes = Quotes(QUOTE)
    creds = compat.ApiCreds(CREDS.api_key + "\n", CREDS.api_secret, CREDS.api_passphrase)
    client = compat.ClobClient("http://clob.test", 137, KEY, creds)
    client.native._transport = GivenTransport(httpx.MockTransport(handler))
    signed = client.create_order(compat.OrderArgs(TOKEN, 0.5, 10, "BUY"), EXACT)
    uses: list[Callable[[], Any]] = [
        lambda: client.post_order(signed),
        lambda: client.post_orders([compat.PostOrdersV2Args(signed)]),
        lambda: accept(client),
        lambda: approve(client),
    ]
    for use in uses:
        with pytest.raises(compat.PolyApiException):
            use()
    assert owners == [("key-1", "key-1")] * 4


def test_the_clock_is_measured_before_an_order_that_is_the_first_signed_call() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if request.url.path == "/time":
            return httpx.Response(200, json=int(time.time()))
        return httpx.Response(200, json={"success": False, "errorMsg": "no"})

    client = client_with(handler, use_server_time=True)
    client.post_order(client.create_order(compat.OrderArgs(TOKEN, 0.5, 10, "BUY"), EXACT))
    assert (asked[0], asked[-1]) == ("/time", "/order")
