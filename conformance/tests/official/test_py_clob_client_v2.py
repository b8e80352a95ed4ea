"""The older official client, unmodified and in its own environment, trades on the observed sandbox."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".venvs" / "py-clob-client-v2" / "bin" / "python"


@pytest.fixture(scope="module")
def ready() -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", "clob_sandbox", "serve", "--port", "0", "--profile", "observed"]
    with subprocess.Popen([*command, "--with-parent"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()


@pytest.fixture(scope="module")
def session(ready: dict[str, Any]) -> dict[str, Any]:
    assert PYTHON.exists(), f"make test makes {PYTHON.parent.parent} first"
    script = Path(__file__).with_name("walk_py_clob_client_v2.py")
    market = ready["markets"][0]
    assert market["tick_size"] == "0.01"
    response = subprocess.run(
        [PYTHON, script, ready["url"], ready["account"]["private_key"], market["tokens"][0]["token_id"]],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    assert response.returncode == 0, response.stderr
    return dict(json.loads(response.stdout))


def test_it_has_an_api_key(session: dict[str, Any]) -> None:
    assert session["api_key"] in session["keys"]["apiKeys"]


def test_its_two_orders_rest_and_are_listed(session: dict[str, Any]) -> None:
    ids = [order["orderID"] for order in session["posted"]]
    assert [order.get("status", "live") for order in session["posted"]] == ["live", "live"]
    assert sorted(order["id"] for order in session["listed"]) == sorted(ids)


def test_it_reads_a_book_with_the_best_price_last(session: dict[str, Any]) -> None:
    bids = [float(level["price"]) for level in session["book"]["bids"]]
    asks = [float(level["price"]) for level in session["book"]["asks"]]
    assert bids == sorted(bids)
    assert asks == sorted(asks, reverse=True)
    assert bids[-1] < asks[-1]


def test_it_cancels_one_and_then_all(session: dict[str, Any]) -> None:
    first, second = (order["orderID"] for order in session["posted"])
    assert session["cancelled"] == {"canceled": [first], "not_canceled": {}}
    assert session["cancelled_all"] == {"canceled": [second], "not_canceled": {}}
    assert session["left"] == []


def test_its_market_order_fills_at_the_price_it_computed(session: dict[str, Any]) -> None:
    filled = session["filled"]
    assert filled["success"] is True
    assert filled["status"] == "matched"
    best = float(session["book"]["asks"][-1]["price"])
    trade = next(t for t in session["trades"] if t["taker_order_id"] == filled["orderID"])
    assert float(trade["price"]) == best
    cut = 2e-6  # shares: what a buy for money is short of where money and shares do not come out even
    assert 5 - cut <= float(filled["makingAmount"]) <= 5
    assert 5 / best - cut <= float(filled["takingAmount"]) <= 5 / best
