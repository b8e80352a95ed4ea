from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
class RewardsRatesType0Item(Model):
    """Attributes:
    asset_address (str | Unset):
    rewards_daily_rate (float | Unset):
    """

    asset_address: str | Unset = UNSET
    rewards_daily_rate: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "asset_address": "asset_address",
        "rewards_daily_rate": "rewards_daily_rate",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls(
            _dict.get("asset_address", UNSET),
            _dict.get("rewards_daily_rate", UNSET),
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
