"""Scenarios: short scripts of who sends what, and when.

What comes is judged by the model and by the rules for a single response. A scenario holds a clause itself
only where nobody but the one who asked knows what has to come. Where it cannot go on it raises `Skipped`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from decimal import Decimal
from typing import Any

from attrs import evolve, field, frozen
from polymarket_clob.orders import OrderArgs, OrderType

from clob_conformance.core.clauses import Clause
from clob_conformance.core.errors import Skipped, Unanswered
from clob_conformance.core.interaction import Interaction, Request, Response
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.purse import Purse
from clob_conformance.environment.seed_data import Market
from clob_conformance.environment.sender import call
from clob_conformance.environment.signed_orders import Draft, worth_a_dollar
from clob_conformance.environment.target import ORDER_POSTS
from clob_conformance.model.values import dicts, number
from clob_conformance.workloads.context import Run

CANCELS = ("cancelOrder", "cancelOrders", "cancelMarketOrders", "cancelAllOrders")
WRITES = {"postOrder", "postOrders", *CANCELS}
_NARROW, _WIDE = 2, 4
"""Ticks between a best bid and ask: with a price of one's own between them, and with a tick beside it too."""
MONEY = {"asset_type": "COLLATERAL"}


def shares(token_id: str) -> dict[str, str]:
    """How a balance of shares is asked for."""
    return {"asset_type": "CONDITIONAL", "token_id": token_id}


@frozen
class Actor:
    """Somebody who sends: with an account as that, without one as whoever usually calls the operation.

    `purse`: what its orders are counted against, those that trade `back` by themselves. `revokes`: the keys
    that it makes are revoked.
    """

    context: Run
    account: Account | None = None
    purse: Purse | None = None
    back: bool = False
    revokes: bool = False

    def send(
        self,
        name: str,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str | Sequence[str]] | None = None,
        body: Any = None,
        nonce: int = 0,
    ) -> Interaction:
        """Call an operation, well signed. One that the run may not call is not sent, and not answered.

        Raises `Unanswered` where a server will not take what changes something.
        """
        operation = self.context.operation(name, revokes=self.revokes)
        if operation is None:
            return Interaction(Request("", name, {}), Response(0, {}, missing="this run may not call it"))
        if self.purse is not None and operation.id in ORDER_POSTS:
            self.purse.take(body if isinstance(body, list) else [body], back=self.back)
        what = call(operation, path, query, body)
        if self.account is None:
            sent = self.context.send(operation, what)
        else:
            sent = self.context.sender.send(what, self.account, operation.level, nonce=nonce)
        if operation.id in WRITES and self.context.record.says_nothing(sent):
            raise Unanswered(f"{name} was not taken: {sent.response.missing or sent.response.status}")
        return sent

    def read(self, name: str, **asked: Any) -> Any:
        """The JSON of a response. Raises `Skipped` where it does not succeed: of that others speak."""
        response = self.send(name, **asked).response
        try:
            reported = response.json() if response.succeeded else None
        except ValueError:
            reported = None
        if reported is None:
            raise Skipped(f"{name} returned no value: {response.missing or response.status}")
        return reported

    def items(self, name: str, **asked: Any) -> list[dict[str, Any]]:
        """The objects of a list or of a page. Raises `Skipped` as `read`."""
        reported = self.read(name, **asked)
        return dicts(reported.get("data") if isinstance(reported, dict) else reported)

    # --- orders ---------------------------------------------------------------------------------------------

    def draft(
        self, market: Market, args: OrderArgs, kind: OrderType | None = None, *, post_only: bool = False
    ) -> Draft:
        """An order of this actor's account."""
        assert self.account is not None
        return self.context.makes_orders(self.account).draft(
            market, args, order_type=kind, post_only=post_only
        )

    def post(self, draft: Draft) -> Interaction:
        """Post an order."""
        return self.send("postOrder", body=draft.body)

    def cancel(self, way: str, draft: Draft) -> Interaction:
        """Cancel an order in one of the ways of `CANCELS`."""
        bodies: dict[str, Any] = {
            "cancelOrder": {"orderID": draft.order_id},
            "cancelOrders": [draft.order_id],
            "cancelMarketOrders": {"market": draft.market.condition_id, "asset_id": draft.token_id},
        }
        return self.send(way, body=bodies.get(way))


@frozen
class Spot:
    """A token and a price between its best bid and ask, where nobody's orders are in the way; nor are they a
    tick away from it where there is `room`.
    """

    market: Market
    token_id: str
    price: Decimal
    room: bool = False

    @property
    def lot(self) -> Decimal:
        """The smallest size, in shares, that either side may trade."""
        return worth_a_dollar(self.market, min(self.price, 1 - self.price))

    @property
    def mirrored(self) -> Spot:
        """The same in terms of the other outcome."""
        return Spot(self.market, self.other, 1 - self.price, self.room)

    @property
    def other(self) -> str:
        """The market's other outcome."""
        return next(token.token_id for token in self.market.tokens if token.token_id != self.token_id)


