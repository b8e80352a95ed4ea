from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class MarketReward(Model):
    """A market along with its unprocessed reward setups.

    Attributes:
        condition_id (str): The market's condition ID.
        question (str): Question that the market asks.
        tokens (list[RewardsToken]):
        market_slug (str | Unset): Market slug used in URLs.
        event_slug (str | Unset): Event slug used in URLs.
        image (str | Unset): Where the market's image is served (URL).
        rewards_max_spread (float | Unset): Widest spread that still qualifies for rewards.
        rewards_min_size (float | Unset): Smallest order size that still qualifies for rewards.
        market_competitiveness (float | Unset): Score that says how competitive the market is.
        rewards_config (list[RewardsConfig] | Unset):
    """

    condition_id: str
    question: str
    tokens: list[RewardsToken]
    market_slug: str | Unset = UNSET
    event_slug: str | Unset = UNSET
    image: str | Unset = UNSET
    rewards_max_spread: float | Unset = UNSET
    rewards_min_size: float | Unset = UNSET
    market_competitiveness: float | Unset = UNSET
    rewards_config: list[RewardsConfig] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "condition_id": "condition_id",
        "question": "question",
        "tokens": "tokens",
        "market_slug": "market_slug",
        "event_slug": "event_slug",
        "image": "image",
        "rewards_max_spread": "rewards_max_spread",
        "rewards_min_size": "rewards_min_size",
        "market_competitiveness": "market_competitiveness",
        "rewards_config": "rewards_config",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        tokens: list[RewardsToken] = _dict.get("tokens", UNSET)
        if isinstance(tokens, list):
            tokens = [RewardsToken.adopt(item) if isinstance(item, dict) else item for item in tokens]
        _dict["tokens"] = tokens
        rewards_config: list[RewardsConfig] | Unset = _dict.get("rewards_config", UNSET)
        if isinstance(rewards_config, list):
            rewards_config = [
                RewardsConfig.adopt(item) if isinstance(item, dict) else item for item in rewards_config
            ]
        _dict["rewards_config"] = rewards_config
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.rewards_config import RewardsConfig
from ..models.rewards_token import RewardsToken
