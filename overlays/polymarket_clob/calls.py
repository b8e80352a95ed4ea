"""Every call of the client, once: which operation, with which arguments, read as what.

Each function checks its arguments and yields calls (``core.Steps``); neither client repeats any of this.
Names and shapes: the description; paging: facts CLIENTS section 6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar, get_args

from polymarket_clob_api.api.account import create_api_key as create_key_api
from polymarket_clob_api.api.account import delete_api_key as delete_key_api
from polymarket_clob_api.api.account import derive_api_key as derive_key_api
from polymarket_clob_api.api.account import get_api_keys as keys_api
from polymarket_clob_api.api.data import get_midpoint as midpoint_api
from polymarket_clob_api.api.data import get_time as time_api
from polymarket_clob_api.api.market_data import get_book as book_api
from polymarket_clob_api.api.market_data import get_neg_risk as neg_risk_api
from polymarket_clob_api.api.market_data import get_price as price_api
from polymarket_clob_api.api.market_data import get_tick_size as tick_api
from polymarket_clob_api.api.trade import cancel_all_orders as cancel_all_api
from polymarket_clob_api.api.trade import cancel_market_orders as cancel_market_api
from polymarket_clob_api.api.trade import cancel_order as cancel_api
from polymarket_clob_api.api.trade import cancel_orders as cancel_many_api
from polymarket_clob_api.api.trade import get_order as order_api
from polymarket_clob_api.api.trade import get_order_scoring as scoring_api
from polymarket_clob_api.api.trade import get_orders as orders_api
from polymarket_clob_api.api.trade import get_trades as trades_api
from polymarket_clob_api.api.trade import post_orders_scoring as scorings_api
from polymarket_clob_api.models import (
    CancelOrderPayload,
    GetPriceSide,
    OpenOrder,
    OrderBookSummary,
    OrderMarketCancelParams,
    OrderScoringResponse,
    SendOrderResponse,
    Trade,
)
from polymarket_clob_api.types import UNSET

from .amounts import Side, decimal, tick_size
from .core import Answer, Steps, ask
from .credentials import Credentials
from .errors import BadRequest, ClobError, InvalidInput, OrderOutcomeUnknown, OrderRejected
from .orders import MarketRules, OrderType, SignedOrder, order_id, token_number
from .params import OpenOrderParams, TradeParams, given
from .results import CancelResult, TradesPage

T = TypeVar("T")

END_CURSOR = "LTE="
"""The cursor after the last page."""

MAX_IDS_PER_CANCEL = 1000


# --- the exchange -----------------------------------------------------------------------------------


def server_time() -> Steps[int]:
    return (yield from ask("getTime", time_api._get_kwargs(), lambda answer: int(answer.data)))


def order_book(token_id: str) -> Steps[OrderBookSummary]:
    token_number(token_id)
    request = book_api._get_kwargs(token_id=token_id)
    return (yield from ask("getBook", request, lambda answer: OrderBookSummary.from_dict(_object(answer))))


def midpoint(token_id: str) -> Steps[Decimal]:
    token_number(token_id)

    def read(answer: Answer) -> Decimal:
        data = _object(answer)
        return _decimal(answer, data["mid_price"] if "mid_price" in data else data["mid"])

    return (yield from ask("getMidpoint", midpoint_api._get_kwargs(token_id=token_id), read))


def price(token_id: str, side: Side) -> Steps[Decimal]:
    token_number(token_id)
    if side not in get_args(Side):
        raise InvalidInput("side", side, "BUY or SELL")
    request = price_api._get_kwargs(token_id=token_id, side=GetPriceSide(side))
    return (yield from ask("getPrice", request, lambda answer: _decimal(answer, _object(answer)["price"])))


def market_tick_size(token_id: str) -> Steps[Decimal]:
    token_number(token_id)
    request = tick_api._get_kwargs(token_id=token_id)

    def read(answer: Answer) -> Decimal:
        return tick_size(_object(answer)["minimum_tick_size"])

    return (yield from ask("getTickSize", request, read))


def neg_risk(token_id: str) -> Steps[bool]:
    token_number(token_id)
    request = neg_risk_api._get_kwargs(token_id=token_id)
    return (yield from ask("getNegRisk", request, lambda answer: bool(_object(answer)["neg_risk"])))


def market_rules(token_id: str) -> Steps[MarketRules]:
    """What an order on this token must keep to: one look at its book tells all of it."""
    token_number(token_id)

    def read(answer: Answer) -> MarketRules:
        book = _object(answer)
        return MarketRules(
            tick_size=book["tick_size"],
            neg_risk=book["neg_risk"],
            min_order_size=_decimal(answer, book["min_order_size"]),
        )

    return (yield from ask("getBook", book_api._get_kwargs(token_id=token_id), read))


# --- API keys ---------------------------------------------------------------------------------------


def create_api_key(address: str, nonce: int) -> Steps[Credentials]:
    return (yield from ask("createApiKey", create_key_api._get_kwargs(), _credentials(address), nonce))


def derive_api_key(address: str, nonce: int) -> Steps[Credentials]:
    return (yield from ask("deriveApiKey", derive_key_api._get_kwargs(), _credentials(address), nonce))


def create_or_derive_api_key(address: str, nonce: int) -> Steps[Credentials]:
    try:
        return (yield from create_api_key(address, nonce))
    except BadRequest:
        return (yield from derive_api_key(address, nonce))


def api_keys() -> Steps[list[str]]:
    def read(answer: Answer) -> list[str]:
        return [str(key) for key in _object(answer)["apiKeys"]]

    return (yield from ask("getApiKeys", keys_api._get_kwargs(), read))


def delete_api_key() -> Steps[None]:
    return (yield from ask("deleteApiKey", delete_key_api._get_kwargs(), lambda answer: None))


# --- orders -----------------------------------------------------------------------------------------


def post_order(
    signed: SignedOrder, owner: str, order_type: OrderType | None, *, post_only: bool, defer_exec: bool
) -> Steps[SendOrderResponse]:
    payload = signed.payload(owner, order_type, post_only=post_only, defer_exec=defer_exec)
    request = {"method": "post", "url": "/order", "json": payload}

    def read(answer: Answer) -> SendOrderResponse:
        data = _object(answer)
        if data["success"] is not True or data.get("errorMsg") or not data["orderID"]:
            raise OrderRejected(answer.operation, answer.status, answer.headers, answer.body)
        return SendOrderResponse.from_dict(data)

    try:
        return (yield from ask("postOrder", request, read))
    except ClobError as error:
        if error.outcome_known:
            raise
        raise OrderOutcomeUnknown(signed, error) from error


def cancel(id_: str) -> Steps[CancelResult]:
    body = CancelOrderPayload(order_id(id_))
    return (yield from ask("cancelOrder", cancel_api._get_kwargs(body=body), _cancel_result))


def cancel_orders(ids: Sequence[str]) -> Steps[CancelResult]:
    if isinstance(ids, str):
        raise InvalidInput("order_ids", ids, "a list of order ids; for one order there is cancel()")
    checked = [order_id(value, f"order_ids[{i}]") for i, value in enumerate(ids)]
    if not 1 <= len(checked) <= MAX_IDS_PER_CANCEL:
        raise InvalidInput("order_ids", f"{len(checked)} ids", f"1 to {MAX_IDS_PER_CANCEL} in one request")
    return (yield from ask("cancelOrders", cancel_many_api._get_kwargs(body=checked), _cancel_result))


def cancel_all() -> Steps[CancelResult]:
    return (yield from ask("cancelAllOrders", cancel_all_api._get_kwargs(), _cancel_result))


def cancel_market_orders(market: str | None, asset_id: str | None) -> Steps[CancelResult]:
    if asset_id is not None:
        token_number(asset_id)
    body = OrderMarketCancelParams(
        market=UNSET if market is None else _condition_id("market", market),
        asset_id=UNSET if asset_id is None else asset_id,
    )
    return (yield from ask("cancelMarketOrders", cancel_market_api._get_kwargs(body=body), _cancel_result))


def order(id_: str) -> Steps[OpenOrder]:
    request = order_api._get_kwargs(order_id(id_))
    return (yield from ask("getOrder", request, lambda answer: OpenOrder.from_dict(_object(answer))))


def orders(params: OpenOrderParams | None) -> Steps[list[OpenOrder]]:
    def request(cursor: str | None) -> Mapping[str, Any]:
        return orders_api._get_kwargs(**given(params), next_cursor=cursor or UNSET)

    return (yield from _all_pages("getOrders", request, OpenOrder.from_dict))


def trades(params: TradeParams | None) -> Steps[list[Trade]]:
    def request(cursor: str | None) -> Mapping[str, Any]:
        return trades_api._get_kwargs(**given(params), next_cursor=cursor or UNSET)

    return (yield from _all_pages("getTrades", request, Trade.from_dict))


def trades_page(params: TradeParams | None, cursor: str | None) -> Steps[TradesPage]:
    def read(answer: Answer) -> TradesPage:
        data = _object(answer)
        items, following = _page(answer, Trade.from_dict)
        count = data.get("count")
        return TradesPage(
            trades=items,
            count=len(items) if count is None else int(count),
            limit=data.get("limit"),
            next_cursor=following,
        )

    request = trades_api._get_kwargs(**given(params), next_cursor=cursor or UNSET)
    return (yield from ask("getTrades", request, read))


def order_scoring(id_: str) -> Steps[OrderScoringResponse]:
    request = scoring_api._get_kwargs(order_id=order_id(id_))
    return (
        yield from ask(
            "getOrderScoring", request, lambda answer: OrderScoringResponse.from_dict(_object(answer))
        )
    )


def orders_scoring(ids: Sequence[str]) -> Steps[dict[str, bool]]:
    checked = [order_id(value, f"orderIds[{i}]") for i, value in enumerate(ids)]

    def read(answer: Answer) -> dict[str, bool]:
        return {str(key): bool(value) for key, value in _object(answer).items()}

    return (yield from ask("postOrdersScoring", scorings_api._get_kwargs(body=checked), read))


# --- reading ----------------------------------------------------------------------------------------


def _object(answer: Answer) -> dict[str, Any]:
    if not isinstance(answer.data, dict):
        raise answer.unreadable(f"expected a JSON object, got {type(answer.data).__name__}")
    return answer.data


def _decimal(answer: Answer, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise answer.unreadable(f"expected a number or a decimal string, got {value!r}")
    return decimal("answer", value)


def _cancel_result(answer: Answer) -> CancelResult:
    data = _object(answer)
    return CancelResult(
        canceled=[str(id_) for id_ in data["canceled"]],
        not_canceled={str(id_): str(reason) for id_, reason in (data.get("not_canceled") or {}).items()},
    )


def _credentials(address: str) -> Callable[[Answer], Credentials]:
    def read(answer: Answer) -> Credentials:
        data = _object(answer)
        return Credentials(data["apiKey"], data["secret"], data["passphrase"], address)

    return read


def _page(answer: Answer, item: Callable[[Any], T]) -> tuple[list[T], str | None]:
    """The items of a page and the cursor of the next one: None after the last."""
    data = _object(answer)
    cursor = data.get("next_cursor")
    return [item(each) for each in data["data"] or []], None if cursor in (None, "", END_CURSOR) else str(
        cursor
    )


def _all_pages(
    operation: str, request: Callable[[str | None], Mapping[str, Any]], item: Callable[[Any], T]
) -> Steps[list[T]]:
    """The items of all pages. A cursor that comes back a second time ends the walk with an error."""
    items: list[T] = []
    cursor: str | None = None
    seen: set[str] = set()

    def read(answer: Answer) -> tuple[list[T], str | None]:
        page, following = _page(answer, item)
        if following in seen:
            raise answer.unreadable(
                f"next_cursor {following!r} was handed out before: the pages go in a circle"
            )
        return page, following

    while True:
        page, cursor = yield from ask(operation, request(cursor), read)
        items += page
        if cursor is None:
            return items
        seen.add(cursor)


def _condition_id(field: str, value: str) -> str:
    if not isinstance(value, str) or not re.fullmatch("0x[0-9a-fA-F]{64}", value):
        raise InvalidInput(field, value, "a condition id is 0x and 64 hex digits")
    return value
