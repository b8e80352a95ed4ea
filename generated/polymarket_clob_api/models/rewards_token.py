from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
class RewardsToken(Model):
    """Describes a token of a market that pays rewards.

    Attributes:
        token_id (str): The token's ID.
        outcome (str): Name of the outcome, for instance "YES" or "NO".
        price (float | Unset): What the token is priced at now.
    """

    token_id: str
    outcome: str
    price: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "token_id": "token_id",
        "outcome": "outcome",
        "price": "price",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls(
            _dict["token_id"],
            _dict["outcome"],
            _dict.get("price", UNSET),
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
