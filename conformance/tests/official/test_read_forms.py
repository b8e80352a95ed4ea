"""Every recorded form that the sandbox sends: this client reads it, the ledger foresees it, and the walks
leave it out where a pinned official client refuses to read it, and only there.
"""

from __future__ import annotations

import copy
import json
import os
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from clob_conformance.reporting.outcome import Plan
from clob_conformance.run.recorded import judge_files
from clob_sandbox.recorded import FORMS
from clob_sandbox.recorded.choosing import Chooser
from polymarket_clob import (
    ClobClient,
    Credentials,
    MarketRules,
    OrderArgs,
    OrderBuilder,
    PrivateKeySigner,
)

ROOT = Path(__file__).parents[3]
JSON = {"content-type": "application/json"}
HASH, TOKEN = "0x" + "7c" * 32, "123"
ADDRESS, KEY = "0x" + "5d" * 20, "0f8a1c0e-52a4-4f6b-9a51-2d1c0f7a9b11"
PLACE = {"market": HASH, "asset_id": TOKEN, "outcome": "Yes"}
ORDER = {
    **PLACE,
    "id": HASH,
    "status": "LIVE",
    "owner": KEY,
    "maker_address": ADDRESS,
    "side": "BUY",
    "original_size": "12.5",
    "size_matched": "0",
    "price": "0.31",
    "expiration": "0",
    "order_type": "GTC",
    "associate_trades": [],
    "created_at": 1780000000,
}
MADE = {
    "order_id": HASH,
    "owner": KEY,
    "maker_address": ADDRESS,
    "matched_amount": "3",
    "price": "0.4",
    "fee_rate_bps": "0",
    "asset_id": TOKEN,
    "outcome": "Yes",
    "side": "SELL",
}
TRADE = {
    **PLACE,
    "id": KEY,
    "taker_order_id": HASH,
    "side": "BUY",
    "size": "3",
    "fee_rate_bps": "0",
    "price": "0.4",
    "status": "MATCHED",
    "match_time": "1780000000",
    "match_time_nano": "1780000000000000000",
    "last_update": "1780000001",
    "bucket_index": 0,
    "owner": KEY,
    "maker_address": ADDRESS,
    "transaction_hash": HASH,
    "err_msg": None,
    "maker_orders": [MADE],
    "trader_side": "TAKER",
}
POSTED = {"success": True, "errorMsg": "", "orderID": HASH, "makingAmount": "", "takingAmount": ""}
BOOK = {
    "market": HASH,
    "asset_id": TOKEN,
    "timestamp": "1780000000000",
    "hash": "0" * 40,
    "bids": [],
    "asks": [],
    "min_order_size": "5",
    "tick_size": "0.01",
    "neg_risk": False,
    "last_trade_price": "",
}
EARNED = {
    "date": "2026-05-13T00:00:00Z",
    "condition_id": HASH,
    "asset_address": ADDRESS,
    "maker_address": ADDRESS,
    "earnings": 1.5,
    "asset_rate": 1,
}
REPORTED = {"order_id": HASH, "side": "SELL", "price": "0.6", "outcome_index": 0, **PLACE} | {
    "original_size": "10",
    "matched_size": "4",
    "remaining_size": "6",
}
MARKET = {"condition_id": HASH, "tags": ["one"], "tokens": [], "rewards": {"rates": []}} | dict.fromkeys(
    ("accepting_order_timestamp", "end_date_iso", "maker_base_fee", "taker_base_fee")
)
DETAILS = {
    "c": HASH,
    "t": [{"t": TOKEN, "o": "Yes"}, {"t": "124", "o": "No"}],
    "mos": 5,
    "mts": 0.01,
    "r": {"mi": 5},
    "fd": {"r": 0, "e": 0, "to": True},
    "mbf": 0,
    "tbf": 0,
    "nr": False,
}


CANCELED = [{"canceled": [HASH], "not_canceled": {}}, {"canceled": [], "not_canceled": {HASH: "no"}}]


def page(*items: Any) -> dict[str, Any]:
    return {"limit": 100, "count": len(items), "next_cursor": "LTE=", "data": list(items)}


# operation -> responses as the description has them
PLAIN: dict[str, list[Any]] = {
    "getMarkets": [page(MARKET)],
    "getSamplingMarkets": [page(MARKET)],
    "getMarket": [MARKET],
    "getMarketLiveActivity": [MARKET],
    "getMarketsLiveActivity": [[MARKET]],
    "getClobMarketInfo": [{**DETAILS, "ao": True}],
    "getBook": [orjson.dumps(BOOK)],
    "getBooksPost": [orjson.dumps([BOOK])],
    "getOrder": [ORDER],
    "getOrders": [page(ORDER)],
    "getTrades": [page(TRADE), page()],
    "postOrder": [{**POSTED, "status": status} for status in ("live", "delayed")],
    "postOrders": [[{**POSTED, "status": status} for status in ("live", "delayed")]],
    "cancelOrder": CANCELED,
    "cancelOrders": CANCELED,
    "cancelAllOrders": CANCELED,
    "cancelMarketOrders": CANCELED,
    "getUpdateBalanceAllowance": [{"balance": "1", "allowances": {}}],
    "getNotifications": [
        [{"id": 1, "owner": KEY, "type": 2, "payload": REPORTED, "timestamp": 1780000000}],
        [],
    ],
    "dropNotifications": ["OK"],
    "getEarningsForUserForDay": [page(EARNED)],
    "getTotalEarningsForUserForDay": [[EARNED], []],
}


