"""Lifecycle: a model of an account's orders lives beside the server, and the two must agree.

Hypothesis invents histories of posts, cancels and reads. Orders rest far from the market, so that nobody
else's trading moves them. A broken clause ends the history and is shrunk to the fewest steps that show it.
"""

from __future__ import annotations

import random
import time
from contextlib import suppress
from functools import partial
from typing import Any

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    initialize,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from polymarket_clob.orders import OrderArgs

from clob_conformance.core.errors import Unanswered, each_to_its_end
from clob_conformance.environment.signed_orders import SIDES, Draft
from clob_conformance.workloads import cancelling, crossings, passing_time, placing, quotes, walk
from clob_conformance.workloads.account_clauses import (
    ACCEPTED,
    ALL_GONE,
    FILTERED,
    LISTED,
    MARKET_ONLY,
    ONLY_OPEN,
)
from clob_conformance.workloads.account_history import (
    AccountHistory,
    Broken,
    Lab,
    field_of,
    read_json,
    string_list,
)
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import OFFSET_ONE

_FILTERS = ("id", "market", "asset_id")
NEEDED = ("postOrder", "cancelOrder", "cancelOrders", "getOrders", "getOrder", "cancelAllOrders")
_AHEAD = 900  # seconds to the expiration of an order that does not live to see it


def run(context: Run) -> None:
    """Live through histories of an account; a part that is not answered does not end the others."""
    trader = context.target.cast.trader
    if (
        context.shard[0] != 1
        or trader is None
        or not context.can_order(trader)
        or any(context.operation(name) is None for name in NEEDED)
    ):
        return
    lab = Lab(context, trader, list(context.live.resting))
    told = (placing, cancelling, crossings, quotes, passing_time, walk)
    each_to_its_end(
        [
            partial(_tour, lab),
            *(partial(one.run, context) for one in told),
            partial(live_through, lab),
        ]
    )


def live_through(lab: Lab) -> None:
    """Histories that Hypothesis invents; what they break is entered in the record. Raises as the sender."""
    context = lab.context
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
    try:
        with lab.ending():
            run_state_machine_as_test(hypothesis.seed(context.seed)(_machine(lab)), settings=settings)
    except Broken:
        pass
    except hypothesis.errors.Flaky as error:
        if not lab.proven:
            raise Unanswered("a history of the account went otherwise when it was repeated") from error
    for violation, interactions in lab.proven.values():
        context.record.enter(violation, *interactions)


def _machine(lab: Lab) -> type[AccountMachine]:
    """The machine's class, bound to its lab: Hypothesis makes a new machine for each history."""
    return type("AccountHistory", (AccountMachine,), {"lab": lab})


def _tour(lab: Lab) -> None:
    """One history that is not left to chance: orders in every market, read and cancelled in every way."""
    with lab.ending(), suppress(Broken):
        guide = _machine(lab)()
        try:
            guide.tour()
        finally:
            guide.teardown()


