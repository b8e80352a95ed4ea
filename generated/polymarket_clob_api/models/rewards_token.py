from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
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
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
