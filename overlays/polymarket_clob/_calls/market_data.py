"""The clock, books and prices of tokens, and what a market asks of orders."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any, get_args

from polymarket_clob_api import models
from polymarket_clob_api.api import data, market_data

from polymarket_clob._core import Gather, Response, Steps, ask
from polymarket_clob._params import BookParams
from polymarket_clob._session import Session
from polymarket_clob.amounts import Side, decimal, tick_size
from polymarket_clob.errors import InvalidInput, of_kind
from polymarket_clob.orders import MarketRules, token_number

from .reading import about, data_of, decimal_of, list_of, map_of, object_of, object_read, several

BOOKS_AT_ONCE = 100
"""Books asked for in one request: a choice of ours, the description names no limit."""

MILLISECONDS = 100_000_000_000
"""As Unix time in seconds this is the year 5138: what is larger counts something finer."""


def get_server_time(session: Session) -> Steps[int]:
    """The exchange's clock, Unix seconds."""

    def read(response: Response) -> int:
        seconds = int(decimal_of(response, response.data))
        if not 0 <= seconds < MILLISECONDS:
            raise response.unreadable(f"expected Unix time in seconds, got {seconds}")
        return seconds

    return (yield from ask("getTime", data.get_time._get_kwargs(), read))


def measure_clock(session: Session) -> Steps[float]:
    """Sets the client's clock by the exchange's; returns how many seconds it is behind (negative: ahead).

    The exchange tells whole seconds; half a second and half the time of the way are added.
    """
    before = session.clock()
    server = yield from get_server_time(session)
    after = session.clock()
    session.set_clock(server + 0.5 - (before + after) / 2)
    return session.offset


def get_order_book(session: Session, token_id: str) -> Steps[models.OrderBookSummary]:
    """The book of a token: levels of price (USDC) and size (shares), as decimal strings.

    The order of the levels is the service's: do not rely on which end holds the best price. What the book
    says of the market's rules is remembered. Raises UnreadableResponse when it is the book of another token.
    """
    token_number(token_id)
    request = market_data.get_book._get_kwargs(token_id=token_id)
    book = yield from ask("getBook", request, lambda response: book_of(response, response.data, (token_id,)))
    _learn(session, book)
    return book


def book_of(response: Response, data: Any, asked: Collection[str]) -> models.OrderBookSummary:
    """A book of a response. Raises UnreadableResponse unless it is that of one of the tokens asked for."""
    if not isinstance(data, dict):
        raise response.unreadable(f"expected a book, got {type(data).__name__}")
    about(response, data.get("asset_id", data.get("error")), asked)
    return models.OrderBookSummary.adopt(data)


def _learn(session: Session, book: models.OrderBookSummary) -> None:
    """Remembers the rules that a book shows, where they can be read."""
    with suppress(InvalidInput):
        session.learn(book.asset_id, rules_of(book))


def get_midpoint(session: Session, token_id: str) -> Steps[Decimal]:
    """The mean of best bid and best ask, in USDC."""
    token_number(token_id)

    def read(response: Response) -> Decimal:
        data = object_of(response)
        return decimal_of(response, data["mid_price"] if "mid_price" in data else data["mid"])

    return (yield from ask("getMidpoint", data.get_midpoint._get_kwargs(token_id=token_id), read))


def get_price(session: Session, token_id: str, side: Side) -> Steps[Decimal]:
    """The best bid (side BUY) or the best ask (side SELL), in USDC."""
    token_number(token_id)
    if side not in get_args(Side):
        raise InvalidInput("side", side, "BUY or SELL")
    request = market_data.get_price._get_kwargs(token_id=token_id, side=models.GetPriceSide(side))
    return (
        yield from ask(
            "getPrice", request, lambda response: decimal_of(response, object_of(response)["price"])
        )
    )


def get_tick_size(session: Session, token_id: str) -> Steps[Decimal]:
    """The smallest step in price, in USDC."""
    token_number(token_id)
    found = yield from ask("getTickSize", market_data.get_tick_size._get_kwargs(token_id=token_id), _tick)
    session.learn_tick(token_id, found)
    return found


def get_neg_risk(session: Session, token_id: str) -> Steps[bool]:
    """Whether the token's market settles on the negative-risk exchange."""
    token_number(token_id)
    request = market_data.get_neg_risk._get_kwargs(token_id=token_id)
    found = yield from ask("getNegRisk", request, _neg_risk)
    session.learn_neg_risk(token_id, found)
    return found


def get_ok(session: Session) -> Steps[Any]:
    """Whether the exchange is up: any response says so."""
    return (yield from ask("getOk", data.get_ok._get_kwargs(), data_of))


def get_version(session: Session) -> Steps[int]:
    """The version of the orders that the exchange takes."""

    def read(response: Response) -> int:
        return int(object_of(response)["version"])

    return (yield from ask("getVersion", data.get_version._get_kwargs(), read))


