"""Operations of the tags Rewards and Rebates on what an account earned.

Source: description; ledger rebate-date, ledger rebate-null. Nobody sponsors a programme here, so
what is asked of sponsored earnings alone is empty. Earnings are told, not paid out; rebates are both.
"""

import re
from datetime import UTC, date, datetime
from typing import Any

from clob_sandbox.errors import Refused
from clob_sandbox.http import pages
from clob_sandbox.http.call import Call
from clob_sandbox.http.handlers.account import check_signature_type
from clob_sandbox.http.handlers.rewards import flag, page
from clob_sandbox.venue import scoring
from clob_sandbox.venue.eip712 import COLLATERAL
from clob_sandbox.venue.ethereum import checksummed
from clob_sandbox.venue.markets import Market
from clob_sandbox.venue.money import UNIT, decimal_text
from clob_sandbox.venue.signatures import ADDRESS

_EPOCH = date(1970, 1, 1)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BAD_DATE = "Invalid date (format: YYYY-MM-DD)"
_BAD_MAKER = "Invalid maker_address"


def day_of(call: Call, unusable: str = _BAD_DATE, *, required: bool = True) -> date:
    """The query's date; today when it may be left out and is."""
    text = call.one("date", unusable)
    if text is None and not required:
        return datetime.fromtimestamp(call.exchange.clock.seconds(), UTC).date()
    try:
        if text is None or not _DATE.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(400, unusable) from None


def maker_of(call: Call, *, required: bool = False) -> str | None:
    """The query's maker in lower case, if there is one."""
    maker = call.one("maker_address", _BAD_MAKER)
    if (maker is None and required) or (maker is not None and not ADDRESS.fullmatch(maker)):
        raise Refused(400, _BAD_MAKER)
    return None if maker is None else maker.lower()


def earned(call: Call, market: Market, day: date, maker: str | None) -> dict[str, int]:
    """What the caller earned in a market on a day, by maker (lower case), in base units of USDC."""
    paid = call.exchange.earnings.of(market, (day - _EPOCH).days, call.exchange.clock.nanos())
    return {
        wallet: amount
        for (address, wallet), amount in paid.items()
        if address == call.key.address and maker in (None, wallet) and amount
    }


def percentage(call: Call, market: Market, maker: str | None) -> float:
    """The caller's share of what a market pays now, rounded down to four decimals of a percent."""
    book = call.exchange.books.get(market.condition_id)
    now = {} if book is None else scoring.weights(book, call.exchange.clock.nanos())
    own = sum(
        part
        for (address, wallet), part in now.items()
        if address == call.key.address and maker in (None, wallet)
    )
    return own * 10**6 // sum(now.values()) / 10**4 if own else 0.0


def asset_earning(amount: int) -> dict[str, Any]:
    """An `AssetEarning`: all programmes pay in USDC."""
    return {"asset_address": COLLATERAL, "earnings": amount / UNIT, "asset_rate": 1}


def get_earnings_for_user_for_day(call: Call) -> dict[str, Any]:
    check_signature_type(call)
    day, maker, sponsored = day_of(call), maker_of(call), flag(call, "sponsored")
    found = [
        {
            "date": _midnight(day),
            "condition_id": market.condition_id,
            "maker_address": checksummed(wallet),
            **asset_earning(amount),
        }
        for market in ([] if sponsored else call.exchange.markets)
        for wallet, amount in earned(call, market, day, maker).items()
    ]
    return page(call, found, pages.USER_REWARDS_PER_PAGE)


def get_total_earnings_for_user_for_day(call: Call) -> list[dict[str, Any]]:
    check_signature_type(call)
    day, maker = day_of(call), maker_of(call)
    flag(call, "sponsored")
    totals: dict[str, int] = {}
    for market in call.exchange.markets:
        for wallet, amount in earned(call, market, day, maker).items():
            totals[wallet] = totals.get(wallet, 0) + amount
    return [
        {"date": _midnight(day), "maker_address": checksummed(wallet), **asset_earning(amount)}
        for wallet, amount in totals.items()
    ]


def get_reward_percentages_for_user(call: Call) -> dict[str, float]:
    check_signature_type(call)
    maker = maker_of(call)
    shares = {market.condition_id: percentage(call, market, maker) for market in call.exchange.markets}
    return {condition_id: share for condition_id, share in shares.items() if share}


def get_current_rebated_fees(call: Call) -> list[dict[str, str]] | None:
    day = day_of(call, "Invalid date")
    maker = maker_of(call, required=True) or ""
    profile = call.exchange.profile
    rebates = call.exchange.rebates.of((day - _EPOCH).days, maker)
    if not rebates and "rebate-null" in profile:
        return None
    return [
        {
            "date": _midnight(day) if "rebate-date" in profile else day.isoformat(),
            "condition_id": condition_id,
            "asset_address": COLLATERAL,
            "maker_address": checksummed(maker),
            "rebated_fees_usdc": decimal_text(amount),
        }
        for condition_id, amount in rebates.items()
    ]


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
