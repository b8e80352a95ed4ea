"""What the templates make of the description: readers that never raise, functions for a plain client."""

from __future__ import annotations

import asyncio
import copy
import datetime as dt
import inspect
import json
import pickle
import pkgutil
import re
import subprocess
import sys
from enum import Enum
from importlib import import_module
from typing import Any, get_origin

import httpx
import polymarket_clob_api.api
import pytest
from polymarket_clob_api import Client, errors, models
from polymarket_clob_api.api.account import create_api_key, get_builder_api_keys
from polymarket_clob_api.api.market_data import get_books_post, get_price
from polymarket_clob_api.api.markets import get_markets
from polymarket_clob_api.api.rebates import get_current_rebated_fees
from polymarket_clob_api.api.trade import (
    cancel_market_orders,
    cancel_order,
    cancel_orders,
    get_orders,
    get_trades,
    post_order,
)
from polymarket_clob_api.models import GetPriceSide, OpenOrder, SendOrderResponse, SendOrderResponseStatus
from polymarket_clob_api.operations import OPERATIONS
from polymarket_clob_api.types import UNSET, Model

MODELS = [model for name in models.__all__ if issubclass(model := getattr(models, name), Model)]
API = {
    info.name.rsplit(".", 1)[1]: import_module(info.name)
    for info in pkgutil.walk_packages(polymarket_clob_api.api.__path__, "polymarket_clob_api.api.")
    if not info.ispkg
}
ORDER = {
    "id": "0x" + "ab" * 32,
    "status": "LIVE",
    "owner": "f4f247b7-4ac7-ff29-a152-04fda0a8755a",
    "side": "BUY",
    "original_size": "20",
    "created_at": "1700000000",
}


def client(answer: httpx.Response, **settings: Any) -> Client:
    transport = httpx.MockTransport(lambda request: answer)
    return Client(base_url="http://clob.test", httpx_args={"transport": transport}, **settings)


# Reading


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("value", [None, 7, "x", "", [], [None], [7], [{}], {}, {"a": 1}, True], ids=repr)
def test_no_value_of_a_known_key_makes_reading_raise_or_is_lost(model: type[Any], value: Any) -> None:
    source = dict.fromkeys(model._names, value)
    assert model.from_dict(source).to_dict() == source


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_without_any_key_reads_and_writes_nothing(model: type[Any]) -> None:
    assert model.from_dict({}).to_dict() == {}


def test_a_missing_required_key_is_unset_as_an_attribute_and_absent_as_an_item() -> None:
    order: Any = OpenOrder.from_dict(ORDER)
    assert order.price is UNSET
    assert "price" not in order
    with pytest.raises(KeyError):
        order["price"]


def test_unknown_keys_are_kept_and_written_back() -> None:
    order = OpenOrder.from_dict({**ORDER, "novel": {"deep": [1]}})
    assert order["novel"] == {"deep": [1]}
    assert order.additional_properties == {"novel": {"deep": [1]}}
    assert order.to_dict() == {**ORDER, "novel": {"deep": [1]}}


def test_null_rates_of_one_market_do_not_hide_the_page() -> None:
    rewards: dict[str, Any] = {"rates": None, "min_size": 0, "max_spread": 0}
    paid = {"rates": [{"asset_address": "0x1", "rewards_daily_rate": 5}], "min_size": 20, "max_spread": 3.5}
    raw = {
        "limit": 1000,
        "count": 2,
        "next_cursor": "LTE=",
        "data": [{"rewards": rewards}, {"rewards": paid}],
    }
    page = get_markets._read(200, copy.deepcopy(raw))
    assert isinstance(page, models.PaginatedMarkets)
    assert page.data[0].rewards.rates is None  # type: ignore[index,union-attr]
    assert page.data[1].rewards.rates[0].rewards_daily_rate == 5  # type: ignore[index,union-attr]
    assert page.to_dict() == raw


def test_reading_leaves_the_caller_s_object_as_it_is_and_adopting_takes_it_over() -> None:
    raw: dict[str, Any] = {"tokens": [{"token_id": "1"}], "novel": {"deep": [1]}}
    before = copy.deepcopy(raw)
    market = models.Market.from_dict(raw)
    market.tokens[0].token_id = "2"  # type: ignore[index]
    market["novel"]["deep"].append(2)
    assert raw == before
    adopted = models.Market.adopt(raw)
    assert raw != before
    assert adopted.to_dict() == before


def test_a_misspelt_attribute_is_an_error() -> None:
    market: Any = models.Market.from_dict({"question": "?"})
    with pytest.raises(AttributeError, match="'Market' object has no attribute 'questoin'"):
        market.questoin  # noqa: B018


def test_a_maker_without_rebates_reads_as_none() -> None:
    assert get_current_rebated_fees._read(200, None) is None


