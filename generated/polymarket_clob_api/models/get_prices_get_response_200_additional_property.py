from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False)
class GetPricesGetResponse200AdditionalProperty(Model):
    additional_properties: dict[str, float | str] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {}

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls()
        if not _dict.keys() <= cls._names.keys():
            for _name in [name for name in _dict if name not in cls._names]:
                additional_property: float | str = _dict[_name]

                _model.additional_properties[_name] = additional_property
        return _model
