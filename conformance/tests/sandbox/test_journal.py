"""The file of `--db`: what was answered is there after a restart, what was not answered has not happened."""

import asyncio
import itertools
import sqlite3
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import orjson
import pytest
from clob_sandbox import changes, keeper
from clob_sandbox.app import App
from clob_sandbox.clock import NANOS, Clock
from clob_sandbox.faults import FAULTS
from clob_sandbox.journal import Journal, RawRequest
from clob_sandbox.profiles import Profile
from clob_sandbox.sandbox import Options, Sandbox
from clob_sandbox.venue.index import Series
from clob_sandbox.venue.markets import Market, Token

NOW = 1_790_000_000


def start(path: Path, at: int = NOW, options: Options | None = None) -> Any:
    options = options or Options(depth=5)
    clock = Clock(lambda: at * NANOS)
    journal = Journal(str(path), str(options), clock.source())
    try:
        with clock.held(journal.birth):
            sandbox = Sandbox(options, clock)
        return App(sandbox, journal)
    except BaseException:
        journal.close()
        raise


def restart(world: Any, path: Path, **how: Any) -> None:
    """Let go of the file as a kill would, and open it again."""
    world.app.close()
    world.app = start(path, **how)
    world.sandbox, world.clock = world.app.sandbox, world.app.sandbox.clock


@cache
def _text(value: Any) -> str:
    """Of what never changes."""
    return str(value)


@cache
def _key(value: Any) -> str:
    """A key of a map; many maps have the same ones."""
    return repr(plain(value))


@cache
def _fields(kind: type) -> list[str] | None:
    """The names that objects of a class have; None where each has its own, or none."""
    return [field.name for field in attrs.fields(kind)] if attrs.has(kind) else None


def plain(value: Any) -> Any:
    """Everything that a value holds, in dicts and lists that can be compared; what is empty is left out."""
    if value.__class__ in (str, int, bytes, float, bool, type(None)):
        return value
    if isinstance(value, (Market, Token, Profile, Enum)):
        return _text(value)
    if isinstance(value, Series):
        return [value.first, [plain(item) for item in value]]
    if isinstance(value, Mapping):
        held = {_key(key): plain(item) for key, item in value.items()}
        return {key: item for key, item in held.items() if item not in ({}, [], [0, []])}
    if isinstance(value, Sequence | set | frozenset):
        return [plain(item) for item in value]
    if callable(value) or isinstance(value, Clock):
        return None
    names = _fields(value.__class__) or vars(value)
    return {name: plain(getattr(value, name)) for name in names if name != "archive"}


def state(world: Any) -> Any:
    """All that a restart has to bring back."""
    sandbox, clock = world.sandbox, world.clock
    held = [sandbox.exchange, sandbox.injector, sandbox.account, clock.offset, clock.skew]
    return [plain(item) for item in held]


@pytest.fixture
def journaled(world: Any, tmp_path: Path) -> Any:
    """The world of the tests, on a journal."""
    restart(world, tmp_path / "sandbox.db")
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
    other = world.new_account(collateral="50")
    other.place(token, "SELL", "0.11", "5")
    beat = trader.call("POST", "/v1/heartbeats", {"heartbeat_id": ""}).json["heartbeat_id"]
    world.post("/_sandbox/clock", {"advance": 5})
    before = snapshot(world)
    restart(world, tmp_path / "sandbox.db")
    assert snapshot(world) == before
    assert trader.call("POST", "/v1/heartbeats", {"heartbeat_id": beat}).status == 200
    assert other.open_ids() == set()


def test_time_that_passed_while_it_was_down_has_passed(journaled: Any, tmp_path: Path) -> None:
    world = journaled
    world.trader.place(world.token(), "BUY", "0.12", "20", order_type="GTD", expiration=NOW + 300)
    restart(world, tmp_path / "sandbox.db", at=NOW + 241)
    assert world.trader.open_ids() == set()


def test_reads_and_what_is_refused_at_the_door_are_not_written(journaled: Any, tmp_path: Path) -> None:
    world = journaled
    world.trader.open_ids()
    world.post("/books", [])
    world.request("POST", "/_sandbox/reset", headers={"origin": "http://elsewhere"})
    world.app.close()
    journal = Journal(str(tmp_path / "sandbox.db"), str(Options(depth=5)), 0)
    assert list(journal.requests()) == []
    journal.close()


