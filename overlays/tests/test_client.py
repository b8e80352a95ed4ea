"""What the client sends and what it makes of the answers, with a transport in place of the network."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    AsyncClobClient,
    BadRequest,
    CancelOnly,
    ClobAuth,
    ClobClient,
    ClobError,
    Credentials,
    EngineRestarting,
    Interaction,
    InvalidInput,
    MarketRules,
    MissingCredentials,
    NotCanceled,
    NotSent,
    OpenOrderParams,
    OrderArgs,
    OrderOutcomeUnknown,
    OrderRejected,
    PostOnlyMode,
    PrivateKeySigner,
    RateLimited,
    ResponseError,
    ServerError,
    TradingDisabled,
    TransportError,
    Unauthorized,
    UnreadableResponse,
    capture_responses,
    explain,
)
from polymarket_clob.signing import l2_signature
from polymarket_clob_api.api.account import create_api_key, get_api_keys
from polymarket_clob_api.api.data import get_time
from polymarket_clob_api.client import Client

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
SIGNER = PrivateKeySigner(KEY)
CREDS = Credentials("key-1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "pass-1", SIGNER.address)
ORDER_ID = "0x" + "ab" * 32
TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563"
RULES = MarketRules("0.01", neg_risk=False, min_order_size=Decimal(5))
NOW = 1_700_000_000.0

Handler = Callable[[httpx.Request], httpx.Response]


def client_with(handler: Handler, url: str = "http://clob.test", **options: Any) -> ClobClient:
    options = {"key": KEY, "creds": CREDS, "clock": lambda: NOW, **options}
    return ClobClient(url, transport=httpx.MockTransport(handler), **options)


def answering(status: int, body: Any, headers: dict[str, str] | None = None) -> Handler:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda request: httpx.Response(status, content=content, headers=headers)


def test_the_bytes_that_are_sent_are_the_bytes_that_are_signed() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"canceled": [ORDER_ID], "not_canceled": {}})

    client_with(handler).cancel(ORDER_ID)
    (request,) = seen
    assert request.content == b'{"orderID":"%s"}' % ORDER_ID.encode()
    assert request.headers["POLY_SIGNATURE"] == l2_signature(
        CREDS.secret, int(NOW), "DELETE", "/order", request.content
    )


def test_header_names_keep_their_case_and_underscores_on_the_wire() -> None:
    seen: list[bytes] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.extend(name for name, _ in request.headers.raw)
        return httpx.Response(200, json={"canceled": [], "not_canceled": {}})

    client_with(handler).cancel_all()
    assert {
        b"POLY_ADDRESS",
        b"POLY_SIGNATURE",
        b"POLY_TIMESTAMP",
        b"POLY_API_KEY",
        b"POLY_PASSPHRASE",
    } <= set(seen)


def test_the_query_and_the_prefix_of_the_base_url_are_sent_but_not_signed() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"data": [], "next_cursor": "LTE=", "limit": 1, "count": 0})

    client_with(handler, "http://proxy.test/clob/").get_orders(OpenOrderParams(asset_id=TOKEN))
    (request,) = seen
    assert request.url.path == "/clob/data/orders"
    assert request.url.params["asset_id"] == TOKEN
    assert request.headers["POLY_SIGNATURE"] == l2_signature(CREDS.secret, int(NOW), "GET", "/data/orders")


def test_a_public_call_carries_no_credentials() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert not [name for name in request.headers if name.lower().startswith("poly")]
        return httpx.Response(200, json=1700000000)

    assert client_with(handler).get_server_time() == 1700000000


def test_every_page_is_signed_anew() -> None:
    times = iter((1.0, 2.0))
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["POLY_TIMESTAMP"])
        following = "MQ==" if len(seen) == 1 else "LTE="
        return httpx.Response(200, json={"data": [], "next_cursor": following, "limit": 1, "count": 0})

    client_with(handler, clock=lambda: next(times)).get_trades()
    assert seen == ["1", "2"]


@pytest.mark.parametrize("end", ["LTE=", "", None])
def test_the_walk_ends_on_each_known_end_cursor(end: str | None) -> None:
    handler = answering(200, {"data": [], "next_cursor": end, "limit": 1, "count": 0})
    assert client_with(handler).get_orders() == []


def test_a_cursor_that_comes_back_ends_the_walk_with_an_error() -> None:
    handler = answering(200, {"data": [], "next_cursor": "MQ==", "limit": 1, "count": 0})
    with pytest.raises(UnreadableResponse, match="circle"):
        client_with(handler).get_orders()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": "Invalid orderID"}, BadRequest),
        (401, {"error": "Unauthorized/Invalid api key"}, Unauthorized),
        (425, {"error": "matching engine restarting"}, EngineRestarting),
        (429, {"error": "Too Many Requests"}, RateLimited),
        (500, {"error": "could not insert order"}, ServerError),
        (520, b"<html>a page of the CDN</html>", ServerError),
        (503, {"error": "Trading is currently disabled. Check polymarket.com for updates"}, TradingDisabled),
        (
            503,
            {"error": "Trading is currently cancel-only. New orders are not accepted."},
            CancelOnly,
        ),
        (
            503,
            {"error": "post-only mode: …", "code": "post_only_mode", "retry_after_seconds": 79},
            PostOnlyMode,
        ),
    ],
)
def test_each_refusal_has_its_error_and_keeps_the_answer(
    status: int, body: Any, kind: type[ClobError]
) -> None:
    with pytest.raises(kind) as caught:
        client_with(answering(status, body, {"x-request": "7"})).cancel_all()
    error = caught.value
    assert type(error) is kind
    assert isinstance(error, ResponseError)
    assert error.status == status
    assert error.headers["x-request"] == "7"
    assert error.body == (body if isinstance(body, bytes) else json.dumps(body).encode())
    if status == 503:
        assert error.retryable
    if kind is PostOnlyMode:
        assert error.retry_after == 79


def test_retry_after_of_the_header_is_seconds_or_a_date() -> None:
    with pytest.raises(RateLimited) as caught:
        client_with(answering(429, {"error": "x"}, {"retry-after": "3"})).cancel_all()
    assert caught.value.retry_after == 3
    with pytest.raises(RateLimited) as caught:
        client_with(
            answering(429, {"error": "x"}, {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"})
        ).cancel_all()
    assert caught.value.retry_after == 0


@pytest.mark.parametrize(
    "body", [b"", b'{"canceled": [', b"<html></html>", b"[]", b"null", b'{"canceled": 1}']
)
def test_an_unreadable_success_keeps_its_bytes(body: bytes) -> None:
    with pytest.raises(UnreadableResponse) as caught:
        client_with(answering(200, body)).cancel_all()
    assert caught.value.body == body
    assert caught.value.status == 200


def posting(handler: Handler) -> tuple[ClobClient, Any]:
    client = client_with(handler)
    return client, client.create_order(OrderArgs(TOKEN, "0.5", 10, "BUY"), RULES)


def failing(error: Exception) -> Handler:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error

    return handler


@pytest.mark.parametrize(
    "handler",
    [
        failing(httpx.ReadTimeout("no answer")),
        failing(httpx.RemoteProtocolError("cut off")),
        answering(500, {"error": "could not insert order"}),
        answering(502, b"<html></html>"),
        answering(200, b'{"success": tr'),
    ],
)
def test_an_order_whose_outcome_is_unknown_says_so_and_names_its_id(handler: Handler) -> None:
    client, signed = posting(handler)
    with pytest.raises(OrderOutcomeUnknown) as caught:
        client.post_order(signed)
    assert caught.value.order_id == signed.order_id
    assert caught.value.signed is signed
    assert not caught.value.retryable
    assert not caught.value.outcome_known


@pytest.mark.parametrize(
    ("handler", "kind"),
    [
        (failing(httpx.ConnectError("refused")), NotSent),
        (answering(400, {"error": "invalid expiration"}), BadRequest),
        (answering(425, {"error": "restarting"}), EngineRestarting),
        (answering(200, {"success": False, "orderID": "", "status": "", "errorMsg": "no"}), OrderRejected),
        (answering(200, {"success": True, "orderID": "", "status": "", "errorMsg": "no"}), OrderRejected),
    ],
)
def test_an_order_that_was_certainly_not_taken_says_so(handler: Handler, kind: type[ClobError]) -> None:
    client, signed = posting(handler)
    with pytest.raises(kind) as caught:
        client.post_order(signed)
    assert caught.value.outcome_known


def test_an_order_is_sent_once() -> None:
    sent: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        raise httpx.ReadTimeout("no answer")

    client, signed = posting(handler)
    with pytest.raises(OrderOutcomeUnknown):
        client.post_order(signed)
    assert len(sent) == 1


def test_a_cancel_that_gets_no_answer_is_a_transport_error() -> None:
    with pytest.raises(TransportError) as caught:
        client_with(failing(httpx.ReadTimeout("no answer"))).cancel(ORDER_ID)
    assert not caught.value.outcome_known


def test_a_cancel_result_tells_failures() -> None:
    body = {"canceled": [], "not_canceled": {ORDER_ID: "Order already matched"}}
    result = client_with(answering(200, body)).cancel(ORDER_ID)
    assert not result.all_canceled
    assert result.to_dict() == body
    with pytest.raises(NotCanceled, match="Order already matched"):
        result.raise_for_failures()
    with pytest.raises(KeyError):
        result["cancelled"]


def test_rules_are_looked_up_once_and_again_when_a_price_is_off_the_known_grid() -> None:
    ticks = iter(("0.01", "0.001"))
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        book = {"tick_size": next(ticks), "neg_risk": False, "min_order_size": "5"}
        rest = {"market": "0x", "asset_id": TOKEN, "timestamp": "1", "hash": "", "bids": [], "asks": []}
        return httpx.Response(200, json={**rest, **book, "last_trade_price": ""})

    client = client_with(handler)
    client.create_order(OrderArgs(TOKEN, "0.5", 10, "BUY"))
    client.create_order(OrderArgs(TOKEN, "0.51", 10, "BUY"))
    assert asked == ["/book"]
    client.create_order(OrderArgs(TOKEN, "0.505", 10, "BUY"))
    assert asked == ["/book", "/book"]


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda c: c.cancel("0xabc"), "order_id"),
        (lambda c: c.cancel(""), "order_id"),
        (lambda c: c.cancel_orders(ORDER_ID), "order_ids"),
        (lambda c: c.cancel_orders([ORDER_ID, "x"]), "order_ids[1]"),
        (lambda c: c.cancel_market_orders(market="0x12"), "market"),
        (lambda c: c.cancel_market_orders(asset_id="0x12"), "token_id"),
        (lambda c: c.get_order("../keys"), "order_id"),
        (lambda c: c.get_price(TOKEN, "buy"), "side"),
        (lambda c: c.get_order_book("-1"), "token_id"),
        (lambda c: c.get_order_book(str(2**256)), "token_id"),
    ],
)
def test_bad_arguments_are_refused_before_anything_is_sent(
    call: Callable[[ClobClient], Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        call(client_with(failing(AssertionError("sent"))))
    assert caught.value.field == field
    assert field in str(caught.value)


def test_an_api_key_alone_reads_and_cancels_but_does_not_sign_orders() -> None:
    client = client_with(answering(200, {"canceled": [], "not_canceled": {}}), key=None)
    assert client.cancel_all().all_canceled
    with pytest.raises(MissingCredentials):
        client.create_order(OrderArgs(TOKEN, "0.5", 10, "BUY"), RULES)
    with pytest.raises(MissingCredentials):
        client.create_api_key()


def test_without_any_key_a_signed_call_is_refused_before_anything_is_sent() -> None:
    client = client_with(failing(AssertionError("sent")), key=None, creds=None)
    with pytest.raises(MissingCredentials, match="API key"):
        client.cancel_all()


def test_create_or_derive_derives_where_the_key_exists() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert request.headers["POLY_NONCE"] == "3"
        if request.method == "POST":
            return httpx.Response(400, json={"error": "Could not create api key"})
        return httpx.Response(200, json={"apiKey": "k", "secret": CREDS.secret, "passphrase": "p"})

    creds = client_with(handler, creds=None).create_or_derive_api_key(3)
    assert (creds.api_key, creds.address) == ("k", SIGNER.address)


def test_create_or_derive_does_not_derive_after_a_server_error() -> None:
    with pytest.raises(ServerError):
        client_with(answering(500, {"error": "x"})).create_or_derive_api_key()


def test_the_generated_functions_sign_at_their_level_with_the_same_auth() -> None:
    seen: dict[str, set[str]] = {}

    def handler(request: httpx.Request) -> httpx.Response:
        seen[request.method + request.url.path] = {n for n in request.headers if n.startswith("poly")}
        body: Any = {"apiKeys": ["a"], "apiKey": "a", "secret": "b", "passphrase": "c"}
        return httpx.Response(200, json=1 if request.url.path == "/time" else body)

    auth = ClobAuth(CREDS, SIGNER, clock=lambda: NOW)
    transport = httpx.MockTransport(handler)
    client = Client(base_url="http://clob.test", httpx_args={"auth": auth, "transport": transport})
    get_time.sync_detailed(client=client)
    get_api_keys.sync_detailed(client=client)
    create_api_key.sync_detailed(client=client)
    l2 = {"poly_address", "poly_signature", "poly_timestamp", "poly_api_key", "poly_passphrase"}
    l1 = {"poly_address", "poly_signature", "poly_timestamp", "poly_nonce"}
    assert seen == {"GET/time": set(), "GET/auth/api-keys": l2, "POST/auth/api-key": l1}


def test_the_clients_own_generated_client_signs_too() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert request.headers["POLY_API_KEY"] == "key-1"
        return httpx.Response(200, json={"apiKeys": ["a"]})

    response = get_api_keys.sync_detailed(client=client_with(handler).generated)
    assert response.status_code == 200


@pytest.mark.parametrize(
    "url",
    [None, "", "clob.test", "ftp://clob.test", "http://", "http://clob.test/?a=b", "http://clob.test:port"],
)
def test_a_host_that_is_no_url_is_refused(url: Any) -> None:
    with pytest.raises(InvalidInput, match="host"):
        ClobClient(url)


def test_credentials_of_another_address_are_refused() -> None:
    other = Credentials("k", CREDS.secret, "p", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
    with pytest.raises(InvalidInput, match="private key's address"):
        ClobClient(key=KEY, creds=other)


def test_answers_are_kept_on_request_refusals_too() -> None:
    handler = answering(429, {"error": "Too Many Requests"}, {"Poly-RateLimit-Tier": "Gold"})
    client = client_with(handler)
    with capture_responses() as responses, pytest.raises(RateLimited):
        client.cancel_all()
    (received,) = responses
    assert (received.operation, received.status) == ("cancelAllOrders", 429)
    assert received.headers["poly-ratelimit-tier"] == "Gold"
    assert b"Too Many" in received.body
    with pytest.raises(RateLimited):
        client.cancel_all()
    assert len(responses) == 1


def test_a_client_of_the_caller_s_own_is_used_and_left_open() -> None:
    seen: list[str] = []
    own = httpx.Client(
        transport=httpx.MockTransport(answering(200, 7)),
        event_hooks={"request": [lambda request: seen.append(str(request.url))]},
    )
    with ClobClient("http://clob.test/prefix", http=own) as client:
        assert client.get_server_time() == 7
    assert seen == ["http://clob.test/prefix/time"]
    assert not own.is_closed


def test_an_answer_that_breaks_a_rule_for_arguments_is_unreadable() -> None:
    client = client_with(answering(200, {"minimum_tick_size": 0.02}))
    with pytest.raises(UnreadableResponse, match="tick_size"):
        client.get_tick_size(TOKEN)


def test_the_rules_of_many_tokens_are_read_at_once() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        books = [
            {"asset_id": each["token_id"], "tick_size": "0.01", "neg_risk": False, "min_order_size": "5"}
            for each in json.loads(request.content)
        ]
        return httpx.Response(200, json=books)

    client = client_with(handler)
    tokens = [str(10**70 + n) for n in range(150)]
    assert len(client.prefetch_markets(tokens)) == 150
    client.create_order(OrderArgs(tokens[149], "0.5", 10, "BUY"))
    assert asked == ["/books", "/books"]


def test_an_order_is_explained_field_by_field_without_its_signature() -> None:
    client = client_with(failing(AssertionError("sent")))
    signed = client.create_order(OrderArgs(TOKEN, "0.57", "10.5", "BUY"), RULES)
    text = explain(signed)
    assert "buys 10.5 shares for 5.985 USDC (0.570000 a share), until cancelled" in text
    assert "not negative risk" in text
    for value in (
        signed.order_id,
        signed.exchange,
        TOKEN,
        SIGNER.address,
        str(signed.struct.salt),
        "5985000",
    ):
        assert value in text
    assert signed.signature[2:30] not in text


@pytest.mark.parametrize("asynchronous", [False, True])
def test_hooks_see_each_interaction_before_and_after_without_a_secret(asynchronous: bool) -> None:
    reported: list[str] = []
    shown: list[str] = []
    secrets = [KEY, CREDS.api_key, CREDS.secret, CREDS.passphrase]
    seen: list[Interaction] = []

    def handler(request: httpx.Request) -> httpx.Response:
        reported.append("sent")
        secrets.append(request.headers["POLY_SIGNATURE"])
        if request.method == "POST":
            raise httpx.ReadTimeout("no answer")
        return httpx.Response(200, json={"canceled": [], "not_canceled": {}}, headers={"cf-ray": "7"})

    def hook(interaction: Interaction) -> None:
        reported.append(
            f"{interaction.operation} {interaction.finished} {interaction.status} {interaction.error}"
        )
        shown.append(repr(interaction) + repr(dict(interaction.headers)))
        if interaction.finished:
            seen.append(interaction.notes["begun"])
        else:
            interaction.notes["begun"] = interaction

    options: dict[str, Any] = {"key": KEY, "creds": CREDS, "hooks": [hook]}
    transport = httpx.MockTransport(handler)
    signed = posting(handler)[1]
    if asynchronous:

        async def call() -> None:
            async with AsyncClobClient("http://clob.test", transport=transport, **options) as client:
                await client.cancel_all()
                with pytest.raises(OrderOutcomeUnknown):
                    await client.post_order(signed)

        asyncio.run(call())
    else:
        client = ClobClient("http://clob.test", transport=transport, **options)
        client.cancel_all()
        with pytest.raises(OrderOutcomeUnknown):
            client.post_order(signed)
    assert reported == [
        "cancelAllOrders False None None",
        "sent",
        "cancelAllOrders True 200 None",
        "postOrder False None None",
        "sent",
        "postOrder True None TransportError",
    ]
    secrets.append(signed.signature)
    assert len(secrets) == 7
    assert not [secret for secret in secrets for text in shown if secret in text]
    cancelled, posted = seen
    assert cancelled.headers["POLY_SIGNATURE"] == "***"
    assert cancelled.headers["POLY_ADDRESS"] == SIGNER.address
    assert (cancelled.method, cancelled.url) == ("DELETE", "http://clob.test/cancel-all")
    assert cancelled.response_headers["CF-Ray"] == "7"
    assert cancelled.response_size == len(b'{"canceled":[],"not_canceled":{}}')
    assert posted.size > 500
    assert posted.seconds > 0


def test_a_hook_that_fails_is_logged_and_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def hook(interaction: Interaction) -> None:
        raise ZeroDivisionError

    handler = answering(200, {"canceled": [ORDER_ID], "not_canceled": {}})
    assert client_with(handler, hooks=[hook]).cancel(ORDER_ID).canceled == [ORDER_ID]
    assert [record.message for record in caplog.records] == ["a hook failed at cancelOrder"] * 2


def test_a_signed_request_is_never_redirected_by_a_client_that_would() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(307, headers={"location": "http://elsewhere.test/order"})

    own = httpx.Client(transport=httpx.MockTransport(handler), follow_redirects=True)
    for client in (
        ClobClient("http://clob.test", key=KEY, creds=CREDS, http=own),
        client_with(handler),
    ):
        seen.clear()
        with pytest.raises(ResponseError) as caught:
            client.cancel(ORDER_ID)
        assert caught.value.status == 307
        assert len(seen) == 1


def test_a_compressed_answer_is_read_and_a_broken_one_keeps_its_bytes() -> None:
    whole = gzip.compress(b"1700000000")
    coded = {"content-encoding": "gzip"}

    def streaming(body: bytes) -> Handler:
        return lambda request: httpx.Response(200, headers=coded, stream=httpx.ByteStream(body))

    assert client_with(streaming(whole)).get_server_time() == 1700000000
    broken = b"\x1f\x8b and no more"
    with pytest.raises(UnreadableResponse) as caught:
        client_with(streaming(broken)).cancel_all()
    assert caught.value.body == broken


@pytest.mark.parametrize(
    ("body", "readable"), [(b"", True), (b'""', True), (b"{}", True), (b"<html>", False)]
)
def test_a_call_that_returns_nothing_needs_no_body(body: bytes, readable: bool) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=transport)
    calls: tuple[Callable[[], object], ...] = (
        client.delete_api_key,
        client.revoke_builder_api_key,
        client.send_heartbeat,
        lambda: client.update_balance_allowance("COLLATERAL"),
        lambda: client.put_balance_allowance("COLLATERAL"),
        lambda: client.delete_readonly_api_key("key"),
        lambda: client.drop_notifications([1]),
    )
    for call in calls:
        if readable:
            assert call() is None
        else:
            with pytest.raises(UnreadableResponse):
                call()
    with pytest.raises(UnreadableResponse):
        client.get_closed_only_mode()
