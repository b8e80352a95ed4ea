"""`pytest --pyargs clob_conformance`: the run's own verdict, item by item, also in the workers of xdist."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from clob_conformance.core.selection import Selection
from clob_conformance.pytest_plugin import results_of
from clob_conformance.reporting.outcome import Plan
from clob_conformance.reporting.reports import report_json
from clob_conformance.reporting.verdict import Verdict
from clob_conformance.run import execution as runs

PLUGIN = "clob_conformance.pytest_plugin"
CHOSEN = frozenset({"getSpread", "getTime"})
OPTIONS = "--quick --seed 7 --suite examples --operation getSpread --operation getTime"
FAULT = "spread-number"


def asked(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What pytest says where nothing is configured, without others' plugins, which take long to load."""
    (folder / "pytest.ini").touch()
    command = [sys.executable, "-m", "pytest", "--pyargs", "clob_conformance", "-c", "pytest.ini"]
    command += ["--confcutdir", str(folder), "-p", "no:cacheprovider", "--junitxml", "junit.xml"]
    command += ["-p", "xdist.plugin", "-p", PLUGIN, *words]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_pytest_finds_the_plugin_by_itself() -> None:
    assert PLUGIN in {point.value for point in entry_points(group="pytest11")}


def test_the_verdict_is_that_of_a_run_with_the_same_seed(tmp_path: Path) -> None:
    done = asked(tmp_path, "-n", "2", "--clob-target", "sandbox", "--clob-run", f"{OPTIONS} --fault {FAULT}")
    plan = Plan(seed=7, quick=True, suites=("examples",), selection=Selection(CHOSEN), faults=(FAULT,))
    outcome = runs.execute(plan)
    verdict = Verdict.of(report_json(outcome, "5" * 64))
    assert done.returncode == verdict.exit_code == 1, done.stdout + done.stderr
    report = json.loads((tmp_path / "reports" / "conformance" / "report.json").read_text())
    assert report["verdict"] == verdict.word
    assert {one["id"] for one in report["findings"]} == {one.id for one in outcome.findings}
    said = reported(tmp_path)
    new = {(name, one.violation.clause.id) for one in outcome.new for name in one.places}
    follow = {(one.operation, one.clause.id) for found in outcome.new for one in found.consequences}
    assert said["failure"] == new | follow
    assert ("getTime", "response-schema") in said["passed"]
    by_the_clock = {"time-goes-on"}  # held where a second passed between two responses
    assert {clause for _, clause in said["skipped"]} >= outcome.skipped.keys() - by_the_clock
    assert "broken: The body of a response matches the schema" in done.stdout


def test_where_the_contract_is_kept_nothing_fails(tmp_path: Path) -> None:
    done = asked(tmp_path, "--clob-target", "sandbox", "--clob-run", OPTIONS)
    assert done.returncode == 0, done.stdout + done.stderr
    said = reported(tmp_path)
    assert said["failure"] == set()
    assert said["passed"] >= {(name, "response-schema") for name in CHOSEN}


def reported(folder: Path) -> dict[str, set[tuple[str, str]]]:
    """Operation and clause of every test, by what came of it."""
    said: dict[str, set[tuple[str, str]]] = {"passed": set(), "failure": set(), "skipped": set()}
    for case in ET.parse(folder / "junit.xml").getroot().iter("testcase"):  # noqa: S314 - our own file
        kind = next((part.tag for part in case if part.tag in said), "passed")
        said[kind].add((str(case.get("classname")).rpartition(".")[2], str(case.get("name"))))
    return said


def report(**more: Any) -> dict[str, Any]:
    """A report's values, as far as they are asked for."""
    reported = {
        "checked": {"response-schema": ["getSpread", "getTime"], "unknown-path": [""]},
        "skipped": {"trade-shape": "needs credentials"},
        "unmet": {"getOrders": "needs credentials"},
        "findings": [],
        "clauses": {},
        "operations": {},
        "unserved": [],
        "broken_off": "",
        "cases": 3,
        "not_reproduced": [],
        "left_out": {},
    }
    return {**reported, "summary": "", **more}


def test_what_was_not_checked_is_skipped_and_what_was_broken_off_fails() -> None:
    kept = results_of(report())
    assert kept["getTime"]["response-schema"].word == "passed"
    assert kept["getOrders"]["answered"] == ("skipped", "needs credentials")
    assert kept["the-whole-run"]["trade-shape"] == ("skipped", "needs credentials")
    assert kept["the-whole-run"]["to-the-end"].word == "passed"
    off = results_of(report(broken_off="cannot reach it"))
    assert off["the-whole-run"]["to-the-end"].word == "failed"


def test_what_cannot_be_judged_ends_pytest_as_the_command_ends(tmp_path: Path) -> None:
    done = asked(tmp_path, "--clob-target", "ftp://exchange.test")
    assert done.returncode == 64, done.stdout + done.stderr
    assert "neither sandbox, staging, production nor an http(s) URL" in done.stderr
    done = asked(tmp_path)
    assert done.returncode == pytest.ExitCode.INTERRUPTED
    assert "--clob-target TARGET: whom to judge" in done.stdout
