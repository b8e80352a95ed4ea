"""Keys, secrets, passphrases and signatures do not print."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    AsyncClobClient,
    ClobClient,
    ClobError,
    Credentials,
    InvalidInput,
    MarketRules,
    OrderArgs,
    OrderBuilder,
    OrderOutcomeUnknown,
    PrivateKeySigner,
    Reach,
    ResponseError,
    RetryPolicy,
    ServerError,
    capture_responses,
    wallets,
)
from polymarket_clob.compat import ClobClient as CompatClient
from polymarket_clob.credentials import decode_secret
from polymarket_clob.fast import AsyncFastTransport, FastTransport
from polymarket_clob.hooks import Recorder
from polymarket_clob.signing import l2_signature

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
    ours = [record for record in caplog.records if hasattr(record, "operation")]
    assert [(record.operation, record.status) for record in ours] == [  # type: ignore[attr-defined]
        ("cancelAllOrders", 200),
        ("postOrder", None),
    ]
    text = caplog.text + "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    assert "TransportError" in text
    assert not [secret for secret in (*SECRETS, signed.signature[2:40]) if secret in text]


BAD = "22" * 31 + "2g"
"""A private key with a slip in it: as good as the key."""

ANSWERED = {"apiKey": "k", "secret": "!!", "passphrase": CREDS.passphrase}


def unreadable(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=ANSWERED)


REFUSALS: dict[str, Callable[[], object]] = {
    "wallet": lambda: ClobClient(key=KEY, funder="0x12", signature_type=1),
    "host": lambda: ClobClient("ftp://x", key=KEY),
    "key": lambda: ClobClient(key=BAD),
    "key, awaited": lambda: AsyncClobClient(key=BAD),
    "option": lambda: ClobClient(key=KEY, wrong=1),  # type: ignore[call-arg]
    "environment": lambda: ClobClient.from_env({"PK": KEY, "CHAIN_ID": "polygon"}),
    "environment, key": lambda: ClobClient.from_env({"PK": BAD}),
    "environment, credentials": lambda: Credentials.from_env(
        {"CLOB_API_KEY": CREDS.api_key, "CLOB_SECRET": CREDS.secret}
    ),
    "signer": lambda: PrivateKeySigner(BAD),
    "credentials": lambda: Credentials(CREDS.api_key, "!", CREDS.passphrase, SIGNER.address),
    "credentials, address": lambda: Credentials(CREDS.api_key, CREDS.secret, CREDS.passphrase, "0x12"),
    "no credentials": lambda: ClobClient("http://clob.test").set_api_creds(ANSWERED),  # type: ignore[arg-type]
    "secret": lambda: decode_secret(CREDS.passphrase + "!"),
    "signature": lambda: l2_signature(CREDS.passphrase + "!", 1, "GET", "/"),
    "the older client": lambda: CompatClient("ftp://x", 137, key=KEY),
    "an unreadable answer": lambda: ClobClient(
        "http://clob.test", key=KEY, transport=httpx.MockTransport(unreadable)
    ).create_api_key(),
    "proxy": lambda: FastTransport(proxy=f"ftp://user:{CREDS.passphrase}@proxy.test"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_no_secret_is_among_the_variables_of_what_refuses_one(case: str) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is not the question
        REFUSALS[case]()
    reported = ""
    error: BaseException | None = caught.value
    while error is not None:
        reported += f"{error!r}{vars(error)}" if not isinstance(error, ResponseError) else repr(error)
        for frame in traceback.TracebackException.from_exception(error, capture_locals=True).stack:
            if frame.filename != __file__:
                reported += repr(frame.locals)
        error = error.__cause__ or error.__context__
    assert reported
    assert not [secret for secret in (*SECRETS, BAD, CREDS.passphrase) if secret in reported]


def test_help_and_signatures_hold_nothing_of_the_environment() -> None:
    code = """
import importlib, inspect, pkgutil, pydoc, polymarket_clob
for found in pkgutil.walk_packages(polymarket_clob.__path__, "polymarket_clob."):
    module = importlib.import_module(found.name)
    print(pydoc.render_doc(module, renderer=pydoc.plaintext))
    for value in vars(module).values():
        if getattr(value, "__module__", "").startswith("polymarket_clob"):
            print(repr(value))
            for each in (value, *(vars(value).values() if isinstance(value, type) else ())):
                each = getattr(each, "__func__", each)
                if callable(each):
                    try:
                        print(inspect.signature(each))
                    except ValueError:
                        pass
