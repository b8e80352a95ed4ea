"""What type checkers make of users' code: no error, and each expression has the type written beside it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

USER_CODE = Path(__file__).with_name("data") / "user_code.py"


def reported() -> dict[int, str]:
    """The types that the file promises, by line."""
    lines = enumerate(USER_CODE.read_text().splitlines(), 1)
    return {number: line.split("  # ")[1] for number, line in lines if "reveal_type(" in line}


def mypy(folder: Path) -> dict[int, str]:
    """The types that mypy reveals, by line."""
    response = checked("mypy", "--strict", "--no-error-summary", "--cache-dir", "cache", folder=folder)
    return {int(line): kind for line, kind in re.findall(r':(\d+): note: .* "(.*)"', response)}


def pyright(folder: Path) -> dict[int, str]:
    """The types that pyright reveals, by line."""
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    said = json.loads(checked("basedpyright", "--outputjson", "--pythonpath", sys.executable, folder=folder))
    assert said["summary"]["warningCount"] == 0, said
    return {
        each["range"]["start"]["line"] + 1: each["message"].rpartition('" is "')[2].removesuffix('"')
        for each in said["generalDiagnostics"]
    }


def checked(checker: str, *options: str, folder: Path) -> str:
    """What a checker prints of the users' code, which it finds no fault with."""
    shutil.copy(USER_CODE, folder)
    command = [sys.executable, "-m", checker, *options, USER_CODE.name]
    response = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=folder, check=False)
    assert response.returncode == 0, response.stdout + response.stderr
    return response.stdout


def bare(kind: str) -> str:
    """A type without the modules its parts come from."""
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", kind)


@pytest.mark.parametrize("checker", [mypy, pyright])
def test_a_checker_reveals_the_types_that_users_count_on(
    checker: Callable[[Path], dict[int, str]], tmp_path: Path
) -> None:
    promised = reported()
    assert len(promised) >= 40
    assert not [kind for kind in promised.values() if "Any" in kind]
    assert {line: bare(kind) for line, kind in checker(tmp_path).items()} == promised
