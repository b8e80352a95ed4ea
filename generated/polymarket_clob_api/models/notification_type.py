from enum import IntEnum
from typing import Self


class NotificationType(IntEnum):
    VALUE_1 = 1
    VALUE_2 = 2
    VALUE_3 = 3
    VALUE_4 = 4
    VALUE_5 = 5
    VALUE_6 = 6

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        number = int.__new__(cls, value)
        number._name_, number._value_ = f"VALUE_{value}", value
        return number
