"""The reference: every public name with its docstring, in the form that Sphinx's autodoc takes."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterable, Iterator

import polymarket_clob
from polymarket_clob import AsyncClobClient, ClobClient, ClobError

from clob_docs.surface import Name, modules, names, said_of

_CLIENTS = (ClobClient, AsyncClobClient)
_SHORT = 200


def clients() -> str:
    """Both clients; of the awaited one what the other does not have."""
    shared = {name for name, _ in inspect.getmembers(ClobClient)}
    own = [
        name
        for name, _ in inspect.getmembers(AsyncClobClient)
        if name not in shared | {"__aenter__", "__aexit__"}
    ]
    return _rst(
        [
            *_of(
                "class",
                "polymarket_clob",
                "ClobClient",
                "inherited-members",
                "members",
                "member-order: alphabetical",
            ),
            *_of("class", "polymarket_clob", "AsyncClobClient", f"members: {', '.join(own)}"),
        ]
    )


def errors() -> str:
    """The errors, those that others derive from first."""
    tree = [one for one in names() if _is_error(one)]
    tree.sort(key=lambda one: (len(one.value.__mro__), one.name))
    return _rst(_each(tree))


def names_of(module: str) -> list[Name]:
    """The public names of a module, clients and errors aside."""
    return [
        one for one in names() if one.module == module and one.value not in _CLIENTS and not _is_error(one)
    ]


def all_names() -> str:
    """What `polymarket_clob` exports besides clients and errors."""
    return _rst(_each(names_of(polymarket_clob.__name__)))


def other_modules() -> str:
    """The public modules below `polymarket_clob`, each under a heading with its own docstring."""
    return "\n".join(_of_module(module.__name__) for module in modules() if module is not polymarket_clob)


def _of_module(name: str) -> str:
    lines = [f".. automodule:: {name}", "   :no-members:", "", *_each(names_of(name))]
    return f"\n## {name}\n\n{_rst(lines)}"


def _each(found: Iterable[Name]) -> Iterator[str]:
    for one in found:
        if inspect.isclass(one.value):
            shown = ["show-inheritance"] if _is_error(one) else []
            yield from _of("class", one.module, one.name, "members", *shown)
        elif inspect.isroutine(one.value):
            yield from _of("function", one.module, one.name)
        else:
            yield from _data(one)


def _data(one: Name) -> Iterator[str]:
    """A constant or an alias. Autodoc sees what is said of it only in the module that defines it."""
    value = repr(one.value)
    yield f".. py:data:: {one.module}.{one.name}"
    yield from [f"   :value: {value}"] if "\n" not in value and len(value) < _SHORT else []
    yield ""
    yield textwrap.indent(inspect.cleandoc(said_of(one) or ""), "   ")
    yield ""


def _of(kind: str, module: str, name: str, *options: str) -> Iterator[str]:
    yield f".. auto{kind}:: {module}.{name}"
    yield from (f"   :{option.partition(':')[0]}:{option.partition(':')[2]}" for option in options)
    yield ""


def _is_error(one: Name) -> bool:
    return inspect.isclass(one.value) and issubclass(one.value, ClobError)


def _rst(lines: Iterable[str]) -> str:
    return "\n".join(["```{eval-rst}", *lines, "```", ""])
