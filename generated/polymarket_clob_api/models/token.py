from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
class Token(Model):
    """Attributes:
    token_id (str | Unset):
    outcome (str | Unset):
    price (float | Unset):
    winner (bool | Unset):
    """

    token_id: str | Unset = UNSET
    outcome: str | Unset = UNSET
    price: float | Unset = UNSET
    winner: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "token_id": "token_id",
        "outcome": "outcome",
        "price": "price",
        "winner": "winner",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls(
            _dict.get("token_id", UNSET),
            _dict.get("outcome", UNSET),
            _dict.get("price", UNSET),
            _dict.get("winner", UNSET),
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
