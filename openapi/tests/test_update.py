"""The drill: a local server serves a changed description, and the tree is made anew; or stays as it was."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from clob_spec import project as project_module
from clob_spec.acknowledged import read_acknowledged
from clob_spec.cli import main
from clob_spec.difference import Change, Level, compare_documents
from clob_spec.document import read_yaml, to_yaml
from clob_spec.errors import SpecError
from clob_spec.fetch import MOST_BYTES, Patience, read_source
from clob_spec.generate import Tree, effective, read_tree
from clob_spec.project import Project
from clob_spec.proposal import changelog, next_version
from clob_spec.signatures import NameChanges, compare_trees, handwritten_users, signatures
from clob_spec.update import new_findings, put_in_place, review_overlays, update

from .checkouts import ROOT, copied, environment

CHANGING = ("openapi", "generated", "overlays/spec")


class Upstream(ThreadingHTTPServer):
    """A server of one description, which a test writes."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        self.content = b""
        self.kind = "application/yaml"
        self.failures = 0
        self.asked = 0
        self.length: int | None = None
        self.endless = b""
        self.silent = threading.Event()
        self.hangs = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/clob-openapi.yaml"


class Page(BaseHTTPRequestHandler):
    server: Upstream

    def do_GET(self) -> None:
        self.server.asked += 1
        if self.server.hangs:
            self.server.silent.wait(600)
            return
        failing = self.server.asked <= self.server.failures
        self.send_response(503 if failing else 200)
        self.send_header("content-type", self.server.kind)
        if not self.server.endless:
            self.send_header("content-length", str(self.server.length or len(self.server.content)))
        self.end_headers()
        self.wfile.write(self.server.content)
        try:
            for _ in range(3000 if self.server.endless else 0):
                self.wfile.write(self.server.endless)
        except (BrokenPipeError, ConnectionResetError):
            self.server.silent.set()

    def log_message(self, *arguments: object) -> None:
        """Nothing: the test's output is its own."""


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    server = Upstream()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.silent.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the rooms that an update reads and writes."""
    root = tmp_path / "checkout"
    for name in (*CHANGING, "overlays/templates"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A copy of the project with an environment of its own: this one's tools, reading the copy's sources."""
    # Of the quick suite one part runs; tests/test_wheel.py runs it whole.
    return copied(tmp_path / "checkout", appended={"clob-conformance": "--suite examples"})


def snapshot(root: Path) -> dict[str, str]:
    """Every file of the rooms that an update may write."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for name in CHANGING
        for path in sorted((root / name).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    } | {path.name: "" for path in root.iterdir()}


def make(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(
        command, cwd=root, env=environment(root), capture_output=True, text=True, check=False
    )


def clob_spec(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(root / ".venv" / "bin" / "clob-spec"), *arguments]
    return subprocess.run(
        command, cwd=root, env=environment(root), capture_output=True, text=True, check=False
    )


def command(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command about a copy, in this process, whose start takes longer than most of what it does."""
    said, complained = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(complained):
        patch.setattr(project_module, "_CHECKOUT", root)
        patch.setattr(sys, "argv", ["clob-spec", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    return subprocess.CompletedProcess(
        arguments, int(ended.value.code or 0), said.getvalue(), complained.getvalue()
    )


def changed_description() -> Any:
    """The vendored description with a new signed operation, a renamed property, and a tightened bound."""
    document = read_yaml(ROOT / "openapi" / "clob-openapi.yaml")
    document["paths"]["/portfolio-value"] = {
        "get": {
            "operationId": "getPortfolioValue",
            "summary": "Value of everything held",
            "tags": ["Account"],
            "security": document["paths"]["/cancel-all"]["delete"]["security"],
            "parameters": [{"name": "day", "in": "query", "required": True, "schema": {"type": "string"}}],
            "responses": {
                "200": {
                    "description": "The value.",
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["value"],
                                "properties": {"value": {"type": "string"}},
                            }
                        }
                    },
                },
                "401": {"description": "Not authenticated."},
            },
        }
    }
    fee = document["components"]["schemas"]["TotalUserEarning"]
    renamed = {"asset_rate": "asset_price"}
    assert fee["properties"].keys() & renamed.keys()
    fee["properties"] = {renamed.get(name, name): value for name, value in fee["properties"].items()}
    fee["required"] = [renamed.get(name, name) for name in fee.get("required", [])]
    document["paths"]["/orders"]["post"]["requestBody"]["content"]["application/json"]["schema"][
        "maxItems"
    ] = 10
    return document


