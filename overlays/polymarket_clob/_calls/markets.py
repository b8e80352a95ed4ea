"""Markets: listings, one market, its parameters, its history and its live activity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, get_args

from polymarket_clob_api import models
from polymarket_clob_api.api import market_data, markets
from polymarket_clob_api.types import UNSET

from polymarket_clob._checks import zero_or_more
from polymarket_clob._core import Gather, Response, Steps, ask
from polymarket_clob._fees import FeeSchedule
from polymarket_clob._session import Session
from polymarket_clob.amounts import EXACT, decimal
from polymarket_clob.errors import InvalidInput
from polymarket_clob.orders import ZERO_BYTES32, token_number
from polymarket_clob.orders import builder_code as checked_code

from .reading import Listing, about, condition_id, list_of, object_of, object_read, several

Interval = Literal["max", "all", "1m", "1w", "1d", "6h", "1h"]
"""A span of history that ends now; ``1m`` is a month."""

_FINEST: dict[str, int] = {"1m": 10, "1w": 5}
"""Minutes: the service refuses finer data for these (ledger history-fidelity)."""

MAX_HISTORIES = 20
"""Tokens in one request, as the description has it."""


def get_markets(session: Session) -> Listing[models.Market]:
    """All markets, closed ones included."""
    return Listing(session, "getMarkets", _by_cursor(markets.get_markets), models.Market.adopt)


def get_simplified_markets(session: Session) -> Listing[models.SimplifiedMarket]:
    """All markets in the simplified form."""
    request = _by_cursor(markets.get_simplified_markets)
    return Listing(session, "getSimplifiedMarkets", request, models.SimplifiedMarket.adopt)


def get_sampling_markets(session: Session) -> Listing[models.Market]:
    """The markets that pay rewards."""
    return Listing(
        session, "getSamplingMarkets", _by_cursor(markets.get_sampling_markets), models.Market.adopt
    )


def get_sampling_simplified_markets(session: Session) -> Listing[models.SimplifiedMarket]:
    """The markets that pay rewards, in the simplified form."""
    request = _by_cursor(markets.get_sampling_simplified_markets)
    return Listing(session, "getSamplingSimplifiedMarkets", request, models.SimplifiedMarket.adopt)


def get_market(session: Session, market: str) -> Steps[models.Market]:
    """The market of a condition id. Raises NotFound, and UnreadableResponse when it is another market."""

    def read(response: Response) -> models.Market:
        about(response, object_of(response).get("condition_id"), [market])
        return models.Market.adopt(response.data)

    return (yield from ask("getMarket", markets.get_market._get_kwargs(condition_id(market)), read))


def get_clob_market_info(session: Session, market: str) -> Steps[models.ClobMarketDetails]:
    """The exchange's parameters of a market: tokens, tick size, minimum, fees, rewards."""
    request = markets.get_clob_market_info._get_kwargs(condition_id(market))

    def read(response: Response) -> models.ClobMarketDetails:
        about(response, object_of(response).get("c", market), [market])
        return models.ClobMarketDetails.adopt(response.data)

    return (yield from ask("getClobMarketInfo", request, read))


def get_market_by_token(session: Session, token_id: str) -> Steps[models.MarketByTokenResponse]:
    """The market of a token, and its two tokens. Which of them is primary says nothing about Yes and No."""
    token_number(token_id)
    request = markets.get_market_by_token._get_kwargs(token_id)

    def read(response: Response) -> models.MarketByTokenResponse:
        tokens = [object_of(response).get(f"{which}_token_id") for which in ("primary", "secondary")]
        if any(tokens):
            about(response, token_id, [each for each in tokens if isinstance(each, str)])
        return models.MarketByTokenResponse.adopt(response.data)

    return (yield from ask("getMarketByToken", request, read))


def get_market_trades_events(session: Session, market: str) -> Steps[models.LiveActivityMarket]:
    """What live-activity widgets show of a market."""
    request = markets.get_market_live_activity._get_kwargs(condition_id(market))
    return (yield from ask("getMarketLiveActivity", request, object_read(models.LiveActivityMarket.adopt)))


def get_markets_live_activity(
    session: Session, condition_ids: Sequence[str]
) -> Steps[list[models.LiveActivityMarket]]:
    """What live-activity widgets show of several markets."""

    def read(response: Response) -> list[models.LiveActivityMarket]:
        return [models.LiveActivityMarket.adopt(each) for each in list_of(response)]

    body = [
        condition_id(each, f"condition_ids[{i}]")
        for i, each in enumerate(several("condition_ids", condition_ids))
    ]
    return (
        yield from ask(
            "getMarketsLiveActivity", markets.get_markets_live_activity._get_kwargs(body=body), read
        )
    )


