"""The command ``clob`` against the sandbox: what it prints, what it ends with, and that it keeps secrets."""

from __future__ import annotations

import io
import json
import re
import shlex
import subprocess
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from polymarket_clob import ClobClient
from polymarket_clob._cli.app import app, run
from polymarket_clob._cli.doctor import examine

ORDER_ID = "0x" + "ab" * 32

Clob = Callable[..., tuple[int, Any]]


@pytest.fixture
def account(sandbox: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The sandbox's account, in the environment."""
    reported: dict[str, str] = sandbox["account"]
    environ = {
        "CLOB_API_URL": sandbox["url"],
        "CHAIN_ID": str(sandbox["chain_id"]),
        "PK": reported["private_key"],
        "CLOB_API_KEY": reported["api_key"],
        "CLOB_SECRET": reported["secret"],
        "CLOB_PASS_PHRASE": reported["passphrase"],
        "CLOB_UNITS": {"documented": "base", "observed": "whole"}[sandbox["profile"]],
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    for name in ("CLOB_ADDRESS", "CLOB_FUNDER", "CLOB_SIGNATURE_TYPE"):
        monkeypatch.delenv(name, raising=False)
    return reported


@pytest.fixture
def clob(account: dict[str, str], capsys: pytest.CaptureFixture[str]) -> Clob:
    """Runs a command line; gives the exit code and what was printed, JSON read where it was asked for."""

    def call(*arguments: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = run(arguments)
        said = capsys.readouterr()
        for secret in (account[name] for name in ("private_key", "api_key", "secret", "passphrase")):
            shown = "--show-secrets" in arguments
            assert shown or secret.removeprefix("0x") not in said.out + said.err
        if "--json" in arguments and said.out:
            return code, json.loads(said.out)
        return code, said.out + said.err

    return call


@pytest.fixture
def token_id(sandbox: dict[str, Any]) -> str:
    return str(sandbox["markets"][0]["tokens"][0]["token_id"])


def test_an_order_is_placed_listed_shown_and_cancelled(clob: Clob, token_id: str) -> None:
    code, posted = clob("buy", token_id, "10", "--price", "0.01", "--json")
    assert code == 0
    order_id = posted["orderID"]
    code, listed = clob("orders", "--json")
    assert (code, [order["id"] for order in listed]) == (0, [order_id])
    assert listed[0]["owner"] == "***"
    code, shown = clob("order", order_id, "--json")
    assert (code, shown["id"], shown["side"]) == (0, order_id, "BUY")
    for command in (("orders",), ("order", order_id)):
        assert order_id in clob(*command)[1]
    assert clob("cancel", order_id, "--json") == (0, {"canceled": [order_id], "not_canceled": {}})
    code, again = clob("cancel", order_id, "--json")
    assert code == 1
    assert list(again["not_canceled"]) == [order_id]


def test_figures_are_in_shares_and_usdc_whichever_unit_was_sent(
    clob: Clob, token_id: str, sandbox: dict[str, Any]
) -> None:
    posted = clob("buy", token_id, "12.5", "--price", "0.02", "--json")[1]
    reported = {"making": "0.25", "taking": "12.5"}
    if sandbox["profile"] == "observed":  # which tells no amounts of an order that rests
        reported = {"making": "0", "taking": "0"}
    assert posted["figures"] == reported
    order = clob("order", posted["orderID"], "--json")[1]["figures"]
    assert (order["price"], order["original"], order["matched"]) == ("0.02", "12.5", "0")
    assert "12.5 shares" in clob("order", posted["orderID"])[1]
    assert " 12.5 " in clob("orders")[1]
    bought = clob("buy", token_id, "7", "--yes")[1]
    assert re.search(r"bought +[0-9.]+ shares for 7 USDC \(0\.[0-9]+ a share\)", bought)
    assert " 7 " in clob("trades")[1]
    assert clob("cancel", posted["orderID"])[0] == 0
    assert clob("orders")[1] == "no open orders\n"
    assert clob("cancel", "--all")[1] == "nothing to cancel\n"


def test_every_command_can_print_json(clob: Clob) -> None:
    commands = [str(command.callback.__name__) for command in app.registered_commands if command.callback]
    assert len(commands) == 13
    for command in commands:
        assert "--json" in clob(command, "--help")[1]


def test_a_market_order_trades_and_the_trade_is_listed(clob: Clob, token_id: str) -> None:
    code, bought = clob("buy", token_id, "5", "--yes", "--json")
    assert (code, bought["status"]) == (0, "matched")
    code, sold = clob("sell", token_id, "5", "--partial", "--yes", "--json")
    assert (code, sold["status"]) == (0, "matched")
    code, trades = clob("trades", "--json", "--limit", "1")
    assert (code, len(trades)) == (0, 1)
    code, everything = clob("trades", "--json", "--asset", token_id)
    assert {bought["orderID"], sold["orderID"]} <= {trade["taker_order_id"] for trade in everything}
    assert trades[0]["id"] in clob("trades")[1]


def test_more_than_one_cancel_is_asked_for(
    clob: Clob, token_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [clob("buy", token_id, "10", "--price", "0.01", "--json")[1]["orderID"] for _ in range(2)]
    for command in (("cancel", "--all"), ("cancel", *ids), ("cancel", "--asset", token_id)):
        monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
        code, said = clob(*command)
        assert (code, said.count("Cancel 2 orders? [y/N]")) == (1, 1)
    assert len(clob("orders", "--json")[1]) == 2
    code, result = clob("cancel", "--asset", token_id, "--yes", "--json")
    assert (code, set(result["canceled"])) == (0, set(ids))
    assert clob("cancel", "--all", "--json") == (0, {"canceled": [], "not_canceled": {}})


@pytest.mark.parametrize(("reply", "code", "words"), [("n\n", 1, "nothing was done"), ("", 64, "--yes")])
def test_a_market_order_is_asked_for_before_it_spends(
    clob: Clob, token_id: str, monkeypatch: pytest.MonkeyPatch, reply: str, code: int, words: str
) -> None:
    cash = clob("balance")
    for command in (("buy", token_id, "5"), ("sell", token_id, "5", "--partial")):
        monkeypatch.setattr("sys.stdin", io.StringIO(reply))
        ended, said = clob(*command)
        assert (ended, words in said) == (code, True)
        assert said.count("Send it? [y/N]") == 1
        assert re.search(r"The order (spends 5 USDC on|sells 5 shares for) [0-9.]+ ", said)
    assert clob("balance") == cash


@pytest.mark.parametrize("price", [(), ("--price", "0.01")])
def test_a_dry_run_explains_and_sends_nothing(clob: Clob, token_id: str, price: tuple[str, ...]) -> None:

    def done() -> list[Any]:
        trades = clob("trades", "--json")[1]
        return [clob("orders", "--json"), clob("balance"), [trade["id"] for trade in trades]]

    before = done()
    code, said = clob("buy", token_id, "20", *price, "--dry-run")
    assert code == 0
    assert "clob: nothing was sent" in said
    assert re.search(rf"tokenId +{token_id}\n", said)
    assert "buys 20 shares for 0.2 USDC" in said if price else "spends 20 USDC" in said
    code, fields = clob("buy", token_id, "20", *price, "--dry-run", "--json")
    assert (code, fields["tokenId"], fields["side"]) == (0, token_id, "0 (BUY)")
    assert done() == before


def test_a_body_comes_from_a_file_or_standard_input(
    clob: Clob, token_id: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    body = json.dumps([{"token_id": token_id}])
    (tmp_path / "body.json").write_text(body)
    given = clob("request", "POST", "/midpoints", body)
    assert (given[0], token_id in given[1]) == (0, True)
    assert clob("request", "POST", "/midpoints", f"@{tmp_path / 'body.json'}") == given
    monkeypatch.setattr("sys.stdin", io.StringIO(body))
    assert clob("request", "POST", "/midpoints", "-") == given
    code, said = clob("request", "POST", "/midpoints", f"@{tmp_path / 'none'}")
    assert (code, "cannot be read: No such file or directory" in said) == (64, True)
    (tmp_path / "bytes").write_bytes(b"\xff")
    assert clob("request", "POST", "/midpoints", f"@{tmp_path / 'bytes'}")[0] == 64


def test_a_question_leaves_standard_output_to_the_answer_and_no_answer_is_wrong_usage(
    clob: Clob, token_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = {clob("buy", token_id, "10", "--price", "0.01", "--json")[1]["orderID"] for _ in range(2)}
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, said = clob("cancel", "--all")
    assert (code, "--yes" in said, "Aborted" in said) == (64, True, False)
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    code, result = clob("cancel", "--all", "--json")
    assert (code, set(result["canceled"])) == (0, ids)


def test_markets_are_found_by_words_and_ids(clob: Clob, sandbox: dict[str, Any]) -> None:
    market = sandbox["markets"][0]
    words = market["question"].split()[1:3]
    code, found = clob("markets", " ".join(words).upper(), "--json")
    assert code == 0
    assert market["condition_id"] in [each["condition_id"] for each in found]
    code, found = clob("markets", market["tokens"][1]["token_id"], "--json")
    assert [each["condition_id"] for each in found] == [market["condition_id"]]
    assert clob("markets", "no such market", "--json") == (0, [])
    assert clob("markets", "no such market") == (0, "no markets match\n")
    assert market["question"] in clob("markets", "--limit", "1000")[1]


def test_a_book_shows_its_best_prices_first(clob: Clob, token_id: str) -> None:
    code, book = clob("book", token_id, "--json")
    assert code == 0
    best_bid = max(float(level["price"]) for level in book["bids"])
    best_ask = min(float(level["price"]) for level in book["asks"])
    first = clob("book", token_id, "--depth", "1")[1].splitlines()[2].split()
    assert [float(first[1]), float(first[2])] == [best_bid, best_ask]


def test_a_live_book_is_looked_at_until_it_is_interrupted(
    clob: Clob, token_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("polymarket_clob._cli.market.time.sleep", pause)
    assert clob("book", token_id, "--live", "--every", "0.5")[0] == 0
    assert pauses == [0.5] * 3


def test_balances_are_in_usdc_and_shares(clob: Clob, token_id: str, client: ClobClient) -> None:
    units = int(client.get_balance_allowance("COLLATERAL").to_dict()["balance"])
    assert clob("balance", "--json")[1]["balance"] == str(units)
    assert f"{units / 1_000_000:g} USDC"[:4] in clob("balance")[1]
    assert "shares" in clob("balance", "--asset", token_id)[1]


def test_keys_are_listed_and_made_without_being_shown(clob: Clob, account: dict[str, str]) -> None:
    assert account["api_key"][-4:] in clob("keys")[1]
    assert clob("keys", "--json")[1] == {"apiKeys": [f"***{account['api_key'][-4:]}"]}
    assert "CLOB_SECRET=***" in clob("keys", "--create")[1]
    assert f"CLOB_SECRET={account['secret']}" in clob("keys", "--create", "--show-secrets")[1]
    assert clob("keys", "--create", "--delete")[0] == 64


def test_a_raw_request_is_signed_and_prints_the_body(clob: Clob, account: dict[str, str]) -> None:
    assert clob("request", "GET", "/auth/api-keys")[0] == 0
    code, whole = clob("request", "get", "/auth/api-keys", "--json")
    assert (code, whole["status"], whole["body"]) == (0, 200, {"apiKeys": ["***"]})
    code, whole = clob("request", "GET", "/auth/api-keys", "--json", "--show-secrets")
    assert whole["body"] == {"apiKeys": [account["api_key"]]}
    code, refused = clob("request", "DELETE", "/order", '{"orderID": "0x12"}')
    assert code == 1
    assert "HTTP 400" in refused


def test_a_curl_line_does_what_the_request_would(clob: Clob) -> None:
    line = clob("request", "DELETE", "/orders", f'["{ORDER_ID}"]', "--curl", "--show-secrets")[1]
    masked = clob("request", "GET", "/data/orders", "--curl")[1]
    assert masked.count("***") == 3
    assert "clob: masked; add --show-secrets" in masked
    assert "masked" not in clob("request", "GET", "/time", "--curl")[1] + line
    response = subprocess.run(
        [*shlex.split(line), "--silent"], capture_output=True, text=True, check=True, timeout=30
    )
    assert list(json.loads(response.stdout)["not_canceled"]) == [ORDER_ID]


@pytest.mark.parametrize(
    ("path", "globoff"), [("/books?ids=[1]", True), ("/books?ids={1}", True), ("/time", False)]
)
def test_curl_takes_brackets_for_what_they_are(clob: Clob, path: str, globoff: bool) -> None:
    assert ("-g" in shlex.split(clob("request", "GET", path, "--curl")[1])) is globoff


def test_a_healthy_set_up_has_nothing_wrong(clob: Clob) -> None:
    code, checks = clob("doctor", "--json")
    assert code == 0
    assert [check["check"] for check in checks] == [
        "settings",
        "reachable",
        "clock",
        "private key",
        "credentials",
        "may trade",
        "wallet",
        "other wallets",
        "allowance",
        "units",
    ]
    assert all(check["ok"] and not check["warning"] and not check["remedy"] for check in checks)
    assert "allowance" in clob("doctor")[1]


@pytest.mark.parametrize(
    ("name", "value", "wrong", "code"),
    [
        ("CLOB_API_URL", "http://127.0.0.1:9", "reachable", 2),
        ("CLOB_API_URL", "clob", "settings", 1),
        ("CLOB_PASS_PHRASE", "mistyped", "credentials", 1),
        ("CLOB_API_KEY", "", "credentials", 1),
        ("CLOB_SECRET", "", "settings", 1),
        ("CLOB_SECRET", "?", "settings", 1),
        ("CLOB_ADDRESS", "0x70997970", "settings", 1),
        ("CLOB_ADDRESS", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", "settings", 1),
        ("CLOB_FUNDER", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", "settings", 1),
        ("CLOB_FUNDER", "0x70997970", "settings", 1),
        ("CLOB_SIGNATURE_TYPE", "7", "settings", 1),
        ("PK", "0x12", "settings", 1),
        ("CHAIN_ID", "1", "settings", 1),
        ("CHAIN_ID", "80002", "private key", 1),
        ("CLOB_UNITS", "cents", "settings", 1),
    ],
)
def test_each_mistake_is_named_with_its_remedy_and_its_variable(
    clob: Clob, monkeypatch: pytest.MonkeyPatch, name: str, value: str, wrong: str, code: int
) -> None:
    monkeypatch.setenv(name, value)
    ended, checks = clob("doctor", "--json")
    assert ended == code
    found = [check for check in checks if not check["ok"]]
    assert [check["check"] for check in found] == [wrong]
    assert name in found[0]["remedy"]


def test_without_a_private_key_it_warns_that_no_order_can_be_placed(
    clob: Clob, account: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PK")
    monkeypatch.setenv("CLOB_ADDRESS", account["address"])
    code, checks = clob("doctor", "--json")
    assert (code, [check["check"] for check in checks if check["warning"]]) == (0, ["private key"])
    warned = [line for line in clob("doctor")[1].splitlines() if line.startswith("warn")]
    assert len(warned) == 1
    assert "cannot place orders. Remedy: set PK" in warned[0]


def test_the_wrong_units_are_named_against_a_sandbox(
    clob: Clob, sandbox: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    right, wrong = ("base", "whole") if sandbox["profile"] == "documented" else ("whole", "base")
    monkeypatch.setenv("CLOB_UNITS", wrong)
    code, checks = clob("doctor", "--json")
    found = [(check["check"], check["remedy"]) for check in checks if not check["ok"]]
    assert (code, found) == (1, [("units", f"set CLOB_UNITS={right}")])


def test_the_units_of_another_server_are_left_to_its_answers(
    clob: Clob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("polymarket_clob._cli.units.of_sandbox", lambda client: None)
    monkeypatch.setenv("CLOB_UNITS", "base")
    found = {check["check"]: check for check in clob("doctor", "--json")[1]}["units"]
    assert (found["ok"], found["found"]) == (True, "base, until a response to an order shows another")


@pytest.mark.parametrize(
    ("name", "value", "arguments", "said"),
    [
        ("CHAIN_ID", "80002", ("buy", "TOKEN", "10", "--price", "0.01"), "CHAIN_ID, CLOB_SIGNATURE_TYPE"),
        ("CHAIN_ID", "80002", ("keys", "--create"), "CHAIN_ID"),
        ("CLOB_SECRET", "c2VjcmV0", ("orders",), "CLOB_SECRET, CLOB_PASS_PHRASE"),
        ("CLOB_SECRET", "", ("orders",), "clob: CLOB_SECRET is not set"),
        ("PK", "0x12", ("orders",), "clob: PK='***'"),
    ],
)
def test_a_refused_signature_or_a_bad_setting_names_the_variables(
    clob: Clob,
    token_id: str,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.setenv(name, value)
    code, text = clob(*(token_id if each == "TOKEN" else each for each in arguments))
    assert code == (64 if name == "PK" or not value else 1)
    assert said in text
    assert ("clob doctor" in text) is (code == 1)


def test_a_clock_that_is_off_is_named(sandbox: dict[str, Any]) -> None:
    with ClobClient(sandbox["url"], clock=lambda: 1.0) as client:
        found = {check.check: check for check in examine(client)}
    assert not found["clock"].ok
    assert "NTP" in found["clock"].remedy


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("cancel",),
        ("cancel", "--all", ORDER_ID),
        ("cancel", "0x12"),
        ("order",),
        ("buy", "12", "many", "--price", "0.5"),
        ("buy", "12", "10", "--post-only"),
        ("request", "GET", "no-slash"),
        ("request", "PATCH", "/order"),
        ("request", "POST", "/order", "{"),
        ("orders", "--market", "nope"),
        ("orders", "--asset", "nope"),
        ("trades", "--market", "nope"),
        ("trades", "--asset", "nope"),
    ],
)
def test_wrong_usage_ends_with_64(clob: Clob, arguments: tuple[str, ...]) -> None:
    assert clob(*arguments)[0] == 64


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cancel",), "clob: give order ids, or --all, or --market, --asset or both"),
        (("buy", "12", "10", "--post-only"), "clob: --post-only goes with --price: market orders never rest"),
        (("buy", "12", "10", "--expiration", "5"), "clob: --expiration goes with --price"),
        (
            ("buy", "12", "10", "--partial", "--price", "0.5"),
            "clob: --partial is for market orders; leave out --price",
        ),
        (("trades", "--limit", "abc"), "'abc' is not a whole number"),
        (("trades", "--limit", "0"), "'0' is less than 1"),
        (("book", "12", "--every", "abc"), "'abc' is not a number"),
        (("orders", "--market", "nope"), "market='nope': a condition id is 0x and 64 hex digits"),
    ],
)
def test_wrong_usage_is_reported_in_plain_words(clob: Clob, arguments: tuple[str, ...], said: str) -> None:
    text = clob(*arguments)[1]
    assert said in text
    assert not re.search("None|True|range", text)


def test_what_cannot_be_reached_and_what_is_refused_end_differently(
    clob: Clob, monkeypatch: pytest.MonkeyPatch, token_id: str
) -> None:
    assert clob("order", ORDER_ID)[0] == 1
    assert clob("buy", token_id, "1000000", "--price", "0.5")[0] == 1
    monkeypatch.setenv("CLOB_API_URL", "http://127.0.0.1:9")
    for command in (("orders",), ("request", "GET", "/time"), ("buy", token_id, "10", "--price", "0.5")):
        assert clob(*command)[0] == 2


def test_help_tells_the_exit_codes(clob: Clob) -> None:
    code, text = clob("--help")
    assert code == 0
    for command in ("keys", "markets", "book", "orders", "cancel", "request", "doctor", "64 wrong usage"):
        assert command in " ".join(text.split())
    assert "CLOB_UNITS=base" in text


def test_it_tells_its_version(clob: Clob) -> None:
    assert clob("--version") == (0, f"clob {version('polymarket-clob')}\n")
