"""Authentication: each header counts, the window is 60 seconds, the signature covers the bytes as sent."""

import json
from typing import Any

import pytest
from clob_sandbox.http.auth import l2_signature
from eth_account import Account
from eth_account.messages import encode_typed_data

OTHER_KEY = (
    "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"  # a published development key
)
L2 = ("POLY_ADDRESS", "POLY_API_KEY", "POLY_PASSPHRASE", "POLY_TIMESTAMP", "POLY_SIGNATURE")
L1 = ("POLY_ADDRESS", "POLY_SIGNATURE", "POLY_TIMESTAMP", "POLY_NONCE")


def login(private_key: str, timestamp: int, nonce: int = 0) -> dict[str, str]:
    """L1 headers, by docs/protocol/authentication.md#login."""
    address = Account.from_key(private_key).address
    types = {
        "ClobAuth": [
            {"name": name, "type": kind}
            for name, kind in (
                ("address", "address"),
                ("timestamp", "string"),
                ("nonce", "uint256"),
                ("message", "string"),
            )
        ]
    }
    values = {
        "address": address,
        "timestamp": str(timestamp),
        "nonce": nonce,
        "message": "This message attests that I control the given wallet",
    }
    domain = {"name": "ClobAuthDomain", "version": "1", "chainId": 137}
    signed = Account.sign_message(encode_typed_data(domain, types, values), private_key)
    return {
        "POLY_ADDRESS": address,
        "POLY_SIGNATURE": "0x" + signed.signature.hex().removeprefix("0x"),
        "POLY_TIMESTAMP": str(timestamp),
        "POLY_NONCE": str(nonce),
    }


def test_a_signed_request_is_let_in(world: Any) -> None:
    assert world.trader.call("GET", "/data/orders").status == 200


@pytest.mark.parametrize("header", L2)
@pytest.mark.parametrize("value", [None, "", "0x12", "é"])
def test_each_l2_header_is_needed_and_has_to_be_right(world: Any, header: str, value: str | None) -> None:
    headers = world.trader.headers("GET", "/data/orders")
    if value is None:
        del headers[header]
    else:
        headers[header] = value
    reply = world.request("GET", "/data/orders", headers=headers)
    assert (reply.status, reply.json) == (401, {"error": "Invalid API key"})


@pytest.mark.parametrize(("seconds", "status"), [(-61, 401), (-60, 200), (60, 200), (61, 401)])
def test_a_timestamp_may_be_a_minute_off_and_no_more(world: Any, seconds: int, status: int) -> None:
    headers = world.trader.headers("GET", "/data/orders", at=world.clock.seconds() + seconds)
    assert world.request("GET", "/data/orders", headers=headers).status == status


def test_the_signature_covers_method_path_and_body_but_not_the_query(world: Any) -> None:
    trader = world.trader
    body = json.dumps({"orderID": "0x" + "ab" * 32}).encode()
    signed = trader.headers("DELETE", "/order", body)
    assert world.request("DELETE", "/order", body, signed).status == 200
    assert world.request("DELETE", "/order", body + b" ", signed).status == 401
    assert world.request("DELETE", "/orders", body, signed).status == 401
    assert world.request("POST", "/order", body, signed).status == 401
    signed = trader.headers("GET", "/data/orders")
    assert world.request("GET", "/data/orders", headers=signed, query={"market": "0x12"}).status == 200


def test_the_path_is_verified_as_sent_with_its_escapes(world: Any) -> None:
    trader = world.trader
    path = "/data/order/0x%31"
    assert (
        world.request("GET", path, headers=trader.headers("GET", path)).status == 400
    )  # let in, but no order id
    assert world.request("GET", path, headers=trader.headers("GET", "/data/order/0x1")).status == 401


def test_another_accounts_address_key_or_secret_does_not_fit(world: Any) -> None:
    trader, other = world.trader, world.new_account()
    for header in ("POLY_ADDRESS", "POLY_API_KEY", "POLY_PASSPHRASE", "POLY_SIGNATURE"):
        headers = trader.headers("GET", "/data/orders")
        headers[header] = other.headers("GET", "/data/orders")[header]
        assert world.request("GET", "/data/orders", headers=headers).status == 401, header


def test_a_revoked_key_is_refused(world: Any) -> None:
    other = world.new_account()
    assert other.call("DELETE", "/auth/api-key").json == "OK"
    assert other.call("GET", "/auth/api-keys").status == 401


