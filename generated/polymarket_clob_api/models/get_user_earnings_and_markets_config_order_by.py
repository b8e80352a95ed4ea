from enum import StrEnum
from typing import Self


class GetUserEarningsAndMarketsConfigOrderBy(StrEnum):
    COMPETITIVENESS = "competitiveness"
    EARNINGS = "earnings"
    EARNING_PERCENTAGE = "earning_percentage"
    END_DATE = "end_date"
    MARKET = "market"
    MAX_SPREAD = "max_spread"
    MIN_SIZE = "min_size"
    PRICE = "price"
    QUESTION = "question"
    RATE_PER_DAY = "rate_per_day"
    SPREAD = "spread"
    VOLUME_24HR = "volume_24hr"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        word = str.__new__(cls, value)
        word._name_ = word._value_ = value
        return word
