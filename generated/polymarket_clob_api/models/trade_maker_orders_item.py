from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.trade_maker_orders_item_side import TradeMakerOrdersItemSide
from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class TradeMakerOrdersItem(Model):
    """Attributes:
    order_id (str | Unset): The order's ID, which is a hash.
    owner (str | Unset): The owner's UUID.
    maker_address (str | Unset): Maker's address.
    matched_amount (str | Unset): How much was matched.
    price (str | Unset): Price of the maker order.
    fee_rate_bps (str | Unset): Rate of the fee, in basis points.
    asset_id (str | Unset): The asset's ID.
    outcome (str | Unset): Outcome that was traded.
    side (TradeMakerOrdersItemSide | Unset):
    """

    order_id: str | Unset = UNSET
    owner: str | Unset = UNSET
    maker_address: str | Unset = UNSET
    matched_amount: str | Unset = UNSET
    price: str | Unset = UNSET
    fee_rate_bps: str | Unset = UNSET
    asset_id: str | Unset = UNSET
    outcome: str | Unset = UNSET
    side: TradeMakerOrdersItemSide | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "order_id": "order_id",
        "owner": "owner",
        "maker_address": "maker_address",
        "matched_amount": "matched_amount",
        "price": "price",
        "fee_rate_bps": "fee_rate_bps",
        "asset_id": "asset_id",
        "outcome": "outcome",
        "side": "side",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        side: TradeMakerOrdersItemSide | Unset = _dict.get("side", UNSET)
        if isinstance(side, str):
            side = TradeMakerOrdersItemSide(side)
        _dict["side"] = side
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
