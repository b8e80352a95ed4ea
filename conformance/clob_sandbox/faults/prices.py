"""Faults of market data: books, prices, and forms that should agree."""

from decimal import Decimal
from typing import Any

from clob_sandbox.faults.common import BOOKS, other_side, rounded
from clob_sandbox.planting import Fault, Visit, answer, each_value, edit, put


def _levels(change: Any) -> Any:
    def levels(book: dict[str, Any]) -> None:
        for side in ("bids", "asks"):
            book[side] = change(book[side])

    return edit(levels)


def _swap(book: dict[str, Any]) -> None:
    book["bids"], book["asks"] = book["asks"], book["bids"]


def _first_and_no_more(visit: Visit) -> None:
    body = visit.body()
    if isinstance(body, list) and len(body) > 1:
        visit.change_body(body[:-1])


FAULTS: dict[str, Fault] = {
    # --- books and prices
    "book-unsorted": Fault("book", "the best of a book comes last", BOOKS, None, _levels(lambda s: s[::-1])),
    "book-sides-swapped": Fault("book", "bids and asks of a book are swapped", BOOKS, None, edit(_swap)),
    "book-half-sorted": Fault(
        "book",
        "the second level stands before the first",
        BOOKS,
        None,
        _levels(lambda s: s[1:2] + s[:1] + s[2:]),
    ),
    "book-zero-size": Fault(
        "book", "the best level is empty", BOOKS, None, _levels(lambda s: [{**x, "size": "0"} for x in s])
    ),
    "book-rounded": Fault(
        "precision",
        "prices of a book have one decimal",
        BOOKS,
        None,
        _levels(lambda s: [{**x, "price": rounded(x["price"])} for x in s]),
    ),
    "book-of-another": Fault(
        "echo", "a book names another asset", ("getBook",), None, put(asset_id=lambda text: text[:-1] + "0")
    ),
    "token-id-rounded": Fault(
        "precision",
        "an asset id went through a float",
        ("getBook",),
        None,
        put(asset_id=lambda t: str(int(float(t)))),
    ),
    "book-best-lost": Fault(
        "book", "the best level of both sides is left out", BOOKS, None, _levels(lambda s: s[1:])
    ),
    "mid-is-bid": Fault(
        "precision", "the midpoint is rounded to one decimal", ("getMidpoint",), None, put(mid_price=rounded)
    ),
    "spread-doubled": Fault(
        "book",
        "the spread is twice too wide",
        ("getSpread",),
        None,
        put(spread=lambda t: str(2 * Decimal(t))),
    ),
    "price-sides-swapped": Fault(
        "book",
        "the price of a side is that of the other",
        ("getPrice",),
        lambda visit: visit.change_query(
            lambda query: query.update(side=other_side(query["side"])) if "side" in query else None
        ),
    ),
    # --- forms that should agree
    "midpoints-post-rounded": Fault(
        "agreement",
        "midpoints are rounded in the batch by POST",
        ("getMidpointsPost",),
        None,
        answer(each_value(rounded)),
    ),
    "batch-loses-last": Fault(
        "agreement",
        "a batch leaves its last item out",
        ("getMidpointsPost", "getSpreads", "getBooksPost"),
        _first_and_no_more,
    ),
    "tick-by-path-other": Fault(
        "agreement",
        "the tick by path is ten times too large",
        ("getTickSizeByPath",),
        None,
        put(minimum_tick_size=lambda t: 0.1 if t < 0.1 else 0.01),
    ),
    "neg-risk-inverted": Fault(
        "agreement",
        "neg_risk is inverted",
        ("getNegRisk", "getNegRiskByPath"),
        None,
        put(neg_risk=lambda value: not value),
    ),
    "fee-by-path-other": Fault(
        "agreement",
        "the fee by path is 7 points higher",
        ("getFeeRateByPath",),
        None,
        put(base_fee=lambda n: n + 7),
    ),
    "tokens-swapped": Fault(
        "agreement",
        "primary and secondary token are swapped",
        ("getMarketByToken",),
        None,
        edit(
            lambda m: m.update(
                primary_token_id=m["secondary_token_id"], secondary_token_id=m["primary_token_id"]
            )
        ),
    ),
}
