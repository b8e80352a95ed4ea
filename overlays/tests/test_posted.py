"""What a response to an order says: the same reading for a single order and for an entry of a batch."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

import httpx
import pytest
from polymarket_clob import (
    BadRequest,
    ClobClient,
    ClobError,
    Credentials,
    MarketRules,
    OrderArgs,
    OrderOutcomeUnknown,
    PrivateKeySigner,
    SignedOrder,
)

from .conftest import order_id_of, start_sandbox, taken

KEY = "0x" + "11" * 32
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", PrivateKeySigner(KEY).address)
OTHER = "0x" + "ee" * 32
POST_ONLY = "post-only mode: only post-only orders and cancels are allowed"
DELAYED = "order match delayed due to market conditions"
OWN = "the order's own id"

Read = Literal["taken", "refused", "unknown", "wrong orders", "wrong error"]
Handler = Callable[[httpx.Request], httpx.Response]


def client_with(handler: Handler) -> ClobClient:
    return ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(handler))


def order(client: ClobClient) -> SignedOrder:
    return client.create_order(OrderArgs("7" * 77, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False))


def answered(entry: Any, *, batch: bool, status: int = 200) -> Read:
    """What the client makes of this response to an order; ``OWN`` in it stands for the order's id."""
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if request.method == "GET":
            return httpx.Response(404, json={"error": "order not found"})
        sent = json.loads(request.content)
        order_id = order_id_of(sent[0] if batch else sent)
        mine = json.loads(json.dumps(entry).replace(OWN, order_id))
        return httpx.Response(status, json=[mine] if batch and status == 200 else mine)

    client = client_with(handler)
    signed = order(client)
    found: Read = "taken"
    try:
        posted = client.post_orders([signed])[0] if batch else client.post_order(signed)
        if posted.error_msg and posted.get("status") != "delayed":
            found = "refused"
    except OrderOutcomeUnknown as unknown:
        found = "unknown" if unknown.orders == (signed,) else "wrong orders"
    except ClobError as error:
        found = "refused" if error.outcome_known else "wrong error"
    assert [path for path in asked if path.startswith("/order")] == ["/orders" if batch else "/order"]
    return found


def said(**changes: Any) -> dict[str, Any]:
    """The response to an order that rests, with changes."""
    amounts = {"makingAmount": "", "takingAmount": ""}
    return {"success": True, "errorMsg": "", "orderID": OWN, "status": "live", **amounts, **changes}


def refused(text: Any, **changes: Any) -> dict[str, Any]:
    return said(**{"success": False, "errorMsg": text, "orderID": "", "status": "", **changes})


REFUSAL = refused("not enough balance / allowance")


def in_batch(body: Any, status: int = 200) -> tuple[list[SignedOrder], Any]:
    """Three orders, and what posting them gives with this response: bytes, an object where ``ID1`` is the id
    of the second, or entries, of which a number is that order's own.
    """

    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(404, json={"error": "order not found"})
        sent = json.loads(request.content)
        if isinstance(body, bytes):
            return httpx.Response(status, content=body)
        if isinstance(body, dict):
            return httpx.Response(status, text=json.dumps(body).replace("ID1", order_id_of(sent[1])))
        entries = [taken(sent[each]) if isinstance(each, int) else each for each in body]
        return httpx.Response(status, json=entries)

    client = client_with(handler)
    batch = [order(client) for _ in range(3)]
    try:
        return batch, client.post_orders(batch)
    except ClobError as error:
        return batch, error


