"""Operations of the tag Markets: the listings, one market, the CLOB's settings of a market, market by token.

Source: description; ledger listing-page, rates-null, token-primary, clob-market-keys.
"""

from collections.abc import Callable
from typing import Any

from clob_sandbox.errors import INVALID_TOKEN, Refused
from clob_sandbox.http import pages, views
from clob_sandbox.http.call import Call
from clob_sandbox.http.payloads import strings
from clob_sandbox.venue.exchange import Exchange
from clob_sandbox.venue.markets import TOKEN_ID, Market
from clob_sandbox.venue.signatures import BYTES32

_BAD_CURSOR = "Invalid next_cursor"
_BAD_MARKET = "Invalid market"
_BAD_MARKETS = "Invalid markets"


def _listing(
    call: Call, markets: list[Market], shape: Callable[[Exchange, Market], dict[str, Any]]
) -> dict[str, Any]:
    response = pages.page(
        markets,
        call.one("next_cursor", _BAD_CURSOR),
        pages.MARKETS_PER_PAGE,
        unusable=_BAD_CURSOR,
        end_refused="end-cursor" in call.exchange.profile,
    )
    response["data"] = [shape(call.exchange, market) for market in response["data"]]
    return response


def _sampled(call: Call) -> list[Market]:
    """Markets whose resting orders earn rewards."""
    return [market for market in call.exchange.markets if market.rewards is not None and not market.closed]


def get_markets(call: Call) -> dict[str, Any]:
    return _listing(call, list(call.exchange.markets), views.full_market)


def get_simplified_markets(call: Call) -> dict[str, Any]:
    return _listing(call, list(call.exchange.markets), views.simplified_market)


def get_sampling_markets(call: Call) -> dict[str, Any]:
    return _listing(call, _sampled(call), views.full_market)


def get_sampling_simplified_markets(call: Call) -> dict[str, Any]:
    return _listing(call, _sampled(call), views.simplified_market)


def _market(call: Call, *, missing: int) -> Market:
    condition_id = call.path["condition_id"]
    if not BYTES32.fullmatch(condition_id):
        raise Refused(400, _BAD_MARKET)
    market = call.exchange.by_condition.get(condition_id.lower())
    if market is None:
        raise Refused(missing, "market not found" if missing == 404 else _BAD_MARKET)
    return market


def get_market(call: Call) -> dict[str, Any]:
    return views.full_market(call.exchange, _market(call, missing=404))


def get_clob_market_info(call: Call) -> dict[str, Any]:
    # the description names no 404 here
    return views.market_details(call.exchange, _market(call, missing=400))


def get_market_live_activity(call: Call) -> dict[str, Any]:
    return views.live_activity(_market(call, missing=404))


def get_markets_live_activity(call: Call) -> list[dict[str, Any]]:
    condition_ids = strings(call.json(_BAD_MARKETS), _BAD_MARKETS)
    if not condition_ids:
        raise Refused(400, _BAD_MARKETS)
    by_condition = call.exchange.by_condition
    wanted = [by_condition[c.lower()] for c in dict.fromkeys(condition_ids) if c.lower() in by_condition]
    if not wanted:
        raise Refused(404, "markets not found")
    return [views.live_activity(market) for market in wanted]


def get_market_by_token(call: Call) -> dict[str, str]:
    token_id = call.path["token_id"]
    if not TOKEN_ID.fullmatch(token_id):
        raise Refused(400, INVALID_TOKEN)
    found = call.exchange.tokens.get(token_id)
    if found is None:
        raise Refused(404, "market not found")
    market = found[0]
    first, second = (token.token_id for token in market.tokens)
    if "token-primary" in call.exchange.profile and market.number % 2:
        first, second = second, first
    return {"condition_id": market.condition_id, "primary_token_id": first, "secondary_token_id": second}