class Picks(Chooser):
    """Chooses the forms one after the other, as they are counted."""

    def of(self, about: object, *forms: Any) -> Any:
        return forms[self.seed % len(forms)]


def text(value: Any) -> str:
    return (value if isinstance(value, bytes) else orjson.dumps(value)).decode()


def read(client: str, cases: list[tuple[str, str, str]]) -> dict[str, list[str] | None]:
    """What a client refuses, by name."""
    script = Path(__file__).with_name("read_forms.py")
    response = subprocess.run(
        [ROOT / ".venvs" / client / "bin" / "python", script, client],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    assert response.returncode == 0, response.stderr
    return dict(json.loads(response.stdout))


def variants() -> list[tuple[str, str, str]]:
    """Row and operation, operation, and body: every form of every row, alone."""
    return [
        (f"{row}:{operation}", operation, text(form(copy.deepcopy(body), Picks(turn, row))))
        for operation, forms in FORMS.items()
        for row, form in forms
        for body in PLAIN[operation]
        for turn in range(6)
    ]


@pytest.mark.parametrize("client", ["py-clob-client-v2", "polymarket-client"])
def test_a_walk_leaves_out_what_its_client_refuses_and_nothing_else(
    client: str, unreadable: dict[str, dict[str, str]]
) -> None:
    plain = [("plain", operation, text(body)) for operation, bodies in PLAIN.items() for body in bodies]
    reported = read(client, [*plain, *variants()])
    assert reported.pop("plain") == []
    refused = {name for name, errors in reported.items() if errors}
    assert refused == {name for name in unreadable[client] if ":" in name}


def test_the_ledger_foresees_every_form(tmp_path: Path) -> None:
    files = []
    for number, (_, operation, body) in enumerate(variants()):  # a file each: two tell one thing differently
        line = {"operation": operation, "status": 200, "headers": JSON if body else {}, "body": body}
        files.append(tmp_path / f"{number}.jsonl")
        files[-1].write_text(json.dumps(line))
    plan = Plan(target="files", profile="observed", suites=(), files=tuple(map(str, files)))
    outcome = judge_files(plan)
    assert outcome.cases == len(files)
    assert [(one.violation.operation, one.violation.message) for one in outcome.new] == []


SIGNER = PrivateKeySigner("0x" + "11" * 32)
CREDS = Credentials(KEY, "A" * 43 + "=", "ab" * 32, SIGNER.address)
RULES = MarketRules("0.01", neg_risk=False, min_order_size=Decimal(5))
ORDERS = [OrderBuilder(SIGNER).limit(OrderArgs(TOKEN, price, 20, "BUY"), RULES) for price in ("0.31", "0.32")]
CALLS: dict[str, Callable[[ClobClient], Any]] = {
    "getMarkets": lambda c: c.get_markets(),
    "getSamplingMarkets": lambda c: c.get_sampling_markets(),
    "getMarket": lambda c: c.get_market(HASH),
    "getClobMarketInfo": lambda c: c.get_clob_market_info(HASH),
    "getMarketLiveActivity": lambda c: c.get_market_trades_events(HASH),
    "getMarketsLiveActivity": lambda c: c.get_markets_live_activity([HASH]),
    "getBook": lambda c: c.figures_of_book(c.get_order_book(TOKEN)),
    "getBooksPost": lambda c: c.get_order_books([TOKEN]),
    "getOrder": lambda c: c.get_order(HASH),
    "getOrders": lambda c: c.get_orders(),
    "getTrades": lambda c: [c.figures_of_trade(trade) for trade in c.get_trades()],
    "postOrder": lambda c: c.post_order(ORDERS[0]),
    "postOrders": lambda c: c.post_orders(ORDERS),
    "cancelOrder": lambda c: c.cancel(HASH),
    "cancelOrders": lambda c: c.cancel_orders([HASH]),
    "cancelAllOrders": lambda c: c.cancel_all(),
    "cancelMarketOrders": lambda c: c.cancel_market_orders(market=HASH),
    "getUpdateBalanceAllowance": lambda c: c.update_balance_allowance("COLLATERAL"),
    "getNotifications": lambda c: c.get_notifications(),
    "dropNotifications": lambda c: c.drop_notifications([1]),
    "getEarningsForUserForDay": lambda c: c.get_earnings_for_user_for_day("2026-05-13"),
    "getTotalEarningsForUserForDay": lambda c: c.get_total_earnings_for_user_for_day("2026-05-13"),
}


@pytest.mark.parametrize("operation", FORMS)
def test_the_client_of_this_project_reads_every_form(operation: str) -> None:
    for body in [body for _, place, body in variants() if place == operation]:
        transport = httpx.MockTransport(lambda request, body=body: httpx.Response(200, content=named(body)))
        with ClobClient("https://clob.example", key=SIGNER, creds=CREDS, transport=transport) as client:
            CALLS[operation](client)


def named(body: str) -> str:
    """A body that names the orders that are posted, where there is one for each."""
    for order in ORDERS[: body.count('"success"')]:
        body = body.replace(HASH, order.order_id, 1)
    return body
