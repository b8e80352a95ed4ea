from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.builder_trade_side import BuilderTradeSide
from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
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
        transaction_hash (str): Hash of the transaction. Example:
            0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef.
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
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        side: BuilderTradeSide = _dict["side"]
        if isinstance(side, str):
            side = BuilderTradeSide(side)

        err_msg: None | str | Unset = _dict.get("err_msg", UNSET)

        created_at: datetime.datetime | Unset = _dict.get("createdAt", UNSET)
        if isinstance(created_at, str):
            try:
                created_at = datetime.datetime.fromisoformat(created_at)
            except ValueError:
                pass

        updated_at: datetime.datetime | Unset = _dict.get("updatedAt", UNSET)
        if isinstance(updated_at, str):
            try:
                updated_at = datetime.datetime.fromisoformat(updated_at)
            except ValueError:
                pass

        _model = cls(
            _dict["id"],
            _dict["tradeType"],
            _dict["takerOrderHash"],
            _dict["builder"],
            _dict["market"],
            _dict["assetId"],
            side,
            _dict["size"],
            _dict["sizeUsdc"],
            _dict["price"],
            _dict["status"],
            _dict["outcome"],
            _dict["outcomeIndex"],
            _dict["owner"],
            _dict["maker"],
            _dict["transactionHash"],
            _dict["matchTime"],
            _dict["bucketIndex"],
            _dict["fee"],
            _dict["feeUsdc"],
            err_msg,
            created_at,
            updated_at,
            _dict.get("builderCode", UNSET),
            _dict.get("builderFee", UNSET),
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
