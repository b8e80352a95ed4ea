"""What acts do where nobody else acts: which orders meet, what is left of them, who pays and who is paid.

An act is held against the books as they are known, and what follows from it is foretold: the books of both
outcomes, the prices that follow from them, the orders on both sides, and what their accounts own. Where a
book or an amount is not known, nothing is concluded, and the next response that tells it is learned from.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_UP, Decimal
from typing import Any

from attrs import define, evolve, field

from clob_conformance.core.clauses import Clause, declare
from clob_conformance.core.interaction import Interaction
from clob_conformance.core.subject import Subject
from clob_conformance.model.books import Fill, Ladder
from clob_conformance.model.memory import ALL, Life, Memory, Rule, Source, Statement, Topic
from clob_conformance.model.notices import NOTIFIED, Notices
from clob_conformance.model.own import Own, State
from clob_conformance.model.scoring import SCORES, reported_scoring, scores
from clob_conformance.model.statements import ONE_THING, prices_of, sides_of
from clob_conformance.model.taking import REASON, REFUSED, unpaid, untrue
from clob_conformance.model.terms import Terms
from clob_conformance.model.trades import DEALT, Deal, wrong_trades
from clob_conformance.model.values import UNITS, Within, amount_near, number

MEETS = declare(
    "match-foretold",
    "An order meets what rests at its price or better, the best price first and the oldest first within a "
    "price, as far as its size or money goes, at the prices of what rests; a FOK order wholly or not at all.",
    source="description: SendOrder.orderType, SendOrderResponse; docs/protocol/orders.md#order-types",
    severity="critical",
    operations=("postOrder", "postOrders"),
)
IN_BOOK = declare(
    "open-order-in-book",
    "An order that is open stands in the book of its token, and mirrored in that of the other outcome.",
    source="description: OrderBookSummary.bids and asks",
    severity="critical",
    operations=("getBook", "getBooksGet", "getBooksPost"),
)
OF_A_VENUE = (MEETS, IN_BOOK, DEALT, NOTIFIED, SCORES, REASON, REFUSED)
_ALIKE = Rule(ONE_THING, Life.UNTOUCHED, Life.FREE)
_UNIT = Decimal("0.000001")
_CENT = Decimal("0.01")
_DUST = 10 * _UNIT
_NO_BUILDER = "0x" + "0" * 64
Wrong = tuple[Clause, str, str]
"""A clause, a stable key, and a sentence."""


@define
class Venue:
    """Books by market, what accounts own by account and asset (base units), and deals by trade.

    `known` are the orders whose posts were seen. `reached` are the topics that the last act touched.
    """

    memory: Memory
    known: dict[str, Own]
    ladders: dict[str, Ladder] = field(factory=dict)
    balances: dict[tuple[str, str], Within] = field(factory=dict)
    deals: dict[str, Deal] = field(factory=dict)
    notices: Notices = field(factory=Notices)
    reached: set[Topic] = field(factory=set)

    def copy(self, memory: Memory, known: dict[str, Own]) -> Venue:
        """The same venue, to go on from by itself."""
        ladders = {market: ladder.copy() for market, ladder in self.ladders.items()}
        return Venue(memory, known, ladders, dict(self.balances), dict(self.deals), self.notices.copy())

    def forget(self) -> None:
        """Something happened of which nobody knows what it changed."""
        self.ladders.clear()
        self.balances.clear()
        self._lose(("book", ALL), ("account", ALL))

    def hold(self, subject: Subject, complete: Collection[str] | None) -> Iterator[Wrong]:
        """What is wrong with a response that reads; learns from it. `complete` as in `Orders.hold`."""
        name = subject.operation.id
        if name in IN_BOOK.operations:
            for book in subject.items():
                yield from self._book(book)
        elif name == "getBalanceAllowance":
            shares = subject.asked.get("asset_type") == "CONDITIONAL"
            asset = subject.asked.get("token_id") if shares else "USDC"
            owns = number(subject.response.get("balance"))
            if owns is not None and asset is not None:
                self.balances[subject.interaction.account, asset] = Within(owns, owns)
        elif name == "getTrades":
            for key, message in wrong_trades(subject, self.deals, self.known, complete):
                yield DEALT, key, message
        elif name == "getNotifications":
            for key, message in self.notices.hold(subject, self.known):
                yield NOTIFIED, key, message
        elif name == "dropNotifications":
            self.notices.drop(subject)
        elif name in SCORES.operations:
            for order, reported in reported_scoring(subject):
                yield from self._scores(order, reported, subject.interaction)

    def _scores(self, order: str, reported: Any, interaction: Interaction) -> Iterator[Wrong]:
        own = self.known.get(order)
        if own is None or own.terms.account != interaction.account:
            return
        right = scores(own, self._ladder(own.terms.token), self.memory, interaction.sent)
        if right is not None and reported != right:
            yield SCORES, str(right), f"{order} is told to be scoring: {reported}, it is {right}"

    # --- books ----------------------------------------------------------------------------------------------

    def _tokens(self, token: str) -> tuple[str, tuple[str, str]] | None:
        """The market of a token and both of its tokens, as far as they are known."""
        market = self.memory.value("token", token, "market")
        both = self.memory.value("market", market, "token ids")
        if not both or token not in both or len(both) != len(_PAIR):
            return None
        (other,) = both - {token}
        return market, (token, other)

    def _ladder(self, token: str) -> Ladder | None:
        pair = self._tokens(token)
        if pair is not None:
            return self.ladders.get(pair[0])
        return next((one for one in self.ladders.values() if token in (one.first, one.other)), None)

    def _book(self, book: Mapping[str, Any]) -> Iterator[Wrong]:
        token, reported = str(book.get("asset_id")), sides_of(book)
        pair = self._tokens(token)
        if pair is None or None in {*reported["bids"], *reported["asks"]}:
            return
        market, tokens = pair
        ladder = self.ladders.get(market)
        if ladder is not None and ladder.sides(token) == reported:
            return
        resting = [own for own in self.known.values() if own.state == "open" and own.left is not None]
        mine = [(own.id, own.terms, own.left) for own in resting if own.terms.token in tokens and own.left]
        fresh = Ladder(*tokens)
        missing = fresh.learn(token, reported, mine)
        for order in missing if ladder is None else ():
            yield IN_BOOK, "missing", f"{order} is open, and its book has no room for it"
        self.ladders[market] = fresh
        if missing:
            del self.ladders[market]

    def _foretell_book(self, ladder: Ladder, source: Source) -> None:
        for token in (ladder.first, ladder.other):
            sides = ladder.sides(token)
            for side, levels in sides.items():
                self._expect(source, (("book", token),), levels, "token", token, side)
            for statement in prices_of(token, sides):
                if statement.value is not None:
                    self.memory.expect(statement, source)
                else:
                    self.memory.forget(*statement.subject)

    def _expect(self, source: Source, topics: tuple[Topic, ...], value: Any, *subject: Hashable) -> None:
        self.memory.expect(Statement(subject, value, _ALIKE, topics=topics), source)

    # --- acts -----------------------------------------------------------------------------------------------

    def posted(self, own: Own, said: Mapping[str, Any], source: Source) -> Iterator[Wrong]:
        """What is wrong with how an order was matched, by what rests; it is known from now on."""
        terms, status = own.terms, said.get("status")
        ladder = self._ladder(terms.token)
        asset = "USDC" if terms.buys else terms.token
        for key, message in unpaid(terms, self.balances.get((terms.account, asset))):
            yield REFUSED, key, message
        if ladder is None or status not in ("live", "matched"):
            self._taken_unseen(own, rests=status == "live")
            return
        fills = ladder.fills(terms)
        if status == "live":
            if fills:
                yield MEETS, "rests", f"it rests, though {_shown(fills)} meet it"
            self.known[own.id] = evolve(own, state="open", filled=Decimal(0))
            ladder.add(own.id, terms, terms.size)
        else:
            shares, money = (
                said.get(name) for name in ("takingAmount", "makingAmount")[:: 1 if terms.buys else -1]
            )
            settled, wrong = _as_reported(own, fills, shares, money)
            if wrong:
                yield MEETS, "amounts", wrong
            if settled is None:
                self._taken_unseen(own, rests=False)
                return
            ids, hashes = (
                tuple(map(str, said.get(name) or ())) for name in ("tradeIDs", "transactionsHashes")
            )
            deal = Deal(own.id, terms.account, tuple(settled), ids, hashes)
            self.deals |= dict.fromkeys(deal.trades, deal)
            if len(fills) > 1 and not _exact(fills):
                self._unsettle(own, ladder, deal)
                return
            self._settle(own, ladder, deal, source)
        self.reached |= {("book", ladder.first), ("book", ladder.other), ("account", terms.account)}
        # What is left of an order when its money is gone may not rest; of what nobody saw posted, several
        # orders may have lost a base unit each.
        met = {fill.place for fill in fills if not fill.order}
        ragged = any(rest.size % _CENT for place in met for rest in ladder.levels.get(place, ()))
        if ladder.least() < _DUST or ragged:
            self._lose_book(ladder)
        else:
            self._foretell_book(ladder, source)

    def _taken_unseen(self, own: Own, *, rests: bool) -> None:
        """An order was taken where the book is not known."""
        if rests:
            self.known[own.id] = evolve(own, state="open", filled=Decimal(0))
            self.reached |= {("book", ALL), ("account", own.terms.account)}
            return
        self.forget()
        for order, one in self.known.items():
            if one.state == "open":
                self.known[order] = evolve(one, state="unsure", filled=None, trades=None)

    def canceled(self, orders: Iterable[str], account: str, source: Source) -> None:
        """These orders are cancelled."""
        self.reached.add(("account", account))
        changed: dict[str, Ladder] = {}
        for order in orders:
            own = self.known.get(order)
            pair = self._tokens(own.terms.token) if own is not None else None
            if own is None or pair is None:
                self.forget()
                changed.clear()
                continue
            self.known[order] = evolve(own, state="over")
            ladder = self.ladders.get(pair[0])
            self.reached |= {("book", token) for token in pair[1]}
            if ladder is None or own.left is None:
                self.ladders.pop(pair[0], None)
                changed.pop(pair[0], None)
                self._lose(*(("book", token) for token in pair[1]))
                continue
            terms = own.terms
            ladder.take(ladder.place(terms.token, terms.price, buys=terms.buys), order, own.left)
            changed[pair[0]] = ladder
        for ladder in changed.values():
            self._foretell_book(ladder, source)

    # --- settlement -----------------------------------------------------------------------------------------

    def refused(self, terms: Terms, text: str) -> Iterator[Wrong]:
        """What is wrong with the text of a refusal."""
        ladder, free = self._ladder(terms.token), self._free(terms)
        for key, message in untrue(terms, text, ladder.fills(terms)) if ladder is not None else ():
            yield REASON, key, message
        if "balance" in text and terms.post_only and free is not None and free >= terms.gives:
            yield REASON, "balance", f"it gives {terms.gives} base units, and {free:f} are free"

    def _free(self, terms: Terms) -> Decimal | None:
        """Base units of what an order gives that its account owns and no open order of it would give; None
        where that is not known.
        """
        asset = "USDC" if terms.buys else terms.token
        purse = self.balances.get((terms.account, asset))
        bound = Decimal(0)
        for own in self.known.values():
            other = own.terms
            if own.state == "over" or other.account != terms.account or other.buys != terms.buys:
                continue
            if terms.buys or other.token == terms.token:
                if own.left is None:
                    return None
                bound += own.left * (other.price if other.buys else 1) * UNITS
        return None if purse is None else purse.least - bound

    def _settle(self, own: Own, ladder: Ladder, deal: Deal, source: Source) -> None:
        terms, fills = own.terms, deal.fills
        taken = sum((fill.size for fill in fills), Decimal(0))
        one_trade = deal.trades if len(deal.trades) == 1 else None
        for fill in fills:
            ladder.take(fill.place, fill.order, fill.size)
            maker = self.known.get(fill.order)
            if maker is not None and maker.left is not None:
                self._filled(maker, fill.size, one_trade, source)
                self._pay(maker, fill.size, 1 - fill.price if _across(maker, own) else fill.price, source)
                self.reached.add(("account", maker.terms.account))
            else:
                self._hidden(ladder, fill)
        left = terms.size - taken if terms.rests else None
        self._filled(evolve(own, filled=Decimal(0)), taken, one_trade, source)
        if left is not None and left > 0:
            ladder.add(own.id, terms, left)
        money = sum((fill.size * fill.price for fill in fills), Decimal(0))
        self._charge(own, fills, taken, money, source)
        worst = fills[-1].price
        other = ladder.other if terms.token == ladder.first else ladder.first
        for what in ("last price", "last side"):  # of the other outcome's orders that were met
            self.memory.forget("token", other, what)
        topics: tuple[Topic, ...] = (("book", terms.token),)
        self._expect(source, topics, worst, "token", terms.token, "last price")
        self._expect(source, topics, terms.side, "token", terms.token, "last side")

    def _filled(self, own: Own, size: Decimal, trades: tuple[str, ...] | None, source: Source) -> None:
        """So much more of an order is filled; what is not even dust ends it."""
        assert own.filled is not None
        filled, rests = own.filled + size, own.terms.rests
        left = own.terms.size - filled
        reported = None if trades is None or own.trades is None else (*own.trades, *trades)
        sure = not rests or not 0 < left < _DUST
        state: State = "unsure" if not sure else "open" if rests and left > 0 else "over"
        self.known[own.id] = evolve(own, filled=filled if sure else None, trades=reported, state=state)
        topics: tuple[Topic, ...] = (("account", own.terms.account),)
        status = "LIVE" if state == "open" else "MATCHED"
        moves: dict[str, Any] = {
            "size_matched": filled,
            "status": status if sure and (rests or left <= 0) else None,
            "associate_trades": None if reported is None else list(reported),
        }
        for name, value in moves.items():
            if value is not None:
                self._expect(source, topics, value, "order", own.id, name)
            else:
                self.memory.forget("order", own.id, name)

    def _unsettle(self, own: Own, ladder: Ladder, deal: Deal) -> None:
        """Orders met, and how base units were cut is not known of each."""
        self._lose_book(ladder)
        for order in (own.id, *(fill.order for fill in deal.fills)):
            one = self.known.get(order)
            if one is not None:
                state: State = "unsure" if one.terms.rests else "over"
                self.known[order] = evolve(one, state=state, filled=None, trades=None)
                self._lose_purses(one.terms.account)
        for fill in deal.fills:
            self._hidden(ladder, fill)

    def _lose(self, *topics: Topic) -> None:
        self.reached |= set(topics)
        self.memory.lose(topics)

    def _lose_book(self, ladder: Ladder) -> None:
        """Nobody knows what rests of a market."""
        self.ladders = {market: one for market, one in self.ladders.items() if one is not ladder}
        self._lose(("book", ladder.first), ("book", ladder.other))

    def _lose_purses(self, account: str) -> None:
        """An account paid or was paid, nobody knows how much."""
        self._lose(("account", account))
        for purse in [purse for purse in self.balances if purse[0] == account]:
            del self.balances[purse]

    def _hidden(self, ladder: Ladder, fill: Fill) -> None:
        """Orders of which nobody knows the place may have been filled."""
        for order, own in self.known.items():
            terms = own.terms
            if own.state != "over" and terms.token in (ladder.first, ladder.other):
                if ladder.place(terms.token, terms.price, buys=terms.buys) != fill.place:
                    continue
                if any(rest.order == order for rest in ladder.levels.get(fill.place, ())):
                    continue
                self.known[order] = evolve(own, state="unsure", filled=None, trades=None)
                self._lose_purses(terms.account)

    def _pay(self, own: Own, size: Decimal, price: Decimal, source: Source) -> None:
        """Shares and money of an order's account move, without a fee; a part of a base unit may be cut."""
        money, sign = size * price * UNITS, 1 if own.terms.buys else -1
        slack = Decimal(0) if money == money.to_integral_value() else Decimal(1)
        self._move(own.terms.account, own.terms.token, sign * size * UNITS, Decimal(0), source)
        self._move(own.terms.account, "USDC", -sign * money - slack, 2 * slack, source)

    def _charge(self, own: Own, fills: Sequence[Fill], size: Decimal, money: Decimal, source: Source) -> None:
        """What the taker of these fills pays, and what the makers may get back of its fee: how much is
        nowhere stated (docs/protocol/amounts.md#fees).
        """
        terms = own.terms
        fee = self._fee(own, fills, money)
        for fill in fills:
            maker = self.known.get(fill.order)
            if maker is not None and fee != 0:
                self._move(maker.terms.account, "USDC", Decimal(0), fee, source)
        slack = Decimal(0 if _exact(fills) and fee == 0 else 4 * len(fills)) + _unseen(fills)
        paid = money * UNITS if terms.buys else -money * UNITS
        self._move(terms.account, terms.token, (size if terms.buys else -size) * UNITS, Decimal(0), source)
        more = None if fee is None else 2 * slack
        self._move(terms.account, "USDC", -paid - (fee or 0) - slack, more, source)

    def _fee(self, own: Own, fills: Sequence[Fill], money: Decimal) -> Decimal | None:
        """Base units of USDC; None where the terms are not known."""
        terms = own.terms
        pair = self._tokens(terms.token)
        curve = self.memory.value("market", pair[0], "fd") if pair is not None else None
        free = self.memory.value("token", terms.token, "fee") == 0
        if isinstance(curve, dict) and isinstance(curve.get("r"), Decimal):
            rate, power = curve["r"], int(curve.get("e") or 0)
            fee = sum(
                (fill.size * rate * (fill.price * (1 - fill.price)) ** power for fill in fills), Decimal(0)
            )
        elif free:
            fee = Decimal(0)
        else:
            return None
        share = Decimal(0)
        if terms.builder != _NO_BUILDER:
            share = self.memory.value("builder", terms.builder, "fee")
            if share is None:
                return None
        return (fee + money * share / 10_000) * UNITS

    def _move(self, account: str, asset: str, least: Decimal, more: Decimal | None, source: Source) -> None:
        """An account owns so much more of an asset, at least, and at most `more` beyond that."""
        purse = self.balances.get((account, asset))
        if purse is None:
            return
        if more is None:
            del self.balances[account, asset]
            self.memory.forget("account", account, "balance", asset)
            return
        purse = self.balances[account, asset] = purse.moved(least, least + more)
        self._expect(source, (("account", account),), purse, "account", account, "balance", asset)


