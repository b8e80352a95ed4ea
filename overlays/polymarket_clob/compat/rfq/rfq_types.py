"""The argument classes of requests for quotes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

from polymarket_clob.amounts import Number

__all__ = [
    "AcceptQuoteParams",
    "ApproveOrderParams",
    "CancelRfqQuoteParams",
    "CancelRfqRequestParams",
    "CreateRfqQuoteParams",
    "CreateRfqRequestParams",
    "GetRfqBestQuoteParams",
    "GetRfqQuotesParams",
    "GetRfqRequestsParams",
    "MatchType",
    "RfqPaginatedResponse",
    "RfqQuote",
    "RfqQuoteResponse",
    "RfqRequest",
    "RfqRequestResponse",
    "RfqUserQuote",
    "RfqUserRequest",
]


@dataclass
class RfqUserRequest:
    """What is asked for."""

    token_id: str
    price: Number
    side: str
    size: Number


@dataclass
class RfqUserQuote:
    """What is offered for a request."""

    request_id: str
    token_id: str
    price: Number
    side: str
    size: Number


@dataclass
class CancelRfqRequestParams:
    """A request to withdraw."""

    request_id: str


@dataclass
class CancelRfqQuoteParams:
    """A quote to withdraw."""

    quote_id: str


@dataclass
class AcceptQuoteParams:
    """A quote to accept, and when the order for it expires."""

    request_id: str
    quote_id: str
    expiration: int


@dataclass
class ApproveOrderParams:
    """A quote to stand by, and when the order for it expires."""

    request_id: str
    quote_id: str
    expiration: int


@dataclass
class GetRfqRequestsParams:
    """Filters of requests."""

    request_ids: list[str] | None = None
    state: Literal["active", "inactive"] | None = None
    markets: list[str] | None = None
    size_min: float | None = None
    size_max: float | None = None
    size_usdc_min: float | None = None
    size_usdc_max: float | None = None
    price_min: float | None = None
    price_max: float | None = None
    sort_by: Literal["price", "expiry", "size", "created"] | None = None
    sort_dir: Literal["asc", "desc"] | None = None
    limit: int | None = None
    offset: str | None = None


@dataclass
class GetRfqQuotesParams:
    """Filters of quotes."""

    quote_ids: list[str] | None = None
    request_ids: list[str] | None = None
    state: Literal["active", "inactive"] | None = None
    markets: list[str] | None = None
    size_min: float | None = None
    size_max: float | None = None
    size_usdc_min: float | None = None
    size_usdc_max: float | None = None
    price_min: float | None = None
    price_max: float | None = None
    sort_by: Literal["price", "expiry", "created"] | None = None
    sort_dir: Literal["asc", "desc"] | None = None
    limit: int | None = None
    offset: str | None = None


@dataclass
class GetRfqBestQuoteParams:
    """The request whose best quote is asked for."""

    request_id: str | None = None


@dataclass
class CreateRfqRequestParams:
    """A request as it is sent."""

    asset_in: str
    asset_out: str
    amount_in: str
    amount_out: str
    user_type: int


@dataclass
class CreateRfqQuoteParams:
    """A quote as it is sent."""

    request_id: str
    asset_in: str
    asset_out: str
    amount_in: str
    amount_out: str


@dataclass
class RfqRequest:
    """A request as it is listed."""

    request_id: str
    user_address: str
    proxy_address: str | None = None
    token: str | None = None
    complement: str | None = None
    condition: str | None = None
    side: str | None = None
    size_in: str | None = None
    size_out: str | None = None
    price: float | None = None
    accepted_quote_id: str | None = None
    state: str | None = None
    expiry: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


@dataclass
class RfqQuote:
    """A quote as it is listed."""

    quote_id: str
    request_id: str
    user_address: str
    proxy_address: str | None = None
    complement: str | None = None
    condition: str | None = None
    token: str | None = None
    side: str | None = None
    size_in: str | None = None
    size_out: str | None = None
    price: float | None = None
    state: str | None = None
    expiry: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


@dataclass
class RfqRequestResponse:
    """What became of a request."""

    request_id: str | None = None
    error: str | None = None


@dataclass
class RfqQuoteResponse:
    """What became of a quote."""

    quote_id: str | None = None
    error: str | None = None


@dataclass
class RfqPaginatedResponse:
    """A page of a listing."""

    data: list[Any] = field(default_factory=list)
    next_cursor: str | None = None
    limit: int | None = None
    count: int | None = None
    total_count: int | None = None


class MatchType(str, Enum):  # noqa: UP042 - prints as the older one
    """How two orders are matched."""

    COMPLEMENTARY = "COMPLEMENTARY"
    MINT = "MINT"
    MERGE = "MERGE"
