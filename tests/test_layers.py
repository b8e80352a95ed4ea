"""No folder of the suite or the sandbox imports from one above it; the architecture page draws them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"

LAYERS = {
    "clob_conformance": (
        "cli",
        "run",
        "reporting",
        "workloads",
        "environment",
        "checks",
        "model",
        "core",
    ),
    "clob_sandbox": ("faults", "http", "venue"),
}
"""The folders of each package, the highest first."""


def imported_layers(source: str, package: str) -> Iterator[str]:
    """The folders of `package` that a source imports from, also where only its types are asked for."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            first, _, rest = name.partition(".")
            if first == package and (layer := rest.partition(".")[0]) in LAYERS[package]:
                yield layer


def imports(package: str) -> dict[str, set[str]]:
    """What each folder of a package imports from: other folders of it."""
    folder = ROOT / "conformance" / package
    return {
        layer: {
            name
            for path in (folder / layer).rglob("*.py")
            for name in imported_layers(path.read_text("utf-8"), package)
        }
        - {layer}
        for layer in LAYERS[package]
    }


def drawing(package: str) -> str:
    """The layers of a package from above, each with those that it imports from."""
    below = imports(package)
    width = max(map(len, LAYERS[package]))
    return "\n".join(
        f"{layer:<{width}} -> {', '.join(name for name in LAYERS[package] if name in below[layer])}"
        if below[layer]
        else layer
        for layer in LAYERS[package]
    )


@pytest.mark.parametrize("package", LAYERS)
def test_no_import_points_upward(package: str) -> None:
    order = LAYERS[package]
    upward = {
        f"{layer} imports {name}"
        for layer, names in imports(package).items()
        for name in names
        if order.index(name) < order.index(layer)
    }
    assert not upward


@pytest.mark.parametrize("package", LAYERS)
def test_every_folder_with_code_is_a_layer(package: str) -> None:
    folders = {path.parent.name for path in (ROOT / "conformance" / package).glob("*/__init__.py")}
    beside = {"clob_conformance": set[str](), "clob_sandbox": {"cli", "recorded"}}[package]
    assert folders - beside == set(LAYERS[package])


@pytest.mark.parametrize("package", LAYERS)
def test_the_architecture_page_draws_the_layers(package: str) -> None:
    assert drawing(package) in PAGE.read_text("utf-8"), f"draw it so in {PAGE.name}:\n\n{drawing(package)}"


def test_the_rule_sees_each_way_of_importing() -> None:
    source = "import clob_sandbox.http.app\nfrom clob_sandbox import faults\n"
    source += "from clob_sandbox.venue.book import Book\n"
    assert set(imported_layers(source, "clob_sandbox")) == {"http", "faults", "venue"}


def test_one_response_is_followed_through_at_most_twelve_files() -> None:
    steps = re.findall(r"^\d+\. `([a-z_/]+\.py)`", PAGE.read_text("utf-8"), re.MULTILINE)

    assert 0 < len(steps) <= 12
    for one in steps:
        assert (ROOT / "conformance" / "clob_conformance" / one).is_file(), one
