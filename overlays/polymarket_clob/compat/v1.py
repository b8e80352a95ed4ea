"""For code written for the first version, py-clob-client: its method names on the same client.

Orders are those of version 2: the exchange takes no others. ``fee_rate_bps``, ``nonce`` and ``taker`` of
order arguments are taken and not sent.
"""

from __future__ import annotations

from typing import Any

from .client import ClobClient as _ClobClient
from .client import book_parameters
from .clob_types import (
    ApiCreds,
    AssetType,
    BalanceAllowanceParams,
    BookParams,
    DropNotificationParams,
    MarketOrderArgsV1,
    MarketOrderArgsV2,
    OpenOrderParams,
    OrderArgsV1,
    OrderArgsV2,
    OrderBookSummary,
    OrderMarketCancelParams,
    OrderPayload,
    OrderScoringParams,
    OrdersScoringParams,
    OrderSummary,
    OrderType,
    PartialCreateOrderOptions,
    TradeParams,
)
from .config import get_contract_config
from .constants import AMOY, POLYGON
from .exceptions import PolyApiException, PolyException
from .order_builder.constants import BUY, SELL
from .order_utils import SignedOrderV2
from .utilities import parse_raw_orderbook_summary

__all__ = [
    "AMOY",
    "BUY",
    "POLYGON",
    "SELL",
    "ApiCreds",
    "AssetType",
    "BalanceAllowanceParams",
    "BookParams",
    "ClobClient",
    "DropNotificationParams",
    "FilterParams",
    "MarketOrderArgs",
    "OpenOrderParams",
    "OrderArgs",
    "OrderBookSummary",
    "OrderScoringParams",
    "OrderSummary",
    "OrderType",
    "OrdersScoringParams",
    "PartialCreateOrderOptions",
    "PolyApiException",
    "PolyException",
    "TradeParams",
]

OrderArgs = OrderArgsV1
MarketOrderArgs = MarketOrderArgsV1
FilterParams = TradeParams


class ClobClient(_ClobClient):
    """The first version's client; what it does not rename is that of the second."""

    def create_or_derive_api_creds(self, nonce: int | None = None) -> ApiCreds:
        """Makes an API key, or recovers the one there is."""
        return self.create_or_derive_api_key(nonce)

    def create_order(
        self, order_args: Any, options: PartialCreateOrderOptions | None = None
    ) -> SignedOrderV2:
        """A signed limit order, of version 2."""
        if isinstance(order_args, OrderArgsV1):
            order_args = OrderArgsV2(
                order_args.token_id, order_args.price, order_args.size, order_args.side, order_args.expiration
            )
        return super().create_order(order_args, options)

    def create_market_order(
        self, order_args: Any, options: PartialCreateOrderOptions | None = None
    ) -> SignedOrderV2:
        """A signed market order, of version 2."""
        if isinstance(order_args, MarketOrderArgsV1):
            order_args = MarketOrderArgsV2(
                order_args.token_id,
                order_args.amount,
                order_args.side,
                order_args.price,
                order_args.order_type,
            )
        return super().create_market_order(order_args, options)

    def post_order(
        self,
        order: SignedOrderV2,
        orderType: str = OrderType.GTC,  # noqa: N803 - the first version's name
        post_only: bool = False,
        defer_exec: bool = False,
    ) -> Any:
        """Sends an order, once; after a 401 because of the clock once more."""
        return super().post_order(order, orderType, post_only, defer_exec)

    def cancel(self, order_id: str) -> Any:
        """Cancels one order."""
        return self.cancel_order(OrderPayload(order_id))

    def cancel_market_orders(self, market: Any = "", asset_id: str = "") -> Any:
        """Cancels the open orders of a market, a token, or both."""
        given = isinstance(market, OrderMarketCancelParams)
        return super().cancel_market_orders(
            market if given else OrderMarketCancelParams(market or None, asset_id or None)
        )

    def get_orders(self, params: OpenOrderParams | None = None, next_cursor: str = "MA==") -> list[Any]:
        """Open orders."""
        return self.get_open_orders(params, next_cursor=next_cursor)

    def get_order_book(self, token_id: str) -> OrderBookSummary:
        """A book as an object."""
        book: OrderBookSummary = self._call(
            "getBook", params={"token_id": token_id}, read=parse_raw_orderbook_summary
        )
        return book

    def get_order_books(self, params: list[BookParams]) -> list[OrderBookSummary]:
        """Books as objects."""
        books: list[OrderBookSummary] = self._call(
            "getBooksPost",
            body=book_parameters(params),
            read=lambda found: [parse_raw_orderbook_summary(each) for each in found],
        )
        return books

    def get_collateral_address(self) -> str:
        """The contract of USDC."""
        return get_contract_config(self.chain_id).collateral

    def get_conditional_address(self) -> str:
        """The contract of outcome tokens."""
        return get_contract_config(self.chain_id).conditional_tokens

    def get_exchange_address(self, neg_risk: bool = False) -> str:
        """The contract that orders are signed for."""
        found = get_contract_config(self.chain_id)
        return found.neg_risk_exchange_v2 if neg_risk else found.exchange_v2
