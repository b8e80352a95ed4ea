from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.get_last_trade_price_response_200_side import GetLastTradePriceResponse200Side
from ..types import UNSET, Model


@_attrs_define(eq=False, repr=False, slots=False)
class GetLastTradePriceResponse200(Model):
    """Attributes:
    price (str): What the latest trade was made at. Example: 0.45.
    side (GetLastTradePriceResponse200Side): Which side the latest trade was on, BUY or SELL. Example:
        BUY.
    """

    price: str
    side: GetLastTradePriceResponse200Side
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "price": "price",
        "side": "side",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        side: GetLastTradePriceResponse200Side = _dict.get("side", UNSET)
        if isinstance(side, str):
            side = GetLastTradePriceResponse200Side(side)
        _dict["side"] = side
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
