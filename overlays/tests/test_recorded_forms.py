"""The forms in which the live service sends things: each is read, kept as it came, and typed beside it."""

from __future__ import annotations

import copy
import json
import os
import pickle
import re
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from polymarket_clob import ClobClient, Credentials, NotFound, OrderArgs, PrivateKeySigner, RetryPolicy
from polymarket_clob.credentials import stand_in
from polymarket_clob.errors import InsufficientLiquidity, ResponseError, UnreadableResponse
from polymarket_clob.hooks import Interaction, Recorder
from polymarket_clob.orders import MarketOrderArgs
from polymarket_clob.pacing import Pacing
from polymarket_clob_api import models
from polymarket_clob_api.types import day, moment

KEY = "0x" + "11" * 32
ADDRESS = PrivateKeySigner(KEY).address
CREDS = Credentials("0f8a1c0e-52a4-4f6b-9a51-2d1c0f7a9b11", "A" * 43 + "=", "ab" * 32, ADDRESS)
HASH, TOKEN = "0x" + "7c" * 32, "123"
AT = datetime(2026, 5, 13, tzinfo=UTC)


def reported(body: Any, status: int = 200, **options: Any) -> ClobClient:
    """A client that is answered this, whatever it asks."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    transport = httpx.MockTransport(lambda request: httpx.Response(status, content=content))
    return ClobClient(
        "https://clob.example",
        key=KEY,
        creds=CREDS,
        transport=transport,
        retry_policy=RetryPolicy(0),
        **options,
    )


@pytest.mark.parametrize(
    "sent",
    [
        "2026-05-13T00:00:00Z",
        "2026-05-13 00:00:00+00",
        "2026-05-13T02:00:00+02:00",
        "2026-05-13",
        "2026-05-13T00:00:00",
        1778630400,
        1778630400000,
        "1778630400000",
        1778630400.0,
    ],
)
def test_a_date_in_any_form_is_an_aware_time_and_goes_back_as_it_came(sent: Any) -> None:
    earning = models.TotalUserEarning.from_dict({"date": sent, "earnings": "1.5", "asset_rate": None})
    assert earning.date == AT
    assert earning.date.tzinfo is not None
    assert earning.to_dict() == {"date": sent, "earnings": "1.5", "asset_rate": None}
    for again in (copy.deepcopy(earning.date), pickle.loads(pickle.dumps(earning.date))):  # noqa: S301
        assert again == AT
        earning.date = again
        assert earning.to_dict()["date"] == sent


@pytest.mark.parametrize("sent", ["", None, 0, "soon", True, [], -5, "9" * 400])
def test_what_is_no_date_is_kept(sent: Any) -> None:
    assert moment(sent) is sent
    assert day(sent) is sent


def test_times_of_all_units_and_days_of_times_are_read() -> None:
    for unit in (1, 10**3, 10**6, 10**9):
        assert moment(1778630400 * unit + unit // 2) - AT == timedelta(seconds=0.5 if unit > 1 else 0)
    assert day("2026-05-13T23:30:00-02:00").isoformat() == "2026-05-14"
    assert day("2026-05-13").sent == "2026-05-13"


def test_dates_of_all_forms_sort() -> None:
    rows = [{"date": date, "earnings": 1} for date in ("2026-05-14", 1778630400000, "2026-05-12 00:00:00+00")]
    days = [row.date.day for row in reported(rows).get_total_earnings_for_user_for_day("2026-05-13")]
    assert sorted(days) == [12, 13, 14]


READS: list[tuple[str, Any, Callable[[ClobClient], Any], Any]] = [
    ("no body", b"", lambda c: c.update_balance_allowance("COLLATERAL"), None),
    ("no body", b"", lambda c: c.drop_notifications([1]), None),
    ("a word", b"OK", lambda c: c.drop_notifications([1]), None),
    ("a word", b'"done"', lambda c: c.delete_api_key(), None),
    ("null", None, lambda c: c.get_notifications(), []),
    ("null", None, lambda c: c.get_reward_percentages(), {}),
    ("null", None, lambda c: c.get_midpoints([TOKEN]), {}),
    ("null list", {"apiKeys": None}, lambda c: c.get_api_keys(), []),
    ("null list", {"history": None}, lambda c: c.get_prices_history(TOKEN, interval="1d"), []),
    ("null", None, lambda c: c.get_total_earnings_for_user_for_day("2026-05-13"), []),
    ("null page", {"data": None, "next_cursor": "LTE="}, lambda c: c.get_trades(), []),
    (
        "keys as objects",
        [{"key": "k", "createdAt": "2026-05-13T00:00:00Z"}],
        lambda c: [(key.key, key.created_at == AT) for key in c.get_builder_api_keys()],
        [("k", True)],
    ),
    ("keys as texts", ["k"], lambda c: [key.key for key in c.get_builder_api_keys()], ["k"]),
    (
        "null sides",
        {
            "asset_id": TOKEN,
            "bids": None,
            "asks": None,
            "tick_size": "0.01",
            "min_order_size": "5",
            "last_trade_price": "",
        },
        lambda c: c.figures_of_book(c.get_order_book(TOKEN)).bids,
        [],
    ),
    (
        "empty texts",
        {"data": [{"price": "", "size": "", "match_time": "1778630400"}], "next_cursor": "LTE="},
        lambda c: [(t.price, t.size, t.usdc, t.matched_at) for t in map(c.figures_of_trade, c.get_trades())],
        [(0, 0, 0, AT)],
    ),
    (
        "kinds of notifications",
        [{"id": 1, "type": 42, "payload": {}, "timestamp": "1778630400"}],
        lambda c: [int(one.type_) for one in c.get_notifications()],
        [42],
    ),
]


@pytest.mark.parametrize(("what", "body", "read", "value"), READS)
def test_what_is_sent_is_read(what: str, body: Any, read: Callable[[ClobClient], Any], value: Any) -> None:
    assert read(reported(body)) == value, what


@pytest.mark.parametrize("body", [b"<!DOCTYPE html><html>blocked</html>", b"{", b'["O'])
def test_a_page_or_half_an_object_is_no_word_that_it_was_done(body: bytes) -> None:
    with pytest.raises(UnreadableResponse, match="not JSON"):
        reported(body).drop_notifications([1])


def test_a_market_with_nulls_is_kept_as_it_came() -> None:
    sent = {"condition_id": HASH, "game_start_time": None, "end_date_iso": None, "tags": None, "tokens": None}
    assert reported(sent).get_market(HASH).to_dict() == sent


@pytest.mark.parametrize("body", [None, b""])
def test_an_order_that_is_null_or_nothing_is_not_found(body: Any) -> None:
    with pytest.raises(NotFound):
        reported(body).get_order(HASH)


def test_an_error_under_a_success_is_an_error() -> None:
    with pytest.raises(NotFound, match="No orderbook exists"):
        reported({"error": "No orderbook exists for the requested token id"}).get_order_book(TOKEN)
    with pytest.raises(ResponseError, match="out of order"):
        reported({"error": "out of order"}).get_market(HASH)


def test_a_book_of_nobody_has_no_liquidity() -> None:
    book = {"asset_id": TOKEN, "bids": None, "asks": None, "tick_size": "0.01", "neg_risk": False}
    book["min_order_size"] = "5"
    with pytest.raises(InsufficientLiquidity):
        reported(book).create_market_order(MarketOrderArgs(TOKEN, 5, "BUY"))


# Recording


def test_a_recorder_writes_what_travels_and_no_secret(tmp_path: Path, sandbox: dict[str, Any]) -> None:
    path = tmp_path / "traffic.jsonl"
    account = sandbox["account"]
    with (
        Recorder(path) as recorder,
        ClobClient(sandbox["url"], key=account["private_key"], hooks=[recorder]) as client,
    ):
        client.set_api_creds(client.derive_api_key())
        token_id = sandbox["markets"][0]["tokens"][0]["token_id"]
        order_id = client.create_and_post_order(OrderArgs(token_id, "0.02", 10, "BUY")).order_id
        client.get_order(order_id)
        client.get_api_keys()
        client.cancel(order_id)
    text = path.read_text()
    for secret in (account["api_key"], account["secret"], account["passphrase"], account["private_key"]):
        assert secret not in text
    lines = [json.loads(line) for line in text.splitlines()]
    reported_of = {line["operation"]: line for line in lines}
    assert reported_of.keys() >= {"deriveApiKey", "postOrder", "getOrder", "getApiKeys", "cancelOrder"}
    assert reported_of["getOrder"]["target"] == f"/data/order/{order_id}"
    read = json.loads(reported_of["getOrder"]["body"])
    key = stand_in(account["api_key"])
    assert (read["id"], read["owner"]) == (order_id, key)
    posted = reported_of["postOrder"]
    signature = json.loads(posted["request_body"])["order"]["signature"]
    assert re.fullmatch("0x[0-9a-f]{130}", signature)
    assert posted["request_headers"]["POLY_API_KEY"] == key
    assert [line["sent"] <= line["received"] for line in lines] == [True] * len(lines)
    times = [time for line in lines for time in (line["sent"], line["received"])]
    assert times == sorted(times)
    assert path.stat().st_mode & 0o077 == 0


def test_what_other_hooks_take_is_not_taken_for_an_earlier_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recorded interaction is never shorter than it was: what overlapped has to be seen to."""
    clock = iter(range(100))
    monkeypatch.setattr(time, "time", lambda: float(next(clock)))
    began: list[float] = []

    def slow(interaction: Interaction) -> None:
        began.append(time.time())

    with Recorder(tmp_path / "t.jsonl") as recorder:
        reported(b"1700000000", hooks=[recorder, slow]).get_server_time()
    (line,) = map(json.loads, (tmp_path / "t.jsonl").read_text().splitlines())

    assert line["sent"] < began[0] < line["received"]


