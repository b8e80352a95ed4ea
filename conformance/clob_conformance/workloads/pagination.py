"""Pagination: a listing walked by its cursor gives every item once, counts right, and ends."""

from __future__ import annotations

import json
from typing import Any

from clob_conformance.core.clauses import SuiteName, declare
from clob_conformance.core.description import Operation
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.example_requests import minimal
from clob_conformance.environment.sender import Call, call
from clob_conformance.workloads import server_clock
from clob_conformance.workloads.context import Run

_MOST_PAGES = 60
_END = "LTE="
_SUITES: tuple[SuiteName, ...] = ("pagination",)
_SOURCE = "description: operations with next_cursor"

ENDS = declare(
    "pages-end",
    "A listing ends: cursors do not repeat, and the last page says so.",
    source=_SOURCE,
    suites=_SUITES,
    shared=True,
)
ONCE = declare(
    "pages-items-once",
    "A walk through a listing gives no item twice.",
    source=_SOURCE,
    suites=_SUITES,
    shared=True,
)
ALL = declare(
    "pages-all-items",
    "A walk through the open orders gives every order that rests.",
    source="description: GET /data/orders",
    suites=_SUITES,
    shared=True,
    operations=("getOrders",),
    needs=("sandbox",),
)
COUNT = declare(
    "pages-count",
    "`count` of a page is the number of its items, and `limit` is not exceeded.",
    source="description: OrdersResponse.count and its like",
    suites=_SUITES,
    shared=True,
)
LAST_CURSOR = declare(
    "pages-last-cursor",
    "The last page carries the cursor that the description gives to the end: blank, or `LTE=`.",
    source="description: next_cursor of the page's schema",
    severity="minor",
    suites=_SUITES,
    shared=True,
)
CURSOR_TAKEN = declare(
    "pages-cursor-taken",
    "A cursor that a page gave is taken when it is sent, unless it is documented as the end.",
    source=_SOURCE,
    suites=_SUITES,
    shared=True,
)
END_REFUSED = declare(
    "pages-end-cursor-refused",
    "The end cursor `LTE=`, when sent, is refused with 400.",
    source="description: next_cursor as repaired (x-end-cursor); ledger: end-cursor",
    severity="minor",
    suites=_SUITES,
    shared=True,
)
_MANY_ORDERS = 105
_BATCH = 15


def run(context: Run) -> None:
    """Walk every paged listing."""
    for operation in context.operations():
        server_clock.look(context)
        if operation.is_paged and not operation.unjudged:
            expected = _place_many(context) if operation.id == "getOrders" else set()
            account = context.target.cast.trader if expected else context.actor(operation)
            try:
                _walk(context, operation, account, expected)
            finally:
                _clear(context, account if expected else None)
            if _end_is_documented(context, operation):
                _end_cursor(context, operation)


def _walk(context: Run, operation: Operation, account: Account | None, expected: set[str]) -> None:
    base = minimal(context.description, operation, context.live, context.random("pages", operation.id))
    cursor: str | None = None
    seen_cursors: set[str] = set()
    seen: dict[str, Interaction] = {}
    for _ in range(_MOST_PAGES):
        query = base.query if cursor is None else (*base.query, ("next_cursor", cursor))
        interaction = context.sender.send(Call(base.method, base.path, query), account, operation.level)
        page = _page(interaction)
        if page is None:
            if cursor is not None and interaction.answer.status == 400:
                context.violation(
                    CURSOR_TAKEN, operation.id, f"the cursor {cursor!r} is refused", interaction
                )
            return
        _count(context, operation, interaction, page)
        for item in page["data"]:
            identity = _identity(item)
            if identity in seen:
                context.violation(ONCE, operation.id, "an item is on two pages", seen[identity], interaction)
            seen[identity] = interaction
        context.record.hold(ONCE, operation.id)
        cursor = page.get("next_cursor") or _END
        context.record.hold(CURSOR_TAKEN, operation.id)
        if cursor == _END:
            _last_cursor(context, operation, interaction, page)
            if page.get("next_cursor") == _END and not _end_is_documented(context, operation):
                _follow_the_end(context, operation, base, account)
            break
        if cursor in seen_cursors:
            context.violation(ENDS, operation.id, f"the cursor {cursor!r} came twice", interaction)
            return
        seen_cursors.add(cursor)
    else:
        # A long listing is not an endless one: only the own sandbox's size is known.
        if context.target.own:
            context.violation(ENDS, operation.id, f"no end after {_MOST_PAGES} pages")
        return
    context.record.hold(ENDS, operation.id)
    if expected:
        context.record.hold(ALL, operation.id)
        listed = {str(json.loads(identity).get("id")) for identity in seen}
        if missing := expected - listed:
            context.violation(
                ALL,
                operation.id,
                f"{len(missing)} of {len(expected)} resting orders are not listed",
                interaction,
            )


