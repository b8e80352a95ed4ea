"""Who walks at random: what a walker remembers, asks and cancels anywhere, and who walks with caution."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from attrs import define, evolve, field
from polymarket_clob.amounts import Side
from polymarket_clob.orders import OrderArgs, OrderType

from clob_conformance.core.errors import Skipped
from clob_conformance.environment.accounts import fresh_nonce
from clob_conformance.environment.interrupts import undisturbed
from clob_conformance.environment.own_key import reported_key
from clob_conformance.environment.signed_orders import SIDES, Draft
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.questions import BUILDER, UNKNOWN_ORDER, Inquirer, Question
from clob_conformance.workloads.resting import place
from clob_conformance.workloads.scenario import MONEY, Actor, Scene, shares
from clob_conformance.workloads.settlement import NOTICES
from clob_conformance.workloads.trading_back import tell_of_positions, trade_back

_REMEMBERED = 400
_READS_BETWEEN = 3
_ASKED_AGAIN = 2
"""Questions of earlier steps: what moves away and back is seen only where it is asked for a third time."""
_OPEN_AT_ONCE = 20
"""Orders that stand on somebody else's server."""

Acts = tuple[tuple[Callable[[], object], int], ...]
"""What a walker does, each act with its weight."""


@define
class Walker(ABC):
    """Who walks and what there is to ask, and what was met on the way."""

    context: Run
    some: random.Random
    actors: list[Actor]
    asked: Sequence[str]
    orders: list[str] = field(factory=list)
    drafts: list[tuple[Actor, Draft]] = field(factory=list)
    trades: list[tuple[str, str]] = field(factory=list)
    questions: list[Question] = field(factory=list)
    earlier: list[Question] = field(factory=list)
    moved: int = 0

    @property
    @abstractmethod
    def acts(self) -> Acts:
        """What can be done."""

    def go(self, steps: int) -> None:
        """Take so many steps, and look at everything before and after."""
        self.look_at_everything()
        for _ in range(steps):
            self.step()
        self.look_at_everything()
        for actor in self.actors:
            actor.send("cancelAllOrders")

    def step(self) -> None:
        """One act and a few reads; what was read is read again, in another order."""
        self.some.choices([act for act, _ in self.acts], [weight for _, weight in self.acts])[0]()
        for _ in range(_READS_BETWEEN):
            self.ask_about(self.some.choice(self.asked))
        for question in self.some.sample(self.questions, len(self.questions)):
            self.ask(question)
        self.keep(self.earlier, self.questions)
        self.questions.clear()
        for question in self.some.sample(self.earlier, min(_ASKED_AGAIN, len(self.earlier))):
            self.ask(question)

    def look_at_everything(self) -> None:
        """Ask every question that there is, twice."""
        for name in self.asked:
            self.ask_about(name)
        for question in self.questions:
            self.ask(question)

    def ask_about(self, name: str) -> None:
        """Ask something, to be asked again."""
        question = Inquirer(self.some, self.orders, self.trades).about(name, self.some.choice(self.actors))
        if question is not None:
            self.questions.append(question)
            self.ask(question)

    def ask(self, question: Question) -> None:
        """Ask, and learn which trades there are."""
        for page in question.ask():
            if question.name == "getTrades":
                reported = [
                    (str(one.get("id")), str(one.get("match_time"))) for one in page.response.objects()
                ]
                self.keep(self.trades, reported)

    def keep(self, kept: list[Any], new: Sequence[Any]) -> None:
        """Remember what is new."""
        kept += [one for one in new if one not in kept]
        del kept[:-_REMEMBERED]

    def post(self, actor: Actor, draft: Draft, post: Callable[[Actor, Draft], object]) -> None:
        """Post an order, to be asked about."""
        self.keep(self.drafts, [(actor, draft)])
        self.keep(self.orders, [draft.order_id])
        post(actor, draft)
        public = Actor(self.context)
        self.questions.append(Question(actor, "getOrder", {"orderID": draft.order_id}))
        self.questions.append(Question(public, "getBook", query={"token_id": draft.token_id}))
        for one in {id(each): each for each in (actor, self.some.choice(self.actors))}.values():
            for asset in (MONEY, shares(draft.token_id)):
                self.questions.append(Question(one, "getBalanceAllowance", query=asset))
            self.questions.append(Question(one, "getNotifications", query=NOTICES))
            if one.account is not None:
                self.questions.append(Question(one, "getTrades", query={"maker_address": one.account.maker}))

    def post_again(self) -> None:
        """Post an order a second time."""
        if self.drafts:
            actor, draft = self.some.choice(self.drafts)
            actor.post(draft)

    def post_several(self, actor: Actor, drafts: Sequence[Draft]) -> None:
        """Post a batch."""
        if drafts:
            self.keep(self.orders, [draft.order_id for draft in drafts])
            actor.send("postOrders", body=[draft.body for draft in drafts])

    def resting(self, actor: Actor, count: int) -> list[Draft]:
        """Orders of the smallest size that nobody's trading reaches."""
        assert actor.account is not None
        maker, some = self.context.makes_orders(actor.account), self.some
        return [maker.resting(some, side=some.choice(SIDES), ticks=some.randrange(4)) for _ in range(count)]

    @property
    def batch(self) -> int:
        """How many orders may be posted at once."""
        operation = self.context.operation("postOrders")
        return int(((operation.body_schema if operation else None) or {}).get("maxItems", 1))

    # --- cancels --------------------------------------------------------------------------------------------

    def cancel(self) -> None:
        """Cancel an order, whosesoever it is; now and then twice, or one that nobody knows."""
        order = self.some.choice((*self.orders[-20:], UNKNOWN_ORDER))
        actor = self.some.choice(self.actors)
        for _ in range(self.some.choice((1, 1, 2))):
            actor.send("cancelOrder", body={"orderID": order})
        self.questions.append(Question(actor, "getOrder", {"orderID": order}))
        self.questions.append(Question(actor, "getOrders"))

    def cancel_list(self) -> None:
        """Cancel up to hundreds of orders by their ids."""
        count = self.some.choice((1, 3, 20, _REMEMBERED))
        named = self.some.sample(self.orders, min(count, len(self.orders)))
        self.some.choice(self.actors).send("cancelOrders", body=[*named, UNKNOWN_ORDER])

    def cancel_all(self) -> None:
        """Cancel all orders of an account."""
        actor = self.some.choice(self.actors)
        actor.send("cancelAllOrders")
        self.questions.append(Question(actor, "getOrders"))

    def cancel_market(self) -> None:
        """Cancel an account's orders of a market, of both outcomes or of one."""
        market = self.some.choice(self.context.live.markets)
        token = self.some.choice(market.tokens).token_id
        filters = ({"market": market.condition_id, "asset_id": token}, {"market": market.condition_id})
        operation = self.context.operation("cancelMarketOrders")
        valid = operation.body_validator if operation is not None else None
        bodies = [one for one in (*filters, {"asset_id": token}) if valid is None or valid.is_valid(one)]
        self.some.choice(self.actors).send("cancelMarketOrders", body=self.some.choice(bodies))

    # --- accounts -------------------------------------------------------------------------------------------

    def keys(self) -> None:
        """Make, derive, list and revoke keys of every kind."""
        actor, nonce = evolve(self.some.choice(self.actors), revokes=True), fresh_nonce()
        assert actor.account is not None
        with undisturbed():
            for _ in range(2):
                actor.send("deriveApiKey", nonce=fresh_nonce())  # with which none was made
            key = reported_key(actor.send("createApiKey", nonce=nonce).response, actor.account)
            actor.send("deriveApiKey", nonce=nonce)
            actor.send("getApiKeys")
            if key is not None:
                made = evolve(actor.account, credentials=key)
                self.context.masker.learn(made.secrets())
                evolve(actor, account=made).send("deleteApiKey")
            actor.send("getApiKeys")
            for make, listed, revoke in (
                ("createBuilderApiKey", "getBuilderApiKeys", "revokeBuilderApiKey"),
                ("createReadonlyApiKey", "getReadonlyApiKeys", "deleteReadonlyApiKey"),
            ):
                named = {"key": actor.send(make).response.mapping().get("apiKey")}
                actor.send(listed)
                actor.send(revoke, body=named if revoke == "deleteReadonlyApiKey" else None)
                actor.send(listed)

    def beat(self, actor: Actor) -> None:
        """Begin heartbeats, go on with them, and name a wrong one."""
        last = ""
        for _ in range(3):
            reported = actor.send("sendHeartbeatV1", body={"heartbeat_id": last})
            last = str(reported.response.mapping().get("heartbeat_id", ""))
        actor.send("sendHeartbeatV1", body={"heartbeat_id": "no-such-heartbeat"})
        actor.send("sendHeartbeat")

    def drop(self) -> None:
        """Drop some notifications of an account."""
        notices = Question(self.some.choice(self.actors), "getNotifications", query=NOTICES)
        ids = [str(one.get("id")) for one in notices.ask()[0].response.objects()]
        if ids:
            some = self.some.sample(ids, self.some.randint(1, len(ids)))
            notices.by.send("dropNotifications", query={"ids": ",".join(some)})
            self.questions.append(notices)


