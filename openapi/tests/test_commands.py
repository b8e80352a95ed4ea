"""The command clob-spec: what it prints and how it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from clob_spec.document import parse_yaml

ROOT = Path(__file__).resolve().parents[2]


def clob_spec(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from clob_spec.cli import main; main()", *arguments]
    return subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False)


def test_lint_lists_rule_place_and_sentence_and_ends_with_1(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("openapi: 3.0.0\n", encoding="utf-8")
    done = clob_spec("lint", str(bad))
    assert done.returncode == 1
    assert done.stdout == "openapi: /openapi: The document says openapi: '3.0.0', not 3.1.\n"
    assert done.stderr == "1 finding.\n"


def test_the_vendored_description_has_findings_and_the_effective_one_has_none(tmp_path: Path) -> None:
    assert clob_spec("lint", folder=tmp_path).returncode == 1
    done = clob_spec("lint", "--effective", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


def test_apply_writes_what_the_judge_has(tmp_path: Path) -> None:
    done = clob_spec("apply", "--through", "30", "-o", str(tmp_path / "out.yaml"))
    assert done.returncode == 0, done.stderr
    judge = (ROOT / "generated" / "judge.yaml").read_text(encoding="utf-8")
    made = (tmp_path / "out.yaml").read_text(encoding="utf-8")
    assert made == "".join(line for line in judge.splitlines(keepends=True) if not line.startswith("#"))


def test_apply_writes_to_standard_output() -> None:
    done = clob_spec("apply")
    assert done.returncode == 0
    assert parse_yaml(done.stdout, "output")["openapi"] == "3.1.0"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["lint", "no-such.yaml"], "clob-spec: Cannot read no-such.yaml"),
        (["apply", "-o", "no/such/folder"], "clob-spec: Cannot write no/such/folder"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_ends_with_2(
    arguments: list[str], says: str, tmp_path: Path
) -> None:
    done = clob_spec(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(says)
    assert len(done.stderr.splitlines()) == 1


def test_a_comparison_loads_neither_the_generator_nor_what_only_other_commands_need() -> None:
    program = (
        "import sys; from clob_spec.cli import main\n"
        "try: main()\n"
        "finally: print(sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    vendored = str(ROOT / "openapi" / "clob-openapi.yaml")
    arguments = [sys.executable, "-c", program, "diff", vendored, vendored]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    said, loaded = done.stdout.splitlines()
    assert said == "No difference."
    assert "'jsonschema_rs'" in loaded
    for name in (
        "openapi_python_client",
        "openapi_spec_validator",
        "jsonschema",
        "oas_patch",
        "httpx",
        "pydantic",
    ):
        assert f"'{name}'" not in loaded
