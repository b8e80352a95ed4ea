"""Terminal, page, JUnit, annotations and Markdown of a run say the same, and no response forges any."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from clob_conformance.checks.record import Record
from clob_conformance.checks.validator import Validator
from clob_conformance.cli import telling
from clob_conformance.core.clauses import CATALOGUE
from clob_conformance.core.description import Description
from clob_conformance.core.deviations import KnownDeviations
from clob_conformance.core.findings import Finding
from clob_conformance.core.interaction import Masker
from clob_conformance.reporting.actions import commands_of, complaint, publish, quoting
from clob_conformance.reporting.merge import merge
from clob_conformance.reporting.outcome import Outcome
from clob_conformance.reporting.reports import finding_json, write_files, write_reports
from clob_conformance.reporting.stored import read_report
from clob_conformance.reporting.terminal import show
from clob_conformance.reporting.verdict import INTERRUPTED, Verdict, finding_text
from markdown_it import MarkdownIt
from rich.console import Console

from .conftest import interaction
from .test_reports_and_masking import outcome as outcome  # noqa: PLC0414 - a fixture

SHA = "5" * 64
ACTIONS = {"GITHUB_ACTIONS": "true"}
EVIL = "\n::error title=forged::mine\r\n##[error]mine\n</pre><script>x</script>\n```\n# Forged\n%0A"


EARLIER = {
    "report": "old.json",
    "target": "sandbox\n::error::x",
    "judge": "repaired",
    "profile": "documented",
    "spec_sha256": SHA,
    "started": "2026-01-01",
    "clauses": {"book-sorted": "kept"},
    "coverage": {"statuses": {"seen": 2, "of": 2}},
    "findings": {"0123456789": {"clause": "book-sorted", "message": EVIL, "places": ["getBook"]}},
}


def found(published: Description, count: int) -> tuple[Finding, ...]:
    """The findings of a server whose first `count` operations answer with a status that nobody names."""
    record = Record(Validator(published), KnownDeviations("published"), suite="examples")
    spread = interaction("GET", "/spread?token_id=1", 200, {"spread": 0.02})
    if count:
        record.observe(spread)
    for operation in list(published.operations.values())[: max(0, count - 1)]:
        path = re.sub(r"\{\w+\}", "1", operation.path)
        record.observe(interaction(operation.method, path, 505, {"error": EVIL}))
    return tuple(record.findings.all())


def run_of(outcome: Outcome, findings: tuple[Finding, ...], **changed: Any) -> Outcome:
    clauses = {name: "kept" for name in CATALOGUE if name != "book-sorted"}
    clauses |= {finding.violation.clause.id: "broken" for finding in findings} | {"book-sorted": "not-run"}
    plain = evolve(
        outcome,
        findings=findings,
        scenes={finding.id: () for finding in findings},
        clauses=clauses,
        skipped={"book-sorted": "needs a book | with <two> sides"},
        unmet={"getThis": "needs credentials", "getThat": "needs credentials"},
        ended={"no book has room": ("lifecycle", "lifecycle")},
        coverage={"statuses": {"seen": 1, "of": 2, "unseen": ["getThis 200"]}},
        plan=evolve(outcome.plan, earlier=EARLIER),
    )
    return evolve(plain, **changed)


def four_shards(outcome: Outcome, published: Description, folder: Path) -> Verdict:
    """Four shards with a finding, none, the same finding, and one that was broken off."""
    one = found(published, 1)
    shards = [run_of(outcome, given) for given in (one, (), one, ())]
    shards[3] = evolve(shards[3], broken_off="it hung up")
    for number, shard in enumerate(shards, 1):
        write_reports(evolve(shard, plan=evolve(shard.plan, shard=(number, 4))), folder / str(number), SHA)
    report, replays = merge([folder / str(number) for number in (1, 2, 3, 4)], folder)
    write_files(report, replays, folder)
    return Verdict.of(report)


@pytest.fixture(params=["none", "one", "forty", "broken off", "merged"])
def verdict(request: Any, outcome: Outcome, published: Description, tmp_path: Path) -> Verdict:
    if request.param == "merged":
        return four_shards(outcome, published, tmp_path)
    count = {"none": 0, "one": 1, "forty": 40}.get(request.param, 0)
    off = "cannot reach http://x: it hung up" if request.param == "broken off" else ""
    write_reports(run_of(outcome, found(published, count), broken_off=off), tmp_path, SHA)
    report, _ = read_report(tmp_path)
    return Verdict.of(report)


class Text(HTMLParser):
    """What a reader of HTML sees, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.hidden = ""
        self.feed(page)
        self.text = "".join(self.seen)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.hidden = tag if tag in ("style", "script") else self.hidden
        self.links |= {str(given["href"])} if "href" in given else set()
        self.ids |= {str(given["id"])} if "id" in given else set()

    def handle_endtag(self, tag: str) -> None:
        self.hidden = "" if tag == self.hidden else self.hidden

    def handle_data(self, data: str) -> None:
        self.seen += [] if self.hidden else [data]


