"""The exchange's state and what changes it: accounts, keys, books, settlement, cancels and the passing of
time.

Everything is synchronous, so one call is one atomic step; everything follows from the seed, the clock and
the calls, so a journal of calls is a full backup. Rules for taking an order are in `placement`, answers in
`wire`.
"""

import hashlib
import heapq
from collections import defaultdict
from itertools import groupby

from clob_sandbox.changes import pause
from clob_sandbox.clock import DAY, NANOS, NEVER, Clock
from clob_sandbox.profiles import Profile
from clob_sandbox.recorded.choosing import Chooser
from clob_sandbox.venue.accounts import Account
from clob_sandbox.venue.book import Book, Fill
from clob_sandbox.venue.ethereum import address_of
from clob_sandbox.venue.fees import Rebates, builder_fee
from clob_sandbox.venue.heartbeats import Heartbeats
from clob_sandbox.venue.index import OpenOrders
from clob_sandbox.venue.keys import ApiKey, KeyRing
from clob_sandbox.venue.markets import make_markets
from clob_sandbox.venue.matching import Matching, resume
from clob_sandbox.venue.modes import Mode
from clob_sandbox.venue.money import UNIT, cost
from clob_sandbox.venue.notifications import Notifications
from clob_sandbox.venue.orders import Order, State
from clob_sandbox.venue.records import Records
from clob_sandbox.venue.rfq import Rfq
from clob_sandbox.venue.scoring import Earnings
from clob_sandbox.venue.tape import MakerFill, Print, Trade

STARTING_CASH = 10_000 * UNIT  # what a new account is given, in base units of USDC
STARTING_SHARES = 1_000 * UNIT  # and of each outcome of each open market, in base units of shares
EXAMPLE_BUILDER = "0x" + "1".zfill(64)  # the builder code that the description shows
EXAMPLE_BUILDER_RATE = 10  # what that builder takes from takers, in basis points of the money
_SPARE_ENTRIES = 64  # of orders that ended before, beside as many as are live
EXPIRY_MARGIN = 60  # seconds before its stated expiration at which a GTD order is dropped


