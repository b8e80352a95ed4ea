"""The difference of two real descriptions, how little the writing matters, and what the command prints."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema_rs
import polymarket_clob_api
import pytest
import yaml
from clob_spec.cli import main
from clob_spec.difference import Change, Level, compare_documents, worst
from clob_spec.difference.report import FORMATS, markdown, text, verdict
from clob_spec.document import parse_yaml, read_yaml, to_yaml
from clob_spec.findings import walk
from clob_spec.references import resolve
from polymarket_clob_api import models

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(__file__).parent / "data"
VENDORED = ROOT / "openapi" / "clob-openapi.yaml"
REPORT_SCHEMA = ROOT / "openapi" / "clob_spec" / "difference" / "report.schema.json"


def vendored() -> Any:
    return read_yaml(VENDORED)


def merged(into: Any, other: Any) -> Any:
    """One document of the fragments that the service's pages show."""
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merged(into[key], value)
        elif isinstance(value, list) and key in into:
            into[key] += [item for item in value if item not in into[key]]
        else:
            into[key] = value
    return into


@pytest.fixture(scope="module")
def february() -> list[Change]:
    """The description as the service's pages showed it in February 2026, against the vendored one.

    On the operations and schemas that both have (guides 001, 003 and 004 of docs/sources.md#guides).
    """
    old: Any = {}
    for path in sorted(DATA.glob("2026-02-*.yaml")):
        merged(old, read_yaml(path))
    new = vendored()
    new["paths"] = {path: {m: new["paths"][path][m] for m in item} for path, item in old["paths"].items()}
    for kind, named in old["components"].items():
        new["components"][kind] = {name: new["components"][kind][name] for name in named}
    assert sorted(old["paths"]) == ["/cancel-all", "/cancel-market-orders", "/order"]
    return compare_documents(old, new)


def test_since_february_an_error_gained_two_optional_properties_and_nothing_else(
    february: list[Change],
) -> None:
    judged = [(change.level.word, change.rule, change.place) for change in february if change.level]
    assert judged == [
        ("compatible", "property-added", "/components/schemas/ErrorResponse/properties/code"),
        ("compatible", "property-added", "/components/schemas/ErrorResponse/properties/retry_after_seconds"),
    ]
    assert not any(change.new["required"] for change in february if change.level)


def test_the_rest_since_february_is_root_security_tags_and_words(february: list[Change]) -> None:
    rest = [change for change in february if not change.level]
    assert {change.rule for change in rest} == {"security-default-changed", "wording"}
    keys = {change.place.rpartition("/")[2] for change in rest if change.rule == "wording"}
    tags = {change.place for change in rest if change.place.startswith("/tags")}
    assert tags == {f"/tags/{tag['name']}" for tag in vendored()["tags"]}
    assert keys - {place.rpartition("/")[2] for place in tags} <= {
        "description",
        "summary",
        "example",
        "examples",
    }


def test_descriptions_that_all_differ_are_wording_only() -> None:
    new = vendored()
    changed = 0
    for _, node in walk(new):
        if isinstance(node.get("description"), str):
            node["description"] += " Told otherwise."
            changed += 1
    changes = compare_documents(vendored(), new)
    assert changed > 500
    assert worst(changes) is Level.WORDING
    assert verdict(changes) == f"Wording only: {len(changes)} changes."
    assert {change.rule for change in changes} == {"wording"}


# How it is written


def shuffled(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: shuffled(node[key]) for key in reversed(node)}
    return [shuffled(part) for part in node] if isinstance(node, list) else node


def inlined(document: Any, node: Any) -> Any:
    if isinstance(node, dict):
        if "$ref" in node:
            return inlined(document, resolve(document, node["$ref"]))
        return {key: inlined(document, value) for key, value in node.items()}
    return [inlined(document, part) for part in node] if isinstance(node, list) else node


def without_names(document: Any) -> Any:
    """Every reference inlined, and no named schema left."""
    made = inlined(document, document)
    del made["components"]["schemas"]
    return made


def in_flow(document: Any) -> Any:
    styled = yaml.safe_dump(document, default_flow_style=True, default_style='"', sort_keys=True)
    return parse_yaml(styled, "styled")


@pytest.mark.parametrize(
    "rewritten",
    [shuffled, without_names, in_flow, lambda document: parse_yaml(json.dumps(document), "json")],
    ids=["keys-reversed", "inlined", "other-yaml-style", "json"],
)
def test_another_writing_of_the_same_is_no_difference(rewritten: Any) -> None:
    document = vendored()
    assert rules_but_classes(compare_documents(document, rewritten(document))) == []
    assert rules_but_classes(compare_documents(rewritten(document), document)) == []


