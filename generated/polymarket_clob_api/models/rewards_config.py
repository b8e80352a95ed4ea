from __future__ import annotations

import datetime
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset, day


@_attrs_define(eq=False, repr=False, slots=False)
class RewardsConfig(Model):
    """How rewards are set up for one market.

    Attributes:
        asset_address (str): Reward asset's address.
        start_date (datetime.date): Date on which the rewards period opens.
        rate_per_day (float): Rewards paid per day.
        id (int | Unset): ID of this rewards config.
        end_date (datetime.date | Unset): Date on which the rewards period closes.
        total_rewards (float | Unset): Rewards in total.
        remaining_reward_amount (float | Unset): Rewards that are still left.
        total_days (int | Unset): Length of the rewards period in days.
    """

    asset_address: str
    start_date: datetime.date
    rate_per_day: float
    id: int | Unset = UNSET
    end_date: datetime.date | Unset = UNSET
    total_rewards: float | Unset = UNSET
    remaining_reward_amount: float | Unset = UNSET
    total_days: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "asset_address": "asset_address",
        "start_date": "start_date",
        "rate_per_day": "rate_per_day",
        "id": "id",
        "end_date": "end_date",
        "total_rewards": "total_rewards",
        "remaining_reward_amount": "remaining_reward_amount",
        "total_days": "total_days",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        start_date: datetime.date = _dict.get("start_date", UNSET)
        if isinstance(start_date, (str, int, float)):
            start_date = day(start_date)
        _dict["start_date"] = start_date
        end_date: datetime.date | Unset = _dict.get("end_date", UNSET)
        if isinstance(end_date, (str, int, float)):
            end_date = day(end_date)
        _dict["end_date"] = end_date
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
