from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.get_last_trades_prices_post_response_200_item_side import (
    GetLastTradesPricesPostResponse200ItemSide,
)
from ..types import UNSET, Model


@_attrs_define(eq=False, repr=False, slots=False)
class GetLastTradesPricesPostResponse200Item(Model):
    """Attributes:
    token_id (str): ID of the token (asset) that traded. Example: 0xabc123def456....
    price (str): What the latest trade was made at. Example: 0.45.
    side (GetLastTradesPricesPostResponse200ItemSide): Which side the latest trade was on, BUY or SELL.
        Example: BUY.
    """

    token_id: str
    price: str
    side: GetLastTradesPricesPostResponse200ItemSide
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "token_id": "token_id",
        "price": "price",
        "side": "side",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        side: GetLastTradesPricesPostResponse200ItemSide = _dict.get("side", UNSET)
        if isinstance(side, str):
            side = GetLastTradesPricesPostResponse200ItemSide(side)
        _dict["side"] = side
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
