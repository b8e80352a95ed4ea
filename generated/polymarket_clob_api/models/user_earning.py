from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
class UserEarning(Model):
    """What a user earned on one market during one day.

    Attributes:
        date (datetime.datetime): Day on which the amount was earned.
        condition_id (str): The market's condition ID.
        asset_address (str): Reward asset's address.
        maker_address (str): Maker's address.
        earnings (float): Amount earned, counted in the asset.
        asset_rate (float | Unset): Asset's exchange rate.
    """

    date: datetime.datetime
    condition_id: str
    asset_address: str
    maker_address: str
    earnings: float
    asset_rate: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "date": "date",
        "condition_id": "condition_id",
        "asset_address": "asset_address",
        "maker_address": "maker_address",
        "earnings": "earnings",
        "asset_rate": "asset_rate",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        date: datetime.datetime = _dict["date"]
        if isinstance(date, str):
            try:
                date = datetime.datetime.fromisoformat(date)
            except ValueError:
                pass

        _model = cls(
            date,
            _dict["condition_id"],
            _dict["asset_address"],
            _dict["maker_address"],
            _dict["earnings"],
            _dict.get("asset_rate", UNSET),
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
