"""Figures in shares, USDC and datetimes, whichever unit the service sends."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    ClobClient,
    Credentials,
    InsufficientLiquidity,
    InvalidInput,
    MarketOrderArgs,
    MarketRules,
    OrderArgs,
    PrivateKeySigner,
    best_first,
)
from polymarket_clob._figures import moment, units_shown, whole
from polymarket_clob_api import models

from .conftest import taken

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", PrivateKeySigner(KEY).address)
RULES = MarketRules("0.01", neg_risk=False)


def test_an_order_reads_in_shares_on_both_profiles(client: ClobClient, sandbox: dict[str, Any]) -> None:
    token_id = sandbox["markets"][0]["tokens"][0]["token_id"]
    best = client.get_price(token_id, "SELL")
    size = Decimal("12.5")
    resting = client.create_and_post_order(OrderArgs(token_id, "0.02", size, "BUY"))
    figures = client.figures_of_order(client.get_order(resting.order_id))
    assert (figures.price, figures.original, figures.matched) == (Decimal("0.02"), size, Decimal(0))
    assert figures.remaining == size
    assert figures.expires_at is None
    assert figures.created_at is not None
    assert abs((datetime.now(UTC) - figures.created_at).total_seconds()) < 60

    taken = client.create_and_post_order(OrderArgs(token_id, best, 5, "BUY"))
    trades = [client.figures_of_trade(t) for t in client.get_trades() if t.taker_order_id == taken.order_id]
    assert sum(trade.size for trade in trades) == 5
    assert sum(trade.usdc for trade in trades) <= 5 * best
    assert all(trade.matched_at is not None for trade in trades)


def test_books_balances_and_answers_to_orders_read_in_figures_too(
    client: ClobClient, sandbox: dict[str, Any]
) -> None:
    token_id = sandbox["markets"][0]["tokens"][0]["token_id"]
    raw = client.get_order_book(token_id)
    book = client.figures_of_book(raw)
    assert book.bids[0][0] == client.get_price(token_id, "BUY") == max(price for price, _ in book.bids)
    assert book.asks[0][0] == client.get_price(token_id, "SELL") == min(price for price, _ in book.asks)
    assert book.tick_size == client.get_tick_size(token_id)
    assert book.at is not None
    assert abs((datetime.now(UTC) - book.at).total_seconds()) < 60
    found = client.get_balance_allowance("COLLATERAL")
    balance = client.figures_of_balance(found)
    assert balance.balance * 1_000_000 == int(found.balance)
    assert {address: int(Fraction(units) * 1_000_000) for address, units in balance.allowances.items()} == {
        address: int(units) for address, units in found.allowances.items()
    }
    posted = client.create_and_post_order(OrderArgs(token_id, "0.02", "12.5", "BUY"))
    figures = client.figures_of_posted(posted)
    amounts = (Decimal("0.25"), Decimal("12.5")) if sandbox["profile"] == "documented" else (0, 0)
    assert (figures.making, figures.taking) == amounts  # the live service tells none of an order that rests


def test_an_answer_to_an_order_shows_the_unit(sandbox: dict[str, Any], client: ClobClient) -> None:
    token_id = sandbox["markets"][0]["tokens"][0]["token_id"]
    response = client.create_and_post_order(OrderArgs(token_id, "0.02", 10, "BUY"))
    documented = response.making_amount == "200000"
    assert client._session.units == ("base" if documented else "whole")


@pytest.mark.parametrize(
    ("sent", "signed", "units"),
    [
        ("5000000", 5_000_000, "base"),
        ("5", 5_000_000, "whole"),
        ("0.000001", 1, "whole"),
        ("1", 1, "base"),
        ("2.5", 5_000_000, "whole"),
        ("4999960", 5_000_000, "base"),
        ("11", 5_000_000, "base"),
        ("6", 5_000_000, None),
        ("4", 5_000_000, None),
        ("10000001", 5_000_000, None),
        ("", 5_000_000, None),
        (None, 5_000_000, None),
        ("0", 5_000_000, None),
        ("0", 0, None),
    ],
)
def test_the_unit_is_read_off_what_an_order_made(sent: Any, signed: int, units: str | None) -> None:
    assert units_shown(sent, signed) == units


def test_fills_short_of_the_order_show_the_unit_one_by_one_and_in_a_batch() -> None:
    def client_reported(making: str, taking: str, *, batch: bool) -> ClobClient:
        def response(request: httpx.Request) -> httpx.Response:
            sent = json.loads(request.content)
            reported = taken(
                sent[0] if batch else sent, status="matched", makingAmount=making, takingAmount=taking
            )
            return httpx.Response(200, json=[reported] if batch else reported)

        transport = httpx.MockTransport(response)
        client = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=transport)
        signed = client.create_market_order(MarketOrderArgs("7" * 77, 5, "BUY", "0.56"), RULES)
        posted = client.post_orders([signed])[0] if batch else client.post_order(signed)
        figures = client.figures_of_posted(posted)
        assert (figures.making, figures.taking) == (Decimal("4.99996"), Decimal("8.9285"))
        return client

    for batch in (False, True):
        client_reported("4999960", "8928500", batch=batch)
        client_reported("4.99996", "8.9285", batch=batch)


def test_sizes_are_exact_in_either_unit() -> None:
    assert whole("1234567", "base") == Decimal("1.234567")
    assert whole("1.234567", "whole") == Decimal("1.234567")
    assert whole("", "whole") == 0
    with pytest.raises(InvalidInput, match="size_matched"):
        whole("many", "whole", "size_matched")


AT = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "sent",
    [
        1_700_000_000,
        "1700000000",
        "1700000000000",
        "1700000000000000000",
        "2023-11-14T22:13:20Z",
        "2023-11-14T22:13:20",
        "2023-11-14 22:13:20+00",
    ],
)
def test_a_moment_is_read_from_every_form_that_was_seen(sent: Any) -> None:
    assert moment(sent) == AT


@pytest.mark.parametrize("sent", [0, "0", "", None, "soon", True])
def test_no_moment_is_none(sent: Any) -> None:
    assert moment(sent) is None


@pytest.mark.parametrize(
    "reported", ["9" * 30, "9" * 5000, 10**40, "²", -(10**14), "0", "", None, True, [], "soon"]
)
def test_a_time_that_no_calendar_holds_is_none(reported: object) -> None:
    assert moment(reported) is None


def test_a_side_of_a_book_that_is_null_is_one_on_which_nobody_is() -> None:
    book = {"asset_id": "7", "bids": None, "tick_size": "0.01", "min_order_size": "5", "neg_risk": False}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=book))
    client = ClobClient("http://clob.test", key=KEY, transport=transport)
    figures = client.figures_of_book(client.get_order_book("7"))
    assert (figures.bids, figures.asks) == ([], [])
    for side in ("BUY", "SELL"):
        with pytest.raises(InsufficientLiquidity):
            client.create_market_order(MarketOrderArgs("7", 5, side))


@pytest.mark.parametrize("side", ["x", 5, [None], ["x"], [{}], [{"price": "0.5"}], {"price": "0.5"}])
def test_a_side_of_a_book_that_is_no_list_of_levels_is_named(side: object) -> None:
    with pytest.raises(InvalidInput, match="price and size"):
        best_first(side, "BUY")  # type: ignore[arg-type]


@pytest.mark.parametrize("allowances", [{"a": "x"}, {"a": None}, {"a": "9" * 79}, ["a"], "x"])
def test_an_allowance_that_is_no_number_is_named(allowances: object) -> None:
    found = models.BalanceAllowanceResponse.from_dict({"balance": "5", "allowances": allowances})
    with pytest.raises(InvalidInput, match="allowances"):
        ClobClient().figures_of_balance(found)


def test_an_allowance_without_a_limit_is_read_exactly() -> None:
    most = 2**256 - 1
    found = models.BalanceAllowanceResponse.from_dict({"balance": "5", "allowances": {"a": str(most)}})
    assert Fraction(ClobClient().figures_of_balance(found).allowances["a"]) == Fraction(most, 1_000_000)