def lacking(book: Mapping[str, Any], orders: Iterable[Own]) -> Iterator[str]:
    """What a book lacks of orders that are open."""
    sides = sides_of(book)
    resting: dict[tuple[str, Decimal], Decimal] = {}
    for own in orders:
        if own.state == "open" and own.left and own.terms.token == book.get("asset_id"):
            place = ("bids" if own.terms.buys else "asks", own.terms.price)
            resting[place] = resting.get(place, Decimal(0)) + own.left
    for (side, price), least in resting.items():
        if (reported := sides[side].get(price) or 0) < least:
            yield f"{least:f} rest in the {side} at {price:f}, told are {reported:f}"


_PAIR = ("one outcome", "the other")


def _across(maker: Own, taker: Own) -> bool:
    """Whether a maker's order is of the other outcome."""
    return maker.terms.token != taker.terms.token


def _exact(fills: Iterable[Fill]) -> bool:
    """Whether fills come out even: cents of shares at a price of at most 4 decimals are whole base units."""
    return all(fill.size % _CENT == 0 for fill in fills)


def _unseen(fills: Iterable[Fill]) -> int:
    """Base units of USDC that may be cut of what nobody saw posted: it may be several orders of one price,
    each cut by itself.
    """
    return sum(4 for fill in fills if not fill.order)


