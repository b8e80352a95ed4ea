"""Whose wallet a funder is, and which signature type goes with it, known before anything is sent.

The addresses are those of the newer official client's own functions (vectors, wallet_derivation_chain_137).
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import httpx
import pytest
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
    wallets,
)
from polymarket_clob._cli import app

VECTORS = json.loads((Path(__file__).parent / "data" / "vectors.json").read_text())
DERIVED = VECTORS["wallet_derivation_chain_137"]
KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
SIGNER = PrivateKeySigner(KEY)
OWN = wallets.of(SIGNER.address)
FOREIGN = DERIVED[1]["GNOSIS_SAFE"]
RULES = MarketRules("0.01", neg_risk=False)


@pytest.mark.parametrize("vector", DERIVED, ids=lambda vector: vector["id"])
def test_every_wallet_of_a_key_is_computed(vector: dict[str, str]) -> None:
    found = wallets.of(vector["signer"])
    assert found.key.address == vector["signer"]
    assert found.proxy.address == vector["POLY_PROXY"]
    assert found.safe.address == vector["GNOSIS_SAFE"]
    assert found.deposit.address == vector["DEPOSIT_WALLET_beacon"]
    assert found.deposit_older.address == vector["DEPOSIT_WALLET_uups"]
    assert [int(each.signature_type) for each in found.all()] == [0, 1, 2, 3, 3]
    assert wallets.of(vector["signer"].lower()) == found


def test_a_chain_whose_figures_are_not_known_says_so() -> None:
    with pytest.raises(InvalidInput, match=r"chain_id=80002: .*137 alone"):
        wallets.of(SIGNER.address, AMOY)
    with pytest.raises(InvalidInput, match="40 hex digits"):
        wallets.of("0x12")


@pytest.mark.parametrize("wallet", OWN.all(), ids=lambda wallet: wallet.name)
def test_the_signature_type_follows_from_the_funder(wallet: wallets.Wallet) -> None:
    client = ClobClient(key=KEY, funder=wallet.address)
    assert client._session.signature_type == wallet.signature_type
    order = client._session.need_builder().limit(OrderArgs("7" * 76, "0.5", 10, "BUY"), RULES)
    assert (order.struct.maker, order.struct.signature_type) == (wallet.address, wallet.signature_type)
    of_an_api_key = Credentials("key", "A" * 43 + "=", "pass", SIGNER.address)
    assert (
        ClobClient(creds=of_an_api_key, funder=wallet.address)._session.signature_type
        == wallet.signature_type
    )


@pytest.mark.parametrize("wallet", OWN.all(), ids=lambda wallet: wallet.name)
@pytest.mark.parametrize("kind", SignatureType)
def test_a_funder_of_another_type_is_refused_and_the_fitting_one_named(
    wallet: wallets.Wallet, kind: SignatureType
) -> None:
    if kind == wallet.signature_type:
        assert OrderBuilder(SIGNER, signature_type=kind, funder=wallet.address).maker == wallet.address
        return
    with pytest.raises(InvalidInput) as caught:
        ClobClient(key=KEY, funder=wallet.address, signature_type=kind)
    assert caught.value.field == "funder"
    fitting = {each.address for each in OWN.all() if each.signature_type == kind}
    named = any(address in caught.value.rule for address in fitting)
    assert named or f"signature type {int(wallet.signature_type)}" in caught.value.rule


@pytest.mark.parametrize("kind", [None, SignatureType.EOA, SignatureType.POLY_1271])
def test_a_funder_of_nobody_s_is_refused_and_the_candidates_named(kind: SignatureType | None) -> None:
    with pytest.raises(InvalidInput) as caught:
        ClobClient(key=KEY, funder=FOREIGN, signature_type=kind)
    candidates = [each.address for each in OWN.all() if kind in (None, each.signature_type)]
    assert candidates
    assert all(address in caught.value.rule for address in candidates)


@pytest.mark.parametrize("kind", [SignatureType.POLY_PROXY, SignatureType.POLY_GNOSIS_SAFE])
def test_a_proxy_or_safe_made_elsewhere_is_warned_of(kind: SignatureType) -> None:
    with pytest.warns(UserWarning, match=r"mistyped\?"):
        assert OrderBuilder(SIGNER, signature_type=kind, funder=FOREIGN).maker == FOREIGN
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        own = OWN.proxy if kind == SignatureType.POLY_PROXY else OWN.safe
        OrderBuilder(SIGNER, signature_type=kind, funder=own.address)


def test_on_the_other_chain_the_type_is_to_be_said() -> None:
    with pytest.raises(InvalidInput, match=r"signature_type=None: .*137 alone"):
        OrderBuilder(SIGNER, AMOY, funder=FOREIGN)
    assert OrderBuilder(SIGNER, AMOY, SignatureType.POLY_1271, FOREIGN).maker == FOREIGN


def test_a_session_key_signs_only_where_it_is_asked_for() -> None:
    args = OrderArgs("7" * 76, "0.5", 10, "BUY")
    builder = OrderBuilder(SIGNER, funder=FOREIGN, session_key=True, clock=lambda: 1.0, salt=lambda: 7)
    signed = builder.limit(args, RULES)
    assert (signed.struct.signature_type, signed.struct.signer) == (SignatureType.POLY_1271, FOREIGN)
    raw = bytes.fromhex(signed.signature[2:])
    assert len(raw) == 480
    assert raw[12:32].hex() == SIGNER.address[2:].lower()
    assert raw[-32:].hex() == "6492" * 16
    wrapped = raw[128 : 128 + int.from_bytes(raw[96:128], "big")]
    other = OrderBuilder(SIGNER, AMOY, SignatureType.POLY_1271, FOREIGN).sign(signed.struct, neg_risk=False)
    assert len(wrapped) == len(bytes.fromhex(other.signature[2:])) == 317
    for own in OWN.all():
        with pytest.raises(InvalidInput, match="own wallet"):
            OrderBuilder(SIGNER, funder=own.address, session_key=True)
    with pytest.raises(InvalidInput, match="needs the deposit wallet"):
        OrderBuilder(SIGNER, session_key=True)


def test_the_command_lists_the_wallets_of_a_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("PK", "CLOB_ADDRESS", "CLOB_FUNDER", "CLOB_SIGNATURE_TYPE"):
        monkeypatch.delenv(name, raising=False)
    assert app.run(["wallets", SIGNER.address, "--json"]) == 0
    said: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert [each["address"] for each in said] == [each.address for each in OWN.all()]
    assert app.run(["wallets"]) == 64
    monkeypatch.setenv("PK", KEY)
    monkeypatch.setenv("CLOB_FUNDER", FOREIGN)  # no reason not to list those that fit
    assert app.run(["wallets"]) == 0
    reported = capsys.readouterr().out
    assert all(each.address in reported for each in OWN.all())


def test_the_doctor_says_which_wallet_has_the_money() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        rich = request.url.params["signature_type"] == "3"
        return httpx.Response(200, json={"balance": "5000000" if rich else "0", "allowances": {"0x1": "1"}})

    from polymarket_clob._cli import doctor

    creds = Credentials("key", "A" * 43 + "=", "pass", SIGNER.address)
    with ClobClient(key=KEY, creds=creds, transport=httpx.MockTransport(respond)) as client:
        wallet = next(doctor._money(client))
    assert not wallet.ok
    assert "5 USDC, with allowance" in wallet.remedy
    assert f"{OWN.deposit.address} or {OWN.deposit_older.address}" in wallet.remedy
    assert "CLOB_SIGNATURE_TYPE=3" in wallet.remedy
    assert "please use the deposit wallet flow" in wallet.remedy


def test_a_refusal_that_wants_the_deposit_wallet_is_explained() -> None:
    from polymarket_clob import BadRequest
    from polymarket_clob._cli.wording import DEPOSIT_WALLET_FLOW, advice

    error = BadRequest("postOrder", 400, {}, json.dumps({"error": DEPOSIT_WALLET_FLOW}).encode())
    assert "clob wallets" in str(advice(error))
