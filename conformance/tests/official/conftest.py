"""A sandbox for each walk, of either profile, and the walk in the official client's environment."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from clob_sandbox.profiles import ROWS

ROOT = Path(__file__).parents[3]

_NO_NULL = "a list or map is never null in its model"
UNREADABLE: dict[str, dict[str, str]] = {
    "py-clob-client-v2": {"nil-lists:getTrades": "it adds `data` of the pages up, null too"},
    "polymarket-client": {
        **dict.fromkeys(("nil-lists:getBook", "nil-lists:getBooksPost"), _NO_NULL),
        **dict.fromkeys(("nil-lists:getOrder", "nil-lists:getOrders", "nil-lists:getTrades"), _NO_NULL),
        **dict.fromkeys(("nil-lists:cancelOrder", "nil-lists:cancelOrders"), _NO_NULL),
        **dict.fromkeys(("nil-lists:cancelAllOrders", "nil-lists:cancelMarketOrders"), _NO_NULL),
        "nil-bodies:getNotifications": _NO_NULL,
        "nil-bodies:getTotalEarningsForUserForDay": _NO_NULL,
        "post-words:postOrder": "errorMsg is a text, and the amounts are there",
        "post-words:postOrders": "errorMsg is a text",
        "created-at:getOrder": "a time is no number with a fraction",
        "created-at:getOrders": "a time is no number with a fraction",
        "trade-empty-texts:getTrades": "fees, prices and sizes are numbers",
        "notification-kinds": "a payload names an order, and kinds 3 and 42 are none",
    },
}
"""What the live service was recorded to send and a pinned official client refuses to read: rows of the
profile, those of form by operation, each with the reason."""

_LAST_PAGE = "it reads on until a page ends with `LTE=`"
NEEDED: dict[str, dict[str, str]] = {
    "py-clob-client-v2": {"orders-end-cursor": _LAST_PAGE},
    "polymarket-client": {
        "orders-end-cursor": _LAST_PAGE,
        "midpoint-key": "it reads `mid`",
        "price-string": "a price is a text in its model",
        "signature-type-3": "it signs for deposit wallets",
    },
}
"""Where a pinned official client is of the live service and not of the description: the rows of `observed`
that a walk on `documented` does not do without, each with the reason."""


def off(client: str, profile: str) -> Iterable[str]:
    """The rows of the observed profile that are switched off for a walk: of `documented` all but the needed,
    which leaves that profile and them.
    """
    if profile == "observed":
        return UNREADABLE[client]
    return [row.id for row in ROWS if not row.documented and row.id not in NEEDED[client]]


def run(client: str, script: str, profile: str = "observed", fault: str = "") -> dict[str, Any]:
    """What every method returned, by its name; further facts stand under names with a blank in them.

    The traffic is judged: nothing new is found in it, or something with a planted `fault`, of which the
    client may or may not take notice.
    """
    python = ROOT / ".venvs" / client / "bin" / "python"
    assert python.exists(), f"make test makes {python.parent.parent} first"
    command = [sys.executable, "-m", "clob_sandbox", "serve", "--port", "0", "--profile", "observed"]
    for row in off(client, profile):
        command += ["--without", row]
    command += ["--fault", fault] if fault else []
    command.append("--with-parent")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sandbox, ended(sandbox):
        assert sandbox.stdout is not None
        ready = json.loads(sandbox.stdout.readline())
        market, fees = (
            next(m for m in ready["markets"] if m["tick_size"] == tick) for tick in ("0.01", "0.005")
        )
        arguments = [
            "",
            ready["account"]["private_key"],
            httpx.post(f"{ready['url']}/_sandbox/accounts").json()["private_key"],
            market["tokens"][0]["token_id"],
            market["condition_id"],
            fees["tokens"][0]["token_id"],
            position(ready["url"]),
            datetime.now(UTC).date().isoformat(),
        ]
        with watched(ready["url"], code=1 if fault else 0) as arguments[0]:
            response = subprocess.run(
                [python, Path(__file__).with_name(script), *arguments],
                capture_output=True,
                text=True,
                timeout=180,
                check=False,
                env={"PATH": os.environ["PATH"]},
            )
    if fault:
        return {}
    assert response.returncode == 0, response.stderr
    return {**json.loads(response.stdout), "the arguments": arguments}


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[None]:
    """Ends a process with the context, however that ends."""
    try:
        yield
    finally:
        process.terminate()


@contextmanager
def watched(url: str, code: int) -> Iterator[str]:
    """The address of a `clob-conformance watch` before a sandbox, which has to end with this code."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from clob_conformance.cli import main; main()", "watch", "--closed"]
        command += ["--target", url, "--profile", "observed", "--report-dir", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as proxy, ended(proxy):
            assert proxy.stdout is not None
            begun = proxy.stdout.readline()
            found = re.search(r" at (http://\S+);", begun)
            assert found is not None, begun
            yield found[1]
            proxy.send_signal(signal.SIGINT)
            reported = proxy.communicate()[0]
        assert proxy.returncode == code, reported


def position(url: str) -> str:
    """The first token id with bits 40 to 103 all zero (docs/protocol/orders.md#versions)."""
    for market in httpx.get(f"{url}/markets").json()["data"]:
        token_id = str(market["tokens"][0]["token_id"])
        if not (int(token_id) >> 40) % 2**64:
            return token_id
    raise AssertionError("no market of positions")


@pytest.fixture(scope="session")
def walk() -> Callable[..., dict[str, Any]]:
    """Runs a script in a client's environment."""
    return run


@pytest.fixture(scope="session")
def unreadable() -> dict[str, dict[str, str]]:
    """What each client's walk leaves out."""
    return UNREADABLE
