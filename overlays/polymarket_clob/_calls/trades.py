"""Trades of the account, and those credited to a builder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polymarket_clob_api import models
from polymarket_clob_api.api import trade
from polymarket_clob_api.types import UNSET

from polymarket_clob._core import Response, Steps, ask
from polymarket_clob._params import TradeParams, given
from polymarket_clob._results import TradesPage
from polymarket_clob._session import Session
from polymarket_clob.errors import InvalidInput
from polymarket_clob.orders import builder_code as checked_code

from .reading import Listing, as_asked, object_of, page_of


def get_trades(session: Session, params: TradeParams | None = None) -> Listing[models.Trade]:
    """The account's trades."""

    def request(cursor: str | None) -> Mapping[str, Any]:
        return trade.get_trades._get_kwargs(**given(params), next_cursor=cursor or UNSET)

    return Listing(session, "getTrades", request, as_asked(models.Trade.adopt, given(params)))


def get_trades_paginated(
    session: Session, params: TradeParams | None = None, next_cursor: str | None = None
) -> Steps[TradesPage]:
    """One page of the account's trades; hand its ``next_cursor`` back for the next one."""

    def read(response: Response) -> TradesPage:
        trades, following = page_of(response, as_asked(models.Trade.adopt, given(params)))
        if following is not None and following == next_cursor:
            raise response.unreadable(f"next_cursor {following!r} is that of this page")
        data = object_of(response)
        return TradesPage(trades, data.get("count", len(trades)), data.get("limit"), following)

    request = trade.get_trades._get_kwargs(**given(params), next_cursor=next_cursor or UNSET)
    return (yield from ask("getTrades", request, read))


def get_builder_trades(
    session: Session, builder_code: str, params: TradeParams | None = None
) -> Listing[models.BuilderTrade]:
    """The trades credited to a builder code (0x and 64 hex digits). Public."""
    code = checked_code(builder_code)
    filters = given(params)
    if "maker_address" in filters:
        raise InvalidInput(
            "maker_address", filters["maker_address"], "builder trades are not filtered by maker"
        )

    def request(cursor: str | None) -> Mapping[str, Any]:
        return trade.get_builder_trades._get_kwargs(builder_code=code, **filters, next_cursor=cursor or UNSET)

    return Listing(session, "getBuilderTrades", request, models.BuilderTrade.adopt)
