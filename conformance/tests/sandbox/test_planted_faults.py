"""Planted faults: each kind strikes where its row says, and nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path

import clob_sandbox
import orjson
import pytest
from clob_sandbox.app import App
from clob_sandbox.clock import Clock
from clob_sandbox.faults import FAULTS, chosen
from clob_sandbox.http.operations import OPERATIONS
from clob_sandbox.journal import RawRequest
from clob_sandbox.sandbox import Options, Sandbox

NOW = 1_790_000_000 * 10**9


def app(*faults: str) -> App:
    clock = Clock(lambda: NOW)
    return App(Sandbox(Options(faults=chosen(faults)), clock))


def get(server: App, path: str, query: str = "") -> tuple[int, object]:
    response = server.response(RawRequest("GET", path, query, {}, b""))
    return response.status, orjson.loads(response.body)


def test_there_are_at_least_sixty_faults_and_each_has_a_sentence() -> None:
    assert len(FAULTS) >= 60
    assert all(str(fault) for fault in FAULTS.values())


def test_every_fault_strikes_at_operations_that_there_are() -> None:
    known = {operation.id for operation in OPERATIONS} | {""}
    assert {name for fault in FAULTS.values() for name in fault.operations} <= known


def test_nothing_but_the_faults_themselves_knows_them_by_name() -> None:
    package = Path(clob_sandbox.__file__).parent
    for path in package.rglob("*.py"):
        if path.parent.name != "faults":
            words = {
                node.value
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
            assert not words & FAULTS.keys(), path


def test_a_fault_off_the_map_strikes_what_meets_no_operation() -> None:
    def allowed(server: App) -> str | None:
        return server.response(RawRequest("PATCH", "/order", "", {}, b"")).headers.get("allow")

    assert allowed(app()) == "DELETE, POST"
    assert allowed(app("allow-missing")) is None
    assert get(app("allow-missing"), "/time") == get(app(), "/time")


def test_a_fault_of_one_operation_leaves_the_others_alone() -> None:
    server, honest = app("stale-time"), app()
    assert get(server, "/time") == (200, NOW // 10**9 - 3600)
    assert get(server, "/version") == get(honest, "/version")


def test_a_fault_in_the_question_changes_what_is_asked() -> None:
    server, honest = app("price-sides-swapped"), app()
    token = honest.sandbox.ready("")["markets"][0]["tokens"][0]["token_id"]
    asked = f"token_id={token}&side="
    assert get(server, "/price", asked + "BUY") == get(honest, "/price", asked + "SELL")
    assert get(honest, "/price", asked + "BUY") != get(honest, "/price", asked + "SELL")


def test_a_fault_may_strike_refusals() -> None:
    assert get(app("unknown-token-500"), "/book", "token_id=1")[0] == 500
    assert get(app(), "/book", "token_id=1")[0] == 404


def test_an_unknown_fault_is_named() -> None:
    with pytest.raises(ValueError, match="unknown fault nonsense"):
        chosen(["nonsense"])
