"""Builds and signs orders without a client: amounts exact, no look at the market."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final, cast

from polymarket_clob._books import market_price
from polymarket_clob.amounts import EXACT, limit_amounts, market_amounts
from polymarket_clob.amounts import Side as SideWord
from polymarket_clob.builder import OrderBuilder as NativeBuilder
from polymarket_clob.compat._orders import market_order, signed_limit
from polymarket_clob.compat._signed import older_form
from polymarket_clob.compat.clob_types import (
    CreateOrderOptions,
    MarketOrderArgsV1,
    MarketOrderArgsV2,
    OrderArgsV1,
    OrderArgsV2,
    OrderSummary,
    OrderType,
    RoundConfig,
    side_word,
)
from polymarket_clob.compat.config import get_contract_config
from polymarket_clob.compat.constants import BYTES32_ZERO, ZERO_ADDRESS
from polymarket_clob.compat.exceptions import PolyException, translated
from polymarket_clob.compat.order_utils import (
    ExchangeOrderBuilderV1,
    ExchangeOrderBuilderV2,
    OrderDataV1,
    OrderDataV2,
    Side,
    SignatureTypeV1,
    SignatureTypeV2,
    SignedOrderV1,
    SignedOrderV2,
)
from polymarket_clob.compat.signer import Signer
from polymarket_clob.errors import InsufficientLiquidity
from polymarket_clob.orders import MarketRules

from .constants import BUY, SELL
from .helpers import decimal_places, round_down, round_normal, round_up, to_token_decimals

__all__ = [
    "BUY",
    "BYTES32_ZERO",
    "ROUNDING_CONFIG",
    "SELL",
    "ZERO_ADDRESS",
    "CreateOrderOptions",
    "ExchangeOrderBuilderV1",
    "ExchangeOrderBuilderV2",
    "MarketOrderArgsV1",
    "MarketOrderArgsV2",
    "OrderArgsV1",
    "OrderArgsV2",
    "OrderBuilder",
    "OrderDataV1",
    "OrderDataV2",
    "OrderSummary",
    "OrderType",
    "RoundConfig",
    "Side",
    "SignatureTypeV1",
    "SignatureTypeV2",
    "SignedOrderV1",
    "SignedOrderV2",
    "Signer",
    "decimal_places",
    "get_contract_config",
    "round_down",
    "round_normal",
    "round_up",
    "to_token_decimals",
]

ROUNDING_CONFIG: Final = {
    "0.1": RoundConfig(price=1, size=2, amount=3),
    "0.01": RoundConfig(price=2, size=2, amount=4),
    "0.005": RoundConfig(price=3, size=2, amount=5),
    "0.0025": RoundConfig(price=4, size=2, amount=6),
    "0.001": RoundConfig(price=3, size=2, amount=5),
    "0.0001": RoundConfig(price=4, size=2, amount=6),
}
"""Decimals by tick size (docs/protocol/amounts.md#decimals-by-tick-size)."""


class OrderBuilder:
    """Orders of one key and wallet."""

    def __init__(
        self,
        signer: Signer,
        signature_type: SignatureTypeV2 | None = None,
        funder: str | None = None,
    ) -> None:
        self.signer = signer
        with translated():
            self.native = NativeBuilder(
                signer.native, signer.chain_id, cast("SignatureTypeV2", signature_type), funder
            )
        self.signature_type = self.native.signature_type
        self.funder = self.native.maker

    def get_order_amounts(
        self, side: str | int, size: float, price: float, round_config: RoundConfig
    ) -> tuple[Side, int, int]:
        """The side, and what the maker gives and gets of a limit order, in base units."""
        word, tick = side_word(side), _tick(round_config)
        with translated():
            rounded = round_normal(price, round_config.price)
            return Side[word], *limit_amounts(word, rounded, round_down(size, round_config.size), tick)

    def get_market_order_amounts(
        self, side: str | int, amount: float, price: float, round_config: RoundConfig
    ) -> tuple[Side, int, int]:
        """The side, and what the maker gives and gets of a market order, in base units."""
        word, tick = side_word(side), _tick(round_config)
        with translated():
            rounded = round_down(price, round_config.price)
            amounts = market_amounts(word, rounded, round_down(amount, round_config.size), tick)
            return Side[word], *amounts

    def build_order(
        self,
        order_args: OrderArgsV1 | OrderArgsV2,
        options: CreateOrderOptions,
        version: int = 2,
        fee_rate_bps: int | None = None,
    ) -> SignedOrderV2:
        """A signed limit order. Orders of version 1 raise PolyException, and ``fee_rate_bps`` was theirs."""
        del fee_rate_bps
        rules = MarketRules(options.tick_size, options.neg_risk)
        with translated():
            return older_form(signed_limit(self.native, order_args, rules, version))

    def build_market_order(
        self,
        order_args: MarketOrderArgsV1 | MarketOrderArgsV2,
        options: CreateOrderOptions,
        version: int = 2,
        fee_rate_bps: int | None = None,
    ) -> SignedOrderV2:
        """A signed market order at the price that its arguments say; as ``build_order`` otherwise."""
        del fee_rate_bps
        rules = MarketRules(options.tick_size, options.neg_risk)
        with translated():
            return older_form(market_order(self.native, order_args, order_args.price, rules, version))

    def calculate_buy_market_price(
        self, positions: Sequence[Any], amount_to_match: float, order_type: str
    ) -> float:
        """The worst price that spending this amount takes. Raises PolyException when it cannot be spent."""
        return _price("BUY", positions, amount_to_match, order_type)

    def calculate_sell_market_price(
        self, positions: Sequence[Any], amount_to_match: float, order_type: str
    ) -> float:
        """The worst price that selling this amount takes. Raises PolyException when it cannot be sold."""
        return _price("SELL", positions, amount_to_match, order_type)


def _tick(config: RoundConfig) -> Decimal:
    return Decimal(1).scaleb(-config.price, EXACT)


def _price(side: SideWord, positions: Iterable[Any], amount: float, order_type: str) -> float:
    levels = [each if isinstance(each, dict) else vars(each) for each in positions]
    with translated():
        try:
            return float(market_price(side, amount, levels, whole=order_type == OrderType.FOK))
        except InsufficientLiquidity as error:
            raise PolyException("no match") from error
