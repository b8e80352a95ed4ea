"""Shards of a run are the whole together; what a row of the sandbox shows is not reproduced without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from attrs import evolve
from clob_conformance.reporting.outcome import Plan
from clob_conformance.run.execution import execute
from clob_conformance.workloads.context import Run


@pytest.mark.parametrize("undivided", [True, False])
@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_the_shards_of_a_run_judge_every_operation_once(
    scripted: Callable[..., Run], count: int, undivided: bool
) -> None:
    run = evolve(scripted(lambda request: httpx.Response(200), own=True), undivided=undivided)
    complete = [operation.id for operation in run.operations()]
    shards = [evolve(run, shard=(index, count)).operations() for index in range(1, count + 1)]
    assert sorted(operation.id for shard in shards for operation in shard) == sorted(complete)
    sizes = [len(shard) for shard in shards]
    assert max(sizes[1:], default=0) - min(sizes[1:], default=0) <= 1
    assert sizes[0] <= min(sizes[1:], default=sizes[0]) + (0 if undivided else 1)


def test_a_row_that_is_off_is_gone_and_no_other() -> None:
    plan: dict[str, Any] = {"profile": "observed", "quick": True, "suites": ("examples", "limits")}
    outcome = execute(Plan(**plan, without=("prices-no-side", "token-primary")))
    assert [entry.id for entry in outcome.not_reproduced] == ["token-primary", "prices-no-side"]
