"""What checks and suite say of the tree as it is now. By command: this package imports neither."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import httpx
from attrs import frozen

from clob_spec.operations import bare_path

_LONGEST_S = 1200
_LINES = 40
_WIDTH = 240
_COMMANDS = (("make", "check"), ("clob-conformance", "run", "--quick"))
_OUTCOMES = {
    ("make", 0): "passed",
    ("clob-conformance", 0): "the contract is kept",
    ("clob-conformance", 1): "new findings",
    ("clob-conformance", 2): "could not run",
}


@frozen
class Verdict:
    """One command's outcome and the end of what it printed."""

    command: str
    outcome: str
    passed: bool = False
    said: str = ""
    seconds: float = 0.0


def verdicts(root: Path) -> list[Verdict]:
    """Runs the checks and the quick suite in a checkout, each to its end."""
    return [_run(command, root) for command in _COMMANDS]


def _environment() -> dict[str, str]:
    """This environment, the tools beside this Python first, and not as a part of an outer make."""
    tools = str(Path(sys.executable).parent)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return {**kept, "PATH": os.pathsep.join([tools, kept.get("PATH", os.defpath)]), "NO_COLOR": "1"}


def _tool(name: str, root: Path) -> str | None:
    """A command: of the checkout's own environment, or on the path."""
    own = root / ".venv" / "bin" / name
    return str(own) if own.exists() else shutil.which(name, path=_environment()["PATH"])


def _run(command: tuple[str, ...], root: Path) -> Verdict:
    name = " ".join(command)
    started = time.monotonic()
    tool = _tool(command[0], root)
    if tool is None:
        return Verdict(name, f"could not run: {command[0]} is missing")
    try:
        done = subprocess.run(  # noqa: S603
            [tool, *command[1:]],
            cwd=root,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_LONGEST_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Verdict(name, f"could not run in {_LONGEST_S} s", seconds=_LONGEST_S)
    outcome = _OUTCOMES.get((command[0], done.returncode), f"failed with {done.returncode}")
    said = "\n".join(line[:_WIDTH] for line in done.stdout.splitlines()[-_LINES:])
    return Verdict(name, outcome, done.returncode == 0, said, time.monotonic() - started)


def unserved(root: Path, operations: Iterable[tuple[str, str, str]]) -> list[str]:
    """Which of these operations (method, path, id) the sandbox does not serve, by its own account.

    Empty when there is nothing to ask or the sandbox cannot be started.
    """
    wanted = list(operations)
    tool = _tool("clob-sandbox", root)
    if not wanted or tool is None:
        return []
    command = [tool, "serve", "--port", "0", "--with-parent"]
    with subprocess.Popen(  # noqa: S603
        command, cwd=root, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as sandbox:
        try:
            ready = sandbox.stdout.readline() if sandbox.stdout else b""
            if not ready:
                return []
            url = json.loads(ready)["url"]
            served = {
                (method, bare_path(path)) for method, path in httpx.get(f"{url}/_sandbox/operations").json()
            }
            return [
                f"{method} {path} ({name})"
                for method, path, name in wanted
                if (method, bare_path(path)) not in served
            ]
        finally:
            sandbox.terminate()
