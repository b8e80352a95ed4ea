"""Code for py-clob-client-v2 runs with its import line changed: the same names, arguments and answers."""

from __future__ import annotations

import dataclasses
import inspect
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from polymarket_clob import OrderBuilder, PrivateKeySigner, compat, wallets
from polymarket_clob._custom_transport import GivenTransport
from polymarket_clob.compat import clob_types, order_utils, rfq, signer, signing, v1
from polymarket_clob.compat._legacy import signed_order
from polymarket_clob.compat.config import get_contract_config
from polymarket_clob.compat.http_helpers import helpers
from polymarket_clob.compat.order_builder import ROUNDING_CONFIG
from polymarket_clob.compat.order_builder import OrderBuilder as LocalBuilder
from polymarket_clob.compat.order_utils import (
    ExchangeOrderBuilderV2,
    OrderDataV2,
    SignatureTypeV2,
    SignedOrderV2,
)
from polymarket_clob.compat.order_utils.model.order_data_v2 import order_to_json_v2
from polymarket_clob.errors import InvalidInput
from polymarket_clob.orders import Payload

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
CREDS = compat.ApiCreds("key-1", "A" * 43 + "=", "pass-1")
TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563"
EXACT = compat.PartialCreateOrderOptions(tick_size="0.01", neg_risk=False)
SCRIPT = Path(__file__).with_name("moved_script.py")
OLDER = Path(__file__).parents[2] / ".venvs" / "py-clob-client-v2" / "bin" / "python"

INTERFACE = """
import dataclasses, importlib, inspect, json, pkgutil
import py_clob_client_v2 as older

def parameters(function):
    found = inspect.signature(function).parameters.values()
    return [[each.name, repr(each.default)] for each in found if each.name != "self"]

def entry(value):
    if inspect.isfunction(value):
        return {"__call__": parameters(value)}
    if not inspect.isclass(value):
        return {}
    found = {"constants": [each for each in vars(value) if each.isupper()]}
    if dataclasses.is_dataclass(value) or inspect.isfunction(value.__init__):
        found["__init__"] = parameters(value.__init__)
    for member, function in vars(value).items():
        if inspect.isfunction(function) and not member.startswith("_"):
            found[member] = parameters(function)
    return found

modules = [older.__name__] + [m.name for m in pkgutil.walk_packages(older.__path__, older.__name__ + ".")]
interface = {}
for name in modules:
    module = importlib.import_module(name)
    interface[name] = {
        each: entry(value)
        for each, value in vars(module).items()
        if not each.startswith("_") and not inspect.ismodule(value) and each != "TYPE_CHECKING"
        and str(getattr(value, "__module__", older.__name__)).startswith(older.__name__)
    }
print(json.dumps(interface))
"""


CHOSEN_ANEW = (
    "nil-lists",
    "nil-bodies",
    "created-at",
    "trade-empty-texts",
    "date-forms",
    "number-texts",
    "time-forms",
    "notification-kinds",
    "post-words",
    "order-status-prefix",
    "order-expiration-null",
    "decimal-zeros",
    "page-counts",
)


def observed_sandbox() -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    """A sandbox that answers as the live service does, and its ready line.

    Without the rows whose form is chosen anew for each order, trade and day: two runs are compared.
    """
    command = [sys.executable, "-m", "clob_sandbox", "serve", "--with-parent", "--profile", "observed"]
    for row in CHOSEN_ANEW:
        command += ["--without", row]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def older(*arguments: str) -> Any:
    """What the older client's own environment prints."""
    assert OLDER.exists(), f"make test makes {OLDER.parent.parent} first"
    response = subprocess.run(
        [OLDER, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={"PATH": os.environ["PATH"]},
        check=False,
    )
    assert response.returncode == 0, response.stderr
    return json.loads(response.stdout)


def moved(*arguments: str) -> Any:
    """What the same prints here."""
    response = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=120, check=False
    )
    assert response.returncode == 0, response.stderr
    return json.loads(response.stdout)


