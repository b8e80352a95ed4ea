"""Requests by hand, and the httpx client that they and every ClobClient share when a program sets it.

A program that puts a client of its own in the place of ``_http_client`` (to bound the time-outs, mostly) has
all requests sent through it, as there.
"""

from __future__ import annotations

from typing import Any, Final

import httpx

from polymarket_clob.compat.clob_types import (
    BalanceAllowanceParams,
    DropNotificationParams,
    OpenOrderParams,
    OrderScoringParams,
    OrdersScoringParams,
    TradeParams,
)
from polymarket_clob.compat.exceptions import REQUEST_FAILED, PolyApiException

__all__ = [
    "DELETE",
    "GET",
    "POST",
    "PUT",
    "BalanceAllowanceParams",
    "DropNotificationParams",
    "OpenOrderParams",
    "OrderScoringParams",
    "OrdersScoringParams",
    "PolyApiException",
    "TradeParams",
    "add_balance_allowance_params_to_url",
    "add_order_scoring_params_to_url",
    "add_orders_scoring_params_to_url",
    "add_query_open_orders_params",
    "add_query_trade_params",
    "build_query_params",
    "delete",
    "drop_notifications_query_params",
    "get",
    "parse_drop_notification_params",
    "parse_orders_scoring_params",
    "post",
    "put",
    "request",
]

GET: Final = "GET"
POST: Final = "POST"
DELETE: Final = "DELETE"
PUT: Final = "PUT"

_own: list[httpx.Client] = []


def __getattr__(name: str) -> httpx.Client:
    """``_http_client``, made when somebody asks for it."""
    if name != "_http_client":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if not _own:
        _own.append(httpx.Client())
    return _own[0]


def replaced_http_client() -> httpx.Client | None:
    """What a program has put in the place of ``_http_client``; None where it did not."""
    found = globals().get("_http_client")
    return found if isinstance(found, httpx.Client) else None


def request(endpoint: str, method: str, headers: Any = None, data: Any = None, params: Any = None) -> Any:
    """Sends a request once; the response's JSON, or its text. Raises PolyApiException unless it is 2xx."""
    sent: dict[str, Any] = {"content": data.encode()} if isinstance(data, str) else {"json": data}
    client = replaced_http_client() or __getattr__("_http_client")
    try:
        response = client.request(method, endpoint, headers=headers, params=params, **sent)
    except httpx.RequestError as error:
        raise PolyApiException(error_msg=REQUEST_FAILED) from error
    if not response.is_success:
        raise PolyApiException(response)
    try:
        return response.json()
    except ValueError:
        return response.text


def get(endpoint: str, headers: Any = None, data: Any = None, params: Any = None) -> Any:
    """Sends a GET."""
    return request(endpoint, GET, headers, data, params)


def post(
    endpoint: str, headers: Any = None, data: Any = None, params: Any = None, retry_on_error: bool = False
) -> Any:
    """Sends a POST, once: ``retry_on_error`` is not heeded, it might be an order."""
    del retry_on_error
    return request(endpoint, POST, headers, data, params)


def delete(endpoint: str, headers: Any = None, data: Any = None, params: Any = None) -> Any:
    """Sends a DELETE."""
    return request(endpoint, DELETE, headers, data, params)


def put(endpoint: str, headers: Any = None, data: Any = None, params: Any = None) -> Any:
    """Sends a PUT."""
    return request(endpoint, PUT, headers, data, params)


def build_query_params(url: str, param: str, val: object) -> str:
    """The address with one parameter more; it has its question mark already."""
    return f"{url}{'' if url.endswith('?') else '&'}{param}={val}"


def add_query_trade_params(
    base_url: str, params: TradeParams | None = None, next_cursor: str = "MA=="
) -> str:
    """An address with filters of trades."""
    names = ("market", "asset_id", "after", "before", "maker_address", "id")
    return _with(base_url, params, names, next_cursor)


def add_query_open_orders_params(
    base_url: str, params: OpenOrderParams | None = None, next_cursor: str = "MA=="
) -> str:
    """An address with filters of open orders."""
    return _with(base_url, params, ("market", "asset_id", "id"), next_cursor)


def drop_notifications_query_params(base_url: str, params: DropNotificationParams | None = None) -> str:
    """An address with the ids of notifications."""
    return _joined(base_url, parse_drop_notification_params(params))


def add_balance_allowance_params_to_url(base_url: str, params: BalanceAllowanceParams | None = None) -> str:
    """An address with what a balance is of."""
    return _with(base_url, params, ("asset_type", "token_id", "signature_type"))


def add_order_scoring_params_to_url(base_url: str, params: OrderScoringParams | None = None) -> str:
    """An address with the id of an order."""
    return _joined(base_url, {"order_id": params.orderId} if params and params.orderId else {})


def add_orders_scoring_params_to_url(base_url: str, params: OrdersScoringParams | None = None) -> str:
    """An address with the ids of orders."""
    return _joined(base_url, parse_orders_scoring_params(params))


def parse_orders_scoring_params(params: OrdersScoringParams | None = None) -> dict[str, str]:
    """The ids of orders as a parameter."""
    return {"order_ids": ",".join(params.orderIds)} if params and params.orderIds else {}


def parse_drop_notification_params(params: DropNotificationParams | None = None) -> dict[str, str]:
    """The ids of notifications as a parameter."""
    return {"ids": ",".join(params.ids)} if params and params.ids else {}


def _with(url: str, params: Any, names: tuple[str, ...], cursor: str = "") -> str:
    values = {name: getattr(params, name, None) for name in names}
    given = {name: value for name, value in values.items() if value not in (None, "")}
    return _joined(url, given | ({"next_cursor": cursor} if cursor else {}))


def _joined(url: str, values: dict[str, Any]) -> str:
    if values:
        url += "?"
    for name, value in values.items():
        url = build_query_params(url, name, value)
    return url
