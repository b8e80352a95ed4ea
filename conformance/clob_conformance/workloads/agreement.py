"""Agreement: what several operations tell of one thing is the same. Part of the suite `examples`."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

from clob_conformance.core.clauses import declare
from clob_conformance.workloads import account_facts, histories, market_facts, prices, rewards, server_clock
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.scenario import Scene, scenario

_CLOCKS_APART_S = 60
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
    for one in (prices, market_facts, account_facts, histories, rewards):
        one.run(context)
    server_clock.look(context)


@scenario(TIME)
def _time(scene: Scene) -> None:
    asked = scene.anyone.send("getTime")
    try:
        reported = int(asked.response.body)
        right = parsedate_to_datetime(asked.response.headers["date"]).timestamp()
    except ValueError:
        return
    except KeyError:
        right = time.time()
    apart = abs(reported - right) > _CLOCKS_APART_S
    wrong = f"the time is {reported}, by its Date it is {right:.0f}" if apart else ""
    scene.hold(TIME, "getTime", wrong, asked)
