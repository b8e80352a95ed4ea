"""The public names of the client: what `__all__` of its public modules has."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import polymarket_clob
from attrs import frozen

MIRRORED = "polymarket_clob.compat"
"""The modules that repeat another package's names; docs/moving.md is their reference."""


@frozen
class Name:
    """A public name: the module to import it from, and the object."""

    module: str
    name: str
    value: Any


def modules() -> list[ModuleType]:
    """The public modules: no underscore in the path, and an `__all__`."""
    paths = [found.name for found in pkgutil.walk_packages(polymarket_clob.__path__, "polymarket_clob.")]
    public = [path for path in paths if "._" not in path and not path.startswith(MIRRORED)]
    loaded = [polymarket_clob, *map(importlib.import_module, public)]
    return [module for module in loaded if hasattr(module, "__all__")]


def names() -> list[Name]:
    """Every public name, at the first module that has it."""
    found: dict[str, Name] = {}
    for module in modules():
        for name in module.__all__:
            found.setdefault(name, Name(module.__name__, name, getattr(module, name)))
    return list(found.values())


def undocumented() -> list[str]:
    """Public names, and public methods of public classes, that nothing is said of."""
    return sorted(path for path, said in _sayings() if not said)


def _sayings() -> Iterator[tuple[str, bool]]:
    for public in names():
        path = f"{public.module}.{public.name}"
        if not inspect.isclass(public.value):
            yield path, bool(said_of(public))
            continue
        yield path, bool((public.value.__doc__ or "").strip())
        for name, member in inspect.getmembers(public.value):
            if not name.startswith("_") and _ours(member):
                yield f"{path}.{name}", bool(inspect.getdoc(member))


def _ours(member: object) -> bool:
    module = getattr(member.fget if isinstance(member, property) else member, "__module__", "")
    return str(module).startswith("polymarket_clob") and (callable(member) or isinstance(member, property))


def said_of(public: Name) -> str | None:
    """A function's docstring; of a constant or an alias the text after it in the module that defines it."""
    if inspect.isroutine(public.value):
        return inspect.getdoc(public.value)
    for option in getattr(public.value, "__metadata__", ()):  # of a command line: its help
        return str(option.help)
    pattern = re.compile(
        rf'^{public.name}\b[^\n]*=(?:[^\n]|\n(?!\n))*?\n"""(.+?)"""', re.MULTILINE | re.DOTALL
    )
    for module in [public.module, *_sources(public.name)]:
        if found := pattern.search(inspect.getsource(importlib.import_module(module))):
            return found[1]
    return None


def _sources(name: str) -> Iterator[str]:
    """The modules of the client that hold a name."""
    for found in pkgutil.walk_packages(polymarket_clob.__path__, "polymarket_clob."):
        if hasattr(importlib.import_module(found.name), name):
            yield found.name
