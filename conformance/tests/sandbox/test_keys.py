"""Builder keys, read-only keys, builder fees and session signers."""

import base64
import hashlib
import hmac
from typing import Any

BUILDER = "/auth/builder-api-key"


def builder_headers(world: Any, key: dict[str, str]) -> dict[str, str]:
    """The four headers that a builder's key signs with (docs/protocol/authentication.md#builder-keys)."""
    timestamp = str(world.clock.seconds())
    secret = base64.urlsafe_b64decode(key["secret"])
    digest = hmac.new(secret, f"{timestamp}DELETE{BUILDER}".encode(), hashlib.sha256).digest()
    return {
        "POLY_BUILDER_API_KEY": key["key"],
        "POLY_BUILDER_PASSPHRASE": key["passphrase"],
        "POLY_BUILDER_TIMESTAMP": timestamp,
        "POLY_BUILDER_SIGNATURE": base64.urlsafe_b64encode(digest).decode(),
    }


def test_builder_keys_are_listed_and_the_newest_is_revoked_first(world: Any) -> None:
    trader, other = world.trader, world.new_account()
    first, second = (trader.call("POST", BUILDER).json["key"] for _ in range(2))
    stranger = other.call("POST", BUILDER).json["key"]
    assert trader.call("GET", BUILDER).json == [first, second]
    assert trader.call("DELETE", BUILDER).json == "OK"
    assert trader.call("GET", BUILDER).json == [first]
    assert other.call("GET", BUILDER).json == [stranger]
    for _ in range(2):  # with none left there is nothing to do
        assert trader.call("DELETE", BUILDER).json == "OK"
    assert trader.call("GET", BUILDER).json == []


def test_a_builder_key_revokes_itself_by_its_own_headers_and_does_nothing_else(world: Any) -> None:
    trader = world.trader
    first, second = (trader.call("POST", BUILDER).json for _ in range(2))
    headers = builder_headers(world, first)
    for name in headers:
        reply = world.request("DELETE", BUILDER, headers={**headers, name: "wrong"})
        assert (reply.status, reply.json) == (401, {"error": "Invalid auth"})
    assert world.request("GET", BUILDER, headers=headers).status == 401
    assert world.request("DELETE", BUILDER, headers=headers).json == "OK"
    assert trader.call("GET", BUILDER).json == [second["key"]]
    assert world.request("DELETE", BUILDER, headers=headers).status == 401


def test_a_read_only_key_reads_its_account_and_nothing_else(world: Any) -> None:
    trader = world.trader
    order_id = trader.place(world.token(), "BUY", "0.10", "20")
    key = trader.call("POST", "/auth/readonly-api-key").json["apiKey"]
    assert trader.call("GET", "/auth/readonly-api-keys").json == {"readonlyApiKeys": [key]}
    headers = {"POLY_READONLY_API_KEY": key, "POLY_ADDRESS": trader.address}
    seen = world.request("GET", "/data/orders", headers=headers).json["data"]
    assert [order["id"] for order in seen] == [order_id]
    refusing = [
        o
        for o in world.app.routes.every()
        if o.level in ("L1", "L2") and (o.method != "GET" or o.path.endswith("/update"))
    ]
    assert len(refusing) > 15
    for operation in refusing:
        reply = world.request(operation.method, operation.path, b"{}", headers)
        assert reply.status == 401, operation
    for wrong in ({"POLY_READONLY_API_KEY": "x"}, {"POLY_ADDRESS": world.new_account().address}):
        assert world.request("GET", "/data/orders", headers={**headers, **wrong}).status == 401
    assert trader.open_ids() == {order_id}


def test_a_read_only_key_is_deleted_by_its_owner_alone(world: Any) -> None:
    trader, path = world.trader, "/auth/readonly-api-key"
    key = trader.call("POST", path).json["apiKey"]
    assert trader.call("DELETE", path, {}).status == 400
    assert world.new_account().call("DELETE", path, {"key": key}).status == 404
    assert trader.call("DELETE", path, {"key": key}).json == "OK"
    headers = {"POLY_READONLY_API_KEY": key, "POLY_ADDRESS": trader.address}
    assert world.request("GET", "/data/orders", headers=headers).status == 401
    assert trader.call("GET", "/auth/readonly-api-keys").json == {"readonlyApiKeys": []}


def test_only_known_builders_have_fees(world: Any) -> None:
    known = world.get(f"/fees/builder-fees/0x{1:064x}")
    fees = {"builder_maker_fee_rate_bps": 0, "builder_taker_fee_rate_bps": 10}
    assert known.json == {"code": f"0x{1:064x}", **fees, "enabled": True}
    for code in (f"0x{2:064x}", "0x1"):
        assert world.get(f"/fees/builder-fees/{code}").status == 404


def test_nobody_has_session_signers(world: Any) -> None:
    response = world.trader.call("GET", "/v1/user/session-signers").json
    assert response == {"signers": [], "wallet": world.trader.address}
