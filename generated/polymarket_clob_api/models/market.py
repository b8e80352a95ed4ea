from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
class Market(Model):
    """Attributes:
    enable_order_book (bool | Unset):
    active (bool | Unset):
    closed (bool | Unset):
    archived (bool | Unset):
    accepting_orders (bool | Unset):
    accepting_order_timestamp (datetime.datetime | Unset):
    minimum_order_size (float | Unset):
    minimum_tick_size (float | Unset):
    condition_id (str | Unset):
    question_id (str | Unset):
    question (str | Unset):
    description (str | Unset):
    market_slug (str | Unset):
    end_date_iso (datetime.datetime | Unset):
    game_start_time (datetime.datetime | Unset):
    seconds_delay (int | Unset):
    fpmm (str | Unset):
    maker_base_fee (int | Unset):
    taker_base_fee (int | Unset):
    notifications_enabled (bool | Unset):
    neg_risk (bool | Unset):
    neg_risk_market_id (str | Unset):
    neg_risk_request_id (str | Unset):
    icon (str | Unset):
    image (str | Unset):
    rewards (Rewards | Unset):
    is_50_50_outcome (bool | Unset):
    tokens (list[Token] | Unset):
    tags (list[str] | Unset):
    """

    enable_order_book: bool | Unset = UNSET
    active: bool | Unset = UNSET
    closed: bool | Unset = UNSET
    archived: bool | Unset = UNSET
    accepting_orders: bool | Unset = UNSET
    accepting_order_timestamp: datetime.datetime | Unset = UNSET
    minimum_order_size: float | Unset = UNSET
    minimum_tick_size: float | Unset = UNSET
    condition_id: str | Unset = UNSET
    question_id: str | Unset = UNSET
    question: str | Unset = UNSET
    description: str | Unset = UNSET
    market_slug: str | Unset = UNSET
    end_date_iso: datetime.datetime | Unset = UNSET
    game_start_time: datetime.datetime | Unset = UNSET
    seconds_delay: int | Unset = UNSET
    fpmm: str | Unset = UNSET
    maker_base_fee: int | Unset = UNSET
    taker_base_fee: int | Unset = UNSET
    notifications_enabled: bool | Unset = UNSET
    neg_risk: bool | Unset = UNSET
    neg_risk_market_id: str | Unset = UNSET
    neg_risk_request_id: str | Unset = UNSET
    icon: str | Unset = UNSET
    image: str | Unset = UNSET
    rewards: Rewards | Unset = UNSET
    is_50_50_outcome: bool | Unset = UNSET
    tokens: list[Token] | Unset = UNSET
    tags: list[str] | Unset = UNSET
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
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        accepting_order_timestamp: datetime.datetime | Unset = _dict.get("accepting_order_timestamp", UNSET)
        if isinstance(accepting_order_timestamp, str):
            try:
                accepting_order_timestamp = datetime.datetime.fromisoformat(accepting_order_timestamp)
            except ValueError:
                pass

        end_date_iso: datetime.datetime | Unset = _dict.get("end_date_iso", UNSET)
        if isinstance(end_date_iso, str):
            try:
                end_date_iso = datetime.datetime.fromisoformat(end_date_iso)
            except ValueError:
                pass

        game_start_time: datetime.datetime | Unset = _dict.get("game_start_time", UNSET)
        if isinstance(game_start_time, str):
            try:
                game_start_time = datetime.datetime.fromisoformat(game_start_time)
            except ValueError:
                pass

        rewards: Rewards | Unset = _dict.get("rewards", UNSET)
        if isinstance(rewards, dict):
            rewards = Rewards.from_dict(rewards)

        tokens: list[Token] | Unset = _dict.get("tokens", UNSET)
        if isinstance(tokens, list):
            tokens = [Token.from_dict(item) if isinstance(item, dict) else item for item in tokens]

        tags: list[str] | Unset = _dict.get("tags", UNSET)

        _model = cls(
            _dict.get("enable_order_book", UNSET),
            _dict.get("active", UNSET),
            _dict.get("closed", UNSET),
            _dict.get("archived", UNSET),
            _dict.get("accepting_orders", UNSET),
            accepting_order_timestamp,
            _dict.get("minimum_order_size", UNSET),
            _dict.get("minimum_tick_size", UNSET),
            _dict.get("condition_id", UNSET),
            _dict.get("question_id", UNSET),
            _dict.get("question", UNSET),
            _dict.get("description", UNSET),
            _dict.get("market_slug", UNSET),
            end_date_iso,
            game_start_time,
            _dict.get("seconds_delay", UNSET),
            _dict.get("fpmm", UNSET),
            _dict.get("maker_base_fee", UNSET),
            _dict.get("taker_base_fee", UNSET),
            _dict.get("notifications_enabled", UNSET),
            _dict.get("neg_risk", UNSET),
            _dict.get("neg_risk_market_id", UNSET),
            _dict.get("neg_risk_request_id", UNSET),
            _dict.get("icon", UNSET),
            _dict.get("image", UNSET),
            rewards,
            _dict.get("is_50_50_outcome", UNSET),
            tokens,
            tags,
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.rewards import Rewards
from ..models.token import Token
