from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False, slots=False)
class GetPricesGetResponse200(Model):
    """Keyed by token ID, then by side, with the price as the value."""

    additional_properties: dict[str, GetPricesGetResponse200AdditionalProperty] = _attrs_field(
        init=False, factory=dict
    )

    _names: ClassVar[dict[str, str]] = {}

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            for _name, _value in _unknown.items():
                additional_property: GetPricesGetResponse200AdditionalProperty = _value
                if isinstance(additional_property, dict):
                    additional_property = GetPricesGetResponse200AdditionalProperty.adopt(additional_property)

                _unknown[_name] = additional_property
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.get_prices_get_response_200_additional_property import GetPricesGetResponse200AdditionalProperty
