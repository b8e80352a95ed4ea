"""An order that cannot be this client's is refused before anything is sent: the exchange would only say
"invalid signature".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from attrs import evolve
from polymarket_clob import (
    AMOY,
    ClobClient,
    Credentials,
    InvalidInput,
    MarketRules,
    OrderArgs,
    OrderBuilder,
    PrivateKeySigner,
    SignatureType,
    SignedOrder,
    wallets,
)
from polymarket_clob_api.operations import OPERATIONS

MINE, OTHER = (PrivateKeySigner(digit * 64) for digit in "12")
WALLET = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
MINES = wallets.of(MINE.address)
THEIRS = wallets.of(OTHER.address).proxy.address
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", MINE.address)


def made_by(builder: OrderBuilder, neg_risk: bool = False) -> SignedOrder:
    return builder.limit(OrderArgs("7" * 77, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=neg_risk))


def post(signed: SignedOrder, how: str) -> list[str]:
    """The paths asked when an order is posted by a client of MINE's API key."""
    asked: list[str] = []

    def response(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        taken = {"success": True, "errorMsg": "", "orderID": signed.order_id, "status": "live"}
        return httpx.Response(200, json=taken if how == "post_order" else [taken])

    with ClobClient("http://clob.test", creds=CREDS, transport=httpx.MockTransport(response)) as client:
        getattr(client, how)(signed if how == "post_order" else [signed])
    return asked


@pytest.mark.parametrize("how", ["post_order", "post_orders"])
@pytest.mark.parametrize(
    ("signed", "field"),
    [
        (made_by(OrderBuilder(MINE, AMOY)), "chain_id"),
        (made_by(OrderBuilder(OTHER)), "signer"),
        (made_by(OrderBuilder(OTHER, signature_type=SignatureType.POLY_PROXY, funder=THEIRS)), "signer"),
        (evolve(made_by(OrderBuilder(MINE)), exchange=WALLET), "exchange"),
        (evolve(made_by(OrderBuilder(MINE)), version=3), "exchange"),
    ],
)
def test_an_order_of_another_key_chain_or_exchange_is_not_sent(
    signed: SignedOrder, field: str, how: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        post(signed, how)
    assert caught.value.field == field


def test_what_is_no_signed_order_is_not_sent() -> None:
    args: Any = OrderArgs("7" * 77, "0.5", 10, "BUY")
    client = ClobClient("http://127.0.0.1:9", key="1" * 64, creds=CREDS)
    refused: dict[str, Callable[[], object]] = {
        "signed": lambda: client.post_order(args),
        "orders[1]": lambda: client.post_orders([made_by(OrderBuilder(MINE)), args]),
        "orders": lambda: client.post_orders(args),
        "args": lambda: client.create_market_order(args),
    }
    for field, call in refused.items():
        with pytest.raises(InvalidInput) as caught:
            call()
        assert (caught.value.field, caught.value.value) == (field, "OrderArgs")
    with pytest.raises(InvalidInput, match="args='dict'"):
        client.create_order({"token_id": "1"})  # type: ignore[call-overload]


@pytest.mark.parametrize("how", ["post_order", "post_orders"])
@pytest.mark.parametrize(
    "signed",
    [
        made_by(OrderBuilder(MINE)),
        made_by(OrderBuilder(MINE), neg_risk=True),
        made_by(OrderBuilder(MINE, signature_type=SignatureType.POLY_GNOSIS_SAFE, funder=MINES.safe.address)),
        made_by(OrderBuilder(MINE, signature_type=SignatureType.POLY_1271, funder=MINES.deposit.address)),
        OrderBuilder(MINE).limit(OrderArgs("1234", "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False)),
    ],
)
def test_an_order_made_elsewhere_with_the_same_key_is_sent(signed: SignedOrder, how: str) -> None:
    assert post(signed, how) == ["/order" if how == "post_order" else "/orders"]


@pytest.mark.parametrize(("how", "operation"), [("post_order", "postOrder"), ("post_orders", "postOrders")])
def test_an_order_goes_to_the_path_that_the_description_gives(
    how: str, operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(OPERATIONS, operation, OPERATIONS[operation]._replace(path="/v2/moved"))
    assert post(made_by(OrderBuilder(MINE)), how) == ["/v2/moved"]
