from enum import StrEnum
from typing import Self


class TradeStatus(StrEnum):
    CONFIRMED = "CONFIRMED"
    FAILED = "FAILED"
    MATCHED = "MATCHED"
    MATCHED_NOT_BROADCASTED = "MATCHED_NOT_BROADCASTED"
    MINED = "MINED"
    RETRYING = "RETRYING"
    TRADE_STATUS_CONFIRMED = "TRADE_STATUS_CONFIRMED"
    TRADE_STATUS_FAILED = "TRADE_STATUS_FAILED"
    TRADE_STATUS_MATCHED = "TRADE_STATUS_MATCHED"
    TRADE_STATUS_MATCHED_NOT_BROADCASTED = "TRADE_STATUS_MATCHED_NOT_BROADCASTED"
    TRADE_STATUS_MINED = "TRADE_STATUS_MINED"
    TRADE_STATUS_RETRYING = "TRADE_STATUS_RETRYING"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        word = str.__new__(cls, value)
        word._name_ = word._value_ = value
        return word