"""
    environ = {**os.environ, "PK": KEY, "CLOB_API_KEY": CREDS.api_key, "CLOB_SECRET": CREDS.secret}
    said = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True, timeout=120
    )
    assert "from_env" in said.stdout
    assert not [secret for secret in SECRETS if secret in said.stdout + said.stderr]


@pytest.mark.parametrize("blank", ["\n", " ", "\r\n", "\t"])
def test_a_blank_at_the_end_of_a_key_is_not_of_it(blank: str) -> None:
    creds = Credentials(
        CREDS.api_key + blank, CREDS.secret + blank, blank + CREDS.passphrase + blank, SIGNER.address
    )
    assert creds == CREDS


LOGIN = "http://user:its-password@"


def test_the_password_in_an_address_is_sent_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    sent: list[str] = []
    reported: list[object] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["authorization"])
        return httpx.Response(500)

    caplog.set_level(1)
    client = ClobClient(
        LOGIN + "clob.test",
        transport=httpx.MockTransport(handler),
        hooks=[lambda exchange: reported.append(repr(exchange))],
        retry_policy=RetryPolicy(max_read_retries=0),
    )
    with pytest.raises(ServerError) as caught:
        client.get_ok()
    client.generated.get_httpx_client().get("/ok")
    assert sent == ["Basic dXNlcjppdHMtcGFzc3dvcmQ="] * 2
    text = f"{client!r}{reported}{caplog.text}" + "".join(traceback.format_exception(caught.value))
    assert "clob.test" in text
    assert "its-password" not in text
    assert sent[0] not in text


@pytest.mark.parametrize("host", [LOGIN + "x/?q", LOGIN + "x:port", "ftp" + LOGIN[4:] + "x", LOGIN])
def test_the_password_in_a_refused_address_is_not_shown(host: str) -> None:
    with pytest.raises(InvalidInput, match=r"host='(http|ftp)://\*\*\*@") as caught:
        ClobClient(host)
    assert "its-password" not in str(caught.value) + repr(vars(caught.value))


@pytest.mark.parametrize("kind", [ClobClient, AsyncClobClient])
@pytest.mark.parametrize("scheme", ["socks5", "socks4", "ftp"])
def test_a_proxy_that_cannot_be_used_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, kind: Callable[[str], object], scheme: str
) -> None:
    for name in ("http_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://user:its-password@127.0.0.1:9")
    monkeypatch.setattr("polymarket_clob.reach.find_spec", lambda name: None)
    with pytest.raises(InvalidInput, match=r"proxy='\w+://\*\*\*@127.0.0.1:9'") as caught:
        kind("http://clob.test")
    assert "its-password" not in str(caught.value)


GIVEN = "5a" * 32
"""A private key, where something else is expected."""

MISPLACED: dict[str, Callable[[str], object]] = {
    "host": ClobClient,
    "host, a port": lambda key: ClobClient(f"http://x:{key}"),
    "host, awaited": AsyncClobClient,
    "chain": lambda key: ClobClient("http://clob.test", key),  # type: ignore[arg-type]
    "funder": lambda key: ClobClient(key=KEY, funder=key),
    "funder, bytes": lambda key: ClobClient(key=KEY, funder=bytes.fromhex(key[-64:])),  # type: ignore[arg-type]
    "signature type": lambda key: ClobClient(key=KEY, signature_type=key),  # type: ignore[arg-type]
    "CLOB_FUNDER": lambda key: ClobClient.from_env({"PK": KEY, "CLOB_FUNDER": key}),
    "CLOB_API_URL": lambda key: ClobClient.from_env({"CLOB_API_URL": key}),
    "CHAIN_ID": lambda key: ClobClient.from_env({"CHAIN_ID": key}),
    "address": lambda key: Credentials("k", CREDS.secret, "p", key),
    "wallets": wallets.of,
    "wallets, bytes": lambda key: wallets.of(bytes.fromhex(key[-64:])),
    "proxy": lambda key: FastTransport(proxy=key),
    "ca_file": lambda key: Reach(ca_file=key),
}


@pytest.mark.parametrize("start", ["", "0x"])
@pytest.mark.parametrize("case", MISPLACED)
def test_a_private_key_in_the_place_of_something_else_is_not_shown(case: str, start: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        MISPLACED[case](start + GIVEN)
    error = caught.value
    assert not [form for form in (GIVEN, "ZZZZ") if form in f"{error}{error!r}{vars(error)}"]
    assert "as a private key has" in str(error) or "chain_id='str'" in str(error)


@pytest.mark.parametrize("value", [CREDS.secret, CREDS.passphrase, CREDS.api_key])
def test_a_secret_in_the_place_of_an_address_is_not_shown(value: str) -> None:
    with pytest.raises(InvalidInput, match="an address is 0x and 40 hex digits") as caught:
        Credentials(CREDS.api_key, CREDS.secret, CREDS.passphrase, value)
    assert value not in str(caught.value)


def test_ids_of_32_bytes_are_shown() -> None:
    client = ClobClient("http://clob.test", key=KEY, creds=CREDS)
    for call in (client.get_order, client.get_market, client.get_builder_fees, client.cancel_orders):
        with pytest.raises(InvalidInput, match=GIVEN):
            call(GIVEN)


@pytest.mark.parametrize("kind", [ClobClient, AsyncClobClient])
@pytest.mark.parametrize("fast", [False, True])
def test_hooks_and_recordings_have_no_value_of_a_gateway_s_headers_and_no_cookie(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: Any, *, fast: bool
) -> None:
    names = ("CF-Access-Client-Secret", "X-Api-Key", "Proxy-Authorization", "Cookie", "authorization")
    values = [f"Bearer token={name}-77" for name in names]
    given = "Set-Cookie: a=COOKIE-78\r\nX-Seen: CF-Access-Client-Secret-77"
    heard: list[str] = []
    caplog.set_level(1)
    with (
        one_answer(given) as url,
        Recorder(tmp_path / "t.jsonl") as recorder,
        capture_responses() as responses,
    ):
        transport = (FastTransport if kind is ClobClient else AsyncFastTransport)() if fast else None
        reach = Reach(headers=dict(zip(names, values, strict=True)))
        hooks = [recorder, lambda interaction: heard.append(repr(interaction))]
        client = kind(url, key=KEY, creds=CREDS, transport=transport, reach=reach, hooks=hooks)
        if kind is ClobClient:
            client.get_api_keys()
            client.close()
        else:
            asyncio.run(awaited(client))
    text = f"{heard}{caplog.text}{responses}" + (tmp_path / "t.jsonl").read_text()
    assert SIGNER.address in text
    assert len(heard) == 2
    assert not [value for value in (*values, "COOKIE-78", CREDS.api_key) if value in text]
    assert "Client-Secret-77" not in f"{heard}" + (tmp_path / "t.jsonl").read_text()


async def awaited(client: AsyncClobClient) -> None:
    await client.get_api_keys()
    await client.close()


@contextmanager
def one_answer(headers: str) -> Iterator[str]:
    """The address of a server that answers one request with these headers and an empty list of keys."""

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n{headers}\r\n\r\n".encode())
            connection.sendall(b'{"apiKeys":[]}')

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join(5)


REACH = Reach(headers={"CF-Access-Client-Secret": "CFSECRET-77", "Cookie": "session=COOKIE-77"})


@pytest.mark.parametrize("fault", ["refused", "unreadable", "header", "text"])
@pytest.mark.parametrize("post", [False, True])
def test_an_error_shows_no_secret_that_its_response_repeats(fault: str, *, post: bool) -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        names = ("poly_api_key", "poly_passphrase", "poly_signature", "cf-access-client-secret", "cookie")
        said = [request.headers[name] for name in names] + [CREDS.secret]
        seen[:] = [*said, "COOKIE-77"]
        if fault == "header":
            return httpx.Response(400, headers={f"X-{n}": each for n, each in enumerate(said)}, json={})
        status, text = (400 if fault == "refused" else 200), " ".join(said) + request.content.decode()
        if fault == "text":
            return httpx.Response(status, text=text)
        return httpx.Response(status, json={"error" if fault == "refused" else "data": text})

    client = ClobClient(
        "http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(handler), reach=REACH
    )
    token = "71321045679252212594626385532706912750332728571942532289631379312455583992563"
    signed = client.create_order(OrderArgs(token, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False))
    with pytest.raises(ClobError) as caught:
        client.post_orders([signed]) if post else client.get_orders()
    told = f"{vars(pickle.loads(pickle.dumps(caught.value)))}"  # noqa: S301
    error: BaseException | None = caught.value
    told += "".join(traceback.format_exception(caught.value))
    while error is not None:
        told += f"{error!r}{vars(error)}"
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if "/polymarket_clob/" in frame.f_code.co_filename:
                told += "".join(map(repr, frame.f_locals.values()))
        error = error.__cause__ or error.__context__
    assert len(seen) == 7
    assert not [secret for secret in (*seen, signed.signature) if secret in told]


def test_an_error_of_what_is_no_http_shows_no_secret_that_it_repeats() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.RemoteProtocolError(f"illegal header line: {request.headers['poly_passphrase']}")

    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(handler))
    with pytest.raises(ClobError, match=r"illegal header line: \*\*\*") as caught:
        client.get_orders()
    assert CREDS.passphrase not in "".join(traceback.format_exception(caught.value))


def test_the_owner_of_an_order_is_not_shown_where_the_key_was_changed_meanwhile() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(400, json={"error": f"the owner has to be the owner of {request.content!r}"})

    other = Credentials("another-api-key", CREDS.secret, CREDS.passphrase, SIGNER.address)
    client = ClobClient(
        "http://clob.test",
        key=KEY,
        creds=CREDS,
        transport=httpx.MockTransport(handler),
        on_signed=lambda _: client.set_api_creds(other),
    )
    signed = client.create_order(OrderArgs("7" * 77, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False))
    with pytest.raises(ClobError, match="the owner has to be") as caught:
        client.post_order(signed)
    assert CREDS.api_key not in f"{caught.value!r}{vars(caught.value)}"
