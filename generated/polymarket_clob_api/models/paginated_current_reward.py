from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False)
class PaginatedCurrentReward(Model):
    """One page of reward setups now in force.

    Attributes:
        limit (int): Most items that a page may hold.
        count (int): How many items this response holds.
        next_cursor (str): Cursor that fetches the following page; "LTE=" marks the last one.
        data (list[CurrentReward]):
    """

    limit: int
    count: int
    next_cursor: str
    data: list[CurrentReward]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "limit": "limit",
        "count": "count",
        "next_cursor": "next_cursor",
        "data": "data",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        data: list[CurrentReward] = _dict["data"]
        if isinstance(data, list):
            data = [CurrentReward.from_dict(item) if isinstance(item, dict) else item for item in data]

        _model = cls(
            _dict["limit"],
            _dict["count"],
            _dict["next_cursor"],
            data,
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.current_reward import CurrentReward
