from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
class AssetEarning(Model):
    """What was earned in one asset.

    Attributes:
        asset_address (str): Reward asset's address.
        earnings (float): Amount earned.
        asset_rate (float | Unset): Asset's exchange rate.
    """

    asset_address: str
    earnings: float
    asset_rate: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "asset_address": "asset_address",
        "earnings": "earnings",
        "asset_rate": "asset_rate",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls(
            _dict["asset_address"],
            _dict["earnings"],
            _dict.get("asset_rate", UNSET),
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