def parameters(function: Callable[..., Any]) -> list[list[str]]:
    found = inspect.signature(function).parameters.values()
    return [[each.name, repr(each.default)] for each in found if each.name != "self"]


@pytest.fixture(scope="module")
def interface() -> dict[str, Any]:
    """Every public name of every module of the older client: arguments with defaults, and constants."""
    return dict(older("-c", INTERFACE))


NOT_HERE = {"ClobAuth", "get_clob_auth_domain", "EIP712Struct"}
"""Of another library; what is done with them raises one sentence."""

OTHERWISE = {"PolyApiException", "ExchangeOrderBuilderV1", "ExchangeOrderBuilderV2"}
"""One argument more, or a default that prints with an address in memory."""


def test_every_module_name_method_argument_and_default_of_the_older_client_is_here(
    interface: dict[str, Any],
) -> None:
    assert len(interface) > 30
    for there, names in interface.items():
        module = import_module(there.replace("py_clob_client_v2", "polymarket_clob.compat", 1))
        for name, entry in names.items():
            ours = getattr(module, name)
            if name in NOT_HERE:
                continue
            for constant in entry.pop("constants", ()):
                assert hasattr(ours, constant), f"{there}: {name}.{constant}"
            for member, arguments in entry.items():
                function = ours if member == "__call__" else getattr(ours, member)
                found = parameters(function)
                if name in OTHERWISE and member == "__init__":
                    names_alone = [[each[0] for each in side] for side in (found, arguments)]
                    assert names_alone[0][: len(arguments)] == names_alone[1], f"{there}: {name}"
                else:
                    assert found == arguments, f"{there}: {name}.{member}"


def test_what_is_not_here_says_so_in_one_sentence_when_it_is_used() -> None:
    uses: list[Callable[[], object]] = [
        lambda: signing.get_clob_auth_domain(137),
        lambda: signing.ClobAuth(address="0x"),
        lambda: order_utils.ABIs["exchange_v2"],
        lambda: signer.Signer(KEY, 137).private_key,
    ]
    for use in uses:
        with pytest.raises(compat.PolyException) as caught:
            use()
        assert caught.value.msg.count(".") <= 1
        assert ": " in caught.value.msg


def test_nothing_else_of_the_client_imports_compat() -> None:
    package = Path(compat.__file__).parents[1]
    files = [path for path in package.rglob("*.py") if not path.is_relative_to(package / "compat")]
    assert len(files) > 40
    assert [path.name for path in files if re.search(r"import compat|[. ]compat[. ]", path.read_text())] == []


def test_a_signed_order_is_kept_as_a_dict_and_rebuilt() -> None:
    client = client_with(lambda request: httpx.Response(500))
    neg_risk = compat.PartialCreateOrderOptions("0.01", neg_risk=True)
    for options in (EXACT, neg_risk):
        signed = client.create_order(compat.OrderArgs(TOKEN, 0.26, 20, "BUY"), options)
        assert vars(signed) == dataclasses.asdict(signed)
        kept = json.loads(json.dumps(dataclasses.asdict(signed)))
        again = SignedOrderV2(**kept)
        assert again == signed
        assert again.native == signed.native
        assert (again.order_id, again.native.exchange) == (signed.order_id, signed.native.exchange)
    with pytest.raises(ValueError, match="it is not of this order's fields"):
        SignedOrderV2(**{**kept, "makerAmount": "1"}).native  # noqa: B018 - it is computed


def test_an_order_that_was_kept_is_posted_after_a_restart() -> None:
    sent: list[Any] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(200, json={"success": True, "orderID": signed.order_id, "status": "live"})

    signed = client_with(handler).create_order(compat.OrderArgs(TOKEN, 0.26, 20, "BUY"), EXACT)
    response = client_with(handler).post_order(SignedOrderV2(**vars(signed)))
    assert response["orderID"] == signed.order_id
    assert sent[0]["order"]["signature"] == signed.signature


