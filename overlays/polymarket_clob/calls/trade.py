"""Orders: building, sending, cancelling, reading; trades; scoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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
    OpenOrder,
    OrderMarketCancelParams,
    OrderScoringResponse,
    SendOrderResponse,
    Trade,
)
from polymarket_clob_api.types import UNSET

from polymarket_clob.core import Answer, Steps, ask
from polymarket_clob.errors import ClobError, InvalidInput, OrderOutcomeUnknown, OrderRejected
from polymarket_clob.orders import MarketRules, OrderArgs, OrderType, SignedOrder, token_number
from polymarket_clob.orders import order_id as checked_id
from polymarket_clob.params import (
    OpenOrderParams,
    OrderScoringParams,
    OrdersScoringParams,
    TradeParams,
    given,
)
from polymarket_clob.results import CancelResult, TradesPage
from polymarket_clob.session import Session

from .market_data import get_market_rules
from .reading import all_pages, condition_id, object_of, object_read, page_of, several

MAX_IDS_PER_CANCEL = 1000
"""As ``DELETE /orders`` is described."""


def create_order(session: Session, args: OrderArgs, rules: MarketRules | None = None) -> Steps[SignedOrder]:
    """Builds and signs a limit order; sends nothing but a look at the book, if ``rules`` are not given.

    Raises InvalidInput when the order breaks a rule: price off the tick grid, size under the market's
    minimum, expiration less than 180 s ahead.
    """
    builder = session.need_builder()
    if rules is not None:
        return builder.limit(args, rules)
    known = session.known_rules(args.token_id)
    if known is not None:
        try:
            return builder.limit(args, known)
        except InvalidInput as error:
            if error.field != "price":  # the tick size may have changed since
                raise
    return builder.limit(args, (yield from get_market_rules(session, args.token_id)))


def post_order(
    session: Session,
    signed: SignedOrder,
    order_type: OrderType | None = None,
    *,
    post_only: bool = False,
    defer_exec: bool = False,
) -> Steps[SendOrderResponse]:
    """Sends an order, once. ``order_type`` is GTC, or GTD when the order has an expiration.

    Raises OrderRejected or BadRequest when the exchange refuses it, and OrderOutcomeUnknown when no
    answer says what became of it: then ask ``get_order(signed.order_id)``, never send it again.
    """
    owner = session.need_creds("post_order").api_key
    payload = signed.payload(owner, order_type, post_only=post_only, defer_exec=defer_exec)

    def read(answer: Answer) -> SendOrderResponse:
        data = object_of(answer)
        if data["success"] is not True or data.get("errorMsg") or not data["orderID"]:
            raise OrderRejected(answer.operation, answer.status, answer.headers, answer.body)
        return SendOrderResponse.from_dict(data)

    try:
        return (yield from ask("postOrder", {"method": "post", "url": "/order", "json": payload}, read))
    except ClobError as error:
        if error.outcome_known:
            raise
        raise OrderOutcomeUnknown(signed, error) from error


def create_and_post_order(
    session: Session, args: OrderArgs, order_type: OrderType | None = None, *, post_only: bool = False
) -> Steps[SendOrderResponse]:
    """``create_order`` and ``post_order`` in one."""
    signed = yield from create_order(session, args)
    return (yield from post_order(session, signed, order_type, post_only=post_only))


def cancel(session: Session, order_id: str) -> Steps[CancelResult]:
    """Cancels one order."""
    body = CancelOrderPayload(checked_id(order_id))
    return (yield from ask("cancelOrder", cancel_api._get_kwargs(body=body), _cancel_result))


def cancel_orders(session: Session, order_ids: Sequence[str]) -> Steps[CancelResult]:
    """Cancels up to 1,000 orders."""
    ids = several("order_ids", order_ids, MAX_IDS_PER_CANCEL)
    body = [checked_id(value, f"order_ids[{i}]") for i, value in enumerate(ids)]
    return (yield from ask("cancelOrders", cancel_many_api._get_kwargs(body=body), _cancel_result))


def cancel_all(session: Session) -> Steps[CancelResult]:
    """Cancels every open order of the account."""
    return (yield from ask("cancelAllOrders", cancel_all_api._get_kwargs(), _cancel_result))


def cancel_market_orders(
    session: Session, market: str | None = None, asset_id: str | None = None
) -> Steps[CancelResult]:
    """Cancels the open orders of a market (condition id), of a token, or, with neither, all of them."""
    if asset_id is not None:
        token_number(asset_id)
    body = OrderMarketCancelParams(
        market=UNSET if market is None else condition_id(market, "market"),
        asset_id=UNSET if asset_id is None else asset_id,
    )
    return (yield from ask("cancelMarketOrders", cancel_market_api._get_kwargs(body=body), _cancel_result))


def get_order(session: Session, order_id: str) -> Steps[OpenOrder]:
    """One order of the account. Raises NotFound."""
    request = order_api._get_kwargs(checked_id(order_id))
    return (yield from ask("getOrder", request, object_read(OpenOrder.from_dict)))


def get_orders(session: Session, params: OpenOrderParams | None = None) -> Steps[list[OpenOrder]]:
    """The account's open orders, all pages."""

    def request(cursor: str | None) -> Mapping[str, Any]:
        return orders_api._get_kwargs(**given(params), next_cursor=cursor or UNSET)

    return (yield from all_pages("getOrders", request, OpenOrder.from_dict))


def get_trades(session: Session, params: TradeParams | None = None) -> Steps[list[Trade]]:
    """The account's trades, all pages."""

    def request(cursor: str | None) -> Mapping[str, Any]:
        return trades_api._get_kwargs(**given(params), next_cursor=cursor or UNSET)

    return (yield from all_pages("getTrades", request, Trade.from_dict))


def get_trades_paginated(
    session: Session, params: TradeParams | None = None, next_cursor: str | None = None
) -> Steps[TradesPage]:
    """One page of the account's trades; hand its ``next_cursor`` back for the next one."""

    def read(answer: Answer) -> TradesPage:
        trades, following = page_of(answer, Trade.from_dict)
        data = object_of(answer)
        return TradesPage(trades, data.get("count", len(trades)), data.get("limit"), following)

    request = trades_api._get_kwargs(**given(params), next_cursor=next_cursor or UNSET)
    return (yield from ask("getTrades", request, read))


def is_order_scoring(session: Session, params: OrderScoringParams) -> Steps[OrderScoringResponse]:
    """Whether an order earns rewards at the moment: ``.scoring``."""
    request = scoring_api._get_kwargs(order_id=checked_id(params.orderId, "orderId"))
    return (yield from ask("getOrderScoring", request, object_read(OrderScoringResponse.from_dict)))


def are_orders_scoring(session: Session, params: OrdersScoringParams) -> Steps[dict[str, bool]]:
    """Whether orders earn rewards at the moment, by order id."""
    ids = several("orderIds", params.orderIds)
    body = [checked_id(value, f"orderIds[{i}]") for i, value in enumerate(ids)]

    def read(answer: Answer) -> dict[str, bool]:
        return {str(key): bool(value) for key, value in object_of(answer).items()}

    return (yield from ask("postOrdersScoring", scorings_api._get_kwargs(body=body), read))


def _cancel_result(answer: Answer) -> CancelResult:
    data = object_of(answer)
    return CancelResult(
        canceled=[str(id_) for id_ in data["canceled"]],
        not_canceled={str(id_): str(reason) for id_, reason in (data.get("not_canceled") or {}).items()},
    )
