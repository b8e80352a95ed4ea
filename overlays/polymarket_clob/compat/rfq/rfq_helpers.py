"""Amounts and filters of requests for quotes."""

from __future__ import annotations

from dataclasses import fields
from decimal import ROUND_DOWN
from typing import Any

from polymarket_clob.amounts import EXACT, decimal
from polymarket_clob.compat.constants import COLLATERAL_TOKEN_DECIMALS, CONDITIONAL_TOKEN_DECIMALS

from .rfq_types import GetRfqBestQuoteParams, GetRfqQuotesParams, GetRfqRequestsParams

__all__ = [
    "COLLATERAL_TOKEN_DECIMALS",
    "CONDITIONAL_TOKEN_DECIMALS",
    "GetRfqQuotesParams",
    "GetRfqRequestsParams",
    "parse_rfq_quotes_params",
    "parse_rfq_requests_params",
    "parse_units",
    "to_camel_case",
]


def parse_units(value: str, decimals: int) -> int:
    """A decimal text in its smallest units; what is finer is cut off. Raises ValueError."""
    return int(decimal("value", value).scaleb(decimals, EXACT).to_integral_value(ROUND_DOWN, EXACT))


def to_camel_case(snake_str: str) -> str:
    """``size_usdc_min`` as ``sizeUsdcMin``."""
    first, *rest = snake_str.split("_")
    return first + "".join(part.title() for part in rest)


def parse_rfq_requests_params(params: GetRfqRequestsParams | None = None) -> dict[str, Any]:
    """Filters by their names on the wire; a list goes as repeated keys."""
    return query(params)


def parse_rfq_quotes_params(params: GetRfqQuotesParams | None = None) -> dict[str, Any]:
    """Filters by their names on the wire; a list goes as repeated keys."""
    return query(params)


def query(params: GetRfqRequestsParams | GetRfqQuotesParams | GetRfqBestQuoteParams | None) -> dict[str, Any]:
    """The fields that were set, by their names on the wire."""
    if params is None:
        return {}
    found = {each.name: getattr(params, each.name) for each in fields(params)}
    return {to_camel_case(name): value for name, value in found.items() if value not in (None, [])}
