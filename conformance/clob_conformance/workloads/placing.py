"""Placing orders: what must be refused, and what a batch answers. Part of the suite `lifecycle`.

Orders rest far from the market and are post-only, so that one which a server takes against the rules does
no harm; what could be filled is tried on a server of one's own machine alone.
"""

from __future__ import annotations

import copy
import random
import time
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from attrs import evolve, frozen
from polymarket_clob.orders import MarketRules, OrderArgs

from clob_conformance.core.clauses import Clause, declare
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.seed_data import Market
from clob_conformance.environment.signed_orders import SIDES, Draft, OrderMaker
from clob_conformance.environment.target import unknown_signer
from clob_conformance.model.values import dicts
from clob_conformance.workloads.account_clauses import ACCEPTED, IN_BOOK, POST_ECHO
from clob_conformance.workloads.book_follows import BOOK_FOLLOWS
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import amounts_to, ask, ask_object, number, object_of, send

_POSTS = ("postOrder", "postOrders")
_ERRORS = "docs/protocol/errors.md#placing-orders"


def _rule(name: str, sentence: str, source: str, *operations: str) -> Clause:
    return declare(
        name,
        sentence,
        source=source,
        severity="critical",
        suites=("lifecycle",),
        operations=operations or ("postOrder",),
    )


SIGNED = _rule(
    "order-signature",
    "An order is refused unless it is signed as it stands, by its signer, for its market's exchange.",
    "description: POST /order; docs/protocol/orders.md#signed-fields",
)
OWNED = _rule("order-owner", "An order for another owner than the API key that sends it is refused.", _ERRORS)
ONCE = _rule("order-once", "An order that was taken is refused when it is sent again.", _ERRORS)
ON_GRID = _rule("order-on-grid", "A price off the market's tick grid is refused.", _ERRORS)
LARGE_ENOUGH = _rule("order-minimum", "An order below the market's minimum size is refused.", _ERRORS)
FUNDED = _rule("order-funded", "An order that its account cannot pay for is refused.", _ERRORS)
NOTICE = _rule(
    "order-expiry-notice",
    "A GTD order that expires in less than three minutes is refused.",
    "docs/protocol/orders.md#order-types",
)
POST_ONLY = _rule(
    "post-only-rests",
    "A post-only order that would meet the book is refused.",
    "description: SendOrder.postOnly",
    *_POSTS,
)
EACH_ANSWERED = _rule(
    "batch-answers-each",
    "A batch answers each of its orders, in their order; one that is refused does not spoil the others.",
    "description: POST /orders",
    "postOrders",
)


@frozen
class Wrong:
    """An order that has to be refused, and the promise that it tries."""

    clause: Clause
    what: str
    body: dict[str, Any]

    @property
    def key(self) -> str:
        """What tells it from other causes; the same lack shows at a BUY and at a SELL."""
        return "" if self.clause in (FUNDED, POST_ONLY) else self.what


def run(context: Run) -> None:
    """Post what is wrong, then batches."""
    trader = context.target.cast.trader
    if trader is None or not context.can_order(trader) or context.operation("postOrder") is None:
        return
    account = context.new_account() or trader
    maker, some = context.makes_orders(account), context.random("placing")
    try:
        for market in context.live.markets[:2]:
            for wrong in _wrong(context, account, maker, market, some):
                posted = send(context, "postOrder", by=account, body=wrong.body)
                context.record.hold(wrong.clause, "postOrder")
                if posted is not None and posted.answer.succeeded:
                    message = f"{wrong.what}: answered {posted.answer.status}"
                    context.violation(wrong.clause, "postOrder", message, posted, key=wrong.key)
        _twice(context, account, maker, some)
        _batch(context, account, maker, some)
        _each_post_only(context, account, maker, some)
    finally:
        send(context, "cancelAllOrders", by=account)