def test_the_hmac_is_that_of_the_official_clients(vectors: Any) -> None:
    for vector in vectors["hmac"]:
        given, expected = (
            vector["input"],
            [vector.get("signature"), *(b["signature"] for b in vector.get("by", ()))],
        )
        body = (given["body"] or "").encode()
        secret = given["secret"] + "=" * (-len(given["secret"]) % 4)  # the sandbox's own secrets are padded
        made = l2_signature(secret, str(given["timestamp"]), given["method"], given["path"], body)
        assert made in expected, vector["id"]


def test_a_key_is_created_derived_listed_and_deleted(world: Any) -> None:
    headers = login(OTHER_KEY, world.clock.seconds(), nonce=3)
    created = world.request("POST", "/auth/api-key", headers=headers)
    assert created.status == 200
    assert world.request("GET", "/auth/derive-api-key", headers=headers).json == created.json
    again = world.request("POST", "/auth/api-key", headers=headers)
    assert (again.status, again.json) == (400, {"error": "Could not create api key"})
    unknown = world.request(
        "GET", "/auth/derive-api-key", headers=login(OTHER_KEY, world.clock.seconds(), nonce=4)
    )
    assert (unknown.status, unknown.json) == (400, {"error": "Could not derive api key!"})


def test_the_same_seed_gives_an_address_the_same_key(make_world: Any) -> None:
    one, two = make_world(), make_world()
    headers = login(OTHER_KEY, one.clock.seconds())
    keys = [world.request("POST", "/auth/api-key", headers=headers).json for world in (one, two)]
    assert keys[0] == keys[1]


def test_all_keys_of_an_address_are_listed(world: Any) -> None:
    key = world.trader.credentials["private_key"]
    second = world.request("POST", "/auth/api-key", headers=login(key, world.clock.seconds(), nonce=1)).json[
        "apiKey"
    ]
    assert world.trader.call("GET", "/auth/api-keys").json == {"apiKeys": [world.trader.key, second]}


@pytest.mark.parametrize("header", L1)
@pytest.mark.parametrize("value", [None, "", "0x12", "-1", "1" * 80])
def test_each_l1_header_is_needed_and_has_to_be_right(world: Any, header: str, value: str | None) -> None:
    headers = login(OTHER_KEY, world.clock.seconds())
    if value is None:
        del headers[header]
    else:
        headers[header] = value
    reply = world.request("POST", "/auth/api-key", headers=headers)
    assert (reply.status, reply.json) == (401, {"error": "Invalid L1 headers"})


def test_a_login_of_another_nonce_time_or_address_does_not_fit(world: Any) -> None:
    now = world.clock.seconds()
    for changed in (
        {"POLY_NONCE": "1"},
        {"POLY_TIMESTAMP": str(now + 1)},
        {"POLY_ADDRESS": world.trader.address},
    ):
        assert (
            world.request("POST", "/auth/api-key", headers={**login(OTHER_KEY, now), **changed}).status == 401
        )
    assert world.request("POST", "/auth/api-key", headers=login(OTHER_KEY, now - 61)).status == 401


def test_the_login_is_that_of_the_official_clients(vectors: Any, make_world: Any) -> None:
    for vector in vectors["l1"]:
        world = make_world()
        world.sandbox.exchange.chain_id = vector["input"]["chain_id"]
        with world.clock.held(vector["input"]["timestamp"] * 10**9):
            reply = world.request("POST", "/auth/api-key", headers=vector["headers"])
        assert reply.status == 200, vector["id"]


def test_a_newcomer_is_funded_when_its_first_key_is_made(world: Any) -> None:
    headers = login(OTHER_KEY, world.clock.seconds())
    key = world.request("POST", "/auth/api-key", headers=headers).json
    credentials = {
        "address": headers["POLY_ADDRESS"],
        "private_key": OTHER_KEY,
        "api_key": key["apiKey"],
        "secret": key["secret"],
        "passphrase": key["passphrase"],
    }
    new_account = type(world.trader)(world, credentials)
    assert new_account.collateral() == 10_000_000_000
    assert new_account.post(world.token(), "BUY", "0.10", "20").status == 200


def test_api_keys_can_be_listed_by_login_when_the_row_is_off(make_world: Any) -> None:
    world = make_world(without=("api-keys-auth",))
    key = world.trader.credentials["private_key"]
    reply = world.request("GET", "/auth/api-keys", headers=login(key, world.clock.seconds()))
    assert reply.json == {"apiKeys": [world.trader.key]}
    assert world.trader.call("GET", "/auth/api-keys").status == 401
