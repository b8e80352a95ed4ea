from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False, slots=False)
class BatchPricesHistoryResponseHistory(Model):
    """Price points as an array per market, keyed by the market's asset id."""

    additional_properties: dict[str, list[MarketPrice]] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {}

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            for _name, _value in _unknown.items():
                additional_property: list[MarketPrice] = _value
                if isinstance(additional_property, list):
                    additional_property = [
                        MarketPrice.adopt(item) if isinstance(item, dict) else item
                        for item in additional_property
                    ]

                _unknown[_name] = additional_property
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.market_price import MarketPrice
