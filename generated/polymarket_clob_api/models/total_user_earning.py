from __future__ import annotations

import datetime
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, moment


@_attrs_define(eq=False, repr=False, slots=False)
class TotalUserEarning(Model):
    """A user's total for one day, grouped per asset.

    Attributes:
        date (datetime.datetime): Day on which the amount was earned, in any of the forms of ledger date-
            forms. Read as an aware time; to_dict gives back what was sent.
        asset_address (str): Reward asset's address.
        maker_address (str): Maker's address.
        earnings (float | None | str): Total earned, counted in the asset.
        asset_rate (float | None | str): Asset's exchange rate.
    """

    date: datetime.datetime
    asset_address: str
    maker_address: str
    earnings: float | None | str
    asset_rate: float | None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "date": "date",
        "asset_address": "asset_address",
        "maker_address": "maker_address",
        "earnings": "earnings",
        "asset_rate": "asset_rate",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        date: datetime.datetime = _dict.get("date", UNSET)
        if isinstance(date, (str, int, float)):
            date = moment(date)
        _dict["date"] = date
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