def test_a_reset_comes_back_too(journaled: Any, tmp_path: Path) -> None:
    world = journaled
    world.trader.place(world.token(), "BUY", "0.10", "20")
    world.post("/_sandbox/reset", {})
    restart(world, tmp_path / "sandbox.db")
    assert world.trader.open_ids() == set()
    assert world.ready == world.sandbox.ready("http://sandbox")


def live_a_little(world: Any, number: int = 0) -> None:
    """Do a bit of everything that changes the state."""
    token, maker, taker = world.token(), world.new_account(shares="500"), world.new_account(banned=False)
    expiring = world.clock.seconds() + 300 + number
    ids = [maker.place(token, "BUY", f"0.{10 + n}", "20") for n in range(3)]
    maker.place(token, "SELL", "0.55", "30")
    taker.place(token, "BUY", "0.55", "12")
    taker.place(world.token(outcome=1), "BUY", "0.30", "5", order_type="GTD", expiration=expiring)
    taker.place(world.token("0.005"), "BUY", "0.7", "40", order_type="FOK")
    maker.call(
        "POST", "/orders", [maker.order(token, "BUY", "0.2", "9"), maker.order(token, "BUY", "2", "9")]
    )
    maker.call("DELETE", "/order", {"orderID": ids[0]})
    maker.call("DELETE", "/orders", ids[:2])
    maker.call("DELETE", "/cancel-market-orders", {"market": token["condition_id"]})
    taker.call("POST", "/v1/heartbeats", {"heartbeat_id": ""})
    for path in ("/auth/builder-api-key", "/auth/readonly-api-key"):
        taker.call("POST", path)
    asked = {"assetIn": token["token_id"], "assetOut": "0", "amountIn": "10000000", "amountOut": "5500000"}
    request = taker.call("POST", "/rfq/request", {**asked, "userType": 0}).json.get("requestId", "")
    asked = {"assetIn": "0", "assetOut": token["token_id"], "amountIn": "5500000", "amountOut": "10000000"}
    maker.call("POST", "/rfq/quote", {**asked, "userType": 0, "requestId": request})
    for path in ("/data/orders", "/data/trades", "/time", "/auth/api-keys", "/auth/derive-api-key"):
        taker.call("GET", path)
    taker.call("GET", "/notifications", signature_type="0")
    taker.call("DELETE", "/notifications", ids="1,2,40")
    world.get("/book", token_id=token["token_id"])
    world.post("/_sandbox/clock", {"advance": 61.5, "skew": 3})
    world.post("/_sandbox/mode", {"mode": "post-only", "retry_after": 7})
    taker.post(token, "BUY", "0.11", "20", post_only=True)
    world.post("/_sandbox/mode", {"mode": "normal"})
    maker.call("DELETE", "/cancel-all")


@pytest.mark.parametrize("saved_after", [10**9, 7, 1], ids=["replayed", "in part", "saved"])
def test_all_that_there_is_comes_back(
    journaled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved_after: int
) -> None:
    monkeypatch.setattr(keeper, "SAVED_AFTER", saved_after)
    world = journaled
    for number in range(3):
        live_a_little(world, number)
        before = state(world)
        restart(world, tmp_path / "sandbox.db")
        assert state(world) == before
    assert world.app._keeper._journal.unsaved <= min(saved_after, 1000)


def test_what_was_forgotten_stays_so(
    make_world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "SAVED_AFTER", 5)
    world, options = make_world(), Options(depth=2, keep=3)
    world.app = start(tmp_path / "k.db", options=options)
    world.sandbox, world.clock = world.app.sandbox, world.app.sandbox.clock
    for number in range(3):
        live_a_little(world, number)
        before = state(world)
        restart(world, tmp_path / "k.db", options=options)
        assert state(world) == before
    world.app.close()
    with sqlite3.connect(tmp_path / "k.db") as db:
        counts = [db.execute(f"select count(*) from {t}").fetchone()[0] for t in ("orders", "trades")]  # noqa: S608
    assert counts[1] <= 4
    assert counts[0] <= 12


@pytest.mark.parametrize("part", range(8))
def test_every_fault_comes_back(tmp_path: Path, make_world: Any, part: int) -> None:
    """What a fault has done and what it remembers; not that it is planted, which the options say."""
    for name in sorted(FAULTS)[part::8]:
        world, options = make_world(depth=1), Options(depth=1, faults=frozenset({name}))
        path = tmp_path / f"{name}.db"
        world.app = start(path, options=options)
        world.sandbox, world.clock = world.app.sandbox, world.app.sandbox.clock
        world.trader.credentials = world.sandbox.account
        fault_strikes(world)
        before = state(world)
        restart(world, path, options=options)
        assert state(world) == before, name
        world.app._keeper._journal.save(world.app._keeper._take())
        restart(world, path, options=options)
        assert state(world) == before, name
        world.app.close()


