"""The overlay documents: how they are applied, and what the project's own ones make of the description."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from clob_spec.document import read_yaml, to_yaml
from clob_spec.errors import SpecError
from clob_spec.generate import effective
from clob_spec.lint import lint_text
from clob_spec.operations import operations
from clob_spec.overlay import apply_overlays, read_overlay
from clob_spec.project import Project

PROJECT = Project(Path(__file__).resolve().parents[2])
ENTRIES = tomllib.loads((PROJECT.root / "conformance" / "deviations.toml").read_text(encoding="utf-8"))[
    "deviation"
]

# The known live differences, then what clients use beyond the description, statuses, limits in words.
IDS = [
    "midpoint-key",
    "price-string",
    "book-order",
    "book-timestamp",
    "book-hash",
    "book-market",
    "order-units",
    "orders-end-cursor",
    "rates-null",
    "listing-page",
    "rebate-date",
    "rebate-null",
    "clob-market-keys",
    "builder-empty",
    "builder-units",
    "token-primary",
    "multi-end-date",
    "order-status-words",
    "created-at",
    "batch-status-empty",
    "nullable-3.0",
    "hash-lengths",
    "error-texts",
    "cancel-market-optional",
    "maker-address",
    "api-keys-auth",
    "revoke-builder-auth",
    "delete-orders-limit",
    "plural-get",
    "prices-no-side",
    "end-cursor",
    "history-fidelity",
    "history-now",
    "paths",
    "signature-type-3",
    "page-size-cap",
    "heartbeat-key",
    "staging-host",
    "added-ok",
    "added-version",
    "added-markets",
    "added-pre-migration-orders",
    "added-readonly-api-keys",
    "added-builder-fees",
    "added-session-signers",
    "added-rfq",
    "status-425",
    "status-429",
    "status-503",
    "status-cdn-html",
    "limit-500-tokens",
    "limit-gtd-expiry",
    "limit-marketable-buy",
]


def write_overlay(folder: Path, *actions: dict[str, Any]) -> Path:
    path = folder / "50-tiny.yaml"
    path.write_text(
        to_yaml({"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": list(actions)}),
        encoding="utf-8",
    )
    return path


def action(target: str, **rest: Any) -> dict[str, Any]:
    return {"target": target, "x-reason": "so", "x-evidence": "there", **rest}


@pytest.fixture(scope="module")
def stages() -> dict[str, Any]:
    """The description after each overlay, by the overlay's number."""
    made: dict[str, Any] = {}
    document: Any = read_yaml(PROJECT.description)
    for path in PROJECT.overlays():
        made[path.name[:2]] = document = apply_overlays(document, [path])
    return made


@pytest.fixture(scope="module")
def judged(stages: dict[str, Any]) -> Any:
    return stages["30"]


@pytest.fixture(scope="module")
def everything(stages: dict[str, Any]) -> Any:
    return stages["40"]


def test_a_target_that_matches_nothing_names_overlay_action_and_target(tmp_path: Path) -> None:
    overlay = write_overlay(tmp_path, action("$.a", update=1), action("$.b.c", update=2))
    with pytest.raises(SpecError, match=r"50-tiny\.yaml, action 2 \(\$\.b\.c\): the target matches nothing"):
        apply_overlays({"a": 0}, [overlay])


def test_a_target_that_is_no_jsonpath_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="is not a JSONPath"):
        apply_overlays({"a": 0}, [write_overlay(tmp_path, action("$.a[", update=1))])


@pytest.mark.parametrize("key", ["x-reason", "x-evidence"])
def test_an_action_without_reason_or_evidence_is_refused(tmp_path: Path, key: str) -> None:
    bare = {name: value for name, value in action("$.a", update=1).items() if name != key}
    with pytest.raises(SpecError, match=f"{key} is missing"):
        read_overlay(write_overlay(tmp_path, bare))


def test_a_document_that_is_no_overlay_1_0_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"not an Overlay 1\.0 document: at /actions/0"):
        read_overlay(write_overlay(tmp_path, action("a", update=1)))


def test_an_update_of_many_places_leaves_them_independent(tmp_path: Path) -> None:
    overlay = write_overlay(
        tmp_path, action("$.*.x", update={"y": {"z": 1}}), action("$.a.x.y", update={"z": 2})
    )
    made = apply_overlays({"a": {"x": {}}, "b": {"x": {}}}, [overlay])
    assert made == {"a": {"x": {"y": {"z": 2}}}, "b": {"x": {"y": {"z": 1}}}}


def test_applying_leaves_the_given_document_alone(tmp_path: Path) -> None:
    given = {"a": {"b": [1]}}
    assert apply_overlays(given, [write_overlay(tmp_path, action("$.a.b", update=2))]) == {"a": {"b": [1, 2]}}
    assert given == {"a": {"b": [1]}}


