from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


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

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls(
            _dict["version"],
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
