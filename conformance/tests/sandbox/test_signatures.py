"""Order signatures: the official clients' own are accepted, and everything near them is not."""

import random
from typing import Any

import pytest
from clob_sandbox.http.payloads import legacy_order, submission
from clob_sandbox.profiles import make_profile
from clob_sandbox.venue import eip712, ethereum
from clob_sandbox.venue.signatures import order_signer, recover
from eth_abi.abi import encode
from eth_account import Account
from eth_account.messages import encode_typed_data

OBSERVED = make_profile("observed")
FIELDS = (
    ("salt", "uint256"),
    ("maker", "address"),
    ("signer", "address"),
    ("tokenId", "uint256"),
    ("makerAmount", "uint256"),
    ("takerAmount", "uint256"),
    ("side", "uint8"),
    ("signatureType", "uint8"),
    ("timestamp", "uint256"),
    ("metadata", "bytes32"),
    ("builder", "bytes32"),
)

LOGIN_FIELDS = (("address", "address"), ("timestamp", "string"), ("nonce", "uint256"), ("message", "string"))


def wire(vector: Any) -> Any:
    return next(iter(vector["wire"].values()))["payload"]


def orders(vectors: Any, *versions: str) -> list[Any]:
    """Orders of these versions, those of session keys aside."""
    return [
        v
        for v in vectors["orders"]
        if v["domain"]["version"] in versions and len(wire(v)["order"]["signature"]) != 962
    ]


def contract(vector: Any) -> eip712.Contract:
    if vector["domain"]["version"] == "3":
        return eip712.POSITIONS[vector["domain"]["chainId"]]
    return eip712.EXCHANGES[vector["input"]["neg_risk"]]


def test_every_order_of_the_official_clients_verifies(vectors: Any) -> None:
    chosen = orders(vectors, "2", "3")
    assert {wire(v)["order"]["signatureType"] for v in orders(vectors, "2")} == {0, 1, 3}
    assert orders(vectors, "3")
    signers = {vectors["meta"]["key0"]: "address0", vectors["meta"]["key1"]: "address1"}
    for vector in chosen:
        signed = submission(wire(vector), OBSERVED).signed
        chain_id = vector["domain"]["chainId"]
        assert contract(vector).address == vector["domain"]["verifyingContract"]
        expected = vectors["meta"][signers[vector["input"]["private_key"]]].lower()
        assert order_signer(signed, contract(vector), chain_id) == expected, vector["id"]
        message = eip712.order_message(signed, contract(vector), chain_id)
        assert "0x" + message.digest().hex() == vector["order_hash"], vector["id"]


def test_an_order_signed_for_another_exchange_or_chain_has_another_signer(vectors: Any) -> None:
    for vector in orders(vectors, "2"):
        signed = submission(wire(vector), OBSERVED).signed
        chain_id = vector["domain"]["chainId"]
        right = order_signer(signed, contract(vector), chain_id)
        for other in (*eip712.EXCHANGES.values(), *eip712.POSITIONS.values()):
            if other != contract(vector):
                assert order_signer(signed, other, chain_id) != right
        assert order_signer(signed, contract(vector), chain_id + 1) != right


def test_keys_signers_and_digests_are_those_of_eth_account() -> None:
    drawn = random.Random(0)
    for _ in range(20):
        key = "0x" + drawn.randbytes(32).hex()
        account = Account.from_key(key)
        assert ethereum.address_of(key) == account.address == ethereum.checksummed(account.address.lower())
        timestamp, nonce = str(drawn.randrange(2**40)), drawn.randrange(2**256)
        values = {"address": account.address, "timestamp": timestamp, "nonce": nonce}
        message = encode_typed_data(
            {"name": "ClobAuthDomain", "version": "1", "chainId": 137},
            {"ClobAuth": [{"name": name, "type": kind} for name, kind in LOGIN_FIELDS]},
            {**values, "message": eip712.LOGIN_TEXT},
        )
        signed = account.sign_message(message)
        digest = eip712.login(account.address, timestamp, nonce, 137).digest()
        assert digest == bytes(signed.message_hash)
        assert ethereum.signer_of(digest, bytes(signed.signature)) == account.address


def test_version_1_orders_of_the_official_client_verify(vectors: Any) -> None:
    for vector in vectors["orders_v1_legacy"]:
        order = legacy_order(
            {
                name: int(value) if name == "expiration" else value
                for name, value in next(iter(vector["wire"].values()))["payload"]["order"].items()
            }
        )
        contract = eip712.LEGACY[vector["domain"]["chainId"]][vector["input"]["neg_risk"]]
        assert contract.address == vector["domain"]["verifyingContract"]
        message = eip712.legacy_order_message(order, contract, vector["domain"]["chainId"])
        assert "0x" + message.digest().hex() == vector["order_hash"], vector["id"]
        assert recover(message, order.signature) == order.signer.lower()


def test_version_1_orders_are_refused_by_name(world: Any, vectors: Any) -> None:
    for vector in vectors["orders_v1_legacy"]:
        reply = world.trader.call("POST", "/order", wire(vector))
        assert (reply.status, reply.json) == (400, {"error": "order_version_mismatch"}), vector["id"]


@pytest.mark.parametrize(
    "signature",
    [
        "0x",
        "0x12",
        "12" * 65,
        "0x" + "00" * 65,
        "0x" + "ff" * 64 + "1b",
        "0x" + "11" * 64 + "1d",
        "0x" + "zz" * 65,
    ],
)
def test_what_is_no_signature_recovers_to_nobody(world: Any, signature: str) -> None:
    order = world.trader.order(world.token(), "BUY", "0.10", "20")
    order["order"]["signature"] = signature
    reply = world.trader.call("POST", "/order", order)
    assert (reply.status, reply.json) == (400, {"error": "invalid signature"})


