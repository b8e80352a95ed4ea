"""A copy of the project to try its commands in: it has this one's tools, which read the copy's sources."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("openapi", "overlays", "generated", "conformance")
_TOOLS = Path(sys.executable).parent
_NAMES = ("clob-spec", "clob-conformance", "clob-sandbox", "ruff", "mypy", "zizmor", "python")
# What a `make` around these tests, or the shell that it was called in, would tell the copy's `make`.
_OTHERS = ("MAKE", "MFLAGS", "ARGS", "FROM", "TARGET", "CLOB_")


def copied(root: Path, more: Iterable[str] = (), appended: Mapping[str, str] | None = None) -> Path:
    """A copy in `root`, with `more` folders; `appended` are words that a tool is always given besides.

    What Python has compiled comes with it: to compile it again takes longer than most commands do. Types are
    checked once, by `make check` itself: a second cold run costs a minute.
    """
    skipped = shutil.ignore_patterns(".*", "reports")
    for name in (*PACKAGES, "requirements", *more):
        shutil.copytree(ROOT / name, root / name, ignore=skipped)
    for name in ("Makefile", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, root / name)
    tools = root / ".venv" / "bin"
    tools.mkdir(parents=True)
    for name in _NAMES:
        words = (appended or {}).get(name, "")
        command = "true" if name == "mypy" else f'exec "{_TOOLS / name}" "$@" {words}'
        (tools / name).write_text(f"#!/bin/sh\n{command}\n")
        (tools / name).chmod(0o755)
    (root / ".venv" / ".ready").touch()
    return root


def environment(root: Path, **variables: str) -> dict[str, str]:
    """What a command in the copy is told, these variables among it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(_OTHERS)}
    return {**kept, "PYTHONPATH": os.pathsep.join(str(root / name) for name in PACKAGES), **variables}
