"""The server's time goes on: looked at now and then, it has moved by as much as ours. Part of `examples`,
`pagination` and `properties`, which lie apart.
"""

from __future__ import annotations

import time

from clob_conformance.core.clauses import declare
from clob_conformance.environment.seed_data import ClockSample
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.scenario import Actor

TIME_GOES_ON = declare(
    "time-goes-on",
    "The server's time advances with real time: a past time is not reported again.",
    source="description: GET /time",
    suites=("examples", "pagination", "properties"),
    operations=("getTime",),
)
# Whole seconds are told, and several servers may answer.
_MARGIN = 2
# Longer than the margin, shorter than a time would be kept by mistake.
_BETWEEN = 4


def look(context: Run) -> None:
    """Read the server's time, unless that was done just before, and compare it with the last reading."""
    asked_at, last = time.monotonic(), context.live.clock
    if last is not None and asked_at - last.seen_at < _BETWEEN:
        return
    asked = Actor(context).send("getTime")
    if not asked.response.succeeded or not asked.response.body.isdigit():
        return
    now = int(asked.response.body)
    context.live.clock = ClockSample(now, time.monotonic(), asked)
    if last is None:
        return
    # Our own clock stands still while a machine sleeps, so only a server that lags is told.
    passed, reported = asked_at - last.seen_at, now - last.reported
    context.record.hold(TIME_GOES_ON, "getTime")
    if passed - reported > _MARGIN:
        message = f"{passed:.1f} s passed between two readings, by the server's time {reported} s"
        context.violation(TIME_GOES_ON, "getTime", message, last.shown, asked)
