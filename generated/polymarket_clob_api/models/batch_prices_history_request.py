from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.batch_prices_history_request_interval import BatchPricesHistoryRequestInterval
from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class BatchPricesHistoryRequest(Model):
    """Attributes:
    markets (list[str]): Asset ids of the markets to look up, 20 at most.
    start_ts (float | Unset): Keep only items later than this unix time, in seconds.
    end_ts (float | Unset): Keep only items earlier than this unix time, in seconds.
    interval (BatchPricesHistoryRequestInterval | Unset): Span of time over which data is aggregated.
    fidelity (int | Unset): Data resolution in minutes; 1 minute unless given. The interval 1m is one
        month. The live service takes 10 or more for 1m and 5 or more for 1w.
    """

    markets: list[str]
    start_ts: float | Unset = UNSET
    end_ts: float | Unset = UNSET
    interval: BatchPricesHistoryRequestInterval | Unset = UNSET
    fidelity: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "markets": "markets",
        "start_ts": "start_ts",
        "end_ts": "end_ts",
        "interval": "interval",
        "fidelity": "fidelity",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        interval: BatchPricesHistoryRequestInterval | Unset = _dict.get("interval", UNSET)
        if isinstance(interval, str):
            interval = BatchPricesHistoryRequestInterval(interval)
        _dict["interval"] = interval
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
