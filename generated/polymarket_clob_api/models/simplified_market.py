from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
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
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        rewards: Rewards | Unset = _dict.get("rewards", UNSET)
        if isinstance(rewards, dict):
            rewards = Rewards.from_dict(rewards)

        tokens: list[Token] | Unset = _dict.get("tokens", UNSET)
        if isinstance(tokens, list):
            tokens = [Token.from_dict(item) if isinstance(item, dict) else item for item in tokens]

        _model = cls(
            _dict.get("condition_id", UNSET),
            rewards,
            tokens,
            _dict.get("active", UNSET),
            _dict.get("closed", UNSET),
            _dict.get("archived", UNSET),
            _dict.get("accepting_orders", UNSET),
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.rewards import Rewards
from ..models.token import Token
