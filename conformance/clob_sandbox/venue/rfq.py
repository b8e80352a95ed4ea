"""Requests for quotes and the quotes given to them: stored, found, canceled, accepted.

Source: docs/protocol/requests.md#quotes (bodies as the older official client sends them; USDC is the asset
`0`). `asset_in` is what the sender receives. Amounts are base units. Nothing here moves money: `deals` does.
"""

from attrs import define, frozen

from clob_sandbox.venue.markets import Market, Token
from clob_sandbox.venue.money import ONE
from clob_sandbox.venue.orders import Order


@frozen
class Terms:
    """A side of one token: shares and USDC in base units."""

    market: Market
    token: Token
    side: str
    shares: int
    usdc: int

    @property
    def price(self) -> float:
        """USDC a share, to four decimals."""
        return round(self.usdc / self.shares, 4)

    def meets(self, other: "Terms") -> str | None:
        """How these terms match others of the same market, or None when they do not."""
        if self.market is not other.market:
            return None
        if self.token is other.token:
            return "COMPLEMENTARY" if self.side != other.side else None
        if self.side != other.side:
            return None
        return "MINT" if self.side == "BUY" else "MERGE"


@define(eq=False)
class Entry:
    """A request, or a quote to one: `request` is None for a request. Times are Unix seconds."""

    id: str
    address: str  # lower case, of the signing key
    terms: Terms
    created: int
    updated: int
    request: "Entry | None" = None
    match_type: str = ""
    active: bool = True
    accepted: Order | None = None  # by which the requester accepted this quote

    def cancel(self, now: int) -> None:
        self.active, self.updated = False, now


class Rfq:
    """All requests and quotes, oldest first."""

    def __init__(self) -> None:
        self.requests: dict[str, Entry] = {}
        self.quotes: dict[str, Entry] = {}

    def cancel_request(self, request: Entry, now: int) -> None:
        """Close a request and every quote to it."""
        request.cancel(now)
        for quote in self.quotes.values():
            if quote.request is request and quote.active:
                quote.cancel(now)

    def best_quote(self, request: Entry) -> Entry | None:
        """The open quote that is best for the requester; the oldest of equals."""
        offers = [quote for quote in self.quotes.values() if quote.request is request and quote.active]
        sign = 1 if request.terms.side == "BUY" else -1
        return min(offers, key=lambda quote: sign * _price_for(request, quote), default=None)


def _price_for(request: Entry, quote: Entry) -> int:
    """A quote's price in terms of the requester's token, in units of 10^-4."""
    price = ONE * quote.terms.usdc // quote.terms.shares
    return price if quote.match_type == "COMPLEMENTARY" else ONE - price
