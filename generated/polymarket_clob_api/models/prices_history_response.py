from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
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
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        history: list[MarketPrice] | Unset = _dict.get("history", UNSET)
        if isinstance(history, list):
            history = [MarketPrice.from_dict(item) if isinstance(item, dict) else item for item in history]

        _model = cls(
            history,
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.market_price import MarketPrice
