"""What has been: orders, trades and the prices that they printed, as far back as `keep` says.

Live orders are always there. Of those that are no longer live the newest `keep` are, and of trades the newest
`keep` with their prints; an order stays while one of its trades does. Of each token the last print stays.
An order that is forgotten is unknown: it cannot be read, and its id is free again.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from typing import Protocol

from clob_sandbox.venue.index import Series, Trades
from clob_sandbox.venue.orders import Order, State
from clob_sandbox.venue.tape import Print, Trade


class Archive(Protocol):
    """Is told what becomes a matter of record, so that it can be written down bit by bit."""

    def ended(self, order: Order) -> None: ...
    def forgotten(self, order: Order) -> None: ...
    def traded(self, trade: Trade) -> None: ...


class Records:
    """Orders by id, trades, and prints by token id."""

    def __init__(self, keep: int) -> None:
        self.keep = keep
        self.archive: Archive | None = None
        self.orders: dict[str, Order] = {}
        self.trades = Trades()
        self.prints: defaultdict[str, Series[Print]] = defaultdict(Series)  # by token id
        self.ended: OrderedDict[str, Order] = OrderedDict()  # the newest `keep`, oldest first
        self.endings = 0

    def end(self, order: Order, state: State) -> None:
        """Note that an order is no longer live."""
        self.endings += 1
        order.state, order.ended = state, self.endings
        self.ended.pop(order.id, None)  # another of that id, if a fault let it be placed again
        self.ended[order.id] = order
        if self.archive is not None:
            self.archive.ended(order)
        while len(self.ended) > self.keep:
            self._forget(self.ended.popitem(last=False)[1])

    def revive(self, order: Order) -> None:
        """Let an order be live after all."""
        order.state = State.LIVE
        del self.ended[order.id]
        if self.archive is not None:
            self.archive.forgotten(order)

    def add(self, trade: Trade) -> None:
        """Note a trade, under its orders too, and what it printed."""
        self.trades.add(trade)
        for order in trade.orders:
            order.trades.append(trade.id)
        for token_id, item in prints_of(trade):
            self.prints[token_id].append(item)
        if self.archive is not None:
            self.archive.traded(trade)
        while len(self.trades) > self.keep:
            oldest = self.trades.drop()
            for token_id, _ in prints_of(oldest):
                if len(self.prints[token_id]) > 1:
                    self.prints[token_id].drop()
            for order in oldest.orders:
                order.trades.popleft()
                self._forget(order)

    def _forget(self, order: Order) -> None:
        """Forget an order unless it is live, or among those that ended lately, or has trades."""
        if order.state in (State.LIVE, State.DELAYED) or order.id in self.ended or order.trades:
            return
        if self.orders.get(order.id) is order:
            del self.orders[order.id]
            if self.archive is not None:
                self.archive.forgotten(order)


def prints_of(trade: Trade) -> Iterator[tuple[str, Print]]:
    """The prices at which tokens traded, by token id; both outcomes' when shares were minted or merged."""
    taker = trade.taker
    for made in trade.makers:
        maker = made.order
        if maker.token is not taker.token:
            yield maker.token.token_id, Print(trade.matched_at, maker.price, maker.side)
        yield taker.token.token_id, Print(trade.matched_at, trade.price, taker.side)
