from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model


@_attrs_define(eq=False, repr=False, slots=False)
class TradesResponse(Model):
    """One page of trades.

    Attributes:
        limit (int): Most items that a page may hold. Example: 100.
        next_cursor (str): Cursor that fetches the following page, an offset encoded in base64; "LTE=" says
            that no pages are left. Example: MTAw.
        count (int): How many items this response holds. Example: 2.
        data (list[Trade] | None): The trades on this page.
    """

    limit: int
    next_cursor: str
    count: int
    data: list[Trade] | None
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
        data: list[Trade] | None = _dict.get("data", UNSET)
        if isinstance(data, list):
            data_type_0: list[Trade] = data
            if isinstance(data_type_0, list):
                data_type_0 = [Trade.adopt(item) if isinstance(item, dict) else item for item in data_type_0]

            data = data_type_0
        _dict["data"] = data
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.trade import Trade
