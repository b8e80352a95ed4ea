"""Keys, secrets, passphrases and signatures do not print."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    ClobClient,
    Credentials,
    InvalidInput,
    MarketRules,
    OrderArgs,
    OrderBuilder,
    OrderOutcomeUnknown,
    PrivateKeySigner,
)

KEY = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
SIGNER = PrivateKeySigner(KEY)
CREDS = Credentials(
    "the-api-key", "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ=", "the-passphrase", SIGNER.address
)
SECRETS = (KEY, CREDS.api_key, CREDS.secret, CREDS.passphrase, "secret-secret")


@pytest.mark.parametrize("value", [SIGNER, CREDS, ClobClient(key=KEY, creds=CREDS), OrderBuilder(SIGNER)])
def test_nothing_secret_is_in_a_repr(value: object) -> None:
    for text in (repr(value), str(value), f"{value}"):
        assert not [secret for secret in SECRETS if secret in text]
        assert SIGNER.address in text


def test_a_signed_order_does_not_print_its_signature() -> None:
    token = "71321045679252212594626385532706912750332728571942532289631379312455583992563"
    signed = OrderBuilder(SIGNER).limit(
        OrderArgs(token, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False)
    )
    assert signed.signature[2:40] not in repr(signed)


def test_a_private_key_is_not_pickled() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(SIGNER)


def test_a_key_of_another_type_is_refused_by_its_type_alone() -> None:
    parts: dict[str, Any] = {"api_key": CREDS.api_key, "secret": CREDS.secret, "passphrase": CREDS.passphrase}
    refused: dict[str, Callable[[], object]] = {
        "key='int'": lambda: ClobClient("http://clob.test", key=int(KEY, 16)),  # type: ignore[arg-type]
        "creds='dict'": lambda: ClobClient("http://clob.test").set_api_creds(parts),  # type: ignore[arg-type]
        "secret='***'": lambda: Credentials(**{**parts, "secret": 5}, address=SIGNER.address),
        "address=None": lambda: Credentials(**parts, address=None),  # type: ignore[arg-type]
    }
    for said, call in refused.items():
        with pytest.raises(InvalidInput) as caught:
            call()
        assert str(caught.value).startswith(said)
        assert not [secret for secret in (*SECRETS, str(int(KEY, 16))) if secret in str(caught.value)]


@pytest.mark.parametrize("key", ["", "0x12", KEY[:-1] + "g", KEY + "00", "00" * 32, "ff" * 32, b"\x01" * 31])
def test_a_bad_private_key_is_refused_without_being_shown(key: str | bytes) -> None:
    with pytest.raises(InvalidInput) as caught:
        PrivateKeySigner(key)
    assert "***" in str(caught.value)
    if len(key) > 4:
        assert str(key) not in str(caught.value)


@pytest.mark.parametrize("secret", ["", "not base64!", "A"])
def test_a_bad_api_secret_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(InvalidInput, match="secret='\\*\\*\\*'"):
        Credentials("k", secret, "p", SIGNER.address)


@pytest.mark.parametrize("passphrase", ["", "a\r\nb", "ü"])
def test_a_passphrase_that_cannot_be_a_header_is_refused(passphrase: str) -> None:
    with pytest.raises(InvalidInput, match="passphrase"):
        Credentials("k", CREDS.secret, passphrase, SIGNER.address)


def test_credentials_come_from_the_environment() -> None:
    environ = {"PK": "0x" + KEY, "CLOB_API_KEY": "k", "CLOB_SECRET": CREDS.secret, "CLOB_PASS_PHRASE": "p"}
    environ |= {"CLOB_API_URL": "http://clob.test", "CHAIN_ID": "80002"}
    client = ClobClient.from_env(environ)
    assert client.chain_id == 80002
    assert client.address == SIGNER.address
    assert client.creds == Credentials("k", CREDS.secret, "p", SIGNER.address)


def test_an_api_key_with_its_address_suffices_in_the_environment() -> None:
    environ = {"CLOB_API_KEY": "k", "CLOB_SECRET": CREDS.secret, "CLOB_PASS_PHRASE": "p"}
    with pytest.raises(InvalidInput, match="CLOB_ADDRESS"):
        ClobClient.from_env(environ)
    client = ClobClient.from_env({**environ, "CLOB_ADDRESS": SIGNER.address.lower()})
    assert client.address == SIGNER.address
    assert client.signer is None


def test_an_empty_environment_gives_a_public_client() -> None:
    client = ClobClient.from_env({})
    assert client.creds is None
    assert client.signer is None


def test_a_chain_id_that_is_no_number_is_refused() -> None:
    with pytest.raises(InvalidInput, match="CHAIN_ID"):
        ClobClient.from_env({"CHAIN_ID": "polygon"})


def test_logs_at_debug_tell_the_exchange_and_nothing_secret(caplog: pytest.LogCaptureFixture) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            raise httpx.ReadTimeout("no answer")
        return httpx.Response(200, json={"canceled": [], "not_canceled": {}})

    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(handler))
    token = "71321045679252212594626385532706912750332728571942532289631379312455583992563"
    rules = MarketRules("0.01", neg_risk=False)
    signed = client.create_order(OrderArgs(token, "0.5", 10, "BUY"), rules)
    with caplog.at_level(logging.DEBUG):
        client.cancel_all()
        with pytest.raises(OrderOutcomeUnknown) as caught:
            client.post_order(signed)
    ours = [record for record in caplog.records if record.name == "polymarket_clob"]
    assert [(record.operation, record.status) for record in ours] == [  # type: ignore[attr-defined]
        ("cancelAllOrders", 200),
        ("postOrder", None),
    ]
    text = caplog.text + "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    assert "TransportError" in text
    assert not [secret for secret in (*SECRETS, signed.signature[2:40]) if secret in text]