@pytest.mark.parametrize("kind", ["EOA", "POLY_1271"])
def test_the_builder_of_one_contract_signs_as_the_client_does(kind: str) -> None:
    own = wallets.of(PrivateKeySigner(KEY).address)
    funder = own.key.address if kind == "EOA" else own.deposit.address
    client = client_with(
        lambda request: httpx.Response(500), signature_type=SignatureTypeV2[kind], funder=funder
    )
    signed = client.create_order(compat.OrderArgs(TOKEN, 0.26, 20, "BUY"), EXACT)
    assert client.signer is not None
    builder = ExchangeOrderBuilderV2(
        get_contract_config(137).exchange_v2, 137, client.signer, lambda: signed.salt
    )
    names = [
        "maker",
        "signer",
        "tokenId",
        "makerAmount",
        "takerAmount",
        "side",
        "signatureType",
        "timestamp",
        "metadata",
        "builder",
    ]
    again = builder.build_signed_order(OrderDataV2(**{name: getattr(signed, name) for name in names}))
    assert again == signed
    typed = builder.build_order_typed_data(again)
    assert builder.build_order_hash(typed) == signed.order_id
    if kind == "EOA":
        encoded = encode_typed_data(full_message=typed)
        assert Account.recover_message(encoded, signature=signed.signature) == funder


def test_the_shared_http_client_that_a_program_sets_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    client = compat.ClobClient("http://clob.test", 137)
    replaced = httpx.Client(
        transport=httpx.MockTransport(lambda _: httpx.Response(200, json="OK")), timeout=3
    )
    monkeypatch.setattr(helpers, "_http_client", replaced, raising=False)
    assert client.get_ok() == "OK"
    assert helpers.get("http://clob.test/ok") == "OK"


VECTORS = json.loads((Path(__file__).parent / "data" / "vectors.json").read_text())


@pytest.mark.parametrize("vector", VECTORS["orders_v1_legacy"], ids=lambda vector: vector["id"])
def test_a_version_1_order_equals_the_vector(vector: dict[str, Any]) -> None:
    given, wire = vector["input"], vector["wire"]["py_clob_client_v2"]["payload"]["order"]
    builder = OrderBuilder(
        PrivateKeySigner(given["private_key"]),
        given["chain_id"],
        wire["signatureType"],
        wire["maker"],
        salt=lambda: given["salt"],
    )
    order = signed_order(
        builder,
        token_id=int(wire["tokenId"]),
        amounts=(int(wire["makerAmount"]), int(wire["takerAmount"])),
        side=wire["side"],
        expiration=int(wire["expiration"]),
        neg_risk=given["neg_risk"],
        nonce=int(wire["nonce"]),
        fee_rate_bps=int(wire["feeRateBps"]),
    )
    assert order == {**wire, "expiration": int(wire["expiration"])}


def test_two_accounts_agree_on_a_quote() -> None:
    process, ready = observed_sandbox()
    market = next(each for each in ready["markets"] if each["tick_size"] == "0.01")
    token = market["tokens"][0]["token_id"]
    buyer, seller = (account_of(ready) for _ in range(2))
    request = buyer.rfq.create_rfq_request(rfq.RfqUserRequest(token, 0.5, "BUY", 20))["requestId"]
    found = seller.rfq.get_rfq_requests(rfq.GetRfqRequestsParams(request_ids=[request], size_usdc_min=5))
    assert [each["requestId"] for each in found["data"]] == [request]
    quote = seller.rfq.create_rfq_quote(rfq.RfqUserQuote(request, token, 0.5, "SELL", 20))["quoteId"]
    assert buyer.rfq.get_rfq_best_quote(rfq.GetRfqBestQuoteParams(request))["quoteId"] == quote
    soon = int(time.time()) + 600
    assert buyer.rfq.accept_rfq_quote(rfq.AcceptQuoteParams(request, quote, soon)) == "OK"
    assert seller.rfq.approve_rfq_order(rfq.ApproveOrderParams(request, quote, soon)) == "OK"
    other = buyer.rfq.create_rfq_request(rfq.RfqUserRequest(token, 0.4, "SELL", 20))["requestId"]
    assert buyer.rfq.cancel_rfq_request(rfq.CancelRfqRequestParams(other)) == "OK"
    with pytest.raises(compat.PolyException, match="quote not found"):
        buyer.rfq.accept_rfq_quote(rfq.AcceptQuoteParams(other, "none", soon))
    process.terminate()


