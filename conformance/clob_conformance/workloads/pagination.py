"""Pagination: a listing walked by its cursor ends, and takes the cursors that it gave. The model judges what
is on its pages.
"""

from __future__ import annotations

from typing import Any

from clob_conformance.core.clauses import SuiteName, declare
from clob_conformance.core.description import Operation
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.example_requests import minimal
from clob_conformance.environment.sender import Call
from clob_conformance.workloads import server_clock
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.scenario import Scene, scenario

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
LAST_CURSOR = declare(
    "pages-last-cursor",
    "The last page carries the cursor that the OpenAPI document gives for the end: blank, or `LTE=`.",
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
    """Walk every paged listing; of the open orders, on the own sandbox, more than a page holds."""
    for operation in context.operations():
        server_clock.look(context)
        if operation.is_paged and not operation.unjudged:
            if operation.id == "getOrders" and context.target.own:
                _many_orders(context)
            _walk(context, operation, context.actor(operation))
            if _end_is_documented(context, operation):
                _end_cursor(context, operation)


@scenario()
def _many_orders(scene: Scene) -> None:
    """More open orders than a page holds, listed by whose they are."""
    trader, operation = scene.trader(), scene.context.operation("getOrders")
    if trader.account is None or operation is None:
        return
    maker, some = scene.context.makes_orders(trader.account), scene.context.random("many orders")
    for _ in range(_MANY_ORDERS // _BATCH):
        trader.send("postOrders", body=[maker.resting(some).body for _ in range(_BATCH)])
    _walk(scene.context, operation, trader.account)


def _walk(context: Run, operation: Operation, account: Account | None) -> None:
    base = minimal(context.description, operation, context.live, context.random("pages", operation.id))
    cursor: str | None = None
    seen: set[str] = set()
    for _ in range(_MOST_PAGES):
        query = base.query if cursor is None else (*base.query, ("next_cursor", cursor))
        interaction = context.sender.send(Call(base.method, base.path, query), account, operation.level)
        page = interaction.response.mapping() if interaction.response.succeeded else {}
        if not isinstance(page.get("data"), list):
            if cursor is not None and interaction.response.status == 400:
                message = f"the cursor {cursor!r} is refused"
                context.violation(CURSOR_TAKEN, operation.id, message, interaction)
            return
        cursor = page.get("next_cursor") or _END
        context.record.hold(CURSOR_TAKEN, operation.id)
        if cursor == _END:
            context.record.hold(ENDS, operation.id)
            _last_cursor(context, operation, interaction, page)
            if page.get("next_cursor") == _END and not _end_is_documented(context, operation):
                _follow_the_end(context, operation, base, account)
            return
        if cursor in seen:
            context.violation(ENDS, operation.id, f"the cursor {cursor!r} came twice", interaction)
            return
        seen.add(cursor)
    # A long listing is not an endless one: only the own sandbox's size is known.
    if context.target.own:
        context.violation(ENDS, operation.id, f"no end after {_MOST_PAGES} pages")


def _last_cursor(context: Run, operation: Operation, interaction: Interaction, page: dict[str, Any]) -> None:
    response = operation.response(interaction.response.status)
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
    if interaction.response.status == 400:
        message = f"the cursor {_END!r}, which the page gave, is refused"
        context.violation(CURSOR_TAKEN, operation.id, message, interaction, key="end")


def _end_cursor(context: Run, operation: Operation) -> None:
    base = minimal(context.description, operation, context.live, context.random("pages", operation.id))
    what = Call(base.method, base.path, (*base.query, ("next_cursor", _END)))
    interaction = context.sender.send(what, context.actor(operation), operation.level)
    context.record.hold(END_REFUSED, operation.id)
    if interaction.response.succeeded:
        context.violation(END_REFUSED, operation.id, f"answered {interaction.response.status}", interaction)