def test_a_changed_order_no_longer_fits_its_signature(world: Any) -> None:
    for name, value in (("salt", 77), ("makerAmount", "2000001"), ("side", "SELL"), ("timestamp", "1")):
        order = world.trader.order(world.token(), "BUY", "0.10", "20")
        order["order"][name] = value
        assert world.trader.call("POST", "/order", order).json == {"error": "invalid signature"}, name


def test_an_order_for_a_neg_risk_market_is_signed_under_the_other_contract(world: Any) -> None:
    token = world.token("0.001")
    assert token["neg_risk"]
    assert world.trader.post(token, "BUY", "0.1", "20").status == 200
    wrong = world.trader.post({**token, "neg_risk": False}, "BUY", "0.1", "20")
    assert wrong.json == {"error": "invalid signature"}


def test_a_position_is_traded_under_version_3_and_other_tokens_are_not(world: Any) -> None:
    market = next(m for m in world.sandbox.exchange.markets if m.of_positions)
    position = {"token_id": market.tokens[0].token_id, "neg_risk": False, "version": "3"}
    assert (int(position["token_id"]) >> 40) % 2**64 == 0  # docs/protocol/orders.md#versions
    assert len(position["token_id"]) in (76, 77)
    listed = world.get(f"/markets/{market.condition_id}").json["tokens"]
    assert listed[0]["token_id"] == position["token_id"]
    assert world.trader.post(position, "BUY", "0.61", "10").json["status"] == "matched"
    for token in ({**position, "version": "2"}, {**world.token(), "version": "3"}):
        reply = world.trader.post(token, "BUY", "0.10", "20")
        assert (reply.status, reply.json) == (400, {"error": "order_version_mismatch"})


def test_a_deposit_wallet_order_is_taken_in_the_observed_profile_alone(world: Any, observed: Any) -> None:
    """Type 3: maker and signer are the wallet, and its key signs the order nested in the wallet's domain."""
    wallet = "0x" + "5a" * 20
    for target, status in ((observed, 200), (world, 400)):
        order = target.trader.order(
            target.token(), "BUY", "0.10", "20", maker=wallet, signer=wallet, signatureType=3
        )
        order["order"]["signature"] = nested_signature(
            order["order"], target.trader.credentials["private_key"]
        )
        reply = target.trader.call("POST", "/order", order)
        assert reply.status == status, reply
    order["order"]["signature"] = order["order"]["signature"][:-2] + "bb"
    assert observed.trader.call("POST", "/order", order | {"owner": observed.trader.key}).json == {
        "error": "invalid signature"
    }


def nested_signature(order: Any, private_key: str) -> str:
    """The 317 bytes of docs/protocol/orders.md#signature-types, with eth-account."""
    plain = eip712.order_message(
        submission({"order": order, "owner": ""}, OBSERVED).signed, eip712.EXCHANGES[False], 137
    )
    types = {
        "TypedDataSign": [
            {"name": name, "type": kind}
            for name, kind in (
                ("contents", "Order"),
                ("name", "string"),
                ("version", "string"),
                ("chainId", "uint256"),
                ("verifyingContract", "address"),
                ("salt", "bytes32"),
            )
        ],
        "Order": [{"name": name, "type": kind} for name, kind in FIELDS],
    }
    contents = {name: int(order[name]) if kind == "uint256" else order[name] for name, kind in FIELDS}
    values = {
        "contents": contents | {"side": 0},
        "name": "DepositWallet",
        "version": "1",
        "chainId": 137,
        "verifyingContract": order["signer"],
        "salt": "0x" + "00" * 32,
    }
    domain = {
        "name": "Polymarket CTF Exchange",
        "version": "2",
        "chainId": 137,
        "verifyingContract": "0xE111180000d2663C0091e4f400237545B87B996B",
    }
    inner = Account.sign_message(encode_typed_data(domain, types, values), private_key).signature
    type_text = b"Order(" + b",".join(f"{kind} {name}".encode() for name, kind in FIELDS) + b")"
    return "0x" + (bytes(inner) + plain.domain + plain.struct + type_text + (186).to_bytes(2, "big")).hex()


def test_an_eoa_order_cannot_name_another_maker(world: Any) -> None:
    other = world.new_account()
    reply = world.trader.post(world.token(), "BUY", "0.10", "20", maker=other.address)
    assert reply.json == {"error": "invalid signature"}


def of_session(signature: str, signer: str) -> str:
    """The 480 bytes of a session key: a wallet's signature with the session key's address."""
    inner = bytes.fromhex(signature[2:])
    encoded = encode(["bytes32", "bytes32", "bytes"], [bytes.fromhex(signer[2:].zfill(64)), bytes(32), inner])
    return "0x" + encoded.hex() + "6492" * 16


def test_a_session_key_signs_for_the_wallet_in_its_own_name_alone(observed: Any) -> None:
    wallet, trader = "0x" + "5a" * 20, observed.trader
    body = trader.order(observed.token(), "BUY", "0.10", "20", maker=wallet, signer=wallet, signatureType=3)
    plain = nested_signature(body["order"], trader.credentials["private_key"])
    good = of_session(plain, trader.address)
    assert len(good) == 2 + 2 * 480
    other = of_session(plain, observed.new_account().address)
    for wrong in (other, good[:-2] + "93", good[:70] + "1" + good[71:], good[:-66] + "1" + good[-65:]):
        body["order"]["signature"] = wrong
        assert trader.call("POST", "/order", body).json == {"error": "invalid signature"}
    body["order"]["signature"] = good
    assert trader.call("POST", "/order", body).json["status"] == "live"
    assert trader.call("GET", "/v1/user/session-signers").json["wallet"] == trader.address  # not its owner
