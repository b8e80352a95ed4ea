"""Lifecycle: orders are placed, filled and cancelled in every way, and what is told of them has to agree."""

from __future__ import annotations

from functools import partial

from clob_conformance.core.errors import each_to_its_end
from clob_conformance.workloads import cancelling, matching, passing_time, placing, quotes, resting, walk
from clob_conformance.workloads.context import Run

NEEDED = ("postOrder", "cancelOrder", "cancelOrders", "getOrders", "getOrder", "cancelAllOrders")
_SCENARIOS = (resting, placing, cancelling, matching, quotes, passing_time, walk)


def run(context: Run) -> None:
    """Play every scenario; one that is not answered does not end the others."""
    if context.shard[0] == 1 and all(context.operation(name) for name in NEEDED):
        each_to_its_end([partial(one.run, context) for one in _SCENARIOS])
