"""What of the project rests on a place of the description that changed: overlay actions, the ledger, sources.

For a person to look at: that something rests on a changed place does not say that it is wrong.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from clob_spec.difference import Change
from clob_spec.difference.report import readable
from clob_spec.document import Json, pointer, read_text
from clob_spec.errors import SpecError
from clob_spec.operations import METHODS, operations
from clob_spec.overlay import apply_action, places, read_overlay
from clob_spec.project import Project

_SOURCES = ("overlays/polymarket_clob", "conformance/clob_conformance", "conformance/clob_sandbox")
# An action that reaches further is about no place in particular: it rests on what it matches alone.
_MOST_OWNERS = 3
_CALL = re.compile(rf"\b(?:{'|'.join(METHODS).upper()}) /[\w/{{}}.-]*(?<!\.)")
_WORD = re.compile(r"\w+")


@frozen
class Dependents:
    """Rows that rest on changes, each as a sentence."""

    overlays: list[str] = field(factory=list)
    ledger: list[str] = field(factory=list)
    sources: list[str] = field(factory=list)
    units: list[str] = field(factory=list)


def dependents(project: Project, old: Json, changes: Sequence[Change]) -> Dependents:
    """All that rests on what changed since `old`. Raises SpecError for a ledger that cannot be read."""
    rows, touched = [], set[str]()
    for where, action, matched in _actions(project, old):
        found = _touching(action, matched, old, changes)
        if found:
            rows.append(f"{where}, {action['x-reason']} Rests on: {_named(found)}.")
            touched.add(action.get("x-deviation", ""))
    entries = [
        f"{entry['id']}, {entry.get('documented', '')} Rests on: {_named(found) or 'an overlay above'}."
        for entry in _ledger(project.root / "conformance" / "deviations.toml")
        for found in [_concerning(entry, old, changes)]
        if found or entry["id"] in touched
    ]
    return Dependents(rows, entries, _uses(project.root, changes), _units(changes))


def _named(changes: Iterable[Change]) -> str:
    return ", ".join(dict.fromkeys(readable(change.place) for change in changes))


def _actions(project: Project, document: Json) -> Iterator[tuple[str, Json, list[str]]]:
    """Every action with its name and the places that it changes in the document; one that fails ends them."""
    for path in project.overlays():
        for number, action in enumerate(read_overlay(path)["actions"], 1):
            where = f"{path.name}, action {number}"
            try:
                matched = places(document, action, where)
                document = apply_action(document, action, where)
            except SpecError:
                return
            yield f"{where} ({action['target']})", action, matched


def _touching(action: Json, matched: list[str], old: Json, changes: Sequence[Change]) -> list[Change]:
    """The changes at a place of an action, and in its neighbourhood or at what its evidence names."""
    owners = {_owner(place) for place in matched}
    near = owners if len(owners) <= _MOST_OWNERS else set()
    cited = set(_WORD.findall(action["x-evidence"]))
    return [
        change
        for change in changes
        if any(_within(change.place, place) for place in matched)
        or _owner(change.place) in near
        or _owner_name(change.place, old) in cited
    ]


def _within(one: str, other: str) -> bool:
    """Whether of two places one holds the other."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _owner(place: str) -> str:
    """The operation or component that a place is in."""
    return "/".join(place.split("/")[:4])


def _owner_name(place: str, document: Json) -> str:
    """The id of the operation, or the name of the component, that a place is in."""
    owner = _owner(place)
    for path, method, operation in operations(document):
        if pointer("paths", path, method) == owner:
            return str(operation.get("operationId", ""))
    return owner.split("/")[3] if owner.startswith("/components/") and owner.count("/") == 3 else ""


