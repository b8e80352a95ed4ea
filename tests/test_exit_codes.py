"""The four commands end alike, as the table of the documentation and their own help say."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from clob_conformance.core.errors import CannotRun
from clob_conformance.run import execution as runs

ROOT = Path(__file__).parents[1]
COMMANDS = {
    "clob": "polymarket_clob._cli",
    "clob-conformance": "clob_conformance.cli",
    "clob-sandbox": "clob_sandbox.cli",
    "clob-spec": "clob_spec.cli",
}
EXTRAS = {"clob": "cli", "clob-conformance": "conformance", "clob-sandbox": "sandbox", "clob-spec": "spec"}
FIRST = {"clob": "book", "clob-conformance": "judge", "clob-sandbox": "serve", "clob-spec": "lint"}
NOBODY = "http://127.0.0.1:9"
Ended = Callable[..., int]


def table() -> dict[str, dict[int, str]]:
    """Each command's codes with their meanings, as documented."""
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in page.splitlines() if row[:1] == "|"]
    head, _, *rest = rows
    return {
        name.strip("`"): {int(row[0]): row[column] for row in rest if row[column]}
        for column, name in enumerate(head)
        if column
    }


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ended:
    """Runs a command line in this process and gives its exit code."""
    monkeypatch.setenv("CLOB_API_URL", NOBODY)
    monkeypatch.delenv("PK", raising=False)
    monkeypatch.chdir(tmp_path)

    def run(command: str, *words: str) -> int:
        monkeypatch.setattr(sys, "argv", [command, *words])
        with pytest.raises(SystemExit) as end:
            sys.exit(importlib.import_module(COMMANDS[command]).main())
        code = end.value.code or 0
        assert isinstance(code, int)
        return code

    return run


