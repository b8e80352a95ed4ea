"""The journal: what was answered is there after a restart, bit for bit; other options are refused."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from clob_sandbox.app import App
from clob_sandbox.clock import NANOS, Clock
from clob_sandbox.journal import Incoming, Journal
from clob_sandbox.sandbox import Options, Sandbox

NOW = 1_790_000_000


def start(path: Path, at: int = NOW, options: Options | None = None) -> Any:
    options = options or Options(depth=5)
    clock = Clock(lambda: at * NANOS)
    journal = Journal(str(path), str(options), clock.source())
    with clock.held(journal.birth):
        sandbox = Sandbox(options, clock)
    return App(sandbox, journal)


@pytest.fixture
def journaled(world: Any, tmp_path: Path) -> Any:
    """The world of the tests, on a journal."""
    world.app = start(tmp_path / "sandbox.db")
    world.sandbox, world.clock = world.app.sandbox, world.app.sandbox.clock
    return world


def snapshot(world: Any) -> Any:
    trader = world.trader
    orders = [trader.call("GET", f"/data/order/{o}").json for o in sorted(world.sandbox.exchange.orders)]
    books = [world.book(token) for market in world.ready["markets"] for token in market["tokens"]]
    for book in books:
        del book["timestamp"], book["hash"]  # of the moment at which the book was rendered
    return (
        orders,
        books,
        trader.call("GET", "/data/trades").json,
        trader.collateral(),
        trader.shares(world.token()),
        world.get("/time").json,
    )


def test_everything_is_there_after_a_restart(journaled: Any, tmp_path: Path) -> None:
    world = journaled
    trader, token = world.trader, world.token()
    canceled = trader.place(token, "BUY", "0.10", "20")
    trader.place(token, "BUY", "0.11", "20")
    trader.place(token, "BUY", "0.56", "20")
    trader.call("DELETE", "/order", {"orderID": canceled})
    expiring = world.clock.seconds() + 300
    trader.place(token, "BUY", "0.12", "20", order_type="GTD", expiration=expiring)
    other = world.newcomer(collateral="50")
    other.place(token, "SELL", "0.11", "5")
    beat = trader.call("POST", "/v1/heartbeats", {"heartbeat_id": ""}).json["heartbeat_id"]
    world.post("/_sandbox/clock", {"advance": 5})
    before = snapshot(world)
    world.app = start(tmp_path / "sandbox.db")
    world.sandbox, world.clock = world.app.sandbox, world.app.sandbox.clock
    assert snapshot(world) == before
    assert trader.call("POST", "/v1/heartbeats", {"heartbeat_id": beat}).status == 200
    assert other.open_ids() == set()


def test_time_that_passed_while_it_was_down_has_passed(journaled: Any, tmp_path: Path) -> None:
    world = journaled
    world.trader.place(world.token(), "BUY", "0.12", "20", order_type="GTD", expiration=NOW + 300)
    world.app = start(tmp_path / "sandbox.db", at=NOW + 241)
    world.sandbox, world.clock = world.app.sandbox, world.app.sandbox.clock
    assert world.trader.open_ids() == set()


def test_refused_requests_and_reads_are_not_written(journaled: Any, tmp_path: Path) -> None:
    world = journaled
    world.trader.post(world.token(), "BUY", "0.105", "20")
    world.trader.open_ids()
    world.post("/books", [])
    assert list(Journal(str(tmp_path / "sandbox.db"), str(Options(depth=5)), 0).entries()) == []


def test_a_reset_empties_the_journal(journaled: Any, tmp_path: Path) -> None:
    world = journaled
    world.trader.place(world.token(), "BUY", "0.10", "20")
    world.post("/_sandbox/reset", {})
    world.app = start(tmp_path / "sandbox.db")
    world.sandbox, world.clock = world.app.sandbox, world.app.sandbox.clock
    assert world.trader.open_ids() == set()
    assert world.ready == world.sandbox.ready("http://sandbox")


def test_a_journal_of_other_options_is_refused(tmp_path: Path) -> None:
    start(tmp_path / "a.db")
    with pytest.raises(
        ValueError, match="begun with seed 0, depth 5, profile documented, faults none, not with seed 1"
    ):
        start(tmp_path / "a.db", options=Options(seed=1, depth=5))


def test_a_file_that_is_no_journal_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.db").write_text("not a database, but long enough to be taken for one at first sight")
    with pytest.raises(ValueError, match="not a journal"):
        start(tmp_path / "b.db")
    with pytest.raises(ValueError, match="not a journal"):
        start(tmp_path / "no" / "such" / "folder.db")


def test_a_journal_that_does_not_replay_is_told(tmp_path: Path) -> None:
    start(tmp_path / "c.db")
    journal = Journal(str(tmp_path / "c.db"), str(Options(depth=5)), 0)
    journal.append(NOW * NANOS, Incoming("DELETE", "/cancel-all", "", {}, b""))
    with pytest.raises(ValueError, match="does not replay: DELETE /cancel-all"):
        start(tmp_path / "c.db")


def test_headers_that_no_operation_reads_are_not_kept(journaled: Any, tmp_path: Path) -> None:
    world = journaled
    world.trader.place(world.token(), "BUY", "0.10", "20")
    rows = sqlite3.connect(tmp_path / "sandbox.db").execute("select headers from requests").fetchall()
    assert all(b"poly_signature" in row[0] and b"user-agent" not in row[0] for row in rows)
