"""A random walk over the whole API, which only sends: the model judges what comes. Part of `lifecycle`.

A few rich accounts of the own sandbox act at random, from the smallest size to thousands of shares, and read
at random, each question again a little later. The same seed makes the same walk.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any

from attrs import define, field
from polymarket_clob.errors import InvalidInput
from polymarket_clob.orders import OrderArgs, OrderType

from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.accounts import Account, fresh_nonce
from clob_conformance.environment.sandbox import account_from_ready, control, pass_time
from clob_conformance.environment.seed_data import Market
from clob_conformance.environment.sender import call
from clob_conformance.environment.signed_orders import SIDES, Draft
from clob_conformance.model.pages import END
from clob_conformance.workloads.context import Run

_RICH = {"collateral": "10000000", "shares": "1000000"}
_ACCOUNTS = 3
_LARGEST = 5_000  # shares
_BATCH = 15
_MANY = 120
_PAGES = 8
"""Further pages that are read of a list."""
_REMEMBERED = 400
_READS_BETWEEN = 3
_ASKED_AGAIN = 2
"""Questions of earlier steps: what moves away and back is seen only where it is asked for a third time."""
_GTD_S = (240, 600, 3_600)
_TIMES_S = (1, 2, 5, 11)
_MOST_MOVED_S = 120
"""All in all: orders that others date by our own clock must not be late."""
_UNKNOWN_ORDER = "0x" + "0" * 63 + "7"
_BUILDER = "0x" + "1".zfill(64)
_DAY_S = 86_400
_DATED = 0.2

Question = tuple[str, dict[str, str], dict[str, Any], Any, Account | None]


def run(context: Run) -> None:
    """Walk as far as the budget goes; only the own sandbox gives accounts that nobody else watches."""
    if context.target.own and context.shard[0] == 1 and context.live.markets:
        walk(context, context.random("walk"), context.budget.histories * context.budget.steps // 8)


def walk(context: Run, some: random.Random, steps: int) -> None:
    """Take so many steps: an act each, and a few reads."""
    walker = _Walker(context, some, [_rich(context) for _ in range(_ACCOUNTS)])
    walker.look_at_everything()
    for _ in range(steps):
        walker.step()
    walker.look_at_everything()
    for account in walker.accounts:
        walker.send("cancelAllOrders", by=account)


def _rich(context: Run) -> Account:
    made = control(context.sender, "POST", "/_sandbox/accounts", json.dumps(_RICH).encode())
    return account_from_ready(made, context.masker, context.target.chain_id)


@define
class _Walker:
    """Who walks, and what was met on the way."""

    context: Run
    some: random.Random
    accounts: list[Account]
    orders: list[str] = field(factory=list)
    bodies: list[tuple[Account, Any]] = field(factory=list)
    trades: list[str] = field(factory=list)
    questions: list[Question] = field(factory=list)
    earlier: list[Question] = field(factory=list)
    moved: int = 0

    def step(self) -> None:
        """One act and a few reads; what was read is read again, in another order."""
        chosen: Callable[[], None] = self.some.choices(*self._acts)[0]
        chosen()
        for _ in range(_READS_BETWEEN):
            self.read()
        for question in self.some.sample(self.questions, len(self.questions)):
            self._ask(question)
        self._keep(self.earlier, self.questions)
        self.questions.clear()
        for question in self.some.sample(self.earlier, min(_ASKED_AGAIN, len(self.earlier))):
            self._ask(question)

    @property
    def _acts(self) -> tuple[Sequence[Callable[[], None]], Sequence[int]]:
        table = (
            (self.rest, 14),
            (self.take, 12),
            (self.batch, 4),
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
        return [act for act, _ in table], [weight for _, weight in table]

    # --- sending --------------------------------------------------------------------------------------------

    def send(
        self,
        name: str,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        *,
        by: Account | None = None,
        nonce: int = 0,
    ) -> Interaction | None:
        """Call an operation, if the run may."""
        operation = self.context.operation(name)
        if operation is None:
            return None
        what = call(operation, path, query, body)
        return self.context.sender.send(what, by, operation.level if by else "public", nonce=nonce)

    def _ask(self, question: Question, pages: int = _PAGES) -> Interaction | None:
        """Ask, and read on page after page, where there are more."""
        name, path, query, body, by = question
        answered = self.send(name, path, query, body, by=by)
        page = answered.answer.mapping() if answered is not None else {}
        if name == "getTrades":
            told = page.get("data") or []
            self._keep(self.trades, [str(one.get("id")) for one in told if isinstance(one, dict)])
        following = page.get("next_cursor")
        if pages and following and following not in END and following != query.get("next_cursor"):
            self._ask((name, path, {**query, "next_cursor": following}, body, by), pages - 1)
        return answered

    def _keep(self, kept: list[Any], new: Sequence[Any]) -> None:
        kept += [one for one in new if one not in kept]
        del kept[:-_REMEMBERED]

    # --- orders ---------------------------------------------------------------------------------------------

    def _draft(self, kind: str) -> tuple[Account, Draft] | None:
        """An order: `rest` stands behind the best, `take` meets the other side, `poor` is not to be taken."""
        some, live = self.some, self.context.live
        account, market, side = some.choice(self.accounts), some.choice(live.markets), some.choice(SIDES)
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
        expiration = (
            int(time.time()) + some.choice(_GTD_S) if order_type is None and some.random() < 0.2 else 0
        )
        size = self._size(market, price, whole=order_type in ("FAK", "FOK"))
        if kind == "poor":
            size = some.choice((market.min_size / 2, Decimal(10) ** 9))
        builder = {"builder_code": _BUILDER} if some.random() < 0.3 else {}
        args = OrderArgs(token.token_id, price, size, side, expiration, **builder)
        post_only = kind == "rest" and some.random() < 0.5
        try:
            maker = self.context.makes_orders(account)
            draft = maker.draft(
                market, args, order_type=None if expiration else order_type, post_only=post_only
            )
        except InvalidInput:  # what the client itself refuses says nothing of the server
            return None
        return account, draft

    def _best(self, token_id: str) -> tuple[Decimal | None, Decimal | None]:
        asked = self.send("getBook", None, {"token_id": token_id})
        book = asked.answer.mapping() if asked is not None else {}
        prices = [[Decimal(level["price"]) for level in book.get(side) or []] for side in ("bids", "asks")]
        return max(prices[0], default=None), min(prices[1], default=None)

    def _size(self, market: Market, price: Decimal, *, whole: bool) -> Decimal:
        least = max(market.min_size, (1 / price).to_integral_value(ROUND_CEILING))
        size = Decimal(int(least * Decimal(self.some.uniform(1, (_LARGEST / float(least)) ** 0.5)) ** 2))
        cents = Decimal(self.some.randrange(100)) / 100 if not whole else Decimal(0)
        return max(least, min(size, Decimal(_LARGEST))) + cents

    def _post(self, kind: str) -> None:
        made = self._draft(kind)
        if made is None:
            return
        account, draft = made
        self._keep(self.bodies, [(account, draft.body)])
        self._keep(self.orders, [draft.order_id])
        self.send("postOrder", body=draft.body, by=account)
        self.questions.append(("getOrder", {"orderID": draft.order_id}, {}, None, account))
        self.questions.append(("getBook", {}, {"token_id": draft.token_id}, None, None))
        money, shares = (
            {"asset_type": "COLLATERAL"},
            {"asset_type": "CONDITIONAL", "token_id": draft.token_id},
        )
        for one in {id(each): each for each in (account, self.some.choice(self.accounts))}.values():
            self.questions.append(("getTrades", {}, {}, None, one))
            self.questions.append(("getNotifications", {}, {"signature_type": "0"}, None, one))
            for asset in (money, shares):
                self.questions.append(("getBalanceAllowance", {}, asset, None, one))

    def rest(self) -> None:
        """Post an order that is to rest."""
        self._post("rest")

    def take(self) -> None:
        """Post an order that meets the book, one level or several."""
        self._post("take")

    def refused(self) -> None:
        """Post an order that is too small or too large to be taken."""
        self._post("poor")

    def batch(self) -> None:
        """Post several orders of one account at once, some of which may be refused."""
        made = [self._draft(self.some.choice(("rest", "rest", "take", "poor"))) for _ in range(_BATCH)]
        account = self.some.choice(self.accounts)
        drafts = [draft for one in made if one is not None and one[0] is account for draft in (one[1],)]
        if drafts:
            self._keep(self.orders, [draft.order_id for draft in drafts])
            self.send("postOrders", body=[draft.body for draft in drafts], by=account)

    def many(self) -> None:
        """Post as many orders as fill more than a page, and list them."""
        account = self.some.choice(self.accounts)
        maker = self.context.makes_orders(account)
        for _ in range(_MANY // _BATCH):
            drafts = [
                maker.resting(self.some, side=self.some.choice(SIDES), ticks=self.some.randrange(4))
                for _ in range(_BATCH)
            ]
            self._keep(self.orders, [draft.order_id for draft in drafts])
            self.send("postOrders", body=[draft.body for draft in drafts], by=account)
        self.questions.append(("getOrders", {}, {}, None, account))

    def post_again(self) -> None:
        """Post an order a second time."""
        if self.bodies:
            account, body = self.some.choice(self.bodies)
            self.send("postOrder", body=body, by=account)

    def cancel(self) -> None:
        """Cancel an order, whosesoever it is; now and then twice, or one that nobody knows."""
        order = self.some.choice((*self.orders[-20:], _UNKNOWN_ORDER))
        account = self.some.choice(self.accounts)
        for _ in range(self.some.choice((1, 1, 2))):
            self.send("cancelOrder", body={"orderID": order}, by=account)
        self.questions.append(("getOrder", {"orderID": order}, {}, None, account))

    def cancel_list(self) -> None:
        """Cancel up to hundreds of orders by their ids."""
        count = self.some.choice((1, 3, 20, _REMEMBERED))
        named = self.some.sample(self.orders, min(count, len(self.orders)))
        self.send("cancelOrders", body=[*named, _UNKNOWN_ORDER], by=self.some.choice(self.accounts))

    def cancel_all(self) -> None:
        """Cancel all orders of an account."""
        self.send("cancelAllOrders", by=self.some.choice(self.accounts))

    def cancel_market(self) -> None:
        """Cancel an account's orders of a market, of both outcomes or of one."""
        market = self.some.choice(self.context.live.markets)
        token = self.some.choice(market.tokens).token_id
        body = self.some.choice(
            (
                {"market": market.condition_id, "asset_id": token},
                {"market": market.condition_id},
                {"asset_id": token},
            )
        )
        self.send("cancelMarketOrders", body=body, by=self.some.choice(self.accounts))

    # --- accounts -------------------------------------------------------------------------------------------

    def keys(self) -> None:
        """Make, derive, list and revoke keys of every kind."""
        account, nonce = self.some.choice(self.accounts), fresh_nonce()
        made = self.send("createApiKey", by=account, nonce=nonce)
        self.send("deriveApiKey", by=account, nonce=nonce)
        self.send("getApiKeys", by=account)
        if made is not None and made.answer.succeeded:
            self.send("deleteApiKey", by=self.context.spare_key(account))
        self.send("getApiKeys", by=account)
        for make, listed, revoke in (
            ("createBuilderApiKey", "getBuilderApiKeys", "revokeBuilderApiKey"),
            ("createReadonlyApiKey", "getReadonlyApiKeys", "deleteReadonlyApiKey"),
        ):
            key = self.send(make, by=account)
            self.send(listed, by=account)
            named = {"key": key.answer.mapping().get("apiKey")} if key is not None else None
            self.send(revoke, body=named if revoke == "deleteReadonlyApiKey" else None, by=account)
            self.send(listed, by=account)

    def heartbeat(self) -> None:
        """Begin heartbeats, go on with them, name a wrong one, and let them lapse."""
        account, last = self.some.choice(self.accounts), ""
        for _ in range(3):
            told = self.send("sendHeartbeatV1", body={"heartbeat_id": last}, by=account)
            last = str(told.answer.mapping().get("heartbeat_id", "")) if told is not None else ""
        self.send("sendHeartbeatV1", body={"heartbeat_id": "no-such-heartbeat"}, by=account)
        self.send("sendHeartbeat", by=account)
        self._advance(11)

    def drop(self) -> None:
        """Drop some notifications of an account."""
        account = self.some.choice(self.accounts)
        asked = self.send("getNotifications", None, {"signature_type": "0"}, by=account)
        told = asked.answer.json() if asked is not None and asked.answer.succeeded else None
        ids = [str(one["id"]) for one in told or []]
        if ids:
            some = self.some.sample(ids, self.some.randint(1, len(ids)))
            self.send("dropNotifications", None, {"ids": ",".join(some)}, by=account)
            self.questions.append(("getNotifications", {}, {"signature_type": "0"}, None, account))

    def update(self) -> None:
        """Have balances brought up to date."""
        account, query = self.some.choice(self.accounts), self._asset()
        self.send("updateBalanceAllowance", None, query, by=account)
        self.send("getUpdateBalanceAllowance", None, query, by=account)
        self.questions.append(("getBalanceAllowance", {}, query, None, account))

    def time_goes_on(self) -> None:
        """Move the sandbox's clock; it goes on telling the old time, so that signatures stay timely."""
        self._advance(self.some.choice(_TIMES_S))

    def _advance(self, seconds: int) -> None:
        if self.moved + seconds <= _MOST_MOVED_S:
            self.moved += seconds
            pass_time(self.context.sender, seconds)

    # --- reading --------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Ask something, to be asked again."""
        question = self._question(self.some.choice(_QUESTIONS))
        if question is not None:
            self.questions.append(question)
            self._ask(question)

    def look_at_everything(self) -> None:
        """Ask every question that there is, twice."""
        every = [question for name in _QUESTIONS if (question := self._question(name)) is not None]
        for question in (*every, *every):
            self._ask(question)

    def _asset(self) -> dict[str, str]:
        market = self.some.choice(self.context.live.markets)
        token = self.some.choice(market.tokens).token_id
        conditional = {"asset_type": "CONDITIONAL", "token_id": token}
        return self.some.choice((conditional, {"asset_type": "COLLATERAL"}))

    def _question(self, name: str) -> Question | None:
        """A question about what there is."""
        some, operation = self.some, self.context.operation(name)
        if operation is None:
            return None
        account = some.choice(self.accounts) if operation.level != "public" else None
        market = some.choice(self.context.live.markets)
        tokens = [token.token_id for one in self.context.live.markets for token in one.tokens]
        about = some.sample(tokens, min(len(tokens), some.choice((1, 2, 5, len(tokens)))))
        token = some.choice(market.tokens).token_id
        values: dict[str, Any] = {
            "token_id": token,
            "token_ids": ",".join(about),
            "sides": ",".join(some.choice(SIDES) for _ in about),
            "side": some.choice(SIDES),
            "condition_id": market.condition_id,
            "market": token if name == "getPricesHistory" else market.condition_id,
            "asset_id": token,
            "orderID": some.choice((*self.orders[-20:], _UNKNOWN_ORDER)),
            "order_id": some.choice((*self.orders[-20:], _UNKNOWN_ORDER)),
            "order_ids": self.orders[-5:] or [_UNKNOWN_ORDER],
            "id": some.choice((self.trades if "Trades" in name else self.orders)[-20:] or ["none"]),
            "maker_address": account.maker if account is not None else self.accounts[0].maker,
            "before": str(int(time.time()) + _DAY_S),
            "after": str(int(time.time()) - _DAY_S),
            "date": time.strftime("%Y-%m-%d", time.gmtime()),
            "builder_code": _BUILDER,
            "page_size": some.choice(("1", "2", "3", "100")),
            "next_cursor": some.choice(("MA==", "MQ==", "Mg==", "NTA=")),
            "signature_type": "0",
        }
        bodies: dict[str, Any] = {
            "getMarketsLiveActivity": [one.condition_id for one in self.context.live.markets],
            "getBatchPricesHistory": {"markets": about[:20], "interval": "max"},
            "postOrdersScoring": self.orders[-5:] or [_UNKNOWN_ORDER],
            "getPricesPost": [{"token_id": one, "side": some.choice(SIDES)} for one in about],
        }
        body = bodies.get(name)
        if body is None and operation.body_schema is not None:
            body = [{"token_id": one} for one in about]
        path, query = {}, {}
        for parameter in operation.parameters:
            value = values.get(parameter.name)
            if parameter.where == "path":
                path[parameter.name] = value or "none"
            elif parameter.required or parameter.name == "token_id":
                query[parameter.name] = value or next(iter(parameter.schema.get("enum", ("none",))))
            elif some.random() < _FILTERED:
                query |= _optional(parameter.name, parameter.schema, value, some)
        return name, path, query, body, account


