"""Whatever a server sends is a finding of its operation, the others are judged, and nothing of it becomes a
command of a terminal, an element of JUnit or markup of the page.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest
from attrs import evolve
from clob_conformance.context import Run
from clob_conformance.description import Description, read_description
from clob_conformance.errors import Unanswered, each_to_its_end
from clob_conformance.exchange import Masker, read_json
from clob_conformance.judge import Judge
from clob_conformance.ledger import Ledger
from clob_conformance.outcome import Outcome
from clob_conformance.record import Record
from clob_conformance.reports import write_reports
from clob_conformance.resources import description_file
from clob_conformance.sender import Call, Sender
from clob_conformance.suites import examples

from .test_reports_and_masking import outcome as outcome  # noqa: PLC0414 - a fixture

SPREAD = Call("GET", "/spread", (("token_id", "1"),))
JSON = {"content-type": "application/json"}
MARKUP = '<script>document.title="PWNED"</script>]]></failure><failure/>'
ESCAPES = "\x1b]0;PWNED\x07\x1b[2J\u202e::error::PWNED"


def endless() -> Iterator[bytes]:
    while True:
        yield b"[" * (1 << 20)


def refuse(error: Exception) -> httpx.Response:
    raise error


def body(content: bytes, **headers: str) -> httpx.Response:
    return httpx.Response(200, headers={**JSON, **headers}, content=content)


HOSTILE: dict[str, Callable[[], httpx.Response]] = {
    "without end": lambda: httpx.Response(200, headers=JSON, content=endless()),
    "a byte every few seconds": lambda: refuse(httpx.ReadTimeout("")),
    "dropped": lambda: refuse(httpx.RemoteProtocolError("Server disconnected")),
    "reset": lambda: refuse(httpx.ReadError("reset")),
    "a gzip bomb": lambda: body(gzip.compress(bytes(65 << 20), 1), **{"content-encoding": "gzip"}),
    "not gzip": lambda: body(b"[]", **{"content-encoding": "gzip"}),
    "nested without end": lambda: body(b"[" * 200_000 + b"]" * 200_000),
    "nested deep": lambda: body(b'{"a":' * 90 + b"1" + b"}" * 90),
    "half a character": lambda: body(b'{"spread": "\\ud800", "\\udfff": 1}'),
    "no UTF-8": lambda: body(b'{"spread": "\xff\xfe"}'),
    "a number without end": lambda: body(b'{"spread": ' + b"9" * 10_000 + b"}"),
    "escapes and markup": lambda: body(json.dumps({"spread": [ESCAPES, MARKUP]}).encode()),
}


def good() -> httpx.Response:
    return httpx.Response(200, headers=JSON, json={"spread": "0.02"})


@pytest.fixture(scope="module")
def repaired() -> Description:
    return read_description(description_file("repaired"))


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_hostile_server_sends_is_one_finding_that_does_no_harm(
    name: str, repaired: Description, outcome: Outcome, tmp_path: Path
) -> None:
    record = Record(Judge(repaired), Ledger("repaired"))
    answers = iter([HOSTILE[name], good])

    def handler(_: httpx.Request) -> httpx.Response:
        return next(answers)()

    client = httpx.Client(transport=httpx.MockTransport(handler))
    sender = Sender("http://exchange.test", record.observe, None, client)
    sender.send(SPREAD)
    assert sender.send(SPREAD).answer.succeeded
    (finding,) = record.findings.new()
    assert finding.breach.operation == "getSpread"
    tallies = {"getSpread": record.tallies["getSpread"]}
    told = evolve(
        outcome,
        findings=(finding,),
        tallies=tallies,
        description=repaired,
        masker=Masker(),
        scenes={finding.id: ()},
    )
    write_reports(told, tmp_path, "5" * 64)
    suite = ET.parse(tmp_path / "junit.xml").getroot()  # noqa: S314 - our own file
    assert len(suite.findall(".//failure")) == 1
    for path in tmp_path.iterdir():
        text = path.read_text("utf-8")
        assert not set(text) & {"\x1b", "\x07", "\u202e", "\ud800"}
        assert path.name != "index.html" or "<script>document" not in text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"[" * 65 + b"]" * 65, "deeper than 64 levels"),
        (b"[" * 10**6, "deeper than 64 levels"),
        (b'"\\uD83D"', "surrogates not allowed"),
        (b"nothing", "Expecting value"),
    ],
)
def test_a_body_that_nobody_can_take_for_a_value_is_no_json(text: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_json(text)


def test_what_is_odd_and_lawful_is_json() -> None:
    assert read_json(b"[" * 64 + b"]" * 64)
    assert read_json(b"[" + b"[]," * 1000 + b"[]]")
    assert read_json(b'"\\ud83d\\ude00"') == "\U0001f600"
    brackets = "[" * 100 + '"\\' + "]"
    assert read_json(json.dumps([brackets, brackets]).encode()) == [brackets, brackets]


def test_nothing_that_is_nested_too_deeply_is_read_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Python was told to recurse further, as testing libraries do, reading it would end the process."""
    monkeypatch.setattr(json, "loads", None)
    with pytest.raises(ValueError, match="deeper than 64 levels"):
        read_json(b'{"a":' * 65 + b"1" + b"}" * 65)


def test_pages_in_place_of_json_are_one_finding_wherever_they_come(repaired: Description) -> None:
    record = Record(Judge(repaired), Ledger("repaired"))
    page = httpx.Response(200, headers=JSON, text="<html>maintenance</html>")
    client = httpx.Client(transport=httpx.MockTransport(lambda _: page))
    sender = Sender("http://exchange.test", record.observe, None, client)
    for path in ("/spread", "/midpoint", "/price", "/time", "/markets"):
        sender.send(Call("GET", path, (("token_id", "1"), ("side", "BUY"))))
    (finding,) = [one for one in record.findings.new() if one.breach.clause.id == "response-schema"]
    assert len(finding.places) == 5


def test_an_order_that_is_not_answered_does_not_end_the_examples(scripted: Callable[..., Run]) -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if request.method != "GET":
            raise httpx.ReadError("reset")
        return httpx.Response(404, json={"error": "not found"})

    run = scripted(handler)
    with pytest.raises(Unanswered, match="was not answered: reset"):
        examples.run(run)
    after = asked[asked.index("/auth/api-key") if "/auth/api-key" in asked else 0 :]
    assert len({path for path in after if path not in ("/order", "/orders")}) > 20


def test_a_part_that_is_not_answered_does_not_end_the_others() -> None:
    done: list[int] = []

    def part(number: int) -> None:
        if number == 1:
            raise Unanswered("the second")
        done.append(number)

    with pytest.raises(Unanswered, match="the second"):
        each_to_its_end([lambda: part(0), lambda: part(1), lambda: part(2)])
    assert done == [0, 2]
