"""What a run says in the beginning that it can check, it has checked in the end."""

from __future__ import annotations

from typing import Any

import pytest
from clob_conformance.core.clauses import CATALOGUE
from clob_conformance.environment.sandbox import running_sandbox
from clob_conformance.reporting.outcome import Plan, unable
from clob_conformance.run import execution
from clob_conformance.workloads import server_clock
from clob_conformance.workloads.context import Budget

from .test_command import VARIABLES


@pytest.mark.parametrize(
    ("keys", "trade"), [(False, False), (True, False), (True, True)], ids=["nobody", "reader", "trader"]
)
def test_what_can_be_checked_is_checked_and_the_rest_has_its_reason(
    keys: bool, trade: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(server_clock, "_BETWEEN", 0)  # so small a run may be over before that has passed
    monkeypatch.setattr(execution, "QUICK", Budget(examples=1, histories=3, steps=8))
    reported: list[dict[str, str]] = []
    with running_sandbox("documented", 0) as ready:
        if keys:
            monkeypatch.setenv("PK", ready["account"]["private_key"])
        plan = Plan(target=ready["url"], quick=True, trade=trade)
        outcome = execution.execute(plan, lambda run, suite: reported.append(unable(plan, run.lacks)))
    foreseen: dict[str, Any] = reported[0]
    assert outcome.skipped == foreseen
    checked = {name for name, verdict in outcome.clauses.items() if verdict != "not-run"}
    assert checked == CATALOGUE.keys() - outcome.skipped.keys()