def _cut(fill: Fill) -> int:
    """Base units of shares that a fill may fall short of: an order that bids for some of it has whole base
    units of USDC left, each of which is worth as many shares as go into one at its price.
    """
    if fill.size % _CENT == 0:
        return 2
    bid = min(fill.price, 1 - fill.price)
    return (2 if fill.order else 4) * int((1 / bid).to_integral_value(ROUND_UP))


def _shown(fills: Iterable[Fill]) -> str:
    return ", ".join(f"{fill.size:f} at {fill.price:f}" for fill in fills)


def _as_reported(own: Own, fills: list[Fill], shares: Any, money: Any) -> tuple[list[Fill] | None, str]:
    """The fills with the last one as large as is told, None where they are not what was foretold; and what
    is wrong.
    """
    terms = own.terms
    if not fills:
        return None, "it is told as matched, and nothing rests that meets it"
    size = sum((fill.size for fill in fills), Decimal(0))
    paid = sum((fill.size * fill.price for fill in fills), Decimal(0))
    exact = _exact(fills) and (terms.rests or not terms.buys)
    slack = Decimal(0) if exact else _UNIT * sum(map(_cut, fills))
    reported, given = (
        amount_near(shares, size, slack),
        amount_near(money, paid, slack + _UNIT * _unseen(fills)),
    )
    if terms.kind == "FOK":
        left = (terms.money - paid) / fills[-1].price if terms.buys else terms.size - size
        if left >= _CENT:
            return None, f"a FOK order is told as matched, and only {_shown(fills)} meet it"
    if reported is None or given is None:
        what = f"{size:f} shares for {paid:f} USDC: {_shown(fills)}"
        return None, f"it is told as matched with {shares} shares for {money}; what meets it is {what}"
    last = evolve(fills[-1], size=fills[-1].size + reported - size)
    return [*fills[:-1], last], ""
