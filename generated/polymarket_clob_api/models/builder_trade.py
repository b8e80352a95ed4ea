from __future__ import annotations

import datetime
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.builder_trade_side import BuilderTradeSide
from ..types import UNSET, Model, Unset, moment


@_attrs_define(eq=False, repr=False, slots=False)
class BuilderTrade(Model):
    """Describes one trade attributed to a builder.

    Attributes:
        id (str): The trade's ID. Example: trade-123.
        trade_type (str): Kind of trade. Example: TAKER.
        taker_order_hash (str): Hash of the taker's order. Example:
            0xabcdef1234567890abcdef1234567890abcdef1234567890abcdef1234567890.
        builder (str): Builder code that the trade is credited to. Example:
            0x0000000000000000000000000000000000000000000000000000000000000001.
        market (str): The market, given as its condition ID. Example:
            0x0000000000000000000000000000000000000000000000000000000000000001.
        asset_id (str): The asset, given as its token ID. Example:
            15871154585880608648532107628464183779895785213830018178010423617714102767076.
        side (BuilderTradeSide): Which side the trade took. Example: BUY.
        size (str): How large the trade is; decimal shares on the live service. Example: 100000000.
        size_usdc (str): How large the trade is in USDC, size times price; decimal on the live service.
            Example: 50000000.
        price (str): Price the trade was made at. Example: 0.5.
        status (str): State the trade is in. Example: TRADE_STATUS_CONFIRMED.
        outcome (str): Outcome of the market that was traded. Example: YES.
        outcome_index (int): Index of the outcome. Example: 0.
        owner (str): The owner's UUID. Example: f4f247b7-4ac7-ff29-a152-04fda0a8755a.
        maker (str): Maker's address. Example: 0x1234567890123456789012345678901234567890.
        transaction_hash (str): Hash of the transaction; empty until the trade is mined, and of one that
            failed. Example: 0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef.
        match_time (str): When the trade was matched, as a Unix timestamp. Example: 1700000000.
        bucket_index (int): Index of the bucket. Example: 0.
        fee (str): How much the fee is; decimal on the live service. Example: 300000.
        fee_usdc (str): How much the fee is, counted in USDC; decimal on the live service. Example: 150000.
        err_msg (None | str | Unset): Text of the error, when there is one.
        created_at (datetime.datetime | Unset): When the record was created. Example: 2024-01-01T00:00:00Z.
        updated_at (datetime.datetime | Unset): When the record was last updated. Example:
            2024-01-01T00:00:00Z.
        builder_code (str | Unset): Builder code that the trade is credited to, where builder is empty.
        builder_fee (str | Unset): What the builder earned by the trade.
    """

    id: str
    trade_type: str
    taker_order_hash: str
    builder: str
    market: str
    asset_id: str
    side: BuilderTradeSide
    size: str
    size_usdc: str
    price: str
    status: str
    outcome: str
    outcome_index: int
    owner: str
    maker: str
    transaction_hash: str
    match_time: str
    bucket_index: int
    fee: str
    fee_usdc: str
    err_msg: None | str | Unset = UNSET
    created_at: datetime.datetime | Unset = UNSET
    updated_at: datetime.datetime | Unset = UNSET
    builder_code: str | Unset = UNSET
    builder_fee: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "id": "id",
        "tradeType": "trade_type",
        "takerOrderHash": "taker_order_hash",
        "builder": "builder",
        "market": "market",
        "assetId": "asset_id",
        "side": "side",
        "size": "size",
        "sizeUsdc": "size_usdc",
        "price": "price",
        "status": "status",
        "outcome": "outcome",
        "outcomeIndex": "outcome_index",
        "owner": "owner",
        "maker": "maker",
        "transactionHash": "transaction_hash",
        "matchTime": "match_time",
        "bucketIndex": "bucket_index",
        "fee": "fee",
        "feeUsdc": "fee_usdc",
        "err_msg": "err_msg",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
        "builderCode": "builder_code",
        "builderFee": "builder_fee",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _dict["trade_type"] = _dict.pop("tradeType", UNSET)
        _dict["taker_order_hash"] = _dict.pop("takerOrderHash", UNSET)
        _dict["asset_id"] = _dict.pop("assetId", UNSET)
        side: BuilderTradeSide = _dict.get("side", UNSET)
        if isinstance(side, str):
            side = BuilderTradeSide(side)
        _dict["side"] = side
        _dict["size_usdc"] = _dict.pop("sizeUsdc", UNSET)
        _dict["outcome_index"] = _dict.pop("outcomeIndex", UNSET)
        _dict["transaction_hash"] = _dict.pop("transactionHash", UNSET)
        _dict["match_time"] = _dict.pop("matchTime", UNSET)
        _dict["bucket_index"] = _dict.pop("bucketIndex", UNSET)
        _dict["fee_usdc"] = _dict.pop("feeUsdc", UNSET)
        created_at: datetime.datetime | Unset = _dict.pop("createdAt", UNSET)
        if isinstance(created_at, (str, int, float)):
            created_at = moment(created_at)
        _dict["created_at"] = created_at
        updated_at: datetime.datetime | Unset = _dict.pop("updatedAt", UNSET)
        if isinstance(updated_at, (str, int, float)):
            updated_at = moment(updated_at)
        _dict["updated_at"] = updated_at
        _dict["builder_code"] = _dict.pop("builderCode", UNSET)
        _dict["builder_fee"] = _dict.pop("builderFee", UNSET)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