ENTRIES: list[tuple[Any, Read]] = [
    (said(), "taken"),
    (said(errorMsg=None), "taken"),
    ({"success": True, "orderID": OWN, "errorMsg": None}, "taken"),
    ({"success": True, "orderID": OWN}, "taken"),
    (said(status="unmatched"), "taken"),
    (said(status="a word of tomorrow"), "taken"),
    (said(status="delayed"), "taken"),
    (said(errorMsg=DELAYED, status="delayed"), "taken"),
    (refused(DELAYED, orderID=OWN, status="delayed"), "unknown"),
    (refused(DELAYED), "unknown"),
    (refused("not enough balance / allowance"), "refused"),
    (refused("no orders found to match with FAK order", orderID=OWN), "refused"),
    (refused(POST_ONLY, success=True), "refused"),
    (said(errorMsg="invalid expiration"), "unknown"),
    (said(errorMsg="invalid expiration", success=False), "unknown"),
    (refused("context canceled"), "unknown"),
    (refused("insert order: context deadline exceeded"), "unknown"),
    (refused("internal server error"), "unknown"),
    (refused("request timed out"), "unknown"),
    (refused(f"order {OWN} is invalid. Duplicated."), "unknown"),
    (refused("Duplicated.", orderID=OWN), "unknown"),
    (refused(f"order {OTHER} crosses the book"), "unknown"),
    (refused(f"order {OWN} crosses the book"), "refused"),
    (refused(""), "unknown"),
    (said(success="true"), "unknown"),
    (said(success=1), "unknown"),
    (said(success=None), "unknown"),
    (said(orderID=""), "unknown"),
    (said(orderID=None), "unknown"),
    (said(orderID=7), "unknown"),
    (said(orderID=OTHER), "unknown"),
    (refused("not enough balance / allowance", orderID=OTHER), "unknown"),
    (refused(["no"]), "unknown"),
    ({}, "unknown"),
    ({"error": "internal error"}, "unknown"),
    (None, "unknown"),
    ("live", "unknown"),
    ([], "unknown"),
]


@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize(("entry", "read"), ENTRIES)
def test_an_answer_is_read_alike_alone_and_in_a_batch(entry: Any, read: Read, batch: bool) -> None:
    assert answered(entry, batch=batch) == read


@pytest.mark.parametrize(
    ("entry", "read"),
    [
        ({"error": "not enough balance / allowance"}, "refused"),
        ({"error": "no orders found to match with FAK order", "orderID": OWN}, "refused"),
        ({"message": "no"}, "refused"),
        ({"error": "no orders found to match with FAK order", "orderID": OTHER}, "unknown"),
        ({"error": f"order {OTHER} is invalid. Size (1) lower than the minimum: 5"}, "unknown"),
        ({"error": f"order {OWN} is invalid. Duplicated."}, "unknown"),
        ({"error": "Duplicated."}, "unknown"),
        ({"error": DELAYED}, "unknown"),
        ({"error": "context canceled"}, "unknown"),
        ({"error": "internal error"}, "unknown"),
        ({"errorMsg": "context canceled"}, "unknown"),
        ({"error": "context deadline exceeded"}, "unknown"),
        ({"success": False, "errorMsg": f"order {OWN} is invalid. Duplicated."}, "unknown"),
        ({"error": {"message": "Duplicated."}}, "unknown"),
        (f"order {OWN} is invalid. Duplicated.", "unknown"),
        ("not enough balance / allowance", "refused"),
    ],
)
@pytest.mark.parametrize("batch", [False, True])
def test_a_400_is_a_refusal_only_where_its_text_is_one(entry: Any, read: Read, batch: bool) -> None:
    assert answered(entry, batch=batch, status=400) == read


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (b"order match delayed due to market conditions\n", [0, 1, 2]),
        (b"Duplicated.", [0, 1, 2]),
        (b"price is too low", None),
        (b"<html>Request timeout</html>", None),
        ([0, 1, REFUSAL], []),
        ([0, {"error": "context canceled"}, 2], [1]),
        ({"error": "order ID1 is invalid. Duplicated."}, [0, 1, 2]),
        ({"error": "order ID1 is invalid. Price (0.5) breaks minimum tick size rule: 0.1"}, None),
        ({"error": f"order {OTHER} is invalid. Size (1) lower than the minimum: 5"}, [0, 1, 2]),
        ({"error": "no match", "orderID": OTHER}, [0, 1, 2]),
    ],
)
def test_a_refusal_of_a_whole_request_is_sure_only_where_its_text_is(
    body: Any, left: list[int] | None
) -> None:
    batch, result = in_batch(body, status=400)
    if left is None:
        assert type(result) is BadRequest
    elif not left:
        assert [each.order_id for each in result[:2]] == [each.order_id for each in batch[:2]]
    else:
        assert isinstance(result, OrderOutcomeUnknown)
        assert list(result.orders) == [batch[place] for place in left]
        assert len(result.answered) == len(batch) - len(left)


