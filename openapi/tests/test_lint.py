"""Every lint rule on a tiny document that breaks it, and the findings of the vendored description."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from clob_spec.document import read_text
from clob_spec.errors import SpecError
from clob_spec.findings import Finding
from clob_spec.lint import lint_text

ROOT = Path(__file__).resolve().parents[2]
CLEAN = """\
openapi: 3.1.0
info: {title: Tiny, version: '1'}
tags: [{name: Known}]
paths:
  /thing/{id}:
    get:
      operationId: getThing
      tags: [Known]
      parameters:
        - name: id
          in: path
          required: true
          schema: {type: string}
          example: '7'
      responses:
        '200':
          description: The thing.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Thing'}
              examples:
                one: {value: {name: 'Yes', size: 1}}
components:
  schemas:
    Thing:
      type: object
      required: [name]
      properties:
        name: {type: string, example: a}
        size: {type: [integer, 'null'], default: 1}
"""


def lint(text: str) -> list[Finding]:
    return lint_text(text, "tiny.yaml")


def lint_with(old: str, new: str) -> list[Finding]:
    """The findings of the clean document after one replacement."""
    assert CLEAN.count(old) == 1
    return lint(CLEAN.replace(old, new))


def places(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.pointer) for finding in findings]


def test_a_clean_document_has_no_findings() -> None:
    assert lint(CLEAN) == []


def test_a_document_that_is_no_openapi_is_found() -> None:
    findings = lint_with("info: {title: Tiny, version: '1'}", "info: {title: Tiny}")
    assert places(findings) == [("openapi", "/info")]
    assert "version" in findings[0].message


def test_a_document_of_another_version_is_found() -> None:
    assert places(lint_with("openapi: 3.1.0", "openapi: 3.0.3")) == [("openapi", "/openapi")]


def test_nullable_is_found_and_a_property_of_that_name_is_not() -> None:
    findings = lint_with("{type: string, example: a}", "{type: string, nullable: true}")
    assert places(findings) == [("nullable", "/components/schemas/Thing/properties/name/nullable")]
    assert lint_with("        size:", "        nullable: {type: boolean}\n        size:") == []


def test_an_undeclared_tag_is_found() -> None:
    findings = lint_with("tags: [Known]", "tags: [Known, Unknown]")
    assert places(findings) == [("tags", "/paths/~1thing~1{id}/get/tags/1")]
    assert "'Unknown'" in findings[0].message


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        ("{value: {name: 'Yes', size: 1}}", "{value: {name: 1.5, size: 1}}", "one/value/name"),
        ("{value: {name: 'Yes', size: 1}}", "{value: {size: 1}}", "one/value"),
    ],
)
def test_an_example_of_an_answer_that_contradicts_its_schema_is_found(
    old: str, new: str, pointer: str
) -> None:
    content = "/paths/~1thing~1{id}/get/responses/200/content/application~1json/examples/"
    assert [finding.pointer for finding in lint_with(old, new)] == [content + pointer]


def test_an_example_of_a_parameter_a_property_and_a_default_that_contradict_their_schema_are_found() -> None:
    assert places(lint_with("example: '7'", "example: [7]")) == [
        ("example", "/paths/~1thing~1{id}/get/parameters/0/example")
    ]
    assert places(lint_with("example: a}", "example: {}}")) == [
        ("example", "/components/schemas/Thing/properties/name/example")
    ]
    assert places(lint_with("default: 1}", "default: one}")) == [
        ("example", "/components/schemas/Thing/properties/size/default")
    ]


def test_an_example_that_breaks_its_format_is_found() -> None:
    findings = lint_with(
        "{type: [integer, 'null'], default: 1}", "{type: string, format: date, example: today}"
    )
    assert ("example", "/components/schemas/Thing/properties/size/example") in places(findings)


@pytest.mark.parametrize("word", ["Yes", "no", "on", "OFF", "2024-01-01", "1_000", "1:30"])
def test_an_unquoted_scalar_that_the_versions_of_yaml_read_differently_is_found(word: str) -> None:
    findings = lint_with("example: a}", f"example: {word}}}")
    assert places(findings) == [("yaml", "/components/schemas/Thing/properties/name/example")]
    assert repr(word) in findings[0].message


@pytest.mark.parametrize("word", ["0x1234", "12", "1.5", "true", "~"])
def test_an_unquoted_number_or_word_where_a_string_is_due_is_found(word: str) -> None:
    findings = lint_with("example: a}", f"example: {word}}}")
    assert places(findings) == [("yaml", "/components/schemas/Thing/properties/name/example")]
    assert "wants a string" in findings[0].message


@pytest.mark.parametrize("word", ["0xabc123def456...", "'0x1234'", '"Yes"', "MA==", "3.1.0"])
def test_a_scalar_that_every_yaml_reads_as_a_string_is_none(word: str) -> None:
    assert lint_with("example: a}", f"example: {word}}}") == []


def test_an_unquoted_key_that_turns_into_a_boolean_is_found() -> None:
    findings = lint_with("        size:", "        on: {type: string}\n        size:")
    assert places(findings) == [("yaml", "/components/schemas/Thing/properties/on")]


def test_an_operation_id_given_twice_or_not_at_all_is_found() -> None:
    again = "\n    put: {operationId: getThing, responses: {'200': {description: Done.}}}\ncomponents:"
    path = "/paths/~1thing~1{id}"
    assert ("operation-id", f"{path}/put/operationId") in places(_without_parameter(again))
    nameless = again.replace("operationId: getThing, ", "")
    assert ("operation-id", f"{path}/put") in places(_without_parameter(nameless))


def test_a_path_that_is_another_one_but_for_the_names_of_parameters_is_found() -> None:
    item = CLEAN[CLEAN.index("    get:") : CLEAN.index("components:")]
    other = item.replace("name: id", "name: key").replace("getThing", "getOther")
    findings = lint(CLEAN.replace("components:", f"  /thing/{{key}}:\n{other}components:"))
    assert places(findings) == [("path", "/paths/~1thing~1{key}")]
    assert findings[0].message == "It is the path '/thing/{id}' with other names of parameters."
    apart = lint(CLEAN.replace("components:", f"  /thing/{{key}}/all:\n{other}components:"))
    assert apart == []


def _without_parameter(put: str) -> list[Finding]:
    """Findings with a second operation on the path, whose parameter then belongs to the path."""
    parameter = CLEAN[CLEAN.index("      parameters:") : CLEAN.index("      responses:")]
    shared = "\n".join(line[2:] for line in parameter.splitlines())
    text = CLEAN.replace(parameter, "").replace("\ncomponents:", put)
    return lint(text.replace("  /thing/{id}:\n", f"  /thing/{{id}}:\n{shared}\n"))


@pytest.mark.parametrize(
    "circle",
    [
        "{$ref: '#/components/schemas/Thing'}",
        "{anyOf: [{type: string}, {$ref: '#/components/schemas/Thing'}]}",
    ],
    ids=["plain", "in-anyOf"],
)
def test_a_reference_that_comes_back_to_itself_at_once_is_found(circle: str) -> None:
    text = CLEAN[: CLEAN.index("    Thing:")] + f"    Thing: {circle}\n"
    assert {finding.rule for finding in lint(text)} == {"reference"}
    (sentence,) = {finding.message for finding in lint(text)}
    assert sentence == (
        "The reference '#/components/schemas/Thing' goes round in a circle and never comes to a value."
    )


def test_a_schema_may_hold_itself_in_a_property() -> None:
    assert lint_with("default: 1}", "default: 1}\n        next: {$ref: '#/components/schemas/Thing'}") == []


def test_a_reference_that_does_not_resolve_is_found() -> None:
    findings = lint_with("#/components/schemas/Thing", "#/components/schemas/Thin")
    assert [finding.rule for finding in findings] == ["reference"]
    assert findings[0].pointer.endswith("/schema/$ref")
    assert [finding.rule for finding in lint_with("#/components/schemas/Thing", "other.yaml#/Thing")] == [
        "reference"
    ]


def test_a_schema_that_is_no_json_schema_is_found() -> None:
    findings = lint_with("{type: string, example: a}", "{type: text}")
    assert places(findings) == [("schema", "/components/schemas/Thing/properties/name/type")]


@pytest.mark.parametrize(
    ("text", "says"),
    [("a: [", "not usable YAML"), ("- a", "not a YAML mapping"), ("a: 1\na: 2", "'a' stands twice")],
)
def test_a_text_that_is_no_strict_yaml_is_refused(text: str, says: str) -> None:
    with pytest.raises(SpecError, match=says):
        lint(text)


def test_the_vendored_description_has_the_findings_that_the_repairs_mend() -> None:
    path = ROOT / "openapi" / "clob-openapi.yaml"
    findings = lint_text(read_text(path), path.name)
    assert Counter(finding.rule for finding in findings) == {"nullable": 4, "tags": 21, "example": 2}
    batch = (
        "/paths/~1orders/post/responses/200/content/application~1json/examples/post_only_mode/value/0/status"
    )
    assert ("example", batch) in places(findings)


def test_a_pattern_of_ecma_262_is_good_and_examples_are_held_to_it() -> None:
    hyphen = r"{type: string, pattern: '^[\w-.]+$', example: '-.x'}"
    assert lint_with("{type: string, example: a}", hyphen) == []
    assert lint_with("{type: string, example: a}", r"{type: string, pattern: '^\p{Lu}', example: Ä}") == []
    findings = lint_with("{type: string, example: a}", r"{type: string, pattern: '^\p{Lu}', example: ä}")
    assert places(findings) == [("example", "/components/schemas/Thing/properties/name/example")]


def test_a_pattern_that_is_no_regular_expression_is_found() -> None:
    findings = lint_with("{type: string, example: a}", "{type: string, pattern: '(a', example: a}")
    assert places(findings) == [("pattern", "/components/schemas/Thing/properties/name/pattern")]


def test_a_security_scheme_that_nothing_declares_is_found_at_each_place_that_asks_for_it() -> None:
    document = "      security: [{}, {key: [], code: []}]\n      operationId:"
    findings = lint(CLEAN.replace("      operationId:", document) + "security: [{code: []}]\n")
    operation = "/paths/~1thing~1{id}/get/security/1"
    assert places(findings) == [
        ("security", "/security/0/code"),
        ("security", f"{operation}/key"),
        ("security", f"{operation}/code"),
    ]
    declared = (
        "  securitySchemes:\n    key: {type: http, scheme: bearer}\n    code: {type: http, scheme: basic}\n"
    )
    assert lint(CLEAN.replace("      operationId:", document) + declared) == []
