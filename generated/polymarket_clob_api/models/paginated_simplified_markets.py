from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
class PaginatedSimplifiedMarkets(Model):
    """Attributes:
    limit (int | Unset):
    next_cursor (str | Unset):
    count (int | Unset):
    data (list[SimplifiedMarket] | Unset):
    """

    limit: int | Unset = UNSET
    next_cursor: str | Unset = UNSET
    count: int | Unset = UNSET
    data: list[SimplifiedMarket] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "limit": "limit",
        "next_cursor": "next_cursor",
        "count": "count",
        "data": "data",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        data: list[SimplifiedMarket] | Unset = _dict.get("data", UNSET)
        if isinstance(data, list):
            data = [SimplifiedMarket.from_dict(item) if isinstance(item, dict) else item for item in data]

        _model = cls(
            _dict.get("limit", UNSET),
            _dict.get("next_cursor", UNSET),
            _dict.get("count", UNSET),
            data,
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.simplified_market import SimplifiedMarket
