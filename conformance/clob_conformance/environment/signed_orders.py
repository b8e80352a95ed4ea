"""Bodies of order posts: signed for an account, of every type, and with what a schema forbids grafted in.

A signed order cannot come from a schema. So a positive body is made whole here, and a negative one is a
signed body that carries, at the same place, what makes the generated body break its schema.
"""

from __future__ import annotations

import copy
import random
import time
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any

from attrs import frozen
from polymarket_clob.amounts import Side
from polymarket_clob.orders import MarketRules, OrderArgs, OrderType

from clob_conformance.core.description import Operation
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.seed_data import Market, SeedData

SIDES: tuple[Side, ...] = ("BUY", "SELL")
_GTD_SECONDS = 600
_MANY = 15
_ONE_DOLLAR = Decimal(1)
# What an order would do if a server took it all the same: not to be tried on somebody else's money.
_TERMS = frozenset({"postOnly", "side", "tokenId", "makerAmount", "takerAmount"})


@frozen
class Draft:
    """An order body and what it was made of."""

    body: dict[str, Any]
    order_id: str
    market: Market
    token_id: str
    side: Side
    price: Decimal
    size: Decimal

    @property
    def outcome(self) -> str:
        """The outcome that it trades, as its market names it."""
        return next(token.outcome for token in self.market.tokens if token.token_id == self.token_id)

    @property
    def gives(self) -> int:
        """What its owner gives, base units of USDC (BUY) or shares (SELL)."""
        return int(self.body["order"]["makerAmount"])

    @property
    def wants(self) -> int:
        """What its owner wants for it, base units."""
        return int(self.body["order"]["takerAmount"])


@frozen
class OrderMaker:
    """Makes order bodies for one account; `fills`: they may meet the book, `sells`: it has shares to sell."""

    account: Account
    live: SeedData
    fills: bool
    sells: bool = True

    def resting(
        self, some: random.Random, market: Market | None = None, side: Side | None = None, ticks: int = 0
    ) -> Draft:
        """A post-only order of the smallest size at the far end, `ticks` ticks in from the limit."""
        market = market or some.choice(self.live.markets)
        chosen = self._side(some, side)
        edge = market.tick_size * (1 + ticks)
        return self._draft(market, some, chosen, edge if chosen == "BUY" else 1 - edge, post_only=True)

    def any(self, some: random.Random) -> Draft:
        """An order of any type: mostly far from the market; where fills are allowed, some that meet it."""
        kind = some.randrange(8)
        market, side = some.choice(self.live.markets), self._side(some)
        far, near = market.tick_size, 1 - market.tick_size
        price, opposite = (far, near) if side == "BUY" else (near, far)
        if kind == 0:
            expiration = int(time.time()) + _GTD_SECONDS
            return self._draft(market, some, side, price, post_only=True, expiration=expiration)
        if not self.fills or kind < 4:
            return self.resting(some, market, side, ticks=some.randrange(3))
        if kind == 4:
            return self._draft(market, some, side, price)
        if kind == 5:
            return self._draft(market, some, side, opposite, post_only=True)
        return self._draft(market, some, side, opposite, order_type=some.choice(("GTC", "FAK", "FOK")))

    def body(self, operation: Operation, generated: Any, some: random.Random) -> Any:
        """A body for `postOrder` or `postOrders` like the generated one: as many, as wrong."""
        if isinstance(generated, list):
            signed: Any = [self.any(some).body for _ in generated[: _MANY + 1]]
            signed += generated[_MANY + 1 :] if self.fills else []
        elif isinstance(generated, dict):
            signed = self.any(some).body
        else:
            return generated
        return graft(operation, generated, signed, frozenset() if self.fills else _TERMS)

    def crossing(self, some: random.Random) -> Draft:
        """A post-only order that would meet the book, and so has to be refused."""
        market, side = some.choice(self.live.markets), self._side(some)
        price = 1 - market.tick_size if side == "BUY" else market.tick_size
        return self._draft(market, some, side, price, post_only=True)

    def marketable(self, some: random.Random, market: Market, side: Side) -> Draft:
        """An order that meets the best of the other side."""
        price = 1 - market.tick_size if side == "BUY" else market.tick_size
        return self._draft(market, some, side, price, order_type="FAK")

    def _side(self, some: random.Random, asked: Side | None = None) -> Side:
        """The side asked for, or any; a BUY where there is nothing to sell."""
        side: Side = some.choice(SIDES) if asked is None else asked
        return side if self.sells else "BUY"

    def _draft(
        self,
        market: Market,
        some: random.Random,
        side: Side,
        price: Decimal,
        *,
        post_only: bool = False,
        order_type: OrderType | None = None,
        expiration: int = 0,
    ) -> Draft:
        token = some.choice(market.tokens)
        # A marketable BUY is worth a dollar at least (docs/protocol/orders.md#order-types).
        size = market.min_size if post_only else worth_a_dollar(market, price)
        args = OrderArgs(token.token_id, price, size, side, expiration)
        return self.draft(market, args, order_type=order_type, post_only=post_only)

    def draft(
        self,
        market: Market,
        args: OrderArgs,
        *,
        order_type: OrderType | None = None,
        post_only: bool = False,
        rules: MarketRules | None = None,
    ) -> Draft:
        """The order that is asked for; `rules` other than the market's make one that it has to refuse."""
        order = self.account.order(args, rules or market.rules)
        owner = self.account.credentials.api_key if self.account.credentials is not None else ""
        body = order.payload(owner, order_type, post_only=post_only)
        price, size = Decimal(str(args.price)), Decimal(str(args.size))
        return Draft(body, order.order_id, market, args.token_id, args.side, price, size)


def worth_a_dollar(market: Market, price: Decimal) -> Decimal:
    """The smallest size in whole shares that a market takes and that is worth a dollar at a price."""
    return max(market.min_size, (_ONE_DOLLAR / price).to_integral_value(ROUND_CEILING))


def graft(operation: Operation, generated: Any, signed: Any, kept: frozenset[str] = frozenset()) -> Any:
    """`signed` with the generated body's violations of the schema at their places, save in the fields `kept`.

    A violation at the root (a body that is no object, too many items) is kept as generated where it cannot
    be told apart from the body as a whole.
    """
    if operation.body_validator is None:
        return signed
    body = copy.deepcopy(signed)
    for error in operation.body_validator.iter_errors(generated):
        place: list[Any] = list(error.instance_path)
        missing = getattr(error.kind, "property", None)
        if kept.intersection((missing, *place)):
            continue
        if missing is not None:
            _at(body, place).pop(missing, None)
        elif place:
            parent, other = _at(body, place[:-1]), _at(generated, place)
            # A whole object would bring its own terms.
            if isinstance(parent, dict | list) and not (kept and isinstance(other, dict)):
                parent[place[-1]] = other
    return body


def _at(node: Any, place: Sequence[Any]) -> Any:
    for part in place:
        try:
            node = node[part]
        except (LookupError, TypeError):
            return {}
    return node