def report_in(folder: Path, *, broken_off: str = "", findings: int = 0) -> str:
    """The folder of a small report."""
    found: list[dict[str, Any]] = [
        {
            "id": f"{number:010x}", "operation": "getTime", "clause": "response-schema", "severity": "major",
            "message": "wrong", "known": None, "reproduce": "", "sentence": "s", "source": "description: x",
            "suite": "examples", "met": 1, "also_at": {}, "consequences": [], "interactions": [],
        }
        for number in range(findings)
    ]  # fmt: skip
    report = {
        "schema_version": 1, "target": "sandbox", "judge": "repaired", "profile": "documented",
        "spec_sha256": "5" * 64, "seed": 0, "started": "2026-10-02T12:00:00+00:00", "duration_s": 1.0,
        "cases": 1, "operations": {}, "clauses": {}, "findings": found, "not_reproduced": [], "unserved": [],
        "left_out": {}, "broken_off": broken_off, "command": "clob-conformance run", "summary": "",
    }  # fmt: skip
    folder.mkdir()
    (folder / "report.json").write_text(json.dumps(report))
    (folder / "replay.json").write_text(json.dumps({"schema_version": 1, "findings": {}}))
    return folder.name


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("words", "code"), [((), 64), (("--nonsense",), 64), (("nonsense",), 64), (("--help",), 0)]
)
def test_wrong_usage_is_the_same_everywhere(
    command: str, words: tuple[str, ...], code: int, ended: Ended
) -> None:
    assert ended(command, *words) == code
    assert code in table()[command]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_tells_its_version(command: str, ended: Ended, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(command, "--version") == 0
    assert capsys.readouterr().out == f"{command} {version('polymarket-clob')}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_has_every_code_of_the_table(
    command: str, ended: Ended, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert ended(command, "--help") == 0
    reported = " ".join(capsys.readouterr().out.split()).partition("Exit codes:")[2]
    for code in table()[command].keys() - {130} if command == "clob-spec" else table()[command]:
        assert re.search(rf"\b{code}\b", reported), (command, code)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_completes_in_a_shell(
    command: str, ended: Ended, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = FIRST[command]
    monkeypatch.setenv(f"_{command.replace('-', '_').upper()}_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"{command} {first[:2]}")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert ended(command) == 0
    assert capsys.readouterr().out.split() == [first]


@pytest.mark.parametrize(
    ("command", "missing", "code"),
    [
        ("clob", "typer", 2),
        ("clob", "rich", 2),
        ("clob-conformance", "typer", 2),
        ("clob-conformance", "rich", 2),
        ("clob-sandbox", "typer", 2),
        ("clob-spec", "typer", 2),
        ("clob-spec diff", "typer", 3),
    ],
)
def test_a_missing_extra_is_named(command: str, missing: str, code: int) -> None:
    name, *words = command.split()
    program = (
        f"import sys; sys.modules[{missing!r}] = None; sys.argv[1:] = {words}; "
        f"from {COMMANDS[name]} import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    wanted = f"{name} needs the extra {EXTRAS[name]}: pip install 'polymarket-clob[{EXTRAS[name]}]'\n"
    assert (done.returncode, done.stdout, done.stderr) == (code, "", wanted)


@pytest.mark.parametrize(
    ("command", "words", "code"),
    [
        ("clob", ("book", "1"), 2),
        ("clob", ("buy", "1", "10", "--price", "0.5"), 64),
        ("clob-conformance", ("run", "--target", NOBODY), 2),
        ("clob-conformance", ("run", "--fault", "list"), 0),
        ("clob-conformance", ("run", "--fault", "nonsense"), 64),
        ("clob-conformance", ("judge", "nowhere.har"), 2),
        ("clob-conformance", ("replay", "0123456789"), 2),
        ("clob-conformance", ("merge",), 64),
        ("clob-conformance", ("merge", "nowhere"), 2),
        ("clob-conformance", ("clauses",), 0),
        ("clob-sandbox", ("serve", "--fault", "list"), 0),
        ("clob-sandbox", ("serve", "--trouble", "list"), 0),
        ("clob-sandbox", ("serve", "--fault", "nonsense"), 64),
        ("clob-sandbox", ("serve", "--port", "99999"), 64),
        ("clob-sandbox", ("serve", "--db", "/dev/null/x"), 65),
        ("clob-sandbox", ("env", "--url", NOBODY), 2),
        ("clob-spec", ("lint", "nowhere.yaml"), 2),
        ("clob-spec", ("lint", "x.yaml", "--effective"), 64),
        ("clob-spec", ("apply", "--through", "x"), 64),
        ("clob-spec diff", ("nowhere.yaml", "nowhere.yaml"), 3),
        ("clob-spec diff", ("nowhere.yaml",), 3),
    ],
)
def test_each_case_has_its_code(
    command: str, words: tuple[str, ...], code: int, ended: Ended, capfd: pytest.CaptureFixture[str]
) -> None:
    assert ended(*command.split(), *words) == code
    assert code in table()[command]
    assert "Traceback" not in capfd.readouterr().err


def test_one_report_is_merged_with_its_verdict(ended: Ended, tmp_path: Path) -> None:
    kept = report_in(tmp_path / "kept")
    broken = report_in(tmp_path / "broken", findings=1)
    off = report_in(tmp_path / "off", broken_off="interrupted")
    for folders, code in (((kept,), 0), ((broken,), 1), ((off,), 2), ((kept, off, broken), 1)):
        assert ended("clob-conformance", "merge", *folders, "--report-dir", "all") == code


@pytest.mark.parametrize("words", [("run",), ("judge", "t.jsonl"), ("merge", "kept")])
def test_a_report_folder_that_cannot_be_written_is_found_out_first(
    words: tuple[str, ...], ended: Ended, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_in(tmp_path / "kept")
    (tmp_path / "afile").write_text("")
    monkeypatch.setattr(runs, "execute", lambda *_: pytest.fail("it ran"))
    assert ended("clob-conformance", *words, "--report-dir", "afile") == 2


@pytest.mark.parametrize(("raised", "code"), [(CannotRun("x"), 2), (KeyboardInterrupt(), 130)])
def test_a_run_that_judged_nothing_ends_with_its_reason(
    raised: BaseException, code: int, ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    def execute(*_: Any) -> None:
        raise raised

    monkeypatch.setattr(runs, "execute", execute)
    assert ended("clob-conformance", "run") == code
    assert code in table()["clob-conformance"]
