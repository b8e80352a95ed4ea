from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
class GetMidpointResponse200(Model):
    """Attributes:
    mid_price (str | Unset): The midpoint, written as a decimal string. Example: 0.45.
    mid (str | Unset): The midpoint, written as a decimal string, under the key that the service uses.
        Example: 0.0005.
    """

    mid_price: str | Unset = UNSET
    mid: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "mid_price": "mid_price",
        "mid": "mid",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls(
            _dict.get("mid_price", UNSET),
            _dict.get("mid", UNSET),
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
