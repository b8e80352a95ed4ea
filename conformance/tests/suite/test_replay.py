"""A finding is shown again by one command, on the own sandbox and through a proxy that lies; no secret is
written on the way.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from attrs import define, field
from clob_conformance.reporting.outcome import Outcome
from clob_conformance.reporting.reports import write_reports
from clob_prove.faults import faults

from .test_command import command, variables
from .test_command import sandbox as sandbox  # noqa: PLC0414 - a fixture
from .test_reports_and_masking import outcome as outcome  # noqa: PLC0414 - a fixture


@define
class Proxy:
    """Passes everything on; `flip` may change a response. It keeps what went over it that is secret."""

    upstream: httpx.Client
    wanted: str = ""
    flip: tuple[bytes, bytes] = (b"", b"")
    headers: set[str] = field(factory=set)
    texts: list[str] = field(factory=list)
    url: str = ""

    def passed_on(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("content-length") or 0))
        headers = {k: v for k, v in handler.headers.items() if k.lower() not in ("host", "content-length")}
        response = self.upstream.request(handler.command, handler.path, headers=headers, content=body)
        content = response.content
        if self.wanted and handler.path.startswith(self.wanted):
            content = content.replace(*self.flip)
        self.headers.update(
            headers.get(f"POLY_{name}", "") for name in ("SIGNATURE", "API_KEY", "PASSPHRASE")
        )
        self.texts += [body.decode(), response.text]
        handler.send_response(response.status_code)
        for name in ("content-type", "allow"):
            if name in response.headers:
                handler.send_header(name, response.headers[name])
        handler.send_header("content-length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def secrets(self) -> set[str]:
        """Every key, secret, passphrase and signature that went by, in either direction."""
        named = r'"(?:apiKey|secret|passphrase|owner|signature)":"([^"]+)"'
        found = self.headers | {one for text in self.texts for one in re.findall(named, text)}
        return {one.removeprefix("0x") for one in found if re.fullmatch(r"[\w=+/-]{36,}", one)}


@pytest.fixture
def proxy(sandbox: dict[str, Any]) -> Iterator[Proxy]:
    """A proxy before a sandbox whose cancels leave `not_canceled` out."""
    relay = Proxy(httpx.Client(base_url=sandbox["url"], trust_env=False))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or every response's body waits 40 ms for the head to be acknowledged

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            relay.passed_on(self)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    relay.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield relay
    server.shutdown()
    server.server_close()
    relay.upstream.close()


def findings(folder: Path) -> list[dict[str, Any]]:
    report = json.loads((folder / "reports/conformance/report.json").read_text())
    return [finding for finding in report["findings"] if finding["known"] is None]


def again(
    folder: Path, finding: dict[str, Any], *more: str, **extra: str
) -> subprocess.CompletedProcess[str]:
    """The finding's own command, given by the report."""
    program, *words = finding["reproduce"].split()
    assert program == "clob-conformance"
    return command(folder, *words, *more, **extra)


@pytest.mark.parametrize(
    ("suite", "fault", "how"),
    [
        ("examples", "created-at-text", "1 stored request"),
        ("examples", "neg-risk-inverted", "the suite examples with seed 0"),
        ("auth", "stale-accepted", "the suite auth with seed 0"),
        ("lifecycle", "cancelled-stays-open", "the suite lifecycle with seed 0"),
        ("lifecycle", "cancel-without-not-canceled", "1 stored request"),
        ("pagination", "page-never-ends", "the suite pagination with seed 0"),
        ("limits", "batch-limit-off", "1 stored request"),
        ("properties", "any-asset-type", "1 stored request"),
    ],
)
def test_a_finding_of_each_suite_is_shown_again(suite: str, fault: str, how: str, tmp_path: Path) -> None:
    done = command(tmp_path, "run", "--quick", "--first", "--suite", suite, "--fault", fault)
    assert done.returncode == 1, done.stdout[-2000:] + done.stderr
    # One that was met in the same interaction may come before the run has ended, and stand first.
    found = next(one for one in findings(tmp_path) if one["clause"] in faults()[fault].breaks)
    shown = again(tmp_path, found)
    assert shown.returncode == 1, shown.stdout + shown.stderr
    assert f"shown again by {how}" in shown.stdout
    assert f"[{found['id']}] {found['clause']} at" in shown.stdout


