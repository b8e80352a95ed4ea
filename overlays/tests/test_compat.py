"""Code for py-clob-client-v2 runs with its import line changed: the same names, arguments and answers."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from polymarket_clob import OrderBuilder, PrivateKeySigner, compat
from polymarket_clob._custom_transport import GivenTransport
from polymarket_clob.compat import clob_types, rfq
from polymarket_clob.compat.legacy import signed_order
from polymarket_clob.errors import InvalidInput
from polymarket_clob.orders import Payload

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
CREDS = compat.ApiCreds("key-1", "A" * 43 + "=", "pass-1")
TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563"
EXACT = compat.PartialCreateOrderOptions(tick_size="0.01", neg_risk=False)
SCRIPT = Path(__file__).with_name("moved_script.py")
OLDER = Path(__file__).parents[2] / ".venvs" / "py-clob-client-v2" / "bin" / "python"

INTERFACE = """
import dataclasses, inspect, json
import py_clob_client_v2 as older

def parameters(function):
    found = inspect.signature(function).parameters.values()
    return [[each.name, repr(each.default)] for each in found if each.name != "self"]

found = {}
for name in older.__all__:
    value = getattr(older, name)
    entry = {}
    if inspect.isclass(value):
        if dataclasses.is_dataclass(value) or name == "ClobClient":
            entry["__init__"] = parameters(value.__init__)
        for member, function in vars(value).items():
            if inspect.isfunction(function) and not member.startswith("_"):
                entry[member] = parameters(function)
        entry["constants"] = [m for m in vars(value) if m.isupper()]
    elif inspect.isfunction(value):
        entry["__call__"] = parameters(value)
    found[name] = entry
print(json.dumps(found))
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
    answer = subprocess.run(
        [OLDER, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={"PATH": os.environ["PATH"]},
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def moved(*arguments: str) -> Any:
    """What the same prints here."""
    answer = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=120, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def parameters(function: Callable[..., Any]) -> list[list[str]]:
    found = inspect.signature(function).parameters.values()
    return [[each.name, repr(each.default)] for each in found if each.name != "self"]


def test_every_name_method_argument_and_default_of_the_older_client_is_here_in_its_order() -> None:
    for name, entry in older("-c", INTERFACE).items():
        ours = getattr(compat, name)
        for constant in entry.pop("constants", ()):
            assert hasattr(ours, constant), f"{name}.{constant}"
        if name == "PostOrdersV1Args":
            assert ours is compat.PostOrdersV2Args
        for member, arguments in entry.items():
            function = ours if member == "__call__" else getattr(ours, member)
            assert parameters(function) == arguments, f"{name}.{member}"


RFQ_INTERFACE = INTERFACE.replace("py_clob_client_v2 as", "py_clob_client_v2.rfq as").replace(
    "older.__all__", "[n for n in dir(older) if n.startswith('Rfq') or n.endswith('Params')]"
)
UNUSED = {"CreateRfqRequestParams", "CreateRfqQuoteParams", "RfqRequest", "RfqQuote"}
UNUSED |= {"RfqRequestResponse", "RfqQuoteResponse", "RfqPaginatedResponse"}
"""Classes of that package which no method takes or gives."""


def test_quotes_have_the_same_names_methods_and_arguments_too() -> None:
    entries = older("-c", RFQ_INTERFACE)
    for name, entry in entries.items():
        if name in UNUSED:
            continue
        entry.pop("constants", None)
        for member, arguments in entry.items():
            assert parameters(getattr(getattr(rfq, name), member)) == arguments, f"{name}.{member}"
    assert "RfqClient" in entries


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
    for step, answer in theirs.items():
        by_id = step in ("get_midpoints", "get_prices", "get_spreads")
        assert shape(ours[step]) == shape(answer) or by_id, step
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
