"""Requests for quotes. Their responses are documented nowhere and come as they are.

Source: docs/protocol/requests.md#quotes. Amounts in base units, as decimal strings; USDC is asset ``"0"``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from polymarket_clob_api import models
from polymarket_clob_api.api import rfq

from polymarket_clob._core import Progress, Steps, ask
from polymarket_clob._legacy import order_of_version_1
from polymarket_clob._session import Session
from polymarket_clob.errors import InvalidInput

from .naming import Naming
from .reading import data_of


def create_rfq_request(
    session: Session, asset_in: str, asset_out: str, amount_in: str, amount_out: str, user_type: int = 0
) -> Steps[Any]:
    """Asks for quotes: gives ``amount_in`` of ``asset_in`` for ``amount_out`` of ``asset_out``."""
    body = models.RfqRequest(asset_in, asset_out, amount_in, amount_out, user_type)
    return (yield from ask("createRfqRequest", rfq.create_rfq_request._get_kwargs(body=body), data_of))


def cancel_rfq_request(session: Session, request_id: str) -> Steps[Any]:
    """Withdraws a request for quotes."""
    body = models.RfqRequestPayload(request_id)
    return (yield from ask("cancelRfqRequest", rfq.cancel_rfq_request._get_kwargs(body=body), data_of))


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
    body = models.RfqQuote(request_id, asset_in, asset_out, amount_in, amount_out, user_type)
    return (yield from ask("createRfqQuote", rfq.create_rfq_quote._get_kwargs(body=body), data_of))


def cancel_rfq_quote(session: Session, quote_id: str) -> Steps[Any]:
    """Withdraws a quote."""
    body = models.RfqQuotePayload(quote_id)
    return (yield from ask("cancelRfqQuote", rfq.cancel_rfq_quote._get_kwargs(body=body), data_of))


def accept_rfq_quote(session: Session, order: Mapping[str, Any]) -> Steps[Any]:
    """Accepts a quote with a signed version 1 order, flat, as the service wants it.

    Raises OrderOutcomeUnknown when no response says what became of the order, as ``post_order`` does.
    """
    request = rfq.accept_rfq_quote._get_kwargs(body=models.RfqOrder.from_dict(_mapping(order)))
    with _naming(session, order) as progress:
        return (yield from ask("acceptRfqQuote", request, data_of, progress=progress))


def approve_rfq_order(session: Session, order: Mapping[str, Any]) -> Steps[Any]:
    """Approves an accepted quote with a signed version 1 order, flat, as the service wants it.

    Raises OrderOutcomeUnknown when no response says what became of the order, as ``post_order`` does.
    """
    request = rfq.approve_rfq_order._get_kwargs(body=models.RfqOrder.from_dict(_mapping(order)))
    with _naming(session, order) as progress:
        return (yield from ask("approveRfqOrder", request, data_of, progress=progress))


def get_rfq_requests(session: Session, /, **filters: Any) -> Steps[Any]:
    """Requests for quotes; ``filters`` under the service's names (camelCase)."""
    request = rfq.get_rfq_requests._get_kwargs(filters=models.GetRfqRequestsFilters.from_dict(filters))
    return (yield from ask("getRfqRequests", request, data_of))


def get_rfq_requester_quotes(session: Session, /, **filters: Any) -> Steps[Any]:
    """Quotes on the account's requests; ``filters`` under the service's names (camelCase)."""
    request = rfq.get_rfq_requester_quotes._get_kwargs(
        filters=models.GetRfqRequesterQuotesFilters.from_dict(filters)
    )
    return (yield from ask("getRfqRequesterQuotes", request, data_of))


def get_rfq_quoter_quotes(session: Session, /, **filters: Any) -> Steps[Any]:
    """Quotes that the account gave; ``filters`` under the service's names (camelCase)."""
    request = rfq.get_rfq_quoter_quotes._get_kwargs(
        filters=models.GetRfqQuoterQuotesFilters.from_dict(filters)
    )
    return (yield from ask("getRfqQuoterQuotes", request, data_of))


def get_rfq_best_quote(session: Session, /, **filters: Any) -> Steps[Any]:
    """The best quote on a request; ``filters`` under the service's names (camelCase)."""
    request = rfq.get_rfq_best_quote._get_kwargs(filters=models.GetRfqBestQuoteFilters.from_dict(filters))
    return (yield from ask("getRfqBestQuote", request, data_of))


def get_rfq_config(session: Session) -> Steps[Any]:
    """The settings of the quoting service."""
    return (yield from ask("getRfqConfig", rfq.get_rfq_config._get_kwargs(), data_of))


@contextmanager
def _naming(session: Session, order: Mapping[str, Any]) -> Iterator[Progress]:
    """Names the order of a decision about a quote, where its signature is of its fields: one that is of no
    key, or of another chain, no exchange takes.
    """
    signed = order_of_version_1(order, session.chain_id, session.now())
    if signed is None:
        yield Progress()
    else:
        with Naming(session, [signed]) as naming:
            yield naming.progress


def _mapping(order: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(order, Mapping):
        raise InvalidInput("order", type(order).__name__, "a signed order is a mapping")
    return order
