"""The state of a sandbox as it is saved, and a sandbox from what was saved.

What is live is written whole each time. What is of record (orders that ended, trades, notifications) is put
down in rows as it comes, in `Notes`, and saved once; so a save costs what is live and what is new, however
much there is.
"""

import ast
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from attrs import Factory, astuple, define, fields, frozen

from clob_sandbox.changes import pause
from clob_sandbox.http.views import Books
from clob_sandbox.venue.accounts import Account
from clob_sandbox.venue.exchange import Exchange
from clob_sandbox.venue.heartbeats import Watch
from clob_sandbox.venue.index import Series
from clob_sandbox.venue.keys import KeyRing
from clob_sandbox.venue.matching import Matching
from clob_sandbox.venue.modes import Mode
from clob_sandbox.venue.orders import Order, SignedOrder, State
from clob_sandbox.venue.records import prints_of
from clob_sandbox.venue.rfq import Entry, Terms
from clob_sandbox.venue.tape import MakerFill, Print, Trade

if TYPE_CHECKING:
    from clob_sandbox.sandbox import Sandbox

_dump = json.JSONEncoder(separators=(",", ":")).encode  # whole numbers have any length here
_signed = attrgetter(*(field.name for field in fields(SignedOrder)))
_account = attrgetter(
    "address", "cash", "allowance", "closed_only", "banned", "wallet", "bound_cash", "shares", "bound_shares"
)


@define
class Saved:
    """A state and its rows: all of them when they were read or are `whole`, else what is new."""

    state: str
    orders: Sequence[tuple[str, str]]
    trades: Sequence[tuple[int, str]]
    notifications: Sequence[tuple[int, str, bytes]]
    forgotten: Iterable[str] = ()
    read: Iterable[int] = ()
    oldest_trade: int = 0
    whole: bool = False


@frozen
class Notes:
    """What has become of record since the state was saved."""

    exchange: Exchange
    whole: bool
    _orders: dict[str, str] = Factory(dict)
    _forgotten: set[str] = Factory(set)
    _trades: dict[int, str] = Factory(dict)
    _reported: dict[int, tuple[int, str, bytes]] = Factory(dict)
    _read: set[int] = Factory(set)

    @classmethod
    def begin(cls, exchange: Exchange, *, whole: bool) -> "Notes":
        """Begin to take notes; `whole` puts down all that is of record already."""
        notes = cls(exchange, whole)
        exchange.records.archive = exchange.notifications.archive = notes
        if whole:
            for order in exchange.orders.values():
                if order.state not in (State.LIVE, State.DELAYED):
                    notes.ended(order)
                    pause()
            for trade in exchange.trades:
                notes.traded(trade)
                pause()
            for address, unread in exchange.notifications.unread_of.items():
                for number, body in unread.items():
                    notes.reported(number, address, body)
        return notes

    def __len__(self) -> int:
        return len(self._orders) + len(self._trades) + len(self._reported)

    def ended(self, order: Order) -> None:
        self._orders[order.id] = _dump(_order(order))

    def forgotten(self, order: Order) -> None:
        self._orders.pop(order.id, None)
        self._forgotten.add(order.id)

    def traded(self, trade: Trade) -> None:
        self._trades[trade.number] = _dump(_trade(trade))

    def reported(self, number: int, address: str, body: bytes) -> None:
        self._reported[number] = (number, address, body)

    def read(self, number: int) -> None:
        if self._reported.pop(number, None) is None:
            self._read.add(number)

    def saved(self, sandbox: "Sandbox") -> Saved:
        """What is to be saved now."""
        trades = self.exchange.trades.of()
        oldest = trades[0].number if trades else 0
        return Saved(
            state=_dump_state(sandbox),
            orders=list(self._orders.items()),
            trades=[(number, body) for number, body in self._trades.items() if number >= oldest],
            notifications=list(self._reported.values()),
            forgotten=self._forgotten - self._orders.keys(),
            read=set(self._read),
            oldest_trade=oldest,
            whole=self.whole,
        )


def _dump_state(sandbox: "Sandbox") -> str:
    """The live state as JSON, what there may be thousands of item by item."""
    parts = []
    for name, value in _state(sandbox).items():
        if isinstance(value, Iterator):
            items = []
            for item in value:
                items.append(_dump(item))
                pause()
            text = f"[{','.join(items)}]"
        else:
            text = _dump(value)
        parts.append(f"{_dump(name)}:{text}")
    return "{" + ",".join(parts) + "}"