class Exchange:
    """A whole exchange, its books still empty."""

    def __init__(
        self,
        *,
        seed: int,
        clock: Clock,
        profile: Profile,
        keep: int,
        chain_id: int = 137,
    ) -> None:
        self.seed = seed
        self.clock = clock
        self.profile = profile
        self.chain_id = chain_id
        self.mode = Mode()
        self.accuracy: int | None = None  # decimals of a market order's wanted amount; None: the tick's
        self.markets = make_markets(seed)
        self.by_condition = {market.condition_id: market for market in self.markets}
        self.tokens = {token.token_id: (market, token) for market in self.markets for token in market.tokens}
        self.books = {market.condition_id: Book() for market in self.markets if not market.closed}
        self.vault: defaultdict[str, int] = defaultdict(int)  # condition id -> USDC behind its shares
        self.treasury = 0  # fees taken and not given back, base units of USDC
        self.rebates = Rebates()
        self.earnings = Earnings(self.markets, self.books, clock.nanos())
        self.accounts: dict[str, Account] = {}
        self.keys = KeyRing(seed)
        self.builder_keys = KeyRing(seed, "/builder")
        self.readonly_keys = KeyRing(seed, "/read-only")
        self.builder_rates = {EXAMPLE_BUILDER: EXAMPLE_BUILDER_RATE}  # code -> its taker fee, basis points
        self.rfq = Rfq()
        self.heartbeats = Heartbeats(seed)
        self.records = Records(keep)
        self.orders = self.records.orders
        self.trades = self.records.trades
        self.open = OpenOrders()
        self.delayed = OpenOrders()  # not on the book yet
        further = Chooser(seed, "notification-kinds") if "notification-kinds" in profile else None
        self.notifications = Notifications(further)
        self.matching = Matching()
        self.agenda: list[tuple[int, int, str]] = []  # due (nanoseconds), number, order id
        self.sequence = 0

    def number(self) -> int:
        """The next of a series of integers that order everything that happens here."""
        self.sequence += 1
        return self.sequence

    def name(self, what: str) -> bytes:
        """32 bytes that name a new thing: the same ones for the same seed and history."""
        return hashlib.sha256(f"clob-sandbox/{self.seed}/{what}/{self.number()}".encode()).digest()

    # --- accounts -------------------------------------------------------------------------------------------

    def open_account(
        self, address: str, *, cash: int = STARTING_CASH, shares: int = STARTING_SHARES
    ) -> Account:
        """The account of an address; a new one gets `cash` USDC and `shares` of every outcome (base
        units).
        """
        address = address.lower()
        if address not in self.accounts:
            account = self.accounts[address] = Account(address, cash=cash)
            for condition_id in self.books:
                self.vault[condition_id] += shares
                for token in self.by_condition[condition_id].tokens:
                    account.shares[token.token_id] = shares
        return self.accounts[address]

    def issue_key(
        self, what: str, *, cash: int = STARTING_CASH, shares: int = STARTING_SHARES
    ) -> tuple[str, ApiKey]:
        """Make a fresh key pair with a funded account and an API key; returns the private key and the API
        key.
        """
        private_key = "0x" + hashlib.sha256(b"key" + self.name(what)).hexdigest()
        address = address_of(private_key)
        self.open_account(address, cash=cash, shares=shares)
        return private_key, self.keys.create(address, 0)

    # --- time -----------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Let everything happen that is due by now, in the order in which it was due."""
        now = self.clock.nanos()
        self.mode = self.mode.at(now)
        while self.is_due():
            due, lapse = self._due()
            if due <= lapse:
                order = self.orders.get(heapq.heappop(self.agenda)[2])
                if order is not None and order.state is State.LIVE:
                    self.cancel(order, at=due)
                elif order is not None and order.state is State.DELAYED:
                    with self.clock.at(due):
                        resume(self, order)
            else:
                key_id = self.heartbeats.lapse()
                for order in self.cancellable(self.keys.owner(key_id)):
                    if order.owner == key_id:
                        self.cancel(order, at=lapse)
                        pause()
            pause()

    def is_due(self) -> bool:
        """Whether something is due by now."""
        return min(self._due()) <= self.clock.nanos()

    def _due(self) -> tuple[int, int]:
        """When the next order is to be seen to, and when the next heartbeat lapses (nanoseconds)."""
        return self.agenda[0][0] if self.agenda else NEVER, self.heartbeats.next_lapse() or NEVER

    # --- orders ---------------------------------------------------------------------------------------------

    def add_to_book(self, order: Order) -> None:
        """Put what remains of an order on the book and reserve its funds."""
        self.earnings.count(order.market, self.clock.nanos())
        self.books[order.market.condition_id].add_to_book(order)
        self.accounts[order.address].reserve(order)
        self.open.add(order)
        if order.signed.expiration:
            self.schedule((order.signed.expiration - EXPIRY_MARGIN) * NANOS, order)
            if len(self.agenda) > _SPARE_ENTRIES + 2 * len(self.open):
                self.agenda = [entry for entry in self.agenda if self._awaits(entry[2])]
                heapq.heapify(self.agenda)

    def _awaits(self, order_id: str) -> bool:
        order = self.orders.get(order_id)
        return order is not None and order.state in (State.LIVE, State.DELAYED)

    def schedule(self, due: int, order: Order) -> None:
        """Have `tick` see to an order at a time (nanoseconds): match it if it is delayed, else drop it."""
        heapq.heappush(self.agenda, (due, self.number(), order.id))

    def cancel(self, order: Order, *, at: int | None = None) -> None:
        """Take a live order off the book and set its funds free; `at` (nanoseconds) if that was due
        earlier. A delayed one is given up.
        """
        if order.state is State.DELAYED:
            self.delayed.remove(order)
            self.give_up(order)
            return
        at = self.clock.nanos() if at is None else at
        self.earnings.count(order.market, at)
        self.books[order.market.condition_id].remove(order)
        self.accounts[order.address].free(order)
        self.open.remove(order)
        self.records.end(order, State.CANCELED)
        self.notifications.canceled(order, at // NANOS)

    def cancellable(self, whose: str, where: str = "") -> list[Order]:
        """What a cancel of all orders reaches (`OpenOrders.of`): delayed ones too, as a cancel by id does."""
        return [*self.open.of(whose, where), *self.delayed.of(whose, where)]

    def give_up(self, order: Order) -> None:
        """Cancel an order that is not on the book."""
        self.records.end(order, State.CANCELED)
        self.notifications.canceled(order, self.clock.seconds())

    def settle(self, taker: Order, fills: list[Fill]) -> list[Trade]:
        """Carry out what `Book.plan` proposed: move money and shares, and write one trade for each price."""
        self.earnings.count(taker.market, self.clock.nanos())
        return [self._trade(taker, price, part) for price, part in _by_price(fills)]

    def trade_aside(self, taker: Order, maker: Order) -> list[Trade]:
        """Trade two orders of equal size and price with each other, past what rests on the book."""
        self.orders |= {maker.id: maker, taker.id: taker}
        self.add_to_book(maker)
        trades = self.settle(taker, [Fill(maker, maker.size, taker.price)])
        self.records.end(taker, State.MATCHED)
        return trades

    def fees(self, taker: Order, fills: list[Fill]) -> int:
        """What the taker would pay for these fills beside their price, base units of USDC."""
        return sum(sum(self._fees(taker, price, part)) for price, part in _by_price(fills))

    def _fees(self, taker: Order, price: int, fills: list[Fill]) -> tuple[int, int]:
        """Fees of the platform and of the order's builder for a trade."""
        size, money = _sums(fills)
        rate = self.builder_rates.get(taker.signed.builder.lower(), 0)
        return taker.market.fees.fee(price, size), builder_fee(money, rate)

    def _trade(self, taker: Order, price: int, fills: list[Fill]) -> Trade:
        fee, built = self._fees(taker, price, fills)
        before = self.trades.of(where=taker.market.condition_id)
        size, money = _sums(fills)
        trade = Trade(
            id=self.uuid("trade"),
            number=self.sequence,
            taker=taker,
            price=price,
            size=size,
            makers=tuple(MakerFill(fill.maker, fill.size) for fill in fills),
            matched_at=self.clock.nanos(),
            transaction_hash="0x" + self.name("transaction").hex(),
            fee=fee,
            builder_fee=built,
            turnover=(before[-1].turnover if before else 0) + money,
        )
        for made in trade.makers:
            self._fill(trade, made)
            pause()
        taker.fill(size, money)
        self.notifications.filled(taker, trade.size, self.clock.seconds())
        self._charge(trade)
        self.records.add(trade)
        return trade

    def _charge(self, trade: Trade) -> None:
        """Take the fees of a trade from its taker, and give the makers their part."""
        payer, fees = self.accounts[trade.taker.address], trade.fee + trade.builder_fee
        if trade.taker.side == "BUY":
            payer.pay(fees)
        else:
            payer.cash -= fees  # out of what the sale brought in
        self.treasury += fees
        day = trade.matched_at // DAY
        for made in trade.makers:
            maker, market = made.order, trade.taker.market
            rebate = self.rebates.give(
                day, market.condition_id, maker.signed.maker, trade.fee, made.size, trade.size
            )
            self.accounts[maker.address].cash += rebate
            self.treasury -= rebate

    def _fill(self, trade: Trade, made: MakerFill) -> None:
        taker, maker, size = trade.taker, made.order, made.size
        condition_id, account = maker.market.condition_id, self.accounts[maker.address]
        account.free(maker)
        account.trade(maker.side, maker.token.token_id, size, trade.moved_by(made))
        self.accounts[taker.address].trade(taker.side, taker.token.token_id, size, cost(trade.price, size))
        if maker.token is not taker.token:  # mint or merge: shares of both outcomes come or go
            self.vault[condition_id] += size if taker.side == "BUY" else -size
        whole = self.books[condition_id].take(maker, size, trade.moved_by(made))
        self.notifications.filled(maker, size, self.clock.seconds())
        if whole:
            self.open.remove(maker)
            self.records.end(maker, State.MATCHED)
        else:
            account.reserve(maker)

    def uuid(self, what: str) -> str:
        """A UUID that names a new thing, as `name` does."""
        text = self.name(what).hex()
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:32]}"

    # --- reading --------------------------------------------------------------------------------------------

    def last(self, token_id: str) -> Print | None:
        """The last price at which a token traded."""
        prints = self.records.prints.get(token_id)
        return prints[-1] if prints else None


def _sums(fills: list[Fill]) -> tuple[int, int]:
    """Shares and USDC that fills move, in base units."""
    return sum(fill.size for fill in fills), sum(fill.money for fill in fills)


def _by_price(fills: list[Fill]) -> list[tuple[int, list[Fill]]]:
    """Fills by their price, in the order in which they were made."""
    return [(price, list(part)) for price, part in groupby(fills, key=lambda fill: fill.price)]