def _wrong(
    context: Run, account: Account, maker: OrderMaker, market: Market, some: random.Random
) -> Iterator[Wrong]:
    good = maker.resting(some, market, "BUY").body
    other_id = str(uuid.UUID(int=some.getrandbits(128), version=4))
    # Not `evolve`: an account keeps the builder that signs for it.
    forger = Account(account.address, account.credentials, unknown_signer(), account.chain_id)
    forged = context.makes_orders(forger).resting(some, market, "BUY").body
    forged["order"] |= {"maker": good["order"]["maker"], "signer": good["order"]["signer"]}
    yield Wrong(SIGNED, "signed by another key", forged)
    yield Wrong(SIGNED, "another amount than the signed one", _with(good, takerAmount="7000000"))
    yield Wrong(SIGNED, "another side than the signed one", _with(good, side="SELL"))
    yield Wrong(SIGNED, "another salt than the signed one", _with(good, salt=good["order"]["salt"] + 1))
    yield Wrong(SIGNED, "no signature but zeros", _with(good, signature="0x" + "00" * 65))
    misplaced = evolve(market, neg_risk=not market.neg_risk)
    yield Wrong(SIGNED, "signed for the other exchange", maker.resting(some, misplaced, "BUY").body)
    yield Wrong(OWNED, "another owner", {**good, "owner": other_id})
    token, edge = market.tokens[0].token_id, market.tick_size
    finer = (
        MarketRules(str(edge / 10), market.neg_risk, market.min_size) if edge > Decimal("0.0001") else None
    )
    if finer is not None and edge in (Decimal("0.1"), Decimal("0.01"), Decimal("0.001")):
        args = OrderArgs(token, edge + edge / 10, market.min_size, "BUY")
        yield Wrong(
            ON_GRID, "a price off the grid", maker.draft(market, args, post_only=True, rules=finer).body
        )
    lax = MarketRules(str(edge), market.neg_risk)
    small = OrderArgs(token, edge, market.min_size - Decimal("0.01"), "BUY")
    if market.min_size > 1:
        yield Wrong(LARGE_ENOUGH, "too small", maker.draft(market, small, post_only=True, rules=lax).body)
    # An expiration is not signed, so that a later one can be taken back.
    dated = OrderArgs(token, edge, market.min_size, "BUY", int(time.time()) + 600)
    soon = _with(maker.draft(market, dated, post_only=True).body, expiration=str(int(time.time()) + 90))
    yield Wrong(NOTICE, "expires in 90 seconds", soon)
    if context.target.fills:
        for side in SIDES:
            price = edge if side == "BUY" else 1 - edge
            much = OrderArgs(token, price, Decimal(10) ** 11, side)
            yield Wrong(FUNDED, f"a {side} beyond all means", maker.draft(market, much, post_only=True).body)
        for side in SIDES:
            if _has_other_side(context, token, side):
                price = 1 - edge if side == "BUY" else edge
                args = OrderArgs(token, price, market.min_size, side)
                body = maker.draft(market, args, post_only=True).body
                yield Wrong(POST_ONLY, f"a post-only {side} that crosses", body)


def _has_other_side(context: Run, token: str, side: str) -> bool:
    book = ask_object(context, "getBook", None, {"token_id": token})
    return book is not None and bool(book[0].get("asks" if side == "BUY" else "bids"))