@frozen
class Scene:
    """What a scenario acts with; orders that its new_accounts leave open are cancelled in the end."""

    context: Run
    _ending: ExitStack = field(factory=ExitStack)

    @property
    def anyone(self) -> Actor:
        """Whoever usually calls an operation."""
        return Actor(self.context)

    def new_account(self) -> Actor:
        """A fresh account. Raises `Skipped` but on the own sandbox."""
        account = self.context.new_account()
        if account is None:
            raise Skipped("only the run's own sandbox makes new accounts")
        return self.leaving(Actor(self.context, account))

    def two(self) -> tuple[Actor, Actor]:
        """Two accounts, on others' servers for tests alone. Raises `Skipped` where there are none."""
        target = self.context.target
        if target.own:
            return self.new_account(), self.new_account()
        if not target.tests or target.accounts.other is None:
            raise Skipped("there are not two accounts that are for tests alone")
        return self.trader(), self.leaving(Actor(self.context, target.accounts.other))

    def everybody(self) -> list[Actor]:
        """Who places orders on others' servers: the two that may trade with each other, those that are for
        tests alone, or the first account.
        """
        for several in (self.pair, self.two):
            with suppress(Skipped):
                return list(several())
        return [self.trader()]

    def pair(self) -> tuple[Actor, Actor]:
        """Two accounts that trade with each other, on others' servers for what the purse holds.

        Raises `Skipped` where there are none, or nobody allowed it.
        """
        target = self.context.target
        if target.own:
            return self.new_account(), self.new_account()
        if (
            target.purse is None
            or target.accounts.other is None
            or not self.context.can_order(target.accounts.other)
        ):
            raise Skipped("there are not two accounts that may trade with each other")
        if not target.sells:
            raise Skipped("the first account has no shares to sell")
        second = self.leaving(Actor(self.context, target.accounts.other, purse=target.purse))
        return evolve(self.trader(), purse=target.purse), second

    def trader(self) -> Actor:
        """The account that places orders. Raises `Skipped` where there is none, or no market to order on."""
        account = self.context.target.accounts.trader
        if account is None or not self.context.can_order(account) or not self.context.operation("postOrder"):
            raise Skipped("there is nobody who may place orders, or no market for them")
        return self.leaving(Actor(self.context, account))

    def leaving(self, actor: Actor) -> Actor:
        """An actor whose open orders are cancelled in the end."""
        self._ending.callback(actor.send, "cancelAllOrders")
        return actor

    @property
    def markets(self) -> tuple[Market, ...]:
        """The markets that there are. Raises `Skipped` where there are none."""
        if not self.context.live.markets:
            raise Skipped("there is no market")
        return self.context.live.markets

    def spot(self, *, fee: bool) -> Spot:
        """Where orders can meet alone, with a fee or without one. Raises `Skipped` where no book has room."""
        for market in self.markets:
            reported = self.anyone.send("getFeeRate", query={"token_id": market.tokens[0].token_id})
            if bool(number(reported.response.mapping().get("base_fee"))) is fee and (
                spot := self.gap(market)
            ):
                return spot
        raise Skipped(f"no book {'with' if fee else 'without'} a fee has room between its best bid and ask")

    def gap(self, market: Market) -> Spot | None:
        """Room between the best bid and ask of a book of a market."""
        for token in market.tokens:
            book = self.anyone.send("getBook", query={"token_id": token.token_id}).response.mapping()
            bids, asks = (
                [
                    price
                    for level in dicts(book.get(side))
                    if (price := number(level.get("price"))) is not None
                ]
                for side in ("bids", "asks")
            )
            between = (min(asks) - max(bids)) / market.tick_size if bids and asks else Decimal(0)
            room = between >= _WIDE
            if between >= _NARROW:
                return Spot(market, token.token_id, max(bids) + (1 + room) * market.tick_size, room)
        return None

    def hold(
        self, clause: Clause, operation: str, wrong: str, *shown: Interaction, key: str = "", cause: str = ""
    ) -> bool:
        """Hold a clause that only this scenario can judge; `wrong` says what breaks it. Whether it holds."""
        self.context.record.hold(clause, operation)
        if wrong:
            self.context.violation(clause, operation, wrong, *shown, key=key, cause=cause)
        return not wrong


def scenario(*clauses: Clause) -> Callable[[Callable[[Scene], None]], Callable[[Run], None]]:
    """What plays a scenario, which checks these clauses, in a run, as far as it can go, and clears up."""

    def playing(play: Callable[[Scene], None]) -> Callable[[Run], None]:
        def run(context: Run) -> None:
            with context.part(*clauses), ExitStack() as ending:
                play(Scene(context, ending))

        return run

    return playing
