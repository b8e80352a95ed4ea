"""The command against the sandbox, as a user runs it: exit codes, planted faults, and what is left behind."""

from __future__ import annotations

import importlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import httpx
import pytest
from clob_conformance.cli import main
from polymarket_clob.credentials import Credentials
from polymarket_clob.signing import l2_headers

COMMAND = [sys.executable, "-c", "from clob_conformance.cli import main; main()"]
GUARD = 1800  # seconds; against hanging for ever, no measure of anything
VARIABLES = ("PK", "CLOB_API_KEY", "CLOB_SECRET", "CLOB_PASS_PHRASE", "CLOB_ADDRESS", "CLOB_FUNDER")


def command(folder: Path, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run the command in an empty folder, in this process, whose start takes longer than many a run."""
    said, complained, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(complained):
        patch.chdir(folder)
        for name in VARIABLES:
            patch.delenv(name, raising=False)
        for name, value in extra.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["clob-conformance", *words])
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return subprocess.CompletedProcess(words, code, said.getvalue(), complained.getvalue())


def started(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in an empty folder, as a process of its own."""
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env=environment({}),
        capture_output=True,
        text=True,
        timeout=GUARD,
        check=False,
    )


def environment(extra: dict[str, str]) -> dict[str, str]:
    return {**{name: value for name, value in os.environ.items() if name not in VARIABLES}, **extra}


def report(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "reports/conformance/report.json").read_text())
    return found


@pytest.fixture
def sandbox() -> Iterator[dict[str, Any]]:
    start = "from clob_sandbox.cli import main; main()"
    words = [sys.executable, "-c", start, "serve", "--with-parent", "--fault", "cancel-without-not-canceled"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())
    process.terminate()
    process.wait(GUARD)


def variables(ready: dict[str, Any]) -> dict[str, str]:
    account = ready["account"]
    return {
        "PK": account["private_key"],
        "CLOB_API_KEY": account["api_key"],
        "CLOB_SECRET": account["secret"],
        "CLOB_PASS_PHRASE": account["passphrase"],
    }


def test_the_faultless_sandbox_keeps_the_contract_and_every_served_operation_succeeds(tmp_path: Path) -> None:
    done = started(tmp_path, "run", "--quick")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    found = report(tmp_path)
    assert found["findings"] == []
    assert found["cases"] > 2000
    assert found["clauses"]["exercised"] == "kept"
    assert "broken" not in found["clauses"].values()
    assert "not-run" not in {found["clauses"][name] for name in found["clauses"] if name != "book-timestamp"}
    assert "POST /order " in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["reports"]


def test_the_observed_sandbox_shows_known_differences_and_nothing_new(tmp_path: Path) -> None:
    done = command(tmp_path, "run", "--quick", "--profile", "observed")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    known = {finding["known"] for finding in report(tmp_path)["findings"]}
    assert {"midpoint-key", "price-string", "book-order", "order-units", "rates-null", "plural-get"} <= known
    assert "no longer reproduces: " not in done.stdout


@pytest.mark.parametrize(
    ("fault", "suite", "clause", "operation"),
    [
        ("cancel-without-not-canceled", "lifecycle", "response-schema", "cancelOrder"),
        ("cancelled-stays-open", "lifecycle", "matched-only-grows", "getOrders"),
        ("wrong-hmac-accepted", "auth", "auth-other-secret", "cancelOrder"),
    ],
)
def test_a_planted_fault_is_named_with_its_clause_and_operation(
    fault: str, suite: str, clause: str, operation: str, tmp_path: Path
) -> None:
    done = command(tmp_path, "run", "--quick", "--suite", suite, "--fault", fault)
    assert done.returncode == 1
    assert f"{clause} at " in done.stdout
    named = [finding for finding in report(tmp_path)["findings"] if finding["clause"] == clause]
    assert operation in {place for finding in named for place in (finding["operation"], *finding["also_at"])}


