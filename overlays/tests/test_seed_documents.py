"""The Python calls of the guides, as they stand there, against the sandbox in both profiles.

Only the import (``py_clob_client_v2`` there) and the ids are changed. Source: guides 000 and 002 of
docs/sources.md#guides.
"""

from __future__ import annotations

from typing import Any

import pytest
from polymarket_clob import ClobClient, OrderArgs


@pytest.fixture
def market(sandbox: dict[str, Any]) -> dict[str, Any]:
    return dict(sandbox["markets"][0])


@pytest.fixture
def token_id(market: dict[str, Any]) -> str:
    return str(market["tokens"][0]["token_id"])


@pytest.fixture
def resting(client: ClobClient, token_id: str) -> list[str]:
    """Two orders far from the market."""
    tick = client.get_tick_size(token_id)
    return [
        str(client.create_and_post_order(OrderArgs(token_id, tick * n, 20, "BUY")).order_id) for n in (1, 2)
    ]


def test_cancel(client: ClobClient, resting: list[str]) -> None:
    order_id = resting[0]
    resp = client.cancel(order_id=order_id)
    print(resp)
    assert resp["canceled"] == resp.canceled == [order_id]
    assert resp["not_canceled"] == resp.not_canceled == {}


def test_cancel_orders(client: ClobClient, resting: list[str]) -> None:
    resp = client.cancel_orders([resting[0], "0x" + "aa" * 32])
    print(resp)
    assert resp["canceled"] == [resting[0]]
    assert list(resp["not_canceled"]) == ["0x" + "aa" * 32]
    assert isinstance(resp["not_canceled"]["0x" + "aa" * 32], str)


def test_cancel_all(client: ClobClient, resting: list[str]) -> None:
    resp = client.cancel_all()
    print(resp)
    assert sorted(resp["canceled"]) == sorted(resting)
    assert client.get_orders() == []


def test_cancel_market_orders(
    client: ClobClient, resting: list[str], market: dict[str, Any], token_id: str
) -> None:
    resp = client.cancel_market_orders(market=market["condition_id"], asset_id=token_id)
    print(resp)
    assert sorted(resp["canceled"]) == sorted(resting)


def test_cancel_market_orders_without_a_filter_cancels_everything(
    client: ClobClient, resting: list[str]
) -> None:
    assert sorted(client.cancel_market_orders()["canceled"]) == sorted(resting)


def test_get_order(client: ClobClient, resting: list[str], market: dict[str, Any], token_id: str) -> None:
    order = client.get_order(resting[0])
    print(order["status"], order["size_matched"])
    assert order["status"] == order.status
    assert "LIVE" in str(order.status).upper()
    assert float(order["size_matched"]) == 0
    fields = (
        "id status market asset_id side original_size size_matched price outcome order_type maker_address"
    )
    fields += " owner expiration created_at"
    for name in fields.split():
        assert order[name] == getattr(order, "id" if name == "id" else name), name
    assert (order["id"], order["market"], order["asset_id"]) == (resting[0], market["condition_id"], token_id)


def test_get_orders(client: ClobClient, resting: list[str], market: dict[str, Any], sandbox: Any) -> None:
    from polymarket_clob import OpenOrderParams

    # All open orders
    orders = client.get_orders()

    # Filtered by market
    market_orders = client.get_orders(OpenOrderParams(market=market["condition_id"]))
    assert sorted(o["id"] for o in orders) == sorted(o.id for o in market_orders) == sorted(resting)
    assert client.get_orders(OpenOrderParams(market=sandbox["markets"][1]["condition_id"])) == []


def test_trades(client: ClobClient, market: dict[str, Any], token_id: str) -> None:
    from polymarket_clob import TradeParams

    ask = client.get_price(token_id, "SELL")
    taken = client.create_and_post_order(OrderArgs(token_id, ask, 5, "BUY"))
    assert taken["status"] == "matched"

    trades = client.get_trades()
    market_trades = client.get_trades(TradeParams(market=market["condition_id"]))
    assert [t["id"] for t in trades] == [t.id for t in market_trades]
    newest = next(t for t in trades if t["taker_order_id"] == taken["orderID"])
    fields = "id taker_order_id market asset_id side size price fee_rate_bps status match_time last_update"
    fields += " outcome maker_address owner transaction_hash bucket_index trader_side maker_orders"
    for name in fields.split():
        assert newest[name] == getattr(newest, name), name
    assert newest["trader_side"] == "TAKER"
    assert newest["side"] == "BUY"
    assert newest["maker_orders"] != []  # as observed it is null at times

    page = client.get_trades_paginated(TradeParams(market=market["condition_id"]))
    assert page.count == page["count"] == len(page.trades) == len(page["trades"])


def test_scoring(client: ClobClient, resting: list[str]) -> None:
    from polymarket_clob import OrderScoringParams, OrdersScoringParams

    scoring = client.is_order_scoring(OrderScoringParams(orderId=resting[0]))

    batch = client.are_orders_scoring(OrdersScoringParams(orderIds=[resting[0], resting[1]]))
    assert scoring["scoring"] is scoring.scoring is batch[resting[0]]
    assert set(batch) == set(resting)
