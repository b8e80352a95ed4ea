"""The report files have the promised shape, and no secret in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest
from attrs import evolve
from clob_conformance.checks.record import Tally
from clob_conformance.checks.validator import RESPONSE_SCHEMA
from clob_conformance.cli import telling
from clob_conformance.core.clauses import SUITES
from clob_conformance.core.description import Description
from clob_conformance.core.errors import CannotRun
from clob_conformance.core.findings import Finding, Violation
from clob_conformance.core.interaction import Interaction, Masker, Request, Response
from clob_conformance.core.timing import Times
from clob_conformance.reporting.junit import junit
from clob_conformance.reporting.outcome import Outcome, Plan
from clob_conformance.reporting.page import TEMPLATES
from clob_conformance.reporting.reports import command, finding_json, report_json, try_folder, write_reports
from clob_conformance.reporting.verdict import Verdict, finding_text, summary
from rich.console import Console

from .conftest import account, exit_code, interaction

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
SCHEMA = json.loads((TEMPLATES / "report.schema.json").read_text())


@cache
def telltale() -> Interaction:
    """An exchange that carries every kind of secret: always the same, as a signature is of its second."""
    someone = account(1)
    key = someone.credentials
    assert key is not None
    body = {"owner": key.api_key, "order": {"signature": "0x" + "5a" * 65}}
    response = {
        "apiKey": "fresh-key",
        "secret": "fresh-secret",
        "passphrase": "fresh-phrase",
        "apiKeys": ["listed-key"],
    }
    headers = someone.headers("L2", "POST", "/order", json.dumps(body).encode())
    return Interaction(
        Request(
            "POST",
            f"/order?k={key.secret}",
            {k.lower(): v for k, v in headers.items()},
            json.dumps(body).encode(),
        ),
        Response(200, {"content-type": "application/json"}, json.dumps(response).encode()),
    )


def secrets_of(interaction: Interaction) -> list[str]:
    key = account(1).credentials
    assert key is not None
    signature = interaction.request.headers["poly_signature"]
    fresh = ["fresh-key", "fresh-secret", "fresh-phrase", "listed-key", "5a5a5a"]
    return [key.api_key, key.secret, key.passphrase, signature, *fresh]


@pytest.fixture
def outcome(published: Description) -> Outcome:
    masker = Masker()
    masker.learn(account(1).secrets())
    violation = Violation(RESPONSE_SCHEMA, "postOrder", "status is \x00 missing <&>", "200 $ required:status")
    tally = Tally(cases=3, checks=9)
    tally.statuses.update([200, 200, 400])
    known = Finding(evolve(violation, operation="getMidpoint"), (), "midpoint-key")
    new = Finding(violation, (telltale(),), None, "examples", {"postOrder": "", "postOrders": "status"})
    return Outcome(
        plan=Plan(seed=7, quick=True, faults=("cancelled-stays-open",)),
        url="http://127.0.0.1:1",
        started=datetime(2026, 10, 2, 12, 0, tzinfo=UTC),
        duration_s=1.5,
        cases=3,
        description=published,
        tallies={"postOrder": tally},
        unserved=frozenset({"getMultiMarkets"}),
        findings=(new, known),
        not_reproduced=(),
        clauses={"response-schema": "broken", "book-sorted": "not-run"},
        masker=masker,
        scenes={new.id: (), known.id: ()},
        suites=SUITES,
        left_out={},
        checked=frozenset(),
        needs="",
    )


def test_the_report_has_the_promised_keys(outcome: Outcome, tmp_path: Path) -> None:
    write_reports(outcome, tmp_path / "new" / "folder", "5" * 64)
    report = json.loads((tmp_path / "new" / "folder" / "report.json").read_text())
    jsonschema_rs.validate(SCHEMA, report)
    assert set(REPORT_KEYS) <= report.keys()
    assert report["operations"] == {
        "postOrder": {
            "cases": 3,
            "statuses": {"200": 2, "400": 1},
            "checks": 9,
            "findings": 1,
            "label": "POST /order",
            "seconds": 0.0,
            "times": Times().json(),
        }
    }
    assert all(list(finding)[:7] == FINDING_KEYS for finding in report["findings"])
    assert report["findings"][0]["also_at"] == {"postOrders": "status"}
    assert [finding["known"] for finding in report["findings"]] == [None, "midpoint-key"]
    assert set(report["clauses"].values()) <= {"kept", "broken", "known", "not-reproduced", "not-run"}
    assert report["spec_sha256"] == "5" * 64
    assert report["started"] == "2026-10-02T12:00:00+00:00"


def test_the_schema_of_the_report_knows_every_promised_key_and_misses_none() -> None:
    assert set(REPORT_KEYS) <= set(SCHEMA["required"])
    assert set(FINDING_KEYS) <= set(SCHEMA["$defs"]["finding"]["required"])
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(SCHEMA, dict.fromkeys(REPORT_KEYS))


def test_junit_fails_the_operation_with_new_findings_and_reads_back(outcome: Outcome, tmp_path: Path) -> None:
    write_reports(outcome, tmp_path, "5" * 64)
    suite = ET.parse(tmp_path / "junit.xml").getroot()  # noqa: S314 - our own file
    assert (suite.tag, suite.get("tests"), suite.get("failures")) == ("testsuite", "4", "2")
    (failure,) = suite.findall("testcase[@name='postOrder']/failure")
    assert failure.get("message") == "response-schema: status is \\x00 missing <&>"
    seed = suite.find("properties/property[@name='seed']")
    assert seed is not None
    assert seed.get("value") == "7"
    assert "status is \\x00 missing <&>" in (failure.text or "")


def reported(outcome: Outcome, masker: Masker | None = None) -> str:
    """The first finding as the terminal tells it."""
    return finding_text(finding_json(outcome.findings[0], masker or outcome.masker))


def test_the_terminal_shows_secrets_when_asked_to(outcome: Outcome) -> None:
    shown = reported(outcome, evolve(outcome.masker, open=True))
    for secret in secrets_of(telltale()):
        assert secret in shown


def test_a_secret_is_masked_in_every_spelling() -> None:
    masker, secret = Masker(), 'a/b+c="d'
    masker.learn([secret])
    escaped = json.dumps(secret)[1:-1]
    for form in (secret, escaped, escaped.replace("/", "\\/"), quote(secret, safe="")):
        assert masker.text(f"x {form} y") == "x *** y"


def test_a_secret_that_an_answer_carries_is_masked_where_it_stands_without_its_name() -> None:
    made = interaction("POST", "/auth/api-key", 200, {"apiKey": "made-just-now-1", "keys": ["kept"]})
    finding = Finding(
        Violation(RESPONSE_SCHEMA, "createApiKey", '"made-just-now-1" is too short'), (made,), None
    )
    text = json.dumps(finding_json(finding, Masker()))
    assert "made-just-now" not in text
    assert "kept" in text


def test_no_secret_reaches_a_file_or_the_terminal(outcome: Outcome, tmp_path: Path) -> None:
    write_reports(outcome, tmp_path, "5" * 64)
    shown = reported(outcome) + "".join(f.read_text() for f in tmp_path.iterdir())
    for secret in secrets_of(telltale()):
        assert secret not in shown


def test_addresses_and_order_ids_stay_readable(outcome: Outcome) -> None:
    shown = reported(outcome)
    assert account(1).address in shown
    assert outcome.masker.text('{"orderID":"0x' + "ab" * 32 + '"}').endswith("ab" * 32 + '"}')


def test_the_summary_and_the_command_say_what_was_done(outcome: Outcome) -> None:
    report = report_json(outcome, "5" * 64)
    assert summary(report) == (
        "1 operation, 3 cases, 1 new finding, 1 known, 1 of 2 clauses checked, 1 operation unserved"
    )
    assert exit_code(outcome) == 1
    assert exit_code(evolve(outcome, findings=outcome.findings[1:])) == 0
    again = "clob-conformance run --target sandbox --profile documented --judge repaired --seed 7 --quick"
    assert command(outcome.plan) == f"{again} --fault cancelled-stays-open"
    (one, _) = report["findings"]
    assert one["reproduce"] == f"clob-conformance replay {one['id']}"
    (one, _) = report_json(outcome, "5" * 64, Path("my reports"))["findings"]
    assert one["reproduce"] == f"clob-conformance replay {one['id']} --report-dir 'my reports'"


def test_an_operation_without_a_finding_passes_in_junit(outcome: Outcome) -> None:
    suite = junit(Verdict.of(report_json(evolve(outcome, findings=()), "5" * 64)))
    judged = [case for case in suite.iter("testcase") if case.find("skipped") is None]
    assert [list(case) for case in judged] == [[]]


def test_a_folder_that_cannot_be_written_is_found_out_before_anything_is_judged(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "deeper"):
        with pytest.raises(CannotRun, match="no report can be written there: Not a directory"):
            try_folder(folder)
    try_folder(tmp_path / "new" / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_report_that_cannot_be_written_in_the_end_loses_no_verdict(
    outcome: Outcome, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit) as end:
        telling.tell(Console(width=200), outcome, tmp_path / "file", show_secrets=False)
    assert end.value.code == 1
    reported = capsys.readouterr()
    assert "new finding" in reported.out
    assert "the report is not written to" in reported.err
