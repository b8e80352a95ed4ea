from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class PaginatedMarkets(Model):
    """Attributes:
    limit (int | Unset):
    next_cursor (str | Unset):
    count (int | Unset):
    data (list[Market] | Unset):
    """

    limit: int | Unset = UNSET
    next_cursor: str | Unset = UNSET
    count: int | Unset = UNSET
    data: list[Market] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "limit": "limit",
        "next_cursor": "next_cursor",
        "count": "count",
        "data": "data",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        data: list[Market] | Unset = _dict.get("data", UNSET)
        if isinstance(data, list):
            data = [Market.adopt(item) if isinstance(item, dict) else item for item in data]
        _dict["data"] = data
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.market import Market
