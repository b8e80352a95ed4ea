"""Limits: one more than the description allows is refused, with the text it documents."""

from __future__ import annotations

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


def run(context: Run) -> None:
    """Send one too many to every operation with a limit that the description gives as a figure."""
    if context.shard[0] != 1:
        return
    some = context.random("limits")
    if most := _most(context, "cancelOrders"):
        ids = [f"0x{some.getrandbits(256):064x}" for _ in range(most + 1)]
        _refused(context, "cancelOrders", ids, f"Too many orders in payload, max allowed: {most}")
    token = context.live.tokens(some, 1)[0] if context.live.markets else "1"
    if most := _most(context, "getLastTradesPricesPost"):
        tokens = [{"token_id": token}] * (most + 1)
        _refused(context, "getLastTradesPricesPost", tokens, "Payload exceeds the limit")
    if most := _most(context, "getBatchPricesHistory", "markets"):
        _refused(context, "getBatchPricesHistory", {"markets": [token] * (most + 1)}, None)
    _without_side(context, token)
    _signature_type(context)
    trader = context.target.cast.trader
    most = _most(context, "postOrders")
    if most and trader is not None and context.can_order(trader):
        maker = context.makes_orders(trader)
        orders = [maker.resting(some).body for _ in range(most + 1)]
        text = f"Too many orders in payload: {most + 1}, max allowed: {most}"
        _refused(context, "postOrders", orders, text)
    modes.run(context)


def _most(context: Run, name: str, field: str = "") -> int:
    """How many items the description allows in the body of an operation, or in a field of it; 0 for any."""
    operation = context.operation(name)
    schema = (operation.body_schema if operation is not None else None) or {}
    if field:
        schema = context.description.schema(schema.get("properties", {}).get(field, {}))
    return int(schema.get("maxItems", 0))


def _without_side(context: Run, token: str) -> None:
    operation = context.operation("getPricesPost")
    if operation is None:
        return
    interaction = context.send(operation, call(operation, body=[{"token_id": token}]))
    context.record.hold(SIDE_REQUIRED, operation.id)
    if interaction.answer.succeeded:
        context.violation(SIDE_REQUIRED, operation.id, f"answered {interaction.answer.status}", interaction)


def _signature_type(context: Run) -> None:
    """The first word after the documented ones; the judge says what it thinks of the answer."""
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
    if interaction.answer.status == _TOO_OFTEN:
        return
    context.record.hold(LIMIT_ENFORCED, operation.id)
    if interaction.answer.succeeded and request_fault(operation, interaction.request) is not None:
        return  # the judge has said so: negative-data-refused
    if interaction.answer.status != 400:
        context.violation(
            LIMIT_ENFORCED, operation.id, f"answered {interaction.answer.status}, not 400", interaction
        )
    elif text is not None:
        context.record.hold(LIMIT_TEXT, operation.id)
        if text.encode() not in interaction.answer.body:
            context.violation(LIMIT_TEXT, operation.id, f"the text is not {text!r}", interaction)
