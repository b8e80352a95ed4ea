from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class ClobToken(Model):
    """One token of a CLOB market, with the label of its outcome.

    Attributes:
        t (str | Unset): ID of the token Example:
            71321045679252212594626385532706912750332728571942532289631379312455583992563.
        o (str | Unset): Name of the token's outcome, such as "Yes" or "No" Example: Yes.
    """

    t: str | Unset = UNSET
    o: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "t": "t",
        "o": "o",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
