from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class UserRewardsMarket(Model):
    """A market together with its reward setup and what the user earned there.

    Attributes:
        condition_id (str): The market's condition ID.
        market_id (str): The market's ID.
        question (str): Question that the market asks.
        tokens (list[RewardsToken]):
        event_id (str | Unset): The event's ID.
        market_slug (str | Unset): Market slug used in URLs.
        event_slug (str | Unset): Event slug used in URLs.
        image (str | Unset): Where the market's image is served (URL).
        rewards_max_spread (float | Unset): Widest spread that still qualifies for rewards.
        rewards_min_size (float | Unset): Smallest order size that still qualifies for rewards.
        volume_24hr (float | Unset): Volume traded in 24 hours.
        spread (float | Unset): Spread as it is now.
        market_competitiveness (float | Unset): Score that says how competitive the market is.
        rewards_config (list[CurrentRewardConfig] | Unset):
        maker_address (str | Unset): Maker's address.
        earning_percentage (float | Unset): User's share of all the rewards, as a percentage.
        earnings (list[AssetEarning] | Unset):
    """

    condition_id: str
    market_id: str
    question: str
    tokens: list[RewardsToken]
    event_id: str | Unset = UNSET
    market_slug: str | Unset = UNSET
    event_slug: str | Unset = UNSET
    image: str | Unset = UNSET
    rewards_max_spread: float | Unset = UNSET
    rewards_min_size: float | Unset = UNSET
    volume_24hr: float | Unset = UNSET
    spread: float | Unset = UNSET
    market_competitiveness: float | Unset = UNSET
    rewards_config: list[CurrentRewardConfig] | Unset = UNSET
    maker_address: str | Unset = UNSET
    earning_percentage: float | Unset = UNSET
    earnings: list[AssetEarning] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "condition_id": "condition_id",
        "market_id": "market_id",
        "question": "question",
        "tokens": "tokens",
        "event_id": "event_id",
        "market_slug": "market_slug",
        "event_slug": "event_slug",
        "image": "image",
        "rewards_max_spread": "rewards_max_spread",
        "rewards_min_size": "rewards_min_size",
        "volume_24hr": "volume_24hr",
        "spread": "spread",
        "market_competitiveness": "market_competitiveness",
        "rewards_config": "rewards_config",
        "maker_address": "maker_address",
        "earning_percentage": "earning_percentage",
        "earnings": "earnings",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        tokens: list[RewardsToken] = _dict.get("tokens", UNSET)
        if isinstance(tokens, list):
            tokens = [RewardsToken.adopt(item) if isinstance(item, dict) else item for item in tokens]
        _dict["tokens"] = tokens
        rewards_config: list[CurrentRewardConfig] | Unset = _dict.get("rewards_config", UNSET)
        if isinstance(rewards_config, list):
            rewards_config = [
                CurrentRewardConfig.adopt(item) if isinstance(item, dict) else item for item in rewards_config
            ]
        _dict["rewards_config"] = rewards_config
        earnings: list[AssetEarning] | Unset = _dict.get("earnings", UNSET)
        if isinstance(earnings, list):
            earnings = [AssetEarning.adopt(item) if isinstance(item, dict) else item for item in earnings]
        _dict["earnings"] = earnings
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.asset_earning import AssetEarning
from ..models.current_reward_config import CurrentRewardConfig
from ..models.rewards_token import RewardsToken
