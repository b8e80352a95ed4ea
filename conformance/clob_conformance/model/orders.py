"""The life of the orders whose posts were seen: what each post and cancel has to be answered, and what is
foretold of an order until something touches it.

In the open world an order that rests is unsure, unless it stands aside: near the end of the prices, far
behind others of its side, where nobody's trading reaches it. What is over is over in both worlds. In the
closed one `venue` follows what meets what.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from attrs import define, evolve, field

from clob_conformance.core.clauses import declare
from clob_conformance.core.subject import Subject
from clob_conformance.model.clock import Clock
from clob_conformance.model.memory import Life, Memory, Rule, Source, Statement, Topic
from clob_conformance.model.notices import NOTIFIED
from clob_conformance.model.own import Own, State
from clob_conformance.model.scoring import SCORES, left_out, outlived
from clob_conformance.model.statements import ONE_THING
from clob_conformance.model.taking import REFUSED, wrongly_taken
from clob_conformance.model.tape import Tape
from clob_conformance.model.terms import Terms, terms_of
from clob_conformance.model.trades import DEALT
from clob_conformance.model.values import UNITS, number
from clob_conformance.model.venue import IN_BOOK, Venue, Wrong, lacking

POSTED = declare(
    "post-told",
    "The response to an accepted post has success, the order's own hash and what it gives and gets: as "
    "signed when it rests, within its limit when it is matched. One that is refused names no order.",
    source="description: SendOrderResponse",
    severity="critical",
    operations=("postOrder", "postOrders"),
)
CANCELED = declare(
    "cancel-told",
    "A cancel names as canceled those orders of the account that were asked for and open, all of them, and "
    "no other.",
    source="description: CancelOrdersResponse",
    severity="critical",
    operations=("cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders"),
)
LISTED = declare(
    "open-orders-told",
    "The open orders of an account are those that it posted and that are not filled or cancelled, through a "
    "filter those that pass it.",
    source="description: GET /data/orders",
    severity="critical",
    operations=("getOrders",),
)
READABLE = declare(
    "order-readable",
    "An order that rests can be read by its id.",
    source="description: GET /data/order/{orderID}",
    severity="critical",
    operations=("getOrder",),
    needs=("credentials", "trade"),
)
NOT_CLOSED = declare(
    "closed-only-agrees",
    "An account whose BUY was taken is not in closed-only mode.",
    source="description: GET /auth/ban-status/closed-only",
    operations=("getClosedOnlyMode",),
)
GROWS = declare(
    "matched-only-grows",
    "What is matched of an order never shrinks, is never more than its size nor less than its trades fill, "
    "and an order that is over stays so.",
    source="description: OpenOrder",
    severity="critical",
    operations=("getOrder", "getOrders"),
)
_FIXED = Rule(ONE_THING, Life.ALWAYS, Life.ALWAYS)
_MOVES = Rule(ONE_THING, Life.UNTOUCHED, Life.FREE)

_ASIDE_TICKS = 4
"""From the end of the prices, at the most."""
_BEHIND_TICKS = 6
"""From the best of its side, at the least."""
_ALL, _LESS_A_FEE = Decimal("0.995"), Decimal("0.9")
"""Which part of an order is the whole of it, but for what is cut of amounts, and for a fee."""
_CUT = Decimal("0.01")
_NOT_FOUND = 404
_FILTERS = ("market", "asset_id")
_AT_THE_LATEST_S = 10
_DROPPED_S = 60
"""How long before its expiration an order is dropped (docs/protocol: limits stated only in words)."""


@define
class Orders:
    """The orders of every account whose posts were seen, by id. `cleared` are accounts whose every open order
    was posted since they cancelled all, and seen. `delayed` were held back when posted. `dated` are those
    that expire, with when; `at_once` are the shares that were filled as an order was posted.
    """

    memory: Memory
    known: dict[str, Own] = field(factory=dict)
    dated: dict[str, int] = field(factory=dict)
    matched: dict[str, Decimal] = field(factory=dict)
    at_once: dict[str, Decimal] = field(factory=dict)
    cleared: frozenset[str] = frozenset()
    delayed: frozenset[str] = frozenset()
    tape: Tape = field(factory=Tape)
    venue: Venue = field()

    @venue.default
    def _empty(self) -> Venue:
        return Venue(self.memory, self.known)

    def copy(self, memory: Memory) -> Orders:
        """The same orders, to go on from by themselves."""
        known = dict(self.known)
        return evolve(
            self,
            memory=memory,
            known=known,
            dated=dict(self.dated),
            matched=dict(self.matched),
            at_once=dict(self.at_once),
            tape=self.tape.copy(),
            venue=self.venue.copy(memory, known),
        )

    def unsettle(self) -> None:
        """Any order that rests may have been filled or cancelled, and others may have been posted."""
        self.cleared = frozenset()
        self.venue.forget()
        self._doubt()

    def _doubt(self) -> None:
        for order, own in self.known.items():
            if own.state == "open":
                self.known[order] = evolve(own, state="unsure", filled=None, trades=None)

    def _aside(self, terms: Terms) -> bool:
        """Whether an order stands where nobody's trading reaches it."""
        tick, best = (
            self.memory.value("token", terms.token, *what) for what in (("tick",), ("price", terms.side))
        )
        if not terms.rests or not isinstance(tick, Decimal) or not isinstance(best, Decimal):
            return False
        end, behind = terms.price, best - terms.price
        if not terms.buys:
            end, behind = 1 - end, -behind
        return end <= _ASIDE_TICKS * tick and behind >= _BEHIND_TICKS * tick

    def reached(self) -> tuple[Topic, ...]:
        """The topics that the acts since the last question touched."""
        topics = tuple(self.venue.reached)
        self.venue.reached.clear()
        return topics

    def expiring(self, time: float) -> Iterator[Own]:
        """The orders that may be dropped just now because they expire; `time` in Unix seconds."""
        for order, expiration in self.dated.items():
            due, own = expiration - _DROPPED_S, self.known[order]
            if due <= time <= due + _AT_THE_LATEST_S and own.state != "over":
                yield own

    def hold(
        self, subject: Subject, source: Source, clock: Clock, complete: Collection[str] | None = None
    ) -> Iterator[Wrong]:
        """What is wrong with a successful response about orders, by the server's `clock`; learns from it.
        `complete` are the ids of a list of which this is the last page.
        """
        name = subject.operation.id
        if name in SCORES.operations:
            sticks = () if self.memory.closed else outlived(subject, self.known)
            for key, message in (*left_out(subject, self.known), *sticks):
                yield SCORES, key, message
        if name in ("postOrder", "postOrders"):
            yield from self._post(subject, source, clock)
        elif name in CANCELED.operations:
            yield from self._cancel(subject, source)
        elif name in ("getOrder", "getOrders"):
            yield from self._read(subject, complete)
        elif name == NOT_CLOSED.operations[0]:
            account = subject.interaction.account
            bought = any(own.terms.buys and own.terms.account == account for own in self.known.values())
            if bought and subject.response.get("closed_only") is True:
                yield NOT_CLOSED, "", "a BUY of the account was taken"
        elif self.memory.closed:
            yield from self.venue.hold(subject, complete)
        elif name == "dropNotifications":
            self.venue.notices.drop(subject)
        elif name == "getNotifications":
            for key, message in self.venue.notices.by_themselves(subject):
                yield NOTIFIED, key, message
        elif name in DEALT.operations:
            for key, message in self.tape.read(subject, self.known):
                yield DEALT, key, message
        elif name in IN_BOOK.operations:
            for book in subject.items():
                for message in lacking(book, self.known.values()):
                    yield IN_BOOK, "missing", message

    def refused(self, subject: Subject) -> Iterator[Wrong]:
        """What is wrong with a response that refuses: an order, or to tell of one."""
        name, response = subject.operation.id, subject.response
        if name == "getOrder" and subject.interaction.response.status == _NOT_FOUND:
            own = self.known.get(subject.asked.get("orderID", "").lower())
            if own is not None and own.state == "open" and own.terms.account == subject.interaction.account:
                yield READABLE, "", f"the open order {own.id} is not found"
        elif name == "postOrder" and self.memory.closed:
            terms = terms_of(subject.body(), subject.interaction.account)
            text = response.get("error") if isinstance(response, dict) else None
            if terms is not None and isinstance(text, str):
                yield from self.venue.refused(terms, text)

    # --- posts ----------------------------------------------------------------------------------------------

    def _post(self, subject: Subject, source: Source, clock: Clock) -> Iterator[Wrong]:
        if not subject.interaction.request.known:  # recorded without what was sent
            return
        body, response = subject.body(), subject.response
        sent = body if isinstance(body, list) else [body]
        reported = response if isinstance(response, list) else [response]
        if len(sent) != len(reported):
            yield POSTED, "count", f"{len(sent)} orders were posted, {len(reported)} answered"
            return
        for one, said in zip(sent, reported, strict=True):
            terms = terms_of(one, subject.interaction.account)
            if terms is not None and isinstance(said, dict):
                yield from self._posted(terms, said, source, clock)
            else:
                self.unsettle()

    def _posted(self, terms: Terms, said: dict[str, Any], source: Source, clock: Clock) -> Iterator[Wrong]:
        order, status, error = said.get("orderID"), said.get("status"), said.get("errorMsg") or ""
        trades = said.get("tradeIDs") or []
        if error or order == "":
            if self.memory.closed:
                yield from self.venue.refused(terms, str(error))
            if order or trades:
                yield POSTED, "refused", f"an order that is refused ({error!r}) is told as {order!r}"
            if not error:
                yield POSTED, "silent", "an order is not taken, and no error is told"
            return
        if said.get("success") is not True:
            yield POSTED, "success", f"success is {said.get('success')!r} and no error is told"
        if order not in terms.ids:
            yield POSTED, "orderID", f"orderID is {order!r}, which is not the hash of the order"
            self.unsettle()
            return
        yield from self._outcome(terms, said, status, trades)
        if order in self.known:
            yield REFUSED, "twice", f"{order} was taken before, and is taken again"
        aside = self._aside(terms)
        if self.memory.closed or aside:
            for key, message in wrongly_taken(terms, self.memory, clock.now(source.interaction)):
                yield REFUSED, key, message
        state: State = "over" if not terms.rests and status != "delayed" else "unsure"
        own = Own(order, terms, state, since=source.interaction.received)
        if aside and status == "live":
            own = evolve(own, state="open", filled=Decimal(0))
        self.known[order] = own
        if status == "delayed":
            self.delayed |= {order}
        if terms.expiration:
            self.dated[order] = terms.expiration
        self._foretell(own, status, source, clock)
        if self.memory.closed:
            yield from self.venue.posted(own, said, source)
        elif status != "live":
            self._doubt()
            if shares := self.at_once.get(own.id):
                free = self.memory.value("token", terms.token, "fee") == 0
                self.tape.posted(own, said, shares, free=free)

    def _outcome(self, terms: Terms, said: dict[str, Any], status: Any, trades: list[Any]) -> Iterator[Wrong]:
        given, got = (number(said.get(name) or None) for name in ("makingAmount", "takingAmount"))
        if status == "live":
            if trades:
                yield POSTED, "trades", "an order that rests is told with trades"
            if not terms.rests:
                yield POSTED, "status", f"a {terms.kind} order is told to rest"
            for name, amount, right in (
                ("makingAmount", given, terms.gives),
                ("takingAmount", got, terms.wants),
            ):
                if name in said and amount not in (right, Decimal(right) / UNITS):
                    yield POSTED, name, f"{name} is {said[name]!r}, signed were {right} base units"
        elif status == "matched":
            if terms.post_only:
                yield POSTED, "post-only", "a post-only order is told as matched"
            if not trades or len(set(map(str, trades))) != len(trades):
                yield POSTED, "tradeIDs", f"a matched order is told with the trades {trades}"
            hashes = said.get("transactionsHashes")
            if hashes and not terms.deferred and len(hashes) != len(trades):
                yield POSTED, "hashes", f"{len(trades)} trades are told with {len(hashes)} transactions"
            filled = _filled(terms, given, got)
            if filled is None:
                message = f"a match gives {given} for {got}, signed were {terms.gives} for {terms.wants}"
                yield POSTED, "amounts", message
            elif terms.kind == "FOK" and not _is_complete(terms, *filled):
                yield POSTED, "part", f"a FOK order for {terms.gives} base units gives {filled[0]:f}"
            else:
                self.at_once |= dict.fromkeys(terms.ids, filled[1 if terms.buys else 0] / UNITS)

    def _foretell(self, own: Own, status: Any, source: Source, clock: Clock) -> None:
        """What reading the order has to say from now on."""
        terms, order = own.terms, own.id
        fixed: dict[str, Any] = {
            "side": terms.side,
            "asset_id": number(terms.token),
            "order_type": terms.kind,
            "maker_address": terms.maker,
            "owner": terms.owner,
            "expiration": Decimal(terms.expiration),
            "market": self.memory.value("token", terms.token, "market"),
            "outcome": self.memory.value("token", terms.token, "outcome"),
            "created_at": clock.between(source.interaction) if status == "live" else None,
        }
        if terms.rests:
            fixed |= {"price": terms.price, "original_size": terms.size}
        for name, value in fixed.items():
            if value is not None:
                self.memory.expect(Statement(("order", order, name), value, _FIXED), source)
        if status == "live":
            topics: tuple[Topic, ...] = (("account", terms.account),)
            moves = {"status": "LIVE", "size_matched": Decimal(0), "associate_trades": None}
            for name, value in moves.items():
                self.memory.expect(Statement(("order", order, name), value, _MOVES, topics=topics), source)

    # --- cancels --------------------------------------------------------------------------------------------

    def _cancel(self, subject: Subject, source: Source) -> Iterator[Wrong]:
        canceled = {str(order).lower() for order in subject.response.get("canceled") or []}
        account = subject.interaction.account
        must, may = self._asked(subject)
        for order in sorted(canceled):
            own = self.known.get(order)
            if own is not None and own.terms.account != account:
                yield CANCELED, "others", f"another account's order {order} is told as canceled"
            elif own is not None and own.state == "over":
                yield CANCELED, "over", f"{order} is told as canceled, which was over before"
            elif (
                subject.interaction.request.known
                and order not in may
                and (own is not None or _by_id(subject))
            ):
                yield CANCELED, "unasked", f"{order} is told as canceled, which was not asked for"
        for order, own in self.known.items():
            mine = own.terms.account == account and own.state == "open"
            if mine and order in must and order not in canceled:
                yield CANCELED, "left", f"the open order {order} is not told as canceled"
        for order in canceled & self.known.keys():
            topics: tuple[Topic, ...] = (("account", account),)
            gone = Statement(("order", order, "status"), "CANCELED", _MOVES, topics=topics)
            self.memory.expect(gone, source)
        if self.memory.closed:
            self.venue.canceled(sorted(canceled), account, source)
        if subject.operation.id == "cancelAllOrders":
            self.cleared |= {account}
        over = canceled & self.known.keys()
        if not self.memory.closed:
            # Not told as canceled, they were over before; but for those that nobody can cancel yet.
            refused = subject.response.get("not_canceled") or ()
            spared = self.delayed | {str(order).lower() for order in refused}
            began = subject.interaction.sent
            asked = (must - spared) & self.known.keys()
            over |= {order for order in asked if self.known[order].since <= began}
        for order in over:
            ended = subject.interaction.received
            self.known[order] = evolve(self.known[order], state="over", ended=ended)

    def _asked(self, subject: Subject) -> tuple[set[str], set[str]]:
        """The ids that a cancel certainly asks for, and those that it may ask for."""
        body, name = subject.body(), subject.operation.id
        if name == "cancelOrder" and isinstance(body, dict):
            body = [body.get("orderID")]
        if _by_id(subject):
            asked = {str(order).lower() for order in body} if isinstance(body, list) else set()
            return asked, asked if isinstance(body, list) else set(self.known)
        mine = {
            order for order, own in self.known.items() if own.terms.account == subject.interaction.account
        }
        market, token = (body.get(one) for one in _FILTERS) if isinstance(body, dict) else (None, None)
        if name != "cancelAllOrders" and not (market or token):
            return set(), mine
        passing = {order: self._of(order, market, token) for order in mine}
        return (
            {order for order in mine if passing[order]},
            {order for order in mine if passing[order] is not False},
        )

    def _of(self, order: str, market: Any, token: Any) -> bool | None:
        """Whether an order passes a filter by market and token; None while its market is not known."""
        terms = self.known[order].terms
        if token and token != terms.token:
            return False
        of_market = self.memory.value("token", terms.token, "market")
        return not market or (None if of_market is None else str(market).lower() == of_market)

    # --- reading --------------------------------------------------------------------------------------------

    def _read(self, subject: Subject, complete: Collection[str] | None) -> Iterator[Wrong]:
        listed: set[str] = set()
        for item in subject.items():
            order, status = str(item.get("id")), str(item.get("status")).removeprefix("ORDER_STATUS_")
            listed.add(order)
            yield from self._grows(order, item, status)
            own = self.known.get(order)
            if own is not None:
                rests: State = "open" if self.memory.closed or self._aside(own.terms) else "unsure"
                state: State = rests if status in ("LIVE", "DELAYED") else "over"
                filled, trades = number(item.get("size_matched")), item.get("associate_trades")
                reported = tuple(map(str, trades)) if isinstance(trades, list) else None
                self.known[order] = evolve(own, state=state, filled=filled, trades=reported)
        if subject.operation.id == "getOrders":
            yield from self._open(subject, listed, complete)

    def _grows(self, order: str, item: dict[str, Any], status: str) -> Iterator[Wrong]:
        own, reported = self.known.get(order), number(item.get("size_matched"))
        if own is not None and own.state == "over" and status == "LIVE":
            yield GROWS, "status", f"{order} is told as LIVE, it was over"
        if reported is None:
            return
        size = number(item.get("original_size"))
        if size is not None and reported > size:
            yield GROWS, "size_matched", f"{reported} of {size} are told as matched"
        if message := self.tape.lacking(item, own):
            yield GROWS, "trades", message
        filled = self.at_once.get(order, Decimal(0))
        # One that cannot rest may be told to have had the size that was filled, or its money.
        mine = own.terms if own is not None and (own.terms.rests or not own.terms.buys) else None
        mine = None if mine is not None and not mine.rests and reported == size else mine
        if mine is not None and size and reported / size * mine.size < filled * _ALL - _CUT:
            yield (
                GROWS,
                "at once",
                f"{reported} of {size} are reported as matched, its post filled {filled:f}",
            )
        before = self.matched.get(order, Decimal(0))
        if reported < before:
            yield GROWS, "size_matched", f"{reported} are told as matched, before it were {before}"
        self.matched[order] = max(reported, before)

    def _open(self, subject: Subject, listed: set[str], complete: Collection[str] | None) -> Iterator[Wrong]:
        asked, account = subject.asked, subject.interaction.account
        if asked.get("id"):
            return
        if account in self.cleared and (strange := listed - self.known.keys()):
            yield LISTED, "unknown", f"{min(strange)} is listed, which the account did not post"
        for order, own in self.known.items():
            if own.terms.account != account:
                if order in listed:
                    yield LISTED, "others", f"another account's order {order} is listed"
            elif order in listed and self._of(order, asked.get("market"), asked.get("asset_id")) is False:
                yield LISTED, "filter", f"{order} is listed, which is of another market or token"
            elif (
                complete is not None
                and own.state == "open"
                and order not in complete
                and self._of(order, asked.get("market"), asked.get("asset_id"))
            ):
                yield LISTED, "missing", f"the open order {order} is not listed"


def _by_id(subject: Subject) -> bool:
    """Whether a cancel names its orders; one that does not may find orders whose posts nobody saw."""
    return subject.operation.id in ("cancelOrder", "cancelOrders")


def _filled(terms: Terms, given: Decimal | None, got: Decimal | None) -> tuple[Decimal, Decimal] | None:
    """What a match gives and gets, in base units, told in either unit; None where it gives more than was
    signed, or at a worse price than the limit.
    """
    if given is None or got is None:
        return None
    for unit in (Decimal(UNITS), Decimal(1)):
        gives, gets = given * unit, got * unit
        # A base unit is what cutting the amounts of a fill may cost.
        fills = max(1, gets and 15)
        if 0 < gives <= terms.gives and gives * terms.wants <= (gets + fills) * terms.gives:
            return gives, gets
    return None


def _is_complete(terms: Terms, gives: Decimal, gets: Decimal) -> bool:
    """Whether a match fills an order: a buyer may pay less than was signed, and get less by a fee."""
    return gives >= terms.gives * _ALL or (terms.buys and gets >= terms.wants * _LESS_A_FEE)