def test_what_a_lying_proxy_changes_is_found_and_shown_again_until_it_stops(
    proxy: Proxy, sandbox: dict[str, Any], tmp_path: Path
) -> None:
    given = variables(sandbox)
    proxy.wanted, proxy.flip = "/neg-risk?", (b'"neg_risk":false', b'"neg_risk":true')
    words = (
        "run",
        "--target",
        proxy.url,
        "--trade",
        "--quick",
        "--suite",
        "examples",
        "--suite",
        "lifecycle",
    )
    done = command(tmp_path, *words, **given)
    assert done.returncode == 1, done.stdout[-2000:] + done.stderr
    reported = {finding["clause"]: finding for finding in findings(tmp_path)}
    # Whoever was asked second differs from what was told first.
    assert "/neg-risk?" in json.dumps(reported["told-alike"]["interactions"])
    refused = again(tmp_path, reported["response-schema"], **given)
    assert (refused.returncode, "--trade" in refused.stderr) == (2, True)
    replayed = [
        again(tmp_path, reported[name], "--trade", **given) for name in ("told-alike", "response-schema")
    ]
    assert [shown.returncode for shown in replayed] == [1, 1], [one.stderr for one in replayed]

    proxy.wanted = ""
    gone = again(tmp_path, reported["told-alike"], "--trade", **given)
    assert (gone.returncode, gone.stderr) == (0, "")
    assert "not shown any more" in gone.stdout

    reported_on_terminals = [done, gone, *replayed]
    artefacts = [one.stdout + one.stderr for one in reported_on_terminals]
    artefacts += [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    secrets = proxy.secrets() | {value.removeprefix("0x") for value in given.values()}
    assert len(secrets) > 300
    assert len(artefacts) == len(reported_on_terminals) + 4
    for secret in secrets:
        for spelling in spellings(secret):
            assert not any(spelling in artefact for artefact in artefacts)


def spellings(secret: str) -> set[str]:
    """The secret as it may stand in a file: raw, percent-encoded, in base64, with JSON's escapes."""
    encoded = base64.b64encode(secret.encode()).decode()
    return {secret, quote(secret, safe=""), encoded, json.dumps(secret)[1:-1].replace("/", "\\/")}


def test_secrets_are_shown_on_the_terminal_alone_and_only_when_asked_for(
    sandbox: dict[str, Any], tmp_path: Path
) -> None:
    given = variables(sandbox)
    words = ("run", "--target", sandbox["url"], "--trade", "--quick", "--first", "--suite", "lifecycle")
    shown = command(tmp_path, *words, "--show-secrets", **given)
    assert shown.returncode == 1, shown.stdout + shown.stderr
    (signature,) = set(re.findall(r"poly_signature: (\S+)", shown.stdout))
    assert len(signature) > 40
    files = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert signature not in files
    assert "poly_signature: ***" in files


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        (None, "no report in reports/conformance: report.json: No such file or directory"),
        ({"schema_version": 1, "findings": {}}, "no finding 0123456789 in the report; there are: none"),
        (
            {"schema_version": 1, "findings": {"b" * 10: {}, "a" * 10: {}}},
            f"no finding 0123456789 in the report; there are: {'a' * 10}, {'b' * 10}",
        ),
        ({"schema_version": 7}, "report.json has the schema version 7, not 1"),
        (
            {"schema_version": 1, "findings": {"0123456789": {"plan": {}, "suites": []}}},
            "the stored finding 0123456789 is unreadable: KeyError('operations')",
        ),
        (
            {"schema_version": 1, "findings": {"0123456789": {"plan": {"speed": 1}, "suites": []}}},
            "the stored finding 0123456789 has a plan with speed, which is unknown",
        ),
    ],
)
def test_what_cannot_be_replayed_ends_with_2_and_one_sentence(
    report: dict[str, Any] | None, sentence: str, outcome: Outcome, tmp_path: Path
) -> None:
    folder = tmp_path / "reports/conformance"
    if report is not None:
        write_reports(outcome, folder, "5" * 64)
        (folder / "replay.json").write_text(json.dumps(report))
    if report is not None and report["schema_version"] != 1:
        (folder / "report.json").write_text(json.dumps(report))
    done = command(tmp_path, "replay", "0123456789")
    assert done.returncode == 2
    assert done.stderr.strip().endswith(sentence)
    assert len(done.stderr.strip().splitlines()) == 1