def get_order_books(session: Session, token_ids: Sequence[str]) -> Steps[list[models.OrderBookSummary]]:
    """The books of several tokens. See ``get_order_book``."""

    def read(response: Response) -> list[models.OrderBookSummary]:
        ids = _ids(asked)
        return [book_of(response, book, ids) for book in list_of(response)]

    asked = _requests(token_ids)
    books = yield from ask("getBooksPost", market_data.get_books_post._get_kwargs(body=asked), read)
    for book in books:
        _learn(session, book)
    return books


def get_midpoints(session: Session, token_ids: Sequence[str]) -> Steps[dict[str, Decimal]]:
    """Midpoints by token id, in USDC."""
    asked = _requests(token_ids)
    request = market_data.get_midpoints_post._get_kwargs(body=asked)
    return (yield from ask("getMidpointsPost", request, _decimals(asked)))


def get_spread(session: Session, token_id: str) -> Steps[Decimal]:
    """Best ask less best bid, in USDC."""
    token_number(token_id)

    def read(response: Response) -> Decimal:
        return decimal_of(response, object_of(response)["spread"])

    return (yield from ask("getSpread", market_data.get_spread._get_kwargs(token_id=token_id), read))


def get_spreads(session: Session, token_ids: Sequence[str]) -> Steps[dict[str, Decimal]]:
    """Spreads by token id, in USDC."""
    asked = _requests(token_ids)
    request = market_data.get_spreads._get_kwargs(body=asked)
    return (yield from ask("getSpreads", request, _decimals(asked)))


def get_prices(session: Session, wanted: Sequence[BookParams]) -> Steps[dict[str, dict[str, Decimal]]]:
    """Best bids (side BUY) and asks (side SELL) by token id and side, in USDC."""
    asked = _priced(wanted)
    body = [models.BookRequest(each.token_id, models.BookRequestSide(each.side)) for each in asked]
    request = market_data.get_prices_post._get_kwargs(body=body)
    return (yield from ask("getPricesPost", request, _prices(asked)))


def get_last_trade_price(session: Session, token_id: str) -> Steps[models.GetLastTradePriceResponse200]:
    """Price (USDC) and side of the last trade; the side is empty when there was none."""
    token_number(token_id)
    request = market_data.get_last_trade_price._get_kwargs(token_id=token_id)
    return (
        yield from ask("getLastTradePrice", request, object_read(models.GetLastTradePriceResponse200.adopt))
    )


def get_last_trades_prices(
    session: Session, token_ids: Sequence[str]
) -> Steps[list[models.GetLastTradesPricesPostResponse200Item]]:
    """Price (USDC) and side of the last trade of up to 500 tokens."""

    def read(response: Response) -> list[models.GetLastTradesPricesPostResponse200Item]:
        ids = _ids(asked)
        for each in list_of(response):
            about(response, each["token_id"], ids)
        return [models.GetLastTradesPricesPostResponse200Item.adopt(each) for each in list_of(response)]

    asked = _requests(token_ids, 500)
    request = market_data.get_last_trades_prices_post._get_kwargs(body=asked)
    return (yield from ask("getLastTradesPricesPost", request, read))


def get_fee_rate_bps(session: Session, token_id: str) -> Steps[int]:
    """The base fee rate, in basis points."""
    token_number(token_id)
    return (yield from ask("getFeeRate", market_data.get_fee_rate._get_kwargs(token_id=token_id), _base_fee))


def get_books_get(session: Session, token_ids: Sequence[str]) -> Steps[list[models.OrderBookSummary]]:
    """``get_order_books`` with the ids in the query, which the live service is known to refuse."""

    def read(response: Response) -> list[models.OrderBookSummary]:
        ids = _ids(asked)
        return [book_of(response, book, ids) for book in list_of(response)]

    asked = _requests(token_ids)
    request = market_data.get_books_get._get_kwargs(token_ids=_joined(asked))
    return (yield from ask("getBooksGet", request, read))


def get_midpoints_get(session: Session, token_ids: Sequence[str]) -> Steps[dict[str, Decimal]]:
    """``get_midpoints`` with the ids in the query, which the live service is known to refuse."""
    asked = _requests(token_ids)
    request = market_data.get_midpoints_get._get_kwargs(token_ids=_joined(asked))
    return (yield from ask("getMidpointsGet", request, _decimals(asked)))


def get_prices_get(session: Session, wanted: Sequence[BookParams]) -> Steps[dict[str, dict[str, Decimal]]]:
    """``get_prices`` with the ids in the query, which the live service is known to refuse."""
    asked = _priced(wanted)
    request = market_data.get_prices_get._get_kwargs(
        token_ids=",".join(each.token_id for each in asked), sides=",".join(each.side for each in asked)
    )
    return (yield from ask("getPricesGet", request, _prices(asked)))


