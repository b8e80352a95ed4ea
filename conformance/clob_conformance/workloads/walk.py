"""A random walk over the whole API, which only sends: the model judges what comes. Part of `lifecycle`.

On the own sandbox a few rich accounts act at random, from the smallest size to thousands of shares. Elsewhere
orders of the smallest size are placed where nobody's trading reaches them, and cancelled; two accounts that
may trade with each other meet between the best bid and ask. Both read at random, each question again a little
later. The same seed makes the same walk.
"""

from __future__ import annotations

import json
import random
import time
from decimal import ROUND_CEILING, Decimal

from attrs import define
from polymarket_clob.errors import InvalidInput
from polymarket_clob.orders import OrderArgs, OrderType

from clob_conformance.environment.sandbox import account_from_ready, control, pass_time
from clob_conformance.environment.seed_data import Market
from clob_conformance.environment.signed_orders import SIDES, Draft
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.questions import BUILDER, EVERY, Question
from clob_conformance.workloads.scenario import MONEY, Actor, Scene, scenario, shares
from clob_conformance.workloads.walking import Acts, Cautious, Walker

_RICH = {"collateral": "10000000", "shares": "1000000"}
_ACCOUNTS = 3
_LARGEST = 5_000  # shares
_MANY = 120
_GTD_S = (240, 600, 3_600)
_TIMES_S = (1, 2, 5, 11)
_MOST_MOVED_S = 120
"""All in all: orders that others date by our own clock must not be late."""
_STEPS_OF_EIGHT = 8


@scenario()
def run(scene: Scene) -> None:
    """Walk as far as the budget goes."""
    context = scene.context
    steps = context.budget.histories * context.budget.steps // _STEPS_OF_EIGHT
    if scene.markets and context.target.own:
        walk(context, context.random("walk"), steps)
    else:
        Cautious(context, context.random("walk"), scene.everybody(), EVERY, scene=scene).go(steps)


def walk(context: Run, some: random.Random, steps: int) -> None:
    """Take so many steps on the own sandbox: an act each, and a few reads."""
    rich = json.dumps(_RICH).encode()
    made = [control(context.sender, "POST", "/_sandbox/accounts", rich) for _ in range(_ACCOUNTS)]
    accounts = [account_from_ready(one, context.masker, context.target.chain_id) for one in made]
    _Free(context, some, [Actor(context, account) for account in accounts], EVERY).go(steps)


@define
class _Free(Walker):
    """Who walks on the own sandbox."""

    @property
    def acts(self) -> Acts:
        """Whatever there is to be done."""
        return (
            (self.rest, 14),
            (self.take, 12),
            (self.batches, 4),
            (self.many, 1),
            (self.post_again, 1),
            (self.refused, 3),
            (self.cancel, 6),
            (self.cancel_list, 2),
            (self.cancel_all, 1),
            (self.cancel_market, 2),
            (self.keys, 3),
            (self.heartbeat, 1),
            (self.drop, 2),
            (self.update, 1),
            (self.time_goes_on, 1),
        )

    # --- orders ---------------------------------------------------------------------------------------------

    def _draft(self, kind: str) -> tuple[Actor, Draft] | None:
        """An order: `rest` stands behind the best, `take` meets the other side, `poor` is not to be taken."""
        some = self.some
        actor, market, side = (
            some.choice(self.actors),
            some.choice(self.context.live.markets),
            some.choice(SIDES),
        )
        token = some.choice(market.tokens)
        bid, ask = self._best(token.token_id)
        tick = market.tick_size
        away = some.choice((0, 0, 1, 1, 2, 3, 5, 8)) * tick
        if kind == "rest":
            price = (bid or tick) - away if side == "BUY" else (ask or 1 - tick) + away
        else:
            price = (ask or 1 - tick) + away if side == "BUY" else (bid or tick) - away
        price = min(max(price, tick), 1 - tick)
        order_type: OrderType | None = some.choice(("GTC", "FAK", "FOK", None)) if kind == "take" else None
        dated = order_type is None and some.random() < 0.2
        expiration = int(time.time()) + some.choice(_GTD_S) if dated else 0
        size = self._size(market, price, complete=order_type in ("FAK", "FOK"))
        if kind == "poor":
            size = some.choice((market.min_size / 2, Decimal(10) ** 9))
        builder = {"builder_code": BUILDER} if some.random() < 0.3 else {}
        args = OrderArgs(token.token_id, price, size, side, expiration, **builder)
        post_only = kind == "rest" and some.random() < 0.5
        try:
            return actor, actor.draft(market, args, None if dated else order_type, post_only=post_only)
        except InvalidInput:  # what the client itself refuses says nothing of the server
            return None

    def _best(self, token_id: str) -> tuple[Decimal | None, Decimal | None]:
        book = Actor(self.context).send("getBook", query={"token_id": token_id}).response.mapping()
        prices = [[Decimal(level["price"]) for level in book.get(side) or []] for side in ("bids", "asks")]
        return max(prices[0], default=None), min(prices[1], default=None)

    def _size(self, market: Market, price: Decimal, *, complete: bool) -> Decimal:
        least = max(market.min_size, (1 / price).to_integral_value(ROUND_CEILING))
        size = Decimal(int(least * Decimal(self.some.uniform(1, (_LARGEST / float(least)) ** 0.5)) ** 2))
        cents = Decimal(self.some.randrange(100)) / 100 if not complete else Decimal(0)
        return max(least, min(size, Decimal(_LARGEST))) + cents

    def _post(self, kind: str) -> None:
        made = self._draft(kind)
        if made is not None:
            self.post(*made, Actor.post)

    def rest(self) -> None:
        """Post an order that is to rest."""
        self._post("rest")

    def take(self) -> None:
        """Post an order that meets the book, one level or several."""
        self._post("take")

    def refused(self) -> None:
        """Post an order that is too small or too large to be taken."""
        self._post("poor")

    def batches(self) -> None:
        """Post several orders of one account at once, some of which may be refused."""
        made = [self._draft(self.some.choice(("rest", "rest", "take", "poor"))) for _ in range(self.batch)]
        actor = self.some.choice(self.actors)
        self.post_several(actor, [one[1] for one in made if one is not None and one[0] is actor])

    def many(self) -> None:
        """Post as many orders as fill more than a page, and list them."""
        actor = self.some.choice(self.actors)
        for _ in range(_MANY // self.batch):
            self.post_several(actor, self.resting(actor, self.batch))
        self.questions.append(Question(actor, "getOrders"))

    # --- accounts -------------------------------------------------------------------------------------------

    def heartbeat(self) -> None:
        """Send heartbeats, and let them lapse."""
        self.beat(self.some.choice(self.actors))
        self._advance(11)

    def update(self) -> None:
        """Have balances brought up to date."""
        actor, market = self.some.choice(self.actors), self.some.choice(self.context.live.markets)
        query = self.some.choice((shares(self.some.choice(market.tokens).token_id), MONEY))
        actor.send("updateBalanceAllowance", query=query)
        actor.send("getUpdateBalanceAllowance", query=query)
        self.questions.append(Question(actor, "getBalanceAllowance", query=query))

    def time_goes_on(self) -> None:
        """Move the sandbox's clock; it goes on telling the old time, so that signatures stay timely."""
        self._advance(self.some.choice(_TIMES_S))

    def _advance(self, seconds: int) -> None:
        if self.moved + seconds <= _MOST_MOVED_S:
            self.moved += seconds
            pass_time(self.context.sender, seconds)
