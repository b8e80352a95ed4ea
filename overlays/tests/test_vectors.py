"""Signing against vectors that the official clients made, and against eth-account on every signature."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from polymarket_clob import Credentials, FeeSchedule, amount_within, book_hash, market_price
from polymarket_clob.amounts import limit_amounts, market_amounts, price_on_grid, tick_size
from polymarket_clob.builder import OrderBuilder
from polymarket_clob.eip712 import (
    ORDER_TYPE,
    OrderStruct,
    digest,
    exchange_domain,
    login_domain,
    login_struct_hash,
)
from polymarket_clob.errors import InsufficientLiquidity, InvalidInput
from polymarket_clob.orders import (
    MarketOrderArgs,
    MarketRules,
    OrderArgs,
    SignatureType,
    SignedOrder,
    exchange_version,
)
from polymarket_clob.signers import PrivateKeySigner
from polymarket_clob.signing import l1_headers, l2_headers, l2_signature

VECTORS = json.loads((Path(__file__).parent / "data" / "vectors.json").read_text())


def ids(vector: dict[str, Any]) -> str:
    return str(vector["id"])


@pytest.mark.parametrize("vector", VECTORS["hmac"], ids=ids)
def test_hmac_equals_the_vector(vector: dict[str, Any]) -> None:
    given = vector["input"]
    expected = vector.get("signature") or vector["by"][1]["signature"]
    body = (given["body"] or "").encode()
    assert l2_signature(given["secret"], given["timestamp"], given["method"], given["path"], body) == expected


def test_l2_headers_equal_the_vector() -> None:
    vector = VECTORS["l2_headers_example"]
    given = vector["input"]
    credentials = Credentials(
        given["api_key"], given["secret"], given["passphrase"], PrivateKeySigner(given["private_key"]).address
    )
    headers = l2_headers(
        credentials,
        timestamp=given["timestamp"],
        method=given["method"],
        path=given["path"],
        body=given["serialized_body"].encode(),
    )
    assert headers == vector["headers"]


@pytest.mark.parametrize("vector", VECTORS["l1"], ids=ids)
def test_login_equals_the_vector_and_eth_account(vector: dict[str, Any]) -> None:
    given = vector["input"]
    signer = PrivateKeySigner(given["private_key"])
    address, chain_id = given["address"], given["chain_id"]
    domain, struct = login_domain(chain_id), login_struct_hash(address, given["timestamp"], given["nonce"])
    headers = l1_headers(signer, chain_id=chain_id, timestamp=given["timestamp"], nonce=given["nonce"])
    assert "0x" + domain.hex() == vector["domain_separator"]
    assert "0x" + struct.hex() == vector["struct_hash"]
    assert headers == vector["headers"]

    message = encode_typed_data(
        domain_data={"name": "ClobAuthDomain", "version": "1", "chainId": chain_id},
        message_types={
            "ClobAuth": [
                {"name": "address", "type": "address"},
                {"name": "timestamp", "type": "string"},
                {"name": "nonce", "type": "uint256"},
                {"name": "message", "type": "string"},
            ]
        },
        message_data={
            "address": address,
            "timestamp": str(given["timestamp"]),
            "nonce": given["nonce"],
            "message": "This message attests that I control the given wallet",
        },
    )
    assert Account.recover_message(message, signature=headers["POLY_SIGNATURE"]) == address
    assert (
        "0x" + Account.sign_message(message, given["private_key"]).signature.hex()
        == headers["POLY_SIGNATURE"]
    )


def order_of(vector: dict[str, Any]) -> dict[str, Any]:
    order: dict[str, Any] = vector["wire"]["py_clob_client_v2"]["payload"]["order"]
    return order


def struct_of(order: dict[str, Any]) -> OrderStruct:
    return OrderStruct(
        salt=order["salt"],
        maker=order["maker"],
        signer=order["signer"],
        token_id=int(order["tokenId"]),
        maker_amount=int(order["makerAmount"]),
        taker_amount=int(order["takerAmount"]),
        side=("BUY", "SELL").index(order["side"]),
        signature_type=order["signatureType"],
        timestamp=int(order["timestamp"]),
        metadata=bytes.fromhex(order["metadata"][2:]),
        builder=bytes.fromhex(order["builder"][2:]),
    )


@pytest.mark.parametrize("vector", VECTORS["orders"], ids=ids)
def test_order_signature_id_and_wire_equal_the_vector(vector: dict[str, Any]) -> None:
    given, order = vector["input"], order_of(vector)
    struct = struct_of(order)
    wallet = given["funder_or_maker"]
    kind = SignatureType(order["signatureType"])
    builder = OrderBuilder(
        PrivateKeySigner(given["private_key"]),
        given["chain_id"],
        kind,
        funder=wallet if kind else None,
    )
    signed = builder.sign(
        struct, neg_risk=given["neg_risk"], expiration=given["expiration"], version=given["version"]
    )
    assert signed.exchange == vector["domain"]["verifyingContract"]
    assert "0x" + struct.hash().hex() == vector["order_struct_hash"]
    assert signed.order_id == vector["order_hash"]
    assert signed.signature == vector["signature"]
    payload = signed.payload(
        VECTORS["meta"]["owner_api_key"],
        given["order_type"],
        post_only=given["post_only"],
        defer_exec=given["defer_exec"],
    )
    assert payload == vector["wire"]["py_clob_client_v2"]["payload"]


@pytest.mark.parametrize(
    "vector", [v for v in VECTORS["orders"] if v["signed_primary_type"] == "Order"], ids=ids
)
def test_order_digest_and_signer_equal_eth_account(vector: dict[str, Any]) -> None:
    order = order_of(vector)
    struct = struct_of(order)
    fields = ORDER_TYPE.removeprefix("Order(").removesuffix(")").split(",")
    message = encode_typed_data(
        domain_data=vector["domain"],
        message_types={
            "Order": [dict(zip(("type", "name"), field.split(" "), strict=True)) for field in fields]
        },
        message_data={
            "salt": struct.salt,
            "maker": struct.maker,
            "signer": struct.signer,
            "tokenId": struct.token_id,
            "makerAmount": struct.maker_amount,
            "takerAmount": struct.taker_amount,
            "side": struct.side,
            "signatureType": struct.signature_type,
            "timestamp": struct.timestamp,
            "metadata": struct.metadata,
            "builder": struct.builder,
        },
    )
    domain = exchange_domain(
        vector["domain"]["chainId"], vector["domain"]["verifyingContract"], int(vector["domain"]["version"])
    )
    signer = PrivateKeySigner(vector["input"]["private_key"])
    ours = signer.sign_digest(digest(domain, struct.hash()))
    assert Account.recover_message(message, signature=ours) == signer.address
    assert Account.sign_message(message, vector["input"]["private_key"]).signature == ours


@pytest.mark.parametrize("vector", VECTORS["amounts"], ids=ids)
def test_amounts_equal_the_exact_vector(vector: dict[str, Any]) -> None:
    given, exact = vector["input"], vector.get("exact", vector)
    tick = tick_size(given["tick_size"])
    if given["kind"] == "limit":
        amounts = limit_amounts(given["side"], given["price"], given["size"], tick)
    else:
        amounts = market_amounts(given["side"], given["price"], given["amount"], tick)
    assert amounts == (int(exact["makerAmount"]), int(exact["takerAmount"]))


@pytest.mark.parametrize("vector", VECTORS["prices_limit_path"], ids=ids)
def test_a_price_is_accepted_exactly_where_the_newer_client_accepts_it(vector: dict[str, Any]) -> None:
    given, accepted = vector["input"], vector["by"][1]["accepted"]
    try:
        price_on_grid(given["price"], tick_size(given["tick_size"]))
    except InvalidInput:
        assert not accepted
    else:
        assert accepted


@pytest.mark.parametrize(
    "vector", [v for v in VECTORS["orders"] if v["input"]["order_type"] != "GTD"], ids=ids
)
def test_an_order_built_from_what_a_person_says_equals_the_vector(vector: dict[str, Any]) -> None:
    given, order = vector["input"], order_of(vector)
    kind = SignatureType(order["signatureType"])
    builder = OrderBuilder(
        PrivateKeySigner(given["private_key"]),
        given["chain_id"],
        kind,
        funder=given["funder_or_maker"] if kind else None,
        clock=lambda: given["timestamp"] / 1000,
        salt=lambda: given["salt"],
    )
    rules = MarketRules(given["tick_size"], neg_risk=given["neg_risk"])
    token_id = given.get("token_id") or given["position_id"]
    signed: SignedOrder
    if given["kind"] == "market":
        wanted = MarketOrderArgs(token_id, given["amount"], given["side"], order_type=given["order_type"])
        signed = builder.market(wanted, given["price"], rules)
    else:
        signed = builder.limit(OrderArgs(token_id, given["price"], given["size"], given["side"]), rules)
    assert signed.order_id == vector["order_hash"]
    assert signed.signature == vector["signature"]
    assert signed.payload("owner")["orderType"] == given["order_type"]


@pytest.mark.parametrize("vector", VECTORS["market_price"], ids=ids)
def test_a_market_price_is_that_of_the_sorted_book(vector: dict[str, Any]) -> None:
    given = vector["input"]
    worst_first = sorted(
        given["levels"], key=lambda level: Decimal(level["price"]), reverse=given["side"] == "BUY"
    )
    expected = "0.5" if "note" in vector else vector["price"]  # that vector has the book the wrong way round
    for levels in (worst_first, worst_first[::-1]):
        try:
            price = market_price(given["side"], given["amount"], levels, whole=given["order_type"] == "FOK")
        except InsufficientLiquidity:
            assert expected is None
        else:
            assert price == Decimal(expected)


@pytest.mark.parametrize("vector", VECTORS["fee_adjustment"], ids=ids)
def test_amount_and_fees_stay_within_the_sum_exactly(vector: dict[str, Any]) -> None:
    given = vector["input"]
    rate, exponent, builder = (Decimal(given[name]) for name in ("rate", "exponent", "builder_taker"))
    price = Decimal(given["price"])
    amount = amount_within(given["balance"], given["amount"], price, FeeSchedule(rate, exponent, builder))
    assert round(amount, 20) == round(Decimal(vector["by"][1]["amount"]), 20)  # theirs has 28 digits
    share = Fraction(rate) * (Fraction(price) * (1 - Fraction(price))) ** int(exponent)
    cost = Fraction(amount) * (1 + share / Fraction(price) + Fraction(builder))
    assert cost <= Fraction(given["balance"]) + Fraction(1, 10**20)


@pytest.mark.parametrize("vector", VECTORS["orderbook_hash"], ids=ids)
def test_a_book_hash_equals_the_vector(vector: dict[str, Any]) -> None:
    assert book_hash(vector["input"]) == vector["hash"]


@pytest.mark.parametrize("vector", VECTORS["is_v2_position_id"], ids=lambda v: v["asset_id"][:8])
def test_position_ids_are_reported_from_token_ids(vector: dict[str, Any]) -> None:
    if vector["asset_id"].isdigit():
        assert (exchange_version(int(vector["asset_id"])) == 3) is vector["result"]