def test_a_run_may_end_at_the_first_finding_by_a_clause(tmp_path: Path) -> None:
    words = ["run", "--quick", "--suite", "examples", "--suite", "limits"]
    words += ["--fault", "limit-text-other", "--fault", "mid-price-number"]
    complete = {
        ("response-schema", "getMidpoint"),
        ("limit-text", "cancelOrders"),
        ("limit-text", "postOrders"),
    }
    for option, found in ((("--first-of", "limit-text"), 2), ((), 3)):
        done = command(tmp_path, *words, *option)
        assert done.returncode == 1
        reported = {(one["clause"], one["operation"]) for one in report(tmp_path)["findings"]}
        assert ("response-schema", "getMidpoint") in reported
        assert reported <= complete
        assert len(reported) == found


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--target", "nowhere"],
            "--target nowhere: neither sandbox, staging, production nor an http(s) URL",
        ),
        (["--suite", "all"], "--suite all: one of examples, properties, auth, lifecycle, pagination, limits"),
        (["--shard", "3/2"], "--shard 3/2: I/N with 1 <= I <= N"),
        (["--profile", "x"], "--profile x: one of documented, observed"),
        (["--judge", "x"], "--judge x: one of repaired, published"),
        (
            ["--target", "http://127.0.0.1:1", "--fault", "x"],
            "--fault plants a fault in the run's own sandbox",
        ),
        (["--target", "http://127.0.0.1:1", "--without", "x"], "--without is about the run's own sandbox"),
        (["--first-of", "x"], "--first-of x: no clause; clob-conformance clauses lists them"),
        (["--nonsense"], "No such option"),
        (["--max-examples", "0"], "0 is not in the range"),
    ],
)
def test_wrong_usage_ends_with_64_and_says_why(words: list[str], sentence: str, tmp_path: Path) -> None:
    done = command(tmp_path, "run", *words)
    assert done.returncode == 64
    assert sentence in done.stderr


def test_an_unreachable_target_ends_with_2_and_one_sentence(tmp_path: Path) -> None:
    done = started(tmp_path, "run", "--target", "http://127.0.0.1:1")
    assert done.returncode == 2
    assert done.stderr.strip().startswith("clob-conformance: cannot reach http://127.0.0.1:1")
    assert len(done.stderr.strip().splitlines()) == 1


def test_wrong_credentials_end_with_2_and_a_failing_run_shows_no_secret(
    sandbox: dict[str, Any], tmp_path: Path
) -> None:
    given = variables(sandbox)
    refused = command(tmp_path, "run", "--target", sandbox["url"], **{**given, "CLOB_PASS_PHRASE": "wrong"})
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"clob-conformance: credentials refused by {sandbox['url']}: 401")
    assert len(refused.stderr.strip().splitlines()) == 1

    words = (
        "run",
        "--target",
        sandbox["url"],
        "--quick",
        "--suite",
        "examples",
        "--suite",
        "lifecycle",
        "--trade",
    )
    failing = command(tmp_path, *words, **given)
    assert failing.returncode == 1, failing.stdout + failing.stderr
    assert "response-schema at cancel" in failing.stdout
    shown = failing.stdout + failing.stderr
    shown += "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    for secret in given.values():
        assert secret.removeprefix("0x") not in shown


def test_an_interrupted_run_leaves_no_order_open(sandbox: dict[str, Any], tmp_path: Path) -> None:
    given = variables(sandbox)
    words = ["run", "--target", sandbox["url"], "--suite", "lifecycle", "--trade"]
    running = subprocess.Popen(
        [*COMMAND, *words],
        cwd=tmp_path,
        env=environment(given),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + GUARD
    while not open_orders(sandbox) and time.monotonic() < deadline and running.poll() is None:
        pass
    running.send_signal(signal.SIGTERM)
    _, complaint = running.communicate(timeout=GUARD)
    assert running.returncode == 130, complaint
    assert open_orders(sandbox) == []


def open_orders(ready: dict[str, Any]) -> list[Any]:
    account = ready["account"]
    key = Credentials(account["api_key"], account["secret"], account["passphrase"], account["address"])
    headers = l2_headers(key, timestamp=int(time.time()), method="GET", path="/data/orders")
    listed: list[Any] = httpx.get(f"{ready['url']}/data/orders", headers=headers).json()["data"]
    return listed


def test_clauses_lists_the_catalogue(tmp_path: Path) -> None:
    done = command(tmp_path, "clauses")
    assert done.returncode == 0
    for name in ("response-schema", "cancel-partition", "auth-stale", "pages-end", "limit-enforced"):
        assert name in done.stdout


def test_clauses_as_json_have_a_line_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["clob-conformance", "clauses", "--json"])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    reported = capsys.readouterr().out
    clauses = {one["id"]: one for one in json.loads(reported)}
    assert clauses["order-accepted"] == {
        "id": "order-accepted",
        "sentence": "A well-signed post-only order away from the market is taken.",
        "source": "description: POST /order; docs/protocol/orders.md#order-id",
        "severity": "critical",
        "suites": ["lifecycle"],
        "operations": ["postOrder"],
    }
    assert len([line for line in reported.splitlines() if '"id": ' in line]) == len(clauses) > 90


def test_a_module_of_the_project_that_is_missing_is_no_matter_of_an_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "clob_sandbox.cli.commands", raising=False)
    monkeypatch.setitem(sys.modules, "clob_sandbox.server", None)
    with pytest.raises(ModuleNotFoundError, match=r"clob_sandbox\.server"):
        importlib.import_module("clob_sandbox.cli").main()
