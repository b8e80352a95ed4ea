"""Applying the project's OpenAPI Overlay 1.0 documents.

oas-patch does the applying. What it leaves out stands here: a document is checked against the schema of the
standard, every action must say why (`x-reason`) and from where (`x-evidence`), and a target that
matches nothing is an error.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from pathlib import Path

from jsonpath_ng.ext.parser import ExtentedJsonPathParser
from jsonpath_ng.jsonpath import DatumInContext, Index
from oas_patch import overlay as oas_patch
from oas_patch.validator import load_schema
from openapi_schema_validator import OAS31Validator

from clob_spec.document import Json, pointer, read_yaml
from clob_spec.errors import SpecError

_PARSER = ExtentedJsonPathParser(debug=False)
oas_patch.parse = _PARSER.parse  # its own builds the parser's tables anew for each action: 70 ms, 95 times
_REQUIRED = ("x-reason", "x-evidence")


def read_overlay(path: Path) -> Json:
    """An overlay document that is valid and whose actions give reason and evidence. Raises SpecError."""
    overlay = read_yaml(path)
    for error in OAS31Validator(load_schema("overlay_schema_1.0.0.yml")).iter_errors(overlay):
        raise SpecError(
            f"{path.name} is not an Overlay 1.0 document: "
            f"at {pointer(*error.absolute_path) or '/'}, {error.message}."
        )
    for number, action in enumerate(overlay["actions"], 1):
        for key in _REQUIRED:
            if not isinstance(action.get(key), str) or not action[key].strip():
                raise SpecError(f"{path.name}, action {number} ({action['target']}): {key} is missing.")
    return overlay


def apply_action(document: Json, action: Json, where: str) -> Json:
    """The document after one action; the given one is not to be used again.

    Raises SpecError when the target is no JSONPath, matches nothing, or the action cannot be carried out.
    """
    target = action["target"]
    several = len(_targets(document, target, where)) > 1
    try:
        changed = oas_patch.apply_overlay(document, {"actions": [copy.deepcopy(action)]})
    except Exception as error:
        raise SpecError(f"{where} ({target}): the action cannot be applied: {error!r}.") from error
    # The library puts one and the same object at every match; a later action must change one place alone.
    return json.loads(json.dumps(changed)) if several else changed


def _targets(document: Json, target: str, where: str) -> list[Json]:
    """The values that a JSONPath finds, at least one. Raises SpecError."""
    try:
        found = [match.value for match in _PARSER.parse(target).find(document)]
    except Exception as error:
        raise SpecError(f"{where} ({target}): the target is not a JSONPath: {error}.") from error
    if not found:
        raise SpecError(f"{where} ({target}): the target matches nothing.")
    return found


def places(document: Json, action: Json, where: str) -> list[str]:
    """Pointers of what an action changes: the keys that an update brings, or its target.

    Raises SpecError when the target is no JSONPath or matches nothing.
    """
    _targets(document, action["target"], where)
    update = action.get("update")
    found = []
    for match in _PARSER.parse(action["target"]).find(document):
        parts = _parts(match, document)
        found += [pointer(*parts, key) for key in update] if isinstance(update, dict) else [pointer(*parts)]
    return found


def _parts(match: DatumInContext, document: Json) -> list[str | int]:
    """The keys and indexes that lead to a match."""
    steps: list[str | int] = []
    while match.context is not None:
        steps.append(match.path.index if isinstance(match.path, Index) else match.path.fields[0])
        match = match.context
    parts: list[str | int] = []
    for step in reversed(steps):
        # A filter on an object counts its values.
        part = list(document)[step] if isinstance(document, dict) and isinstance(step, int) else step
        document = document[part]
        parts.append(part)
    return parts


def is_needless(document: Json, action: Json, where: str) -> bool:
    """Whether every target of an update holds already what it would bring; a list by its items.

    Raises SpecError when the target is no JSONPath or matches nothing.
    """
    found = _targets(document, action["target"], where)
    return "update" in action and all(_holds(value, action["update"]) for value in found)


def _holds(value: Json, update: Json) -> bool:
    if isinstance(value, dict) and isinstance(update, dict):
        return all(key in value and _holds(value[key], part) for key, part in update.items())
    if isinstance(value, list):
        return all(part in value for part in (update if isinstance(update, list) else [update]))
    return bool(value == update)


def apply_overlays(document: Json, paths: Sequence[Path]) -> Json:
    """The effective description: the document after every action of every overlay, in the order given."""
    document = json.loads(json.dumps(document))
    for path in paths:
        for number, action in enumerate(read_overlay(path)["actions"], 1):
            document = apply_action(document, action, f"{path.name}, action {number}")
    return document
