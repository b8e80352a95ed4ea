"""Recorded traffic is judged without asking anybody: what is known of the service is foreseen, no more."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from clob_conformance.cli import commands
from clob_conformance.core.description import Description
from clob_conformance.core.errors import CannotRun
from clob_conformance.environment.sender import Call, Sender
from clob_conformance.reporting.outcome import Outcome, Plan
from clob_conformance.run.recorded import judge_files
from clob_conformance.run.recordings import Reader
from polymarket_clob.credentials import stand_in
from typer.testing import CliRunner

from .conftest import exit_code
from .test_command import command

HASH, TOKEN = "0x" + "7c" * 32, "1" + "23" * 38
ADDRESS, KEY = "0x" + "5d" * 20, "0f8a1c0e-52a4-4f6b-9a51-2d1c0f7a9b11"
JSON = {"content-type": "application/json"}
PAGE = b"<!DOCTYPE html><html><body>you have been blocked</body></html>".decode()

MARKET = {"condition_id": HASH, "question": "Will it?", "tokens": [], "rewards": {"rates": []}}
ORDER = {
    "id": HASH,
    "status": "LIVE",
    "owner": KEY,
    "maker_address": ADDRESS,
    "market": HASH,
    "asset_id": TOKEN,
    "side": "BUY",
    "original_size": "12.5",
    "size_matched": "0",
    "price": "0.31",
    "outcome": "Yes",
    "expiration": "0",
    "order_type": "GTC",
    "created_at": 1780000000,
}
TRADE = {
    "id": "t-1",
    "taker_order_id": HASH,
    "market": HASH,
    "asset_id": TOKEN,
    "side": "SELL",
    "size": "3",
    "price": "0.4",
    "status": "MATCHED",
    "match_time": "1780000000",
    "last_update": "1780000001",
    "outcome": "No",
    "bucket_index": 0,
    "owner": KEY,
    "maker_address": ADDRESS,
    "trader_side": "MAKER",
}
POSTED = {"success": True, "errorMsg": "", "orderID": HASH, "status": "live"}
EARNED = {"asset_address": ADDRESS, "maker_address": ADDRESS, "earnings": 2, "asset_rate": 1}
BOOK = {
    "market": HASH,
    "asset_id": TOKEN,
    "timestamp": "1780000000000",
    "hash": "0" * 40,
    "bids": None,
    "asks": None,
    "min_order_size": "5",
    "tick_size": "0.01",
    "neg_risk": False,
    "last_trade_price": "",
}


def paged(*items: Any) -> dict[str, Any]:
    return {"limit": 100, "count": len(items), "next_cursor": "LTE=", "data": list(items)}


# operation, status, body; made up, of the kinds that are known of the live service
FORESEEN: list[tuple[str, int, Any]] = [
    ("getOrder", 200, None),
    ("getOrder", 200, ""),
    ("getOrder", 200, {**ORDER, "status": "ORDER_STATUS_MATCHED", "associate_trades": None}),
    ("getOrder", 200, {**ORDER, "created_at": "2026-06-01T10:00:00Z", "expiration": None}),
    ("getOrders", 200, {"data": [ORDER], "next_cursor": "LTE="}),
    ("postOrder", 200, {**POSTED, "makingAmount": "", "takingAmount": ""}),
    ("postOrder", 200, {**POSTED, "status": "matched", "makingAmount": "0.999998", "takingAmount": "1.7"}),
    ("postOrder", 200, {**POSTED, "status": "unmatched", "errorMsg": None}),
    ("postOrders", 200, [{**POSTED, "orderID": None, "status": "", "errorMsg": "no"}]),
    ("getUpdateBalanceAllowance", 200, ""),
    ("getMarket", 200, {**MARKET, "game_start_time": None, "tags": None, "end_date_iso": None}),
    ("getSamplingMarkets", 200, paged({**MARKET, "accepting_order_timestamp": None, "maker_base_fee": None})),
    ("getBuilderApiKeys", 200, [{"key": "k-1", "createdAt": "2026-07-01T00:00:00.5Z"}]),
    ("getTrades", 200, paged({**TRADE, "transaction_hash": "", "maker_orders": None, "fee_rate_bps": ""})),
    ("getTrades", 200, {**paged(), "data": None}),
    ("cancelOrders", 200, {"canceled": None, "not_canceled": None}),
    ("getTotalEarningsForUserForDay", 200, None),
    ("getTotalEarningsForUserForDay", 200, [{**EARNED, "date": "2026-07-01 00:00:00+00", "earnings": "1.5"}]),
    ("getEarningsForUserForDay", 200, paged({**EARNED, "date": 1782864000000, "condition_id": HASH})),
    ("getNotifications", 200, None),
    ("getNotifications", 200, [{"id": 9, "type": 8, "payload": {}, "timestamp": "1780000000"}]),
    ("getNotifications", 200, [{"id": 9, "type": 77, "payload": None, "timestamp": "2026-06-01T10:00:00Z"}]),
    ("getClobMarketInfo", 200, {"c": HASH, "cbos": True, "aot": "2026-01-01T00:00:00Z", "v": "v1"}),
    ("getLastTradesPricesPost", 200, [{"token_id": TOKEN, "price": "0.5", "side": ""}]),
    ("getMarketLiveActivity", 200, {"condition_id": HASH, "series_slug": None, "tags": None}),
    ("getBook", 200, BOOK),
    ("getBook", 200, {"error": "no book of this token"}),
    ("cancelOrder", 425, {"error": "service not ready"}),
    ("getOrderScoring", 403, PAGE),
    ("postOrder", 403, {"error": "Trading restricted in your region"}),
    ("getPrice", 451, {"error": "not available in your region"}),
    ("getSpread", 429, "error code: 1015"),
    ("sendHeartbeatV1", 400, {"error": "Invalid Heartbeat ID", "heartbeat_id": KEY}),
    ("sendHeartbeatV1", 400, {"error_msg": "Invalid Heartbeat ID", "heartbeat_id": KEY}),
    ("getClobMarketInfo", 200, {"c": HASH, "t": [None], "mos": "5", "mts": "0.01"}),
    ("getPricesHistory", 200, {"history": [{"t": 1780000000, "p": "0.31"}]}),
    ("getTrades", 200, paged({**TRADE, "bucket_index": None})),
]
# The like of these is what planted faults do.
UNFORESEEN: list[tuple[str, int, Any]] = [
    ("getOrder", 200, {**ORDER, "owner": None}),
    ("getOrder", 200, {**ORDER, "outcome": None}),
    ("getOrder", 200, {**ORDER, "side": "buy"}),
    ("getOrder", 200, {**ORDER, "status": "OPEN"}),
    ("getOrder", 200, {**ORDER, "original_size": 12.5}),
    ("getTrades", 200, paged({**TRADE, "transaction_hash": "0x12"})),
    ("getTrades", 200, paged({**TRADE, "status": "SETTLED"})),
    ("postOrder", 200, {**POSTED, "makingAmount": "many"}),
    ("getMarket", 200, {**MARKET, "tags": "none"}),
    ("getMarket", 200, {**MARKET, "game_start_time": "soon"}),
    ("getBalanceAllowance", 200, {"balance": None, "allowances": {}}),
    ("getMidpoint", 200, {"mid": 0.5, "mid_price": 0.5}),
    ("getSpread", 200, {"spread": None}),
    ("getNotifications", 200, [{"id": 9, "type": "fill", "payload": {}, "timestamp": 1}]),
    ("cancelOrder", 200, {"canceled": [None], "not_canceled": {}}),
    ("getSpread", 400, {"message": "no"}),
    ("getSpread", 403, {"error": "no"}),
    ("getSpread", 418, {"error": "no"}),
    ("getSpread", 500, {"error": "no"}),
]


def line(operation: str, status: int, body: Any, **more: Any) -> str:
    text = body if isinstance(body, str) else json.dumps(body)
    headers = {} if text == "" else JSON
    if text.startswith(("<", "error code")):
        headers = {"content-type": "text/html" if text.startswith("<") else "text/plain"}
    reported = {"operation": operation, "status": status, "headers": headers, "body": text, **more}
    return json.dumps(reported)


def judged(path: Path, *lines: str, profile: Any = "observed", target: str = "files") -> Outcome:
    path.write_text("\n".join(lines) + "\n")
    return judge_files(Plan(target=target, profile=profile, suites=(), files=(str(path),)))


@pytest.mark.parametrize("known", FORESEEN, ids=lambda known: f"{known[0]}-{known[1]}")
def test_what_is_known_of_the_live_service_is_foreseen(known: Any, tmp_path: Path) -> None:
    outcome = judged(tmp_path / "t.jsonl", line(*known))
    assert outcome.cases == 1
    assert [finding.violation.message for finding in outcome.new] == []
    assert exit_code(outcome) == 0


@pytest.mark.parametrize("fault", UNFORESEEN, ids=lambda fault: f"{fault[0]}-{fault[1]}")
def test_a_fault_beside_it_is_reported(fault: Any, tmp_path: Path) -> None:
    outcome = judged(tmp_path / "t.jsonl", line(*fault))
    assert len(outcome.new) >= 1
    assert exit_code(outcome) == 1


def test_the_ledger_does_not_count_on_the_documented_profile(tmp_path: Path) -> None:
    lines = [line("getMarket", 200, {**MARKET, "tags": None}), line("getOrder", 200, None)]
    outcome = judged(tmp_path / "t.jsonl", *lines, profile="documented")
    assert {finding.violation.operation for finding in outcome.new} == {"getMarket", "getOrder"}


def test_where_the_request_is_known_the_answer_is_checked_against_it(tmp_path: Path) -> None:
    asked = {"method": "GET", "target": f"/data/order/0x{'11' * 32}", "request_headers": {}}
    known = judged(tmp_path / "t.jsonl", line("getOrder", 200, ORDER, **asked))
    assert [finding.violation.clause.id for finding in known.new] == ["answers-what-was-asked"]
    unknown = judged(tmp_path / "t.jsonl", line("getOrder", 200, ORDER))
    assert unknown.new == ()
    assert ("answers-what-was-asked", "getOrder") in known.checked - unknown.checked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no json", "line 1: Expecting value"),
        ("[]", "line 1: a line is a JSON object"),
        (json.dumps({"operation": "getTime", "body": "1"}), "line 1: status is missing"),
        (line("getTime", 42, 1), "line 1: status is 42, not a number from 100 to 599"),
        (json.dumps({"operation": "getTime", "status": 200, "headers": 5}), "line 1: headers are int"),
        (
            json.dumps({"operation": "getTime", "status": 200, "body": 7}),
            "line 1: the body is int, not a text",
        ),
        (line("getNothing", 200, 1), "the description has no operation 'getNothing' (1 interaction)"),
        ("", "the files are empty"),
    ],
)
def test_what_cannot_be_read_is_named_and_ends_with_2(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(text)
    done = command(tmp_path, "judge", "t.jsonl", "--report-dir", "r")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


SECRETS = {
    "poly_api_key": KEY,
    "poly_passphrase": "pass-" + "9" * 32,
    "poly_signature": "c2lnbmF0dXJlLW9mLWEtcmVxdWVzdA==",
    "poly-builder-api-key": "builder-key-4711",
    "authorization": "Bearer tok-123456789",
    "cookie": "session=abcdef0123456789",
}


def entry(url: str, status: int, text: str | None, **content: Any) -> dict[str, Any]:
    headers = [{"name": name, "value": value} for name, value in SECRETS.items()]
    return {
        "startedDateTime": "2026-06-01T10:00:00Z",
        "request": {
            "method": "GET",
            "url": url,
            "httpVersion": "h2",
            "headers": [{"name": ":path", "value": "/"}, *headers],
        },
        "response": {
            "status": status,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {
                "size": 9,
                "mimeType": "application/json",
                **({} if text is None else {"text": text}),
                **content,
            },
        },
    }


HOST = "https://clob.polymarket.com"


def har(path: Path, *entries: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return path


def test_of_an_archive_the_exchanges_own_traffic_is_judged_and_the_rest_is_counted(tmp_path: Path) -> None:
    coded = base64.b64encode(b'{"spread": "0.01"}').decode()
    path = har(
        tmp_path / "s.har",
        entry(f"{HOST}/spread?token_id={TOKEN}", 200, coded, encoding="base64"),
        entry("http://127.0.0.1:8137/time", 200, "1780000000"),
        entry("https://metrics.example.com/time", 200, "{}"),
        entry(f"{HOST}/time", 0, None),
        entry(f"{HOST}/time", -1, ""),
        entry(f"{HOST}/time", 200, None),
        entry(f"{HOST}/time", 200, None, size=-1),
    )
    outcome = judge_files(Plan(target="files", profile="observed", suites=(), files=(str(path),)))
    assert (outcome.cases, outcome.new) == (2, ())
    assert set(outcome.tallies) == {"getSpread", "getTime"}
    assert outcome.left_out == {
        "what went to metrics.example.com": "(1 interaction)",
        "what was recorded without its body": "(2 interactions)",
        "what was broken off, cached, or switched to another protocol": "(2 interactions)",
    }


def test_an_entry_of_an_archive_has_the_times_that_it_says(tmp_path: Path, published: Description) -> None:
    timed = {**entry(f"{HOST}/time", 200, "1780000000"), "time": 250.0}
    path = har(tmp_path / "s.har", timed, entry(f"{HOST}/time", 200, "1780000000"))

    times = [(one.sent, one.received) for one in Reader(published).read(path)]

    assert times == [(1780308000.0, 1780308000.25), (0.0, 0.0)]


def test_an_archive_that_is_judged_with_others_has_their_stand_ins(
    tmp_path: Path, published: Description
) -> None:
    path = har(tmp_path / "s.har", entry(f"{HOST}/data/orders", 200, json.dumps(paged(ORDER))))

    (plain,) = Reader(published).read(path)
    (covered,) = Reader(published, disguised=True).read(path)

    assert plain.response.json()["data"][0]["owner"] == KEY
    assert covered.response.json()["data"][0]["owner"] == stand_in(KEY)
    assert covered.request.headers["poly_api_key"] == stand_in(KEY)


def test_a_line_ends_where_a_line_ends(tmp_path: Path) -> None:
    """A recorder writes other characters that end lines as they are."""
    market = {**MARKET, "question": "Will it\u2028rain?\x85"}
    reported = json.dumps(
        {"operation": "getMarket", "status": 200, "headers": JSON, "body": json.dumps(market)}
    )
    raw = reported.replace("\\\\u2028", "\u2028").replace("\\\\u0085", "\x85")
    assert "\u2028" in raw

    assert judged(tmp_path / "t.jsonl", raw).cases == 1


def test_another_server_counts_when_it_is_named(tmp_path: Path) -> None:
    path = har(tmp_path / "s.har", entry("https://desk.example.com/clob/time", 200, '"now"'))
    plan = Plan(target="https://desk.example.com/clob", profile="observed", suites=(), files=(str(path),))
    outcome = judge_files(plan)
    assert [finding.violation.operation for finding in outcome.new] == ["getTime"]


def test_no_secret_of_an_archive_reaches_a_report_or_the_terminal(tmp_path: Path) -> None:
    keys = {"apiKey": KEY, "secret": "s3cr3t-" + "8" * 20, "passphrase": SECRETS["poly_passphrase"]}
    path = har(
        tmp_path / "s.har",
        entry(f"{HOST}/auth/derive-api-key", 500, json.dumps(keys)),
        entry(
            f"{HOST}/data/orders?owner={KEY}", 200, json.dumps(paged({**ORDER, "price": KEY, "side": KEY}))
        ),
        entry(f"{HOST}/time", 200, json.dumps(SECRETS["cookie"])),
    )
    folder = tmp_path / "r"
    done = command(tmp_path, "judge", str(path), "--report-dir", str(folder))
    assert done.returncode == 1, done.stderr
    reported = done.stdout + done.stderr + "".join(file.read_text() for file in folder.iterdir())
    for secret in (*SECRETS.values(), keys["secret"]):
        assert secret not in reported
    assert "getOrders" in reported


def test_a_finding_of_recorded_traffic_is_shown_again_from_its_file(tmp_path: Path) -> None:
    path, folder = tmp_path / "t.jsonl", tmp_path / "r"
    path.write_text(line("getSpread", 500, {"error": "no"}))
    runner = CliRunner()
    assert runner.invoke(commands.app, ["judge", str(path), "--report-dir", str(folder)]).exit_code == 1
    report = json.loads((folder / "report.json").read_text())
    assert report["target"] == "files"
    assert report["command"] == f"clob-conformance judge {path} --profile observed --judge repaired"
    again = ["replay", report["findings"][0]["id"], "--report-dir", str(folder)]
    assert runner.invoke(commands.app, again).exit_code == 1
    path.write_text(line("getSpread", 200, {"spread": "0.1"}))
    assert runner.invoke(commands.app, again).exit_code == 0


def test_recorded_traffic_is_measured_by_what_a_run_is_measured_by(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(line("getSpread", 200, {"spread": 0.02}) + "\n" + line("getTime", 200, "now"))
    (tmp_path / "own.toml").write_text(
        '[[deviation]]\nid = "spread-is-a-number"\noperations = ["getSpread"]\n[deviation.shows]\n'
        'clauses = ["response-schema"]\njudges = ["repaired"]\nkeys = ["200 $.spread type"]\n'
    )
    runner = CliRunner()

    def judged(*words: str) -> dict[str, Any]:
        done = runner.invoke(commands.app, ["judge", str(path), "--report-dir", str(tmp_path / "r"), *words])
        report: dict[str, Any] = json.loads((tmp_path / "r" / "report.json").read_text())
        new = [one["operation"] for one in report["findings"] if one["known"] is None]
        assert done.exit_code == bool(new)
        return {**report, "new": new}

    plain = judged()
    assert plain["new"] == ["getSpread", "getTime"]
    assert plain["unmet"]["getOrders"] == "no interaction with it was recorded"
    assert judged("--deviations", str(tmp_path / "own.toml"))["new"] == ["getTime"]
    part = judged("--operation", "getSpread")
    assert part["new"] == list(part["operations"]) == ["getSpread"]
    assert part["unmet"]["getTime"].startswith("not chosen")
    assert part["command"].endswith("--judge repaired --operation getSpread")
    none = judged("--exclude", "response-schema")
    assert (none["new"], none["clauses"]["response-schema"]) == ([], "not-run")
    assert none["skipped"]["response-schema"].startswith("not chosen")
    assert judged("--clause", "status-documented")["new"] == []
    (tmp_path / "earlier.json").write_text(json.dumps({k: v for k, v in plain.items() if k != "new"}))
    assert judged("--baseline", str(tmp_path / "earlier.json"))["new"] == []
    unknown = runner.invoke(commands.app, ["judge", str(path), "--clause", "nothing"])
    assert "--clause nothing: unknown" in str(unknown.exception)


def test_judging_recorded_traffic_loads_no_suite() -> None:
    heavy = "{'hypothesis', 'schemathesis', 'httpcore'}"
    code = f"import clob_conformance.cli.commands, sys; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("status", "text", "why"),
    [
        (403, PAGE, "the network in front bars us"),
        (403, '{"error": "Trading restricted in your region"}', "this region is barred"),
        (451, '{"error": "region"}', "this region is barred"),
    ],
)
def test_a_run_that_is_blocked_ends_in_one_sentence(status: int, text: str, why: str) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(status, text=text))
    seen: list[Any] = []
    sender = Sender("https://clob.example", seen.append, None, httpx.Client(transport=transport))
    with pytest.raises(CannotRun, match=rf"^blocked by https://clob\.example: {why} \({status} to GET"):
        sender.send(Call("GET", "/time"))
    assert seen == []


def test_a_refusal_of_the_server_itself_ends_no_run() -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(403, json={"error": "no"}))
    seen: list[Any] = []
    Sender("https://clob.example", seen.append, None, httpx.Client(transport=transport)).send(
        Call("GET", "/time")
    )
    assert len(seen) == 1
