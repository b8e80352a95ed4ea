"""Fixtures: a running sandbox, and a client for its funded account."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from polymarket_clob import ClobClient, Credentials


def start_sandbox(*arguments: str) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    """A sandbox process and its ready line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "clob_sandbox", "serve", "--port", "0", "--with-parent", *arguments],
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "the sandbox ended before it was ready"
    return process, json.loads(line)


@pytest.fixture(scope="module", params=["documented", "observed"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """The ready line of a sandbox, in each profile, and the profile."""
    process, ready = start_sandbox("--profile", request.param)
    yield {**ready, "profile": request.param}
    process.terminate()
    assert process.wait(10) == 0


@pytest.fixture
def client_of() -> Callable[[dict[str, Any]], ClobClient]:
    """A client for the account of a ready line."""

    def build(ready: dict[str, Any]) -> ClobClient:
        account = ready["account"]
        return ClobClient(
            ready["url"],
            chain_id=ready["chain_id"],
            key=account["private_key"],
            creds=Credentials(
                account["api_key"], account["secret"], account["passphrase"], account["address"]
            ),
        )

    return build


@pytest.fixture
def client(
    sandbox: dict[str, Any], client_of: Callable[[dict[str, Any]], ClobClient]
) -> Iterator[ClobClient]:
    with client_of(sandbox) as client:
        yield client
        client.cancel_all()
