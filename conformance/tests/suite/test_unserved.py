"""A description newer than the sandbox: what the sandbox lacks is named, and nothing is said of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from clob_conformance.core.resources import description_file
from clob_conformance.reporting.outcome import Outcome, Plan
from clob_conformance.reporting.reports import report_json
from clob_conformance.reporting.terminal import show
from clob_conformance.reporting.verdict import Verdict
from clob_conformance.run import execution as runs
from rich.console import Console

from .conftest import exit_code


@pytest.fixture(scope="module")
def document() -> Any:
    return yaml.load(description_file("repaired").read_bytes(), Loader=yaml.CSafeLoader)


def judged(document: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **plan: Any) -> Outcome:
    """A run on the sandbox by this description."""
    path = tmp_path / "judge.yaml"
    path.write_text(yaml.dump(document, Dumper=yaml.CSafeDumper), encoding="utf-8")
    monkeypatch.setattr(runs, "description_file", lambda judge: path)
    return runs.execute(Plan(quick=True, suites=("examples",), **plan))


def said(outcome: Outcome, tmp_path: Path) -> str:
    console = Console(record=True, width=200, file=(tmp_path / "out").open("w", encoding="utf-8"))
    show(console, Verdict.of(report_json(outcome, "5" * 64)), tmp_path)
    return console.export_text()


def test_new_operations_are_what_the_sandbox_lacks_and_not_a_broken_contract(
    document: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = {**document["paths"]}
    # One on a path of its own, one beside others on a path that is served, one with a parameter.
    paths["/portfolio-value"] = {"get": {**paths["/time"]["get"], "operationId": "getPortfolioValue"}}
    paths["/time"] = {**paths["/time"], "post": {**paths["/time"]["get"], "operationId": "setTime"}}
    known = paths["/fee-rate/{token_id}"]
    paths["/fee-rate/{token_id}"] = {**known, "post": {**known["get"], "operationId": "setFeeRate"}}
    outcome = judged({**document, "paths": paths}, tmp_path, monkeypatch)
    assert outcome.unserved == {"getPortfolioValue", "setTime", "setFeeRate"}
    assert [finding.violation.message for finding in outcome.new] == []
    assert exit_code(outcome) == 0
    lacking = (
        "3 operations not checked: the server does not implement it (getPortfolioValue, setFeeRate, setTime)"
    )
    assert lacking in said(outcome, tmp_path)


def test_placing_orders_on_a_path_that_the_sandbox_has_not_is_what_it_lacks(
    document: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = {**document["paths"]}
    paths["/v2/order"] = {"post": paths["/order"]["post"]}
    paths["/order"] = {key: part for key, part in paths["/order"].items() if key != "post"}
    outcome = judged({**document, "paths": paths}, tmp_path, monkeypatch)
    assert outcome.unserved == {"postOrder"}
    assert [finding.violation.message for finding in outcome.new] == []
