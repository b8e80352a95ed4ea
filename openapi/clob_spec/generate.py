"""Making `generated/` from description, overlays and templates, and comparing it with what is committed.

openapi-python-client writes the package, this module what it cannot: the table of operations and the judge's
description. The same inputs give the same bytes on every machine: locale, hash seed and folder play no part.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from clob_spec.document import Json, read_yaml, to_yaml
from clob_spec.errors import SpecError
from clob_spec.lint import invalid
from clob_spec.operations import METHODS, module
from clob_spec.overlay import apply_overlays
from clob_spec.project import Project

PACKAGE = "polymarket_clob_api"
JUDGED_THROUGH = 30
_INPUT = "input.yaml"
_FORMAT = ("ruff", "format", "--isolated", "--no-cache", "--quiet", "--line-length", "110")
_JUDGE_HEADER = (
    "# What the conformance suite judges by: openapi/clob-openapi.yaml with overlays 10 to 30.\n"
    "# Made by `clob-spec generate`; do not edit.\n"
)

Tree = dict[str, bytes]


def effective(project: Project, through: int | None = None) -> Json:
    """The description with the overlays numbered up to `through`, or with all. Raises SpecError."""
    return apply_overlays(read_yaml(project.description), project.overlays(through))


def build(project: Project) -> Tree:
    """The generated tree: file names relative to `generated/` and their bytes. Raises SpecError."""
    judge = effective(project, JUDGED_THROUGH)
    for finding in invalid(judge):
        place = finding.pointer or "/"
        raise SpecError(f"The checks failed on the effective description: {place}: {finding.message}")
    tolerance = [path for path in project.overlays() if path not in project.overlays(JUDGED_THROUGH)]
    description = apply_overlays(judge, tolerance)
    with tempfile.TemporaryDirectory(prefix="clob-spec-") as folder:
        package = Path(folder) / PACKAGE
        _run_generator(project, description, package)
        (package / "operations.py").write_text(module(description), encoding="utf-8")
        (package / "py.typed").write_bytes(b"")
        _run([*_FORMAT, "operations.py"], package)
        (Path(folder) / "judge.yaml").write_text(_JUDGE_HEADER + to_yaml(judge), encoding="utf-8")
        tree = read_tree(Path(folder))
    del tree[_INPUT]
    return tree


def _run_generator(project: Project, description: Json, package: Path) -> None:
    source = package.parent / _INPUT
    source.write_text(to_yaml(_without_security(description)), encoding="utf-8")
    _run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning"),
            *("--path", str(source), "--output-path", str(package), "--meta", "none"),
            *("--config", str(project.settings), "--custom-template-path", str(project.templates)),
        ],
        package.parent,
    )


def _without_security(description: Json) -> Json:
    """The description as the generator gets it: signing is an httpx.Auth, so security is left out."""
    paths = {
        path: {
            key: {name: value for name, value in part.items() if name != "security"}
            if key in METHODS
            else part
            for key, part in item.items()
        }
        for path, item in description["paths"].items()
    }
    return {**{key: value for key, value in description.items() if key != "security"}, "paths": paths}


def _run(command: list[str], folder: Path) -> None:
    """Runs a tool of this environment. Raises SpecError with what it printed."""
    tools = str(Path(sys.executable).parent)
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "RUFF_", "LC_"))
        },
        "PATH": os.pathsep.join([tools, os.environ.get("PATH", os.defpath)]),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
    }
    for tool in ("ruff", command[0]):
        if shutil.which(tool, path=environment["PATH"]) is None:
            raise SpecError(f"{tool} is missing: install the project with its extra `spec`.")
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        crashed = any(line.startswith(("Traceback", "╭", "|")) for line in lines)
        said = (lines[-1] if crashed else " ".join(lines)) if lines else f"exit code {done.returncode}"
        raise SpecError(f"{Path(command[0]).name} failed on the effective description: {said:.300}")


def read_tree(folder: Path) -> Tree:
    """Every file below a folder, Python's own caches aside."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}


def write(tree: Tree, folder: Path) -> bool:
    """Replaces a folder by the tree, all at once; False when it held the tree already."""
    if folder.is_dir() and read_tree(folder) == tree:
        return False
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        new, old = Path(beside, "new"), Path(beside, "old")
        for name, content in tree.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except BaseException:
            old.rename(folder)
            raise
    return True


def differences(tree: Tree, folder: Path) -> list[str]:
    """What tells a folder from the tree, a sentence for each file."""
    found = read_tree(folder) if folder.is_dir() else {}
    words = {
        **dict.fromkeys(tree.keys() - found.keys(), "is missing"),
        **dict.fromkeys(found.keys() - tree.keys(), "is not made by the generator"),
        **{
            name: "differs from what the generator makes"
            for name in tree.keys() & found.keys()
            if tree[name] != found[name]
        },
    }
    return [f"{folder.name}/{name} {words[name]}." for name in sorted(words)]