def _order(order: Order) -> list[Any]:
    return [
        order.id,
        order.owner,
        order.address,
        _signed(order.signed),
        order.token.token_id,
        order.order_type,
        order.price,
        order.size,
        order.created,
        order.matched,
        order.spent,
        order.state.value,
        order.turn,
        order.ended,
    ]


def _trade(trade: Trade) -> list[Any]:
    return [
        trade.id,
        trade.number,
        trade.taker.id,
        trade.price,
        trade.size,
        [(made.order.id, made.size) for made in trade.makers],
        trade.matched_at,
        trade.transaction_hash,
        trade.fee,
        trade.builder_fee,
        trade.turnover,
    ]


def _state(sandbox: "Sandbox") -> dict[str, Any]:
    exchange, clock = sandbox.exchange, sandbox.clock
    earnings = exchange.earnings
    return {
        "clock": [clock.offset, clock.skew, clock.latest],
        "account": sandbox.account,
        "faults": sandbox.injector.names,
        "memories": {name: repr(memory) for name, memory in sandbox.injector.memories()},
        "mode": astuple(exchange.mode),
        "matching": astuple(exchange.matching),
        "sequence": exchange.sequence,
        "vault": exchange.vault,
        "treasury": exchange.treasury,
        "rebates": [[*place, given] for place, given in exchange.rebates.given.items()],
        "sampled": earnings.counted,
        "paid": [[*place, _pairs(paid)] for place, paid in earnings.paid.items()],
        "accounts": map(_account, exchange.accounts.values()),
        "keys": (list(ring.all()) for ring in _rings(exchange)),
        "builder_rates": exchange.builder_rates,
        "requests": map(_entry, exchange.rfq.requests.values()),
        "quotes": map(_entry, exchange.rfq.quotes.values()),
        "heartbeats": (
            [key, w.expected, w.beats, w.deadline] for key, w in exchange.heartbeats.watches.items()
        ),
        "open": map(_order, exchange.open),
        "turns": exchange.open.turns,
        "agenda": exchange.agenda,
        "delayed": map(_order, exchange.delayed),
        "endings": [exchange.records.endings, len(exchange.records.ended)],
        "positions": [[*place, first] for place, first in exchange.trades.positions().items()],
        "prints": [
            [token_id, prints.first, len(prints), *astuple(prints[0])]
            for token_id, prints in exchange.records.prints.items()
            if prints
        ],
        "last_notification": exchange.notifications.last_id,
        "versions": {condition_id: book.version for condition_id, book in exchange.books.items()},
    }


def _pairs(amounts: dict[tuple[str, str], int]) -> list[tuple[str, str, int]]:
    return [(*earner, amount) for earner, amount in amounts.items()]


def _rings(exchange: Exchange) -> tuple[KeyRing, ...]:
    return exchange.keys, exchange.builder_keys, exchange.readonly_keys


def _entry(entry: Entry) -> list[Any]:
    terms = entry.terms
    return [
        entry.id,
        entry.address,
        [terms.token.token_id, terms.side, terms.shares, terms.usdc],
        entry.created,
        entry.updated,
        None if entry.request is None else entry.request.id,
        entry.match_type,
        entry.active,
        None if entry.accepted is None else _order(entry.accepted),
    ]


# --- and back -----------------------------------------------------------------------------------------------


