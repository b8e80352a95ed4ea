"""Agreement: what several operations tell of one thing is the same. Part of the suite `examples`."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

from clob_conformance.core.clauses import declare
from clob_conformance.workloads import (
    account_facts,
    batches,
    book_follows,
    book_prices,
    histories,
    market_facts,
    rewards,
    server_clock,
)
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import ask

_CLOCKS_APART = 60  # seconds

TIME = declare(
    "time-right",
    "The server's time is in seconds and agrees with its Date.",
    source="description: GET /time",
    suites=("examples",),
    operations=("getTime",),
)


def run(context: Run) -> None:
    """Ask the same in several ways."""
    _time(context)
    server_clock.look(context)
    _unknown(context)
    for market in context.live.markets:
        for token in market.tokens:
            book_prices.compare(context, token.token_id)
    batches.run(context)
    book_follows.run(context)
    market_facts.run(context)
    account_facts.run(context)
    histories.run(context)
    rewards.run(context)
    server_clock.look(context)


def _time(context: Run) -> None:
    asked = ask(context, "getTime")
    if asked is None or not isinstance(asked[0], int):
        return
    try:
        right = parsedate_to_datetime(asked[1].answer.headers["date"]).timestamp()
    except (KeyError, ValueError):
        right = time.time()
    context.record.hold(TIME, "getTime")
    if abs(asked[0] - right) > _CLOCKS_APART:
        context.violation(TIME, "getTime", f"the time is {asked[0]}, by its Date it is {right:.0f}", asked[1])


def _unknown(context: Run) -> None:
    """Ask for a token that nobody has; the judge says what it thinks of the answers."""
    for name in ("getBook", "getMidpoint", "getSpread"):
        ask(context, name, None, {"token_id": batches.UNKNOWN_TOKEN})
