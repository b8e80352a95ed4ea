"""The Python blocks of a page are one program: they run one after the other, as they stand."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PRINTED = {
    "README.md": [r"LIVE 0\.05(00)?\b", r"\['0x[0-9a-f]{64}'\] \{\}", "spread="],
    "docs/guide.md": ["order id", r"making=Decimal\('4\.", "cancelAllOrders 200 None", "0 orders open"],
}
"""What a page's program has to print."""


def blocks_of(page: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)


@contextmanager
def program() -> Iterator[dict[str, Any]]:
    """The names of a program, whose processes end with it."""
    names: dict[str, Any] = {"__name__": "page"}
    try:
        yield names
    finally:
        for process in names.values():
            if isinstance(process, subprocess.Popen):
                process.kill()
                process.communicate()


def run(page: Path, profile: str, names: dict[str, Any]) -> None:
    for block in blocks_of(page):
        code = block.replace('"--port", "0"', f'"--port", "0", "--profile", "{profile}"')
        exec(compile(code, str(page), "exec"), names)  # noqa: S102 - our own pages


def cases() -> Iterator[Any]:
    for page in PAGES:
        name, text = str(page.relative_to(ROOT)), "".join(blocks_of(page))
        if text:
            profiles = ("documented", "observed") if '"--port", "0"' in text else ("documented",)
            yield from (pytest.param(page, profile, id=f"{name}-{profile}") for profile in profiles)


@pytest.mark.parametrize(("page", "profile"), list(cases()))
def test_a_pages_program_runs(
    page: Path, profile: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    with program() as names:
        run(page, profile, names)
        tests = [value for name, value in names.items() if name.startswith("test_")]
        for test in tests:
            test(request.getfixturevalue("clob_sandbox"))
    printed = capsys.readouterr().out
    for pattern in PRINTED.get(str(page.relative_to(ROOT)), []):
        assert re.search(pattern, printed)


def fragments() -> list[Any]:
    """The pieces of the tree that CONTRIBUTING shows, each with its file."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    return re.findall(r"```py (\S+)\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize(("path", "shown"), fragments())
def test_a_piece_that_contributing_shows_is_in_its_file(path: str, shown: str) -> None:
    assert shown in (ROOT / path).read_text("utf-8")


def test_contributing_shows_a_clause_its_fault_and_their_test() -> None:
    assert len({path for path, _ in fragments()}) == 3
