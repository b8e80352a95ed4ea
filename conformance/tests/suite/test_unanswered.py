"""A server that drops, holds or limits requests: a finding of its operation, or waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from clob_conformance.clauses import CATALOGUE
from clob_conformance.cli import commands
from clob_conformance.description import read_description
from clob_conformance.errors import CannotRun, Unanswered
from clob_conformance.exchange import Answer, Exchange, Request
from clob_conformance.findings import Breach
from clob_conformance.judge import Judge
from clob_conformance.ledger import Ledger
from clob_conformance.record import Record
from clob_conformance.resources import description_file
from clob_conformance.sender import Call, Sender

URL = "http://exchange.test"
TIME = Call("GET", "/time")
CANCEL_ALL = Call("DELETE", "/cancel-all")
GOOD = httpx.Response(200, json=1_700_000_000)

CONCLUDED = CATALOGUE["batch-answers-each"]


@pytest.fixture
def record() -> Record:
    return Record(Judge(read_description(description_file("repaired"))), Ledger("repaired", ()))


class Server:
    """Answers with what it is given, in order, the last one for ever; an exception is of the way there."""

    def __init__(self, record: Record, *answers: httpx.Response | Exception, patient: bool = True) -> None:
        self.asked = 0
        self.pauses: list[float] = []
        self._answers = answers
        client = httpx.Client(transport=httpx.MockTransport(self._answer))
        self.sender = Sender(URL, record.observe, None, client, patient=patient, sleep=self.pauses.append)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        if isinstance(answer, Exception):
            raise answer
        return answer


def endless() -> Iterator[bytes]:
    while True:
        yield bytes(1 << 20)


TROUBLES: dict[str, Callable[[], httpx.Response | Exception]] = {
    "dropped": lambda: httpx.RemoteProtocolError("Server disconnected without sending a response."),
    "reset": lambda: httpx.ReadError("reset"),
    "hung": lambda: httpx.ReadTimeout(""),
    "endless": lambda: httpx.Response(200, content=endless()),
}


@pytest.mark.parametrize("kind", TROUBLES)
def test_a_read_that_is_not_answered_is_a_finding_and_the_next_one_is_judged(
    record: Record, kind: str
) -> None:
    server = Server(record, TROUBLES[kind](), GOOD)
    exchange = server.sender.send(TIME)
    assert exchange.answer.missing
    assert not exchange.answer.succeeded
    assert server.sender.send(TIME).answer.succeeded
    (finding,) = record.findings.new()
    assert (finding.breach.clause.id, finding.breach.operation) == ("answered", "getTime")


def test_what_changes_something_and_is_not_answered_ends_what_rests_on_it(record: Record) -> None:
    server = Server(record, httpx.ReadError("reset"))
    with pytest.raises(Unanswered, match="DELETE /cancel-all was not answered: reset"):
        server.sender.send(CANCEL_ALL)
    assert server.asked == 1
    assert [finding.breach.operation for finding in record.findings.new()] == ["cancelAllOrders"]


def test_what_is_never_answered_is_not_asked_for_ever(record: Record) -> None:
    server = Server(record, httpx.ReadTimeout(""))
    assert all(server.sender.send(TIME).answer.missing for _ in range(10))
    assert server.asked == 3


def test_a_server_that_answers_nothing_any_more_ends_the_run(record: Record) -> None:
    server = Server(record, httpx.ReadTimeout(""))

    def ask_everything() -> None:
        for path in ("/time", "/ok", "/version", "/markets"):
            for _ in range(3):
                server.sender.send(Call("GET", path))

    with pytest.raises(CannotRun, match=f"cannot reach {URL}"):
        ask_everything()
    assert server.asked == 8


@pytest.mark.parametrize("status", [425, 429, 503])
def test_a_server_that_cannot_take_a_request_now_is_waited_for(record: Record, status: int) -> None:
    busy = httpx.Response(status, headers={"Retry-After": "3"}, json={"error": "later"})
    server = Server(record, busy, busy, GOOD)
    assert server.sender.send(TIME).answer.succeeded
    assert server.pauses == [3.0, 3.0]


def test_a_post_that_is_answered_503_is_not_sent_again(record: Record) -> None:
    server = Server(record, httpx.Response(503, json={"error": "later"}))
    assert server.sender.send(Call("POST", "/order", (), b"{}")).answer.status == 503
    assert (server.asked, server.pauses) == (1, [])


def test_the_own_sandbox_is_not_waited_for(record: Record) -> None:
    server = Server(record, httpx.Response(429, json={"error": "later"}), patient=False)
    assert server.sender.send(TIME).answer.status == 429
    assert server.pauses == []


def test_a_server_that_is_away_for_a_moment_is_waited_for(record: Record) -> None:
    server = Server(record, httpx.ConnectError("refused"), httpx.ConnectError("refused"), GOOD)
    assert server.sender.send(TIME).answer.succeeded
    gone = Server(record, httpx.ConnectError("refused"))
    with pytest.raises(CannotRun, match=f"cannot reach {URL}: refused"):
        gone.sender.send(TIME)
    assert gone.pauses == [1.0, 2.0, 4.0, 8.0]
    assert record.findings.new() == []


@pytest.mark.parametrize(
    ("answer", "others", "told"),
    [
        (Answer(0, {}, missing="reset"), False, 0),
        (Answer(429, {}), True, 0),
        (Answer(503, {}), True, 0),
        (Answer(429, {}), False, 1),
        (Answer(200, {}, b"1"), True, 1),
    ],
)
def test_nothing_is_concluded_from_a_request_that_was_not_taken(
    record: Record, answer: Answer, others: bool, told: int
) -> None:
    record.others = others
    record.enter(Breach(CONCLUDED, "getTime", "it is wrong"), Exchange(Request("GET", "/time", {}), answer))
    found = [finding for finding in record.findings.new() if finding.breach.clause is CONCLUDED]
    assert len(found) == told


def test_a_run_that_was_broken_off_is_no_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "app", lambda: commands._complain("broken off", 2))
    with pytest.raises(SystemExit) as ended:
        commands.main()
    assert ended.value.code == 2
