from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
class BatchPricesHistoryResponse(Model):
    """Attributes:
    history (BatchPricesHistoryResponseHistory | Unset): Price points as an array per market, keyed by
        the market's asset id.
    """

    history: BatchPricesHistoryResponseHistory | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "history": "history",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        history: BatchPricesHistoryResponseHistory | Unset = _dict.get("history", UNSET)
        if isinstance(history, dict):
            history = BatchPricesHistoryResponseHistory.from_dict(history)

        _model = cls(
            history,
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.batch_prices_history_response_history import BatchPricesHistoryResponseHistory
