"""What rests on a place that upstream changed is named, and what does not is not."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

import pytest
from clob_spec.dependents import Dependents, dependents
from clob_spec.difference import compare_documents
from clob_spec.document import read_yaml
from clob_spec.operations import table
from clob_spec.overlay import apply_overlays
from clob_spec.project import Project
from clob_spec.proposal import proposal
from clob_spec.signatures import NameChanges
from clob_spec.update import Update, new_addresses

from .checkouts import ROOT

OVERLAY = """
overlay: 1.0.0
info: {title: Test, version: '1'}
actions:
  - target: $.components.schemas.OpenOrder.properties
    update: {original_size: {pattern: '^[0-9]+$'}}
    x-reason: The text says base units.
    x-evidence: description of OpenOrder.original_size
    x-deviation: order-units
  - target: $.paths['/time'].get
    update: {summary: The time}
    x-reason: It says nothing of orders.
    x-evidence: facts
"""
LEDGER = """
[[deviation]]
id = "order-units"
operations = ["getTime"]
documented = "Sizes count base units."
[[deviation]]
id = "order-status"
operations = ["getOrder"]
documented = "The status has a prefix."
[[deviation]]
id = "clock"
operations = ["getTime"]
documented = "It is late."
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    files = {
        "overlays/spec/10-test.yaml": OVERLAY,
        "conformance/deviations.toml": LEDGER,
        "conformance/clob_sandbox/venue/orders.py": 'STATES = ("ORDER_STATUS_LIVE",)\n',
        "overlays/polymarket_clob/orders.py": 'PATH = "/order"\nMAX_ORDERS = 15\nBODY = {"postOnly": True}\n'
        'RULE = "words: POST /order, POST /orders"\n',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "openapi").mkdir()
    shutil.copy(ROOT / "openapi" / "clob-openapi.yaml", tmp_path / "openapi")
    return Project(tmp_path)


def before_october(document: Any) -> Any:
    """Open orders as upstream described them before 2026-10-01: prefixed words, sizes in base units."""
    old = copy.deepcopy(document)
    properties = old["components"]["schemas"]["OpenOrder"]["properties"]
    properties["status"]["enum"] = [f"ORDER_STATUS_{word}" for word in properties["status"]["enum"]]
    said = "Size the order began with, as fixed-math with 6 decimals"
    properties["original_size"]["description"] = said
    return old


def test_rows_that_rest_on_a_withdrawn_sentence_and_on_replaced_words_are_named(project: Project) -> None:
    new = read_yaml(project.description)
    found = dependents(project, before_october(new), compare_documents(before_october(new), new))
    (action,) = found.overlays
    assert action.startswith("10-test.yaml, action 1 ($.components.schemas.OpenOrder.properties), ")
    assert "OpenOrder.original_size.description" in action
    assert [row.partition(",")[0] for row in found.ledger] == ["order-units", "order-status"]
    assert "an overlay above" in found.ledger[0]
    assert "OpenOrder.status" in found.ledger[1]
    (unit,) = found.units
    assert unit.startswith("The unit of OpenOrder.original_size.description may be another: ")
    assert "fixed-math" in unit
    assert "shares" in unit
    (line,) = found.sources
    assert line.startswith("conformance/clob_sandbox/venue/orders.py:1: 'ORDER_STATUS_LIVE'")


def moved(document: Any) -> Any:
    """A moved path, a smaller limit, and a property that is gone."""
    new = copy.deepcopy(document)
    new["paths"]["/v2/order"] = {"post": new["paths"]["/order"].pop("post")}
    body = new["paths"]["/orders"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    body["maxItems"] = 10
    del new["components"]["schemas"]["SendOrder"]["properties"]["postOnly"]
    return new


def test_handwritten_lines_with_a_moved_path_a_gone_name_or_a_copied_figure_are_named(
    project: Project,
) -> None:
    old = read_yaml(project.description)
    found = dependents(project, old, compare_documents(old, moved(old)))
    name = "overlays/polymarket_clob/orders.py"
    assert [line.partition(" (")[0] for line in found.sources] == [
        f"{name}:1: '/order'",
        f"{name}:2: 15",
        f"{name}:3: 'postOnly'",
        f"{name}:4: 'POST /order'",
    ]
    assert found.overlays == []


def test_an_operation_that_moved_is_one_that_a_server_may_lack() -> None:
    old = read_yaml(ROOT / "openapi" / "clob-openapi.yaml")
    assert new_addresses(old, moved(old)) == [("POST", "/v2/order", "postOrder")]
    named = copy.deepcopy(old)
    paths = named["paths"]
    paths["/fee-rate/{token}"] = paths.pop("/fee-rate/{token_id}")
    paths["/time"]["get"]["operationId"] = "getClock"
    paths["/clock"] = {"get": {"operationId": "getOther", "responses": {}}}
    assert new_addresses(old, named) == [("GET", "/clock", "getOther")]


def test_nothing_rests_on_no_change(project: Project) -> None:
    assert dependents(project, read_yaml(project.description), []) == Dependents()


def test_the_page_names_what_rests_on_the_changes(project: Project) -> None:
    new = read_yaml(project.description)
    old = before_october(new)
    changes = compare_documents(old, new)
    done = Update("x", changes, [], [], NameChanges({}, {}, {}), [], dependents(project, old, changes))
    page = proposal(done, {}, 'version = "0.1.0"')
    assert "Class: **breaking**." in page
    for title in (
        "Units",
        "Overlay actions that rest on",
        "Entries of the ledger that rest on",
        "Handwritten",
    ):
        assert f"\n### {title}" in page


def test_the_project_s_own_sources_name_no_path_of_an_order(tmp_path: Path) -> None:
    """When `/order` moves the client posts to the new path: nothing of it has the old one by hand."""
    old = read_yaml(ROOT / "openapi" / "clob-openapi.yaml")
    found = dependents(Project(ROOT), old, compare_documents(old, moved(old)))
    lines = [line for line in found.sources if "'/order'" in line]
    assert [line for line in lines if line.startswith("overlays/")] == []
    assert [line for line in lines if line.startswith("conformance/clob_sandbox/http/operations.py:")] != []


def test_the_overlays_follow_an_order_s_path_that_moved() -> None:
    """What the table of operations says is where the client posts."""
    document = moved(read_yaml(ROOT / "openapi" / "clob-openapi.yaml"))
    effective = apply_overlays(document, Project(ROOT).overlays())
    assert {row.id: row.path for row in table(effective)}["postOrder"] == "/v2/order"
    assert {"425", "429", "503"} <= effective["paths"]["/v2/order"]["post"]["responses"].keys()
    assert "links" in effective["paths"]["/v2/order"]["post"]["responses"]["200"]
