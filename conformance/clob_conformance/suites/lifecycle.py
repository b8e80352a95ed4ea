"""Lifecycle: a model of an account's orders lives beside the server, and the two must agree.

Hypothesis invents histories of posts, cancels and reads. Orders rest far from the market, so that nobody
else's trading moves them. A broken clause ends the history and is shrunk to the fewest steps that show it.
"""

from __future__ import annotations

import random
from typing import Any

import hypothesis
from attrs import define, field, frozen
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from clob_conformance.accounts import Account
from clob_conformance.clauses import Clause, declare
from clob_conformance.context import Run
from clob_conformance.exchange import Exchange
from clob_conformance.findings import Breach
from clob_conformance.orders import Draft
from clob_conformance.sender import call

_BASE_UNITS = 10**6
_CANCELS = "description: CancelOrdersResponse"


def _life(id: str, sentence: str, source: str) -> Clause:  # noqa: A002
    return declare(id, sentence, source=source, severity="critical", suites=("lifecycle",))


PARTITION = _life(
    "cancel-partition", "`canceled` and `not_canceled` together name what was asked, each id once.", _CANCELS
)
CLOSES = _life("cancel-closes-order", "An order reported canceled is no longer open.", _CANCELS)
OPEN_CANCELED = _life("cancel-open-order", "Cancelling an order that rests reports it as canceled.", _CANCELS)
TWICE = _life("cancel-twice-reported", "Cancelling an order again reports it in `not_canceled`.", _CANCELS)
UNKNOWN = _life(
    "cancel-unknown-reported", "Cancelling an unknown order reports it in `not_canceled`.", _CANCELS
)
ALL_GONE = _life(
    "cancel-all-leaves-nothing", "After cancel-all no order is open.", "description: DELETE /cancel-all"
)
MARKET_ONLY = _life(
    "cancel-market-filter",
    "Cancelling by market and asset cancels all that match and touches nothing else.",
    "description: DELETE /cancel-market-orders",
)
LISTED = _life(
    "open-orders-listed", "Every resting order is listed as open.", "description: GET /data/orders"
)
FILTERED = _life(
    "orders-filter",
    "A filter of the open orders gives what matches it and nothing else.",
    "description: GET /data/orders",
)
READABLE = _life(
    "order-readable", "A resting order can be read by its id.", "description: GET /data/order/{orderID}"
)
ECHO = _life(
    "order-echo",
    "An order reads back as it was posted: id, market, asset, side, price, size in base units.",
    "description: OpenOrder",
)
ACCEPTED = _life(
    "order-accepted",
    "A well-signed post-only order away from the market is taken, under the id of its hash.",
    "description: POST /order; facts: CLIENTS section 3",
)
MATCHED = _life(
    "matched-amount-sane",
    "The matched amount never shrinks and never exceeds the size.",
    "description: OpenOrder",
)


class Broken(Exception):
    """A clause that a history broke; two of the same clause and operation are the same to Hypothesis."""


@define
class Model:
    """The account as it should be: orders that rest, and those that were closed."""

    resting: dict[str, Draft] = field(factory=dict)
    closed: dict[str, Draft] = field(factory=dict)
    matched: dict[str, float] = field(factory=dict)


@frozen
class Lab:
    """What a history works with. On the own sandbox each history has an account of its own.

    `proven` are breaches already shown, the smallest history of each last.
    """

    context: Run
    account: Account
    stranger_orders: list[str]
    proven: dict[str, tuple[Breach, tuple[Exchange, ...]]] = field(factory=dict)


def run(context: Run) -> None:
    """Live through histories of an account."""
    trader = context.target.cast.trader
    needed = ("postOrder", "cancelOrder", "cancelOrders", "getOrders", "getOrder", "cancelAllOrders")
    if (
        trader is None
        or not context.can_order(trader)
        or any(context.operation(name) is None for name in needed)
    ):
        return
    lab = Lab(context, trader, list(context.live.resting))
    settings = hypothesis.settings(
        max_examples=context.budget.histories,
        stateful_step_count=context.budget.steps,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
        phases=[hypothesis.Phase.generate, hypothesis.Phase.shrink],
        print_blob=False,
        report_multiple_bugs=False,
    )
    machine = _machine(lab)
    try:
        run_state_machine_as_test(hypothesis.seed(context.seed)(machine), settings=settings)
    except Broken:
        pass
    except hypothesis.errors.Flaky:
        if not lab.proven:
            raise
    for breach, exchanges in lab.proven.values():
        context.record.enter(breach, *exchanges)