def fault_strikes(world: Any) -> None:
    """A few requests of each kind at which faults strike, whatever is answered."""
    trader, token = world.trader, world.token()
    posted = [trader.post(token, "BUY", "0.10", "20").json for _ in range(2)]
    ids = [str(item.get("orderID", "")).lower() for item in posted if isinstance(item, dict)]
    trader.post(token, "BUY", "0.56", "6")
    trader.post(token, "BUY", "0.12", "20", order_type="GTD", expiration=world.clock.seconds() + 300)
    trader.call("POST", "/orders", [trader.order(token, "BUY", "0.2", "9") for _ in range(2)])
    for order_id in ids:
        trader.call("GET", f"/data/order/{order_id}")
    trader.call("DELETE", "/order", {"orderID": ids[0] if ids else ""})
    trader.call("DELETE", "/orders", ids)
    for path in ("/data/orders", "/data/trades", "/auth/api-keys", "/time"):
        trader.call("GET", path)
    for beat in ("", "wrong"):
        trader.call("POST", "/v1/heartbeats", {"heartbeat_id": beat})
    trader.call("GET", "/balance-allowance", asset_type="COLLATERAL")
    trader.call("DELETE", "/notifications", ids="1,2")
    world.get("/book", token_id=token["token_id"])
    world.get("/price", token_id=token["token_id"], side="BUY")
    world.get("/tick-size", token_id=token["token_id"])
    trader.call("GET", "/auth/derive-api-key")
    trader.call("DELETE", "/cancel-all")
    trader.call("DELETE", "/auth/api-key")


def fill_the_disk(world: Any) -> None:
    world.app._keeper._journal._db.execute("pragma max_page_count = 1")


@pytest.mark.parametrize("saved_after", [10**9, 5])
def test_with_the_disk_full_nothing_happens(
    journaled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved_after: int
) -> None:
    monkeypatch.setattr(keeper, "SAVED_AFTER", saved_after)
    world = journaled
    seller, buyer, token = world.new_account(), world.new_account(), world.token()
    fill_the_disk(world)
    response, taken = None, 0
    while response is None or response.status == 200:
        before = state(world)
        response = seller.post(token, "SELL", "0.55", "5")
        taken += response.status == 200
    assert (response.status, "the disk is full" in response.json["error"]) == (503, True)
    assert state(world) == before
    assert len(seller.open_ids()) == taken
    assert world.get("/book", token_id=token["token_id"]).status == 200
    world.app._keeper._journal._db.execute("pragma max_page_count = 1000000")
    assert buyer.post(token, "BUY", "0.55", "5", order_type="FOK").status == (200 if taken else 400)
    before = state(world)
    restart(world, tmp_path / "sandbox.db")
    assert state(world) == before


def test_requests_at_once_are_written_together_and_carried_out_in_order(
    journaled: Any, tmp_path: Path
) -> None:
    world = journaled
    commits: list[int] = []
    append = world.app._keeper._journal.append

    def counted(rows: Sequence[Any]) -> None:
        commits.append(len(rows))
        append(rows)

    world.app._keeper._journal.append = counted
    trader, token = world.trader, world.token()
    bodies = [orjson.dumps(trader.order(token, "BUY", f"0.{10 + n}", "5")) for n in range(9)]
    sent = [
        RawRequest("POST", "/order", "", lower(trader.headers("POST", "/order", body)), body)
        for body in bodies
    ]

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(*(world.app._answered(one) for one in sent))

    responses = asyncio.run(all_at_once())
    assert [response.status for response in responses] == [200] * 9
    assert len(commits) <= 2 < sum(commits) == 9
    listed = [order["price"] for order in trader.call("GET", "/data/orders").json["data"]]
    assert listed == [f"0.{n}" if n % 10 else f"0.{n // 10}" for n in range(10, 19)]
    before = state(world)
    restart(world, tmp_path / "sandbox.db")
    assert state(world) == before


def lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def test_a_request_is_answered_after_another_failed_in_an_unforeseen_way(
    journaled: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world, app = journaled, journaled.app
    headers = lower(world.trader.headers("DELETE", "/cancel-all", b""))
    cancel = RawRequest("DELETE", "/cancel-all", "", headers, b"")

    def breaks(*_: Any) -> Any:
        raise RuntimeError("a fault of the sandbox")

    async def answered() -> int:
        return int((await asyncio.wait_for(app._answered(cancel), 30)).status)

    with monkeypatch.context() as broken:
        broken.setattr(app.sandbox.injector, "around", breaks)
        assert asyncio.run(answered()) == 500
    assert "a fault of the sandbox" in caplog.text
    with monkeypatch.context() as broken:
        broken.setattr(keeper, "SAVED_AFTER", 1)
        broken.setattr(app._keeper, "_take", breaks)
        assert asyncio.run(answered()) == 200
    assert asyncio.run(answered()) == 200


def test_what_reads_meanwhile_does_not_run_ahead_of_what_waits(journaled: Any) -> None:
    """An order that is due between a request's coming and its commit is still there for that request."""
    world = journaled
    ticks = itertools.count(NOW * NANOS, NANOS)
    world.clock._source = lambda: next(ticks)
    app = world.app
    expiring = world.clock.seconds() + 190
    placed = world.trader.place(world.token(), "BUY", "0.12", "20", order_type="GTD", expiration=expiring)
    world.clock.offset += 120 * NANOS
    body = orjson.dumps({"orderID": placed})
    headers = lower(world.trader.headers("DELETE", "/order", body))

    async def meanwhile() -> Any:
        waiting = asyncio.ensure_future(app._answered(RawRequest("DELETE", "/order", "", headers, body)))
        await asyncio.sleep(0)
        for _ in range(30):
            await app._answered(RawRequest("GET", "/time", "", {}, b""))
        return await waiting

    assert b'"canceled":["' in asyncio.run(meanwhile()).body


def test_what_is_set_for_a_while_and_what_is_held_back_survive_a_restart(
    journaled: Any, tmp_path: Path
) -> None:
    """Once from the requests, once from the saved state; time passes while the sandbox is down."""
    world, token = journaled, journaled.token()
    world.post("/_sandbox/matching", {"delay": 60, "taker_delay": True})
    delayed = world.trader.place(token, "BUY", "0.56", "20")
    world.post("/_sandbox/mode", {"mode": "restarting", "seconds": 90})
    settings = world.get("/_sandbox/settings").json
    for at in (NOW + 1, NOW + 59):
        restart(world, tmp_path / "sandbox.db", at=at)
        came_back = world.get("/_sandbox/settings").json
        assert {**came_back, "time": 0} == {**settings, "time": 0}
        assert world.trader.call("GET", f"/data/order/{delayed}").json["status"] == "LIVE"
        world.app._keeper._journal.save(world.app._keeper._take())
    restart(world, tmp_path / "sandbox.db", at=NOW + 91)
    assert world.trader.call("GET", f"/data/order/{delayed}").json["status"] == "MATCHED"
    assert world.get("/_sandbox/settings").json["mode"] == "post-only"  # as after a restart of the engine
    restart(world, tmp_path / "sandbox.db", at=NOW + 300)
    assert world.get("/_sandbox/settings").json["mode"] == "normal"


def test_a_delayed_order_that_came_back_can_be_cancelled_with_all(journaled: Any, tmp_path: Path) -> None:
    world = journaled
    world.post("/_sandbox/matching", {"delay": 60})
    delayed = world.trader.place(world.token(), "BUY", "0.56", "20")
    world.app._keeper._journal.save(world.app._keeper._take())
    restart(world, tmp_path / "sandbox.db")
    assert world.trader.call("DELETE", "/cancel-all").json["canceled"] == [delayed]


def test_reads_amid_a_long_change_leave_no_trace(
    journaled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is replayed has no reads between: the state has to be the same."""
    monkeypatch.setattr(changes, "TURN", -1.0)
    world, token = journaled, journaled.token()
    other = world.new_account()
    for _ in range(8):
        world.trader.place(token, "BUY", "0.55", "5")
    order = orjson.dumps(other.order(token, "SELL", "0.55", "5"))

    def incoming(trader: Any, method: str, path: str, body: bytes = b"") -> RawRequest:
        headers = {n.lower(): v for n, v in trader.headers(method, path, body).items()}
        return RawRequest(method, path, "", headers, body)

    async def all_at_once() -> None:
        app = world.app
        going = [
            asyncio.ensure_future(app._answered(incoming(world.trader, "DELETE", "/cancel-all"))),
            asyncio.ensure_future(app._answered(incoming(other, "POST", "/order", order))),
        ]
        while not all(one.done() for one in going):
            await app._answered(incoming(other, "GET", "/data/orders"))
            await asyncio.sleep(0)
        await asyncio.gather(*going)

    asyncio.run(all_at_once())
    before = state(world)
    restart(world, tmp_path / "sandbox.db")
    assert state(world) == before


def test_a_file_of_other_options_is_refused(tmp_path: Path) -> None:
    start(tmp_path / "a.db").close()
    before = (tmp_path / "a.db").read_bytes()
    with pytest.raises(
        ValueError, match="begun with seed 0, depth 5, profile documented, faults none, not with seed 1"
    ):
        start(tmp_path / "a.db", options=Options(seed=1, depth=5))
    assert (tmp_path / "a.db").read_bytes() == before


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("create table birds (name text)")
    db.close()


def newer(path: Path) -> None:
    start(path).close()
    with sqlite3.connect(path) as db:
        db.execute("pragma user_version = 99")
    db.close()


def cut(path: Path) -> None:
    start(path).close()
    path.write_bytes(path.read_bytes()[:6000])


def scribbled(path: Path) -> None:
    start(path).close()
    data = bytearray(path.read_bytes())
    data[4096:8192] = b"\xaa" * 4096
    path.write_bytes(bytes(data))


def nonsense(path: Path) -> None:
    start(path).close()
    with sqlite3.connect(path) as db:
        db.execute("update sandbox set value = '{}' where name = 'state'")
    db.close()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: path.write_text("a text, long enough to be taken for one" * 9), "not a file of this"),
        (lambda path: path.write_text("short"), "not a file of this sandbox"),
        (lambda path: path.mkdir(), "cannot be read: Is a directory"),
        (foreign, "a database of another program, it is left as it is"),
        (newer, r"of a newer sandbox \(format 99, this one knows 2\)"),
        (cut, "cut short, it is left as it is"),
        (scribbled, "damaged"),
        (nonsense, "damaged: its state does not read"),
    ],
)
def test_a_file_that_cannot_be_used_is_reported_in_a_sentence_and_left(
    tmp_path: Path, make: Any, sentence: str
) -> None:
    path = tmp_path / "b.db"
    make(path)
    before = None if path.is_dir() else path.read_bytes()
    with pytest.raises(ValueError, match=sentence):
        start(path)
    assert path.is_dir() or path.read_bytes() == before


def test_a_folder_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is there such a folder"):
        start(tmp_path / "no" / "such" / "folder.db")


def test_a_file_is_one_process_s_alone(tmp_path: Path) -> None:
    first = start(tmp_path / "c.db")
    with pytest.raises(ValueError, match="in use by another process"):
        start(tmp_path / "c.db")
    first.close()
    start(tmp_path / "c.db").close()


def test_an_older_file_is_brought_up_to_date_and_a_copy_kept(journaled: Any, tmp_path: Path) -> None:
    """The first format had requests alone, those that had been answered with 200."""
    world = journaled
    live_a_little(world)
    before = state(world)
    world.app.close()
    path, old = tmp_path / "sandbox.db", tmp_path / "old.db"
    with sqlite3.connect(path) as new, sqlite3.connect(old) as db:
        db.execute("create table birth (options text, instant integer)")
        db.execute("insert into birth values (?, ?)", (str(Options(depth=5)), NOW * NANOS))
        db.execute(
            "create table if not exists requests (number integer primary key, instant integer,"
            " method text, path text, query text, headers blob, body blob)"
        )
        rows = new.execute("select * from requests").fetchall()
        db.executemany("insert into requests values (?, ?, ?, ?, ?, ?, ?)", rows)
    new.close()
    db.close()
    kept = old.read_bytes()
    world.app = start(old)
    world.sandbox, world.clock = world.app.sandbox, world.app.sandbox.clock
    assert state(world) == before
    restart(world, old)
    assert state(world) == before
    world.app.close()
    assert kept[100:] == Path(f"{old}.v1").read_bytes()[100:]


def test_headers_that_no_operation_reads_are_not_kept(journaled: Any, tmp_path: Path) -> None:
    world = journaled
    world.trader.place(world.token(), "BUY", "0.10", "20")
    world.app.close()
    with sqlite3.connect(tmp_path / "sandbox.db") as db:
        rows = db.execute("select headers from requests").fetchall()
    db.close()
    assert rows
    assert all(b"poly_signature" in row[0] and b"user-agent" not in row[0] for row in rows)
