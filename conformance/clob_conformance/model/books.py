"""The books of a world where nobody else acts: what rests at each price, whose it is, and what would meet it.

Both outcomes of a market are one ladder, in terms of one of them: who buys one outcome at p stands where
who sells the other at 1 - p does, and meets the same orders (docs/protocol/books.md; `getBook` of either
outcome mirrors that of the other).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_DOWN, Decimal

from attrs import define, field, frozen

from clob_conformance.model.terms import Terms

_UNIT = Decimal("0.000001")
Place = tuple[bool, Decimal]
"""A side of a ladder (whether it is that of the bids) and a price on it."""


@frozen
class Rest:
    """What is left of an order on the book, in shares; `order` is empty where nobody saw who posted it."""

    order: str
    size: Decimal


@frozen
class Fill:
    """What an order takes of one that rests: shares, at a price in terms of the taker's token."""

    order: str
    size: Decimal
    price: Decimal
    place: Place


@define
class Ladder:
    """The book of a market, in terms of its token `first`; at each place the oldest order is first."""

    first: str
    other: str
    levels: dict[Place, tuple[Rest, ...]] = field(factory=dict)

    def copy(self) -> Ladder:
        """The same ladder, to go on from by itself."""
        return Ladder(self.first, self.other, dict(self.levels))

    def place(self, token: str, price: Decimal, *, buys: bool) -> Place:
        """Where an order stands."""
        return (buys, price) if token == self.first else (not buys, 1 - price)

    def least(self) -> Decimal:
        """The smallest part of an order that rests."""
        sizes = (rest.size for rests in self.levels.values() for rest in rests)
        return min(sizes, default=Decimal(1))

    def sides(self, token: str) -> dict[str, dict[Decimal, Decimal]]:
        """Bids and asks of a token: shares by price."""
        sides: dict[str, dict[Decimal, Decimal]] = {"bids": {}, "asks": {}}
        for (bid, price), rests in self.levels.items():
            own = price if token == self.first else 1 - price
            side = "bids" if bid == (token == self.first) else "asks"
            sides[side][own] = sum((rest.size for rest in rests), Decimal(0))
        return sides

    def meeting(self, terms: Terms) -> Iterator[tuple[Place, Decimal]]:
        """Places that meet an order, best first, and the price there in terms of the order's token."""
        bid, limit = self.place(terms.token, terms.price, buys=terms.buys)
        across = sorted((price for side, price in self.levels if side != bid), reverse=not bid)
        for price in across:
            if price > limit if bid else price < limit:
                return
            yield (not bid, price), price if terms.token == self.first else 1 - price

    def fills(self, terms: Terms) -> list[Fill]:
        """What an order takes: the best price first, the oldest first within a price, up to its size; a buy
        that never rests is for its money (docs/protocol/amounts.md#maker-and-taker-amounts).
        """
        found: list[Fill] = []
        size, money = terms.size, terms.money
        for place, price in self.meeting(terms):
            for rest in self.levels[place]:
                wanted = money / price if terms.buys and not terms.rests else size
                taken = min(rest.size, wanted).quantize(_UNIT, ROUND_DOWN)
                if taken > 0:
                    found.append(Fill(rest.order, taken, price, place))
                if taken < rest.size:
                    return found
                size, money = size - taken, money - taken * price
        return found

    def add(self, order: str, terms: Terms, size: Decimal) -> None:
        """An order comes to rest, behind the others of its price."""
        place = self.place(terms.token, terms.price, buys=terms.buys)
        self.levels[place] = (*self.levels.get(place, ()), Rest(order, size))

    def take(self, place: Place, order: str, size: Decimal) -> None:
        """So many shares of an order are filled or cancelled; one of which nobody knows the place may be
        among those that nobody saw posted.
        """
        rests = list(self.levels.get(place, ()))
        at = next((i for i, rest in enumerate(rests) if rest.order == order), None)
        at = next((i for i, rest in enumerate(rests) if not rest.order), None) if at is None else at
        if at is not None:
            rests[at] = Rest(rests[at].order, rests[at].size - size)
        kept = tuple(rest for rest in rests if rest.size > 0)
        self.levels = {**{key: value for key, value in self.levels.items() if key != place}}
        if kept:
            self.levels[place] = kept

    def learn(
        self,
        token: str,
        reported: Mapping[str, Mapping[Decimal, Decimal]],
        own: Iterable[tuple[str, Terms, Decimal]],
    ) -> list[str]:
        """Take a book as it is told, with the own orders that are known to rest, oldest first. Returns those
        for which it has no room.
        """
        self.levels = {}
        mine: dict[Place, list[Rest]] = {}
        for order, terms, left in own:
            mine.setdefault(self.place(terms.token, terms.price, buys=terms.buys), []).append(
                Rest(order, left)
            )
        for side, levels in reported.items():
            for price, size in levels.items():
                place = self.place(token, price, buys=side == "bids")
                rests = mine.pop(place, [])
                known = sum((rest.size for rest in rests), Decimal(0))
                if known == size:
                    self.levels[place] = tuple(rests)
                else:
                    self.levels[place] = (Rest("", size),)
                    if known > size:
                        mine[place] = rests
        return [rest.order for rests in mine.values() for rest in rests]