def _ledger(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    try:
        rows = tomllib.loads(read_text(path)).get("deviation", [])
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{path.name} is not usable TOML: {error}.") from error
    return [row for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]


def _concerning(entry: Mapping[str, Any], old: Json, changes: Sequence[Change]) -> list[Change]:
    """The changes of an entry's operations, and of properties that it names in their schemas."""
    concerned = set(entry.get("operations", ()))
    said = set(
        _WORD.findall(str([entry.get(key) for key in ("documented", "observed", "evidence", "shows")]))
    )
    schemas = {
        f"/components/schemas/{name}"
        for _, _, operation in operations(old)
        if operation.get("operationId") in concerned
        for name in _schemas_of(operation, old)
    }
    return [
        change
        for change in changes
        if _owner_name(change.place, old) in concerned
        or (_owner(change.place) in schemas and _property(change.place) in said)
    ]


def _property(place: str) -> str:
    """The innermost property that a place is in."""
    found = re.search(r".*/properties/([^/]+)", place)
    return found[1] if found else ""


def _schemas_of(operation: Json, document: Json) -> set[str]:
    """Names of the schemas that an operation uses."""
    found: set[str] = set()
    waiting = [str(operation)]
    named = document.get("components", {}).get("schemas", {})
    while waiting:
        fresh = set(re.findall(r"#/components/schemas/([\w.-]+)", waiting.pop())) - found
        found |= fresh
        waiting += [str(named[name]) for name in fresh if name in named]
    return found


def _uses(root: Path, changes: Sequence[Change]) -> list[str]:
    """The lines of the handwritten packages that write a path, name, word or figure which changed."""
    gone = _gone(changes)
    rows = []
    for folder in _SOURCES:
        for path in sorted((root / folder).rglob("*.py")):
            found: dict[int, set[str]] = defaultdict(set)
            for node in ast.walk(ast.parse(path.read_bytes())):
                for text, line in _written(node):
                    inside = _CALL.findall(text) if isinstance(text, str) else []
                    found[line].update(f"{one!r} ({gone[one]})" for one in (text, *inside) if one in gone)
            name = path.relative_to(root).as_posix()
            rows += [
                f"{name}:{line}: {', '.join(sorted(found[line]))}" for line in sorted(found) if found[line]
            ]
    return rows


def _written(node: ast.AST) -> Iterator[tuple[str | int | float, int]]:
    """Texts anywhere, and numbers that are given a name: others are too common to be copies of a limit."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, node.lineno
    elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
        value = node.value.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield value, node.lineno


def _gone(changes: Sequence[Change]) -> dict[str | int | float, str]:
    """What may stand in a source and is not what it was, each with the change that says so."""
    gone: dict[str | int | float, str] = {}
    for change in changes:
        for value in _old_words(change):
            gone.setdefault(value, f"{change.rule}, {readable(change.place)}")
    return gone


def _old_words(change: Change) -> Iterator[str | int | float]:
    kind, _, what = change.rule.rpartition("-")
    if change.rule in ("operation-moved", "operation-removed") and isinstance(change.old, str):
        yield from (change.old, change.old.partition(" ")[2])
    elif kind.endswith(("property", "parameter")) and what in ("removed", "renamed", "moved"):
        named = change.old.get("name") if isinstance(change.old, dict) else change.old
        yield named if isinstance(named, str) else change.place.rpartition("/")[2]
    elif change.rule in ("enum-word-removed", "enum-replaced"):
        words = change.old if isinstance(change.old, list) else [change.old]
        yield from (word for word in words if isinstance(word, str))
    elif kind == "limit" and type(change.old) in (int, float):
        yield change.old
    elif change.rule == "wording" and isinstance(change.old, str) and isinstance(change.new, str):
        numbers = re.compile(r"(?<![\w.])\d{2,9}(?![\w.])")
        yield from map(int, {*numbers.findall(change.old)} - {*numbers.findall(change.new)})


_UNITS = re.compile(
    r"fixed[- ]math|base units?|micro[- ]?\w+|decimals?|shares?|USDC|dollars?|cents?|basis points?|bps|"
    r"(?:milli|micro|nano)?seconds?|minutes?|hours?|days?|\bms\b|Unix|ISO 8601|percent|wei|gwei",
    re.IGNORECASE,
)


def _units(changes: Sequence[Change]) -> list[str]:
    """A sentence for each text whose words for a unit are others: no schema says what a number counts."""
    return [
        f"The unit of {readable(change.place)} may be another: "
        f"it said {_units_of(change.old) or 'none'} and says {_units_of(change.new) or 'none'}."
        for change in changes
        if change.rule == "wording" and _units_of(change.old) != _units_of(change.new)
    ]


def _units_of(text: Json) -> str:
    found = _UNITS.findall(text) if isinstance(text, str) else []
    return ", ".join(sorted({word.lower() for word in found}))
