"""Requests for quotes. Their answers are documented nowhere and come as they are.

Source: facts CLIENTS section 6. Amounts in base units, as decimal strings; USDC is asset ``"0"``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polymarket_clob_api.api.rfq import accept_rfq_quote as accept_api
from polymarket_clob_api.api.rfq import approve_rfq_order as approve_api
from polymarket_clob_api.api.rfq import cancel_rfq_quote as cancel_quote_api
from polymarket_clob_api.api.rfq import cancel_rfq_request as cancel_request_api
from polymarket_clob_api.api.rfq import create_rfq_quote as quote_api
from polymarket_clob_api.api.rfq import create_rfq_request as request_api
from polymarket_clob_api.api.rfq import get_rfq_best_quote as best_api
from polymarket_clob_api.api.rfq import get_rfq_config as config_api
from polymarket_clob_api.api.rfq import get_rfq_quoter_quotes as quoter_api
from polymarket_clob_api.api.rfq import get_rfq_requester_quotes as requester_api
from polymarket_clob_api.api.rfq import get_rfq_requests as requests_api
from polymarket_clob_api.models import (
    GetRfqBestQuoteFilters,
    GetRfqQuoterQuotesFilters,
    GetRfqRequesterQuotesFilters,
    GetRfqRequestsFilters,
    RfqOrder,
    RfqQuote,
    RfqQuotePayload,
    RfqRequest,
    RfqRequestPayload,
)

from polymarket_clob.core import Steps, ask
from polymarket_clob.session import Session

from .reading import data_of


def create_rfq_request(
    session: Session, asset_in: str, asset_out: str, amount_in: str, amount_out: str, user_type: int = 0
) -> Steps[Any]:
    """Asks for quotes: gives ``amount_in`` of ``asset_in`` for ``amount_out`` of ``asset_out``."""
    body = RfqRequest(asset_in, asset_out, amount_in, amount_out, user_type)
    return (yield from ask("createRfqRequest", request_api._get_kwargs(body=body), data_of))


def cancel_rfq_request(session: Session, request_id: str) -> Steps[Any]:
    """Withdraws a request for quotes."""
    body = RfqRequestPayload(request_id)
    return (yield from ask("cancelRfqRequest", cancel_request_api._get_kwargs(body=body), data_of))


def create_rfq_quote(
    session: Session,
    request_id: str,
    asset_in: str,
    asset_out: str,
    amount_in: str,
    amount_out: str,
    user_type: int = 0,
) -> Steps[Any]:
    """Quotes on a request."""
    body = RfqQuote(request_id, asset_in, asset_out, amount_in, amount_out, user_type)
    return (yield from ask("createRfqQuote", quote_api._get_kwargs(body=body), data_of))


def cancel_rfq_quote(session: Session, quote_id: str) -> Steps[Any]:
    """Withdraws a quote."""
    body = RfqQuotePayload(quote_id)
    return (yield from ask("cancelRfqQuote", cancel_quote_api._get_kwargs(body=body), data_of))


def accept_rfq_quote(session: Session, order: Mapping[str, Any]) -> Steps[Any]:
    """Accepts a quote with a signed version 1 order, flat, as the service wants it."""
    body = RfqOrder.from_dict(order)
    return (yield from ask("acceptRfqQuote", accept_api._get_kwargs(body=body), data_of))


def approve_rfq_order(session: Session, order: Mapping[str, Any]) -> Steps[Any]:
    """Approves an accepted quote with a signed version 1 order, flat, as the service wants it."""
    body = RfqOrder.from_dict(order)
    return (yield from ask("approveRfqOrder", approve_api._get_kwargs(body=body), data_of))


def get_rfq_requests(session: Session, /, **filters: Any) -> Steps[Any]:
    """Requests for quotes; ``filters`` under the service's names (camelCase)."""
    request = requests_api._get_kwargs(filters=GetRfqRequestsFilters.from_dict(filters))
    return (yield from ask("getRfqRequests", request, data_of))


def get_rfq_requester_quotes(session: Session, /, **filters: Any) -> Steps[Any]:
    """Quotes on the account's requests; ``filters`` under the service's names (camelCase)."""
    request = requester_api._get_kwargs(filters=GetRfqRequesterQuotesFilters.from_dict(filters))
    return (yield from ask("getRfqRequesterQuotes", request, data_of))


def get_rfq_quoter_quotes(session: Session, /, **filters: Any) -> Steps[Any]:
    """Quotes that the account gave; ``filters`` under the service's names (camelCase)."""
    request = quoter_api._get_kwargs(filters=GetRfqQuoterQuotesFilters.from_dict(filters))
    return (yield from ask("getRfqQuoterQuotes", request, data_of))


def get_rfq_best_quote(session: Session, /, **filters: Any) -> Steps[Any]:
    """The best quote on a request; ``filters`` under the service's names (camelCase)."""
    request = best_api._get_kwargs(filters=GetRfqBestQuoteFilters.from_dict(filters))
    return (yield from ask("getRfqBestQuote", request, data_of))


def get_rfq_config(session: Session) -> Steps[Any]:
    """The settings of the quoting service."""
    return (yield from ask("getRfqConfig", config_api._get_kwargs(), data_of))
