"""Examples: each operation is asked what the description shows, with live values, and must answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from clob_conformance.checks.validator import GOOD_CREDENTIALS_ACCEPTED
from clob_conformance.core.clauses import declare
from clob_conformance.core.description import Operation
from clob_conformance.core.errors import each_to_its_end
from clob_conformance.environment.example_requests import documented
from clob_conformance.environment.sender import Call, call
from clob_conformance.workloads import agreement, http_semantics
from clob_conformance.workloads.context import Run

EXAMPLE_ANSWERED = declare(
    "example-answered",
    "A documented example request, with values that exist on the server, succeeds.",
    source="description: paths.*.*.parameters.*.example and requestBody examples",
    suites=("examples",),
)
PRIMARY = declare(
    "token-primary",
    "The primary token of a market is its Yes side, the secondary its No side.",
    source="description: MarketByTokenResponse",
    suites=("examples",),
    operations=("getMarketByToken",),
)
EXERCISED = declare(
    "exercised",
    "Every operation that the run's own sandbox serves returned a 2xx at least once.",
    source="the suite itself: an operation that only ever refused was not judged",
    suites=("examples", "properties"),
    needs=("sandbox",),
)


def run(context: Run) -> None:
    """Send every documented example."""
    judged = [operation for operation in context.operations() if not operation.unjudged]
    parts = [partial(_examples_of, context, operation) for operation in judged]
    complete = (_primary_tokens, *((http_semantics.run, agreement.run) if context.shard[0] == 1 else ()))
    each_to_its_end([*parts, *(partial(part, context) for part in complete)])


def _examples_of(context: Run, operation: Operation) -> None:
    for what in documented_calls(context, operation):
        interaction = context.send(operation, what)
        context.record.hold(EXAMPLE_ANSWERED, operation.id)
        status = interaction.response.status
        if not context.live.has_values_for(operation):
            continue
        # An undocumented status, a server error, a 401: the judge has spoken of them.
        refused = not interaction.response.succeeded and status < 500 and status not in (401, 403)
        if refused and operation.response(status) is not None:
            context.violation(
                EXAMPLE_ANSWERED, operation.id, f"answered {status}", interaction, key=str(status)
            )


def _primary_tokens(context: Run) -> None:
    operation = context.operation("getMarketByToken")
    for market in context.live.markets if operation is not None else ():
        outcomes = {token.outcome.lower(): token.token_id for token in market.tokens}
        if operation is None or set(outcomes) != {"yes", "no"}:
            continue
        interaction = context.send(operation, call(operation, {"token_id": outcomes["yes"]}))
        context.record.hold(PRIMARY, operation.id)
        if interaction.response.succeeded and f'"{outcomes["no"]}"' == _primary(interaction.response.body):
            context.violation(PRIMARY, operation.id, "the primary token is the No side", interaction)


def documented_calls(context: Run, operation: Operation) -> Iterator[Call]:
    """The calls that the description's examples show; orders are signed for the trading account."""
    some = context.random("example", operation.id)
    trader = context.target.accounts.trader
    if operation.id not in ("postOrder", "postOrders"):
        yield from documented(context.description, operation, context.live, some)
    elif trader is not None and context.can_order(trader):
        maker = context.makes_orders(trader)
        resting = maker.resting(some).body
        yield call(operation, body=resting if operation.id == "postOrder" else [resting])
        if operation.id == "postOrders" and context.target.fills:
            # The documented batch in which one order is refused: post-only, but it would cross the book.
            yield call(operation, body=[maker.resting(some).body, maker.crossing(some).body])


def judge_exercise(context: Run) -> None:
    """Hold `exercised` against every operation of the own sandbox."""
    exercised = context.record.exercised()
    spoken_of = context.record.findings.places(EXAMPLE_ANSWERED, GOOD_CREDENTIALS_ACCEPTED)
    places = "postOrder" in context.description.operations
    for operation in context.operations():
        # Where the sandbox has no way to place an order, none can be asked for.
        if operation.unjudged or not (places or context.live.has_values_for(operation)):
            continue
        context.record.hold(EXERCISED, operation.id)
        if operation.id not in exercised | spoken_of:
            tally = context.record.tallies.get(operation.id)
            statuses = ", ".join(map(str, sorted(tally.statuses))) if tally else "nothing"
            context.violation(EXERCISED, operation.id, f"it answered only {statuses}")


def _primary(body: bytes) -> str:
    """The JSON text of `primary_token_id`."""
    try:
        return json.dumps(json.loads(body)["primary_token_id"])
    except (ValueError, LookupError, TypeError):
        return ""
