"""What a price means, wherever one is told: USDC for a share that pays one or none in the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clob_conformance.core.clauses import Clause, declare
from clob_conformance.core.subject import Meaning, Subject
from clob_conformance.model.values import number

_BY_TOKEN = (
    "getMidpointsGet",
    "getMidpointsPost",
    "getPricesGet",
    "getPricesPost",
    "getSpreads",
)
PRICE_IN_RANGE = declare(
    "price-in-range",
    "A price of a share lies between 0 and 1 USDC, and so do a midpoint and a spread.",
    source="docs/protocol/amounts.md#prices; description: OrderBookSummary, Market, OpenOrder, Trade",
    severity="critical",
    operations=(
        *_BY_TOKEN,
        "getBook",
        "getBooksGet",
        "getBooksPost",
        "getBuilderTrades",
        "getLastTradePrice",
        "getLastTradesPricesGet",
        "getLastTradesPricesPost",
        "getMarket",
        "getMarkets",
        "getMidpoint",
        "getMultiMarkets",
        "getNotifications",
        "getOrder",
        "getOrders",
        "getPrice",
        "getRawRewardsForMarket",
        "getSamplingMarkets",
        "getSamplingSimplifiedMarkets",
        "getSimplifiedMarkets",
        "getSpread",
        "getTrades",
        "getUserEarningsAndMarketsConfig",
    ),
    shared=True,
)
_PRICES = frozenset({"last_trade_price", "mid", "mid_price", "price", "spread"})


def _range(subject: Subject) -> Iterator[tuple[str, str]]:
    found = (
        _under_any_name(subject.response) if subject.operation.id in _BY_TOKEN else _named(subject.response)
    )
    for name, value in found:
        price = number(value)
        if price is not None and not 0 <= price <= 1:
            yield name, f"the {name} {value} is not between 0 and 1"


def _named(value: Any) -> Iterator[tuple[str, Any]]:
    """Values of the fields that are prices, at any depth."""
    if isinstance(value, dict):
        for name, checked in value.items():
            if name in _PRICES:
                yield name, checked
            elif isinstance(checked, dict | list):
                yield from _named(checked)
    elif isinstance(value, list):
        for checked in value:
            if isinstance(checked, dict | list):
                yield from _named(checked)


def _under_any_name(value: Any) -> Iterator[tuple[str, Any]]:
    """Values of a mapping by token, or by token and side."""
    for checked in value.values() if isinstance(value, dict) else ():
        if isinstance(checked, dict):
            yield from (("price", one) for one in checked.values())
        else:
            yield "price", checked


RULES: tuple[tuple[Clause, Meaning], ...] = ((PRICE_IN_RANGE, _range),)
