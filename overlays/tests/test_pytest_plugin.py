"""The fixture that people's own bots are tested with, used as they would use it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BOT = """
import asyncio
from polymarket_clob import OrderArgs


def test_an_order_rests(clob_sandbox):
    clob = clob_sandbox.client
    posted = clob.create_and_post_order(OrderArgs(clob_sandbox.token_id, "0.05", 20, "BUY"))
    assert clob.get_order(posted.order_id).id == posted.order_id

def test_the_next_test_starts_afresh(clob_sandbox):
    assert clob_sandbox.client.get_orders() == []

def test_a_client_may_be_awaited(clob_sandbox):
    async def balance():
        async with clob_sandbox.async_client() as client:
            return await client.get_balance_allowance("COLLATERAL")

    assert int(asyncio.run(balance()).to_dict()["balance"]) > 0
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
        "polymarket_clob.pytest_plugin",
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
    answer = ran(tmp_path, BOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "3 passed" in answer.stdout


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
    answer = ran(tmp_path, LEFT_BEHIND)
    assert "6 passed" in answer.stdout, answer.stdout + answer.stderr


def test_a_profile_that_is_not_one_fails_with_the_sandbox_s_words(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nclob_sandbox_profile = imagined\n")
    answer = ran(tmp_path, BOT)
    assert answer.returncode == 1
    assert "imagined" in answer.stdout + answer.stderr