_CALL = """
import sys
import httpx
from polymarket_clob import Credentials
from polymarket_clob._auth import L2Auth
from polymarket_clob_api import Client
from polymarket_clob_api.api.account import get_portfolio_value
from polymarket_clob_api.operations import OPERATIONS

def answer(request):
    assert request.url.path == "/portfolio-value" and request.url.params["day"] == "today"
    assert request.headers["POLY_API_KEY"] == "key" and request.headers["POLY_SIGNATURE"]
    return httpx.Response(200, json={"value": "12.5"})

auth = L2Auth(Credentials("key", "c2VjcmV0", "phrase", "0x" + "11" * 20))
arguments = {"transport": httpx.MockTransport(answer), "auth": auth}
client = Client(base_url="http://clob.test", httpx_args=arguments)
assert get_portfolio_value.sync(client=client, day="today").value == "12.5"
print(OPERATIONS["getPortfolioValue"].level)
"""


def test_a_changed_description_ends_in_a_new_client_and_a_page_that_says_it_all(
    upstream: Upstream, whole: Path, tmp_path: Path
) -> None:
    document = changed_description()
    upstream.content = to_yaml(document).encode()
    (tmp_path / "old.yaml").write_bytes((whole / "openapi" / "clob-openapi.yaml").read_bytes())
    (tmp_path / "new.yaml").write_bytes(upstream.content)
    assert clob_spec(whole, "diff", str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")).returncode == 2

    done = make(whole, "spec-update", f"FROM={upstream.url}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (whole / "openapi" / "clob-openapi.yaml").read_bytes() == upstream.content
    source = tomllib.loads((whole / "openapi" / "source.toml").read_text())
    assert source["sha256"] == hashlib.sha256(upstream.content).hexdigest()
    assert (source["operations"], source["paths"]) == (67, 55)

    called = subprocess.run(
        [sys.executable, "-c", _CALL], env=environment(whole), capture_output=True, text=True, check=False
    )
    assert called.stdout == "L2\n", called.stderr

    page = (whole / "spec-change.md").read_text(encoding="utf-8")
    assert "Class: **breaking**." in page
    for rule, what in (
        ("operation-added", "GET /portfolio-value"),
        ("property-renamed", '"asset_rate" -> "asset_price"'),
        ("limit-tightened", "15 -> 10"),
    ):
        assert re.search(rf"^\|.*{re.escape(rule)}.*{re.escape(what)}", page, re.MULTILINE), page
    assert "- appears: `operations.OPERATIONS['getPortfolioValue']`: `GET /portfolio-value, L2`" in page
    assert "- vanishes: `models.TotalUserEarning.asset_rate`" in page
    assert "Proposed version: **0.2.0**." in page
    assert "The sandbox lacks `GET /portfolio-value (getPortfolioValue)`." in page
    assert re.search(r"^\| `make check` \| ", page, re.MULTILINE)
    assert page.index("## Verdict") < page.index("## Changes")
    assert re.search(r"^\| `clob-conformance run --quick` \| the contract is kept \|", page, re.MULTILINE)

    again = clob_spec(whole, "update", "--from", upstream.url)
    assert again.returncode == 0, again.stderr
    assert "Class: **none**." in (whole / "spec-change.md").read_text(encoding="utf-8")


def test_the_date_in_source_toml_is_the_contents_own(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.yaml"
    tree = read_tree(Project(checkout).generated)  # making it anew says nothing of a date
    monkeypatch.setattr("clob_spec.update._generated", lambda *_: tree)

    def date_of(text: str, dated: dt.date | None) -> dt.date:
        path.write_text(text, encoding="utf-8")
        changed_at = dt.datetime(2026, 3, 4, tzinfo=dt.UTC).timestamp()
        os.utime(path, (changed_at, changed_at))
        update(Project(checkout), str(path), Patience(), dt.date(2026, 11, 21), dated)
        found = tomllib.loads((checkout / "openapi" / "source.toml").read_text())["date"]
        assert isinstance(found, dt.date)
        return found

    text = to_yaml(changed_description())
    assert date_of(text, None) == dt.date(2026, 3, 4)
    assert date_of(text.replace("/portfolio-value", "/portfolio"), dt.date(2026, 2, 1)) == dt.date(2026, 2, 1)


# Failures


def refused(checkout: Path, *arguments: str) -> str:
    """The one sentence of an update that fails and leaves the tree as it was."""
    before = snapshot(checkout)
    done = command(checkout, "update", *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert snapshot(checkout) == before
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("clob-spec: ")
    return sentence


def truncated() -> bytes:
    text = (ROOT / "openapi" / "clob-openapi.yaml").read_bytes()
    return text[: len(text) // 2]


def test_truncated_yaml_is_refused(upstream: Upstream, checkout: Path) -> None:
    upstream.content = truncated()
    assert re.search(
        "is not usable YAML|does not resolve|is not a valid", refused(checkout, "--from", upstream.url)
    )


def test_an_answer_that_breaks_off_is_asked_again_and_then_refused(
    upstream: Upstream, checkout: Path
) -> None:
    upstream.content, upstream.length = truncated(), 300_000
    assert "Cannot fetch http://127.0.0.1" in refused(checkout, "--from", upstream.url)
    assert upstream.asked == 3


def test_a_body_of_200_megabytes_is_refused_before_it_is_read(upstream: Upstream, checkout: Path) -> None:
    upstream.content = b"openapi: 3.1.0\n"
    upstream.endless = b"# nothing but a comment\n" * 3000
    assert len(upstream.endless) * 3000 > 200_000_000
    assert f"is larger than {MOST_BYTES:,} bytes" in refused(checkout, "--from", upstream.url)
    assert upstream.silent.wait(600), "the server was read to the end"


def test_html_is_refused_by_its_type_and_by_its_look(upstream: Upstream, checkout: Path) -> None:
    upstream.content = b"<!doctype html><title>Just a moment</title>"
    upstream.kind = "text/html; charset=utf-8"
    assert "is HTML, not YAML" in refused(checkout, "--from", upstream.url)
    upstream.kind = "application/yaml"
    assert "is HTML or XML, not YAML" in refused(checkout, "--from", upstream.url)


def test_a_server_that_hangs_is_left_in_time(upstream: Upstream, checkout: Path) -> None:
    upstream.hangs = True
    sentence = refused(checkout, "--from", upstream.url, "--timeout", "0.5")
    assert "did not answer in full within 0.5 s" in sentence


def test_an_overlay_that_no_longer_matches_is_named(upstream: Upstream, checkout: Path) -> None:
    document = read_yaml(ROOT / "openapi" / "clob-openapi.yaml")
    del document["components"]["schemas"]["BookRequest"]["properties"]["side"]
    overlay = checkout / "overlays" / "spec" / "20-limits.yaml"
    action = (
        "  - target: $.components.schemas.BookRequest.properties.side\n"
        "    update: {maxLength: 4}\n    x-reason: A side has four letters.\n    x-evidence: its enum\n"
    )
    text = overlay.read_text()
    overlay.write_text(text.rstrip("\n") + "\n" + action)
    upstream.content = to_yaml(document).encode()
    sentence = refused(checkout, "--from", upstream.url)
    assert "The overlays no longer fit: 20-limits.yaml, action" in sentence
    assert "$.components.schemas.BookRequest.properties.side): the target matches nothing." in sentence


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("openapi: 3.1.0\ninfo: {title: Another API, version: '1'}\n", "its title is 'Another API'"),
        ("a: &a [1]\nb: *a\n", "is not plain YAML: line 2 has an alias"),
        ("a: !!python/name:os.system x\n", "has the tag tag:yaml.org,2002:python/name:os.system"),
        ("a: 1\n---\nb: 2\n", "has a second document"),
        ("a: 1\na: 2\n", "the key 'a' stands twice"),
        ("- a\n", "is not a YAML mapping"),
        ("openapi: 3.1.0\ninfo: {title: Polymarket CLOB API}\npaths: {}\n", "is not a valid description"),
    ],
)
def test_what_is_no_plain_valid_description_of_the_api_is_refused(
    content: str, says: str, checkout: Path, tmp_path: Path
) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(content)
    assert says in refused(checkout, "--from", str(path))


def test_a_source_that_is_neither_file_nor_url_is_refused(checkout: Path) -> None:
    assert "Cannot read no-such.yaml" in refused(checkout, "--from", "no-such.yaml")
    assert "is neither a file nor an http(s) URL" in refused(checkout, "--from", "ftp://localhost/x.yaml")


# Acknowledgements


def declining(checkout: Path, id_: str) -> None:
    with (checkout / "openapi" / "acknowledged.toml").open("a") as file:
        file.write(f'\n[[acknowledged]]\nid = "{id_}"\nreason = "YAML 1.2 reads the same."\n')


def test_a_change_that_was_declined_is_not_proposed_again_until_it_changes(
    checkout: Path, tmp_path: Path
) -> None:
    vendored = checkout / "openapi" / "clob-openapi.yaml"
    text = vendored.read_text(encoding="utf-8")
    quoted = re.search(r"^ *example: 'YES'$", text, re.MULTILINE)
    assert quoted is not None
    unquoted = text.replace(quoted[0], quoted[0].replace("'YES'", "Yes"))
    path = tmp_path / "new.yaml"
    path.write_text(unquoted, encoding="utf-8")

    found = json.loads(command(checkout, "diff", str(vendored), str(path), "--format", "json").stdout)
    for change in found["changes"]:
        declining(checkout, change["id"])
    findings = new_findings(text, unquoted)
    assert {finding.rule for finding in findings} == {"lint-yaml"}
    for finding in findings:
        declining(checkout, finding.id)

    def proposed() -> list[str]:
        done = update(Project(checkout), str(path), Patience(), dt.date(2026, 11, 21))
        return [change.rule for change in done.changes]

    before = snapshot(checkout)
    assert proposed() == []
    assert snapshot(checkout) == before

    path.write_text(unquoted.replace("example: Yes", "example: No"), encoding="utf-8")
    changed = compare_documents(read_yaml(vendored), read_yaml(path))
    assert {change.id for change in changed} - read_acknowledged(Project(checkout).acknowledged).keys()


# Inside


def test_a_tree_that_cannot_be_written_in_full_is_as_before(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(checkout)
    before = snapshot(checkout)
    replace = Path.replace

    def fail_for_the_source(self: Path, target: Path) -> Path:
        if target == project.source and self.read_text().startswith("new"):
            raise OSError("disk full")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_for_the_source)
    with pytest.raises(SpecError, match=r"disk full\. The old one stands"):
        put_in_place(project, "new description", "new source", {"judge.yaml": b"new"})
    assert snapshot(checkout) == before
    put_in_place(project, "description", "source", {"judge.yaml": b"other"})
    assert project.source.read_text() == "source"
    assert read_tree(project.generated) == {"judge.yaml": b"other"}


def test_an_action_that_upstream_has_made_needless_is_reported_by_name(checkout: Path) -> None:
    project = Project(checkout)
    old: Any = read_yaml(project.description)
    assert review_overlays(project, old, old) == []
    assert old == read_yaml(project.description)
    new: Any = read_yaml(project.description)
    new["tags"] = effective(project, 10)["tags"]
    first, second = review_overlays(project, old, new)
    assert first.startswith("10-repairs.yaml, action 1 ($.tags) changes nothing: ")
    assert second.startswith("10-repairs.yaml, action 2 ($.tags) changes nothing: ")


def test_what_tells_two_generated_trees_apart() -> None:
    def tree(model: str, arguments: str, level: str) -> Tree:
        sources = {
            "models/fee.py": f"class Fee(Model):\n    rate: {model}\n    _x: int = 1\n",
            "api/trade/get_fee.py": f"def sync_detailed({arguments}) -> Fee: ...\n",
            "operations.py": f"O = Operation('getFee', 'GET', '/fee', '{level}')\n",
        }
        return {f"polymarket_clob_api/{name}": source.encode() for name, source in sources.items()}

    old, new = tree("int", "", "L1"), tree("str | Unset = UNSET", "*, day: str", "L2")
    assert not compare_trees(old, old)
    assert compare_trees(old, new).changed == {
        "api.trade.get_fee": ("() -> Fee", "(*, day: str) -> Fee"),
        "models.Fee.rate": ("int", "str | Unset (optional)"),
        "operations.OPERATIONS['getFee']": ("GET /fee, L1", "GET /fee, L2"),
    }
    assert list(compare_trees(old, {}).vanished) == sorted(signatures(old))
    assert list(compare_trees({}, new).appeared) == sorted(signatures(new))


def test_handwritten_names_that_use_what_vanished_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "client"
    folder.mkdir()
    (folder / "calls.py").write_text(
        "from api import get_fee\n\ndef fee():\n    return get_fee.sync()\n\ndef other(): ...\n"
    )
    names = NameChanges({}, {"api.trade.get_fee": ""}, {"models.Fee.rate": ("int", "str")})
    assert handwritten_users(folder, names) == {"client.calls.fee": ["api.trade.get_fee"]}


@pytest.mark.parametrize(
    ("version", "level", "vanished", "expected"),
    [
        ("0.1.0", Level.BREAKING, False, "0.2.0"),
        ("0.1.0", Level.COMPATIBLE, True, "0.2.0"),
        ("0.1.4", Level.COMPATIBLE, False, "0.1.5"),
        ("1.2.3", Level.BREAKING, False, "2.0.0"),
        ("1.2.3", Level.RISKY, False, "1.3.0"),
        ("1.2.3", Level.WORDING, False, "1.2.4"),
    ],
)
def test_the_proposed_version_follows_from_class_and_names(
    version: str, level: Level, vanished: bool, expected: str
) -> None:
    change = Change(level, "wording", "/info", 1, 2, (), "")
    names = NameChanges({}, {"models.Fee": "class"} if vanished else {}, {})
    assert next_version(f'version = "{version}"\n', [change], names) == expected


def test_the_draft_changelog_has_the_words_that_changed() -> None:
    old, new = (read_yaml(ROOT / "openapi" / "clob-openapi.yaml") for _ in range(2))
    new["components"]["schemas"]["OpenOrder"]["properties"]["status"]["enum"] = ["OPEN", "SHUT"]
    draft = changelog(compare_documents(old, new), NameChanges({}, {}, {}))
    before = old["components"]["schemas"]["OpenOrder"]["properties"]["status"]["enum"]
    assert "- enum replaced: `OpenOrder.status.enum`: " in draft
    assert len(before) > 4
    assert f"`{json.dumps(before)} -> " in draft
    assert ' -> ["OPEN", "SHUT"]` (breaking); an answer holds none of the words' in draft


def test_an_acknowledgement_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "acknowledged.toml"
    path.write_text('[[acknowledged]]\nid = "0123456789ab"\n')
    with pytest.raises(SpecError, match="acknowledged 1: reason is missing"):
        read_acknowledged(path)


def test_a_server_that_fails_is_asked_again(upstream: Upstream) -> None:
    upstream.content, upstream.failures = b"a: 1\n", 2
    assert read_source(upstream.url, Patience(10, between=0)) == "a: 1\n"
    assert upstream.asked == 3
    upstream.asked, upstream.failures = 0, 3
    with pytest.raises(SpecError, match="status 503"):
        read_source(upstream.url, Patience(10, between=0))
