"""Where handlers find what they return: live orders and trades by account, market and token.

`whose` is an account's address or a builder's code, both in lower case; `where` a condition id or a token id;
blank means all. Trades are kept from the newest backwards and keep their positions when older ones are
dropped, so that a cursor stays good.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

from sortedcontainers import SortedDict

from clob_sandbox.venue.orders import Order
from clob_sandbox.venue.tape import Trade

T = TypeVar("T")
_COMPACT = 64  # dropped items that may lie about before a list is cut


class Series(Sequence[T], Generic[T]):
    """Items in the order in which they came; the oldest can be dropped.

    As a sequence it has the items that are left; `first` and `end` are the positions that they had from the
    beginning.
    """

    def __init__(self, first: int = 0) -> None:
        self._items: list[T] = []
        self._dropped = 0  # of the list
        self._offset = first  # position of the list's first item

    @property
    def first(self) -> int:
        """Position of the oldest item that is left."""
        return self._offset + self._dropped

    @property
    def end(self) -> int:
        """The position that the next item will have."""
        return self._offset + len(self._items)

    def __len__(self) -> int:
        return len(self._items) - self._dropped

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return [self._items[self._dropped + i] for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(f"{index} of {len(self)} items")
        return self._items[index if index < 0 else self._dropped + index]

    def append(self, item: T) -> None:
        self._items.append(item)

    def drop(self) -> T:
        """Drop the oldest item, and give it."""
        item = self[0]
        self._dropped += 1
        if self._dropped > _COMPACT and 8 * self._dropped > len(self._items):
            del self._items[: self._dropped]
            self._offset, self._dropped = self._offset + self._dropped, 0
        return item

    def at(self, position: int) -> T:
        """The item at a position from `first` up to `end`."""
        return self._items[position - self._offset]

    def not_before(self, value: int, key: Callable[[T], int]) -> int:
        """Position of the first item whose key is not smaller; the keys have to rise."""
        return self._offset + bisect_left(self._items, value, lo=self._dropped, key=key)

    def after(self, value: int, key: Callable[[T], int]) -> int:
        """Position of the first item whose key is greater; the keys have to rise."""
        return self._offset + bisect_right(self._items, value, lo=self._dropped, key=key)


class OpenOrders:
    """Orders that are live, in the order in which they came there."""

    def __init__(self) -> None:
        self._all: dict[int, Order] = {}  # by turn, as turns only rise
        self._by: dict[tuple[str, str], SortedDict[int, Order]] = {}
        self.turns = 0

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Order]:
        return iter(self._all.values())

    def add(self, order: Order) -> None:
        self.turns += 1
        order.turn = self.turns
        self._all[order.turn] = order
        for place in _places(order):
            if place not in self._by:  # made only where it is wanted: this is the way of every order
                self._by[place] = SortedDict()
            self._by[place][order.turn] = order

    def restore(self, orders: Iterable[Order], turns: int) -> None:
        """Add orders at the turns that they had, while there are none; `turns` were taken in all."""
        for order in orders:
            self.turns = order.turn - 1
            self.add(order)
        self.turns = turns

    def remove(self, order: Order) -> None:
        del self._all[order.turn]
        for place in _places(order):
            orders = self._by[place]
            del orders[order.turn]
            if not orders:
                del self._by[place]

    def of(self, whose: str, where: str = "") -> Sequence[Order]:
        """The live orders of an account; a view that follows every change."""
        orders = self._by.get((whose, where))
        return () if orders is None else orders.values()


def _places(order: Order) -> tuple[tuple[str, str], ...]:
    whose = order.address
    return (whose, ""), (whose, order.market.condition_id), (whose, order.token.token_id)


class Trades:
    """Every trade that is kept, oldest first."""

    def __init__(self) -> None:
        self._by_id: dict[str, Trade] = {}
        self._by: defaultdict[tuple[str, str], Series[Trade]] = defaultdict(Series)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Trade]:
        return iter(self._by_id.values())

    def add(self, trade: Trade) -> None:
        self._by_id[trade.id] = trade
        for series in self._series(trade):
            series.append(trade)

    def drop(self) -> Trade:
        """Drop the oldest trade, and give it."""
        trade = self._by["", ""][0]
        del self._by_id[trade.id]
        for series in self._series(trade):
            series.drop()
        return trade

    def get(self, trade_id: str) -> Trade | None:
        return self._by_id.get(trade_id)

    def of(self, whose: str = "", where: str = "") -> Series[Trade]:
        """The trades of an account or of a builder, or of all."""
        series = self._by.get((whose, where))
        return Series() if series is None else series

    def positions(self) -> dict[tuple[str, str], int]:
        """For every list that has lost trades, the position of its oldest one."""
        return {place: series.first for place, series in self._by.items() if series.first}

    def begin_at(self, positions: Iterable[tuple[tuple[str, str], int]]) -> None:
        """Begin lists at these positions, as `positions` gave them; while there are no trades."""
        self._by.update((place, Series(first)) for place, first in positions)

    def _series(self, trade: Trade) -> Iterator[Series[Trade]]:
        """The lists in which a trade stands."""
        market, token_id = trade.taker.market.condition_id, trade.taker.token.token_id
        whose = {"": None} | dict.fromkeys(order.address for order in trade.orders)
        if builder := trade.builder:
            whose[builder] = None
        for one in whose:
            for where in ("", market, token_id):
                yield self._by[one, where]
