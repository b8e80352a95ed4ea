from enum import StrEnum
from typing import Self


class GetMultiMarketsOrderBy(StrEnum):
    COMPETITIVENESS = "competitiveness"
    CREATED_AT = "created_at"
    END_DATE = "end_date"
    MARKET_ID = "market_id"
    MAX_SPREAD = "max_spread"
    MIN_SIZE = "min_size"
    ONE_DAY_PRICE_CHANGE = "one_day_price_change"
    PRICE = "price"
    QUESTION = "question"
    RATE_PER_DAY = "rate_per_day"
    REWARD_END_DATE = "reward_end_date"
    SPREAD = "spread"
    START_DATE = "start_date"
    VOLUME_24HR = "volume_24hr"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        word = str.__new__(cls, value)
        word._name_ = word._value_ = value
        return word
