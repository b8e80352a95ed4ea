"""What several kinds of faults use: groups of operations, changes of a text, reading and changing a visit."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from clob_sandbox.clock import NANOS
from clob_sandbox.faults.fault_injection import Intercept, Reply, items
from clob_sandbox.venue.orders import Order

BOOKS = ("getBook", "getBooksGet", "getBooksPost")
CANCELS = ("cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders")
FEES = ("getFeeRate", "getFeeRateByPath")
LISTINGS = ("getMarkets", "getSimplifiedMarkets", "getSamplingMarkets", "getSamplingSimplifiedMarkets")
ORDERS = ("getOrder", "getOrders")
POSTS = ("postOrder", "postOrders")
RISKS = ("getNegRisk", "getNegRiskByPath")
TICKS = ("getTickSize", "getTickSizeByPath")

MINUTE = 60 * NANOS


def other_side(side: str) -> str:
    return "SELL" if side == "BUY" else "BUY"


def one_more(text: str) -> str:
    return str(Decimal(text) + 1)


def rounded(text: str) -> str:
    return str(round(Decimal(text), 1))


def query_of(intercept: Intercept) -> dict[str, str]:
    """The parameters of the request's query."""
    reported: dict[str, str] = {}
    intercept.change_query(reported.update)
    return reported


def all_but_last(intercept: Intercept) -> None:
    """Leave the last item of a posted list out."""
    body = intercept.body()
    if isinstance(body, list) and len(body) > 1:
        intercept.change_body(body[:-1])


def posted(intercept: Intercept, reply: Reply) -> Iterator[tuple[dict[str, Any], Order]]:
    """Each response to an order that was taken, with the order."""
    for item in items(reply.body):
        order = intercept.exchange.orders.get(item.get("orderID", ""))
        if order is not None:
            yield item, order
