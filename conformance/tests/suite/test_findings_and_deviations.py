"""One cause is one finding, shown by its smallest interaction; a known deviation explains its own alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import clob_conformance.run.execution  # noqa: F401 - the suites declare their clauses when they are loaded
import httpx
import pytest
from attrs import evolve
from clob_conformance.checks.validator import NEGATIVE_DATA_REFUSED, RESPONSE_SCHEMA, Validator
from clob_conformance.core.clauses import CATALOGUE
from clob_conformance.core.description import Description, read_description
from clob_conformance.core.deviations import Deviation, KnownDeviations, Shows, read_deviations
from clob_conformance.core.findings import Findings, Violation
from clob_conformance.core.interaction import Response
from clob_conformance.core.resources import data_file, description_file
from clob_conformance.reporting.outcome import Plan
from clob_conformance.workloads.context import Run

from .conftest import interaction

MIDPOINT = Violation(RESPONSE_SCHEMA, "getMidpoint", "mid_price is missing", "200 $ required:mid_price")
ENTRY = Deviation(
    "midpoint-key",
    ("getMidpoint",),
    Shows(("response-schema",), ("repaired", "published"), ("200 $ required:mid_price",)),
)


def test_the_same_cause_is_one_finding_with_the_smallest_exchange() -> None:
    findings = Findings()
    for size in (30, 10, 20):
        findings.add(MIDPOINT, [interaction("GET", "/midpoint", 200, b"x" * size)], None)
    (finding,) = findings.all()
    assert (finding.met, len(finding.interactions[0].response.body)) == (3, 10)


def test_the_gravest_findings_come_first_and_known_ones_are_not_new() -> None:
    findings = Findings()
    findings.add(Violation(CATALOGUE["content-type"], "getTime", "x"), [], None)
    findings.add(MIDPOINT, [], "midpoint-key")
    findings.add(Violation(CATALOGUE["no-server-error"], "getTime", "x"), [], None)
    order = ["no-server-error", "response-schema", "content-type"]
    assert [finding.violation.clause.id for finding in findings.all()] == order
    assert [finding.violation.clause.id for finding in findings.new()] == ["no-server-error", "content-type"]


def test_one_cause_at_several_operations_is_one_finding_that_names_them() -> None:
    findings = Findings()
    cause = "OpenOrder.properties.price type"
    for operation, size in (("getOrders", 20), ("getOrder", 10), ("getOrders", 30)):
        violation = Violation(RESPONSE_SCHEMA, operation, f"at {operation}", f"200 {operation}", cause)
        findings.add(violation, [interaction("GET", "/data", 200, b"x" * size)], None, "examples")
    (finding,) = findings.all()
    assert (finding.violation.operation, finding.also_at, finding.met) == ("getOrder", ["getOrders"], 3)
    assert finding.places == {"getOrder": "at getOrder", "getOrders": "at getOrders"}


def test_a_clause_that_a_server_keeps_in_one_place_is_broken_once_for_all_operations() -> None:
    ids = {Violation(CATALOGUE["content-type"], name, "", "200").id for name in ("getBook", "getOrders")}
    own = {Violation(CATALOGUE["no-server-error"], name, "", "500").id for name in ("getBook", "getOrders")}
    assert (len(ids), len(own)) == (1, 2)


def test_a_wrong_field_of_a_shared_schema_has_one_id_wherever_it_stands() -> None:
    judge = Validator(read_description(description_file("repaired")))
    order = {"id": 1, "status": "LIVE"}
    alone = judge.examine(interaction("GET", "/data/order/0x1", 200, order))
    listed = judge.examine(interaction("GET", "/data/orders", 200, {"data": [order], "next_cursor": "LTE="}))
    wrong = [{b.id for b in violations if b.key.endswith("id type")} for violations in (alone, listed)]
    assert wrong[0] == wrong[1]
    assert len(wrong[0]) == 1


def test_what_is_concluded_from_a_broken_answer_is_reported_with_it(scripted: Callable[..., Run]) -> None:
    run = scripted(lambda request: httpx.Response(200, json={}))
    shown = interaction("GET", "/midpoint?token_id=1", 200, {})
    run.record.observe(shown)
    run.violation(CATALOGUE["unknown-path"], "getMidpoint", "it differs", shown)
    (finding,) = run.record.findings.all()
    assert finding.violation.clause is RESPONSE_SCHEMA
    assert [other.clause.id for other in finding.consequences] == ["unknown-path"]


def test_a_grave_breach_is_reported_beside_a_broken_shape(scripted: Callable[..., Run]) -> None:
    run = scripted(lambda request: httpx.Response(200, json={}))
    shown = interaction("GET", "/midpoint?token_id=1", 200, {})
    run.record.observe(shown)
    run.violation(CATALOGUE["order-private"], "getMidpoint", "reported", shown)
    assert len(run.record.findings.all()) == 2


def test_what_the_ledger_foresees_is_no_part_of_another_finding() -> None:
    findings = Findings()
    findings.add(MIDPOINT, [], "midpoint-key")
    findings.add(evolve(MIDPOINT, cause="Prices"), [], None)
    findings.add(evolve(MIDPOINT, cause="Prices"), [], "midpoint-key")
    assert len({finding.id for finding in findings.all()}) == 3


@pytest.mark.parametrize("operation", ["getBalanceAllowance", "cancelOrders"])
def test_that_the_live_service_limits_any_operation_is_known_by_the_published_document_too(
    operation: str,
) -> None:
    known = KnownDeviations("published", read_deviations(data_file("deviations.toml")))
    limited = Violation(CATALOGUE["status-documented"], operation, "answered 429", "429")
    assert known.explain(limited) == "status-429"
    assert known.explain(evolve(limited, key="418")) is None


def test_an_id_depends_on_clause_operation_and_key_alone() -> None:
    assert MIDPOINT.id == Violation(RESPONSE_SCHEMA, "getMidpoint", "another text", MIDPOINT.key).id
    others = [
        Violation(RESPONSE_SCHEMA, "getMidpoint", "", "200 $ type"),
        Violation(RESPONSE_SCHEMA, "getSpread", "", MIDPOINT.key),
        Violation(NEGATIVE_DATA_REFUSED, "getMidpoint", "", MIDPOINT.key),
    ]
    assert len({MIDPOINT.id, *(other.id for other in others)}) == 4


@pytest.mark.parametrize(
    "unrelated",
    [
        Violation(RESPONSE_SCHEMA, "getMidpoint", "", "200 $.mid_price type"),
        Violation(RESPONSE_SCHEMA, "getSpread", "", MIDPOINT.key),
        Violation(NEGATIVE_DATA_REFUSED, "getMidpoint", "", MIDPOINT.key),
    ],
)
def test_an_entry_explains_its_own_finding_and_no_other(unrelated: Violation) -> None:
    known = KnownDeviations("repaired", (ENTRY,))
    assert known.explain(unrelated) is None
    assert known.explain(MIDPOINT) == "midpoint-key"


def test_an_entry_counts_only_under_its_judges() -> None:
    only_published = Deviation(ENTRY.id, ENTRY.operations, Shows(("response-schema",), ("published",)))
    assert KnownDeviations("repaired", (only_published,)).explain(MIDPOINT) is None
    assert KnownDeviations("published", (only_published,)).explain(MIDPOINT) == "midpoint-key"


CHECKED = {("response-schema", "getMidpoint")}
EVERY = {"response-schema", "book-sorted"}


def test_an_entry_that_did_not_show_is_gone_if_it_could_have_shown() -> None:
    known = KnownDeviations("repaired", (ENTRY,))
    assert known.not_reproduced(CHECKED, EVERY) == []
    known.notice("getMidpoint", Response(200, {}, b"{}"))
    assert known.not_reproduced({("response-schema", "getSpread")}, EVERY) == []
    assert known.not_reproduced({("book-sorted", "getMidpoint")}, EVERY) == []
    assert known.not_reproduced(CHECKED, {"book-sorted"}) == []
    assert known.not_reproduced(CHECKED, EVERY) == [ENTRY]
    known.explain(MIDPOINT)
    assert known.not_reproduced(CHECKED, EVERY) == []


def test_an_entry_that_shows_in_a_place_is_gone_only_if_an_answer_had_the_place() -> None:
    shows = Shows(("response-schema",), ("repaired",), ("200 $.data[*].rates type",))
    entry = Deviation("rates-null", ("getMidpoint",), shows)
    known = KnownDeviations("repaired", (entry,))
    for status, body in (
        (400, b'{"data": [{"rates": 1}]}'),
        (200, b'{"data": []}'),
        (200, b"{}"),
        (200, b"?"),
    ):
        known.notice("getMidpoint", Response(status, {}, body))
        assert known.not_reproduced(CHECKED, EVERY) == []
    known.notice("getMidpoint", Response(200, {}, b'{"data": [{}, {"rates": []}]}'))
    assert known.not_reproduced(CHECKED, EVERY) == [entry]


def test_an_entry_about_a_field_is_gone_when_an_answer_leaves_the_field_out() -> None:
    shows = Shows(("response-schema",), ("repaired",), ("200 $.gst type",))
    entry = Deviation("nullable-3.0", ("getMidpoint",), shows)
    known = KnownDeviations("repaired", (entry,))
    for body in (b"?", b"[]", b"null"):
        known.notice("getMidpoint", Response(200, {}, body))
        assert known.not_reproduced(CHECKED, EVERY) == []
    known.notice("getMidpoint", Response(200, {}, b"{}"))
    assert known.not_reproduced(CHECKED, EVERY) == [entry]


def test_a_restricted_run_has_not_done_the_complete_of_what_every_suite_holds() -> None:
    assert {"response-schema", "prices-need-side", "auth-stale"} <= Plan().complete()
    limits = Plan(suites=("limits",)).complete()
    assert "prices-need-side" in limits
    assert not {"response-schema", "auth-stale"} & limits
    assert "response-schema" not in Plan(shard=(1, 2)).complete()
    assert not Plan(first=True).complete()


def test_every_entry_that_shows_names_clauses_operations_and_judges_that_exist() -> None:
    described: set[str] = set()
    for judge in ("repaired", "published"):
        described |= read_description(description_file(judge)).operations.keys()
    showing = [entry for entry in read_deviations(data_file("deviations.toml")) if entry.shows is not None]
    assert showing
    for entry in showing:
        assert entry.shows is not None
        assert set(entry.shows.clauses) <= CATALOGUE.keys(), entry.id
        assert set(entry.shows.judges) <= {"repaired", "published"}, entry.id
        assert not entry.operations or described & set(entry.operations), entry.id


def violation(place: str, *forms: str, operation: str = "getMidpoint") -> Violation:
    return Violation(RESPONSE_SCHEMA, operation, "", place, forms=frozenset(forms))


def sometimes(*keys: str) -> Deviation:
    shows = Shows(("response-schema",), ("repaired",), keys, sometimes=True)
    return Deviation("nil-lists", ("getMidpoint",), shows)


def test_an_entry_about_a_null_explains_no_other_value_there() -> None:
    known = KnownDeviations("repaired", (sometimes("200 $.data[*].tags type=null"),))
    assert known.explain(violation("200 $.data[*].tags type", "null")) == "nil-lists"
    assert known.explain(violation("200 $.data[*].tags type", "text")) is None
    assert known.explain(violation("200 $.data[*].owner type", "null")) is None


def test_an_entry_about_every_place_that_ends_alike_explains_no_other_field() -> None:
    known = KnownDeviations("repaired", (sometimes("200 **.tags type=null"),))
    for place in ("$.tags", "$.data[*].tags"):
        assert known.explain(violation(f"200 {place} type", "null")) == "nil-lists"
    for place in ("200 $.tags[*] type", "200 $.xtags type", "400 $.tags type", "200 $.tags enum"):
        assert known.explain(violation(place, "null")) is None


def test_what_is_seen_sometimes_is_never_gone() -> None:
    known = KnownDeviations("repaired", (sometimes("200 $.tags type=null"),))
    known.notice("getMidpoint", Response(200, {}, b'{"tags": []}'))
    assert known.not_reproduced(CHECKED, EVERY) == []


def test_a_null_does_not_hide_another_fault_at_its_place() -> None:
    judge = Validator(read_description(description_file("repaired")))
    page = {"data": [{"tags": None}, {"tags": 5}], "limit": 1, "count": 2, "next_cursor": "LTE="}
    found = judge.examine(interaction("GET", "/markets", 200, page))
    assert {form for one in found for form in one.forms} == {"null", "number", "5"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '[[deviation]]\nid = "a"\noperations = []\n'
            "[deviation.shows]\nclauses = []\njudges = []\nsometimes = true\n",
            "deviation a: `shows.keys` is missing",
        ),
        (
            '[[deviation]]\nid = "a"\noperations = []\n'
            '[deviation.shows]\nclauses = []\njudges = []\nkeys = ["200 **.a type"]\n',
            r"deviation a: `shows.keys` has a `\*\*`",
        ),
        ('[[deviation]]\nid = "a"\n', "deviation a: `operations` is missing"),
        ("[[deviation]]\noperations = []\n", r"deviation \?: `id` is missing"),
        (
            '[[deviation]]\nid = "a"\noperations = []\n[deviation.shows]\nclauses = []\n',
            "deviation a: `shows.judges` is missing",
        ),
        (
            '[[deviation]]\nid = "a"\noperations = []\n'
            '[deviation.shows]\nclauses = []\njudges = []\nkey = "x"\n',
            "deviation a: `shows.key` is unknown",
        ),
    ],
)
def test_a_faulty_entry_is_named_with_its_field(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "deviations.toml"
    file.write_text(text)
    with pytest.raises(ValueError, match=message):
        read_deviations(file)


def test_both_judges_read_and_know_the_operations_that_the_suites_name(published: Description) -> None:
    for name in ("postOrder", "cancelAllOrders", "getOrders", "createApiKey", "deriveApiKey", "getTime"):
        assert name in published.operations
        assert name in read_description(description_file("repaired")).operations
