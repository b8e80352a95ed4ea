"""Placing orders: what must be refused, and what a batch is answered. Part of the suite `lifecycle`.

Orders rest far from the market and are post-only, so that one which a server takes against the rules does
no harm; what could be filled is tried on a server of one's own machine alone.
"""

from __future__ import annotations

import copy
import random
import time
import uuid
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from attrs import evolve, frozen
from polymarket_clob.orders import MarketRules, OrderArgs

from clob_conformance.core.clauses import Clause, declare
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.seed_data import Market
from clob_conformance.environment.signed_orders import SIDES, OrderMaker
from clob_conformance.environment.target import unknown_signer
from clob_conformance.model.taking import REFUSED
from clob_conformance.workloads.resting import place
from clob_conformance.workloads.scenario import MONEY, Actor, Scene, scenario, shares

_FINER = (Decimal("0.1"), Decimal("0.01"), Decimal("0.001"))
"""Ticks below which the client knows a finer one."""
SIGNED = declare(
    "order-signature",
    "An order is refused unless it is signed as it stands, by its signer, for its market's exchange.",
    source="description: POST /order; docs/protocol/orders.md#signed-fields",
    severity="critical",
    suites=("lifecycle",),
    operations=("postOrder", "postOrders"),
)
OWNED = declare(
    "order-owner",
    "An order for another owner than the API key that sends it is refused.",
    source="docs/protocol/errors.md#placing-orders",
    severity="critical",
    suites=("lifecycle",),
    operations=("postOrder",),
)
POST_ONLY = declare(
    "post-only-rests",
    "A post-only order that would meet the book is refused.",
    source="description: SendOrder.postOnly",
    severity="critical",
    suites=("lifecycle",),
    operations=("postOrder", "postOrders"),
)
EACH_ANSWERED = declare(
    "batch-answers-each",
    "The response to a batch has an entry for each of its orders; a refused one does not affect the others.",
    source="description: POST /orders",
    severity="critical",
    suites=("lifecycle",),
    operations=("postOrders",),
)


_MOST_AT_ONCE = 15


@frozen
class _Wrong:
    """An order that has to be refused, the promise that it tries, and what tells it from other causes."""

    clause: Clause
    what: str
    body: dict[str, Any]
    key: str


@scenario(SIGNED, OWNED, POST_ONLY, EACH_ANSWERED)
def run(scene: Scene) -> None:
    """Post what is wrong, then an order twice, then batches."""
    actor = scene.new_account() if scene.context.target.own else scene.trader()
    assert actor.account is not None
    maker, some = scene.context.makes_orders(actor.account), scene.context.random("placing")
    for market in scene.markets[:2]:
        token = market.tokens[0].token_id
        for asset in (MONEY, shares(token)):
            actor.send("getBalanceAllowance", query=asset)
        every = (*_forged(scene, actor, market, some), *_poor(scene, actor, market))
        for wrong in every:
            posted = actor.send("postOrder", body=wrong.body)
            taken = f"{wrong.what}: answered {posted.response.status}" if posted.response.succeeded else ""
            scene.hold(wrong.clause, "postOrder", taken, posted, key=wrong.key)
        # An order of another owner is a reason to refuse the batch.
        _all_wrong(scene, actor, [wrong for wrong in every if wrong.clause is not OWNED][:_MOST_AT_ONCE])
    draft = maker.resting(some)
    for asked in ("before", "after"):
        actor.send("getBook", query={"token_id": draft.token_id})
        if asked == "before":
            place(actor, draft)
            actor.post(draft)
    actor.cancel("cancelOrder", draft)
    actor.send("getBook", query={"token_id": draft.token_id})
    _batch(scene, actor, maker, some)
    if scene.context.target.fills:
        _each_post_only(scene, actor, maker, some)


def _forged(scene: Scene, actor: Actor, market: Market, some: random.Random) -> Iterator[_Wrong]:
    """Orders that are not signed as they stand, or not for their owner."""
    account = actor.account
    assert account is not None
    maker = scene.context.makes_orders(account)
    good = maker.resting(some, market, "BUY").body
    # Not `evolve`: an account keeps the builder that signs for it.
    forger = Account(account.address, account.credentials, unknown_signer(), account.chain_id)
    forged = scene.context.makes_orders(forger).resting(some, market, "BUY").body
    misplaced = evolve(market, neg_risk=not market.neg_risk)
    named = {name: good["order"][name] for name in ("maker", "signer")}
    for what, body in {
        "signed by another key": _with(forged, **named),
        "another amount than the signed one": _with(good, takerAmount="7000000"),
        "another side than the signed one": _with(good, side="SELL"),
        "another salt than the signed one": _with(good, salt=good["order"]["salt"] + 1),
        "no signature but zeros": _with(good, signature="0x" + "00" * 65),
        "signed for the other exchange": maker.resting(some, misplaced, "BUY").body,
    }.items():
        yield _Wrong(SIGNED, what, body, what)
    other = str(uuid.UUID(int=some.getrandbits(128), version=4))
    yield _Wrong(OWNED, "another owner", {**good, "owner": other}, "")


