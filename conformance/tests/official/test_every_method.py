"""Both official clients, unmodified, call every CLOB method they have, on both profiles; what they are told
is read on `observed`.

A method that could not read its response raises there, and the walk fails with it.
"""

from __future__ import annotations

from typing import Any

import pytest

OLDER = """
get_ok get_server_time get_version get_markets get_simplified_markets get_sampling_markets
get_sampling_simplified_markets get_market get_clob_market_info get_market_trades_events get_order_book
get_order_books get_midpoint get_midpoints get_price get_prices get_spread get_spreads get_last_trade_price
get_last_trades_prices get_tick_size get_neg_risk get_fee_rate_bps get_prices_history calculate_market_price
create_api_key derive_api_key get_api_keys delete_api_key get_closed_only_mode create_readonly_api_key
get_readonly_api_keys delete_readonly_api_key create_builder_api_key get_builder_api_keys
revoke_builder_api_key get_order get_open_orders get_pre_migration_orders get_trades get_trades_paginated
get_builder_trades get_notifications drop_notifications get_balance_allowance update_balance_allowance
post_order post_orders cancel_order cancel_orders cancel_all cancel_market_orders post_heartbeat
is_order_scoring are_orders_scoring get_earnings_for_user_for_day get_total_earnings_for_user_for_day
get_user_earnings_and_markets_config get_reward_percentages get_current_rewards get_raw_rewards_for_market
create_rfq_request cancel_rfq_request create_rfq_quote cancel_rfq_quote get_rfq_requests
get_rfq_requester_quotes get_rfq_quoter_quotes get_rfq_best_quote accept_rfq_quote approve_rfq_order
rfq_config
"""
PUBLIC = """
get_midpoint get_midpoints get_price get_prices get_order_book get_order_books get_spread get_spreads
get_last_trade_price get_last_trade_prices estimate_market_price list_builder_trades list_current_rewards
list_market_rewards list_reward_markets get_current_rebates
"""
SECURE = """
create fetch_api_keys delete_api_key end_authentication create_builder_api_key fetch_builder_api_keys
revoke_builder_api_key get_closed_only_mode list_open_orders get_order list_account_trades get_notifications
drop_notifications get_balance_allowance get_order_scoring get_orders_scoring list_user_earnings_for_day
get_total_earnings_for_user_for_day list_user_earnings_and_markets_config get_reward_percentages
create_limit_order create_market_order post_order post_orders cancel_order cancel_orders cancel_all
cancel_market_orders send_order_heartbeat place_limit_order place_market_order
wait_for_order_fill_settlement fetch_session_keys get_builder_fee_rates
"""


@pytest.fixture(scope="module")
def older(walk: Any) -> dict[str, Any]:
    return dict(walk("py-clob-client-v2", "walk_every_method_v2.py"))


@pytest.fixture(scope="module")
def newer(walk: Any) -> dict[str, Any]:
    return dict(walk("polymarket-client", "walk_polymarket_client.py"))


def test_the_older_client_calls_every_method(older: dict[str, Any], walk: Any) -> None:
    for seen in (older, walk("py-clob-client-v2", "walk_every_method_v2.py", "documented")):
        assert set(OLDER.split()) <= seen.keys()


def test_the_newer_client_calls_every_method(newer: dict[str, Any], walk: Any) -> None:
    wanted = {*SECURE.split(), *PUBLIC.split(), *(f"public {name}" for name in PUBLIC.split())}
    for seen in (newer, walk("polymarket-client", "walk_polymarket_client.py", "documented")):
        assert wanted <= seen.keys()


@pytest.mark.parametrize("client", ["older", "newer"])
def test_its_market_orders_fill_at_the_price_it_computed(client: str, request: Any) -> None:
    seen = request.getfixturevalue(client)
    filled = seen["market_orders" if client == "older" else "create_market_order"]
    assert len(filled) == 4
    names = ("makingAmount", "takingAmount") if client == "older" else ("making_amount", "taking_amount")
    for what, (price, response) in filled.items():
        assert response["status"] == "matched"
        gave, got = (float(response[name]) for name in names)
        money, shares = (gave, got) if what.endswith("BUY") else (got, gave)
        assert money / shares == pytest.approx(float(price), abs=1e-6)
        assert (money if what.endswith("BUY") else shares) == pytest.approx(5, abs=0.001)


@pytest.mark.parametrize("client", ["older", "newer"])
def test_it_trades_a_position(client: str, request: Any) -> None:
    assert request.getfixturevalue(client)["position"]["status"] == "matched"


