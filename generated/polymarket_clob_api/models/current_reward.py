from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class CurrentReward(Model):
    """Reward setup now in force for one market.

    Attributes:
        condition_id (str): The market's condition ID.
        rewards_max_spread (float | Unset): Widest spread that still qualifies for rewards.
        rewards_min_size (float | Unset): Smallest order size that still qualifies for rewards.
        rewards_config (list[CurrentRewardConfig] | Unset):
        sponsored_daily_rate (float | Unset): Daily rate that sponsors pay, left out if zero.
        sponsors_count (int | Unset): How many sponsors there are, left out if zero.
        native_daily_rate (float | Unset): Native daily rate, computed without the sponsors and left out if
            zero.
        total_daily_rate (float | Unset): Total daily rate, computed with the sponsors and left out if zero.
    """

    condition_id: str
    rewards_max_spread: float | Unset = UNSET
    rewards_min_size: float | Unset = UNSET
    rewards_config: list[CurrentRewardConfig] | Unset = UNSET
    sponsored_daily_rate: float | Unset = UNSET
    sponsors_count: int | Unset = UNSET
    native_daily_rate: float | Unset = UNSET
    total_daily_rate: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "condition_id": "condition_id",
        "rewards_max_spread": "rewards_max_spread",
        "rewards_min_size": "rewards_min_size",
        "rewards_config": "rewards_config",
        "sponsored_daily_rate": "sponsored_daily_rate",
        "sponsors_count": "sponsors_count",
        "native_daily_rate": "native_daily_rate",
        "total_daily_rate": "total_daily_rate",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        rewards_config: list[CurrentRewardConfig] | Unset = _dict.get("rewards_config", UNSET)
        if isinstance(rewards_config, list):
            rewards_config = [
                CurrentRewardConfig.adopt(item) if isinstance(item, dict) else item for item in rewards_config
            ]
        _dict["rewards_config"] = rewards_config
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.current_reward_config import CurrentRewardConfig
