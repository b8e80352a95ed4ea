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

accounts = []

def test_an_order_rests(clob_sandbox):
    clob = clob_sandbox.client
    accounts.append(clob_sandbox.account["address"])
    posted = clob.create_and_post_order(OrderArgs(clob_sandbox.token_id, "0.05", 20, "BUY"))
    assert clob.get_order(posted.order_id).id == posted.order_id

def test_the_next_test_starts_afresh(clob_sandbox):
    accounts.append(clob_sandbox.account["address"])
    assert len(set(accounts)) == 2
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


def test_a_profile_that_is_not_one_fails_with_the_sandbox_s_words(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nclob_sandbox_profile = imagined\n")
    answer = ran(tmp_path, BOT)
    assert answer.returncode == 1
    assert "imagined" in answer.stdout + answer.stderr