def rules_but_classes(changes: list[Change]) -> list[str]:
    """The rules of changes, those apart that tell of the class of a named schema which came or went."""
    return [change.rule for change in changes if change.rule not in ("class-added", "class-removed")]


def test_a_change_behind_an_inlined_reference_is_as_grave_as_behind_a_name() -> None:
    old, new = vendored(), vendored()
    new["components"]["schemas"]["OpenOrder"]["properties"]["price"]["type"] = "number"
    named, inline = compare_documents(old, new), compare_documents(without_names(old), without_names(new))
    assert [(change.level, change.rule) for change in named] == [(Level.BREAKING, "type-changed")]
    assert {(change.level, change.rule) for change in inline} == {(Level.BREAKING, "type-changed")}
    assert "class-removed" in {change.rule for change in compare_documents(old, without_names(old))}


def test_a_schema_that_is_sent_and_received_has_the_graver_of_two_classes_in_one_line() -> None:
    old, new = vendored(), vendored()
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/OpenOrder"}}}}
    for document in (old, new):
        document["paths"]["/cancel-all"]["delete"]["requestBody"] = body
    new["components"]["schemas"]["OpenOrder"]["properties"]["side"]["enum"].append("BOTH")
    (change,) = compare_documents(old, new)
    assert (change.level, change.rule) == (Level.RISKY, "enum-word-added")
    (back,) = compare_documents(new, old)
    assert (back.level, back.rule) == (Level.BREAKING, "enum-word-removed")


def test_a_schema_that_holds_itself_is_compared_once() -> None:
    def tree(kind: str) -> Any:
        document = vendored()
        node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
        document["components"]["schemas"]["Node"] = {**node, "additionalProperties": {"type": kind}}
        answer = document["paths"]["/time"]["get"]["responses"]["200"]["content"]["application/json"]
        answer["schema"] = {"$ref": "#/components/schemas/Node"}
        return document

    assert [change.rule for change in compare_documents(tree("string"), tree("integer"))] == ["type-changed"]
    assert compare_documents(tree("string"), tree("string")) == []


@pytest.mark.parametrize("kind", ["allOf", "anyOf", "oneOf"])
def test_arms_that_two_schemas_share_thirty_deep_are_multiplied_once(kind: str) -> None:
    def tower(longest: int) -> Any:
        document = vendored()
        named = document["components"]["schemas"]
        named["Level0"] = {"type": "object", "properties": {"a": {"type": "string", "maxLength": longest}}}
        for level in range(1, 31):
            named[f"Level{level}"] = {kind: [{"$ref": f"#/components/schemas/Level{level - 1}"}] * 2}
        answer = document["paths"]["/time"]["get"]["responses"]["200"]["content"]["application/json"]
        answer["schema"] = {"$ref": "#/components/schemas/Level30"}
        return document

    (change,) = compare_documents(tower(5), tower(6))
    assert (change.rule, change.place) == (
        "limit-loosened",
        "/components/schemas/Level0/properties/a/maxLength",
    )


# Names


def test_every_python_name_of_a_change_exists() -> None:
    """Every property and operation of the vendored description changes; the generated package has them."""
    new = vendored()
    for _, node in walk(new):
        if "operationId" in node:
            node["summary"] = "Told otherwise."
        properties = node.get("properties")
        for schema in properties.values() if isinstance(properties, dict) else ():
            schema["description"] = "Told otherwise."
    names = {name for change in compare_documents(vendored(), new) for name in change.names}
    assert len(names) > 400
    for name in names:
        kind, first, *rest = re.split(r"\.", name)
        if kind == "models" and rest:
            # The overlays rewrite a few inline schemas, which then have another class.
            model = getattr(models, first, None)
            assert model is None or rest[0] in model._names.values(), name
            assert model is not None or first in {"RewardsRatesItem"}, name
        elif kind == "api":
            folder = Path(polymarket_clob_api.__path__[0]) / "api" / first
            assert (folder / f"{rest[0]}.py").is_file() or first == "data", name


# The command


