"""Imports between the packages run one way, and the sandbox and the description's tool stand alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

PACKAGES = {
    "clob_spec": ROOT / "openapi" / "clob_spec",
    "polymarket_clob": ROOT / "overlays" / "polymarket_clob",
    "polymarket_clob_pytest": ROOT / "overlays" / "polymarket_clob_pytest",
    "polymarket_clob_api": ROOT / "generated" / "polymarket_clob_api",
    "clob_conformance": ROOT / "conformance" / "clob_conformance",
    "clob_prove": ROOT / "conformance" / "clob_prove",
    "clob_sandbox": ROOT / "conformance" / "clob_sandbox",
}

MAY_IMPORT = {
    "clob_spec": set[str](),
    "polymarket_clob": {"polymarket_clob_api"},
    "polymarket_clob_pytest": {"polymarket_clob"},
    "polymarket_clob_api": set[str](),
    "clob_conformance": {"polymarket_clob", "polymarket_clob_api"},
    "clob_prove": {"clob_conformance", "polymarket_clob", "polymarket_clob_api"},
    "clob_sandbox": set[str](),
}


def imported(source: str) -> Iterator[str]:
    """Top names of all modules that a source imports, by statement or by name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in ("import_module", "__import__", "find_spec", "files"):
                yield str(node.args[0].value).partition(".")[0]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_stands_below_it(package: str) -> None:
    files = sorted(PACKAGES[package].rglob("*.py"))
    assert files
    forbidden = set(PACKAGES) - MAY_IMPORT[package] - {package}
    found = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imported(path.read_text())
        if name in forbidden
    }
    assert not found


def test_the_rule_sees_each_way_of_importing() -> None:
    source = "import clob_sandbox.app\nfrom clob_spec import x\nimport importlib\n"
    source += "importlib.import_module('polymarket_clob._client')"
    assert set(imported(source)) >= {"clob_sandbox", "clob_spec", "polymarket_clob"}
