from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class AssetEarning(Model):
    """What was earned in one asset.

    Attributes:
        asset_address (str): Reward asset's address.
        earnings (float | None | str): Amount earned.
        asset_rate (float | None | str | Unset): Asset's exchange rate.
    """

    asset_address: str
    earnings: float | None | str
    asset_rate: float | None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "asset_address": "asset_address",
        "earnings": "earnings",
        "asset_rate": "asset_rate",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
