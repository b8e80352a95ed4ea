"""What the pytest fixture ``clob_sandbox`` gives: a local exchange, clients with money on it, its switches.

Needs the extra ``sandbox`` or ``conformance``. The exchange runs as a process, one for the whole session, and
begins afresh for every test: same seed, same accounts, no order. Reports of failing tests show no key. The
plugin itself is ``polymarket_clob_pytest``.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import attrs
import httpx
import pytest

from ._async_client import AsyncClobClient
from ._client import ClobClient
from .credentials import Credentials

__all__ = ["ClobSandbox", "SandboxAccount"]

# The command's entry point, found wherever the package is installed; named, not imported.
_COMMAND = "from clob_sandbox.cli import main; main()"
_NEEDS = "see its own words; is the extra installed (pip install 'polymarket-clob[sandbox]')?"


class SandboxAccount:
    """An account of the sandbox with a client that is signed in as it.

    ``address``, ``private_key`` and ``creds``; the API key is made already. Its text shows no key.
    """

    def __init__(self, url: str, chain_id: int, given: dict[str, str]) -> None:
        self.address = given["address"]
        self.private_key = given["private_key"]
        self.creds = Credentials(given["api_key"], given["secret"], given["passphrase"], given["address"])
        self._url, self._chain_id = url, chain_id
        self.client = ClobClient(url, chain_id=chain_id, key=self.private_key, creds=self.creds)

    def __repr__(self) -> str:
        return f"SandboxAccount({self.address})"

    def async_client(self) -> AsyncClobClient:
        """A client of this account whose methods are awaited; closing it is the caller's."""
        return AsyncClobClient(self._url, chain_id=self._chain_id, key=self.private_key, creds=self.creds)


class ClobSandbox:
    """A running exchange that has just begun, with one funded account and more when asked for.

    ``url``, ``chain_id``; ``markets`` as the sandbox tells them (condition id, question, tick size, tokens);
    ``account`` and its ``client``. What is switched with one of the context managers is as before after it.
    """

    def __init__(self, process: SandboxProcess) -> None:
        self._process = process
        self.url: str = process.ready["url"]
        self.chain_id: int = process.ready["chain_id"]
        self.markets: list[dict[str, Any]] = process.ready["markets"]
        self._clients = contextlib.ExitStack()
        self.account = self._signed_in(process.control("reset"))
        self.client = self.account.client

    def __repr__(self) -> str:
        return f"ClobSandbox({self.url})"

    @property
    def token_id(self) -> str:
        """A token with a book on both sides: the first outcome of the first market."""
        token_id: str = self.markets[0]["tokens"][0]["token_id"]
        return token_id

    def async_client(self) -> AsyncClobClient:
        """A client of the first account whose methods are awaited; closing it is the caller's."""
        return self.account.async_client()

    def accounts(self, count: int, **funds: Any) -> list[SandboxAccount]:
        """So many further accounts, each with 10,000 USDC and 1,000 shares of every outcome.

        ``funds``: ``collateral``, ``allowance`` (USDC) and ``shares`` as decimal strings; ``closed_only``,
        ``banned``.
        """
        return [self._signed_in(self._process.control("accounts", **funds)) for _ in range(count)]

    def advance(self, seconds: float) -> int:
        """Move the exchange's clock forward; returns its Unix time. What is due by then has happened."""
        time: int = self._process.control("clock", advance=seconds)["time"]
        return time

    def order(self, account: SandboxAccount, side: str, price: str, size: str, **more: Any) -> dict[str, Any]:
        """Place an order of an account without its signature, as a counterparty; returns its id and state.

        ``price`` and ``size`` (shares) are decimal strings. ``more``: ``token_id`` (else this one's),
        ``order_type`` (GTC, FAK, FOK), ``post_only``.
        """
        order = {"token_id": self.token_id, **more, "side": side, "price": price, "size": size}
        placed: dict[str, Any] = self._process.control("orders", address=account.address, **order)
        return placed

    @contextlib.contextmanager
    def mode(self, name: str, **more: Any) -> Iterator[None]:
        """Trade in a mode: disabled, cancel-only, post-only or restarting; ``retry_after``, ``seconds``."""
        with self._switched("mode", {"mode": "normal"}, mode=name, **more):
            yield

    @contextlib.contextmanager
    def trouble(
        self, kind: str, value: float | str | None = None, *, times: int | None = None
    ) -> Iterator[None]:
        """Trouble on the way: ``latency`` (seconds, or near, far, busy, mobile), ``reset``, ``cut``, ``html``
        (a status); for so many requests, or all.
        """
        with self._switched("trouble", {"kind": "none"}, kind=kind, value=value, times=times):
            yield

    @contextlib.contextmanager
    def rate_limits(self, tier: str) -> Iterator[None]:
        """Limit callers as those of a tier."""
        with self._switched("limits", {"tier": "off"}, tier=tier):
            yield

    @contextlib.contextmanager
    def matching(self, *, delay: float = 0, taker_delay: bool = False) -> Iterator[None]:
        """Hold marketable orders back: as delayed ones for seconds, or in the takers' window of 250 ms."""
        with self._switched("matching", {}, delay=delay, taker_delay=taker_delay):
            yield

    @contextlib.contextmanager
    def faults(self, *names: str) -> Iterator[None]:
        """Plant faults; ``clob-sandbox serve --fault list`` names them."""
        with self._switched("faults", {"on": []}, on=list(names)):
            yield

    @contextlib.contextmanager
    def clock_skew(self, seconds: int) -> Iterator[None]:
        """Have the exchange tell a time that is off by so many seconds, and judge signatures by it."""
        with self._switched("clock", {"skew": 0}, skew=seconds):
            yield

    @contextlib.contextmanager
    def _switched(self, path: str, back: dict[str, Any], **body: Any) -> Iterator[None]:
        self._process.control(path, **body)
        try:
            yield
        finally:
            self._process.control(path, **back)

    def _signed_in(self, reported: dict[str, str]) -> SandboxAccount:
        self._process.secrets.update(reported[name] for name in reported if name != "address")
        account = SandboxAccount(self.url, self.chain_id, reported)
        self._clients.enter_context(account.client)
        return account

    def close(self) -> None:
        """Close the clients of all accounts."""
        self._clients.close()


@attrs.define(eq=False)
class SandboxProcess:
    """The process of the session: its ready line, and a connection to its control paths."""

    ready: dict[str, Any] = attrs.field(repr=False)
    http: httpx.Client = attrs.field(repr=False)
    secrets: set[str] = attrs.field(repr=False)

    def control(self, path: str, **body: Any) -> Any:
        """Post to a control path; a refusal fails the test with its sentence."""
        response = self.http.post(f"/_sandbox/{path}", json=body)
        if response.is_error:
            pytest.fail(f"the sandbox refuses {path}: {response.text}", pytrace=False)
        return response.json()


@contextlib.contextmanager
def sandbox_process(profile: str, secrets: set[str]) -> Iterator[SandboxProcess]:
    """A sandbox that runs while the context lasts; it adds the keys of its accounts to ``secrets``."""
    command = [sys.executable, "-c", _COMMAND, "serve", "--port", "0", "--with-parent", "--profile", profile]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            pytest.fail(f"the sandbox did not start: {_NEEDS}", pytrace=False)
        ready = json.loads(line)
        with httpx.Client(base_url=ready["url"], trust_env=False) as http:
            yield SandboxProcess(ready, http, secrets)
        process.terminate()
