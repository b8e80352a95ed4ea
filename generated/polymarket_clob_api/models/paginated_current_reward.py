from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model


@_attrs_define(eq=False, repr=False, slots=False)
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
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        data: list[CurrentReward] = _dict.get("data", UNSET)
        if isinstance(data, list):
            data = [CurrentReward.adopt(item) if isinstance(item, dict) else item for item in data]
        _dict["data"] = data
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.current_reward import CurrentReward
