"""What the client reads of markets and of the account, on both profiles of the sandbox."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from polymarket_clob import (
    BookParams,
    ClobClient,
    InsufficientLiquidity,
    InvalidInput,
    MarketOrderArgs,
    MarketRules,
    OrderArgs,
    best_first,
    book_hash,
)


@pytest.fixture
def tokens(sandbox: dict[str, Any]) -> list[str]:
    return [token["token_id"] for token in sandbox["markets"][0]["tokens"]]


def test_prices_of_a_book_agree_in_every_form(client: ClobClient, tokens: list[str]) -> None:
    first, second = tokens
    book = client.get_order_book(first)
    bid = max(Decimal(level.price) for level in book.bids)
    ask = min(Decimal(level.price) for level in book.asks)
    assert client.get_price(first, "BUY") == bid
    assert client.get_price(first, "SELL") == ask
    assert client.get_midpoint(first) == (bid + ask) / 2
    assert client.get_spread(first) == ask - bid
    assert client.get_midpoints(tokens) == {each: client.get_midpoint(each) for each in tokens}
    assert client.get_spreads(tokens) == {each: client.get_spread(each) for each in tokens}
    wanted = [BookParams(first, "BUY"), BookParams(second, "SELL")]
    prices = client.get_prices(wanted)
    assert prices[first]["BUY"] == bid
    assert prices[second]["SELL"] == 1 - bid
    assert [each.asset_id for each in client.get_order_books(tokens)] == tokens


def test_market_rules_are_those_of_the_single_look_ups(client: ClobClient, tokens: list[str]) -> None:
    rules = client.get_market_rules(tokens[0])
    book = client.get_order_book(tokens[0])
    assert rules == MarketRules(
        client.get_tick_size(tokens[0]), client.get_neg_risk(tokens[0]), Decimal(book.min_order_size)
    )


def test_the_exchange_tells_time_and_version(client: ClobClient) -> None:
    assert client.get_server_time() > 1_700_000_000
    assert client.get_version() == 2
    client.get_ok()


def test_the_account_has_keys_and_money(
    client: ClobClient, tokens: list[str], sandbox: dict[str, Any]
) -> None:
    assert sandbox["account"]["api_key"] in client.get_api_keys()
    assert int(client.get_balance_allowance("COLLATERAL").balance) > 0
    assert int(client.get_balance_allowance("CONDITIONAL", tokens[0]).balance) > 0
    client.update_balance_allowance("COLLATERAL")
    assert client.get_closed_only_mode() is False


def test_a_batch_of_orders_is_answered_in_its_order(client: ClobClient, tokens: list[str]) -> None:
    signed = [client.create_order(OrderArgs(tokens[0], f"0.0{n}", 20, "BUY")) for n in (1, 2, 3)]
    responses = client.post_orders(signed)
    assert [response.order_id for response in responses] == [order.order_id for order in signed]


def test_a_heartbeat_hands_out_the_next_id(client: ClobClient) -> None:
    second = client.post_heartbeat()
    assert client.post_heartbeat(second) != second


@pytest.mark.parametrize("token_id", [None, "12"])
def test_an_asset_names_a_token_exactly_when_it_is_conditional(
    client: ClobClient, token_id: str | None
) -> None:
    with pytest.raises(InvalidInput, match="token_id"):
        client.get_balance_allowance("CONDITIONAL" if token_id is None else "COLLATERAL", token_id)


def test_a_market_order_fills_at_the_price_of_the_book(client: ClobClient, tokens: list[str]) -> None:
    (price, size), *_ = best_first(client.get_order_book(tokens[0]).asks, "BUY")
    signed = client.create_market_order(MarketOrderArgs(tokens[0], price * size / 2, "BUY"))
    assert client.post_order(signed).status == "matched"
    (trade,) = [t for t in client.get_trades() if t.taker_order_id == signed.order_id]
    assert Decimal(trade.price) == price


def test_a_market_order_that_the_book_cannot_fill_is_not_sent(client: ClobClient, tokens: list[str]) -> None:
    with pytest.raises(InsufficientLiquidity):
        client.create_market_order(MarketOrderArgs(tokens[0], 10**9, "BUY"))


def test_a_market_buy_leaves_room_for_its_fees(client: ClobClient, tokens: list[str]) -> None:
    fees = client.get_fee_schedule(tokens[0])
    signed = client.create_market_order(MarketOrderArgs(tokens[0], 20, "BUY", max_spend=20))
    price = Decimal(client.get_price(tokens[0], "SELL"))
    assert signed.usdc * (1 + fees.share(price) / price) <= 20
    assert signed.usdc == 20 or fees.rate


def test_the_hash_of_a_book_is_the_one_it_carries(client: ClobClient, tokens: list[str]) -> None:
    book = client.get_order_book(tokens[0])
    assert book_hash(book) == book.hash_