def _machine(lab: Lab) -> type[RuleBasedStateMachine]:
    """The machine's class, bound to its lab: Hypothesis makes a new machine for each history."""
    return type("AccountHistory", (AccountMachine,), {"lab": lab})


class AccountMachine(RuleBasedStateMachine):
    """One history of one account."""

    lab: Lab
    orders: Bundle[str] = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.account = self.lab.context.newcomer() or self.lab.account
        self.maker = self.lab.context.makes_orders(self.account)
        self._send("cancelAllOrders")
        # What is still open was another history's finding.
        self.leftover: set[str] = set()
        listing = self._listing()
        self.leftover = set(listing[0]) if listing is not None else set()

    def teardown(self) -> None:
        """Nothing is left behind."""
        self._send("cancelAllOrders")

    @rule(
        target=orders,
        seed=st.integers(0, 2**16),
        side=st.sampled_from(["BUY", "SELL"]),
        ticks=st.integers(0, 3),
    )
    def post(self, seed: int, side: Any, ticks: int) -> Any:
        """Post an order that rests, and read it back."""
        draft = self.maker.resting(random.Random(seed), side=side, ticks=ticks)  # noqa: S311
        posted = self._send("postOrder", body=draft.body)
        self._hold(ACCEPTED, "postOrder")
        answer = _json(posted)
        if posted.answer.status >= 500 or (posted.answer.succeeded and not isinstance(answer, dict)):
            return multiple()
        if not posted.answer.succeeded or answer.get("orderID") != draft.order_id:
            said = answer.get("orderID") if posted.answer.succeeded else posted.answer.status
            self._broken(ACCEPTED, "postOrder", f"expected the id {draft.order_id}, got {said}", posted)
            return multiple()
        self.model.resting[draft.order_id] = draft
        self._read_back(draft)
        return draft.order_id

    @rule(order=orders)
    def cancel(self, order: str) -> None:
        """Cancel one order, open or not."""
        self._judge_cancel("cancelOrder", [order], self._send("cancelOrder", body={"orderID": order}))

    @rule(
        some=st.lists(orders, min_size=1, max_size=4, unique=True),
        unknown=st.booleans(),
        foreign=st.booleans(),
    )
    def cancel_many(self, some: list[str], unknown: bool, foreign: bool) -> None:
        """Cancel several orders, an unknown and somebody else's among them."""
        asked = [
            *some,
            *(["0x" + "5e" * 32] if unknown else []),
            *(self.lab.stranger_orders[:1] if foreign else []),
        ]
        self._judge_cancel("cancelOrders", asked, self._send("cancelOrders", body=asked))

    @rule()
    def cancel_unknown(self) -> None:
        """Cancel an order that never was."""
        order = "0x" + "a1" * 32
        self._judge_cancel("cancelOrder", [order], self._send("cancelOrder", body={"orderID": order}))

    @rule()
    def cancel_all(self) -> None:
        """Cancel everything."""
        asked = list(self.model.resting)
        gone = self._send("cancelAllOrders")
        if self._judge_cancel("cancelAllOrders", asked, gone):
            self._hold(ALL_GONE, "cancelAllOrders")
            listing = self._listing()
            if listing is not None and listing[0]:
                message = f"{len(listing[0])} orders are open after cancel-all"
                self._broken(ALL_GONE, "cancelAllOrders", message, gone, *listing[1])

    @precondition(lambda self: self.model.resting and self.lab.context.operation("cancelMarketOrders"))
    @rule(pick=st.integers(0, 2**16))
    def cancel_market(self, pick: int) -> None:
        """Cancel the orders of one market and asset."""
        chosen = list(self.model.resting.values())[pick % len(self.model.resting)]
        matching = [order for order, draft in self.model.resting.items() if draft.token_id == chosen.token_id]
        body = {"market": chosen.market.condition_id, "asset_id": chosen.token_id}
        done = self._send("cancelMarketOrders", body=body)
        canceled = _string_list(_json(done), "canceled")
        if canceled is None:
            return
        self._hold(MARKET_ONLY, "cancelMarketOrders")
        gone = set(canceled) - self.leftover
        if gone != set(matching):
            message = f"{len(matching)} orders match, {len(gone)} were canceled"
            self._broken(MARKET_ONLY, "cancelMarketOrders", message, done)
        self._judge_cancel("cancelMarketOrders", matching, done)

    @rule()
    def list_orders(self) -> None:
        """Read the open orders: they are the model's."""
        listing = self._listing()
        if listing is None:
            return
        listed, exchanges = listing
        self._hold(LISTED, "getOrders")
        if missing := self.model.resting.keys() - listed.keys():
            self._broken(LISTED, "getOrders", f"{len(missing)} resting orders are not listed", *exchanges)
        for order in self.model.resting.keys() & listed.keys():
            self._judge_order("getOrders", self.model.resting[order], listed[order], exchanges[-1])

    @precondition(lambda self: self.model.resting)
    @rule(pick=st.integers(0, 2**16), by=st.sampled_from(["id", "market", "asset_id"]))
    def filter_orders(self, pick: int, by: str) -> None:
        """Read the open orders through a filter."""
        chosen = list(self.model.resting.values())[pick % len(self.model.resting)]
        wanted = {"id": chosen.order_id, "market": chosen.market.condition_id, "asset_id": chosen.token_id}[
            by
        ]
        listing = self._listing({by: wanted})
        if listing is None:
            return
        self._hold(FILTERED, "getOrders")
        matching = {order for order, draft in self.model.resting.items() if _field(draft, by) == wanted}
        if set(listing[0]) != matching:
            message = f"filter {by}: {len(matching)} orders match, {len(listing[0])} are listed"
            self._broken(FILTERED, "getOrders", message, *listing[1], key=by)

    @precondition(lambda self: self.model.resting)
    @rule(pick=st.integers(0, 2**16))
    def read_order(self, pick: int) -> None:
        """Read one resting order."""
        self._read_back(list(self.model.resting.values())[pick % len(self.model.resting)])

    def _read_back(self, draft: Draft) -> None:
        read = self._send("getOrder", path={"orderID": draft.order_id})
        self._hold(READABLE, "getOrder")
        answer = _json(read)
        if not read.answer.succeeded and read.answer.status < 500:
            self._broken(READABLE, "getOrder", f"answered {read.answer.status}", read)
        elif isinstance(answer, dict):
            self._judge_order("getOrder", draft, answer, read)

    def _judge_cancel(self, operation: str, asked: list[str], done: Exchange) -> bool:
        """Hold the clauses of a cancel. Returns whether the answer could be read."""
        answer = _json(done)
        canceled, refused = _string_list(answer, "canceled"), _mapping(answer, "not_canceled")
        if not done.answer.succeeded or canceled is None or refused is None:
            # The description's own clauses have spoken; what was cancelled is learned from the listing.
            self._resynchronise()
            return False
        self._hold(PARTITION, operation)
        named = [order for order in (*canceled, *refused) if order not in self.leftover]
        if len(named) != len(set(named)) or set(named) != set(asked):
            message = f"{len(asked)} ids asked, {len(canceled)} canceled, {len(refused)} not canceled"
            self._broken(PARTITION, operation, message, done)
        for order in asked:
            self._judge_one(operation, order, order in canceled, done)
        return True

    def _judge_one(self, operation: str, order: str, was_canceled: bool, done: Exchange) -> None:
        known = order in self.model.resting, order in self.model.closed
        clause = {(True, False): OPEN_CANCELED, (False, True): TWICE}.get(known, UNKNOWN)
        self._hold(clause, operation)
        if was_canceled != known[0]:
            message = "not reported as canceled" if known[0] else "reported as canceled"
            self._broken(clause, operation, message, done)
        if was_canceled and known[0]:
            self.model.closed[order] = self.model.resting.pop(order)
            listing = self._listing({"id": order})
            self._hold(CLOSES, operation)
            if listing is not None and order in listing[0]:
                self._broken(CLOSES, operation, "still listed as open", done, *listing[1])

    def _judge_order(self, operation: str, draft: Draft, raw: dict[str, Any], shown: Exchange) -> None:
        self._hold(ECHO, operation)
        expected = {
            "id": draft.order_id,
            "market": draft.market.condition_id,
            "asset_id": draft.token_id,
            "side": draft.side,
        }
        for name, value in expected.items():
            if raw.get(name) != value:
                self._broken(ECHO, operation, f"{name} is {raw.get(name)!r}, not {value!r}", shown, key=name)
        price, size, matched = (_number(raw.get(name)) for name in ("price", "original_size", "size_matched"))
        if price is not None and abs(price - float(draft.price)) > 1e-9:
            self._broken(ECHO, operation, f"price is {price}, not {draft.price}", shown, key="price")
        units = str(int(draft.size * _BASE_UNITS))
        if raw.get("original_size") != units:
            message = f"original_size is {raw.get('original_size')!r}, not {units!r} (6 decimals)"
            self._broken(ECHO, operation, message, shown, key="original_size")
        self._hold(MATCHED, operation)
        if size is not None and matched is not None:
            before = self.model.matched.get(draft.order_id, 0.0)
            if matched < before or matched > size:
                message = f"matched {matched} of {size}, {before} before"
                self._broken(MATCHED, operation, message, shown)
            self.model.matched[draft.order_id] = matched

    def _listing(
        self, query: dict[str, str] | None = None
    ) -> tuple[dict[str, dict[str, Any]], tuple[Exchange, ...]] | None:
        """All pages of the open orders, by id, with the exchanges; None when a page cannot be read."""
        listed: dict[str, dict[str, Any]] = {}
        exchanges: tuple[Exchange, ...] = ()
        cursor = ""
        while len(exchanges) < 20:
            asked = {**(query or {}), **({"next_cursor": cursor} if cursor else {})}
            exchange = self._send("getOrders", query=asked)
            exchanges += (exchange,)
            page = _json(exchange)
            if (
                not exchange.answer.succeeded
                or not isinstance(page, dict)
                or not isinstance(page.get("data"), list)
            ):
                return None
            listed.update(
                {item["id"]: item for item in page["data"] if isinstance(item, dict) and "id" in item}
            )
            cursor = page.get("next_cursor") or "LTE="
            if cursor == "LTE=":
                break
        return {order: raw for order, raw in listed.items() if order not in self.leftover}, exchanges

    def _resynchronise(self) -> None:
        listing = self._listing()
        if listing is not None:
            for order in self.model.resting.keys() - listing[0].keys():
                self.model.closed[order] = self.model.resting.pop(order)

    def _send(
        self,
        name: str,
        *,
        path: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        body: Any = None,
    ) -> Exchange:
        context = self.lab.context
        operation = context.description.operations[name]
        return context.sender.send(call(operation, path, query, body), self.account, operation.level)

    def _hold(self, clause: Clause, operation: str) -> None:
        self.lab.context.record.hold(clause, operation)

    def _broken(
        self, clause: Clause, operation: str, message: str, *exchanges: Exchange, key: str = ""
    ) -> None:
        breach = Breach(clause, operation, message, key)
        record = self.lab.context.record
        if record.ledger.explain(breach) is not None:
            record.enter(breach, *exchanges)
            return
        self.lab.proven[breach.id] = (breach, exchanges)
        raise Broken(breach.id)


def _json(exchange: Exchange) -> Any:
    try:
        return exchange.answer.json()
    except ValueError:
        return None


def _string_list(answer: Any, name: str) -> list[str] | None:
    found = answer.get(name) if isinstance(answer, dict) else None
    return found if isinstance(found, list) and all(isinstance(one, str) for one in found) else None


def _mapping(answer: Any, name: str) -> dict[str, Any] | None:
    found = answer.get(name) if isinstance(answer, dict) else None
    return found if isinstance(found, dict) else None


def _field(draft: Draft, by: str) -> str:
    return {"id": draft.order_id, "market": draft.market.condition_id, "asset_id": draft.token_id}[by]


def _number(text: Any) -> float | None:
    try:
        return float(text)
    except (TypeError, ValueError):
        return None
