from enum import StrEnum
from typing import Self


class OpenOrderStatus(StrEnum):
    CANCELED = "CANCELED"
    CANCELED_MARKET_RESOLVED = "CANCELED_MARKET_RESOLVED"
    INVALID = "INVALID"
    LIVE = "LIVE"
    MATCHED = "MATCHED"
    ORDER_STATUS_CANCELED = "ORDER_STATUS_CANCELED"
    ORDER_STATUS_CANCELED_MARKET_RESOLVED = "ORDER_STATUS_CANCELED_MARKET_RESOLVED"
    ORDER_STATUS_INVALID = "ORDER_STATUS_INVALID"
    ORDER_STATUS_LIVE = "ORDER_STATUS_LIVE"
    ORDER_STATUS_MATCHED = "ORDER_STATUS_MATCHED"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        word = str.__new__(cls, value)
        word._name_ = word._value_ = value
        return word
