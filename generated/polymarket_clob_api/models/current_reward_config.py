from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
class CurrentRewardConfig(Model):
    """One reward setup entry of a market that currently pays rewards.

    Attributes:
        asset_address (str): Reward asset's address.
        start_date (datetime.date): Date on which the rewards period opens.
        rate_per_day (float): Rewards paid per day.
        id (int | Unset): ID of this rewards config, which is always 0 on /rewards/markets/current.
        end_date (datetime.date | Unset): Date on which the rewards period closes.
        total_rewards (float | Unset): Rewards in total.
    """

    asset_address: str
    start_date: datetime.date
    rate_per_day: float
    id: int | Unset = UNSET
    end_date: datetime.date | Unset = UNSET
    total_rewards: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "asset_address": "asset_address",
        "start_date": "start_date",
        "rate_per_day": "rate_per_day",
        "id": "id",
        "end_date": "end_date",
        "total_rewards": "total_rewards",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        start_date: datetime.date = _dict["start_date"]
        if isinstance(start_date, str):
            try:
                start_date = datetime.date.fromisoformat(start_date)
            except ValueError:
                pass

        end_date: datetime.date | Unset = _dict.get("end_date", UNSET)
        if isinstance(end_date, str):
            try:
                end_date = datetime.date.fromisoformat(end_date)
            except ValueError:
                pass

        _model = cls(
            _dict["asset_address"],
            start_date,
            _dict["rate_per_day"],
            _dict.get("id", UNSET),
            end_date,
            _dict.get("total_rewards", UNSET),
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
