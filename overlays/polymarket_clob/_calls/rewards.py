"""Rewards, rebates and notifications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from polymarket_clob_api import models
from polymarket_clob_api.api import notifications, rebates, rewards
from polymarket_clob_api.types import UNSET

from polymarket_clob._core import Response, Steps, ask, nothing
from polymarket_clob._session import Session
from polymarket_clob.errors import InvalidInput
from polymarket_clob.signers import checksum_address

from .reading import Listing, condition_id, decimal_of, list_of, map_of, several

Day = dt.date | str
"""A day (UTC), as a date or as YYYY-MM-DD."""


def get_current_rewards(session: Session, *, sponsored: bool = False) -> Listing[models.CurrentReward]:
    """The reward settings in force; of sponsors instead with ``sponsored``."""

    def request(cursor: str | None) -> Mapping[str, Any]:
        return rewards.get_current_rewards._get_kwargs(sponsored=sponsored, next_cursor=cursor or UNSET)

    return Listing(session, "getCurrentRewards", request, models.CurrentReward.adopt)


def get_raw_rewards_for_market(
    session: Session, market: str, *, sponsored: bool = False
) -> Listing[models.MarketReward]:
    """The reward settings of a market (condition id)."""
    checked = condition_id(market)

    def request(cursor: str | None) -> Mapping[str, Any]:
        return rewards.get_raw_rewards_for_market._get_kwargs(
            checked, sponsored=sponsored, next_cursor=cursor or UNSET
        )

    return Listing(session, "getRawRewardsForMarket", request, models.MarketReward.adopt)


def get_reward_markets(session: Session, /, **filters: Any) -> Listing[models.MultiMarketInfo]:
    """Active markets with their rewards. ``filters``: those of ``GET /rewards/markets/multi``."""

    def request(cursor: str | None) -> Mapping[str, Any]:
        return rewards.get_multi_markets._get_kwargs(
            **{"page_size": 500, **filters, "next_cursor": cursor or UNSET}
        )

    return Listing(session, "getMultiMarkets", request, models.MultiMarketInfo.adopt)


def get_earnings_for_user_for_day(session: Session, date: Day) -> Listing[models.UserEarning]:
    """What the account earned in each market on a day."""
    day = _day(date)

    def request(cursor: str | None) -> Mapping[str, Any]:
        kind = models.GetEarningsForUserForDaySignatureType(session.signature_type)
        return rewards.get_earnings_for_user_for_day._get_kwargs(
            date=day, signature_type=kind, next_cursor=cursor or UNSET
        )

    return Listing(session, "getEarningsForUserForDay", request, models.UserEarning.adopt)


def get_total_earnings_for_user_for_day(session: Session, date: Day) -> Steps[list[models.TotalUserEarning]]:
    """What the account earned on a day, by asset."""
    kind = models.GetTotalEarningsForUserForDaySignatureType(session.signature_type)
    request = rewards.get_total_earnings_for_user_for_day._get_kwargs(date=_day(date), signature_type=kind)

    def read(response: Response) -> list[models.TotalUserEarning]:
        return [models.TotalUserEarning.adopt(each) for each in list_of(response)]

    return (yield from ask("getTotalEarningsForUserForDay", request, read))


def get_user_earnings_and_markets_config(
    session: Session, /, date: Day | None = None, **filters: Any
) -> Listing[models.UserRewardsMarket]:
    """The markets that pay rewards with what the account earns there.

    ``date`` is today when left out; ``filters`` as ``GET /rewards/user/markets`` has them.
    """
    day = UNSET if date is None else _day(date)

    def request(cursor: str | None) -> Mapping[str, Any]:
        fixed = {
            "date": day,
            "signature_type": models.GetUserEarningsAndMarketsConfigSignatureType(session.signature_type),
            "next_cursor": cursor or UNSET,
        }
        return rewards.get_user_earnings_and_markets_config._get_kwargs(
            **{"page_size": 500, **filters, **fixed}
        )

    return Listing(session, "getUserEarningsAndMarketsConfig", request, models.UserRewardsMarket.adopt)


def get_reward_percentages(session: Session) -> Steps[dict[str, Decimal]]:
    """The account's share of each market's rewards at the moment, in percent, by condition id."""
    kind = models.GetRewardPercentagesForUserSignatureType(session.signature_type)

    def read(response: Response) -> dict[str, Decimal]:
        return {market: decimal_of(response, share) for market, share in map_of(response).items()}

    request = rewards.get_reward_percentages_for_user._get_kwargs(signature_type=kind)
    return (yield from ask("getRewardPercentagesForUser", request, read))


def get_current_rebates(session: Session, date: Day, maker_address: str) -> Steps[list[models.RebatedFees]]:
    """The fees rebated to a maker on a day, in USDC, by market. Public."""
    request = rebates.get_current_rebated_fees._get_kwargs(
        date=_day(date), maker_address=checksum_address(maker_address)
    )

    def read(response: Response) -> list[models.RebatedFees]:
        return [models.RebatedFees.adopt(each) for each in list_of(response)]

    return (yield from ask("getCurrentRebatedFees", request, read))


def get_notifications(session: Session) -> Steps[list[models.Notification]]:
    """The account's unread notifications."""
    kind = models.GetNotificationsSignatureType(session.signature_type)

    def read(response: Response) -> list[models.Notification]:
        return [models.Notification.adopt(each) for each in list_of(response)]

    return (
        yield from ask(
            "getNotifications", notifications.get_notifications._get_kwargs(signature_type=kind), read
        )
    )


def drop_notifications(session: Session, ids: Sequence[int]) -> Steps[None]:
    """Marks notifications as read."""
    numbers = several("ids", ids)
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            raise InvalidInput("ids", number, "the number of a notification")
    request = notifications.drop_notifications._get_kwargs(ids=",".join(map(str, numbers)))
    yield from ask("dropNotifications", request, nothing)


def _day(date: Day) -> dt.date:
    if isinstance(date, dt.datetime) or not isinstance(date, dt.date | str):
        raise InvalidInput("date", date, "a date or YYYY-MM-DD")
    try:
        return dt.date.fromisoformat(date) if isinstance(date, str) else date
    except ValueError:
        raise InvalidInput("date", date, "a date or YYYY-MM-DD") from None
