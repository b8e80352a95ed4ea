"""Answers that are about something else than what was asked for; requests of a client that was closed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from polymarket_clob import (
    ClientClosed,
    ClobClient,
    Credentials,
    OpenOrderParams,
    OrdersScoringParams,
    PrivateKeySigner,
    TradeParams,
    UnreadableResponse,
)
from polymarket_clob_api.api.data import get_time

KEY = "0x" + "11" * 32
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", PrivateKeySigner(KEY).address)


def answering(document: Any) -> ClobClient:
    """A client whose exchange answers everything with this."""
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=document))
    return ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=transport)


MINE, OTHERS = "0x" + "11" * 32, "0x" + "22" * 32


@pytest.mark.parametrize(
    ("method", "params", "item"),
    [
        ("get_orders", OpenOrderParams(id=MINE), {"id": OTHERS}),
        ("get_orders", OpenOrderParams(market=MINE), {"market": OTHERS}),
        ("get_orders", OpenOrderParams(asset_id="7"), {"asset_id": "8"}),
        ("get_trades", TradeParams(id="t-1"), {"id": "t-2"}),
        ("get_trades", TradeParams(market=MINE), {"market": OTHERS}),
        ("get_trades", TradeParams(asset_id="7"), {"asset_id": "8", "maker_orders": [{"asset_id": "9"}]}),
        ("get_trades_paginated", TradeParams(id="t-1"), {"id": "t-2"}),
    ],
)
def test_a_listing_holds_what_was_asked_for_and_nothing_else(method: str, params: Any, item: Any) -> None:
    page = {"data": [item], "next_cursor": "LTE="}
    with pytest.raises(UnreadableResponse, match="was asked for"):
        getattr(answering(page), method)(params)


def test_a_trade_is_also_of_the_tokens_of_its_makers() -> None:
    item = {"id": "t", "asset_id": "8", "maker_orders": [{"asset_id": "7"}]}
    found = answering({"data": [item], "next_cursor": "LTE="}).get_trades(TradeParams(asset_id="7"))
    assert [each["id"] for each in found] == ["t"]


def test_a_page_does_not_lead_to_itself() -> None:
    page = {"data": [], "next_cursor": "MTA="}
    assert answering(page).get_trades_paginated(next_cursor="MA==").next_cursor == "MTA="
    with pytest.raises(UnreadableResponse, match="MTA="):
        answering(page).get_trades_paginated(next_cursor="MTA=")


@pytest.mark.parametrize("response", [{OTHERS: True}, {MINE: "false"}])
def test_scores_are_of_the_orders_asked_for_and_true_or_false(response: Any) -> None:
    with pytest.raises(UnreadableResponse):
        answering(response).are_orders_scoring(OrdersScoringParams([MINE]))
    with pytest.raises(UnreadableResponse):
        answering(response).get_orders_scoring([MINE])


def test_after_close_a_generated_client_lets_nothing_out() -> None:
    client = answering(1_700_000_000)
    generated = client.generated
    assert get_time.sync(client=generated) == 1_700_000_000
    client.close()
    with pytest.raises(ClientClosed):
        get_time.sync(client=generated)
