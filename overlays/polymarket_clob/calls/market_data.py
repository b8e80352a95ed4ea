"""The clock, books and prices of tokens, and what a market demands of orders."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from polymarket_clob_api.api.data import get_midpoint as midpoint_api
from polymarket_clob_api.api.data import get_time as time_api
from polymarket_clob_api.api.market_data import get_book as book_api
from polymarket_clob_api.api.market_data import get_neg_risk as neg_risk_api
from polymarket_clob_api.api.market_data import get_price as price_api
from polymarket_clob_api.api.market_data import get_tick_size as tick_api
from polymarket_clob_api.models import GetPriceSide, OrderBookSummary

from polymarket_clob.amounts import Side, tick_size
from polymarket_clob.core import Answer, Steps, ask
from polymarket_clob.errors import InvalidInput
from polymarket_clob.orders import MarketRules, token_number
from polymarket_clob.session import Session

from .reading import decimal_of, object_of, object_read


def get_server_time(session: Session) -> Steps[int]:
    """The exchange's clock, Unix seconds."""
    return (yield from ask("getTime", time_api._get_kwargs(), lambda answer: int(answer.data)))


def get_order_book(session: Session, token_id: str) -> Steps[OrderBookSummary]:
    """The book of a token: levels of price (USDC) and size (shares), as decimal strings.

    The order of the levels is the service's: do not rely on which end holds the best price.
    """
    token_number(token_id)
    request = book_api._get_kwargs(token_id=token_id)
    return (yield from ask("getBook", request, object_read(OrderBookSummary.from_dict)))


def get_midpoint(session: Session, token_id: str) -> Steps[Decimal]:
    """The mean of best bid and best ask, in USDC."""
    token_number(token_id)

    def read(answer: Answer) -> Decimal:
        data = object_of(answer)
        return decimal_of(answer, data["mid_price"] if "mid_price" in data else data["mid"])

    return (yield from ask("getMidpoint", midpoint_api._get_kwargs(token_id=token_id), read))


def get_price(session: Session, token_id: str, side: Side) -> Steps[Decimal]:
    """The best bid (side BUY) or the best ask (side SELL), in USDC."""
    token_number(token_id)
    if side not in get_args(Side):
        raise InvalidInput("side", side, "BUY or SELL")
    request = price_api._get_kwargs(token_id=token_id, side=GetPriceSide(side))
    return (
        yield from ask("getPrice", request, lambda answer: decimal_of(answer, object_of(answer)["price"]))
    )


def get_tick_size(session: Session, token_id: str) -> Steps[Decimal]:
    """The smallest step in price, in USDC."""
    token_number(token_id)

    def read(answer: Answer) -> Decimal:
        return tick_size(decimal_of(answer, object_of(answer)["minimum_tick_size"]))

    return (yield from ask("getTickSize", tick_api._get_kwargs(token_id=token_id), read))


def get_neg_risk(session: Session, token_id: str) -> Steps[bool]:
    """Whether the token's market settles on the negative-risk exchange."""
    token_number(token_id)
    request = neg_risk_api._get_kwargs(token_id=token_id)
    return (yield from ask("getNegRisk", request, lambda answer: bool(object_of(answer)["neg_risk"])))


def get_market_rules(session: Session, token_id: str) -> Steps[MarketRules]:
    """What an order on this token must keep to, read from its book, and remembered."""
    token_number(token_id)

    def read(answer: Answer) -> MarketRules:
        book = object_of(answer)
        if not isinstance(book["neg_risk"], bool):
            raise answer.unreadable(f"neg_risk is {book['neg_risk']!r}, not true or false")
        return MarketRules(
            tick_size=decimal_of(answer, book["tick_size"]),
            neg_risk=book["neg_risk"],
            min_order_size=decimal_of(answer, book["min_order_size"]),
        )

    rules = yield from ask("getBook", book_api._get_kwargs(token_id=token_id), read)
    session.learn(token_id, rules)
    return rules
