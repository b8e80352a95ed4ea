"""Reading and writing YAML documents, strictly: what YAML 1.2's core schema says, and no key twice.

PyYAML follows YAML 1.1, in which `Yes` is a boolean and `2024-01-01` a date. OpenAPI prescribes YAML 1.2,
so this loader resolves plain scalars by the core schema of 1.2. What is written is quoted so that both
versions read the same. What JSON cannot hold is refused, and so is a text that aliases or nesting make
larger than its readers can bear.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import yaml

from clob_spec.errors import SpecError

Json = Any

_CORE_SCHEMA = (
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("tag:yaml.org,2002:int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "tag:yaml.org,2002:float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        list("-+0123456789."),
    ),
)


_JSON_TYPES = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str", "seq", "map")
)

DEEPEST = 100
"""Levels of nesting that a document may have. The large public descriptions have about 30."""

MOST_VALUES = 500_000
"""Values that a document may have, those of an alias counted at each place that names it. A text counts for
one more at each hundred characters."""
_TEXT_OF_A_VALUE = 100


class StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe loader of what JSON can hold, by the core schema of YAML 1.2; a key is text, and stands once."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own attribute

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            raise _unusable("a mapping is none", node)
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _unusable("a key is a list or a mapping", key_node)
            if key_node.value in mapping:
                raise _unusable(f"the key {key_node.value!r} stands twice in one mapping", key_node)
            mapping[key_node.value] = self.construct_object(value_node, deep=deep)
        return mapping

    def construct_yaml_bool(self, node: yaml.ScalarNode) -> bool:
        text = self.construct_scalar(node).lower()
        if text not in ("true", "false"):
            raise _unusable(f"{text[:20]} is no boolean", node)
        return bool(text == "true")

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        text = self.construct_scalar(node)
        try:
            number = int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
            float(number)
        except (ValueError, OverflowError):
            raise _unusable(f"a number of {len(text)} characters is out of range", node) from None
        return number

    def construct_yaml_float(self, node: yaml.ScalarNode) -> float:
        text = self.construct_scalar(node)
        try:
            number = float(text)
        except ValueError:  # .inf and .nan
            number = math.nan
        if not math.isfinite(number):
            raise _unusable(f"{text[:20]} is no number of JSON", node)
        return number


def _unusable(sentence: str, node: yaml.Node) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, sentence, node.start_mark)


class _PlainDumper(yaml.SafeDumper):
    """Block style, no anchors, long texts on one line: the same text for the same data everywhere."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


for _tag, _pattern, _first in _CORE_SCHEMA:
    StrictLoader.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), _first)
    _PlainDumper.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), _first)
StrictLoader.add_constructor("tag:yaml.org,2002:bool", StrictLoader.construct_yaml_bool)
StrictLoader.add_constructor("tag:yaml.org,2002:int", StrictLoader.construct_yaml_int)
StrictLoader.add_constructor("tag:yaml.org,2002:float", StrictLoader.construct_yaml_float)


def read_text(path: Path) -> str:
    """The text of a file. Raises SpecError."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"Cannot read {path}: {error}.") from error


def parse_yaml(text: str, name: str) -> dict[str, Json]:
    """A YAML mapping. Raises SpecError naming the document and the line."""
    refuse_all_but_plain_yaml(text, name, aliases=True)
    try:
        document = yaml.load(text, Loader=StrictLoader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise _not_yaml(name, error) from error
    if not isinstance(document, dict):
        raise SpecError(f"{name} is not a YAML mapping.")
    return document


def refuse_all_but_plain_yaml(text: str, name: str, *, aliases: bool) -> None:
    """Raises SpecError for a second document, a type that JSON has not, and what passes a bound.

    Read event by event, before anything is built. Without `aliases` there may be none, bounded or not.
    """
    documents = values = 0
    begun: list[tuple[str | None, int]] = []
    sizes: dict[str, int] = {}
    try:
        for event in yaml.parse(text, Loader=StrictLoader):
            found = None
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                found = "a second document" if documents > 1 else None
            elif isinstance(event, yaml.AliasEvent):
                values += sizes.get(event.anchor or "", 0)
                found = (
                    "an alias"
                    if not aliases
                    else f"the alias {event.anchor} inside of what it names"
                    if any(anchor == event.anchor for anchor, _ in begun)
                    else None
                )
            elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
                begun.append((event.anchor, values))
                values += 1 + len(getattr(event, "value", "")) // _TEXT_OF_A_VALUE
                if event.tag not in (None, "!") and event.tag not in _JSON_TYPES:
                    found = f"the tag {event.tag}"
                elif len(begun) > DEEPEST:
                    raise SpecError(f"{name} is nested too deeply: {_line(event)} is level {DEEPEST + 1}.")
            if isinstance(event, yaml.ScalarEvent | yaml.CollectionEndEvent):
                anchor, before = begun.pop()
                if anchor is not None:
                    sizes[anchor] = values - before
            if values > MOST_VALUES:
                found = f"more than {MOST_VALUES:,} values, those of aliases counted where they stand"
            if found is not None:
                raise SpecError(f"{name} is not plain YAML: {_line(event)} has {found}.")
    except yaml.YAMLError as error:
        raise _not_yaml(name, error) from error


def _line(event: yaml.Event) -> str:
    return f"line {event.start_mark.line + 1 if event.start_mark else 1}"


def _not_yaml(name: str, error: yaml.YAMLError) -> SpecError:
    return SpecError(f"{name} is not usable YAML: {' '.join(str(error).split())}.")


def read_yaml(path: Path) -> dict[str, Json]:
    """The YAML mapping in a file. Raises SpecError."""
    return parse_yaml(read_text(path), path.name)


def to_yaml(document: Json) -> str:
    """The document as YAML, keys in their own order."""
    text: str = yaml.dump(document, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=2**20)
    return text


def pointer(*parts: object) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
