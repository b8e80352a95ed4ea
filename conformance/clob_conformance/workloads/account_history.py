"""An account's orders as they should be, and how the server's answers are held against them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from attrs import define, field, frozen
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine

from clob_conformance.checks.echo_clauses import PARTITION
from clob_conformance.core.clauses import Clause
from clob_conformance.core.errors import CannotRun, Unanswered
from clob_conformance.core.findings import Violation
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.sender import call
from clob_conformance.environment.signed_orders import Draft
from clob_conformance.workloads.account_clauses import (
    CLOSES,
    ECHO,
    MATCHED,
    OPEN_CANCELED,
    READABLE,
    TWICE,
    UNKNOWN,
)
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import number

_MOST_PAGES = 20
# A server's clock may be off; what is in other units than seconds is further off.
_RECENTLY = 86_400
# An address may be written in capitals or not; an outcome too, where a market has no better word for it.
_CASELESS = frozenset({"maker_address", "outcome"})


class Broken(Exception):
    """A clause that a history broke; two of the same clause and operation are the same to Hypothesis."""


class Ended(BaseException):
    """No history can go on; an exception that Hypothesis does not try to see again."""


@define
class Model:
    """The account as it should be: orders that rest and those that were closed; and what was last read as
    matched of each, with the exchange that told it.
    """

    resting: dict[str, Draft] = field(factory=dict)
    closed: dict[str, Draft] = field(factory=dict)
    matched: dict[str, tuple[float, Interaction]] = field(factory=dict)


@frozen
class Lab:
    """What a history works with. On the own sandbox each history has an account of its own.

    `proven` are violations already shown, by id and operation, the smallest history of each last. `ended` is
    why no history can go on.
    """

    context: Run
    account: Account
    stranger_orders: list[str]
    proven: dict[tuple[str, str], tuple[Violation, tuple[Interaction, ...]]] = field(factory=dict)
    ended: list[CannotRun] = field(factory=list)

    @contextmanager
    def ending(self) -> Iterator[None]:
        """Raise what ended the histories, `Unanswered` or `CannotRun`, not what Hypothesis makes of it."""
        try:
            yield
        except (Ended, Flaky):
            if self.ended:
                raise self.ended[0] from None
            raise


class AccountHistory(RuleBasedStateMachine):
    """What every history can do: send, list, and judge a cancel or an order against the model."""

    lab: Lab

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.posts = 0
        self.account = self.lab.context.new_account() or self.lab.account
        self.maker = self.lab.context.makes_orders(self.account)
        self.send("cancelAllOrders")
        # What is still open was another history's finding.
        self.leftover: set[str] = set()
        listing = self.listing()
        self.leftover = set(listing[0]) if listing is not None else set()

    def teardown(self) -> None:
        """Nothing is left behind."""
        self.send("cancelAllOrders")

    def read_back(self, draft: Draft) -> None:
        """Read an order that rests."""
        read = self.send("getOrder", path={"orderID": draft.order_id})
        self.hold(READABLE, "getOrder")
        answer = read_json(read)
        if not read.answer.succeeded and read.answer.status < 500:
            self.broken(READABLE, "getOrder", f"answered {read.answer.status}", read)
        elif isinstance(answer, dict):
            self.judge_order("getOrder", draft, answer, read)

    def judge_cancel(self, operation: str, asked: list[str], done: Interaction) -> bool:
        """Hold the clauses of a cancel. Returns whether the answer could be read."""
        answer = read_json(done)
        canceled, refused = string_list(answer, "canceled"), _mapping(answer, "not_canceled")
        if not done.answer.succeeded or canceled is None or refused is None:
            # The description's own clauses have spoken; what was cancelled is learned from the listing.
            self._resynchronise()
            return False
        self.hold(PARTITION, operation)
        named = [order for order in (*canceled, *refused) if order not in self.leftover]
        if len(named) != len(set(named)) or set(named) != set(asked):
            message = f"{len(asked)} ids asked, {len(canceled)} canceled, {len(refused)} not canceled"
            self.broken(PARTITION, operation, message, done)
        for order in asked:
            self._judge_one(operation, order, order in canceled, done)
        return True

    def _judge_one(self, operation: str, order: str, was_canceled: bool, done: Interaction) -> None:
        known = order in self.model.resting, order in self.model.closed
        clause = {(True, False): OPEN_CANCELED, (False, True): TWICE}.get(known, UNKNOWN)
        self.hold(clause, operation)
        if was_canceled != known[0]:
            message = "not reported as canceled" if known[0] else "reported as canceled"
            self.broken(clause, operation, message, done)
        if was_canceled and known[0]:
            self.model.closed[order] = self.model.resting.pop(order)
            listing = self.listing({"id": order})  # by its id an order is listed in any state
            self.hold(CLOSES, operation)
            if listing is not None and _is_live(listing[0].get(order)):
                self.broken(CLOSES, operation, "still listed as open", done, *listing[1])
            read = self.send("getOrder", path={"orderID": order})
            if read.answer.succeeded and _is_live(read_json(read)):
                self.broken(CLOSES, operation, "still read as live", done, read)

    def judge_order(self, operation: str, draft: Draft, raw: dict[str, Any], shown: Interaction) -> None:
        """Hold an order as the server shows it against the one that was posted."""
        self.hold(ECHO, operation)
        sent = draft.body
        expected = {
            "id": draft.order_id,
            "market": draft.market.condition_id,
            "asset_id": draft.token_id,
            "side": draft.side,
            "owner": sent["owner"],
            "maker_address": sent["order"]["maker"],
            "outcome": draft.outcome,
            "order_type": sent["orderType"],
            "expiration": sent["order"]["expiration"],
        }
        for name, value in expected.items():
            told = raw.get(name)
            if name == "expiration" and told is None and name in raw:
                told = "0"  # null as well says that there is none
            if told != value and not (name in _CASELESS and str(told).lower() == value.lower()):
                self.broken(ECHO, operation, f"{name} is {told!r}, not {value!r}", shown, key=name)
        created = _number(raw.get("created_at"))
        if created is not None and abs(created - time.time()) > _RECENTLY:
            message = f"created_at is {raw.get('created_at')!r}, no Unix seconds of today"
            self.broken(ECHO, operation, message, shown, key="created_at")
        price, size, matched = (_number(raw.get(name)) for name in ("price", "original_size", "size_matched"))
        if price is not None and abs(price - float(draft.price)) > 1e-9:
            self.broken(ECHO, operation, f"price is {price}, not {draft.price}", shown, key="price")
        if number(raw.get("original_size")) != draft.size:
            message = f"original_size is {raw.get('original_size')!r}, not {draft.size} shares"
            self.broken(ECHO, operation, message, shown, key="original_size")
        self.hold(MATCHED, operation)
        if size is not None and matched is not None:
            before, earlier = self.model.matched.get(draft.order_id, (0.0, None))
            if matched < before:
                told = (earlier,) if earlier is not None else ()
                message = f"matched {matched} of {size}, {before} before"
                self.broken(MATCHED, operation, message, *told, shown, key="shrinks")
            if matched > size:
                self.broken(MATCHED, operation, f"matched {matched} of {size}", shown, key="exceeds")
            self.model.matched[draft.order_id] = matched, shown

    def listing(
        self, query: dict[str, str] | None = None
    ) -> tuple[dict[str, dict[str, Any]], tuple[Interaction, ...]] | None:
        """All pages of the open orders, by id, with the exchanges; None when a page cannot be read."""
        listed: dict[str, dict[str, Any]] = {}
        interactions: tuple[Interaction, ...] = ()
        cursor = ""
        while len(interactions) < _MOST_PAGES:
            asked = {**(query or {}), **({"next_cursor": cursor} if cursor else {})}
            interaction = self.send("getOrders", query=asked)
            interactions += (interaction,)
            page = read_json(interaction)
            if (
                not interaction.answer.succeeded
                or not isinstance(page, dict)
                or not isinstance(page.get("data", ""), list | None)
            ):
                return None
            items = page["data"] or []
            listed.update({item["id"]: item for item in items if isinstance(item, dict) and "id" in item})
            cursor = page.get("next_cursor") or "LTE="
            if cursor == "LTE=":
                break
        return {order: raw for order, raw in listed.items() if order not in self.leftover}, interactions

    def _resynchronise(self) -> None:
        listing = self.listing()
        if listing is not None:
            for order in self.model.resting.keys() - listing[0].keys():
                self.model.closed[order] = self.model.resting.pop(order)

    def send(
        self,
        name: str,
        *,
        path: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        body: Any = None,
    ) -> Interaction:
        """Send a call of an operation for this account, well signed.

        Raises `Ended` when nothing can be concluded from what came.
        """
        context = self.lab.context
        operation = context.description.operations[name]
        try:
            sent = context.sender.send(call(operation, path, query, body), self.account, operation.level)
            if context.record.says_nothing(sent):
                why = sent.answer.missing or f"answered {sent.answer.status}"
                raise Unanswered(f"{name} was not taken: {why}")
        except CannotRun as error:
            self.lab.ended.append(error)
            raise Ended from error
        return sent

    def hold(self, clause: Clause, operation: str) -> None:
        """Count that a clause was held against an operation."""
        self.lab.context.record.hold(clause, operation)

    def broken(
        self, clause: Clause, operation: str, message: str, *interactions: Interaction, key: str = ""
    ) -> None:
        """End the history with a violation, unless the ledger foresees it."""
        violation = Violation(clause, operation, message, key)
        record = self.lab.context.record
        if record.ledger.explain(violation) is not None:
            record.enter(violation, *interactions)
            return
        self.lab.proven[violation.id, operation] = (violation, interactions)
        raise Broken(violation.id)


def _is_live(order: Any) -> bool:
    return isinstance(order, dict) and "LIVE" in str(order.get("status"))


def read_json(interaction: Interaction) -> Any:
    """The answer's JSON, or None when it is not JSON."""
    try:
        return interaction.answer.json()
    except ValueError:
        return None


def string_list(answer: Any, name: str) -> list[str] | None:
    """A list of strings in an answer, empty for null, or None when it is not there."""
    found = answer[name] or [] if isinstance(answer, dict) and name in answer else None
    return found if isinstance(found, list) and all(isinstance(one, str) for one in found) else None


def _mapping(answer: Any, name: str) -> dict[str, Any] | None:
    found = answer[name] or {} if isinstance(answer, dict) and name in answer else None
    return found if isinstance(found, dict) else None


def field_of(draft: Draft, by: str) -> str:
    """The order's value under the name of a filter."""
    return {"id": draft.order_id, "market": draft.market.condition_id, "asset_id": draft.token_id}[by]


def _number(text: Any) -> float | None:
    try:
        return float(text)
    except (TypeError, ValueError):
        return None