def clob_spec(*arguments: object) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from clob_spec.cli import main; main()", *map(str, arguments)]
    return subprocess.run(program, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("maxItems: 15", "maxItems: 15", 0),
        ("Submit one order", "Send one order", 0),
        ("maxItems: 15", "maxItems: 20", 1),
        ("- delayed", "- delayed\n            - held", 1),
        ("maxItems: 15", "maxItems: 10", 2),
    ],
    ids=["none", "wording", "compatible", "risky", "breaking"],
)
def test_diff_ends_with_the_class(before: str, after: str, code: int, tmp_path: Path) -> None:
    changed = tmp_path / "new.yaml"
    source = VENDORED.read_text(encoding="utf-8")
    assert before in source
    changed.write_text(source.replace(before, after, 1), encoding="utf-8")
    done = clob_spec("diff", VENDORED, changed)
    assert done.returncode == code, done.stdout + done.stderr
    assert len(done.stdout.splitlines()) == (1 if before == after else 2)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("openapi: 2.0.0\n", "new.yaml: /openapi: The document says openapi: '2.0.0', not 3.0 or 3.1."),
        ("a: [", "new.yaml is not usable YAML"),
        ("<!doctype html>", "new.yaml is not a YAML mapping"),
        ("openapi: 3.1.0\npaths: {/a: {$ref: '#/b'}}\n", "does not resolve"),
        (f"openapi: 3.1.0\nx-a: {'[' * 2000}{']' * 2000}\n", "nested too deeply"),
    ],
    ids=["openapi-2.0", "no-yaml", "html", "reference-to-nothing", "too-deep"],
)
def test_what_cannot_be_compared_ends_with_3_and_a_sentence(content: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(content, encoding="utf-8")
    done = clob_spec("diff", VENDORED, path)
    assert (done.returncode, done.stdout) == (3, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_fault_of_our_own_is_never_taken_for_a_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*, prog_name: str, standalone_mode: bool) -> None:
        raise KeyError(prog_name, standalone_mode)

    monkeypatch.setattr("clob_spec.commands.app", fails)
    monkeypatch.setattr("sys.argv", ["clob-spec", "diff"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    assert "KeyError" in capsys.readouterr().err


def test_wrong_usage_is_never_taken_for_a_breaking_change() -> None:
    assert clob_spec("diff", VENDORED, VENDORED, "--format", "poem").returncode == 3
    assert clob_spec("diff", VENDORED).returncode == 3


def test_text_markdown_and_json_have_a_line_for_each_change(february: list[Change]) -> None:
    lines = text(february).splitlines()
    assert len(lines) == len(february) + 1
    assert lines[0] == (
        f"compatible {february[0].id} property-added ErrorResponse.code: none -> "
        '{"schema": {"type": "string"}, "required": false}; an answer holds more [models.ErrorResponse.code]'
    )
    rows = [row for row in markdown(february).splitlines() if row.startswith("| `")]
    assert len(rows) == len(february)
    document = json.loads(FORMATS["json"](february))
    jsonschema_rs.Draft202012Validator(json.loads(REPORT_SCHEMA.read_text(encoding="utf-8"))).validate(
        document
    )
    assert document["class"] == "compatible"
    assert len(document["changes"]) == len(february)
    first = document["changes"][0]
    assert first["path"] == "/components/schemas/ErrorResponse/properties/code"
    assert (first["class"], first["old"]) == ("compatible", None)
    assert first["names"] == ["models.ErrorResponse.code"]


def test_a_line_names_the_call_by_method_and_path_and_a_path_by_itself() -> None:
    old, new = vendored(), vendored()
    for document in (old, new):
        del document["paths"]["/fee-rate/{token_id}"]["get"]["operationId"]
    new["paths"]["/fee-rate/{token_id}"]["summary"] = "Told otherwise."
    new["paths"]["/fee-rate/{token_id}"]["get"]["deprecated"] = True
    risky, wording = text(compare_documents(old, new)).splitlines()[:2]
    assert " GET /fee-rate/{token_id} deprecated: " in risky
    assert risky.endswith("[api.market_data.get_fee_rate_token_id]")
    assert " /paths/~1fee-rate~1{token_id}/summary: " in wording


def test_what_upstream_writes_cannot_break_out_of_the_report() -> None:
    new = vendored()
    new["info"]["description"] = "a | b `c` </details><script>\n# Title"
    (change,) = compare_documents(vendored(), new)
    (row,) = [row for row in markdown([change]).splitlines() if "script" in row]
    assert row.count(" | ") == 4 - 1
    assert "\n" not in text([change]).splitlines()[0]
    cells = re.findall(r"`[^`]*`", row)
    assert any("<script>" in cell for cell in cells)


def test_two_full_descriptions_compare_in_under_a_second() -> None:
    judge = read_yaml(ROOT / "generated" / "judge.yaml")
    old = vendored()
    started = time.process_time()
    compare_documents(old, judge)
    assert time.process_time() - started < 1


def test_writing_a_description_out_again_changes_nothing() -> None:
    assert compare_documents(vendored(), parse_yaml(to_yaml(vendored()), "again")) == []
