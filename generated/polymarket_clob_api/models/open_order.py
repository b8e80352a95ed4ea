from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.open_order_order_type import OpenOrderOrderType
from ..models.open_order_side import OpenOrderSide
from ..models.open_order_status import OpenOrderStatus
from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class OpenOrder(Model):
    """Attributes:
    id (str): The order's ID (its hash) Example:
        0xabcdef1234567890abcdef1234567890abcdef1234567890abcdef1234567890.
    status (OpenOrderStatus): State of the order; when its market resolves, what is not filled is
        cancelled and the fills stay
    owner (str): UUID of whoever owns the order Example: f4f247b7-4ac7-ff29-a152-04fda0a8755a.
    maker_address (str): Maker's Ethereum address Example: 0x1234567890123456789012345678901234567890.
    market (str): Condition ID that names the market Example:
        0x0000000000000000000000000000000000000000000000000000000000000001.
    asset_id (str): Token ID that names the asset Example: 0xabc123def456....
    side (OpenOrderSide): Side of the order Example: BUY.
    original_size (str): Size the order began with, in shares, a decimal number as text, not to be
        divided Example: 100.
    size_matched (str): Part of the size matched so far, in shares, a decimal number as text; it stays
        after a cancellation Example: 0.
    price (str): Price of the order Example: 0.5.
    outcome (str): Outcome of the market, YES or NO Example: YES.
    expiration (None | str): Unix time of the order's expiry Example: 1735689600.
    order_type (OpenOrderOrderType): Type of the order Example: GTC.
    created_at (float | int | str): Unix time of the order's creation Example: 1700000000.
    associate_trades (list[str] | None | Unset): IDs of the trades tied to this order Example:
        ['trade-123'].
    """

    id: str
    status: OpenOrderStatus
    owner: str
    maker_address: str
    market: str
    asset_id: str
    side: OpenOrderSide
    original_size: str
    size_matched: str
    price: str
    outcome: str
    expiration: None | str
    order_type: OpenOrderOrderType
    created_at: float | int | str
    associate_trades: list[str] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "id": "id",
        "status": "status",
        "owner": "owner",
        "maker_address": "maker_address",
        "market": "market",
        "asset_id": "asset_id",
        "side": "side",
        "original_size": "original_size",
        "size_matched": "size_matched",
        "price": "price",
        "outcome": "outcome",
        "expiration": "expiration",
        "order_type": "order_type",
        "created_at": "created_at",
        "associate_trades": "associate_trades",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        status: OpenOrderStatus = _dict.get("status", UNSET)
        if isinstance(status, str):
            status = OpenOrderStatus(status)
        _dict["status"] = status
        side: OpenOrderSide = _dict.get("side", UNSET)
        if isinstance(side, str):
            side = OpenOrderSide(side)
        _dict["side"] = side
        order_type: OpenOrderOrderType = _dict.get("order_type", UNSET)
        if isinstance(order_type, str):
            order_type = OpenOrderOrderType(order_type)
        _dict["order_type"] = order_type
        associate_trades: list[str] | None | Unset = _dict.get("associate_trades", UNSET)
        if isinstance(associate_trades, list):
            associate_trades_type_0: list[str] = associate_trades

            associate_trades = associate_trades_type_0
        _dict["associate_trades"] = associate_trades
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