_FILTERED = 0.25


def _optional(name: str, schema: Mapping[str, Any], value: Any, some: random.Random) -> dict[str, Any]:
    """A parameter that may be left out: one of its words, true or false, or what there is."""
    if "enum" in schema:
        return {name: str(some.choice(schema["enum"]))}
    if schema.get("type") == "boolean":
        return {name: some.choice(("true", "false"))}
    return {name: value} if value is not None else {}


_QUESTIONS = (
    "getBalanceAllowance",
    "getBatchPricesHistory",
    "getBook",
    "getBooksGet",
    "getBooksPost",
    "getBuilderFees",
    "getBuilderTrades",
    "getClobMarketInfo",
    "getClosedOnlyMode",
    "getCurrentRebatedFees",
    "getCurrentRewards",
    "getEarningsForUserForDay",
    "getFeeRate",
    "getFeeRateByPath",
    "getLastTradePrice",
    "getLastTradesPricesGet",
    "getLastTradesPricesPost",
    "getMarket",
    "getMarketByToken",
    "getMarketLiveActivity",
    "getMarkets",
    "getMarketsLiveActivity",
    "getMidpoint",
    "getMidpointsGet",
    "getMidpointsPost",
    "getMultiMarkets",
    "getNegRisk",
    "getNegRiskByPath",
    "getNotifications",
    "getOk",
    "getOrder",
    "getOrderScoring",
    "getOrders",
    "getOrdersScoring",
    "getPreMigrationOrders",
    "getPrice",
    "getPricesGet",
    "getPricesHistory",
    "getPricesPost",
    "getRawRewardsForMarket",
    "getReadonlyApiKeys",
    "getRewardPercentagesForUser",
    "getSamplingMarkets",
    "getSamplingSimplifiedMarkets",
    "getSessionSigners",
    "getSimplifiedMarkets",
    "getSpread",
    "getSpreads",
    "getTickSize",
    "getTickSizeByPath",
    "getTime",
    "getTotalEarningsForUserForDay",
    "getTrades",
    "getTrades",
    "getUserEarningsAndMarketsConfig",
    "getVersion",
    "postOrdersScoring",
)
