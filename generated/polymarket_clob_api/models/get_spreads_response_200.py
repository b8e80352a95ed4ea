from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False)
class GetSpreadsResponse200(Model):
    """Spreads keyed by token ID."""

    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {}

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls()
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
