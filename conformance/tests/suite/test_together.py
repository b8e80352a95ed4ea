"""Files of one server, judged as one history: what one bot's file tells is held against the other's."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import evolve
from clob_conformance.cli import commands
from clob_conformance.core.description import Description
from clob_conformance.core.errors import CannotRun, WrongUsage
from clob_conformance.core.history import History, World
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.sandbox import running_sandbox
from clob_conformance.environment.sender import Call, Sender
from clob_conformance.model import Model
from clob_conformance.reporting.outcome import Outcome, Plan
from clob_conformance.run.recorded import in_order, judge_files
from clob_conformance.run.watching import Passage, listening
from polymarket_clob import ClobClient, Credentials, OrderArgs, RetryPolicy
from polymarket_clob.hooks import Recorder
from typer.testing import CliRunner

from .conftest import NO, YES, interaction
from .test_model import OTHER, OWNER, by

MID = f"/midpoint?token_id={YES}"


def at(sent: float, received: float, one: Interaction) -> Interaction:
    return evolve(one, sent=sent, received=received)


def mid(price: str, token: str = YES) -> Interaction:
    return interaction("GET", f"/midpoint?token_id={token}", 200, {"mid_price": price})


def act() -> Interaction:
    """A post of which nobody knows what it did."""
    return by(OTHER, interaction("POST", "/order", 503, {"error": "later"}, body={}))


def ordered(
    description: Description, *files: list[Interaction], apart: float = 0.0, world: World = "closed"
) -> list[tuple[float, bool]]:
    """When each was sent and whether it was alone, in the order of the history."""
    model = Model(description, world)
    return [(one.sent, alone) for one, alone in in_order(files, apart, model)]


def reported(description: Description, *files: list[Interaction], apart: float = 0.0) -> list[str]:
    """The clauses that files break, together, where nobody else acts."""
    model = Model(description, "closed")
    return [
        shown.violation.clause.id
        for one, alone in in_order(files, apart, model)
        for shown in model.observe(one, alone=alone)
    ]


# --- the order of files -------------------------------------------------------------------------------------


def test_files_are_put_in_the_order_of_their_times(published: Description) -> None:
    one, other = [at(1, 2, mid("0.5")), at(5, 6, mid("0.5"))], [at(3, 4, act()), at(7, 8, act())]

    assert ordered(published, one, other) == [(1, True), (3, True), (5, True), (7, True)]
    assert ordered(published, other, one) == [(1, True), (3, True), (5, True), (7, True)]


def test_within_a_file_its_own_order_is_kept(published: Description) -> None:
    set_back = [at(10, 11, mid("0.5")), at(2, 3, mid("0.5")), at(12, 13, mid("0.5"))]

    assert [sent for sent, _ in ordered(published, set_back, [at(20, 21, mid("0.5"))])] == [10, 2, 12, 20]


def test_without_times_nothing_is_said_to_be_at_the_same_time(published: Description) -> None:
    assert ordered(published, [mid("0.5"), act(), mid("0.6")]) == [(0, True)] * 3


def test_what_bears_on_another_under_way_at_the_same_time_is_not_alone(published: Description) -> None:
    reads, acts = [at(1, 3, mid("0.5")), at(4, 5, mid("0.5"))], [at(2, 2.5, act())]

    assert ordered(published, reads, acts) == [(2, False), (1, False), (4, True)]
    assert ordered(published, reads, acts, apart=2) == [(2, False), (1, False), (4, False)]


def test_who_only_reads_disturbs_nobody_where_nobody_else_acts(published: Description) -> None:
    files = [at(1, 3, mid("0.5"))], [at(2, 2.5, mid("0.5"))]

    assert ordered(published, *files) == [(2, True), (1, True)]
    assert ordered(published, *files, world="open") == [(2, False), (1, False)]


def test_a_response_that_nobody_can_place_accuses_nobody_and_binds_nobody(published: Description) -> None:
    """A reading that was under way with an act may tell what was before it, or after."""
    before, after = at(1, 1.1, mid("0.5")), at(4, 4.1, mid("0.6"))
    stale, meanwhile = at(2, 3, mid("0.5")), at(2.1, 2.2, act())

    assert reported(published, [before, stale, after], [meanwhile]) == []
    assert reported(published, [before, stale, after], []) == ["told-alike"]


def test_what_was_done_at_the_same_time_is_learned_all_the_same(published: Description) -> None:
    """Notices that were dropped while another was asked something are not told again."""
    notice = {"id": 1, "type": 1, "owner": "", "timestamp": 1700000000, "payload": {"order_id": "0x01"}}
    read = by(OWNER, interaction("GET", "/notifications?signature_type=0", 200, [notice]))
    drop = by(OWNER, interaction("DELETE", "/notifications?ids=1", 200, "OK"))

    found = reported(
        published, [at(1, 1.1, read), at(2, 3, drop), at(4, 4.1, read)], [at(2.1, 2.2, mid("0.5", NO))]
    )

    assert found == ["notices-foretold"]


def test_what_a_run_asks_to_ask_more_is_asked_before_it(
    published: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key made to sign a request with is no part of the request, nor is what lets it wait."""
    seen: list[Interaction] = []
    clock = iter(range(100))
    monkeypatch.setattr(time, "time", lambda: float(next(clock)))
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={}))
    sender = Sender(
        "https://clob.example", lambda _: None, None, httpx.Client(transport=transport), notes=[seen.append]
    )

    def admit(*_: object) -> None:
        sender.before.clear()
        sender.send(Call("GET", "/time"))

    def headers() -> dict[str, str]:
        sender.send(Call("POST", "/auth/api-key"))
        sender.before.append(admit)
        return {}

    sender.ask(Call("DELETE", "/auth/api-key"), headers)

    assert [one.request.path for one in seen] == ["/auth/api-key", "/time", "/auth/api-key"]
    assert all(earlier.received < later.sent for earlier, later in pairwise(seen))


