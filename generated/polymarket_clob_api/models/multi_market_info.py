from __future__ import annotations

import datetime
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset, moment


@_attrs_define(eq=False, repr=False, slots=False)
class MultiMarketInfo(Model):
    """A market along with its reward setup and its trading figures.

    Attributes:
        condition_id (str): The market's condition ID.
        market_id (str): The market's ID.
        question (str): Question that the market asks.
        tokens (list[RewardsToken]):
        event_id (str | Unset): The event's ID.
        event_slug (str | Unset): Event slug used in URLs.
        created_at (datetime.datetime | Unset): When the market was created.
        group_item_title (str | Unset): The market's title inside its event group.
        image (str | Unset): Where the market's image is served (URL).
        market_competitiveness (float | Unset): Score that says how competitive the market is.
        market_slug (str | Unset): Market slug used in URLs.
        one_day_price_change (float | Unset): How far the price moved in the past 24 hours.
        rewards_max_spread (float | Unset): Widest spread that still qualifies for rewards.
        rewards_min_size (float | Unset): Smallest order size that still qualifies for rewards.
        spread (float | Unset): Spread as it is now.
        end_date (str | Unset): Date on which the market ends, as 2025-05-01 12:00:00+00, or empty.
        volume_24hr (float | Unset): Volume traded in 24 hours.
        rewards_config (list[RewardsConfig] | Unset):
    """

    condition_id: str
    market_id: str
    question: str
    tokens: list[RewardsToken]
    event_id: str | Unset = UNSET
    event_slug: str | Unset = UNSET
    created_at: datetime.datetime | Unset = UNSET
    group_item_title: str | Unset = UNSET
    image: str | Unset = UNSET
    market_competitiveness: float | Unset = UNSET
    market_slug: str | Unset = UNSET
    one_day_price_change: float | Unset = UNSET
    rewards_max_spread: float | Unset = UNSET
    rewards_min_size: float | Unset = UNSET
    spread: float | Unset = UNSET
    end_date: str | Unset = UNSET
    volume_24hr: float | Unset = UNSET
    rewards_config: list[RewardsConfig] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "condition_id": "condition_id",
        "market_id": "market_id",
        "question": "question",
        "tokens": "tokens",
        "event_id": "event_id",
        "event_slug": "event_slug",
        "created_at": "created_at",
        "group_item_title": "group_item_title",
        "image": "image",
        "market_competitiveness": "market_competitiveness",
        "market_slug": "market_slug",
        "one_day_price_change": "one_day_price_change",
        "rewards_max_spread": "rewards_max_spread",
        "rewards_min_size": "rewards_min_size",
        "spread": "spread",
        "end_date": "end_date",
        "volume_24hr": "volume_24hr",
        "rewards_config": "rewards_config",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        tokens: list[RewardsToken] = _dict.get("tokens", UNSET)
        if isinstance(tokens, list):
            tokens = [RewardsToken.adopt(item) if isinstance(item, dict) else item for item in tokens]
        _dict["tokens"] = tokens
        created_at: datetime.datetime | Unset = _dict.get("created_at", UNSET)
        if isinstance(created_at, (str, int, float)):
            created_at = moment(created_at)
        _dict["created_at"] = created_at
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
