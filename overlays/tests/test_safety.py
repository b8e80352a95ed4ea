"""Getting out: reconciling unknown orders, cancelling everything, the dead man's switch; on the sandbox."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    ClobClient,
    Credentials,
    MarketRules,
    OrderArgs,
    OrderOutcomeUnknown,
    PrivateKeySigner,
    ServerError,
    Unauthorized,
)
from polymarket_clob._calls.safety import LAST_TRY

from .conftest import taken

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
CREDS = Credentials(
    "key-1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "p", PrivateKeySigner(KEY).address
)


@pytest.fixture
def token_id(sandbox: dict[str, Any]) -> str:
    return str(sandbox["markets"][0]["tokens"][0]["token_id"])


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that a client waits, without the waiting."""
    waited: list[float] = []
    monkeypatch.setattr("polymarket_clob._client.time.sleep", waited.append)
    return waited


class LosingTransport(httpx.HTTPTransport):
    """Lets an order post through, or not, and gives no response to it either way."""

    delivers = True

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and request.url.path == "/order":
            if self.delivers:
                super().handle_request(request).read()
            raise httpx.ReadTimeout("no answer")
        return super().handle_request(request)


@pytest.mark.parametrize("price", ["0.01", "0.99"])
@pytest.mark.parametrize("delivers", [True, False])
def test_an_order_of_unknown_outcome_is_settled_by_asking(
    sandbox: dict[str, Any], token_id: str, price: str, delivers: bool
) -> None:
    account = sandbox["account"]
    transport = LosingTransport()
    transport.delivers = delivers
    with ClobClient(sandbox["url"], key=account["private_key"], transport=transport) as client:
        client.set_api_creds(client.create_or_derive_api_key())
        signed = client.create_order(OrderArgs(token_id, price, 20, "BUY"))
        with pytest.raises(OrderOutcomeUnknown) as caught:
            client.post_order(signed)
        (settled,) = client.reconcile(caught.value)
        assert settled.order_id == signed.order_id
        assert settled.taken is (delivers or None)
        assert bool(settled.trades) is (delivers and price == "0.99")
        client.cancel_all()


def test_a_fill_against_the_other_outcome_settles_an_order_too() -> None:
    ours, theirs = "1" + "0" * 76, "2" + "0" * 76

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/data/order/"):
            return httpx.Response(404, json={"error": "order not found"})
        trade = {
            "id": "t",
            "asset_id": theirs,
            "taker_order_id": B,
            "maker_orders": [{"order_id": signed.order_id, "asset_id": ours}],
        }
        shown = [trade] if request.url.params.get("asset_id") in (None, theirs) else []
        return httpx.Response(200, json={"data": shown, "next_cursor": "LTE=", "limit": 1, "count": 1})

    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(handler))
    signed = client.create_order(OrderArgs(ours, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False))
    (settled,) = client.reconcile(OrderOutcomeUnknown([signed], ServerError("postOrder", 502, {}, b"")))
    assert settled.taken
    assert [trade.id for trade in settled.trades] == ["t"]


def test_everything_is_cancelled(client: ClobClient, token_id: str) -> None:
    ids = {
        client.create_and_post_order(OrderArgs(token_id, f"0.0{n}", 20, "BUY")).order_id for n in (1, 2, 3)
    }
    result = client.cancel_all_confirmed()
    assert set(result.canceled) == ids
    assert result.all_canceled
    assert client.get_orders() == []


NOW = 1_700_000_000


def stubborn(responses: dict[str, list[tuple[int, Any]]]) -> ClobClient:
    """A client whose exchange gives these answers by path, the last of each again and again."""

    def handler(request: httpx.Request) -> httpx.Response:
        waiting = responses[request.url.path]
        status, body = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return httpx.Response(status, content=json.dumps(body).encode())

    return ClobClient(
        "http://clob.test",
        key=KEY,
        creds=CREDS,
        clock=lambda: NOW,
        transport=httpx.MockTransport(handler),
    )


def page(*ids: str) -> tuple[int, Any]:
    return 200, {
        "data": [{"id": each} for each in ids],
        "next_cursor": "LTE=",
        "limit": 100,
        "count": len(ids),
    }


A, B = "0x" + "aa" * 32, "0x" + "bb" * 32


def test_what_is_left_after_cancel_all_is_cancelled_by_id(pauses: list[float]) -> None:
    client = stubborn(
        {
            "/cancel-all": [(200, {"canceled": [A], "not_canceled": {B: "busy"}})],
            "/data/orders": [page(B), page()],
            "/orders": [(200, {"canceled": [B], "not_canceled": {}})],
        }
    )
    result = client.cancel_all_confirmed()
    assert set(result.canceled) == {A, B}
    assert result.all_canceled


