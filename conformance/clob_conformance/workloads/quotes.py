"""Requests for quotes: which quote is the best does not depend on when it was given. Part of `lifecycle`.

Which of two is better for whom is nowhere documented, so the same two are given in both orders.
"""

from __future__ import annotations

from typing import Any

from clob_conformance.core.clauses import declare
from clob_conformance.core.errors import Skipped
from clob_conformance.core.interaction import Interaction
from clob_conformance.workloads.scenario import Actor, Scene, scenario

BEST = declare(
    "best-quote-by-terms",
    "Of the same quotes the same is the best, in whatever order they were given.",
    source="description: GET /rfq/data/best-quote; docs/protocol/requests.md#quotes",
    suites=("lifecycle",),
    operations=("getRfqBestQuote",),
    needs=("accounts", "tests"),
)
_COLLATERAL = "0"
_SHARES = "100000000"
_ASKED = "50000000"
_OFFERS = ("48000000", "52000000")


@scenario(BEST)
def run(scene: Scene) -> None:
    """Two like requests, the same two quotes to each, in opposite orders."""
    requester, quoter = scene.two()
    token = scene.markets[0].tokens[0].token_id
    for inwards in (True, False):
        one, shown = _best(requester, quoter, token, _OFFERS, inwards=inwards)
        other, again = _best(requester, quoter, token, _OFFERS[::-1], inwards=inwards)
        message = f"the best quote is that of {one}, given in the opposite order that of {other}"
        scene.hold(BEST, "getRfqBestQuote", message if one != other else "", shown, again)


def _best(
    requester: Actor, quoter: Actor, token: str, offers: tuple[str, ...], *, inwards: bool
) -> tuple[str, Interaction]:
    """The amount of the quote that is told as the best. Raises `Skipped` where quotes cannot be given or told
    apart.
    """
    request = requester.read("createRfqRequest", body=_terms(token, _ASKED, inwards=inwards))["requestId"]
    ids: dict[str, str] = {}
    for offer in offers:
        body = {"requestId": request, **_terms(token, offer, inwards=not inwards)}
        ids[offer] = str(quoter.read("createRfqQuote", body=body)["quoteId"])
    asked = requester.send("getRfqBestQuote", query={"requestId": request})
    named = [offer for offer, quote in ids.items() if quote.encode() in asked.response.body]
    if not asked.response.succeeded or len(named) != 1:
        raise Skipped("no quote is told as the best")
    return named[0], asked


def _terms(token: str, money: str, *, inwards: bool) -> dict[str, Any]:
    """A hundred shares for money, or money for them."""
    shares, cash = (token, _SHARES), (_COLLATERAL, money)
    (came, much), (went, paid) = (shares, cash) if inwards else (cash, shares)
    return {"assetIn": came, "assetOut": went, "amountIn": much, "amountOut": paid, "userType": 0}
