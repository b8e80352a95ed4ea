"""The pytest fixture ``clob_sandbox``: a local exchange and a client with money on it.

Needs the extra ``sandbox`` or ``conformance``. The exchange runs as a process, one for the whole session; it
is as new for every test: books, clock, mode, troubles and faults, and an account of the test's own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from .client import AsyncClobClient, ClobClient
from .credentials import Credentials

# The command's entry point, found wherever the package is installed; named, not imported.
_COMMAND = "from clob_sandbox.cli import main; main()"
_NEEDS = "see its own words; is the extra installed (pip install 'polymarket-clob[sandbox]')?"


class ClobSandbox:
    """A running exchange and one funded account on it.

    ``url``, ``chain_id``; ``markets`` as the sandbox tells them (condition id, question, tick size, tokens);
    ``account`` (address, private key, API key); ``client``, signed in as this account.
    """

    def __init__(self, ready: dict[str, Any], account: dict[str, str]) -> None:
        self.url: str = ready["url"]
        self.chain_id: int = ready["chain_id"]
        self.markets: list[dict[str, Any]] = ready["markets"]
        self.account = account
        self._keys: dict[str, Any] = {
            "chain_id": self.chain_id,
            "key": account["private_key"],
            "creds": Credentials(
                account["api_key"], account["secret"], account["passphrase"], account["address"]
            ),
        }
        self.client = ClobClient(self.url, **self._keys)

    @property
    def token_id(self) -> str:
        """A token with a book on both sides: the first outcome of the first market."""
        token_id: str = self.markets[0]["tokens"][0]["token_id"]
        return token_id

    def async_client(self) -> AsyncClobClient:
        """A client of the same account whose methods are awaited; closing it is the caller's."""
        return AsyncClobClient(self.url, **self._keys)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``clob_sandbox_profile`` in the configuration: how the exchange of ``clob_sandbox`` behaves."""
    parser.addini(
        "clob_sandbox_profile",
        "documented: as the description says; observed: as the live service is known to behave",
        default="observed",
    )


@pytest.fixture(scope="session")
def clob_sandbox_ready(pytestconfig: pytest.Config) -> Iterator[dict[str, Any]]:
    """The ready line of a sandbox that runs as long as the session."""
    command = [sys.executable, "-c", _COMMAND, "serve", "--port", "0", "--with-parent"]
    command += ["--profile", str(pytestconfig.getini("clob_sandbox_profile"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            pytest.fail(f"the sandbox did not start: {_NEEDS}", pytrace=False)
        yield json.loads(line)
        process.terminate()


@pytest.fixture
def clob_sandbox(clob_sandbox_ready: dict[str, Any]) -> Iterator[ClobSandbox]:
    """A running exchange, as new, and a fresh funded account on it, with a client."""
    url = clob_sandbox_ready["url"]
    httpx.post(url + "/_sandbox/reset", json={}).raise_for_status()
    account = httpx.post(url + "/_sandbox/accounts", json={}).raise_for_status().json()
    sandbox = ClobSandbox(clob_sandbox_ready, account)
    with sandbox.client:
        yield sandbox