def _poor(scene: Scene, actor: Actor, market: Market) -> Iterator[_Wrong]:
    """Orders on terms that nobody takes; of some the model knows it too, and gives them the same keys."""
    assert actor.account is not None
    maker = scene.context.makes_orders(actor.account)
    token, edge = market.tokens[0].token_id, market.tick_size

    def body(price: Decimal, size: Decimal, side: Any = "BUY", rules: MarketRules | None = None) -> Any:
        args = OrderArgs(token, price, size, side)
        return maker.draft(market, args, post_only=True, rules=rules).body

    if edge in _FINER:
        finer = MarketRules(str(edge / 10), market.neg_risk, market.min_size)
        off = body(edge + edge / 10, market.min_size, rules=finer)
        yield _Wrong(REFUSED, "a price off the grid", off, "tick")
    if market.min_size > 1:
        lax = MarketRules(str(edge), market.neg_risk)
        yield _Wrong(REFUSED, "too small", body(edge, market.min_size - Decimal("0.01"), rules=lax), "size")
    # An expiration is not signed, so that a later one can be taken back.
    now = int(time.time())
    dated = maker.draft(market, OrderArgs(token, edge, market.min_size, "BUY", now + 600), post_only=True)
    yield _Wrong(REFUSED, "expires in 90 s", _with(dated.body, expiration=str(now + 90)), "expiration")
    for side in SIDES if scene.context.target.fills else ():
        near, far = (1 - edge, edge) if side == "BUY" else (edge, 1 - edge)
        yield _Wrong(REFUSED, f"a {side} beyond all means", body(far, Decimal(10) ** 11, side), "balance")
        if _has_other_side(scene, token, side):
            yield _Wrong(POST_ONLY, f"a post-only {side} that crosses", body(near, market.min_size, side), "")


def _has_other_side(scene: Scene, token: str, side: str) -> bool:
    book = scene.anyone.send("getBook", query={"token_id": token}).response.mapping()
    return bool(book.get("asks" if side == "BUY" else "bids"))


def _with(body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    changed = copy.deepcopy(body)
    changed["order"].update(fields)
    return changed


def _batch(scene: Scene, actor: Actor, maker: OrderMaker, some: random.Random) -> None:
    """A batch with a wrong order in its midst."""
    drafts = [maker.resting(some, ticks=tick) for tick in range(4)]
    bodies = [draft.body for draft in drafts]
    spoilt = bodies[2] = _with(bodies[2], salt=bodies[2]["order"]["salt"] + 1)
    posted = actor.send("postOrders", body=bodies)
    response = posted.response
    entries = response.objects()
    wrong = (
        f"a batch with one wrong order is answered {response.status}" if 400 <= response.status < 500 else ""
    )
    if response.succeeded and len(entries) != len(bodies):
        wrong = f"of {len(bodies)} orders of a batch {len(entries)} are answered"
    elif response.succeeded and (text := entries[2].get("errorMsg")):
        spoiling = sum(entry.get("errorMsg") == text for entry in entries) - 1
        wrong = f"{spoiling} right orders beside a wrong one are refused as it is: {text}" if spoiling else ""
    if not scene.hold(EACH_ANSWERED, "postOrders", wrong, posted) or not response.succeeded:
        return
    for body, entry in zip(bodies, entries, strict=True):
        if body is spoilt:
            taken = bool(entry.get("orderID")) or not entry.get("errorMsg")
            wrong = "an order that is not signed as it stands is taken in a batch" if taken else ""
            scene.hold(SIGNED, "postOrders", wrong, posted, key="batch")
    for draft in drafts:
        actor.send("getOrder", path={"orderID": draft.order_id})


def _all_wrong(scene: Scene, actor: Actor, every: Sequence[_Wrong]) -> None:
    """What is refused alone is refused in a batch too."""
    posted = actor.send("postOrders", body=[wrong.body for wrong in every])
    entries = posted.response.objects() if posted.response.succeeded else []
    for wrong, entry in zip(every, entries, strict=False) if len(entries) == len(every) else ():
        taken = entry.get("orderID") and not entry.get("errorMsg")
        said = f"{wrong.what}: taken in a batch" if taken else ""
        scene.hold(wrong.clause, "postOrders", said, posted, key=wrong.key)


def _each_post_only(scene: Scene, actor: Actor, maker: OrderMaker, some: random.Random) -> None:
    """A batch whose first order is not post-only, and whose second is and would meet the book."""
    for market in scene.markets[:2]:
        token = market.tokens[0].token_id
        with scene.context.part(POST_ONLY):
            if not _has_other_side(scene, token, "BUY"):
                continue
            first = {**maker.resting(some, market, "BUY").body, "postOnly": False}
            args = OrderArgs(token, 1 - market.tick_size, market.min_size, "BUY")
            crossing = maker.draft(market, args, post_only=True).body
            entries = actor.items("postOrders", body=[first, crossing])
            taken = [one for one in entries[1:] if one.get("orderID") and not one.get("errorMsg")]
            wrong = "a post-only order that crosses is taken in a batch" if taken else ""
            scene.hold(POST_ONLY, "postOrders", wrong, key="batch")
