"""The generated tree: the same bytes every time, and no change goes unnoticed. On a copy of the project."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from clob_spec import project as project_module
from clob_spec.commands import app
from clob_spec.errors import SpecError
from clob_spec.generate import Tree, build, differences, read_tree, write
from clob_spec.operations import level
from clob_spec.project import Project
from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tree() -> Tree:
    """What the generator makes of the real project."""
    return build(Project(ROOT))


@pytest.fixture
def copy(tmp_path: Path) -> Project:
    """The project's inputs and its committed output, in another folder."""
    for name in ("openapi", "overlays/spec", "overlays/templates", "generated"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return Project(tmp_path)


def test_the_committed_tree_is_what_the_generator_makes(tree: Tree) -> None:
    assert differences(tree, ROOT / "generated") == []


def digest(tree: Tree) -> str:
    return hashlib.sha256(b"".join(name.encode() + b"\0" + tree[name] for name in sorted(tree))).hexdigest()


def test_another_folder_locale_and_hash_seed_make_the_same_bytes(tree: Tree, copy: Project) -> None:
    program = (
        "import hashlib, pathlib, sys;"
        "from clob_spec.generate import build; from clob_spec.project import Project;"
        "tree = build(Project(pathlib.Path(sys.argv[1])));"
        "print(hashlib.sha256(b''.join(n.encode() + b'\\0' + tree[n] for n in sorted(tree))).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4", "LC_ALL": "C", "TZ": "Asia/Tokyo"}
    command = [sys.executable, "-c", program, str(copy.root)]
    made = subprocess.run(command, env=environment, cwd=copy.root, capture_output=True, text=True, check=True)
    assert made.stdout.strip() == digest(tree)


def test_generating_again_changes_nothing(tree: Tree, copy: Project) -> None:
    before = {path: path.stat().st_mtime_ns for path in copy.generated.rglob("*")}
    assert not write(tree, copy.generated)
    assert {path: path.stat().st_mtime_ns for path in copy.generated.rglob("*")} == before


def test_writing_replaces_the_tree_and_leaves_nothing_beside_it(tree: Tree, copy: Project) -> None:
    (copy.generated / "polymarket_clob_api" / "client.py").unlink()
    (copy.generated / "polymarket_clob_api" / "stray.py").write_text("")
    beside = sorted(path.name for path in copy.root.iterdir())
    assert write(tree, copy.generated)
    assert read_tree(copy.generated) == tree
    assert sorted(path.name for path in copy.root.iterdir()) == beside


def test_a_tree_that_cannot_be_put_in_place_leaves_the_old_one(
    tree: Tree, copy: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copy.generated / "judge.yaml").write_text("old")
    before = read_tree(copy.generated)
    rename = Path.rename

    def fail_for_the_new(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError("disk full")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_for_the_new)
    with pytest.raises(OSError, match="disk full"):
        write(tree, copy.generated)
    assert read_tree(copy.generated) == before


def test_the_tree_holds_no_cache(tree: Tree) -> None:
    assert all(name.endswith((".py", ".yaml", "py.typed")) for name in tree)


def test_a_changed_an_extra_and_a_missing_file_are_named(tree: Tree, copy: Project) -> None:
    package = copy.generated / "polymarket_clob_api"
    client = package / "client.py"
    client.write_bytes(client.read_bytes().replace(b"p", b"q", 1))
    (package / "stray.py").write_text("")
    (copy.generated / "judge.yaml").unlink()
    assert differences(tree, copy.generated) == [
        "generated/judge.yaml is missing.",
        "generated/polymarket_clob_api/client.py differs from what the generator makes.",
        "generated/polymarket_clob_api/stray.py is not made by the generator.",
    ]


def test_check_ends_with_1_and_names_the_file_in_which_one_byte_changed(
    tree: Tree, copy: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_module, "_CHECKOUT", copy.root)
    monkeypatch.setattr("clob_spec.generate.build", lambda _: tree)
    assert CliRunner().invoke(app, ["check"]).exit_code == 0
    changed = copy.generated / "polymarket_clob_api" / "models" / "order.py"
    changed.write_bytes(changed.read_bytes() + b"\n")
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 1
    assert (
        result.output
        == "generated/polymarket_clob_api/models/order.py differs from what the generator makes.\n"
    )
    assert CliRunner().invoke(app, ["generate"]).exit_code == 0
    assert CliRunner().invoke(app, ["check"]).exit_code == 0


def test_an_installed_package_has_nothing_to_generate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_module, "_INSTALLED", tmp_path)
    with pytest.raises(SpecError, match="in a checkout"):
        _ = project_module.find_project().generated


def test_a_tool_that_is_missing_is_named(
    copy: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SpecError, match="ruff is missing: install the project with its extra `spec`"):
        build(copy)


def test_a_description_that_the_generator_warns_about_is_refused(copy: Project) -> None:
    text = copy.description.read_text(encoding="utf-8")
    copy.description.write_text(
        text.replace(
            "type: boolean\n          description: True while",
            "type: boolan\n          description: True while",
        )
    )
    with pytest.raises(SpecError, match="failed on the effective description"):
        build(copy)


@pytest.mark.parametrize(
    ("schemes", "expected"),
    [
        ([], "public"),
        (["polyAddress", "polySignature", "polyTimestamp", "polyNonce"], "L1"),
        (["polyApiKey", "polyAddress", "polySignature", "polyPassphrase", "polyTimestamp"], "L2"),
    ],
)
def test_the_level_follows_from_the_headers(schemes: list[str], expected: str) -> None:
    assert level({"security": [{name: [] for name in schemes}] if schemes else []}) == expected


def test_headers_that_make_no_level_are_refused() -> None:
    with pytest.raises(SpecError, match="no authentication level"):
        level({"operationId": "odd", "security": [{"polyAddress": []}]})
