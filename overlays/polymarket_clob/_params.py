"""Arguments that the guides pass as objects, under the names they use there.

A field left out does not filter. The wire names stay as the service writes them (``orderId``).
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import asdict, frozen

from .errors import InvalidInput


@frozen
class BookParams:
    """A token, and a side (BUY or SELL) where prices are asked for."""

    token_id: str
    side: str = ""


@frozen
class OpenOrderParams:
    """Filters of ``get_orders``: order id, condition id, token id."""

    id: str | None = None
    market: str | None = None
    asset_id: str | None = None


@frozen
class TradeParams:
    """Filters of ``get_trades``: trade id, maker address, condition id, token id, Unix times in seconds."""

    id: str | None = None
    maker_address: str | None = None
    market: str | None = None
    asset_id: str | None = None
    before: int | None = None
    after: int | None = None


@frozen
class OrderScoringParams:
    """The order that ``is_order_scoring`` asks about."""

    orderId: str  # noqa: N815 - the name the guides use


@frozen
class OrdersScoringParams:
    """The orders that ``are_orders_scoring`` asks about."""

    orderIds: Sequence[str]  # noqa: N815 - the name the guides use


def given(params: OpenOrderParams | TradeParams | None) -> dict[str, str]:
    """The filters that were set, as query parameters. Raises InvalidInput on what is no filter."""
    if params is None:
        return {}
    if not isinstance(params, OpenOrderParams | TradeParams):
        raise InvalidInput(
            "params", type(params).__name__, "filters are said as OpenOrderParams or TradeParams"
        )
    return {name: str(value) for name, value in asdict(params).items() if value is not None}
