"""The public surface: the modules that are stated, and in each the names of its ``__all__``."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module, metadata
from pathlib import Path
from types import ModuleType

import polymarket_clob
import pytest
from polymarket_clob.reach import user_agent

ROOT = Path(__file__).parents[2]

PUBLIC = [
    "amounts",
    "builder",
    "compat",
    "contracts",
    "credentials",
    "decompression",
    "eip712",
    "errors",
    "fast",
    "hooks",
    "interruptions",
    "key_sources",
    "orders",
    "pacing",
    "printable",
    "pytest_plugin",
    "reach",
    "reach_options",
    "signers",
    "signing",
    "wallets",
]

MODULES = ["polymarket_clob", *(f"polymarket_clob.{name}" for name in PUBLIC)]


def test_a_module_that_is_not_stated_is_underscored() -> None:
    found = [module.name for module in pkgutil.iter_modules(polymarket_clob.__path__)]
    assert sorted(name for name in found if not name.startswith("_")) == PUBLIC
    stated = re.findall(r"``(\w+)``", polymarket_clob.__doc__ or "")
    assert sorted(set(stated) - {"__all__"}) == PUBLIC


@pytest.mark.parametrize("name", MODULES)
def test_the_surface_of_a_module_is_its_all(name: str) -> None:
    module = import_module(name)
    assert module.__all__
    assert len(set(module.__all__)) == len(module.__all__)
    for each in module.__all__:
        value = getattr(module, each)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert inspect.getdoc(value), each


def test_what_the_package_gathers_is_public() -> None:
    gathered = {
        name
        for name, value in inspect.getmembers(polymarket_clob)
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert gathered - {"TYPE_CHECKING"} == set(polymarket_clob.__all__)


def test_every_error_is_imported_from_the_top() -> None:
    assert set(import_module("polymarket_clob.errors").__all__) <= set(polymarket_clob.__all__)


def imports(source: str) -> Iterator[tuple[str, list[str]]]:
    """Each module that a source imports from, with the names it takes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module, [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)


def not_public(source: str) -> list[str]:
    """What a source imports of the client that is not public."""
    ours = [found for found in imports(source) if found[0].partition(".")[0] == "polymarket_clob"]
    wrong = [module for module, _ in ours if re.search(r"\._", module)]
    for module, names in ours:
        if module not in wrong:
            surface = import_module(module).__all__
            wrong += [f"{module}.{name}" for name in names if name not in surface]
    return wrong


def test_the_suite_imports_only_what_is_public() -> None:
    files = sorted((ROOT / "conformance" / "clob_conformance").rglob("*.py"))
    assert files
    assert {path.name: wrong for path in files if (wrong := not_public(path.read_text()))} == {}


def test_the_documentation_names_only_what_is_public() -> None:
    pages = {*ROOT.glob("*.md"), *ROOT.glob("*/*.md")} - {ROOT / "CONTRIBUTING.md"}  # for those who change it
    texts = {path: path.read_text() for path in pages}
    assert ROOT / "README.md" in texts
    named = re.compile(r"polymarket_clob[./]_(?!api)\w+")
    assert {path.name: found for path, text in texts.items() if (found := named.findall(text))} == {}
    blocks = [block for text in texts.values() for block in re.findall(r"```python\n(.*?)```", text, re.S)]
    assert len(blocks) > 5
    assert [wrong for block in blocks for wrong in not_public(block)] == []


def test_an_import_that_is_not_public_is_seen() -> None:
    assert not_public("from polymarket_clob._core import Call\nimport polymarket_clob._client") != []
    assert not_public("from polymarket_clob.orders import _minimum") == ["polymarket_clob.orders._minimum"]
    assert not_public("from polymarket_clob.orders import OrderArgs\nfrom json import loads") == []


def test_sources_on_the_path_alone_say_who_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    assert user_agent.__wrapped__("clob") == "clob"
