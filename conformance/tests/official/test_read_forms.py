"""The walks leave out the recorded forms that a pinned official client refuses to read, and no others."""

from __future__ import annotations

import copy
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import orjson
import pytest
from clob_sandbox.recorded import FORMS
from clob_sandbox.recorded.choosing import Chooser

ROOT = Path(__file__).parents[3]
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
TOLD = {"order_id": HASH, "side": "SELL", "price": "0.6", "outcome_index": 0, **PLACE} | dict.fromkeys(
    ("original_size", "matched_size", "remaining_size"), "10"
)
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
    "getNotifications": [[{"id": 1, "owner": KEY, "type": 2, "payload": TOLD, "timestamp": 1780000000}], []],
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
    answer = subprocess.run(
        [ROOT / ".venvs" / client / "bin" / "python", script, client],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    assert answer.returncode == 0, answer.stderr
    return dict(json.loads(answer.stdout))


@pytest.mark.parametrize("client", ["py-clob-client-v2", "polymarket-client"])
def test_a_walk_leaves_out_what_its_client_refuses_and_nothing_else(
    client: str, unreadable: dict[str, dict[str, str]]
) -> None:
    cases = [("plain", operation, text(body)) for operation, bodies in PLAIN.items() for body in bodies]
    cases += [
        (f"{row}:{operation}", operation, text(form(copy.deepcopy(body), Picks(turn, row))))
        for operation, forms in FORMS.items()
        for row, form in forms
        for body in PLAIN[operation]
        for turn in range(6)
    ]
    told = read(client, cases)
    assert told.pop("plain") == []
    refused = {name for name, errors in told.items() if errors}
    assert refused == {name for name in unreadable[client] if ":" in name}