def _page(interaction: Interaction) -> dict[str, Any] | None:
    if not interaction.answer.succeeded:
        return None
    try:
        page = interaction.answer.json()
    except ValueError:
        return None
    return page if isinstance(page, dict) and isinstance(page.get("data"), list) else None


def _identity(item: Any) -> str:
    if isinstance(item, dict):
        for name in ("id", "condition_id"):
            if name in item:
                return json.dumps({"id": item[name]})
    return json.dumps(item if isinstance(item, dict) else {"id": item}, sort_keys=True)


def _count(context: Run, operation: Operation, interaction: Interaction, page: dict[str, Any]) -> None:
    context.record.hold(COUNT, operation.id)
    number, count, limit = len(page["data"]), page.get("count"), page.get("limit")
    if isinstance(count, int) and count != number:
        context.violation(
            COUNT, operation.id, f"count is {count}, the page holds {number}", interaction, key="count"
        )
    if isinstance(limit, int) and number > limit:
        context.violation(
            COUNT, operation.id, f"limit is {limit}, the page holds {number}", interaction, key="limit"
        )


def _last_cursor(context: Run, operation: Operation, interaction: Interaction, page: dict[str, Any]) -> None:
    response = operation.response(interaction.answer.status)
    schema = (response.schema if response is not None else None) or {}
    words = str(schema.get("properties", {}).get("next_cursor", {}).get("description", ""))
    documented = "" if "blank" in words else _END if _END in words else None
    if documented is None:
        return
    context.record.hold(LAST_CURSOR, operation.id)
    if page.get("next_cursor") != documented:
        message = f"the last cursor is {page.get('next_cursor')!r}, documented is {documented!r}"
        context.violation(LAST_CURSOR, operation.id, message, interaction)


def _end_is_documented(context: Run, operation: Operation) -> bool:
    """Whether the description says which cursor is the end, so that it is not to be sent."""
    item = context.description.document["paths"][operation.path]
    parameters = [*item.get("parameters", []), *item[operation.method.lower()].get("parameters", [])]
    found = (context.description.resolve(parameter) for parameter in parameters)
    return any("x-end-cursor" in parameter for parameter in found)


def _follow_the_end(context: Run, operation: Operation, base: Call, account: Account | None) -> None:
    """Where the description does not say that it is the end, the last cursor is one like the others."""
    what = Call(base.method, base.path, (*base.query, ("next_cursor", _END)))
    interaction = context.sender.send(what, account, operation.level)
    if interaction.answer.status == 400:
        message = f"the cursor {_END!r}, which the page gave, is refused"
        context.violation(CURSOR_TAKEN, operation.id, message, interaction, key="end")


def _end_cursor(context: Run, operation: Operation) -> None:
    base = minimal(context.description, operation, context.live, context.random("pages", operation.id))
    what = Call(base.method, base.path, (*base.query, ("next_cursor", _END)))
    interaction = context.sender.send(what, context.actor(operation), operation.level)
    context.record.hold(END_REFUSED, operation.id)
    if interaction.answer.succeeded:
        context.violation(END_REFUSED, operation.id, f"answered {interaction.answer.status}", interaction)


def _place_many(context: Run) -> set[str]:
    """More resting orders than a page holds, on the own sandbox alone; gives their ids."""
    trader, post = context.target.cast.trader, context.operation("postOrders")
    if not context.target.own or trader is None or post is None:
        return set()
    maker, some = context.makes_orders(trader), context.random("many orders")
    placed: set[str] = set()
    for _ in range(_MANY_ORDERS // _BATCH):
        drafts = [maker.resting(some) for _ in range(_BATCH)]
        interaction = context.sender.send(call(post, body=[draft.body for draft in drafts]), trader, "L2")
        if interaction.answer.succeeded:
            text = interaction.answer.body.decode("utf-8", "replace")
            placed |= {draft.order_id for draft in drafts if draft.order_id in text}
    return placed


def _clear(context: Run, account: Account | None) -> None:
    cancel = context.operation("cancelAllOrders")
    if account is not None and cancel is not None:
        context.sender.send(call(cancel), account, "L2")