class AccountMachine(AccountHistory):
    """One history of one account."""

    orders: Bundle[str] = Bundle("orders")

    @initialize(target=orders, seeds=st.lists(st.integers(0, 2**16), min_size=2, max_size=4))
    def open_orders(self, seeds: list[int]) -> Any:
        """A history begins with a few orders."""
        posted = (self.post(seed, SIDES[seed % 2], seed % 4) for seed in seeds)
        return multiple(*(order for order in posted if isinstance(order, str)))

    def tour(self) -> None:
        """Orders on both tokens of some markets; every filter, both cancels by list, by market, and all."""
        for market in self.lab.context.live.markets[:3]:
            for token in market.tokens:
                for ticks in (1, 2):
                    args = OrderArgs(token.token_id, market.tick_size * ticks, market.min_size, "BUY")
                    self.place(self.maker.draft(market, args, post_only=True))
            dated = OrderArgs(
                market.tokens[0].token_id, market.tick_size, market.min_size, "BUY", int(time.time()) + _AHEAD
            )
            self.place(self.maker.draft(market, dated, post_only=True))
        self.list_orders()
        everything = list(self.model.resting)
        for place in range(0, len(everything), 3):
            for by in _FILTERS:
                self.filter_orders(place, by)
        for by in _FILTERS:
            self.filter_later_page(by)
        for order in everything[:2]:
            self.cancel(order)
            self.cancel(order)
        self.cancel_many(everything[1:4], unknown=True, foreign=True)
        for place in (2, 5):
            if len(self.model.resting) > place and self.lab.context.operation("cancelMarketOrders"):
                self.cancel_market(place)
                self.list_orders()
        self.cancel_unknown()
        self.cancel_all()
        self.list_orders()

    @rule(
        target=orders,
        seed=st.integers(0, 2**16),
        side=st.sampled_from(SIDES),
        ticks=st.integers(0, 3),
    )
    def post(self, seed: int, side: Any, ticks: int) -> Any:
        """Post an order that rests, and read it back."""
        # Two posts of one seed differ in market and token: what is alike cannot show a wrong filter.
        self.posts += 1
        some = random.Random(f"{seed} {self.posts}")  # noqa: S311 - no secret
        return self.place(self.maker.resting(some, side=side, ticks=ticks))

    def place(self, draft: Draft) -> Any:
        """Post an order that rests, and read it back. Gives its id, or nothing for Hypothesis to keep."""
        posted = self.send("postOrder", body=draft.body)
        self.hold(ACCEPTED, "postOrder")
        answer = read_json(posted)
        if posted.answer.status >= 500 or (posted.answer.succeeded and not isinstance(answer, dict)):
            return multiple()
        if not posted.answer.succeeded or answer.get("orderID") != draft.order_id:
            said = answer.get("orderID") if posted.answer.succeeded else posted.answer.status
            self.broken(ACCEPTED, "postOrder", f"expected the id {draft.order_id}, got {said}", posted)
            return multiple()
        if answer.get("status", "live") != "live":  # one that is left out says nothing
            message = f"an order that rests is told as {answer.get('status')!r}"
            self.broken(ACCEPTED, "postOrder", message, posted, key="status")
        self.model.resting[draft.order_id] = draft
        self.read_back(draft)
        return draft.order_id

    @rule(order=orders)
    def cancel(self, order: str) -> None:
        """Cancel one order, open or not."""
        self.judge_cancel("cancelOrder", [order], self.send("cancelOrder", body={"orderID": order}))

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
        self.judge_cancel("cancelOrders", asked, self.send("cancelOrders", body=asked))

    @precondition(lambda self: self.model.closed)
    @rule(pick=st.integers(0, 2**16))
    def cancel_again(self, pick: int) -> None:
        """Cancel an order that is closed already."""
        order = list(self.model.closed)[pick % len(self.model.closed)]
        self.judge_cancel("cancelOrder", [order], self.send("cancelOrder", body={"orderID": order}))

    @rule()
    def cancel_unknown(self) -> None:
        """Cancel an order that never was."""
        order = "0x" + "a1" * 32
        self.judge_cancel("cancelOrder", [order], self.send("cancelOrder", body={"orderID": order}))

    @rule()
    def cancel_all(self) -> None:
        """Cancel everything."""
        asked = list(self.model.resting)
        gone = self.send("cancelAllOrders")
        if self.judge_cancel("cancelAllOrders", asked, gone):
            self.hold(ALL_GONE, "cancelAllOrders")
            listing = self.listing()
            if listing is not None and listing[0]:
                message = f"{len(listing[0])} orders are open after cancel-all"
                self.broken(ALL_GONE, "cancelAllOrders", message, gone, *listing[1])

    @precondition(lambda self: self.model.resting and self.lab.context.operation("cancelMarketOrders"))
    @rule(pick=st.integers(0, 2**16))
    def cancel_market(self, pick: int) -> None:
        """Cancel the orders of one market and asset."""
        chosen = list(self.model.resting.values())[pick % len(self.model.resting)]
        matching = [order for order, draft in self.model.resting.items() if draft.token_id == chosen.token_id]
        body = {"market": chosen.market.condition_id, "asset_id": chosen.token_id}
        done = self.send("cancelMarketOrders", body=body)
        canceled = string_list(read_json(done), "canceled")
        if canceled is None:
            return
        self.hold(MARKET_ONLY, "cancelMarketOrders")
        gone = set(canceled) - self.leftover
        if gone != set(matching):
            message = f"{len(matching)} orders match, {len(gone)} were canceled"
            self.broken(MARKET_ONLY, "cancelMarketOrders", message, done)
        self.judge_cancel("cancelMarketOrders", matching, done)

    @rule()
    def list_orders(self) -> None:
        """Read the open orders: they are the model's."""
        listing = self.listing()
        if listing is None:
            return
        listed, interactions = listing
        self.hold(LISTED, "getOrders")
        self.hold(ONLY_OPEN, "getOrders")
        if missing := self.model.resting.keys() - listed.keys():
            self.broken(LISTED, "getOrders", f"{len(missing)} resting orders are not listed", *interactions)
        if more := listed.keys() - self.model.resting.keys():
            message = f"{len(more)} orders are listed that do not rest or are not the account's"
            self.broken(ONLY_OPEN, "getOrders", message, *interactions)
        for order in self.model.resting.keys() & listed.keys():
            self.judge_order("getOrders", self.model.resting[order], listed[order], interactions[-1])

    @precondition(lambda self: self.model.resting)
    @rule(pick=st.integers(0, 2**16), by=st.sampled_from(_FILTERS))
    def filter_orders(self, pick: int, by: str) -> None:
        """Read the open orders through a filter."""
        chosen = list(self.model.resting.values())[pick % len(self.model.resting)]
        wanted = field_of(chosen, by)
        listing = self.listing({by: wanted})
        if listing is None:
            return
        self.hold(FILTERED, "getOrders")
        matching = {order for order, draft in self.model.resting.items() if field_of(draft, by) == wanted}
        if set(listing[0]) != matching:
            message = f"filter {by}: {len(matching)} orders match, {len(listing[0])} are listed"
            self.broken(FILTERED, "getOrders", message, *listing[1], key=by)

    def filter_later_page(self, by: str) -> None:
        """Read through a filter from the second order on."""
        for chosen in self.model.resting.values():
            wanted = field_of(chosen, by)
            page = self.send("getOrders", query={by: wanted, "next_cursor": OFFSET_ONE})
            answer = read_json(page)
            if not page.answer.succeeded or not isinstance(answer, dict):
                return
            self.hold(FILTERED, "getOrders")
            listed = [item.get("id") for item in answer.get("data") or [] if isinstance(item, dict)]
            others = [
                order
                for order in listed
                if order in self.model.resting and field_of(self.model.resting[order], by) != wanted
            ]
            if others:
                message = f"filter {by} on a later page: {len(others)} orders do not match"
                self.broken(FILTERED, "getOrders", message, page, key=by)
            return

    @precondition(lambda self: self.model.resting)
    @rule(pick=st.integers(0, 2**16))
    def read_order(self, pick: int) -> None:
        """Read one resting order."""
        self.read_back(list(self.model.resting.values())[pick % len(self.model.resting)])
