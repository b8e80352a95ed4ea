from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
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
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls(
            _dict.get("market", UNSET),
            _dict.get("asset_id", UNSET),
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
