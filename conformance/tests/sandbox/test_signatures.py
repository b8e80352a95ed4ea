"""Order signatures: the official clients' own are accepted, and everything near them is not."""

from typing import Any

import pytest
from clob_sandbox import eip712
from clob_sandbox.payloads import submission
from clob_sandbox.profiles import make_profile
from clob_sandbox.signatures import order_signer

OBSERVED = make_profile("observed")


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


def test_an_eoa_order_cannot_name_another_maker(world: Any) -> None:
    other = world.newcomer()
    reply = world.trader.post(world.token(), "BUY", "0.10", "20", maker=other.address)
    assert reply.json == {"error": "invalid signature"}