# --- two bots before one sandbox ----------------------------------------------------------------------------


@contextmanager
def two_bots(folder: Path, *faults: str) -> Iterator[tuple[str, ClobClient, ClobClient]]:
    """A sandbox's token and two clients of it, each with an account and a watching proxy of its own."""
    with ExitStack() as stack:
        ready = stack.enter_context(running_sandbox("documented", 0, faults))
        bots: list[ClobClient] = []
        for name in ("maker", "taker"):
            history = stack.enter_context(History.to(folder / f"{name}.jsonl", "open"))
            address, server = stack.enter_context(listening(Passage(ready["url"], history), 0))
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            stack.callback(server.shutdown)
            made = httpx.post(f"{ready['url']}/_sandbox/accounts", json={}, trust_env=False).json()
            creds = Credentials(made["api_key"], made["secret"], made["passphrase"], made["address"])
            recorder = stack.enter_context(Recorder(folder / f"{name}.recorded.jsonl"))
            bot = ClobClient(
                address,
                key=made["private_key"],
                creds=creds,
                retry_policy=RetryPolicy(0),
                hooks=[recorder],
            )
            bots.append(stack.enter_context(bot))
        yield ready["markets"][0]["tokens"][0]["token_id"], bots[0], bots[1]


def trade(token: str, maker: ClobClient, taker: ClobClient) -> None:
    """The one rests, the other one takes some of it, both look, and what is left is cancelled."""
    for bot in (maker, taker):
        bot.get_market_by_token(token)
        bot.get_fee_rate_bps(token)
        book = bot.get_order_book(token)
        bot.get_balance_allowance("COLLATERAL")
        bot.get_balance_allowance("CONDITIONAL", token)
    ask, tick = min(Decimal(level.price) for level in book.asks), Decimal(book.tick_size)
    taker.create_and_post_order(OrderArgs(token, ask, 30, "BUY"))
    rests = maker.create_and_post_order(OrderArgs(token, ask - tick, 20, "BUY"))
    taker.create_and_post_order(OrderArgs(token, ask - 3 * tick, 10, "SELL"))
    for bot in (maker, taker):
        bot.get_trades()
        bot.get_notifications()
        bot.get_orders()
        bot.get_balance_allowance("COLLATERAL")
        bot.get_balance_allowance("CONDITIONAL", token)
        bot.get_order_book(token)
    maker.get_order(rests.order_id)
    maker.cancel(rests.order_id)
    maker.get_orders()
    maker.get_notifications()


