"""Order signatures: the official clients' own are accepted, and everything near them is not."""

from typing import Any

import pytest
from clob_sandbox import eip712
from clob_sandbox.payloads import submission
from clob_sandbox.profiles import make_profile
from clob_sandbox.signatures import order_signer
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


def wire(vector: Any) -> Any:
    return next(iter(vector["wire"].values()))["payload"]


def v2(vectors: Any) -> list[Any]:
    return [
        v
        for v in vectors["orders"]
        if v["domain"]["version"] == "2" and len(wire(v)["order"]["signature"]) != 962
    ]


def test_every_version_2_order_of_the_official_clients_verifies(vectors: Any) -> None:
    chosen = v2(vectors)
    assert {wire(v)["order"]["signatureType"] for v in chosen} == {0, 1, 3}
    signers = {vectors["meta"]["key0"]: "address0", vectors["meta"]["key1"]: "address1"}
    for vector in chosen:
        signed = submission(wire(vector), OBSERVED).signed
        neg_risk, chain_id = vector["input"]["neg_risk"], vector["domain"]["chainId"]
        expected = vectors["meta"][signers[vector["input"]["private_key"]]].lower()
        assert order_signer(signed, neg_risk, chain_id) == expected, vector["id"]
        message = eip712.order_message(signed, neg_risk, chain_id)
        assert "0x" + eip712.digest(message).hex() == vector["order_hash"], vector["id"]


def test_an_order_signed_for_another_exchange_or_chain_has_another_signer(vectors: Any) -> None:
    for vector in v2(vectors):
        signed = submission(wire(vector), OBSERVED).signed
        neg_risk, chain_id = vector["input"]["neg_risk"], vector["domain"]["chainId"]
        right = order_signer(signed, neg_risk, chain_id)
        assert order_signer(signed, not neg_risk, chain_id) != right
        assert order_signer(signed, neg_risk, chain_id + 1) != right


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
    """The 317 bytes of facts, CLIENTS section 3, with eth-account."""
    plain = eip712.order_message(
        submission({"order": order, "owner": ""}, OBSERVED).signed, neg_risk=False, chain_id=137
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
    return "0x" + (bytes(inner) + plain.header + plain.body + type_text + (186).to_bytes(2, "big")).hex()


def test_an_eoa_order_cannot_name_another_maker(world: Any) -> None:
    other = world.newcomer()
    reply = world.trader.post(world.token(), "BUY", "0.10", "20", maker=other.address)
    assert reply.json == {"error": "invalid signature"}