@define(kw_only=True)
class Cautious(Walker):
    """Who walks on somebody else's server: orders rest where nobody's trading reaches them, and two accounts
    that may trade with each other meet between the best bid and ask.
    """

    scene: Scene
    standing: int = 0
    posted: list[tuple[Actor, Draft]] = field(factory=list)
    spent: bool = False

    @property
    def acts(self) -> Acts:
        """Orders come and go."""
        acts: Acts = (
            (self.rest, 14),
            (self.several, 3),
            (self.post_again, 1),
            (self.cancel, 6),
            (self.cancel_list, 2),
            (self.clear, 1),
            (self.cancel_market, 2),
        )
        if self.actors[0].purse is not None and not self.spent:
            acts += ((self.meet, 10),)
        if self.context.target.tests:
            acts += ((self.keys, 1), (self.drop, 1), (self.heartbeat, 1))
        return acts

    def go(self, steps: int) -> None:
        """Walk, and sell back what was bought."""
        try:
            super().go(steps)
            for market in {draft.market.condition_id: draft.market for _, draft in self.posted}.values():
                if (spot := self.scene.gap(market)) is not None:
                    of_it = [one for one in self.posted if one[1].market == market]
                    trade_back(spot, (self.actors[0], self.actors[1]), of_it)
        except BaseException:
            tell_of_positions(self.posted)
            raise

    def step(self) -> None:
        """A step, less what the purse does not hold any more."""
        try:
            super().step()
        except Skipped:
            self.spent = True

    def rest(self) -> None:
        """Post an order that rests."""
        self._room(1)
        actor = self._far(self.some.choice(self.actors))
        self.post(actor, self.resting(actor, 1)[0], place)

    def several(self) -> None:
        """Post a few orders that rest."""
        self._room(3)
        actor = self._far(self.some.choice(self.actors))
        self.post_several(actor, self.resting(actor, 3))

    def clear(self) -> None:
        """Cancel all orders."""
        self.cancel_all()
        self.standing = 0

    def heartbeat(self) -> None:
        """Send heartbeats with a key that has no orders."""
        if (keeper := self.context.target.accounts.heartbeat) is not None:
            self.beat(Actor(self.context, keeper))

    def meet(self) -> None:
        """Let one account rest orders of some lots at a price or two, and the other one take a part of them,
        all, or more. The first account has the shares, so it sells.
        """
        some, market = self.some, self.some.choice(self.context.live.markets)
        if (gap := self.scene.gap(market)) is None:
            return
        spot = some.choice((gap, gap.mirrored))
        seller, buyer = self.actors
        sells = some.random() < 0.5
        maker, taker = (seller, buyer) if sells else (buyer, seller)
        away = market.tick_size if sells else -market.tick_size
        prices = [spot.price, spot.price + (away if spot.room else 0)][: some.choice((1, 2))]
        sizes = [some.choice((1, 1, 2, 3)) * spot.lot for _ in prices]
        taken = some.choice((sizes[0], sum(sizes), sum(sizes) - spot.lot / 2, sum(sizes) + spot.lot))
        kind: OrderType | None = some.choice(("FAK", "FOK", None))
        sides: tuple[Side, Side] = ("SELL", "BUY") if sells else ("BUY", "SELL")
        for price, size in zip(prices, sizes, strict=True):
            args = OrderArgs(spot.token_id, price, size, sides[0])
            self._meet(maker, maker.draft(market, args, post_only=True))
        args = OrderArgs(spot.token_id, prices[-1], max(spot.lot, taken), sides[1], builder_code=BUILDER)
        self._meet(taker, taker.draft(market, args, kind))
        some.choice((maker, taker)).send("cancelAllOrders")
        self.questions.append(Question(maker, "getOrders"))
        self.questions.append(Question(maker, "getBuilderTrades", query={"builder_code": BUILDER}))

    def _meet(self, actor: Actor, draft: Draft) -> None:
        self.posted.append((actor, draft))
        self.post(actor, draft, Actor.post)

    def _far(self, actor: Actor) -> Actor:
        """The same account, whose orders nobody's trading reaches."""
        return evolve(actor, purse=None)

    def _room(self, count: int) -> None:
        if self.standing + count > _OPEN_AT_ONCE:
            self.clear()
        self.standing += count
