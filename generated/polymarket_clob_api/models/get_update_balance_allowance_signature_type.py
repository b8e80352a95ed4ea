from enum import IntEnum
from typing import Self


class GetUpdateBalanceAllowanceSignatureType(IntEnum):
    VALUE_0 = 0
    VALUE_1 = 1
    VALUE_2 = 2
    VALUE_3 = 3

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        number = int.__new__(cls, value)
        number._name_, number._value_ = f"VALUE_{value}", value
        return number
