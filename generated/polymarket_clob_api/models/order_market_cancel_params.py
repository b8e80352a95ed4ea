from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class OrderMarketCancelParams(Model):
    """Attributes:
    market (str | Unset): Condition ID that names the market Example:
        0x0000000000000000000000000000000000000000000000000000000000000001.
    asset_id (str | Unset): Token ID that names the asset Example: 0xabc123def456....
    """

    market: str | Unset = UNSET
    asset_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "market": "market",
        "asset_id": "asset_id",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
