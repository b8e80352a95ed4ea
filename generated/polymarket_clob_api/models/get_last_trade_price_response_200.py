from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.get_last_trade_price_response_200_side import GetLastTradePriceResponse200Side
from ..types import Model


@_attrs_define(eq=False, repr=False)
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
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        side: GetLastTradePriceResponse200Side = _dict["side"]
        if isinstance(side, str):
            side = GetLastTradePriceResponse200Side(side)

        _model = cls(
            _dict["price"],
            side,
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
