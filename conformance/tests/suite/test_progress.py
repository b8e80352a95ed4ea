"""While a run goes on it says how far it has come, and when it ends at the latest."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import httpx
import pytest
from clob_conformance.reporting import terminal
from clob_conformance.reporting.outcome import Plan
from clob_conformance.reporting.terminal import Ticker
from clob_conformance.workloads.context import Run
from rich.console import Console

GUARD = 3000  # looks, a hundredth of a second apart; against hanging for ever


@pytest.mark.parametrize("on_a_terminal", [False, True])
def test_the_progress_has_an_end_in_sight(
    scripted: Callable[..., Run], on_a_terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = io.StringIO()
    console = Console(file=printed, width=140, force_terminal=on_a_terminal, color_system=None)
    for name in ("_IN_A_LOG", "_ON_A_TERMINAL"):
        monkeypatch.setattr(terminal, name, 0.001)
    ticker = Ticker(console, Plan(suites=("examples", "limits", "auth"), minutes=10))
    ticker.watch(scripted(lambda request: httpx.Response(200)), "limits")
    with ticker.going():
        for _ in range(GUARD):
            if "limits: 0 cases" in printed.getvalue():
                break
            time.sleep(0.01)
    shown = printed.getvalue()
    assert "suite 2 of 3" in shown
    assert "limits: 0 cases, 0 new findings" in shown
    assert ("of 10 min at most" if on_a_terminal else "s of at most 600)") in shown
