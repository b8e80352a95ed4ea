"""What is one account's is nobody else's; and a key's life. Part of the suite `auth`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve
from polymarket_clob.credentials import Credentials

from clob_conformance.core.clauses import Clause, declare
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.accounts import Account, fresh_nonce
from clob_conformance.environment.sender import call
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import canceled_by, object_of, send


def _private(name: str, sentence: str, source: str, *operations: str) -> Clause:
    return declare(
        name,
        sentence,
        source=source,
        severity="critical",
        suites=("auth",),
        operations=operations,
        needs=("accounts",),
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
)
READS_ONLY = _private(
    "readonly-key-reads",
    "A read-only key places and cancels nothing.",
    "description: POST /auth/readonly-api-key; docs/protocol/authentication.md#read-only-keys",
    "postOrder",
    "cancelOrder",
    "cancelOrders",
    "cancelAllOrders",
    "cancelMarketOrders",
)
KEY_DERIVED = declare(
    "key-derived",
    "Deriving gives the key that was made with the same nonce, and the key is listed.",
    source="description: GET /auth/derive-api-key, /auth/api-keys",
    suites=("auth",),
    operations=("createApiKey", "deriveApiKey", "getApiKeys"),
    needs=("accounts",),
)


def run(context: Run) -> None:
    """Try to reach another account's orders, then make and delete a key."""
    strangers(context)
    keys(context)
    readonly(context)


def strangers(context: Run) -> None:
    """Another account tries to read, to list and to cancel an order that rests."""
    stranger, reader = context.target.cast.stranger, context.target.cast.reader
    read, cancel = context.operation("getOrder"), context.operation("cancelOrder")
    if stranger is None or reader is None or read is None or cancel is None or not context.live.resting:
        return
    order_id = context.live.resting[0]
    before = context.sender.send(call(read, {"orderID": order_id}), reader, "L2")
    peek = context.sender.send(call(read, {"orderID": order_id}), stranger, "L2")
    context.record.hold(ORDER_PRIVATE, read.id)
    if peek.answer.succeeded and order_id.encode() in peek.answer.body:
        context.violation(ORDER_PRIVATE, read.id, "another account was shown the order", peek)
    for name, secret in (("getOrders", [order_id]), ("getTrades", context.live.trades)):
        query = {"maker_address": stranger.maker} if name == "getTrades" else None
        listed = send(context, name, by=stranger, query=query)
        context.record.hold(LISTS_PRIVATE, name)
        if listed is not None and any(one.encode() in listed.answer.body for one in secret):
            context.violation(LISTS_PRIVATE, name, "another account's are listed", listed)
    for name, body in _grabs(order_id, object_of(before) or {}):
        grab = send(context, name, by=stranger, body=body)
        after = context.sender.send(call(read, {"orderID": order_id}), reader, "L2")
        context.record.hold(CANCEL_PRIVATE, name)
        if grab is not None and (
            (grab.answer.succeeded and order_id in canceled_by(grab)) or b"CANCELED" in after.answer.body
        ):
            context.violation(CANCEL_PRIVATE, name, "another account cancelled the order", grab, after)
            return


def _grabs(order_id: str, order: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Cancels that a stranger may send, and that must not touch the order."""
    yield "cancelOrder", {"orderID": order_id}
    yield "cancelOrders", [order_id]
    if "market" in order and "asset_id" in order:
        yield "cancelMarketOrders", {"market": order["market"], "asset_id": order["asset_id"]}
    yield "cancelAllOrders", None


def keys(context: Run) -> None:
    """A key's life, on the own sandbox: made, derived, listed, deleted, refused."""
    account = context.new_account()
    create, derive = context.operation("createApiKey"), context.operation("deriveApiKey")
    if account is None or create is None or derive is None:
        return
    nonce = fresh_nonce()
    made = context.sender.send(call(create), account, "L1", nonce=nonce)
    derived = context.sender.send(call(derive), account, "L1", nonce=nonce)
    key, again = _credentials(made, account), _credentials(derived, account)
    if key is None:
        return
    spare = evolve(account, credentials=key)
    context.masker.learn(spare.secrets())
    context.record.hold(KEY_DERIVED, derive.id)
    if derived.answer.succeeded and again != key:
        message = "deriving gives another key than was made with the nonce"
        context.violation(KEY_DERIVED, derive.id, message, made, derived)
    listed = send(context, "getApiKeys", by=spare)
    context.record.hold(KEY_DERIVED, "getApiKeys")
    if listed is not None and listed.answer.succeeded and key.api_key.encode() not in listed.answer.body:
        context.violation(KEY_DERIVED, "getApiKeys", "a key that was just made is not listed", made, listed)
    deleted = send(context, "deleteApiKey", by=spare)
    if deleted is None or not deleted.answer.succeeded:
        return
    reading = context.operation("getOrders")
    assert reading is not None
    what = call(reading)
    after = context.sender.send_with(what, spare.headers("L2", what.method, what.path))
    context.record.hold(KEY_REVOKED, "deleteApiKey")
    if after.answer.status != 401 and after.answer.status < 500:
        message = f"a deleted key is answered {after.answer.status}, not 401"
        context.violation(KEY_REVOKED, "deleteApiKey", message, deleted, after)
    other = context.sender.send(what, account, "L2")
    if other.answer.status == 401:
        message = "another key of the account is refused"
        context.violation(KEY_REVOKED, "deleteApiKey", message, deleted, other, key="others")


def readonly(context: Run) -> None:
    """A read-only key, on the own sandbox, tries to cancel its account's order and to place one."""
    account = context.new_account()
    if account is None or not context.can_order(account) or context.operation("postOrder") is None:
        return
    some, maker = context.random("read-only"), context.makes_orders(account)
    made = object_of(send(context, "createReadonlyApiKey", by=account))
    resting = maker.resting(some)
    posted = send(context, "postOrder", by=account, body=resting.body)
    key = made.get("apiKey") if made is not None else None
    if not isinstance(key, str) or posted is None or not posted.answer.succeeded:
        return
    context.masker.learn([key])
    headers = {"POLY_READONLY_API_KEY": key, "POLY_ADDRESS": account.address}
    shown = {"market": resting.market.condition_id, "asset_id": resting.token_id}
    bodies = {"postOrder": maker.resting(some).body, **dict(_grabs(resting.order_id, shown))}
    for name, body in bodies.items():
        operation = context.operation(name)
        if operation is None:
            continue
        tried = context.sender.send_with(call(operation, body=body), headers)
        context.record.hold(READS_ONLY, name)
        if tried.answer.succeeded:
            message = f"answered {tried.answer.status} to a read-only key"
            context.violation(READS_ONLY, name, message, tried)
    send(context, "cancelAllOrders", by=account)


def _credentials(interaction: Interaction, account: Account) -> Credentials | None:
    try:
        raw = interaction.answer.json()
        return Credentials(raw["apiKey"], raw["secret"], raw["passphrase"], account.address)
    except (ValueError, KeyError, TypeError):
        return None
