"""Orders under the older client's names: built exactly, sent as the native client sends them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from orjson import loads

from polymarket_clob import OrderBuilder
from polymarket_clob._books import market_price
from polymarket_clob._calls.naming import Naming
from polymarket_clob._calls.orders import by_the_rules, check_own, each_once
from polymarket_clob._calls.posted import post_one, post_several
from polymarket_clob._core import Steps
from polymarket_clob._fees import FeeSchedule, amount_within
from polymarket_clob.amounts import EXACT, Number, cut_down, decimal, price_on_grid
from polymarket_clob.amounts import tick_size as checked_tick
from polymarket_clob.errors import InsufficientLiquidity, InvalidInput, OrderRejected
from polymarket_clob.orders import MarketOrderArgs, MarketRules, OrderArgs, Payload, SignedOrder

from ._raw import Base
from ._signed import older_form
from .clob_types import (
    MarketOrderArgsV1,
    MarketOrderArgsV2,
    OrderArgsV1,
    OrderArgsV2,
    OrderType,
    PartialCreateOrderOptions,
    PostOrdersV2Args,
    asset_of,
    side_word,
)
from .constants import BYTES32_ZERO
from .exceptions import PolyException, translated
from .order_utils.model.order_data_v2 import SignedOrderV2

T = TypeVar("T")


class OrderMethods(Base):
    """Building and sending orders."""

    def calculate_market_price(
        self, token_id: str, side: str | int, amount: Number, order_type: str = OrderType.FOK
    ) -> float:
        """The worst price that filling this amount takes, best prices first whichever way they are listed."""
        worst, _ = self._prices(token_id, side, amount, order_type)
        return float(worst)

    def create_order(
        self, order_args: OrderArgsV2, options: PartialCreateOrderOptions | None = None
    ) -> SignedOrderV2:
        """A signed limit order. A price off the tick grid is refused, not rounded."""
        self.assert_level_1_auth()
        builder, version = self._builder(), _version(order_args, options)
        asset = asset_of(order_args)
        fees = None
        if order_args.user_usdc_balance is not None and side_word(_given(order_args.side)) == "BUY":
            fees = self._fees(order_args, asset)
        order_args = replace(order_args, builder_code=self._builder_code(order_args))

        def made(rules: MarketRules) -> SignedOrderV2:
            args = order_args
            if fees is not None:
                price, size = _on_grid(_given(args.price), rules), decimal("size", _given(args.size))
                worth = amount_within(args.user_usdc_balance or 0, EXACT.multiply(size, price), price, fees)
                args = replace(args, size=EXACT.divide(worth, price))
            return older_form(signed_limit(builder, args, rules, version))

        return self._made(asset, options, made)

    def create_market_order(
        self, order_args: MarketOrderArgsV2, options: PartialCreateOrderOptions | None = None
    ) -> SignedOrderV2:
        """A signed market order, at the price given or at the one that the book asks for."""
        self.assert_level_1_auth()
        builder, version = self._builder(), _version(order_args, options)
        asset = asset_of(order_args)
        side, amount = side_word(_given(order_args.side)), _given(order_args.amount)
        price: Number
        price, best = order_args.price or 0, None
        if not price:
            price, best = self._prices(asset, side, amount, order_args.order_type)
        fees = self._fees(order_args, asset) if side == "BUY" and order_args.user_usdc_balance else None
        order_args = replace(order_args, builder_code=self._builder_code(order_args))

        def made(rules: MarketRules) -> SignedOrderV2:
            args = order_args
            if fees is not None:
                worst, cheapest = _on_grid(price, rules), best or rules.tick_size
                within = amount_within(args.user_usdc_balance or 0, amount, worst, fees, cheapest)
                args = replace(args, amount=within)
            return older_form(market_order(builder, args, price, rules, version))

        return self._made(asset, options, made)

    def post_order(
        self,
        order: SignedOrderV2,
        order_type: str = OrderType.GTC,
        post_only: bool = False,
        defer_exec: bool = False,
    ) -> Any:
        """Sends an order, once; after a 401 because of the clock once more. The response as it came, at once:
        nobody waits for transaction hashes.
        """
        self.assert_level_2_auth()
        session = self.native._session
        native, body = self._payload(order, order_type, post_only=post_only, defer_exec=defer_exec)

        def steps() -> Steps[Any]:
            with Naming(session, [native]) as naming:
                try:
                    return (yield from post_one(session, native, body, naming.progress)).to_dict()
                except OrderRejected as error:
                    naming.progress.refused.add(native.order_id)
                    return loads(error.body)

        return self._returned("postOrder", steps())

    def post_orders(
        self,
        args: list[PostOrdersV2Args],
        post_only: bool = False,
        defer_exec: bool = False,
    ) -> Any:
        """Sends orders in one request; an order that stands there twice is refused before. Of none, an empty
        list is sent, and the response given on as it came.
        """
        self.assert_level_2_auth()
        if not args:
            return self._call("postOrders", body=[])
        session = self.native._session
        made = [
            self._payload(each.order, each.orderType, post_only=post_only, defer_exec=defer_exec)
            for each in args
        ]
        batch, body = [native for native, _ in made], [payload for _, payload in made]
        with translated():
            each_once(batch)

        def steps() -> Steps[list[Any]]:
            with Naming(session, batch) as naming:
                answered = yield from post_several(session, batch, body, naming.progress)
                return [posted.to_dict() for posted in answered]

        return self._returned("postOrders", steps())

    def create_and_post_order(
        self,
        order_args: OrderArgsV2,
        options: PartialCreateOrderOptions | None = None,
        order_type: str = OrderType.GTC,
        post_only: bool = False,
        defer_exec: bool = False,
    ) -> Any:
        signed = self.create_order(order_args, options)
        return self.post_order(signed, order_type, post_only, defer_exec)

    def create_and_post_market_order(
        self,
        order_args: MarketOrderArgsV2,
        options: PartialCreateOrderOptions | None = None,
        order_type: str = OrderType.FOK,
        defer_exec: bool = False,
    ) -> Any:
        signed = self.create_market_order(order_args, options)
        return self.post_order(signed, order_type, defer_exec=defer_exec)

    def _payload(
        self, order: SignedOrderV2, order_type: Any, *, post_only: bool, defer_exec: bool
    ) -> tuple[SignedOrder, Payload]:
        """The order as this client has it, and its body. Raises PolyException where it is another account's,
        or was changed after it was signed.
        """
        if post_only and order_type in (OrderType.FOK, OrderType.FAK):
            raise ValueError(f"post_only={post_only!r}: an order that must rest cannot be {order_type}")
        with translated():
            native, creds = order.native, self._api_key()
            check_own(self.native._session, native, creds.address)
            body = native.payload(creds.api_key, order_type, post_only=post_only, defer_exec=defer_exec)
        return native, body

    def _builder(self) -> OrderBuilder:
        """What builds orders. Raises PolyException without a private key."""
        with translated():
            return self.native._session.need_builder()

    def _made(
        self, asset: str, options: PartialCreateOrderOptions | None, make: Callable[[MarketRules], T]
    ) -> T:
        """What is made by the market's tick size and exchange, unless the caller gives both; a tick may be
        given coarser.
        """
        tick = options.tick_size if options is not None else None
        neg_risk = options.neg_risk if options is not None else None

        def chosen(known: MarketRules) -> T:
            wanted = known.tick_size if tick is None else checked_tick(tick)
            if wanted < known.tick_size:
                raise InvalidInput("tick_size", tick, f"finer than the market's {known.tick_size}")
            return make(MarketRules(wanted, known.neg_risk if neg_risk is None else neg_risk))

        with translated():
            if tick is not None and neg_risk is not None:
                return make(MarketRules(tick, neg_risk))
            return self.native._run(by_the_rules(self.native._session, asset, None, chosen))

    def _prices(
        self, asset: str, side: str | int, amount: Number, order_type: str
    ) -> tuple[Decimal, Decimal]:
        """The worst price that filling this amount takes, and the best one."""
        word = side_word(side)
        with translated():
            book = self.native.get_order_book(asset)
            levels = book.asks if word == "BUY" else book.bids
            try:
                worst = market_price(word, amount, levels, whole=order_type == OrderType.FOK)
                return worst, market_price(word, 0, levels)
            except InsufficientLiquidity as error:
                raise PolyException("no match") from error

    def _fees(self, args: OrderArgsV2 | MarketOrderArgsV2, asset: str) -> FeeSchedule:
        """What is to fit into the balance of the arguments, which is checked."""
        with translated():
            decimal("user_usdc_balance", args.user_usdc_balance or 0)
            fees = self.native.get_fee_schedule(asset, self._builder_code(args))
            slippage = EXACT.add(1, EXACT.divide(decimal("fee_slippage", self.fee_slippage), 100))
        return FeeSchedule(EXACT.multiply(fees.rate, slippage), fees.exponent, fees.builder)

    def _builder_code(self, args: OrderArgsV2 | MarketOrderArgsV2) -> str:
        if args.builder_code != BYTES32_ZERO or self.builder_config is None:
            return args.builder_code
        return self.builder_config.builder_code


def signed_limit(
    builder: OrderBuilder, args: OrderArgsV1 | OrderArgsV2, rules: MarketRules, version: int
) -> SignedOrder:
    """A limit order, signed for an exchange version. Raises InvalidInput, and PolyException on version 1."""
    made = _of_version_2(args, version)
    native = OrderArgs(
        asset_of(made),
        _given(made.price),
        _cut_down("size", _given(made.size)),
        side_word(_given(made.side)),
        whole_seconds(made.expiration),
        made.builder_code,
        made.metadata,
    )
    return _for_version(builder, builder.limit(native, rules), rules, 3 if made.position_id else version)


def market_order(
    builder: OrderBuilder,
    args: MarketOrderArgsV1 | MarketOrderArgsV2,
    price: Number,
    rules: MarketRules,
    version: int,
) -> SignedOrder:
    """A market order at this price, as ``signed_limit``."""
    made = _of_version_2(args, version)
    native = MarketOrderArgs(
        asset_of(made),
        _cut_down("amount", _given(made.amount)),
        side_word(_given(made.side)),
        price,
        "FAK" if made.order_type == OrderType.FAK else "FOK",
        builder_code=made.builder_code,
        metadata=made.metadata,
    )
    return _for_version(
        builder, builder.market(native, price, rules), rules, 3 if made.position_id else version
    )


def whole_seconds(expiration: Any) -> int:
    """The expiration of an order in Unix seconds. Raises InvalidInput."""
    try:
        return int(expiration)
    except (TypeError, ValueError, OverflowError):
        raise InvalidInput("expiration", expiration, "Unix seconds, a whole number") from None


def _on_grid(price: Number, rules: MarketRules) -> Decimal:
    """A price, which is checked: figures that it divides are there."""
    price_on_grid(price, rules.tick_size)
    return decimal("price", price)


def _of_version_2(args: Any, version: int) -> Any:
    if isinstance(args, OrderArgsV1 | MarketOrderArgsV1) or version == 1:
        raise PolyException("version 1 orders are not made: no exchange takes them any more")
    if version not in (2, 3):
        raise PolyException(f"version={version!r}: 2 or 3")
    return args


def _version(args: Any, options: PartialCreateOrderOptions | None) -> int:
    """The exchange version to sign for. Raises PolyException before anything is asked of the exchange."""
    wanted = options.version if options is not None else None
    version = 2 if wanted is None else wanted
    _of_version_2(args, version)
    return version


def _given(value: Any) -> Any:
    """A field that the argument class has checked."""
    assert value is not None
    return value


def _cut_down(field: str, value: Number) -> Decimal:
    """What the older client makes of a size or amount that is finer than hundredths."""
    with translated():
        return cut_down(decimal(field, value))


def _for_version(builder: OrderBuilder, signed: SignedOrder, rules: MarketRules, version: int) -> SignedOrder:
    """The order signed for this exchange version, where its id alone would say another."""
    if signed.version == version:
        return signed
    return builder.sign(
        signed.struct,
        neg_risk=rules.neg_risk,
        version=version,
        order_type=signed.order_type,
        expiration=signed.expiration,
    )
