from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.trade_side import TradeSide
from ..models.trade_status import TradeStatus
from ..models.trade_trader_side import TradeTraderSide
from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class Trade(Model):
    """Describes one trade.

    Attributes:
        id (str): The trade's ID. Example: trade-123.
        taker_order_id (str): Taker's order ID, which is a hash. Example:
            0xabcdef1234567890abcdef1234567890abcdef1234567890abcdef1234567890.
        market (str): The market, given as its condition ID. Example:
            0x0000000000000000000000000000000000000000000000000000000000000001.
        asset_id (str): The asset, given as its token ID. Example:
            15871154585880608648532107628464183779895785213830018178010423617714102767076.
        side (TradeSide): Which side the trade took. Example: BUY.
        size (str): How large the trade is. Example: 100000000.
        price (str): Price the trade was made at. Example: 0.5.
        status (TradeStatus): State the trade is in. Example: TRADE_STATUS_CONFIRMED.
        match_time (str): When the trade was matched, as a Unix timestamp. Example: 1700000000.
        last_update (str): When the trade was last updated, as a Unix timestamp. Example: 1700000000.
        outcome (str): Outcome of the market that was traded. Example: YES.
        bucket_index (int): Index of the bucket. Example: 0.
        owner (str): The owner's UUID. Example: f4f247b7-4ac7-ff29-a152-04fda0a8755a.
        maker_address (str): Maker's address. Example: 0x1234567890123456789012345678901234567890.
        trader_side (TradeTraderSide): Role of the trader, either TAKER or MAKER. Example: TAKER.
        fee_rate_bps (str | Unset): Rate of the fee, in basis points. Example: 30.
        match_time_nano (str | Unset): When the trade was matched, counted in nanoseconds. Example:
            1700000000000000000.
        transaction_hash (str | Unset): Hash of the transaction; empty until the trade is mined, and of one
            that failed. Example: 0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef.
        err_msg (None | str | Unset): Text of the error, when there is one.
        maker_orders (list[TradeMakerOrdersItem] | None | Unset): The maker orders tied to this trade.
            Example: [].
    """

    id: str
    taker_order_id: str
    market: str
    asset_id: str
    side: TradeSide
    size: str
    price: str
    status: TradeStatus
    match_time: str
    last_update: str
    outcome: str
    bucket_index: int
    owner: str
    maker_address: str
    trader_side: TradeTraderSide
    fee_rate_bps: str | Unset = UNSET
    match_time_nano: str | Unset = UNSET
    transaction_hash: str | Unset = UNSET
    err_msg: None | str | Unset = UNSET
    maker_orders: list[TradeMakerOrdersItem] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "id": "id",
        "taker_order_id": "taker_order_id",
        "market": "market",
        "asset_id": "asset_id",
        "side": "side",
        "size": "size",
        "price": "price",
        "status": "status",
        "match_time": "match_time",
        "last_update": "last_update",
        "outcome": "outcome",
        "bucket_index": "bucket_index",
        "owner": "owner",
        "maker_address": "maker_address",
        "trader_side": "trader_side",
        "fee_rate_bps": "fee_rate_bps",
        "match_time_nano": "match_time_nano",
        "transaction_hash": "transaction_hash",
        "err_msg": "err_msg",
        "maker_orders": "maker_orders",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        side: TradeSide = _dict.get("side", UNSET)
        if isinstance(side, str):
            side = TradeSide(side)
        _dict["side"] = side
        status: TradeStatus = _dict.get("status", UNSET)
        if isinstance(status, str):
            status = TradeStatus(status)
        _dict["status"] = status
        trader_side: TradeTraderSide = _dict.get("trader_side", UNSET)
        if isinstance(trader_side, str):
            trader_side = TradeTraderSide(trader_side)
        _dict["trader_side"] = trader_side
        maker_orders: list[TradeMakerOrdersItem] | None | Unset = _dict.get("maker_orders", UNSET)
        if isinstance(maker_orders, list):
            maker_orders_type_0: list[TradeMakerOrdersItem] = maker_orders
            if isinstance(maker_orders_type_0, list):
                maker_orders_type_0 = [
                    TradeMakerOrdersItem.adopt(item) if isinstance(item, dict) else item
                    for item in maker_orders_type_0
                ]

            maker_orders = maker_orders_type_0
        _dict["maker_orders"] = maker_orders
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.trade_maker_orders_item import TradeMakerOrdersItem
