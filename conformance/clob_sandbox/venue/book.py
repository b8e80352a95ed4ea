"""The order book of one market, in price-time priority.

One book holds both outcomes, in terms of the first: a BUY of No at p is an ask for Yes at 1 - p. So a BUY
of one outcome meets the SELL of the same outcome and the BUY of the other (a mint), a SELL meets a SELL (a
merge), and the two published books mirror each other by construction. It moves no money: `exchange` settles
what `plan` proposes.
"""

from collections.abc import Iterator

from attrs import define, field, frozen
from sortedcontainers import SortedDict

from clob_sandbox.venue.money import ONE, cost, shares_for
from clob_sandbox.venue.orders import Order


@define(eq=False)
class Level:
    """The orders at one price, oldest first, and the sum of what remains of them (base units)."""

    orders: dict[str, Order] = field(factory=dict)
    size: int = 0


@frozen
class Fill:
    """A part of a resting order that a new order takes: `size` in base units of shares, `price` in terms of
    the new order's token.
    """

    maker: Order
    size: int
    price: int

    @property
    def money(self) -> int:
        """What the new order pays or is paid, base units of USDC."""
        return cost(self.price, self.size)


class Book:
    """Resting orders of one market. `version` grows with every change, so that answers can be cached."""

    def __init__(self) -> None:
        self._sides: dict[bool, SortedDict[int, Level]] = {True: SortedDict(), False: SortedDict()}
        self.version = 0

    def best(self, *, is_bid: bool) -> int | None:
        """Best price of a side in terms of the first outcome, or None for an empty side."""
        side = self._sides[is_bid]
        return int(side.peekitem(-1 if is_bid else 0)[0]) if side else None

    def add_to_book(self, order: Order) -> None:
        """Add an order behind the others of its price."""
        level = self._sides[order.is_bid].setdefault(order.yes_price, Level())
        level.orders[order.id] = order
        level.size += order.remaining
        self.version += 1

    def remove(self, order: Order) -> None:
        """Take an order off the book."""
        side = self._sides[order.is_bid]
        level = side[order.yes_price]
        del level.orders[order.id]
        level.size -= order.remaining
        if not level.orders:
            del side[order.yes_price]
        self.version += 1

    def take(self, maker: Order, size: int, money: int) -> bool:
        """Fill a resting order, which moves `money` (base units of USDC) for it; returns whether it left the
        book, because that was all it could trade.
        """
        whole = size == maker.tradable
        if whole:
            self.remove(maker)
        else:
            self._sides[maker.is_bid][maker.yes_price].size -= size
            self.version += 1
        maker.fill(size, money)
        return whole

    def plan(self, order: Order, *, budget: int | None) -> list[Fill]:
        """What `order` would match now, best price first and oldest first within a price.

        With `budget` (base units of USDC) it buys for that much money, otherwise up to its remaining size.
        """
        fills: list[Fill] = []
        wanted = order.remaining
        for yes_price, level in self._crossing(order):
            price = yes_price if order.token.index == 0 else ONE - yes_price
            for maker in level.orders.values():
                if budget is not None:
                    wanted = shares_for(budget, price)
                size = min(maker.tradable, wanted)
                fill = Fill(maker, size, price)
                if size:
                    fills.append(fill)
                if size < maker.tradable:
                    return fills
                wanted -= size
                if budget is not None:
                    budget -= fill.money
        return fills

    def orders(self) -> Iterator[Order]:
        """Every resting order: bids from the lowest price, then asks, oldest first within a price."""
        for is_bid in (True, False):
            for level in self._sides[is_bid].values():
                yield from level.orders.values()

    def crosses(self, order: Order) -> bool:
        """Whether the order would match at once."""
        return next(self._crossing(order), None) is not None

    def _crossing(self, order: Order) -> Iterator[tuple[int, Level]]:
        side = self._sides[not order.is_bid]
        for price in side if order.is_bid else reversed(side):
            if price > order.yes_price if order.is_bid else price < order.yes_price:
                return
            yield price, side[price]

    def levels(self, index: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Bids and asks of an outcome as (price, size), best price first."""
        bids = [(price, level.size) for price, level in reversed(self._sides[True].items())]
        asks = [(price, level.size) for price, level in self._sides[False].items()]
        if index == 0:
            return bids, asks
        return [(ONE - p, s) for p, s in asks], [(ONE - p, s) for p, s in bids]

    def middle_twice(self, index: int) -> int | None:
        """Twice the midpoint of an outcome (units of 10^-4), or None when a side is empty."""
        bid, ask = self.best(is_bid=True), self.best(is_bid=False)
        if bid is None or ask is None:
            return None
        return bid + ask if index == 0 else 2 * ONE - bid - ask
