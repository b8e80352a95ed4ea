"""The fixture that people's own bots are tested with, used as they would use it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path

import httpx
import pytest

from .conftest import start_sandbox

BOT = """
import asyncio

import pytest
from polymarket_clob import ClobError, OrderArgs

def post(sandbox, price, size=20, side="BUY"):
    return sandbox.client.create_and_post_order(OrderArgs(sandbox.token_id, price, size, side))

def status(sandbox, posted):
    return sandbox.client.get_order(posted.order_id)["status"].removeprefix("ORDER_STATUS_")

def test_an_order_rests(clob_sandbox):
    posted = post(clob_sandbox, "0.05")
    assert clob_sandbox.client.get_order(posted.order_id).id == posted.order_id
    clob_sandbox.advance(1000)

def test_the_next_test_starts_afresh(clob_sandbox):
    assert clob_sandbox.client.get_orders() == []

def test_a_client_may_be_awaited(clob_sandbox):
    async def balance():
        async with clob_sandbox.async_client() as client:
            return await client.get_balance_allowance("COLLATERAL")

    assert int(asyncio.run(balance()).to_dict()["balance"]) == 10_000_000_000

def test_there_are_as_many_accounts_as_asked_for(clob_sandbox):
    many = clob_sandbox.accounts(5, collateral="7")
    assert len({one.address for one in [*many, clob_sandbox.account]}) == 6
    for one in many:
        assert int(one.client.get_balance_allowance("COLLATERAL").to_dict()["balance"]) == 7_000_000

def test_a_counterparty_fills_what_rests(clob_sandbox):
    posted = post(clob_sandbox, "0.55")
    (other,) = clob_sandbox.accounts(1)
    assert clob_sandbox.order(other, "SELL", "0.55", "20")["status"] == "matched"
    assert status(clob_sandbox, posted) == "MATCHED"

def test_the_clock_is_advanced(clob_sandbox):
    before = clob_sandbox.client.get_server_time()
    assert clob_sandbox.advance(3600) - int(before) >= 3600

def test_a_mode_ends_with_its_context(clob_sandbox):
    with clob_sandbox.mode("cancel-only"), pytest.raises(ClobError, match="cancel-only"):
        post(clob_sandbox, "0.05")
    post(clob_sandbox, "0.05")

def test_trouble_ends_with_its_context(clob_sandbox):
    with clob_sandbox.trouble("html", 502), pytest.raises(ClobError):
        post(clob_sandbox, "0.05")
    post(clob_sandbox, "0.06")

def test_delayed_orders_are_matched_when_time_passes(clob_sandbox):
    with clob_sandbox.matching(delay=3):
        posted = post(clob_sandbox, "0.56")
        assert posted.status in ("delayed", "unmatched")  # both were seen of what is held back
        clob_sandbox.advance(3)
    assert status(clob_sandbox, posted) == "MATCHED"

def test_limits_faults_and_skew_end_with_their_contexts(clob_sandbox):
    limits, faults = clob_sandbox.rate_limits("standard"), clob_sandbox.faults("mid-price-number")
    with limits, faults, clob_sandbox.clock_skew(5):
        pass
    clob_sandbox.client.get_orders()

def test_a_failure_before_the_end_of_a_context_leaves_nothing_behind(clob_sandbox):
    clob_sandbox.mode("disabled").__enter__()

def test_after_it_all_is_well(clob_sandbox):
    post(clob_sandbox, "0.05")
"""

FAILING = """
def test_everything_is_told(clob_sandbox):
    account = clob_sandbox.account
    (other,) = clob_sandbox.accounts(1)
    told = {"pad": "x" * 90, "key": account.private_key, "more": other.creds.secret}
    told["other"] = other.private_key
    print(account.private_key, account.creds.api_key, account.creds.secret, account.creds.passphrase)
    print(account, clob_sandbox)
    assert account.private_key == other.private_key
"""


def ran(folder: Path, test: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs pytest on this source in a folder of its own, with the plugin and no other."""
    (folder / "test_bot.py").write_text(test)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-p",
        "polymarket_clob_pytest",
    ]
    return subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("profile", ["documented", "observed"])
def test_a_bot_is_tried_on_an_account_of_its_own(tmp_path: Path, profile: str) -> None:
    (tmp_path / "pytest.ini").write_text(f"[pytest]\nclob_sandbox_profile = {profile}\n")
    response = ran(tmp_path, BOT)
    assert response.returncode == 0, response.stdout + response.stderr
    assert "12 passed" in response.stdout


LEFT_BEHIND = """
import httpx
import pytest
from polymarket_clob import MarketOrderArgs, OrderArgs

seen = []

def control(sandbox, what, **body):
    httpx.post(sandbox.url + "/_sandbox/" + what, json=body).raise_for_status()

@pytest.mark.parametrize("leave", [
    lambda s: control(s, "clock", advance=400),
    lambda s: s.client.create_and_post_market_order(MarketOrderArgs(s.token_id, 300, "BUY")),
    lambda s: control(s, "trouble", kind="reset"),
    lambda s: control(s, "faults", on=["mid-price-number"]),
    lambda s: control(s, "mode", mode="disabled"),
    lambda s: None,
])
def test_every_test_meets_the_same_exchange(clob_sandbox, leave):
    client = clob_sandbox.client
    book = client.figures_of_book(client.get_order_book(clob_sandbox.token_id))
    seen.append((book.bids, book.asks))
    assert seen[-1] == seen[0]
    assert abs(client.measure_clock()) < 60
    client.create_and_post_order(OrderArgs(clob_sandbox.token_id, "0.05", 10, "BUY"))
    leave(clob_sandbox)
"""


def test_what_a_test_leaves_in_the_exchange_does_not_meet_the_next_one(tmp_path: Path) -> None:
    response = ran(tmp_path, LEFT_BEHIND)
    assert "6 passed" in response.stdout, response.stdout + response.stderr


def test_a_profile_that_is_not_one_fails_with_the_sandbox_s_words(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nclob_sandbox_profile = imagined\n")
    response = ran(tmp_path, BOT)
    assert response.returncode == 1
    assert "imagined" in response.stdout + response.stderr


@pytest.mark.parametrize("how", [(), ("--showlocals",), ("-vv", "--showlocals", "--tb=short")])
def test_a_failing_test_prints_no_key(tmp_path: Path, how: tuple[str, ...]) -> None:
    response = ran(tmp_path, FAILING, *how)
    reported = response.stdout + response.stderr
    assert response.returncode == 1
    assert "***" in reported
    assert "SandboxAccount(0x" in reported
    with sandbox_keys() as secrets:
        assert [secret for secret in secrets if secret[:8] in reported or secret[-8:] in reported] == []


@contextmanager
def sandbox_keys() -> Iterator[list[str]]:
    """The keys of the accounts that the failing test had: the same ones for the same seed."""
    process, ready = start_sandbox("--profile", "observed")
    try:
        other = httpx.post(ready["url"] + "/_sandbox/accounts", json={}).json()
        yield [each[name] for each in (ready["account"], other) for name in each if name != "address"]
    finally:
        process.terminate()
        process.wait()


def test_a_start_of_pytest_loads_neither_the_client_nor_what_it_needs() -> None:
    entries = [one for one in entry_points(group="pytest11") if one.name == "polymarket-clob"]
    assert [one.value for one in entries] == ["polymarket_clob_pytest"]
    heavy = "{'attrs', 'httpx', 'polymarket_clob', 'polymarket_clob_api'}"
    code = f"import polymarket_clob_pytest, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
