"""Runs on a sandbox without a fault, each an item: nothing new is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clob_prove.clean import CleanRun, attempt, runs
from clob_prove.trials import ROW


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item for each run."""
    option = metafunc.config.getoption
    plans = runs(option("--prove-seed"), option("--prove-few"))
    metafunc.parametrize("plan", [pytest.param(plan, id=plan.name) for plan in plans])


def test_nothing_new_is_found_without_a_fault(
    plan: CleanRun, record_property: Callable[[str, object], None]
) -> None:
    row = attempt(plan)
    record_property(ROW, row)
    assert row["clean"], row["new"] or row["complaint"]
