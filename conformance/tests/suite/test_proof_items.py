"""The proof's parts are items of pytest: their rows come back from wherever xdist ran them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import clob_prove
import pytest
from clob_prove import faults

ITEMS = """
import pytest

@pytest.mark.parametrize("number", range(4))
def test_one(number, record_property):
    if number == 3:
        raise RuntimeError("before there was a row")
    record_property("row", {"number": number, "met": number != 1})
    assert number != 1
"""
DRIVER = """
import sys
from clob_prove.trials import tried
rows, whole = tried([sys.argv[1]], lambda row: f"number {row['number']}", *sys.argv[2:])
print(sorted((row["number"], row["met"]) for row in rows), whole)
"""


def driven(*words: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", DRIVER, *words], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_rows_are_gathered_from_the_workers_and_an_item_without_one_is_reported(tmp_path: Path) -> None:
    items = tmp_path / "test_items.py"
    items.write_text(ITEMS)
    lines = driven(str(items), "-n", "2", "--rootdir", str(tmp_path))
    assert lines[-1] == "[(0, True), (1, False), (2, True)] False"
    assert {f"  number {number}" for number in range(3)} <= set(lines)
    assert any("test_one[3] broke:" in line for line in lines)
    assert any("before there was a row" in line for line in lines)


def test_items_that_all_have_a_row_are_complete(tmp_path: Path) -> None:
    items = tmp_path / "test_items.py"
    items.write_text(ITEMS)
    lines = driven(f"{items}::test_one[0]", f"{items}::test_one[1]", "--rootdir", str(tmp_path))
    assert sorted(lines[:-1]) == ["  number 0", "  number 1"]
    assert lines[-1] == "[(0, True), (1, False)] True"


def test_items_have_options_of_their_own_where_others_stand_beside_them(tmp_path: Path) -> None:
    for folder in ("these", "others"):
        (tmp_path / folder).mkdir()
    option = "def pytest_addoption(parser): parser.addoption('--prove-more', type=int)"
    (tmp_path / "these" / "conftest.py").write_text(option)
    (tmp_path / "others" / "conftest.py").write_text("def pytest_collectreport(report): pass")
    items = tmp_path / "these" / "test_items.py"
    items.write_text(ITEMS)
    words = [f"{items}::test_one[0]", f"{tmp_path / 'others'}", "--prove-more", "0"]
    driver = DRIVER.replace("sys.argv[1]]", "*sys.argv[1:3]]").replace("sys.argv[2:]", "sys.argv[3:]")
    done = subprocess.run([sys.executable, "-c", driver, *words, "--rootdir", str(tmp_path)], check=False)
    assert done.returncode == 0


def test_what_cannot_be_collected_is_reported(tmp_path: Path) -> None:
    items = tmp_path / "test_items.py"
    items.write_text("raise RuntimeError('no items')\n")
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(items)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "no items" in done.stdout


def test_a_fault_is_an_item_by_its_name() -> None:
    item = f"{Path(clob_prove.__file__).parent / faults._ITEM}[post-only-crosses]"
    options = ["--collect-only", "-p", "no:cacheprovider", "--import-mode=importlib"]
    assert pytest.main([item, *options]) == pytest.ExitCode.OK
