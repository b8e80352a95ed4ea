from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class SimplifiedMarket(Model):
    """Attributes:
    condition_id (str | Unset):
    rewards (Rewards | Unset):
    tokens (list[Token] | Unset):
    active (bool | Unset):
    closed (bool | Unset):
    archived (bool | Unset):
    accepting_orders (bool | Unset):
    """

    condition_id: str | Unset = UNSET
    rewards: Rewards | Unset = UNSET
    tokens: list[Token] | Unset = UNSET
    active: bool | Unset = UNSET
    closed: bool | Unset = UNSET
    archived: bool | Unset = UNSET
    accepting_orders: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "condition_id": "condition_id",
        "rewards": "rewards",
        "tokens": "tokens",
        "active": "active",
        "closed": "closed",
        "archived": "archived",
        "accepting_orders": "accepting_orders",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        rewards: Rewards | Unset = _dict.get("rewards", UNSET)
        if isinstance(rewards, dict):
            rewards = Rewards.adopt(rewards)
        _dict["rewards"] = rewards
        tokens: list[Token] | Unset = _dict.get("tokens", UNSET)
        if isinstance(tokens, list):
            tokens = [Token.adopt(item) if isinstance(item, dict) else item for item in tokens]
        _dict["tokens"] = tokens
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.rewards import Rewards
from ..models.token import Token
