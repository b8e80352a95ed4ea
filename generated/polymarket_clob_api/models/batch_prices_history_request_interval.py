from enum import StrEnum
from typing import Self


class BatchPricesHistoryRequestInterval(StrEnum):
    ALL = "all"
    MAX = "max"
    VALUE_2 = "1m"
    VALUE_3 = "1w"
    VALUE_4 = "1d"
    VALUE_5 = "6h"
    VALUE_6 = "1h"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        word = str.__new__(cls, value)
        word._name_ = word._value_ = value
        return word