def test_a_date_is_read_and_a_text_that_is_none_is_kept() -> None:
    market = models.Market.from_dict({"end_date_iso": "2026-11-21T00:00:00Z", "game_start_time": "soon"})
    assert market.end_date_iso == dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    assert market["game_start_time"] == "soon"


# Words


def test_an_unknown_word_is_kept_and_written_back() -> None:
    answer = SendOrderResponse.from_dict({"status": "teleported"})
    assert isinstance(answer.status, SendOrderResponseStatus)
    assert answer.status == "teleported"
    assert answer.to_dict() == {"status": "teleported"}


@pytest.mark.parametrize("word", ["live", "teleported"])
def test_a_word_is_its_text(word: str) -> None:
    status = SendOrderResponseStatus(word)
    assert status == word
    assert str(status) == f"{status}" == word
    assert {word: 1}[status] == 1
    assert json.dumps([status]) == json.dumps([word])
    assert copy.deepcopy(status) == word
    assert pickle.loads(pickle.dumps(status)) == word  # noqa: S301 - our own bytes


def test_an_unknown_number_is_kept_and_written_back() -> None:
    order = models.Order.from_dict({"signatureType": 9})
    assert order.signature_type == 9
    assert order.to_dict() == {"signatureType": 9}


# Items


def test_an_order_is_subscriptable_by_its_names_on_the_wire() -> None:
    order = OpenOrder.from_dict(ORDER)
    assert order["status"] == order.status == "LIVE"
    assert "status" in order
    assert order.get("status") == "LIVE"
    assert order.get("price", "none") == "none"
    assert dict(order) == ORDER
    assert list(order) == ["id", "status", "owner", "side", "original_size", "created_at"]
    answer = SendOrderResponse.from_dict({"orderID": "0x1", "errorMsg": ""})
    assert (answer["orderID"], answer.order_id, answer["errorMsg"]) == ("0x1", "0x1", "")


def test_a_map_is_subscriptable_by_its_keys() -> None:
    answer = models.CancelOrdersResponse.from_dict(
        {"canceled": [], "not_canceled": {"0x1": "Order not found"}}
    )
    assert answer["not_canceled"]["0x1"] == "Order not found"
    assert dict(answer.not_canceled or {}) == {"0x1": "Order not found"}
    assert not models.CancelOrdersResponse.from_dict({"not_canceled": {}}).not_canceled


def test_models_of_equal_items_are_equal() -> None:
    assert OpenOrder.from_dict(ORDER) == OpenOrder.from_dict(ORDER) == ORDER
    assert OpenOrder.from_dict(ORDER) != OpenOrder.from_dict({**ORDER, "side": "SELL"})


def test_unset_prints_its_name_and_survives_copying_and_pickling() -> None:
    order: Any = OpenOrder.from_dict(ORDER)
    assert repr(order.price) == "UNSET"
    assert copy.deepcopy(order).price is UNSET
    assert pickle.loads(pickle.dumps(order)).price is UNSET  # noqa: S301 - our own bytes


def test_no_secret_shows_in_a_repr() -> None:
    secrets = {"apiKey": "key-in-clear", "secret": "secret-in-clear", "passphrase": "phrase-in-clear"}
    answer = create_api_key.sync_detailed(client=client(httpx.Response(200, json=secrets)))
    assert answer.parsed is not None
    assert answer.parsed["secret"] == "secret-in-clear"
    keys = client(httpx.Response(200, json=["key-in-clear"]))
    listed = get_builder_api_keys.sync_detailed(client=keys)
    assert listed.parsed == ["key-in-clear"]
    order = OpenOrder.from_dict(ORDER)
    signed = models.Order.from_dict({"signature": "0xsigned-in-clear"})
    with_headers = Client(base_url="http://clob.test", headers={"POLY_PASSPHRASE": "phrase-in-clear"})
    for thing in (answer, answer.parsed, listed, signed, with_headers):
        assert "in-clear" not in repr(thing)
    assert ORDER["owner"] not in repr(order)
    assert ORDER["id"] in repr(order)


# Functions


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.id)
def test_every_operation_has_a_function_for_its_method_and_path(operation: Any) -> None:
    module = API[_snake(operation.id)]
    variables = re.findall(r"{(\w+)}", operation.path)
    kwargs = module._get_kwargs(**_required(module._get_kwargs, variables))
    assert kwargs["method"].upper() == operation.method
    assert kwargs["url"] == re.sub(r"{\w+}", "0", operation.path)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def _required(function: Any, variables: list[str]) -> dict[str, Any]:
    """Some value for every argument that has to be given."""
    names = {name: getattr(models, name) for name in models.__all__}
    given = {
        name: _sample(parameter.annotation)
        for name, parameter in inspect.signature(function, eval_str=True, locals=names).parameters.items()
        if parameter.default is inspect.Parameter.empty
    }
    return {**given, **{_snake(name): "0" for name in variables}}