def terminal(verdict: Verdict, folder: Path) -> str:
    console = Console(file=io.StringIO(), width=80)
    show(console, verdict, folder)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def page(verdict: Verdict, folder: Path) -> str:
    return Text((folder / "index.html").read_text()).text


def junit(verdict: Verdict, folder: Path) -> str:
    root = ET.parse(folder / "junit.xml").getroot()  # noqa: S314 - our own file
    skipped: dict[str, list[str]] = {}
    for case in root.iter("testcase"):
        for one in case.iter("skipped"):
            skipped.setdefault(str(one.get("message")), []).append(str(case.get("classname")))
    reported = [str(one.get("message")) for one in root.iter("error")] + [
        f"{len(names)} {names[0].rpartition('.')[2][: None if len(names) > 1 else -1]} "
        f"not {'completed' if 'scenarios' in names[0] else 'checked'}: {reason}"
        for reason, names in skipped.items()
    ]
    reported += [str(one.get("value")) for one in root.iter("property")]
    return "\n".join([*reported, *(one.text or "" for one in root.iter("failure"))])


def job_annotations(verdict: Verdict, folder: Path) -> str:
    stream = io.StringIO()
    publish(verdict, stream, ACTIONS)
    return decoded(stream.getvalue())


def decoded(commands: str) -> str:
    """Commands as the runner reads them."""
    for sign, code in ((":", "%3A"), (",", "%2C"), ("\n", "%0A"), ("\r", "%0D"), ("%", "%25")):
        commands = commands.replace(code, sign)
    return commands


def markdown(verdict: Verdict, folder: Path) -> str:
    publish(verdict, io.StringIO(), {"GITHUB_STEP_SUMMARY": str(folder / "summary.md")})
    return Text(MarkdownIt("commonmark").render((folder / "summary.md").read_text())).text


OUTPUTS: Mapping[str, Callable[[Verdict, Path], str]] = {
    "terminal": terminal,
    "page": page,
    "junit": junit,
    "annotations": job_annotations,
    "markdown": markdown,
}


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", OUTPUTS)
def test_the_five_outputs_say_the_same(name: str, verdict: Verdict, tmp_path: Path) -> None:
    said = plain(OUTPUTS[name](verdict, tmp_path))
    expected = [verdict.headline, verdict.checked, verdict.report["broken_off"]]
    expected += [one.sentence for one in verdict.unchecked] + [verdict.how]
    expected += [verdict.seen, *verdict.compared]
    assert all((verdict.how, verdict.seen, verdict.compared))
    for finding in verdict.new:
        fields = ("clause", "sentence", "source", "link", "place", "expected", "actual", "reproduce")
        expected += [finding[field] for field in fields]
        for shown in finding["interactions"]:
            expected += [shown["request"], shown["response"]]
    for text in expected:
        assert plain(text) in said
    assert len(set(re.findall(r"clob-conformance replay ([0-9a-f]{10})", said))) == len(verdict.new)


def test_the_verdicts_are_those_of_the_runs(outcome: Outcome, published: Description, tmp_path: Path) -> None:
    def of(count: int, off: str = "") -> tuple[str, str, int]:
        write_reports(run_of(outcome, found(published, count), broken_off=off), tmp_path, SHA)
        reported = Verdict.of(read_report(tmp_path)[0])
        assert reported.report["verdict"] == reported.word
        every = len(CATALOGUE)
        assert reported.checked == f"{every - 1} of {every} clauses and 1 of 4 operations checked"
        return reported.word, reported.headline, reported.exit_code

    assert of(0) == ("kept", "The contract is kept", 0)
    assert of(1) == ("broken", "The contract is broken: 1 new finding", 1)
    assert of(40) == ("broken", "The contract is broken: 40 new findings", 1)
    assert of(0, "it hung up") == ("undecided", "Undecided: the run was broken off", 2)
    assert of(1, "it hung up")[::2] == ("broken", 1)
    assert of(0, INTERRUPTED)[2] == 130
    merged = four_shards(outcome, published, tmp_path)
    assert (merged.word, len(merged.new), merged.exit_code) == ("broken", 1, 1)
    assert merged.headline.endswith("1 new finding, when the run was broken off")
    assert merged.remarks[0] == f"Broken off: {tmp_path / '4'}: it hung up"


def test_a_place_in_a_response_is_named_with_what_should_and_what_does_stand_there(
    published: Description,
) -> None:
    (spread,) = found(published, 1)
    reported = finding_json(spread, Masker())
    assert (reported["place"], reported["expected"], reported["actual"]) == (
        "$.spread",
        "type string",
        "0.02",
    )
    assert reported["link"] == "docs/clauses.md#response-schema"


