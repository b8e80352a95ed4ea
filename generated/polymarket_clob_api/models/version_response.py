from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model


@_attrs_define(eq=False, repr=False)
class VersionResponse(Model):
    """Version of the order format that the exchange takes.

    Attributes:
        version (int): The version of the orders to sign Example: 2.
    """

    version: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "version": "version",
    }
    _blank: ClassVar[dict[str, Any]] = dict.fromkeys(_names, UNSET)

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _dict: dict[str, Any] = {**cls._blank, **src_dict}
        _model = cls(
            _dict["version"],
        )
        if len(_dict) > len(cls._blank):
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._blank}
        return _model
