"""What several kinds of faults use: groups of operations, and changes of a text."""

from decimal import Decimal

BOOKS = ("getBook", "getBooksGet", "getBooksPost")
CANCELS = ("cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders")
ORDERS = ("getOrder", "getOrders")


def other_side(side: str) -> str:
    return "SELL" if side == "BUY" else "BUY"


def one_more(text: str) -> str:
    return str(Decimal(text) + 1)


def rounded(text: str) -> str:
    return str(round(Decimal(text), 1))