def test_every_link_of_a_page_has_its_target(verdict: Verdict, tmp_path: Path) -> None:
    read = Text((tmp_path / "index.html").read_text())
    assert {link for link in read.links if not link.startswith("https://www.rfc-editor.org/rfc/rfc")} == {
        link for link in read.links if link.startswith("#") and link[1:] in read.ids
    }


def test_one_cause_at_many_operations_is_one_finding(published: Description) -> None:
    record = Record(Validator(published), KnownDeviations("published"), suite="examples")
    operations = [one for one in published.operations.values() if one.response(200)][:38]
    for one in operations:
        path = re.sub(r"\{\w+\}", "1", one.path)
        record.observe(interaction(one.method, path, 200, b"<html>Please log in</html>"))
    (finding,) = [one for one in record.findings.all() if "not json" in one.violation.key]
    reported = finding_json(finding, Masker())
    assert f"at {len(finding.places)} operations: the body of the 200 is not JSON" in finding_text(reported)
    assert len(finding.places) > 30


def test_no_response_forges_a_command_a_heading_or_markup(
    outcome: Outcome, published: Description, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    hostile = run_of(outcome, found(published, 40), broken_off=EVIL)
    with pytest.raises(SystemExit) as end:
        telling.tell(Console(width=140), hostile, tmp_path / "report", show_secrets=False)
    assert end.value.code == 1
    reported = capsys.readouterr()
    for stream in (reported.out, reported.err):
        commands = [line for line in effective(stream) if line.startswith(("::", "##["))]
        assert commands
        assert not [line for line in commands if line.startswith(("::error title=forged", "##["))]
    assert len([line for line in effective(reported.out) if line.startswith("::error ")]) == 41
    summary = (tmp_path / "summary.md").read_text()
    html = MarkdownIt("commonmark").render(summary)
    assert "<h1>" not in html
    assert "<script>" not in html
    assert html.count("<details>") == 40


def effective(stream: str) -> list[str]:
    """The lines that the runner of a job looks for commands in."""
    lines, stopped = [], ""
    for line in stream.splitlines():
        if stopped:
            stopped = "" if line == f"::{stopped}::" else stopped
        elif line.startswith("::stop-commands::"):
            stopped = line.removeprefix("::stop-commands::")
        else:
            lines.append(line)
    assert not stopped
    return lines


def test_what_is_quoted_is_quoted_even_where_it_ends_in_an_error() -> None:
    stream = io.StringIO()

    def fail() -> None:
        with quoting(stream, ACTIONS):
            stream.write("::warning::x")
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        fail()
    assert effective(stream.getvalue() + "after") == ["after"]
    with quoting(plain_stream := io.StringIO(), {}):
        plain_stream.write("as it is")
    assert plain_stream.getvalue() == "as it is"


def test_the_signs_of_a_command_are_escaped() -> None:
    assert complaint("50%\r\n::warning::x") == ("::error title=clob-conformance::50%25%0D%0A::warning::x")


def test_a_title_cannot_end_its_property(outcome: Outcome, published: Description, tmp_path: Path) -> None:
    write_reports(run_of(outcome, found(published, 1), broken_off="it hung up"), tmp_path, SHA)
    reported = Verdict.of(read_report(tmp_path)[0])
    first, second = commands_of(evolve(reported, new=({**reported.new[0], "operation": "a,b::c"},)))
    assert first.startswith("::error title=The contract is broken%3A 1 new finding%2C when the run was")
    assert second.startswith("::error title=response-schema at a%2Cb%3A%3Ac::[")


def test_a_summary_that_cannot_be_written_changes_no_verdict(
    outcome: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "no" / "summary.md"))
    with pytest.raises(SystemExit) as end:
        telling.tell(Console(width=140), outcome, tmp_path / "report", show_secrets=False)
    assert end.value.code == 1
    assert "the summary is not written to" in capsys.readouterr().err


def test_a_summary_stays_within_what_github_takes(
    published: Description, outcome: Outcome, tmp_path: Path
) -> None:
    write_reports(run_of(outcome, found(published, 40)), tmp_path, SHA)
    report, _ = read_report(tmp_path)
    many = {**report, "findings": report["findings"] * 30}
    publish(Verdict.of(many), io.StringIO(), {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")})
    text = (tmp_path / "summary.md").read_text()
    assert len(text.encode()) < 1_000_000
    assert re.search(r"\d+ more findings: the report has them", text)


def test_a_shard_is_quoted_and_leaves_it_to_merge_to_speak_to_the_job(
    outcome: Outcome,
    published: Description,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    hostile = run_of(outcome, found(published, 2))
    shard = evolve(hostile, plan=evolve(hostile.plan, shard=(1, 2)))
    with pytest.raises(SystemExit) as end:
        telling.tell(Console(width=140), shard, tmp_path / "report", show_secrets=False)
    assert end.value.code == 1
    said = capsys.readouterr().out
    assert "::error title=forged" in said
    assert [line for line in effective(said) if line.startswith("::")] == []
    assert not (tmp_path / "summary.md").exists()
