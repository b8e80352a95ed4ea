"""Notifications of a fill: each side is told and drops its own, and nobody another's. Part of `lifecycle`."""

from __future__ import annotations

from clob_conformance.accounts import Account
from clob_conformance.clauses import declare
from clob_conformance.context import Run
from clob_conformance.exchange import Exchange
from clob_conformance.orders import Draft
from clob_conformance.suites.asking import ask, send

NOTIFIED = declare(
    "fill-notified",
    "Both sides of a fill are notified of it; what was dropped is not told again.",
    source="description: GET and DELETE /notifications",
    suites=("lifecycle",),
    operations=("getNotifications", "dropNotifications"),
)
NOT_DROPPED = declare(
    "notifications-private",
    "Nobody drops another account's notifications.",
    source="description: DELETE /notifications",
    severity="critical",
    suites=("lifecycle",),
    operations=("dropNotifications",),
)


def told(context: Run, account: Account, filled: Draft, other: Account) -> None:
    """Read the notifications of an order that was filled, let another account drop them, then their own."""
    before = _unread(context, account)
    if before is None:
        return
    notices, shown = before
    context.record.hold(NOTIFIED, "getNotifications")
    ids = {number for number, text in notices.items() if filled.order_id in text}
    if not ids:
        message = f"of {len(notices)} notifications none is of the order that was filled"
        context.breach(NOTIFIED, "getNotifications", message, shown)
        return
    query = {"ids": ",".join(sorted(ids))}
    foreign = send(context, "dropNotifications", by=other, query=query)
    kept = _unread(context, account)
    context.record.hold(NOT_DROPPED, "dropNotifications")
    if foreign is not None and kept is not None and (lost := ids - kept[0].keys()):
        message = f"another account dropped {len(lost)} notifications"
        context.breach(NOT_DROPPED, "dropNotifications", message, foreign, kept[1])
    dropped = send(context, "dropNotifications", by=account, query=query)
    after = _unread(context, account)
    context.record.hold(NOTIFIED, "dropNotifications")
    if dropped is not None and dropped.answer.succeeded and after is not None and ids & after[0].keys():
        message = "notifications that were dropped are told again"
        context.breach(NOTIFIED, "dropNotifications", message, dropped, after[1])


def _unread(context: Run, account: Account) -> tuple[dict[str, str], Exchange] | None:
    """The texts of an account's unread notifications by id, None when they cannot be read."""
    asked = ask(context, "getNotifications", None, {"signature_type": "0"}, by=account)
    if asked is None or not isinstance(asked[0], list | None):
        return None
    told = [one for one in asked[0] or [] if isinstance(one, dict)]
    return {str(one.get("id")): str(one.get("payload")) for one in told}, asked[1]
