from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False)
class GetPricesPostResponse200(Model):
    """Keyed by token ID, then by side, with the price as the value."""

    additional_properties: dict[str, GetPricesPostResponse200AdditionalProperty] = _attrs_field(
        init=False, factory=dict
    )

    _names: ClassVar[dict[str, str]] = {}

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls()
        if not _dict.keys() <= cls._names.keys():
            for _name in [name for name in _dict if name not in cls._names]:
                additional_property: GetPricesPostResponse200AdditionalProperty = _dict[_name]
                if isinstance(additional_property, dict):
                    additional_property = GetPricesPostResponse200AdditionalProperty.from_dict(
                        additional_property
                    )

                _model.additional_properties[_name] = additional_property
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.get_prices_post_response_200_additional_property import (
    GetPricesPostResponse200AdditionalProperty,
)