@pytest.mark.parametrize("name", ["owner", "trade_owner", "tradeOwner"])
def test_a_recorder_masks_whose_a_trade_is(tmp_path: Path, name: str) -> None:
    path = tmp_path / "traffic.jsonl"
    key = "0f8b9a3c-1111-4222-8333-444455556666"
    with Recorder(path) as recorder:
        reported([{name: key}], hooks=[recorder]).get_ok()
    assert key not in path.read_text()
    assert stand_in(key) in path.read_text()


def test_a_recorder_masks_what_is_not_quite_json(tmp_path: Path) -> None:
    path = tmp_path / "traffic.jsonl"
    secret = "s" * 40
    with Recorder(path) as recorder, pytest.raises(ResponseError):
        reported(f'{{"secret": "{secret}", '.encode(), hooks=[recorder]).get_version()
    assert secret not in path.read_text()
    assert stand_in(secret) in path.read_text()


def test_what_stands_for_a_secret_is_the_same_each_time_and_tells_nothing_that_could_be_guessed() -> None:
    key, other = "0f8a1c0e-52a4-4f6b-9a51-2d1c0f7a9b11", "0f8a1c0e-52a4-4f6b-9a51-2d1c0f7a9b12"
    assert stand_in(key) == stand_in(key) != stand_in(other)
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", stand_in(key))
    assert stand_in("0x" + "ab" * 32) == "0x" + stand_in("ab" * 32)
    assert len(stand_in("A" * 43 + "=")) == 44
    for guessable, another in (("passwort", "letmein1"), ("Basic " + "QQ" * 20, "Basic " + "ZZ" * 20)):
        assert stand_in(guessable) == stand_in(another) != guessable


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
@pytest.mark.parametrize("locked", ["recorder", "pacing"])
def test_a_fork_while_another_thread_records_or_asks_for_its_turn_leaves_the_child_free(
    locked: str, tmp_path: Path
) -> None:
    held, go_on = threading.Event(), threading.Event()
    answer = httpx.MockTransport(lambda _: httpx.Response(200, json="OK"))
    with Recorder(tmp_path / "t.jsonl") as recorder:
        pacing = Pacing()

        def hold() -> None:
            with recorder._lock if locked == "recorder" else pacing._lock:
                held.set()
                go_on.wait(60)

        thread = threading.Thread(target=hold)
        thread.start()
        assert held.wait(60)
        client = ClobClient(
            "http://clob.test", transport=answer, hooks=[recorder], pacing=pacing, deadline=None
        )
        child = os.fork()
        if not child:
            signal.alarm(30)  # ends a child that waits for ever
            client.get_ok()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        go_on.set()
        thread.join()
        client.get_ok()
    assert status == 0
    assert len((tmp_path / "t.jsonl").read_bytes().splitlines()) == 2
