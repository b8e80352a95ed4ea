from enum import StrEnum
from typing import Self


class GetLastTradesPricesPostResponse200ItemSide(StrEnum):
    BUY = "BUY"
    SELL = "SELL"
    VALUE_2 = ""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        word = str.__new__(cls, value)
        word._name_ = word._value_ = value
        return word
