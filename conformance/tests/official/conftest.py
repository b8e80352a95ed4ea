"""A sandbox of the observed profile for each walk, and the walk in the official client's environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[3]

UNREADABLE = (
    "nil-lists",
    "nil-bodies",
    "created-at",
    "trade-empty-texts",
    "date-forms",
    "number-texts",
    "time-forms",
)
"""Rows of forms that the live service was recorded to send and that a pinned official client refuses."""


def run(client: str, script: str) -> dict[str, Any]:
    """What every method returned, by its name; further facts stand under names with a blank in them."""
    python = ROOT / ".venvs" / client / "bin" / "python"
    assert python.exists(), f"make test makes {python.parent.parent} first"
    command = [sys.executable, "-m", "clob_sandbox", "serve", "--port", "0", "--profile", "observed"]
    for row in UNREADABLE:
        command += ["--without", row]
    with subprocess.Popen([*command, "--with-parent"], stdout=subprocess.PIPE, text=True) as sandbox:
        assert sandbox.stdout is not None
        ready = json.loads(sandbox.stdout.readline())
        market, fees = (
            next(m for m in ready["markets"] if m["tick_size"] == tick) for tick in ("0.01", "0.005")
        )
        arguments = [
            ready["url"],
            ready["account"]["private_key"],
            httpx.post(f"{ready['url']}/_sandbox/accounts").json()["private_key"],
            market["tokens"][0]["token_id"],
            market["condition_id"],
            fees["tokens"][0]["token_id"],
            position(ready["url"]),
            datetime.now(UTC).date().isoformat(),
        ]
        answer = subprocess.run(
            [python, Path(__file__).with_name(script), *arguments],
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
            env={"PATH": os.environ["PATH"]},
        )
        sandbox.terminate()
    assert answer.returncode == 0, answer.stderr
    return {**json.loads(answer.stdout), "the arguments": arguments}


def position(url: str) -> str:
    """The first token id with bits 40 to 103 all zero (docs/protocol/orders.md#versions)."""
    for market in httpx.get(f"{url}/markets").json()["data"]:
        token_id = str(market["tokens"][0]["token_id"])
        if not (int(token_id) >> 40) % 2**64:
            return token_id
    raise AssertionError("no market of positions")


@pytest.fixture(scope="session")
def walk() -> Callable[[str, str], dict[str, Any]]:
    """Runs a script in a client's environment."""
    return run
