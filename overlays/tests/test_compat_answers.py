"""Responses through the older client's names: what is none of those described raises PolyException."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from polymarket_clob import compat
from polymarket_clob.compat import v1

from .test_compat import CREDS, KEY, TOKEN, client_with

ID = "0x" + "ab" * 32

READS: dict[str, Callable[[Any], Any]] = {
    "get_ok": lambda client: client.get_ok(),
    "get_order": lambda client: client.get_order(ID),
    "get_order_book": lambda client: client.get_order_book(TOKEN),
    "get_open_orders": lambda client: client.get_open_orders(),
    "get_trades": lambda client: client.get_trades(only_first_page=True),
    "get_trades_paginated": lambda client: client.get_trades_paginated(),
    "get_builder_trades": lambda client: client.get_builder_trades(compat.BuilderTradeParams(ID)),
    "get_tick_size": lambda client: client.get_tick_size(TOKEN),
    "get_neg_risk": lambda client: client.get_neg_risk(TOKEN),
    "get_fee_rate_bps": lambda client: client.get_fee_rate_bps(TOKEN),
    "get_clob_market_info": lambda client: client.get_clob_market_info(ID),
    "cancel_all": lambda client: client.cancel_all(),
}


@pytest.mark.parametrize("client_class", [compat.ClobClient, v1.ClobClient])
@pytest.mark.parametrize("call", READS.values(), ids=READS)
def test_a_page_for_people_under_200_is_no_answer(
    call: Callable[[Any], Any], client_class: type[compat.ClobClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compat, "ClobClient", client_class)
    client = client_with(lambda _: httpx.Response(200, html="<html>please log in</html>"))
    with pytest.raises(compat.PolyApiException) as caught:
        call(client)
    assert (caught.value.status_code, caught.value.error_msg) == (200, "<html>please log in</html>")


WITH_SHAPE = (
    "get_open_orders",
    "get_trades",
    "get_trades_paginated",
    "get_tick_size",
    "get_neg_risk",
    "get_fee_rate_bps",
    "get_clob_market_info",
)


@pytest.mark.parametrize("said", ["OK", "", "[]", "7", '"x"'])
@pytest.mark.parametrize("name", WITH_SHAPE)
def test_an_answer_of_another_shape_raises_the_older_client_s_exception(name: str, said: str) -> None:
    with pytest.raises(compat.PolyException):
        READS[name](client_with(lambda _: httpx.Response(200, text=said)))


def test_a_bare_word_is_given_on_as_text() -> None:
    assert client_with(lambda _: httpx.Response(200, text="OK")).get_ok() == "OK"
    assert client_with(lambda _: httpx.Response(200)).get_ok() == ""


def test_a_side_of_a_book_that_is_null_is_empty() -> None:
    told: dict[str, Any] = {
        "market": ID,
        "asset_id": TOKEN,
        "timestamp": "1",
        "hash": "",
        "bids": None,
        "asks": None,
    }
    told |= {"min_order_size": "5", "tick_size": "0.01", "neg_risk": False, "last_trade_price": ""}

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=told if request.url.path == "/book" else [told])

    client = v1.ClobClient("http://clob.test", 137, KEY, CREDS)
    client.native._transport = client_with(handler).native._transport
    for book in (client.get_order_book(TOKEN), *client.get_order_books([v1.BookParams(TOKEN)])):
        assert (book.bids, book.asks) == ([], [])


@pytest.mark.parametrize("id_", ["0x\x00", "../orders", "..", "", "a/b", "a?b", "a#b", "a%2fb", None])
def test_an_id_that_would_change_the_path_is_refused_before_anything_is_sent(id_: Any) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"{request.url} was sent")

    client = client_with(handler)
    calls: list[Callable[[Any], Any]] = [
        client.get_order,
        client.get_market,
        client.get_clob_market_info,
        client.get_market_trades_events,
        client.get_raw_rewards_for_market,
    ]
    for call in calls:
        with pytest.raises(compat.PolyException, match="letters, digits"):
            call(id_)


@pytest.mark.parametrize(
    "walk", [lambda client: client.get_open_orders(), lambda client: client.get_current_rewards()]
)
def test_a_listing_that_does_not_end_is_given_up(walk: Callable[[compat.ClobClient], Any]) -> None:
    pages = 0

    def handler(request: httpx.Request) -> httpx.Response:
        nonlocal pages
        pages += 1
        return httpx.Response(200, json={"data": [], "next_cursor": f"c{pages}"})

    client = client_with(handler)
    client.native._session.max_pages = 5
    with pytest.raises(compat.PolyException):
        walk(client)
    assert pages == 5


def test_a_listing_whose_cursor_comes_back_is_given_up() -> None:
    client = client_with(lambda _: httpx.Response(200, json={"data": [1], "next_cursor": "MQ=="}))
    with pytest.raises(compat.PolyApiException) as caught:
        client.get_trades()
    assert "circle" in str(caught.value.__cause__)
    assert client.get_trades(only_first_page=True) == [1]


def test_a_listing_starts_where_it_is_told_and_has_nothing_after_the_end() -> None:
    cursors: list[str | None] = []

    def handler(request: httpx.Request) -> httpx.Response:
        cursors.append(request.url.params.get("next_cursor"))
        following = "Mg==" if len(cursors) == 1 else "LTE="
        return httpx.Response(200, json={"data": [len(cursors)], "next_cursor": following})

    client = client_with(handler)
    assert client.get_trades(next_cursor="MQ==") == [1, 2]
    assert client.get_trades(next_cursor="LTE=") == []
    assert cursors == ["MQ==", "Mg=="]