def test_overlays_apply_in_name_order() -> None:
    assert [path.name for path in PROJECT.overlays()] == [
        "10-repairs.yaml",
        "20-limits.yaml",
        "30-additions.yaml",
        "40-tolerance.yaml",
    ]
    assert [path.name for path in PROJECT.overlays(20)] == ["10-repairs.yaml", "20-limits.yaml"]


@pytest.mark.parametrize("number", ["10", "20", "30", "40"])
def test_the_description_is_clean_from_the_repairs_on(stages: dict[str, Any], number: str) -> None:
    assert lint_text(to_yaml(stages[number]), "effective") == []


def test_the_effective_description_is_all_overlays_and_through_cuts_them_off(stages: dict[str, Any]) -> None:
    assert effective(PROJECT) == stages["40"]
    assert effective(PROJECT, 10) == stages["10"]


def test_the_ledger_has_every_known_difference_once() -> None:
    ids = [entry["id"] for entry in ENTRIES]
    assert set(IDS) <= set(ids)
    assert len(set(ids)) == len(ids)


def test_every_entry_of_the_ledger_is_complete() -> None:
    for entry in ENTRIES:
        assert entry["kind"] in ("response", "request", "addition", "status"), entry["id"]
        assert entry["documented"], entry["id"]
        assert entry["observed"], entry["id"]
        assert entry["evidence"], entry["id"]
        assert isinstance(entry["findable"], bool), entry["id"]
        assert entry["sources"], entry["id"]
        assert set(entry["sources"]) <= set("SPCDILRT"), entry["id"]
        assert re.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?", entry["seen"]), entry["id"]
        assert entry["sure"] in ("certain", "likely", "doubtful"), entry["id"]
        if entry.get("shows", {}).get("sometimes"):
            assert not entry["findable"], f"{entry['id']} need not show, so nobody has to find it"
        assert entry.get("overlay", "10") in ("10", "20", "30", "40"), entry["id"]


def test_every_operation_of_the_ledger_exists(everything: Any) -> None:
    known = {operation["operationId"] for _, _, operation in operations(everything)}
    for entry in ENTRIES:
        assert set(entry["operations"]) <= known, entry["id"]


@pytest.mark.parametrize("overlay", PROJECT.overlays(), ids=lambda path: path.stem)
def test_ledger_and_overlay_name_each_other(overlay: Path) -> None:
    number = overlay.name[:2]
    named = {item["x-deviation"] for item in read_overlay(overlay)["actions"] if "x-deviation" in item}
    assert named == {entry["id"] for entry in ENTRIES if entry.get("overlay") == number}


def test_every_tolerance_names_an_entry_of_the_ledger() -> None:
    actions = read_overlay(PROJECT.overlays()[-1])["actions"]
    known = {entry["id"] for entry in ENTRIES}
    assert all(item.get("x-deviation") in known for item in actions)


def test_the_judge_is_not_tolerant(judged: Any, everything: Any) -> None:
    assert judged["components"]["schemas"]["Rewards"]["properties"]["rates"]["type"] == "array"
    assert everything["components"]["schemas"]["Rewards"]["properties"]["rates"]["type"] == ["array", "null"]
    midpoint = judged["paths"]["/midpoint"]["get"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    assert midpoint["required"] == ["mid_price"]


def test_every_operation_names_429_and_503(judged: Any) -> None:
    for path, method, operation in operations(judged):
        assert {"429", "503"} <= operation["responses"].keys(), f"{method} {path}"


def test_only_orders_and_cancels_name_425(judged: Any) -> None:
    named = {
        operation["operationId"] for _, _, operation in operations(judged) if "425" in operation["responses"]
    }
    cancels = {"cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders"}
    assert named == {"postOrder", "postOrders"} | cancels


def test_an_order_links_to_reading_and_cancelling_it(judged: Any) -> None:
    links = judged["paths"]["/order"]["post"]["responses"]["200"]["links"]
    assert links["readOrder"]["operationId"] == "getOrder"
    assert links["cancelOrder"]["requestBody"] == {"orderID": "$response.body#/orderID"}


def test_every_link_leads_to_an_operation(judged: Any) -> None:
    known = {operation["operationId"] for _, _, operation in operations(judged)}
    for _, _, operation in operations(judged):
        for response in operation["responses"].values():
            assert {link["operationId"] for link in response.get("links", {}).values()} <= known


def test_the_additions_are_new(judged: Any) -> None:
    vendored = {operation["operationId"] for _, _, operation in operations(read_yaml(PROJECT.description))}
    added = {operation["operationId"] for _, _, operation in operations(judged)} - vendored
    assert added == {name for entry in ENTRIES if entry["kind"] == "addition" for name in entry["operations"]}
    assert len(added) == 21