def test_an_order_that_will_not_go_is_named_with_its_reason(pauses: list[float]) -> None:
    client = stubborn(
        {
            "/cancel-all": [(500, {"error": "Internal server error"})],
            "/data/orders": [page(A, B), page(B)],
            "/orders": [(200, {"canceled": [A], "not_canceled": {B: "Order already matched"}})],
        }
    )
    result = client.cancel_all_confirmed()
    assert result.canceled == [A]
    assert result.not_canceled == {B: "Order already matched"}


def test_when_not_even_the_open_orders_can_be_read_the_error_says_so(pauses: list[float]) -> None:
    failing = (501, {"error": "gone"})
    client = stubborn({"/cancel-all": [failing], "/data/orders": [failing]})
    client._retry_policy = type(client._retry_policy)(max_read_retries=0)
    with pytest.raises(ServerError):
        client.cancel_all_confirmed()


def test_an_exchange_that_restarts_is_asked_again_until_nothing_is_open(pauses: list[float]) -> None:
    restarting = (425, {"error": "matching engine restarting"})
    client = stubborn(
        {
            "/cancel-all": [*[restarting] * 6, (200, {"canceled": [A], "not_canceled": {}})],
            "/data/orders": [*[page(A)] * 6, page()],
            "/orders": [restarting] * 6,
        }
    )
    assert client.cancel_all_confirmed().canceled == [A]
    assert pauses == sorted(pauses)
    assert sum(pauses) > 5


def test_the_pause_that_the_exchange_asks_for_is_kept(pauses: list[float]) -> None:
    limited = (429, {"error": "too many", "retry_after_seconds": 7})
    client = stubborn(
        {
            "/cancel-all": [limited, (200, {"canceled": [A], "not_canceled": {}})],
            "/data/orders": [page(A), page()],
            "/orders": [limited],
        }
    )
    assert client.cancel_all_confirmed().canceled == [A]
    assert pauses[0] >= 7


def test_refused_credentials_are_reported_at_once(pauses: list[float]) -> None:
    refused = (401, {"error": "Unauthorized/Invalid api key"})
    client = stubborn({"/cancel-all": [refused], "/data/orders": [refused], "/time": [(200, NOW)]})
    with pytest.raises(Unauthorized):
        client.cancel_all_confirmed()
    assert pauses == []


def test_a_pause_that_is_too_long_leaves_what_was_not_tried_and_a_last_try(pauses: list[float]) -> None:
    limited = (429, {"error": "Too Many Requests", "retry_after_seconds": 61})
    client = stubborn(
        {
            "/cancel-all": [limited],
            "/data/orders": [page(A, B), page(B), page(B)],
            "/orders": [(200, {"canceled": [A], "not_canceled": {}}), limited],
        }
    )
    result = client.cancel_all_confirmed(give_up_after=60)
    assert (result.canceled, result.not_canceled) == ([A], {B: "Too Many Requests"})
    assert len(pauses) == 2
    assert sum(pauses) == pytest.approx(60 - LAST_TRY)


def test_an_order_without_an_id_keeps_none_of_the_others_on_the_book(pauses: list[float]) -> None:
    nameless = page(A)[1]["data"] + [{"status": "LIVE"}]
    left = {"data": [{"status": "LIVE"}], "next_cursor": "LTE="}
    client = stubborn(
        {
            "/cancel-all": [(503, {"error": "oops"})],
            "/data/orders": [(200, {"data": nameless, "next_cursor": "LTE="}), (200, left)],
            "/orders": [(200, {"canceled": [A], "not_canceled": {}})],
        }
    )
    result = client.cancel_all_confirmed()
    assert result.canceled == [A]
    assert list(result.not_canceled.values()) == ["oops"]
    assert not result.all_canceled


def test_what_is_still_being_posted_is_not_called_cancelled(pauses: list[float]) -> None:
    rules = MarketRules("0.01", neg_risk=False)
    opened: list[str] = []
    within: list[Any] = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/order":
            within.append(client.cancel_all_confirmed())  # as another thread would, meanwhile
            opened.append(signed.order_id)
            return httpx.Response(200, json=taken(json.loads(request.content)))
        if request.url.path == "/cancel-all":
            gone, opened[:] = list(opened), []
            return httpx.Response(200, json={"canceled": gone, "not_canceled": {}})
        return httpx.Response(200, json=page(*opened)[1])

    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(handler))
    signed = client.create_order(OrderArgs("7" * 77, "0.5", 10, "BUY"), rules)
    client.post_order(signed)
    assert not within[0].all_canceled
    assert list(within[0].not_canceled) == [signed.order_id]
    assert client.cancel_all_confirmed().canceled == [signed.order_id]
