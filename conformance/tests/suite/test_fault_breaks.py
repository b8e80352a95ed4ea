"""Every planted fault names clauses of the catalogue, though the sandbox knows nothing of the suite."""

from __future__ import annotations

import clob_conformance.run.execution  # noqa: F401 - the suites declare their clauses when they are loaded
import pytest
from clob_conformance.core.clauses import CATALOGUE
from clob_prove import faults as proof
from clob_prove.faults import CAUGHT, MISSED, OTHERWISE, Planted, attempt
from clob_prove.trials import Reported
from clob_sandbox.faults import FAULTS


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_names_clauses_that_it_breaks_each_once(name: str) -> None:
    breaks = FAULTS[name].breaks
    assert breaks
    assert len(set(breaks)) == len(breaks)
    assert set(breaks) <= CATALOGUE.keys()


def test_the_proof_knows_what_each_fault_breaks_and_which_clauses_none_does() -> None:
    assert {name: planted.breaks for name, planted in proof.faults().items()} == {
        name: fault.breaks for name, fault in FAULTS.items()
    }
    assert set(proof.unbroken()) == CATALOGUE.keys() - {
        one for fault in FAULTS.values() for one in fault.breaks
    }


@pytest.mark.parametrize(
    ("clauses", "verdict", "shown"),
    [
        ([], MISSED, ""),
        (["status-documented"], OTHERWISE, "status-documented"),
        (["status-documented", "told-alike"], CAUGHT, "told-alike"),
    ],
)
def test_a_fault_is_caught_by_a_clause_that_it_breaks_alone(
    clauses: list[str], verdict: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def judge(*options: str) -> Reported:
        asked.extend(options)
        findings = [{"clause": one, "operation": "getOrder", "known": None} for one in clauses]
        known = {"clause": "told-alike", "operation": "getOrder", "known": "some-deviation"}
        return Reported({"findings": [*findings, known], "cases": 3}, 1, "", 0.0)

    monkeypatch.setattr(proof, "judge", judge)
    planted = Planted("order-type-other", ("getOrder",), ("post-told", "told-alike"))
    trial = attempt(planted, 7, quick=True)
    assert (trial.verdict, trial.clause) == (verdict, shown)
    assert asked[-4:] == ["--first-of", "post-told", "--first-of", "told-alike"]
    assert proof.row(planted, trial)["breaks"] == ["post-told", "told-alike"]
