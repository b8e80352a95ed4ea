from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class PricesHistoryResponse(Model):
    """Attributes:
    history (list[MarketPrice] | Unset):
    """

    history: list[MarketPrice] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "history": "history",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        history: list[MarketPrice] | Unset = _dict.get("history", UNSET)
        if isinstance(history, list):
            history = [MarketPrice.adopt(item) if isinstance(item, dict) else item for item in history]
        _dict["history"] = history
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.market_price import MarketPrice
