from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False)
class BatchPricesHistoryResponseHistory(Model):
    """Price points as an array per market, keyed by the market's asset id."""

    additional_properties: dict[str, list[MarketPrice]] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {}

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls()
        if not _dict.keys() <= cls._names.keys():
            for _name in [name for name in _dict if name not in cls._names]:
                additional_property: list[MarketPrice] = _dict[_name]
                if isinstance(additional_property, list):
                    additional_property = [
                        MarketPrice.from_dict(item) if isinstance(item, dict) else item
                        for item in additional_property
                    ]

                _model.additional_properties[_name] = additional_property
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.market_price import MarketPrice