def get_prices_history(
    session: Session,
    token_id: str,
    *,
    interval: Interval | None = None,
    start_ts: int | None = None,
    end_ts: int | None = None,
    fidelity: int | None = None,
) -> Steps[list[models.MarketPrice]]:
    """Past prices of a token: ``t`` Unix seconds, ``p`` USDC.

    Give an ``interval``, or ``start_ts`` with or without ``end_ts`` (Unix seconds). ``fidelity`` in minutes;
    left out, the finest that the interval allows.
    """
    token_number(token_id)
    minutes = _fidelity(interval, start_ts, end_ts, fidelity)
    request = markets.get_prices_history._get_kwargs(
        market=token_id,
        start_ts=UNSET if start_ts is None else start_ts,
        end_ts=UNSET if end_ts is None else end_ts,
        interval=UNSET if interval is None else models.GetPricesHistoryInterval(interval),
        fidelity=UNSET if minutes is None else minutes,
    )

    def read(response: Response) -> list[models.MarketPrice]:
        return [models.MarketPrice.adopt(point) for point in object_of(response)["history"] or ()]

    return (yield from ask("getPricesHistory", request, read))


def get_batch_prices_history(
    session: Session,
    token_ids: Sequence[str],
    *,
    interval: Interval | None = None,
    start_ts: int | None = None,
    end_ts: int | None = None,
    fidelity: int | None = None,
) -> Steps[dict[str, list[models.MarketPrice]]]:
    """Past prices of up to 20 tokens, by token id. See ``get_prices_history``."""
    ids = several("token_ids", token_ids, MAX_HISTORIES)
    for token_id in ids:
        token_number(token_id)
    minutes = _fidelity(interval, start_ts, end_ts, fidelity)
    body = models.BatchPricesHistoryRequest(
        markets=ids,
        start_ts=UNSET if start_ts is None else start_ts,
        end_ts=UNSET if end_ts is None else end_ts,
        interval=UNSET if interval is None else models.BatchPricesHistoryRequestInterval(interval),
        fidelity=UNSET if minutes is None else minutes,
    )

    def read(response: Response) -> dict[str, list[models.MarketPrice]]:
        history = object_of(response)["history"] or {}
        return {
            token_id: [models.MarketPrice.adopt(point) for point in points or ()]
            for token_id, points in history.items()
        }

    return (
        yield from ask("getBatchPricesHistory", markets.get_batch_prices_history._get_kwargs(body=body), read)
    )


def get_builder_fees(session: Session, builder_code: str) -> Steps[models.BuilderFees]:
    """The fee rates of a builder code (0x and 64 hex digits). Raises NotFound on an unknown one."""
    request = market_data.get_builder_fees._get_kwargs(checked_code(builder_code))
    return (yield from ask("getBuilderFees", request, object_read(models.BuilderFees.adopt)))


def get_fee_schedule(session: Session, token_id: str, builder_code: str = ZERO_BYTES32) -> Steps[FeeSchedule]:
    """What a taker pays on this token, and to this builder (none: the zero code); read, and remembered."""
    checked_code(builder_code)
    market = yield from get_market_by_token(session, token_id)
    request = markets.get_clob_market_info._get_kwargs(condition_id(market.condition_id))
    rate, exponent = yield from ask("getClobMarketInfo", request, _curve)
    taker = Decimal(0)
    if builder_code != ZERO_BYTES32:
        request = market_data.get_builder_fees._get_kwargs(checked_code(builder_code))
        taker = yield from ask("getBuilderFees", request, _taker_rate)
    fees = FeeSchedule(rate, exponent, taker)
    session.learn_fees(token_id, builder_code, fees)
    return fees


def prefetch_fee_schedules(session: Session, token_ids: Sequence[str]) -> Steps[dict[str, FeeSchedule]]:
    """Reads and remembers the fees of many tokens: two requests each, side by side where awaited."""
    ids = several("token_ids", token_ids)
    found = yield Gather([get_fee_schedule(session, token_id) for token_id in ids])
    return dict(zip(ids, found, strict=True))


def _curve(response: Response) -> tuple[Decimal, Decimal]:
    """Rate and exponent of a market's fees; both are 0 where the market has none."""
    details = object_of(response).get("fd") or {}
    return decimal("fd.r", details.get("r") or 0), decimal("fd.e", details.get("e") or 0)


def _taker_rate(response: Response) -> Decimal:
    """What a builder takes, as a fraction."""
    rate = object_of(response).get("builder_taker_fee_rate_bps") or 0
    return EXACT.divide(decimal("builder_taker_fee_rate_bps", rate), 10_000)


def _by_cursor(api: Any) -> Any:
    def request(cursor: str | None) -> Mapping[str, Any]:
        found: Mapping[str, Any] = api._get_kwargs(next_cursor=cursor or UNSET)
        return found

    return request


def _fidelity(
    interval: str | None, start_ts: int | None, end_ts: int | None, minutes: int | None
) -> int | None:
    if interval is not None and interval not in get_args(Interval):
        raise InvalidInput("interval", interval, f"one of {', '.join(get_args(Interval))}")
    if (interval is None) == (start_ts is None):
        raise InvalidInput("start_ts", start_ts, "give an interval or a start, one of the two")
    if end_ts is not None and start_ts is None:
        raise InvalidInput("end_ts", end_ts, "goes with a start")
    for name, value in (("start_ts", start_ts), ("end_ts", end_ts)):
        if value is not None and zero_or_more(name, value, "Unix seconds") >= 100_000_000_000:
            raise InvalidInput(name, value, "Unix time in seconds, not milliseconds")
    finest = _FINEST.get(interval or "", 1)
    if minutes is not None and minutes < finest:
        raise InvalidInput("fidelity", minutes, f"at least {finest} minutes for this interval")
    return minutes if minutes is not None or finest == 1 else finest
