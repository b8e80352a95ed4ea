"""Client, suite and sandbox where Python lacks what it lacks on Windows, in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LACKING = Path(__file__).parent / "windows"
SCRIPT = """
import polymarket_clob._cli, polymarket_clob.fast, polymarket_clob.pytest_plugin
from clob_conformance.run import execution
from clob_conformance.reporting.outcome import Plan
from clob_conformance.environment.sandbox import running_process
from clob_sandbox.cli.env import NoSandbox, variables
from polymarket_clob import ClobClient
from clob_conformance.cli import commands

if __name__ == "__main__":
    with running_process("observed", 0) as (process, ready):
        assert variables(ready["url"])["CLOB_API_URL"] == ready["url"]
        try:
            variables(None)
        except NoSandbox:  # one that another program started for itself is looked at, and passed over
            pass
        else:
            raise AssertionError("a sandbox was found")
        account = ready["account"]
        with ClobClient(ready["url"], key=account["private_key"]) as client:
            assert client.create_or_derive_api_key().api_key == account["api_key"]
    assert process.returncode == 0, process.returncode
    plan = Plan(suites=("examples",), quick=True, only=frozenset({"getSpread", "getTime"}))
    outcome = execution.execute(plan)
    assert outcome.tallies["getSpread"].succeeded
    assert not outcome.findings, outcome.findings
    print("all is well")
"""


def test_client_suite_and_sandbox_run_without_what_windows_lacks(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(LACKING), "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "all is well\n"), done.stderr
