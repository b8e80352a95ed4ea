from __future__ import annotations

import datetime
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset, moment


@_attrs_define(eq=False, repr=False, slots=False)
class Market(Model):
    """Attributes:
    enable_order_book (bool | Unset):
    active (bool | Unset):
    closed (bool | Unset):
    archived (bool | Unset):
    accepting_orders (bool | Unset):
    accepting_order_timestamp (datetime.datetime | None | Unset):
    minimum_order_size (float | Unset):
    minimum_tick_size (float | Unset):
    condition_id (str | Unset):
    question_id (str | Unset):
    question (str | Unset):
    description (str | Unset):
    market_slug (str | Unset):
    end_date_iso (datetime.datetime | None | Unset):
    game_start_time (datetime.datetime | None | Unset):
    seconds_delay (int | Unset):
    fpmm (str | Unset):
    maker_base_fee (int | None | Unset):
    taker_base_fee (int | None | Unset):
    notifications_enabled (bool | Unset):
    neg_risk (bool | Unset):
    neg_risk_market_id (str | Unset):
    neg_risk_request_id (str | Unset):
    icon (str | Unset):
    image (str | Unset):
    rewards (Rewards | Unset):
    is_50_50_outcome (bool | Unset):
    tokens (list[Token] | Unset):
    tags (list[str] | None | Unset):
    """

    enable_order_book: bool | Unset = UNSET
    active: bool | Unset = UNSET
    closed: bool | Unset = UNSET
    archived: bool | Unset = UNSET
    accepting_orders: bool | Unset = UNSET
    accepting_order_timestamp: datetime.datetime | None | Unset = UNSET
    minimum_order_size: float | Unset = UNSET
    minimum_tick_size: float | Unset = UNSET
    condition_id: str | Unset = UNSET
    question_id: str | Unset = UNSET
    question: str | Unset = UNSET
    description: str | Unset = UNSET
    market_slug: str | Unset = UNSET
    end_date_iso: datetime.datetime | None | Unset = UNSET
    game_start_time: datetime.datetime | None | Unset = UNSET
    seconds_delay: int | Unset = UNSET
    fpmm: str | Unset = UNSET
    maker_base_fee: int | None | Unset = UNSET
    taker_base_fee: int | None | Unset = UNSET
    notifications_enabled: bool | Unset = UNSET
    neg_risk: bool | Unset = UNSET
    neg_risk_market_id: str | Unset = UNSET
    neg_risk_request_id: str | Unset = UNSET
    icon: str | Unset = UNSET
    image: str | Unset = UNSET
    rewards: Rewards | Unset = UNSET
    is_50_50_outcome: bool | Unset = UNSET
    tokens: list[Token] | Unset = UNSET
    tags: list[str] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "enable_order_book": "enable_order_book",
        "active": "active",
        "closed": "closed",
        "archived": "archived",
        "accepting_orders": "accepting_orders",
        "accepting_order_timestamp": "accepting_order_timestamp",
        "minimum_order_size": "minimum_order_size",
        "minimum_tick_size": "minimum_tick_size",
        "condition_id": "condition_id",
        "question_id": "question_id",
        "question": "question",
        "description": "description",
        "market_slug": "market_slug",
        "end_date_iso": "end_date_iso",
        "game_start_time": "game_start_time",
        "seconds_delay": "seconds_delay",
        "fpmm": "fpmm",
        "maker_base_fee": "maker_base_fee",
        "taker_base_fee": "taker_base_fee",
        "notifications_enabled": "notifications_enabled",
        "neg_risk": "neg_risk",
        "neg_risk_market_id": "neg_risk_market_id",
        "neg_risk_request_id": "neg_risk_request_id",
        "icon": "icon",
        "image": "image",
        "rewards": "rewards",
        "is_50_50_outcome": "is_50_50_outcome",
        "tokens": "tokens",
        "tags": "tags",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        accepting_order_timestamp: datetime.datetime | None | Unset = _dict.get(
            "accepting_order_timestamp", UNSET
        )
        if isinstance(accepting_order_timestamp, (str, int, float)):
            accepting_order_timestamp = moment(accepting_order_timestamp)
        _dict["accepting_order_timestamp"] = accepting_order_timestamp
        end_date_iso: datetime.datetime | None | Unset = _dict.get("end_date_iso", UNSET)
        if isinstance(end_date_iso, (str, int, float)):
            end_date_iso = moment(end_date_iso)
        _dict["end_date_iso"] = end_date_iso
        game_start_time: datetime.datetime | None | Unset = _dict.get("game_start_time", UNSET)
        if isinstance(game_start_time, (str, int, float)):
            game_start_time = moment(game_start_time)
        _dict["game_start_time"] = game_start_time
        rewards: Rewards | Unset = _dict.get("rewards", UNSET)
        if isinstance(rewards, dict):
            rewards = Rewards.adopt(rewards)
        _dict["rewards"] = rewards
        tokens: list[Token] | Unset = _dict.get("tokens", UNSET)
        if isinstance(tokens, list):
            tokens = [Token.adopt(item) if isinstance(item, dict) else item for item in tokens]
        _dict["tokens"] = tokens
        tags: list[str] | None | Unset = _dict.get("tags", UNSET)
        if isinstance(tags, list):
            tags_type_0: list[str] = tags

            tags = tags_type_0
        _dict["tags"] = tags
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.rewards import Rewards
from ..models.token import Token
