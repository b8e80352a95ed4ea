from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
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
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        r: float | None | Unset = _dict.get("r", UNSET)

        e: float | None | Unset = _dict.get("e", UNSET)

        to: bool | None | Unset = _dict.get("to", UNSET)

        _model = cls(
            r,
            e,
            to,
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
