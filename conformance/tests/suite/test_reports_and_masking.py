"""The report files have the promised shape, and no secret in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from clob_conformance.description import Description
from clob_conformance.exchange import Answer, Exchange, Masker, Request
from clob_conformance.findings import Breach, Finding
from clob_conformance.judge import RESPONSE_SCHEMA
from clob_conformance.record import Tally
from clob_conformance.reports import finding_text, junit, reproduce, summary, write_reports
from clob_conformance.run import Outcome, Plan

from .conftest import account

REPORT_KEYS = [
    "schema_version",
    "target",
    "judge",
    "profile",
    "spec_sha256",
    "seed",
    "started",
    "duration_s",
    "cases",
    "operations",
    "clauses",
    "findings",
    "summary",
]
FINDING_KEYS = ["id", "operation", "clause", "severity", "message", "known", "reproduce"]


def telltale() -> Exchange:
    """An exchange that carries every kind of secret."""
    someone = account(1)
    key = someone.credentials
    assert key is not None
    body = {"owner": key.api_key, "order": {"signature": "0x" + "5a" * 65}}
    answer = {
        "apiKey": "fresh-key",
        "secret": "fresh-secret",
        "passphrase": "fresh-phrase",
        "apiKeys": ["listed-key"],
    }
    headers = someone.headers("L2", "POST", "/order", json.dumps(body).encode())
    return Exchange(
        Request(
            "POST",
            f"/order?k={key.secret}",
            {k.lower(): v for k, v in headers.items()},
            json.dumps(body).encode(),
        ),
        Answer(200, {"content-type": "application/json"}, json.dumps(answer).encode()),
    )


def secrets_of(exchange: Exchange) -> list[str]:
    key = account(1).credentials
    assert key is not None
    signature = exchange.request.headers["poly_signature"]
    fresh = ["fresh-key", "fresh-secret", "fresh-phrase", "listed-key", "5a5a5a"]
    return [key.api_key, key.secret, key.passphrase, signature, *fresh]


@pytest.fixture
def outcome(published: Description) -> Outcome:
    masker = Masker()
    masker.learn(account(1).secrets())
    breach = Breach(RESPONSE_SCHEMA, "postOrder", "status is \x00 missing <&>", "200 $ required:status")
    tally = Tally(cases=3, checks=9)
    tally.statuses.update([200, 200, 400])
    known = Finding(evolve(breach, operation="getMidpoint"), (), "midpoint-key")
    return Outcome(
        plan=Plan(seed=7, quick=True, faults=("cancelled-stays-open",)),
        url="http://127.0.0.1:1",
        started=datetime(2026, 10, 2, 12, 0, tzinfo=UTC),
        duration_s=1.5,
        cases=3,
        description=published,
        tallies={"postOrder": tally},
        unserved=frozenset({"getMultiMarkets"}),
        findings=(Finding(breach, (telltale(),), None), known),
        gone=(),
        clauses={"response-schema": "broken", "book-sorted": "not-run"},
        masker=masker,
    )


def test_the_report_has_the_promised_keys(outcome: Outcome, tmp_path: Path) -> None:
    write_reports(outcome, tmp_path / "new" / "folder", "5" * 64)
    report = json.loads((tmp_path / "new" / "folder" / "report.json").read_text())
    assert list(report) == REPORT_KEYS
    assert report["operations"] == {
        "postOrder": {"cases": 3, "statuses": {"200": 2, "400": 1}, "checks": 9, "findings": 1}
    }
    assert [list(finding) for finding in report["findings"]] == [FINDING_KEYS, FINDING_KEYS]
    assert [finding["known"] for finding in report["findings"]] == [None, "midpoint-key"]
    assert set(report["clauses"].values()) <= {"kept", "broken", "known", "gone", "not-run"}
    assert report["spec_sha256"] == "5" * 64
    assert report["started"] == "2026-10-02T12:00:00+00:00"


def test_junit_fails_the_operation_with_new_findings_and_reads_back(outcome: Outcome, tmp_path: Path) -> None:
    write_reports(outcome, tmp_path, "5" * 64)
    suite = ET.parse(tmp_path / "junit.xml").getroot()  # noqa: S314 - our own file
    assert (suite.tag, suite.get("tests"), suite.get("failures")) == ("testsuite", "1", "1")
    (failure,) = suite.findall("testcase[@name='postOrder']/failure")
    assert failure.get("message") == "postOrder breaks response-schema"
    assert "status is � missing <&>" in (failure.text or "")


def test_no_secret_reaches_a_file_or_the_terminal(outcome: Outcome, tmp_path: Path) -> None:
    write_reports(outcome, tmp_path, "5" * 64)
    shown = finding_text(outcome, outcome.findings[0]) + "".join(f.read_text() for f in tmp_path.iterdir())
    for secret in secrets_of(telltale()):
        assert secret not in shown


def test_addresses_and_order_ids_stay_readable(outcome: Outcome) -> None:
    shown = finding_text(outcome, outcome.findings[0])
    assert account(1).address in shown
    assert outcome.masker.text('{"orderID":"0x' + "ab" * 32 + '"}').endswith("ab" * 32 + '"}')


def test_the_summary_and_the_command_say_what_was_done(outcome: Outcome) -> None:
    assert summary(outcome) == "1 operations, 3 cases, 1 new finding, 1 known, 1 operations unserved"
    assert outcome.exit_code == 1
    assert evolve(outcome, findings=outcome.findings[1:]).exit_code == 0
    command = "clob-conformance run --target sandbox --profile documented --judge repaired --seed 7 --quick"
    assert reproduce(outcome) == f"{command} --fault cancelled-stays-open"


def test_an_operation_without_a_finding_passes_in_junit(outcome: Outcome) -> None:
    suite = junit(evolve(outcome, findings=()))
    assert [list(case) for case in suite] == [[]]
