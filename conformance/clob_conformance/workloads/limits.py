"""Limits: as many items as the description allows are taken, one more is refused with the documented text."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Any

from clob_conformance.core.clauses import declare
from clob_conformance.core.wire import request_fault
from clob_conformance.environment.sender import call
from clob_conformance.workloads import modes
from clob_conformance.workloads.context import Run

LIMIT_ENFORCED = declare(
    "limit-enforced",
    "One item more than a documented limit is refused with 400.",
    source="description: maxItems and limits stated in words (overlay 20)",
    suites=("limits",),
    operations=("cancelOrders", "getBatchPricesHistory", "getLastTradesPricesPost", "postOrders"),
)
LIMIT_ALLOWED = declare(
    "limit-allowed",
    "As many items as a documented limit allows are not refused.",
    source="description: maxItems and limits stated in words (overlay 20)",
    suites=("limits",),
    operations=("cancelOrders", "getBatchPricesHistory", "getLastTradesPricesPost", "postOrders"),
)
LIMIT_TEXT = declare(
    "limit-text",
    "The refusal of too many items has the documented text.",
    source="description: examples of the 400 answers",
    severity="minor",
    suites=("limits",),
    operations=("cancelOrders", "getLastTradesPricesPost", "postOrders"),
)
SIDE_REQUIRED = declare(
    "prices-need-side",
    "POST /prices refuses an entry without a side with 400.",
    source="description: POST /prices, in words",
    suites=("limits",),
    operations=("getPricesPost",),
)

_TOO_OFTEN = 429
_REFUSED = frozenset({400, 413, 422})


def run(context: Run) -> None:
    """Send one too many to every operation with a limit that the description gives as a figure."""
    if context.shard[0] != 1:
        return
    some = context.random("limits")
    ids = [f"0x{some.getrandbits(256):064x}" for _ in range(_most(context, "cancelOrders") + 1)]
    _at_the_limit(context, "cancelOrders", ids, "Too many orders in payload, max allowed: {most}")
    most = _most(context, "getLastTradesPricesPost")
    tokens = context.live.tokens(some, max(most, 1)) or ["1"]
    token, asked = tokens[0], _as_many(tokens, most + 1)
    prices = [{"token_id": one} for one in asked]
    _at_the_limit(context, "getLastTradesPricesPost", prices, "Payload exceeds the limit")
    markets = _as_many(tokens, _most(context, "getBatchPricesHistory", "markets") + 1)
    _at_the_limit(context, "getBatchPricesHistory", markets, None, "markets")
    _without_side(context, token)
    _signature_type(context)
    trader = context.target.accounts.trader
    most = _most(context, "postOrders")
    if most and trader is not None and context.can_order(trader):
        maker = context.makes_orders(trader)
        drafts = [maker.resting(some) for _ in range(most + 1)]
        text = f"Too many orders in payload: {most + 1}, max allowed: {{most}}"
        try:
            _at_the_limit(context, "postOrders", [draft.body for draft in drafts], text)
        finally:
            if (cancels := context.operation("cancelOrders")) is not None:
                context.send(cancels, call(cancels, body=[draft.order_id for draft in drafts[:most]]))
    modes.run(context)


def _most(context: Run, name: str, field: str = "") -> int:
    """How many items the description allows in the body of an operation, or in a field of it; 0 for any."""
    operation = context.operation(name)
    schema = (operation.body_schema if operation is not None else None) or {}
    if field:
        schema = context.description.schema(schema.get("properties", {}).get(field, {}))
    return int(schema.get("maxItems", 0))


def _as_many(tokens: list[str], count: int) -> list[str]:
    """So many tokens, over again where there are fewer."""
    return list(islice(cycle(tokens), count))


def _at_the_limit(context: Run, name: str, items: list[Any], text: str | None, field: str = "") -> None:
    """As many items as are allowed, if there is a limit, and one more."""
    most = len(items) - 1
    operation = context.operation(name)
    if not most or operation is None:
        return
    allowed, more = ({field: some} if field else some for some in (items[:most], items))
    interaction = context.send(operation, call(operation, body=allowed))
    context.record.hold(LIMIT_ALLOWED, name)
    if interaction.response.status in _REFUSED:
        message = f"{most} items were answered {interaction.response.status}"
        context.violation(LIMIT_ALLOWED, name, message, interaction)
    _refused(context, name, more, None if text is None else text.format(most=most))


def _without_side(context: Run, token: str) -> None:
    operation = context.operation("getPricesPost")
    if operation is None:
        return
    interaction = context.send(operation, call(operation, body=[{"token_id": token}]))
    context.record.hold(SIDE_REQUIRED, operation.id)
    if interaction.response.succeeded:
        context.violation(SIDE_REQUIRED, operation.id, f"answered {interaction.response.status}", interaction)


def _signature_type(context: Run) -> None:
    """The first word after the documented ones; the judge says what it thinks of the response."""
    for name in ("getBalanceAllowance", "getUpdateBalanceAllowance"):
        operation = context.operation(name)
        if operation is not None:
            query = {"asset_type": "COLLATERAL", "signature_type": "3"}
            context.send(operation, call(operation, query=query))


def _refused(context: Run, operation_id: str, body: Any, text: str | None) -> None:
    operation = context.operation(operation_id)
    if operation is None:
        return
    interaction = context.send(operation, call(operation, body=body))
    if interaction.response.status == _TOO_OFTEN:
        return
    context.record.hold(LIMIT_ENFORCED, operation.id)
    if interaction.response.succeeded and request_fault(operation, interaction.request) is not None:
        return  # the judge has said so: negative-data-refused
    if interaction.response.status != 400:
        context.violation(
            LIMIT_ENFORCED, operation.id, f"answered {interaction.response.status}, not 400", interaction
        )
    elif text is not None:
        context.record.hold(LIMIT_TEXT, operation.id)
        if text.encode() not in interaction.response.body:
            context.violation(LIMIT_TEXT, operation.id, f"the text is not {text!r}", interaction)