def test_answers_out_of_order_are_put_to_the_orders_that_they_name() -> None:
    batch, posted = in_batch([2, 0, 1])
    assert [each.order_id for each in posted] == [signed.order_id for signed in batch]


@pytest.mark.parametrize(
    ("entries", "left", "kept"),
    [
        ((0, {}, REFUSAL), [1], 2),
        ((0, 2, REFUSAL), [1], 2),
        ((1, REFUSAL, 2), [0], 2),
        ((0, 1), [2], 2),
        ((0, REFUSAL), [1, 2], 1),
        ((0, 0, 2), [0, 1], 1),
        ((0, said(orderID=OTHER), 2), [1], 2),
        ((0, said(orderID=OTHER), REFUSAL), [1, 2], 1),
        ((), [0, 1, 2], 0),
        ((0, 1, 2, REFUSAL), [], 3),
    ],
)
def test_what_no_entry_tells_for_certain_is_unknown_and_the_rest_is_kept(
    entries: tuple[Any, ...], left: list[int], kept: int
) -> None:
    batch, result = in_batch(entries)
    if not left:
        assert [each.order_id for each in result] == [signed.order_id for signed in batch]
        return
    assert isinstance(result, OrderOutcomeUnknown)
    assert list(result.orders) == [batch[place] for place in left]
    assert len(result.answered) == kept
    assert result.unsent == ()


def test_an_entry_that_says_nothing_stops_the_requests_after_it() -> None:
    asked: list[int] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent = json.loads(request.content)
        asked.append(len(sent))
        entries = [taken(each) for each in sent]
        return httpx.Response(200, json=entries if len(asked) == 1 else [*entries[:-1], {}])

    client = client_with(handler)
    batch = [order(client) for _ in range(40)]
    with pytest.raises(OrderOutcomeUnknown) as caught:
        client.post_orders(batch)
    assert asked == [15, 15]
    assert caught.value.orders == (batch[29],)
    assert [each.order_id for each in caught.value.answered] == [each.order_id for each in batch[:29]]
    assert list(caught.value.unsent) == batch[30:]


class TwiceSent(httpx.HTTPTransport):
    """Something on the way that sends an order's request twice and gives the second response on."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "POST":
            return super().handle_request(request)
        content = b"".join(request.stream)  # type: ignore[arg-type]
        first, second = (
            httpx.Request(request.method, request.url, headers=request.headers, content=content)
            for _ in range(2)
        )
        super().handle_request(first).read()
        return super().handle_request(second)


@pytest.mark.parametrize("how", ["post_order", "post_orders"])
@pytest.mark.parametrize("profile", ["documented", "observed"])
def test_an_order_that_the_exchange_has_seen_before_is_asked_for(profile: str, how: str) -> None:
    process, ready = start_sandbox("--profile", profile)
    account = ready["account"]
    creds = Credentials(account["api_key"], account["secret"], account["passphrase"], account["address"])
    keys: dict[str, Any] = {"key": account["private_key"], "creds": creds}
    token_id = ready["markets"][0]["tokens"][0]["token_id"]
    with ClobClient(ready["url"], **keys, transport=TwiceSent()) as client:
        for price, status in (("0.02", "live"), ("0.99", "matched")):
            signed = client.create_order(OrderArgs(token_id, price, 20, "BUY"))
            posted = client.post_order(signed) if how == "post_order" else client.post_orders([signed])[0]
            assert (posted.success, posted.order_id, posted.status) == (True, signed.order_id, status)
            assert not posted.error_msg
    with ClobClient(ready["url"], **keys) as client:
        signed = client.create_order(OrderArgs(token_id, "0.02", 20, "BUY"))
        client.post_order(signed)
        client.cancel(signed.order_id)
        with pytest.raises(OrderOutcomeUnknown) as caught:
            client.post_order(signed) if how == "post_order" else client.post_orders([signed])
        assert "Duplicated" in str(caught.value)
    process.terminate()