def account_of(ready: dict[str, Any]) -> compat.ClobClient:
    account = httpx.post(ready["url"] + "/_sandbox/accounts", json={}).raise_for_status().json()
    creds = compat.ApiCreds(account["api_key"], account["secret"], account["passphrase"])
    return compat.ClobClient(ready["url"], 137, account["private_key"], creds)


def shape(value: Any) -> Any:
    """What a value is made of. Numbers count as one kind: 1 and 1.0 are the same JSON."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in sorted(value.items())}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "number"
    return type(value).__name__


def test_a_bot_s_day_gives_the_same_answers_through_either_client() -> None:
    process, ready = observed_sandbox()
    market = next(each for each in ready["markets"] if each["tick_size"] == "0.01")
    told = market["tokens"][0]["token_id"], market["condition_id"]
    days = {}
    for package, run in (("py_clob_client_v2", older), ("polymarket_clob.compat", moved)):
        account = httpx.post(ready["url"] + "/_sandbox/accounts", json={}).raise_for_status().json()
        days[package] = run(str(SCRIPT), package, ready["url"], account["private_key"], *told)
        httpx.post(ready["url"] + "/_sandbox/reset").raise_for_status()
    process.terminate()
    theirs, ours = days.values()
    assert list(ours) == list(theirs)
    for step, response in theirs.items():
        by_id = step in ("get_midpoints", "get_prices", "get_spreads")
        assert shape(ours[step]) == shape(response) or by_id, step
    for step in ("mode", "hash", "price", "market_price", "get_tick_size", "unknown", "no price", "no key"):
        assert ours[step] == theirs[step], step
    assert ours["signed"][1:] == theirs["signed"][1:]
    assert ours["filled"]["status"] == theirs["filled"]["status"] == "matched"
    assert ours["refused"][:2] == theirs["refused"][:2]


def client_with(handler: Callable[[httpx.Request], httpx.Response], **options: Any) -> compat.ClobClient:
    client = compat.ClobClient("http://clob.test", 137, KEY, CREDS, **options)
    client.native._transport = GivenTransport(httpx.MockTransport(handler))
    return client


def test_an_order_whose_outcome_is_unknown_carries_its_id_and_is_sent_once() -> None:
    sent: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        raise httpx.ReadTimeout("no answer")

    client = client_with(handler, retry_on_error=True)
    signed = client.create_order(compat.OrderArgs(TOKEN, 0.5, 10, compat.Side.BUY), EXACT)
    with pytest.raises(compat.PolyApiException) as caught:
        client.post_order(signed)
    assert caught.value.order_id == signed.order_id
    assert caught.value.status_code is None
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("status", "said"), [(200, []), (200, {"odd": 1}), (400, {"error": "empty"}), (500, {"error": "x"})]
)
def test_a_post_of_no_orders_is_sent_and_answered_as_the_older_client_does(status: int, said: Any) -> None:
    bodies: list[bytes] = []

    def handler(request: httpx.Request) -> httpx.Response:
        bodies.append(request.content)
        return httpx.Response(status, json=said)

    client = client_with(handler)
    if status == 200:
        assert client.post_orders([]) == said
    else:
        with pytest.raises(compat.PolyApiException) as caught:
            client.post_orders([])
        assert (caught.value.status_code, caught.value.error_msg) == (status, said)
    assert bodies == [b"[]"]


@pytest.mark.parametrize("batch", [False, True])
def test_an_order_that_was_answered_is_no_longer_unsettled(batch: bool) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        entry = {"success": True, "errorMsg": "", "orderID": signed.order_id, "status": "live"}
        entry |= {"makingAmount": "", "takingAmount": ""}
        return httpx.Response(200, json=[entry] if batch else entry)

    client = client_with(handler)
    signed = client.create_order(compat.OrderArgs(TOKEN, 0.5, 10, "BUY"), EXACT)
    client.post_orders([compat.PostOrdersV2Args(signed)]) if batch else client.post_order(signed)
    assert client.native.unsettled_orders == ()


def test_an_order_that_stands_twice_in_a_batch_is_refused_before_it_is_sent() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"{request.url} was sent")

    client = client_with(handler)
    signed = client.create_order(compat.OrderArgs(TOKEN, 0.5, 10, "BUY"), EXACT)
    with pytest.raises(compat.PolyException, match="twice"):
        client.post_orders([compat.PostOrdersV2Args(signed)] * 2)


def test_amounts_are_exact_where_the_older_client_s_slip() -> None:
    client = client_with(lambda request: httpx.Response(500))
    order = client.create_order(compat.OrderArgs(TOKEN, 0.57, 0.29, "BUY"), EXACT)
    assert (order.makerAmount, order.takerAmount) == ("165300", "290000")


def test_sizes_finer_than_hundredths_are_cut_down_as_by_the_older_client() -> None:
    client = client_with(lambda request: httpx.Response(500))
    limit = client.create_order(compat.OrderArgs(TOKEN, 0.5, 20.999, "SELL"), EXACT)
    market = client.create_market_order(compat.MarketOrderArgs(TOKEN, 20.999, "BUY", 0.5), EXACT)
    assert (limit.makerAmount, market.makerAmount) == ("20990000", "20990000")


def test_a_price_off_the_grid_is_refused_with_the_rule_and_the_cause() -> None:
    client = client_with(lambda request: httpx.Response(500))
    with pytest.raises(compat.PolyException, match="tick size") as caught:
        client.create_order(compat.OrderArgs(TOKEN, 0.555, 10, "BUY"), EXACT)
    assert isinstance(caught.value.__cause__, InvalidInput)


def test_a_position_id_is_signed_for_version_3_and_a_token_id_for_version_2() -> None:
    client = client_with(lambda request: httpx.Response(500))
    position = client.create_order(compat.OrderArgs(price=0.5, size=10, side="BUY", position_id=TOKEN), EXACT)
    short = client.create_order(compat.OrderArgs("1234", 0.5, 10, "BUY"), EXACT)
    assert (position.native.version, short.native.version) == (3, 2)
    with pytest.raises(compat.PolyException, match="version 1"):
        client.create_order(
            compat.OrderArgs(TOKEN, 0.5, 10, "BUY"), compat.PartialCreateOrderOptions(version=1)
        )


@pytest.mark.parametrize("given", [{}, {"token_id": "1", "position_id": "2"}, {"token_id": " "}])
def test_an_order_names_one_asset(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        compat.OrderArgs(price=0.5, size=1, side="BUY", **given)


def test_fees_fit_into_the_balance_exactly() -> None:
    amount = compat.adjust_buy_amount_for_fees(100, 0.5, 100, 0.25, 2, 0)
    assert amount == pytest.approx(
        float(Decimal(100) / (1 + Decimal("0.25") * Decimal("0.0625") / Decimal("0.5")))
    )


def test_nothing_secret_prints() -> None:
    client = client_with(lambda request: httpx.Response(500))
    signed = client.create_order(compat.OrderArgs(TOKEN, 0.5, 10, "BUY"), EXACT)
    flat = Payload({"owner": CREDS.api_key, "signature": signed.signature, "salt": 1})
    assert repr(flat) == repr({"owner": "***", "signature": "***", "salt": 1})
    for value in (
        CREDS,
        signed,
        signed.native.payload("key-1"),
        clob_types.BuilderApiKey("key-1", "secret-1", "pass-1"),
    ):
        for secret in ("key-1", "A" * 43, "pass-1", "secret-1", signed.signature):
            assert secret not in repr(value)


def test_the_first_version_s_names_work_on_the_second() -> None:
    sent: list[tuple[str, str, Any]] = []
    book: dict[str, Any] = {
        "market": "0x1",
        "asset_id": TOKEN,
        "timestamp": "1",
        "hash": "",
        "min_order_size": "5",
    }
    book |= {"tick_size": "0.01", "neg_risk": False, "last_trade_price": "", "bids": []}

    def handler(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        sent.append((request.method, request.url.path, body))
        if request.url.path == "/book":
            return httpx.Response(200, json={**book, "asks": [{"price": "0.6", "size": "9"}]})
        return httpx.Response(200, json={"data": [], "next_cursor": "LTE=", "canceled": []})

    client = v1.ClobClient("http://clob.test", 137, KEY, CREDS)
    client.native._transport = GivenTransport(httpx.MockTransport(handler))
    assert client.get_order_book(TOKEN).asks == [v1.OrderSummary("0.6", "9")]
    client.cancel("0x1")
    client.cancel_market_orders(asset_id="7")
    assert client.get_orders(v1.OpenOrderParams(market="0x1")) == []
    assert [(method, path, body) for method, path, body in sent][1:] == [
        ("DELETE", "/order", {"orderID": "0x1"}),
        ("DELETE", "/cancel-market-orders", {"asset_id": "7"}),
        ("GET", "/data/orders", None),
    ]
    signed = client.create_order(v1.OrderArgs(TOKEN, 0.26, 20, v1.BUY, fee_rate_bps=0, nonce=1), EXACT)
    assert (signed.makerAmount, signed.native.version) == ("5200000", 2)
    assert client.get_exchange_address() == signed.native.exchange
    assert client.get_collateral_address() == get_contract_config(137).collateral


def test_orders_are_built_without_a_client_and_figures_are_exact() -> None:
    builder = LocalBuilder(signer.Signer(KEY, 137))
    config = ROUNDING_CONFIG["0.01"]
    assert builder.get_order_amounts("BUY", 10, 0.56, config) == (0, 5_600_000, 10_000_000)
    assert builder.get_order_amounts("BUY", 0.29, 0.57, config) == (0, 165_300, 290_000)  # there 0.28
    assert builder.get_market_order_amounts(order_utils.Side.SELL, 10, 0.56, config) == (
        1,
        10_000_000,
        5_600_000,
    )
    assert builder.get_market_order_amounts("BUY", 10, 0.5, config) == (0, 10_000_000, 20_000_000)
    levels = [clob_types.OrderSummary("0.6", "10"), {"price": "0.5", "size": "10"}]
    assert builder.calculate_buy_market_price(levels, 5, "FOK") == 0.5
    assert builder.calculate_sell_market_price(levels, 15, "FOK") == 0.5
    with pytest.raises(compat.PolyException, match="no match"):
        builder.calculate_buy_market_price([], 5, "FOK")
    options = clob_types.CreateOrderOptions("0.01", neg_risk=True)
    limit = builder.build_order(compat.OrderArgs(TOKEN, 0.31, 12.5, "SELL"), options)
    market = builder.build_market_order(compat.MarketOrderArgs(TOKEN, 10, "BUY", 0.5), options)
    for made in (limit, market):
        assert made.native.exchange == get_contract_config(137).neg_risk_exchange_v2
    assert order_to_json_v2(limit, "owner", "GTC")["order"]["side"] == "SELL"
    assert (limit.makerAmount, market.takerAmount) == ("12500000", "20000000")