def _sample(annotation: Any) -> Any:
    if get_origin(annotation) is list:
        return []
    if issubclass(annotation, Model):
        return annotation.from_dict({})
    if issubclass(annotation, Enum):
        return next(iter(annotation))
    return dt.date(2026, 1, 1) if annotation is dt.date else "0"


def test_what_is_unset_is_not_sent() -> None:
    assert get_orders._get_kwargs(market="0x1") == {
        "method": "get",
        "url": "/data/orders",
        "params": {"market": "0x1"},
    }
    assert get_trades._get_kwargs()["params"] == {}


def test_bodies_are_plain_json() -> None:
    kwargs = cancel_order._get_kwargs(body=models.CancelOrderPayload(order_id="0x1"))
    assert kwargs["json"] == {"orderID": "0x1"}
    assert kwargs["headers"] == {"Content-Type": "application/json"}
    assert cancel_orders._get_kwargs(body=["0x1", "0x2"])["json"] == ["0x1", "0x2"]
    assert cancel_market_orders._get_kwargs(body=models.OrderMarketCancelParams())["json"] == {}
    books = get_books_post._get_kwargs(body=[models.BookRequest(token_id="1"), models.BookRequest("2")])
    assert books["json"] == [{"token_id": "1"}, {"token_id": "2"}]
    price = get_price._get_kwargs(token_id="1", side=GetPriceSide.BUY)
    assert price["params"] == {"token_id": "1", "side": "BUY"}


def test_the_plain_client_drives_a_secured_operation_and_its_auth_sees_the_final_body() -> None:
    seen: list[httpx.Request] = []

    class Auth(httpx.Auth):
        requires_request_body = True

        def auth_flow(self, request: httpx.Request) -> Any:
            request.headers["X-Length"] = str(len(request.content))
            yield request

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"canceled": ["0x1"], "not_canceled": {}})

    signed = Client(
        base_url="http://clob.test", httpx_args={"auth": Auth(), "transport": httpx.MockTransport(answer)}
    )
    result = cancel_order.sync(client=signed, body=models.CancelOrderPayload(order_id="0x1"))
    assert result is not None
    assert result["canceled"] == ["0x1"]
    assert (seen[0].method, seen[0].url.path, seen[0].content) == ("DELETE", "/order", b'{"orderID":"0x1"}')
    assert seen[0].headers["X-Length"] == "17"


def test_the_asynchronous_function_reads_alike() -> None:
    answering = client(httpx.Response(200, json={"success": True, "orderID": "0x1", "status": "live"}))
    body = models.SendOrder.from_dict({"order": {}, "owner": "key"})

    async def post() -> Any:
        return await post_order.asyncio(client=answering, body=body)

    assert asyncio.run(post())["status"] == "live"


@pytest.mark.parametrize("status", [200, 400, 404, 520])
def test_a_page_of_html_keeps_status_bytes_and_headers(status: int) -> None:
    page = httpx.Response(status, html="<h1>Sorry</h1>", headers={"CF-Ray": "1"})
    answer = get_price.sync_detailed(client=client(page), token_id="1", side=GetPriceSide.BUY)
    assert (answer.status_code, answer.content, answer.parsed) == (status, b"<h1>Sorry</h1>", None)
    assert answer.headers["cf-ray"] == "1"


def test_a_status_that_the_description_does_not_know_is_kept_or_raised_as_the_client_says() -> None:
    body = {"error": "short and stout"}
    answer = get_orders.sync_detailed(client=client(httpx.Response(418, json=body)))
    assert (answer.status_code, answer.parsed) == (418, None)
    with pytest.raises(errors.UnexpectedStatus, match="418"):
        get_orders.sync_detailed(
            client=client(httpx.Response(418, json=body), raise_on_unexpected_status=True)
        )


def test_an_error_answer_is_read_too() -> None:
    answer = get_orders.sync(client=client(httpx.Response(429, json={"error": "Too Many Requests"})))
    assert isinstance(answer, models.ErrorResponse)
    assert answer.error == "Too Many Requests"


def test_a_client_has_a_time_out() -> None:
    assert Client(base_url="http://clob.test").get_httpx_client().timeout == httpx.Timeout(10.0)


def test_importing_a_function_imports_no_model() -> None:
    program = (
        "import sys; from polymarket_clob_api.api.trade import get_orders;"
        "print([name for name in sys.modules if name.startswith('polymarket_clob_api.models.')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_model_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Ordr'"):
        _ = models.Ordr  # type: ignore[attr-defined]
