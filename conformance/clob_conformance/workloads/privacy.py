"""What is one account's is nobody else's; and a key's life. Part of the suite `auth`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve

from clob_conformance.core.clauses import Clause, Need, declare
from clob_conformance.core.errors import Skipped
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.accounts import Account, fresh_nonce
from clob_conformance.environment.interrupts import undisturbed
from clob_conformance.environment.own_key import reported_key
from clob_conformance.environment.sender import call
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.scenario import CANCELS, Actor, Scene, scenario


def _private(
    name: str, sentence: str, source: str, *operations: str, needs: tuple[Need, ...] = ("accounts",)
) -> Clause:
    return declare(
        name,
        sentence,
        source=source,
        severity="critical",
        suites=("auth",),
        operations=operations,
        needs=needs,
    )


ORDER_PRIVATE = _private(
    "order-private",
    "Nobody reads another account's order.",
    "description: GET /data/order/{orderID}",
    "getOrder",
)
CANCEL_PRIVATE = _private(
    "cancel-private",
    "Nobody cancels another account's order, by its id, by its market or with all.",
    "description: DELETE /order, /orders, /cancel-all, /cancel-market-orders",
    "cancelOrder",
    "cancelOrders",
    "cancelAllOrders",
    "cancelMarketOrders",
)
LISTS_PRIVATE = _private(
    "lists-private",
    "Nobody is listed another account's orders or trades.",
    "description: GET /data/orders, /data/trades",
    "getOrders",
    "getTrades",
)
KEY_REVOKED = _private(
    "key-revoked",
    "A deleted API key is refused with 401 from then on, and the account's other keys are not.",
    "description: DELETE /auth/api-key",
    "deleteApiKey",
    needs=("keys",),
)
READS_ONLY = _private(
    "readonly-key-reads",
    "A read-only key places and cancels nothing.",
    "description: POST /auth/readonly-api-key; docs/protocol/authentication.md#read-only-keys",
    "postOrder",
    *CANCELS,
    needs=("keys",),
)
KEY_DERIVED = declare(
    "key-derived",
    "Deriving gives the key that was made with the same nonce, and the key is listed.",
    source="description: GET /auth/derive-api-key, /auth/api-keys",
    suites=("auth",),
    operations=("createApiKey", "deriveApiKey", "getApiKeys"),
    needs=("keys",),
)


def run(context: Run) -> None:
    """Try to reach another account's orders, then make and delete a key."""
    for part in (strangers, keys, readonly):
        part(context)


@scenario(ORDER_PRIVATE, LISTS_PRIVATE, CANCEL_PRIVATE)
def strangers(scene: Scene) -> None:
    """Another account tries to read, to list and to cancel an order that rests."""
    account = scene.context.target.accounts.other
    if account is None:
        raise Skipped("there is no second account")
    stranger = Actor(scene.context, account)
    owner, order = _resting(scene)
    resting = owner.send("getOrder", path={"orderID": order}).response.mapping()
    peek = stranger.send("getOrder", path={"orderID": order})
    seen = peek.response.succeeded and order.encode() in peek.response.body
    scene.hold(ORDER_PRIVATE, "getOrder", "another account was shown the order" if seen else "", peek)
    query = {"maker_address": account.maker}
    for name, asked, secret in (
        ("getOrders", None, [order]),
        ("getTrades", query, _trades(owner, account)),
    ):
        listed = stranger.send(name, query=asked)
        reported = any(one.encode() in listed.response.body for one in secret)
        scene.hold(LISTS_PRIVATE, name, "another account's are listed" if reported else "", listed)
    for name, body in _grabs(order, resting):
        if scene.context.operation(name) is None:
            continue
        grab = stranger.send(name, body=body)
        after = owner.send("getOrder", path={"orderID": order})
        gone = order in (grab.response.mapping().get("canceled") or []) or b"CANCELED" in after.response.body
        wrong = "another account cancelled the order" if gone else ""
        if not scene.hold(CANCEL_PRIVATE, name, wrong, grab, after):
            return


def _resting(scene: Scene) -> tuple[Actor, str]:
    """An order that rests, and whose it is. Raises `Skipped` where there is none and none may be placed."""
    reader, live = scene.context.target.accounts.reader, scene.context.live
    if live.resting and reader is not None:
        return Actor(scene.context, reader), live.resting[0]
    trader = scene.trader()
    assert trader.account is not None
    draft = scene.context.makes_orders(trader.account).resting(scene.context.random("strangers"))
    if not trader.post(draft).response.succeeded:
        raise Skipped("no order is taken")
    return trader, draft.order_id


def _trades(owner: Actor, stranger: Account) -> list[str]:
    """The owner's trades in which the stranger has no part."""
    assert owner.account is not None
    reported = owner.send("getTrades", query={"maker_address": owner.account.maker}).response.objects()
    mine = {stranger.maker.lower(), stranger.address.lower()}
    return [
        str(trade.get("id"))
        for trade in reported
        if not any(one in json.dumps(trade).lower() for one in mine)
    ]


