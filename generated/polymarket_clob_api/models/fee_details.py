from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class FeeDetails(Model):
    """Parameters of the curve that sets a market's fees.

    Attributes:
        r (float | None | Unset): Rate of the fee Example: 0.02.
        e (float | None | Unset): Exponent of the fee curve Example: 2.
        to (bool | None | Unset): True if only takers pay fees Example: True.
    """

    r: float | None | Unset = UNSET
    e: float | None | Unset = UNSET
    to: bool | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "r": "r",
        "e": "e",
        "to": "to",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
