"""Requests for quotes: which quote is the best does not depend on when it was given. Part of `lifecycle`.

Which of two is better for whom is nowhere documented, so the same two are given in both orders.
"""

from __future__ import annotations

from typing import Any

from clob_conformance.core.clauses import declare
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.accounts import Account
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import ask, ask_object

BEST = declare(
    "best-quote-by-terms",
    "Of the same quotes the same is the best, in whatever order they were given.",
    source="description: GET /rfq/data/best-quote; docs/protocol/requests.md#quotes",
    suites=("lifecycle",),
    operations=("getRfqBestQuote",),
    needs=("accounts",),
)
_COLLATERAL = "0"
_SHARES = "100000000"
_ASKED = "50000000"
_OFFERS = ("48000000", "52000000")


def run(context: Run) -> None:
    """Two like requests, the same two quotes to each, in opposite orders."""
    requester, quoter = context.new_account(), context.new_account()
    if requester is None or quoter is None or not context.live.markets:
        return
    for buying in (True, False):
        best: list[tuple[str, Interaction]] = []
        for offers in (_OFFERS, _OFFERS[::-1]):
            found = _best(context, requester, quoter, offers, buying=buying)
            if found is None:
                return
            best.append(found)
        context.record.hold(BEST, "getRfqBestQuote")
        (one, shown), (other, again) = best
        if one != other:
            message = f"the best quote is that of {one}, given in the opposite order that of {other}"
            context.violation(BEST, "getRfqBestQuote", message, shown, again)


def _best(
    context: Run, requester: Account, quoter: Account, offers: tuple[str, ...], *, buying: bool
) -> tuple[str, Interaction] | None:
    """The amount of the quote that is told as the best; None where quotes cannot be given or told apart."""
    token = context.live.markets[0].tokens[0].token_id
    opened = ask_object(context, "createRfqRequest", body=_terms(token, _ASKED, inwards=buying), by=requester)
    request = opened[0].get("requestId") if opened is not None else None
    if not isinstance(request, str):
        return None
    ids: dict[str, str] = {}
    for offer in offers:
        body = {"requestId": request, **_terms(token, offer, inwards=not buying)}
        given = ask_object(context, "createRfqQuote", body=body, by=quoter)
        if given is None or not isinstance(given[0].get("quoteId"), str):
            return None
        ids[offer] = given[0]["quoteId"]
    asked = ask(context, "getRfqBestQuote", None, {"requestId": request}, by=requester)
    named = [offer for offer, quote in ids.items() if asked and quote.encode() in asked[1].answer.body]
    return (named[0], asked[1]) if asked is not None and len(named) == 1 else None


def _terms(token: str, money: str, *, inwards: bool) -> dict[str, Any]:
    """A hundred shares for money, or money for them."""
    shares, cash = (token, _SHARES), (_COLLATERAL, money)
    (came, much), (went, paid) = (shares, cash) if inwards else (cash, shares)
    return {"assetIn": came, "assetOut": went, "amountIn": much, "amountOut": paid, "userType": 0}