def _grabs(order_id: str, order: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Cancels that a stranger may send, and that must not touch the order."""
    yield "cancelOrder", {"orderID": order_id}
    yield "cancelOrders", [order_id]
    if "market" in order and "asset_id" in order:
        yield "cancelMarketOrders", {"market": order["market"], "asset_id": order["asset_id"]}
    yield "cancelAllOrders", None


def keys(context: Run) -> None:
    """A key's life: made, derived, listed, deleted, refused."""
    account, known = context.keyholder(), context.description.operations
    with context.part(KEY_DERIVED, KEY_REVOKED), undisturbed():
        if account is None or not {"createApiKey", "deriveApiKey", "deleteApiKey"} <= known.keys():
            raise Skipped("the run makes no keys on this server")
        nonce = fresh_nonce()
        made = context.sender.send(call(known["createApiKey"]), account, "L1", nonce=nonce)
        key = reported_key(made.response, account)
        if key is None:
            raise Skipped("no key is made")
        spare = evolve(account, credentials=key)
        context.masker.learn(spare.secrets())
        try:
            _derived(context, account, spare, made, nonce)
        finally:
            deleted = context.sender.send(call(known["deleteApiKey"]), spare, "L2")
        if deleted.response.succeeded:
            _revoked(context, account, spare, deleted)


def _derived(context: Run, account: Account, spare: Account, made: Interaction, nonce: int) -> None:
    derive = context.description.operations["deriveApiKey"]
    derived = context.sender.send(call(derive), account, "L1", nonce=nonce)
    context.record.hold(KEY_DERIVED, derive.id)
    if derived.response.succeeded and reported_key(derived.response, account) != spare.credentials:
        message = "deriving gives another key than was made with the nonce"
        context.violation(KEY_DERIVED, derive.id, message, made, derived)
    listed = Actor(context, spare).send("getApiKeys")
    context.record.hold(KEY_DERIVED, "getApiKeys")
    assert spare.credentials is not None
    own = spare.credentials.api_key.encode()
    if listed.response.succeeded and own not in listed.response.body:
        context.violation(KEY_DERIVED, "getApiKeys", "a key that was just made is not listed", made, listed)


def _revoked(context: Run, account: Account, spare: Account, deleted: Interaction) -> None:
    what = call(context.description.operations["getOrders"])
    after = context.sender.send_with(what, spare.headers("L2", what.method, what.path))
    context.record.hold(KEY_REVOKED, "deleteApiKey")
    if after.response.status != 401 and after.response.status < 500:
        message = f"a deleted key is answered {after.response.status}, not 401"
        context.violation(KEY_REVOKED, "deleteApiKey", message, deleted, after)
    other = context.sender.send(what, account, "L2")
    if other.response.status == 401:
        message = "another key of the account is refused"
        context.violation(KEY_REVOKED, "deleteApiKey", message, deleted, other, key="others")


def readonly(context: Run) -> None:
    """A read-only key tries to cancel its account's order and to place one."""
    account, known = context.keyholder(), context.description.operations
    with context.part(READS_ONLY), undisturbed():
        if account is None or not {"createReadonlyApiKey", "deleteReadonlyApiKey"} <= known.keys():
            raise Skipped("the run makes no keys on this server")
        if not context.can_order(account) or context.operation("postOrder") is None:
            raise Skipped("no order may be placed")
        made = context.sender.send(call(known["createReadonlyApiKey"]), account, "L2")
        key = made.response.mapping().get("apiKey")
        if not isinstance(key, str):
            raise Skipped("no read-only key is made")
        context.masker.learn([key])
        try:
            _only_reads(context, account, key)
        finally:
            Actor(context, account).send("cancelAllOrders")
            revoke = call(known["deleteReadonlyApiKey"], body={"key": key})
            context.sender.send(revoke, account, "L2")


def _only_reads(context: Run, account: Account, key: str) -> None:
    some, maker = context.random("read-only"), context.makes_orders(account)
    resting = maker.resting(some)
    if not Actor(context, account).post(resting).response.succeeded:
        raise Skipped("no order is taken")
    headers = {"POLY_READONLY_API_KEY": key, "POLY_ADDRESS": account.address}
    shown = {"market": resting.market.condition_id, "asset_id": resting.token_id}
    bodies = {"postOrder": maker.resting(some).body, **dict(_grabs(resting.order_id, shown))}
    for name, body in bodies.items():
        operation = context.operation(name)
        if operation is None:
            continue
        tried = context.sender.send_with(call(operation, body=body), headers)
        context.record.hold(READS_ONLY, name)
        if tried.response.succeeded:
            message = f"answered {tried.response.status} to a read-only key"
            context.violation(READS_ONLY, name, message, tried)
