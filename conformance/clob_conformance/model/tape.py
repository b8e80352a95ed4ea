"""What trades say of the orders that an account was seen to post, where others trade too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from attrs import define, evolve, field, frozen

from clob_conformance.core.subject import Subject
from clob_conformance.model.own import Own
from clob_conformance.model.trades import wrong_role, wrong_sum
from clob_conformance.model.values import UNITS, dicts, number

_CUT = Decimal("0.0002")
"""What a mean price may be off by where amounts are cut to base units."""
_LESS_A_FEE = Decimal("0.9")
"""Which part of the shares that were bought the buyer gets at the least."""


@frozen
class _Taken:
    """An order that met others: for how many shares and at which mean price by the response to its post (None
    where a fee is in it), and in which trades.
    """

    shares: Decimal
    price: Decimal | None
    trades: frozenset[str]


@define
class Tape:
    """Orders that took, by each of their trades; what trades were told to fill: shares and what they cost, by
    trade; and of each order by trade, in the amounts as told. `units`: whether those are base units, once
    that is known.
    """

    taken: dict[str, _Taken] = field(factory=dict)
    fills: dict[str, tuple[Decimal, Decimal]] = field(factory=dict)
    parts: dict[str, dict[str, Decimal]] = field(factory=dict)
    units: bool | None = None

    def copy(self) -> Tape:
        """The same, to go on from by itself."""
        parts = {order: dict(trades) for order, trades in self.parts.items()}
        return evolve(self, taken=dict(self.taken), fills=dict(self.fills), parts=parts)

    def posted(self, own: Own, said: Mapping[str, Any], shares: Decimal, *, free: bool) -> None:
        """An order was taken, for so many shares; `free`: it pays no fee."""
        given, got = (number(said.get(name) or None) for name in ("makingAmount", "takingAmount"))
        trades = frozenset(map(str, said.get("tradeIDs") or ()))
        if given and got and trades:
            price = (given / got if own.terms.buys else got / given) if free else None
            self.taken |= dict.fromkeys(trades, _Taken(shares, price, trades))

    def read(self, subject: Subject, known: Mapping[str, Own]) -> Iterator[tuple[str, str]]:
        """What is wrong with trades, by themselves and by what was told of orders: a key and a sentence."""
        account = subject.interaction.account
        for trade in subject.items():
            yield from wrong_role(trade, known, account)
            name, taker = str(trade.get("id")), known.get(str(trade.get("taker_order_id")))
            made = dicts(trade.get("maker_orders"))
            if "FAILED" in str(trade.get("status")):
                continue
            for one in made:
                self._part(name, known.get(str(one.get("order_id"))), one.get("matched_amount"))
            if taker is None or taker.terms.account != account:
                continue
            self._part(name, taker, trade.get("size"))
            yield from wrong_sum(trade)
            price = number(trade.get("price"))
            met = [(number(one.get("matched_amount")), _price_to(taker, one)) for one in made]
            fills = [(size, at) for size, at in met if size is not None and at is not None]
            if not fills or len(fills) < len(met):
                continue
            prices = sorted({at for _, at in fills})
            if price is not None and not prices[0] - _CUT <= price <= prices[-1] + _CUT:
                shown = ", ".join(f"{at:f}" for at in prices)
                yield "price", f"the trade {name} is at {price:f}, its makers' prices are {shown}"
            size, money = (sum((one[0] * one[1] ** at for one in fills), Decimal(0)) for at in (0, 1))
            self.fills[name] = size, money
            yield from self._together(name)

    def _together(self, name: str) -> Iterator[tuple[str, str]]:
        """What is wrong with all trades of an order that took, once they were all read."""
        taken = self.taken.get(name)
        if taken is None or not taken.trades <= self.fills.keys():
            return
        size, money = (sum((self.fills[one][at] for one in taken.trades), Decimal(0)) for at in (0, 1))
        filled = [size / unit for unit in (1, UNITS)]
        if not any(taken.shares - _CUT <= one <= taken.shares / _LESS_A_FEE for one in filled):
            yield (
                "shares",
                f"an order met {size:f} by its trades, {taken.shares:f} by the response to its post",
            )
        if size and taken.price is not None and abs(money / size - taken.price) > _CUT:
            met = f"at {money / size:.4f} by its trades, at {taken.price:.4f} by the response to its post"
            yield "mean", f"an order met others {met}"

    def _part(self, trade: str, own: Own | None, amount: Any) -> None:
        """What a trade filled of an order."""
        reported = number(amount)
        if own is None or reported is None:
            return
        if "." in str(amount):
            self.units = False
        elif reported > own.terms.size and self.units is None:
            self.units = True
        self.parts.setdefault(own.id, {})[trade] = reported

    def lacking(self, item: Mapping[str, Any], own: Own | None) -> str:
        """What an order says to be matched that is less than its trades filled; empty where it is not."""
        parts = self.parts.get(own.id) if own is not None else None
        reported, size = number(item.get("size_matched")), number(item.get("original_size"))
        if own is None or not parts or self.units is None or reported is None or not size:
            return ""
        filled = sum(parts.values(), Decimal(0)) / (UNITS if self.units else 1)
        matched = reported / size * own.terms.size
        short = filled - matched > _CUT
        return f"{matched:f} shares are told as matched, trades filled {filled:f}" if short else ""


def _price_to(taker: Own, made: Mapping[str, Any]) -> Decimal | None:
    """A maker's price as the taker meets it: of the other outcome, what is left of a dollar."""
    price = number(made.get("price"))
    across = str(made.get("asset_id", taker.terms.token)) != taker.terms.token
    return 1 - price if price is not None and across else price
