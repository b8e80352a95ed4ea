"""Whatever a server sends is a finding of its operation, the others are judged, and nothing of it becomes a
command of a terminal, an element of JUnit or markup of the page.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from clob_conformance.checks.record import Record
from clob_conformance.checks.validator import RESPONSE_SCHEMA, Validator
from clob_conformance.core.description import Description, failures, read_description
from clob_conformance.core.deviations import KnownDeviations
from clob_conformance.core.errors import Unanswered, each_to_its_end
from clob_conformance.core.interaction import Interaction, Masker, Request, Response, read_json
from clob_conformance.core.resources import description_file
from clob_conformance.environment.preflight import remote_markets
from clob_conformance.environment.sandbox import running_sandbox
from clob_conformance.environment.sender import Call, Sender
from clob_conformance.model import Model
from clob_conformance.reporting.verdict import places
from clob_conformance.workloads import examples
from clob_conformance.workloads.context import Run

from .gateway import gateway
from .hostile import HARMS, OVER
from .test_command import GUARD

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def repaired() -> Description:
    return read_description(description_file("repaired"))


COMMAND = """
import re
from attrs import evolve
from pathlib import Path
from clob_conformance.cli import main
from clob_conformance.environment import sender
sender._PAUSES_S = (0.1, 0.2)  # this server is not coming back
answered = sender.Sender._answered
def soon_ended(self, what, headers):  # a machine that stands still for a moment is no server that does
    return answered(evolve(self, seconds=1) if what.path == "/midpoint" else self, what, headers)
sender.Sender._answered = soon_ended
try:
    main()
finally:
    most = re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())
    Path("memory").write_text(most[1] if most else "")
"""


def test_what_hostile_servers_send_are_findings_of_their_operations_that_do_no_harm(
    repaired: Description, tmp_path: Path
) -> None:
    """Each path is a hostile server by itself; what is none is judged, to the end, in bounded memory."""
    matched = {name: repaired.match("GET", path) for name, (path, _) in HARMS.items()}
    hostile = {operation.id for operation in matched.values() if operation is not None}
    assert len(hostile) == len(HARMS)
    words = [word for name in (*hostile, "getTime", "getClobMarketInfo") for word in ("--operation", name)]
    command = [sys.executable, "-c", COMMAND, "run", *words, "--quick", "--suite", "examples"]
    command += ["--timeout", str(GUARD), "--report-dir", "report"]
    summary = tmp_path / "report" / "summary.md"
    variables = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    with running_sandbox("documented", 0) as ready, gateway(ready["url"], harms=dict(HARMS.values())) as url:
        done = subprocess.run(
            [*command, "--target", url],
            cwd=tmp_path,
            env={**os.environ, **variables},
            capture_output=True,
            timeout=GUARD,
            check=False,
        )
        OVER.set()
    said = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == 1, said
    report = json.loads((tmp_path / "report" / "report.json").read_text())
    assert (report["broken_off"], report["suites"]) == ("", ["examples"])
    found = {name: one["clause"] for one in report["findings"] for name in places(one)}
    assert found.keys() == hostile, [one for one in report["findings"] if {*places(one)} - hostile]
    made_up = {"told-alike"}  # the price that one of them tells is not the book's
    assert set(found.values()) - made_up == {"answered", "response-schema", "content-encoding"}
    for name in ("getTime", "getClobMarketInfo"):
        assert report["operations"][name]["statuses"].keys() == {"200"}
    assert "200" in report["operations"]["getLastTradePrice"]["statuses"]
    assert int((tmp_path / "memory").read_text()) < 1 << 20, "over 1 GiB"
    suite = ET.parse(tmp_path / "report" / "junit.xml").getroot()  # noqa: S314 - our own file
    assert {
        case.get("name") for case in suite.iter("testcase") if case.find("failure") is not None
    } == hostile
    texts = {path.name: path.read_text("utf-8") for path in (tmp_path / "report").iterdir()}
    for name, text in {**texts, "terminal": said}.items():
        assert not set(text) & {"\x1b", "\x07", "\u202e", "\ud800"}
        assert not re.search("^::error::", text, re.MULTILINE)
        assert "PWNED" in text or name == "replay.json"
    assert "<script>document" not in texts["index.html"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"[" * 65 + b"]" * 65, "deeper than 64 levels"),
        (b"[" * 10**5, "deeper than 64 levels"),
        (b"[" * 10**6, "over 500000 values"),
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
    record = Record(Validator(repaired), KnownDeviations("repaired"))
    page = httpx.Response(200, headers=JSON, text="<html>maintenance</html>")
    client = httpx.Client(transport=httpx.MockTransport(lambda _: page))
    sender = Sender("http://exchange.test", record.observe, None, client)
    for path in ("/spread", "/midpoint", "/price", "/time", "/markets"):
        sender.send(Call("GET", path, (("token_id", "1"), ("side", "BUY"))))
    (finding,) = [one for one in record.findings.new() if one.violation.clause.id == "response-schema"]
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


def test_what_is_kept_and_shown_of_a_long_answer_is_its_beginning() -> None:
    keys = b'{"apiKeys":[' * 100_000 + b'"the-key-of-somebody"' + bytes(1 << 22)
    long = Interaction(Request("GET", "/spread", {}), Response(200, {}, keys))
    assert len(long.shown().response.body) == (64 << 10) + 1
    shown = Masker().knowing([long]).response(long.response)
    assert shown == Masker().response(long.shown().response)
    assert shown.endswith("... (over 65536 bytes in all)")
    short = Interaction(Request("GET", "/spread", {}), Response(200, {}, keys[:2000]))
    assert short.shown() is short
    assert Masker().response(short.response).endswith("... (2000 bytes in all)")


def test_what_is_wrong_far_down_a_long_list_is_found(repaired: Description) -> None:
    validator = repaired.operations["getPricesHistory"].responses["200"].validator
    assert validator is not None
    good, bad = {"t": 1_700_000_000, "p": 0.5}, {"t": "never", "p": 0.5}
    assert list(failures(validator, {"history": [good] * 3_000})) == []
    ((key, *_), *_) = failures(validator, {"history": [good] * 2_500 + [bad]})
    assert key == "$.history[*].t type"
    assert len(list(failures(validator, {"history": [bad] * 20_000}))) == 5_000


@pytest.mark.parametrize("odd", [{"a": 1}, [None], None, True, 10**40, "NaN", "9" * 400])
def test_what_is_of_another_shape_does_not_end_what_asked_for_it(odd: Any, repaired: Description) -> None:
    reported = {"condition_id": odd, "tokens": [{"token_id": odd, "price": odd, "outcome": odd}]}
    page = {"data": [{**reported, "accepting_orders": True}], "next_cursor": odd, "limit": odd, "count": odd}
    book = {"market": odd, "asset_id": odd, "tick_size": odd, "bids": [{"price": odd, "size": odd}]}

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=book if request.url.path == "/book" else page)

    record = Record(Validator(repaired), KnownDeviations("repaired"), model=Model(repaired, "open"))
    client = httpx.Client(transport=httpx.MockTransport(handler))
    sender = Sender("http://exchange.test", record.observe, None, client, notes=[record.note])
    assert remote_markets(sender, trade=False) == ()
    for path in ("/simplified-markets", "/sampling-markets", "/book", "/prices-history", "/markets"):
        sender.send(Call("GET", path, (("token_id", "1"),)))
    assert {"getBook", "getSamplingMarkets"} <= record.findings.places(RESPONSE_SCHEMA)