def restore(sandbox: "Sandbox", saved: Saved) -> None:
    """Put a sandbox into the state that was saved; raises KeyError, TypeError or ValueError for another's."""
    state = json.loads(saved.state)
    clock = sandbox.clock
    clock.offset, clock.skew, latest = state["clock"]
    clock.latest = max(clock.latest, latest)
    sandbox.account = state["account"]
    exchange = sandbox.exchange = sandbox.make_exchange()
    sandbox.plant(state["faults"])
    sandbox.injector.remember({name: ast.literal_eval(text) for name, text in state["memories"].items()})
    sandbox.books = Books()
    exchange.mode = Mode(*state["mode"])
    exchange.matching = Matching(*state["matching"])
    exchange.vault.update(state["vault"])
    exchange.treasury = state["treasury"]
    exchange.rebates.given.update({(day, maker): given for day, maker, given in state["rebates"]})
    exchange.earnings.counted.update(state["sampled"])
    for condition_id, day, pairs in state["paid"]:
        exchange.earnings.paid[condition_id, day] = {(address, maker): n for address, maker, n in pairs}
    for row in state["accounts"]:
        exchange.accounts[row[0]] = _restored_account(row)
    for ring, keys in zip(_rings(exchange), state["keys"], strict=True):
        for address, nonce, revoked in keys:
            key = ring.create(address, nonce)
            if revoked is not None:
                ring.revoke(key.id, revoked)
    exchange.builder_rates = state["builder_rates"]
    _restore_records(exchange, saved, state)
    _restore_quotes(exchange, state)
    for key, *watch in state["heartbeats"]:
        exchange.heartbeats.watch(key, Watch(*watch))
    exchange.agenda = [(due, number, order_id) for due, number, order_id in state["agenda"]]
    for number, address, body in saved.notifications:
        exchange.notifications.unread_of[address][number] = body
    exchange.notifications.last_id = state["last_notification"]
    for condition_id, version in state["versions"].items():
        exchange.books[condition_id].version = version
    exchange.sequence = state["sequence"]


def _restored_account(row: list[Any]) -> Account:
    address, cash, allowance, closed_only, banned, wallet, bound_cash, shares, bound_shares = row
    return Account(
        address,
        cash,
        defaultdict(int, shares),
        allowance,
        closed_only,
        banned,
        wallet,
        bound_cash,
        defaultdict(int, bound_shares),
    )


def _restored_order(exchange: Exchange, row: list[Any]) -> Order:
    order_id, owner, address, signed, token_id, *terms, word, turn, ended = row
    market, token = exchange.tokens[token_id]
    order = Order(order_id, owner, address, SignedOrder(*signed), market, token, *terms)
    order.state, order.turn, order.ended = State(word), turn, ended
    return order


def _loaded(rows: Sequence[tuple[Any, str]]) -> Any:
    """The bodies of rows, read all at once, which takes half the time."""
    return json.loads(f"[{','.join(body for _, body in rows)}]")


def _restore_records(exchange: Exchange, saved: Saved, state: dict[str, Any]) -> None:
    records = exchange.records
    live = {row[0]: _restored_order(exchange, row) for row in state["open"]}
    ended = [_restored_order(exchange, row) for row in _loaded(saved.orders)]
    ended.sort(key=lambda order: order.ended)
    exchange.orders.update({order.id: order for order in ended})
    exchange.orders.update(live)
    delayed = {row[0]: _restored_order(exchange, row) for row in state["delayed"]}
    exchange.orders.update(delayed)
    records.endings, lately = state["endings"]
    records.ended.update({order.id: order for order in ended[len(ended) - lately :]})
    for order in live.values():
        exchange.books[order.market.condition_id].add_to_book(order)
    exchange.open.restore(live.values(), state["turns"])
    for order in delayed.values():
        exchange.delayed.add(order)
    records.trades.begin_at(((whose, where), first) for whose, where, first in state["positions"])
    for trade_id, number, taker, price, size, makers, *rest in _loaded(saved.trades):
        fills = tuple(MakerFill(exchange.orders[maker], part) for maker, part in makers)
        trade = Trade(trade_id, number, exchange.orders[taker], price, size, fills, *rest)
        records.trades.add(trade)
        for order in trade.orders:
            order.trades.append(trade_id)
        for token_id, item in prints_of(trade):
            records.prints[token_id].append(item)
    for token_id, first, length, *oldest in state["prints"]:
        kept = records.prints[token_id]
        records.prints[token_id] = Series(first)
        if len(kept) < length:  # the last print of a token outlives its trade
            records.prints[token_id].append(Print(*oldest))
        for item in kept:
            records.prints[token_id].append(item)


def _restore_quotes(exchange: Exchange, state: dict[str, Any]) -> None:
    rfq = exchange.rfq
    for name, entries in (("requests", rfq.requests), ("quotes", rfq.quotes)):
        for entry_id, address, terms, created, updated, request, match_type, active, accepted in state[name]:
            token_id, *amounts = terms
            entries[entry_id] = Entry(
                entry_id,
                address,
                Terms(*exchange.tokens[token_id], *amounts),
                created,
                updated,
                None if request is None else rfq.requests[request],
                match_type,
                active,
                None if accepted is None else _restored_order(exchange, accepted),
            )