def judged(folder: Path, *files: str, **plan: Any) -> Outcome:
    paths = tuple(str(folder / f"{name}.jsonl") for name in files)
    return judge_files(Plan(target="files", suites=(), files=paths, **plan))


def broken(outcome: Outcome) -> set[str]:
    return {finding.violation.clause.id for finding in outcome.findings}


BOTH = ("maker", "taker")


def test_what_two_clean_bots_saw_breaks_nothing(tmp_path: Path) -> None:
    with two_bots(tmp_path) as bots:
        trade(*bots)

    recorded = [f"{name}.recorded" for name in BOTH]
    for files in (BOTH, recorded, ("maker", "taker.recorded"), ("maker.recorded", "taker")):
        for closed in (False, True):
            outcome = judged(tmp_path, *files, together=True, closed=closed)
            assert broken(outcome) == set(), files
    assert {("trade-foretold", "getTrades"), ("notices-foretold", "getNotifications")} <= outcome.checked


@pytest.mark.parametrize(
    ("fault", "clause"),
    [
        ("trades-as-maker-lost", "trade-foretold"),
        ("partial-maker-unpaid", "told-alike"),
        ("notifications-none", "notices-foretold"),
    ],
)
def test_what_is_reported_wrong_of_a_fill_is_found_in_both_files_and_in_neither_alone(
    fault: str, clause: str, tmp_path: Path
) -> None:
    with two_bots(tmp_path, fault) as bots:
        trade(*bots)

    assert [broken(judged(tmp_path, name)) for name in BOTH] == [set(), set()]
    assert broken(judged(tmp_path, *BOTH)) == set()
    assert clause in broken(judged(tmp_path, *BOTH, together=True, closed=True))
    assert clause in broken(
        judged(tmp_path, *(f"{name}.recorded" for name in BOTH), together=True, closed=True)
    )


# --- the command --------------------------------------------------------------------------------------------


def test_a_finding_of_two_files_is_shown_again_by_both(tmp_path: Path) -> None:
    paths = [tmp_path / "one.jsonl", tmp_path / "other.jsonl"]
    for path, one in zip(paths, (at(1, 2, mid("0.5")), at(3, 4, mid("0.6"))), strict=True):
        with History.to(path, "open") as history:
            history.note(one)
    folder, runner = str(tmp_path / "r"), CliRunner()

    def judge(*words: str) -> int:
        return runner.invoke(
            commands.app, ["judge", *map(str, paths), "--report-dir", folder, *words]
        ).exit_code

    assert [judge(), judge("--closed"), judge("--together")] == [0, 0, 0]
    assert judge("--together", "--closed", "--apart", "0.5") == 1
    report = json.loads(Path(folder, "report.json").read_text())
    assert report["command"].endswith("--judge repaired --together --apart 0.5 --closed")
    again = ["replay", report["findings"][0]["id"], "--report-dir", folder]
    assert runner.invoke(commands.app, again).exit_code == 1


def test_what_could_not_be_compared_is_counted(tmp_path: Path) -> None:
    for name, one in (("one", at(1, 3, mid("0.5"))), ("other", at(2, 4, mid("0.6")))):
        with History.to(tmp_path / f"{name}.jsonl", "open") as history:
            history.note(one)

    outcome = judged(tmp_path, "one", "other", together=True)

    assert (outcome.cases, outcome.left_out) == (
        2,
        {"comparing what was under way at the same time": "(2 interactions)"},
    )


def test_without_times_files_are_not_put_together(tmp_path: Path) -> None:
    path = tmp_path / "timeless.jsonl"
    path.write_text(json.dumps({"operation": "getTime", "status": 200, "body": "1"}))

    with pytest.raises(CannotRun, match=r"timeless\.jsonl does not say when everything was"):
        judged(tmp_path, "timeless", "timeless", together=True)
    done = CliRunner().invoke(commands.app, ["judge", str(path), "--apart", "1"])
    assert isinstance(done.exception, WrongUsage)
