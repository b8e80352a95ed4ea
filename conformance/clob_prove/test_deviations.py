"""Runs on the sandbox that behaves as observed, each an item: every deviation is known or not reproduced."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clob_prove.rows import LedgerRun, attempt, runs
from clob_prove.trials import ROW


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item for each run."""
    plans = runs(metafunc.config.getoption("--prove-few"))
    names = [f"{plan.judge}-{len(plan.off)}-off-from-{plan.off[0] if plan.off else 'none'}" for plan in plans]
    metafunc.parametrize("plan", plans, ids=names)


def test_every_entry_is_known_or_gone(
    plan: LedgerRun, seed: int, record_property: Callable[[str, object], None]
) -> None:
    row = attempt(plan, seed)
    record_property(ROW, row)
    assert row["right"], row