def _with(body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    changed = copy.deepcopy(body)
    changed["order"].update(fields)
    return changed


def _twice(context: Run, account: Account, maker: OrderMaker, some: random.Random) -> None:
    draft = maker.resting(some)
    first = send(context, "postOrder", by=account, body=draft.body)
    if first is None or not first.answer.succeeded:
        return
    _echo(context, "postOrder", first.answer.json(), draft.gives, draft.wants, first)
    again = send(context, "postOrder", by=account, body=draft.body)
    context.record.hold(ONCE, "postOrder")
    if again is not None and again.answer.succeeded:
        context.violation(ONCE, "postOrder", f"answered {again.answer.status} the second time", first, again)
    _in_book(context, account, draft)


def _in_book(context: Run, account: Account, draft: Draft) -> None:
    """Read the book before and after a cancel. Elsewhere others' orders come and go meanwhile."""
    if context.record.findings.places(BOOK_FOLLOWS):
        return
    with_it = _level(context, draft)
    if with_it is None:
        return
    context.record.hold(IN_BOOK, "getBook")
    if with_it[0] < draft.size:
        message = f"an order of {draft.size} rests at {draft.price}, the book has {with_it[0]} there"
        context.violation(IN_BOOK, "getBook", message, with_it[1])
    if not context.target.own:
        return
    done = send(context, "cancelOrder", by=account, body={"orderID": draft.order_id})
    without = _level(context, draft)
    read = ask_object(context, "getOrder", {"orderID": draft.order_id}, by=account)
    if done is None or not done.answer.succeeded or without is None or read is None:
        return
    if "LIVE" in str(read[0].get("status")):
        return  # it was not cancelled at all: the histories say so
    if with_it[0] - without[0] < draft.size:
        message = f"of {with_it[0]} at {draft.price} {draft.size} were cancelled, {without[0]} are left"
        context.violation(IN_BOOK, "getBook", message, with_it[1], without[1])


def _level(context: Run, draft: Draft) -> tuple[Decimal, Interaction] | None:
    """The size at an order's price on its side of the book."""
    book = ask_object(context, "getBook", None, {"token_id": draft.token_id})
    if book is None:
        return None
    levels = dicts(book[0].get("bids" if draft.side == "BUY" else "asks"))
    sizes = (number(level.get("size")) for level in levels if number(level.get("price")) == draft.price)
    return sum((size for size in sizes if size is not None), Decimal(0)), book[1]


def _echo(context: Run, name: str, told: Any, gives: int, wants: int, shown: Interaction) -> None:
    if not isinstance(told, dict) or told.get("status") != "live":
        return
    context.record.hold(POST_ECHO, name)
    for field, right in (("makingAmount", gives), ("takingAmount", wants)):
        if field in told and not amounts_to(told[field], right):
            message = f"{field} is {told[field]!r}, signed are {right} base units"
            context.violation(POST_ECHO, name, message, shown, key=field)


def _batch(context: Run, account: Account, maker: OrderMaker, some: random.Random) -> None:
    """A batch with a wrong order in its midst."""
    drafts = [maker.resting(some, ticks=tick) for tick in range(4)]
    spoilt = 2
    bodies = [draft.body for draft in drafts]
    bodies[spoilt] = _with(bodies[spoilt], salt=bodies[spoilt]["order"]["salt"] + 1)
    posted = send(context, "postOrders", by=account, body=bodies)
    if posted is None:
        return
    context.record.hold(EACH_ANSWERED, "postOrders")
    context.record.hold(ACCEPTED, "postOrders")
    try:
        told = posted.answer.json()
    except ValueError:
        return
    if not posted.answer.succeeded or not isinstance(told, list):
        if posted.answer.status < 500:
            message = f"a batch with one wrong order is answered {posted.answer.status}"
            context.violation(EACH_ANSWERED, "postOrders", message, posted, key="whole")
        return
    if len(told) != len(drafts):
        message = f"{len(drafts)} orders were sent, {len(told)} are answered"
        context.violation(EACH_ANSWERED, "postOrders", message, posted, key="count")
        return
    for place, (draft, entry) in enumerate(zip(drafts, told, strict=True)):
        if not isinstance(entry, dict):
            return
        if place == spoilt:
            if entry.get("orderID") or not entry.get("errorMsg"):
                message = "an order that is not signed as it stands is taken in a batch"
                context.violation(SIGNED, "postOrders", message, posted, key="batch")
            continue
        if entry.get("orderID") != draft.order_id:
            message = f"the order at place {place} is {draft.order_id}, answered is {entry.get('orderID')!r}"
            context.violation(EACH_ANSWERED, "postOrders", message, posted, key="order")
            return
        _echo(context, "postOrders", entry, draft.gives, draft.wants, posted)
        read = send(context, "getOrder", by=account, path={"orderID": draft.order_id})
        if read is not None and (
            read.answer.status == 404 or (read.answer.succeeded and object_of(read) is None)
        ):
            message = "an order that the batch says is taken cannot be read"
            context.violation(ACCEPTED, "postOrders", message, posted, read, key="unread")


def _each_post_only(context: Run, account: Account, maker: OrderMaker, some: random.Random) -> None:
    """A batch whose first order is not post-only, and whose second is and would meet the book."""
    for market in context.live.markets[:2] if context.target.fills else ():
        if not _has_other_side(context, market.tokens[0].token_id, "BUY"):
            continue
        first = {**maker.resting(some, market, "BUY").body, "postOnly": False}
        args = OrderArgs(market.tokens[0].token_id, 1 - market.tick_size, market.min_size, "BUY")
        bodies = [first, maker.draft(market, args, post_only=True).body]
        asked = ask(context, "postOrders", body=bodies, by=account)
        if asked is None or not isinstance(asked[0], list) or len(asked[0]) != len(bodies):
            continue
        context.record.hold(POST_ONLY, "postOrders")
        entry = asked[0][1]
        if isinstance(entry, dict) and entry.get("orderID") and not entry.get("errorMsg"):
            message = "a post-only order that crosses is taken in a batch"
            context.violation(POST_ONLY, "postOrders", message, asked[1], key="batch")
