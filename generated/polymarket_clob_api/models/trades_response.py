from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False)
class TradesResponse(Model):
    """One page of trades.

    Attributes:
        limit (int): Most items that a page may hold. Example: 100.
        next_cursor (str): Cursor that fetches the following page, an offset encoded in base64; "LTE=" says
            that no pages are left. Example: MTAw.
        count (int): How many items this response holds. Example: 2.
        data (list[Trade]): The trades on this page.
    """

    limit: int
    next_cursor: str
    count: int
    data: list[Trade]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "limit": "limit",
        "next_cursor": "next_cursor",
        "count": "count",
        "data": "data",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        data: list[Trade] = _dict["data"]
        if isinstance(data, list):
            data = [Trade.from_dict(item) if isinstance(item, dict) else item for item in data]

        _model = cls(
            _dict["limit"],
            _dict["next_cursor"],
            _dict["count"],
            data,
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.trade import Trade