def get_last_trades_prices_get(
    session: Session, token_ids: Sequence[str]
) -> Steps[list[models.GetLastTradesPricesGetResponse200Item]]:
    """``get_last_trades_prices`` with the ids in the query, which the live service is known to refuse."""

    def read(response: Response) -> list[models.GetLastTradesPricesGetResponse200Item]:
        ids = _ids(asked)
        for each in list_of(response):
            about(response, each["token_id"], ids)
        return [models.GetLastTradesPricesGetResponse200Item.adopt(each) for each in list_of(response)]

    asked = _requests(token_ids, 500)
    request = market_data.get_last_trades_prices_get._get_kwargs(token_ids=_joined(asked))
    return (yield from ask("getLastTradesPricesGet", request, read))


def get_tick_size_by_path(session: Session, token_id: str) -> Steps[Decimal]:
    """``get_tick_size`` with the id in the path."""
    token_number(token_id)
    found = yield from ask(
        "getTickSizeByPath", market_data.get_tick_size_by_path._get_kwargs(token_id), _tick
    )
    session.learn_tick(token_id, found)
    return found


def get_neg_risk_by_path(session: Session, token_id: str) -> Steps[bool]:
    """``get_neg_risk`` with the id in the path."""
    token_number(token_id)
    found = yield from ask(
        "getNegRiskByPath", market_data.get_neg_risk_by_path._get_kwargs(token_id), _neg_risk
    )
    session.learn_neg_risk(token_id, found)
    return found


def get_fee_rate_by_path(session: Session, token_id: str) -> Steps[int]:
    """``get_fee_rate_bps`` with the id in the path."""
    token_number(token_id)
    return (
        yield from ask("getFeeRateByPath", market_data.get_fee_rate_by_path._get_kwargs(token_id), _base_fee)
    )


def get_market_rules(session: Session, token_id: str) -> Steps[MarketRules]:
    """What an order on this token must keep to, read from its book, and remembered."""
    return rules_of((yield from get_order_book(session, token_id)))


def prefetch_markets(session: Session, token_ids: Sequence[str]) -> Steps[dict[str, MarketRules]]:
    """Reads and remembers the rules of many tokens: one request for every 100, side by side where awaited."""
    ids = several("token_ids", token_ids)
    pieces = [ids[start : start + BOOKS_AT_ONCE] for start in range(0, len(ids), BOOKS_AT_ONCE)]
    found: dict[str, MarketRules] = {}
    for books in (yield Gather([get_order_books(session, piece) for piece in pieces])):
        for book in books:
            found[book.asset_id] = rules_of(book)
    return found


def rules_of(book: models.OrderBookSummary) -> MarketRules:
    """What an order must keep to, as its token's book says. Raises InvalidInput on what no market has."""
    return MarketRules(book.tick_size, book.neg_risk, decimal("min_order_size", book.min_order_size))


def _requests(token_ids: Sequence[str], most: int | None = None) -> list[models.BookRequest]:
    ids = several("token_ids", token_ids, most)
    for token_id in ids:
        token_number(token_id)
    return [models.BookRequest(token_id) for token_id in ids]


def _ids(asked: Iterable[models.BookRequest | BookParams]) -> dict[str, None]:
    """The tokens asked for, in their order."""
    return dict.fromkeys(each.token_id for each in asked)


def _decimals(asked: Sequence[models.BookRequest]) -> Callable[[Response], dict[str, Decimal]]:
    def read(response: Response) -> dict[str, Decimal]:
        ids = _ids(asked)
        reported = map_of(response)
        for token_id in reported:
            about(response, token_id, ids)
        return {token_id: decimal_of(response, value) for token_id, value in reported.items()}

    return read


def _joined(asked: Sequence[models.BookRequest]) -> str:
    return ",".join(_ids(asked))


def _priced(wanted: Sequence[BookParams]) -> list[BookParams]:
    asked = several("wanted", wanted)
    for position, each in enumerate(asked):
        of_kind(f"wanted[{position}]", each, BookParams, "a token and a side are said as BookParams")
        token_number(each.token_id)
        if each.side not in get_args(Side):
            raise InvalidInput("side", each.side, "BUY or SELL")
    return asked


def _prices(
    asked: Sequence[BookParams],
) -> Callable[[Response], dict[str, dict[str, Decimal]]]:
    def read(response: Response) -> dict[str, dict[str, Decimal]]:
        ids = _ids(asked)
        reported = map_of(response)
        for token_id in reported:
            about(response, token_id, ids)
        return {
            token_id: {side: decimal_of(response, price) for side, price in sides.items()}
            for token_id, sides in reported.items()
        }

    return read


def _tick(response: Response) -> Decimal:
    return tick_size(decimal_of(response, object_of(response)["minimum_tick_size"]))


def _neg_risk(response: Response) -> bool:
    value = object_of(response)["neg_risk"]
    if not isinstance(value, bool):
        raise response.unreadable(f"neg_risk is {value!r}, not true or false")
    return value


def _base_fee(response: Response) -> int:
    return int(object_of(response)["base_fee"])
