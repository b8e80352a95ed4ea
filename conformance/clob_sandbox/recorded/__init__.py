"""What the live service was recorded to answer, as far as it is a matter of form: the observed profile's last
touch.

Each row of the table of profiles that is about form alone has its functions here: they are given the JSON
value of a response, as the description has it, and change it to what is sent. Where recordings disagree, the
seed chooses, for the same thing always alike. Source: ledger of deviations, the entries of the same ids.
"""

from __future__ import annotations

from typing import Any

from clob_sandbox.profiles import Profile
from clob_sandbox.recorded import account, markets, orders
from clob_sandbox.recorded.choosing import NOTHING, Chooser, Form
from clob_sandbox.recorded.refusals import as_refused

__all__ = ["FORMS", "NOTHING", "Chooser", "as_recorded", "as_refused"]

_FULL = ("getMarkets", "getMarket", "getSamplingMarkets")
_ACTIVITY = ("getMarketLiveActivity", "getMarketsLiveActivity")
_CANCELS = ("cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders")
_EARNED = ("getEarningsForUserForDay", "getTotalEarningsForUserForDay")
_ORDERS = ("getOrders", "getOrder")
_POSTS = ("postOrder", "postOrders")
# In this order: what a list holds is changed before the list is left out.
_ROWS: tuple[tuple[str, tuple[str, ...], Form], ...] = (
    ("game-start-null", _FULL, markets.game_start),
    ("market-nulls", _FULL, markets.market_nulls),
    ("post-amounts-empty", _POSTS, orders.empty_amounts),
    ("post-words", _POSTS, orders.post_words),
    ("post-words", ("postOrder",), orders.short_post),
    ("trade-empty-texts", ("getTrades",), orders.empty_texts),
    ("trade-empty-texts", ("getTrades",), orders.empty_numbers),
    ("date-forms", _EARNED, markets.dates),
    ("number-texts", _EARNED, markets.numbers),
    ("time-forms", ("getNotifications",), account.times),
    ("created-at", _ORDERS, orders.created),
    ("order-status-prefix", _ORDERS, orders.status_prefix),
    ("order-expiration-null", _ORDERS, orders.no_expiration),
    ("decimal-zeros", _ORDERS, orders.four_decimals),
    ("clob-market-keys", ("getClobMarketInfo",), markets.market_keys),
    ("activity-nulls", _ACTIVITY, markets.series),
    ("error-texts", _CANCELS, orders.cancel_texts),
    ("balance-update-empty", ("getUpdateBalanceAllowance",), account.no_body),
    ("acknowledged-empty", ("dropNotifications",), account.maybe_no_body),
    ("page-counts", ("getOrders",), orders.no_counts),
    ("nil-lists", (*_FULL, *_ACTIVITY), markets.nil_tags),
    ("nil-lists", ("getBook", "getBooksPost"), markets.nil_sides),
    ("nil-lists", _ORDERS, orders.nil_trades),
    ("nil-lists", ("getTrades",), orders.nil_makers),
    ("nil-lists", ("getTrades",), orders.nil_page),
    ("nil-lists", _CANCELS, orders.nil_cancel),
    ("nil-bodies", ("getNotifications", "getTotalEarningsForUserForDay"), account.nil_body),
)
FORMS: dict[str, list[tuple[str, Form]]] = {}
"""The forms of an operation, each with its row."""
for _row, _operations, _form in _ROWS:
    for _operation in _operations:
        FORMS.setdefault(_operation, []).append((_row, _form))


def as_recorded(profile: Profile, seed: int, operation: str, value: Any) -> Any:
    """The value of a response in the form that was recorded, as far as the profile's rows are on."""
    for row, form in FORMS.get(operation, ()):
        if profile.has(row, operation) and value is not None:
            value = form(value, Chooser(seed, row))
    return value