def test_the_older_client_manages_its_keys(older: dict[str, Any]) -> None:
    assert older["derive_api_key"] == older["create_api_key"] in older["get_api_keys"]["apiKeys"]
    assert older["get_readonly_api_keys"]["readonlyApiKeys"] == [older["create_readonly_api_key"]["apiKey"]]
    assert [k["key"] for k in older["get_builder_api_keys"]] == [older["create_builder_api_key"]["key"]]


def test_the_newer_client_manages_its_keys(newer: dict[str, Any]) -> None:
    assert newer["fetch_api_keys"] == [newer["create"]]
    assert [k["key"] for k in newer["fetch_builder_api_keys"]] == [newer["create_builder_api_key"]["key"]]
    assert [bool(k["revoked_at"]) for k in newer["builder keys left"]] == [True]
    assert newer["deposit wallet order"]["status"] == "live"


def test_the_older_client_cancels_what_it_asked_for(older: dict[str, Any]) -> None:
    first = older["post_order"]["orderID"]
    one, two, three = (posted["orderID"] for posted in older["post_orders"])
    assert {order["id"] for order in older["get_open_orders"]} == {first, one, two, three}
    assert older["cancel_order"]["canceled"] == [one]
    assert older["cancel_orders"]["canceled"] == [two]
    assert "already canceled or matched" in older["cancel_orders"]["not_canceled"][one]
    assert older["cancel_market_orders"]["canceled"] == [first, three]
    assert len(older["cancel_all"]["canceled"]) == 1


def test_the_newer_client_cancels_what_it_asked_for(newer: dict[str, Any]) -> None:
    first = newer["post_order"]["order_id"]
    one, two = (posted["order_id"] for posted in newer["post_orders"])
    placed = newer["place_limit_order"]["order_id"]
    assert {order["id"] for order in newer["list_open_orders"]} == {first, one, two, placed}
    assert newer["cancel_order"]["canceled"] == [one]
    assert newer["cancel_orders"]["canceled"] == [two]
    assert "already canceled or matched" in newer["cancel_orders"]["not_canceled"][one]
    assert newer["cancel_market_orders"]["canceled"] == [first, placed]
    assert len(newer["cancel_all"]["canceled"]) == 1


@pytest.mark.parametrize("client", ["older", "newer"])
def test_notifications_are_read_and_dropped(client: str, request: Any) -> None:
    seen = request.getfixturevalue(client)
    assert len(seen["get_notifications"]) > 5
    assert not seen["notifications left"]


def test_trades_by_the_builders_code_carry_fees_where_the_market_takes_them(older: dict[str, Any]) -> None:
    trades = older["get_builder_trades"]["trades"]
    fees = {trade["assetId"]: float(trade["feeUsdc"]) for trade in trades}
    plain, charged = older["the arguments"][3], older["the arguments"][5]
    assert len(trades) == 4
    assert fees[plain] == 0 < fees[charged]
    assert all(float(trade["builderFee"]) > 0 for trade in trades)


def test_the_newer_clients_budget_covers_price_and_fee(newer: dict[str, Any]) -> None:
    """`max_spend` shrinks the order so that money and fee together stay within it
    (docs/protocol/amounts.md#fees).
    """
    bought = newer["place_market_order"]
    p = 0.655
    money, shares = float(bought["making_amount"]), float(bought["taking_amount"])
    assert money == pytest.approx(shares * p, abs=1e-6)
    assert 4.98 < money + shares * 0.25 * (p * (1 - p)) ** 2 <= 5
    assert len(newer["wait_for_order_fill_settlement"]) == 1


def test_a_quote_is_found_accepted_and_approved_and_trades(older: dict[str, Any]) -> None:
    quote = older["create_rfq_quote"]["quoteId"]
    for view in ("get_rfq_requester_quotes", "get_rfq_quoter_quotes"):
        assert [q["quoteId"] for q in older[view]["data"]] == [quote]
    assert older["get_rfq_best_quote"]["quoteId"] == quote
    assert [older[name] for name in ("accept_rfq_quote", "approve_rfq_order")] == ["OK", "OK"]
    assert older["paid for the quote"] == 5_200_000  # 10 shares at 0.52, in base units


def test_the_newer_client_signs_for_a_wallet_with_a_session_key(newer: dict[str, Any]) -> None:
    """As it does, unasked, for each wallet that it cannot derive from the key
    (docs/protocol/wallets.md#which-one-is-meant).
    """
    assert newer["session key signature"] == 480
    assert newer["session key order"]["status"] == "live"
