"""Reading and writing YAML documents, strictly: what YAML 1.2's core schema says, and no key twice.

PyYAML follows YAML 1.1, in which `Yes` is a boolean and `2024-01-01` a date. OpenAPI prescribes YAML 1.2,
so this loader resolves plain scalars by the core schema of 1.2. What is written is quoted so that both
versions read the same.
"""

from __future__ import annotations

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


class StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe loader by the core schema of YAML 1.2 that refuses a key given twice."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own attribute

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice in one mapping", key_node.start_mark
                )
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        text = self.construct_scalar(node)
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))


class _PlainDumper(yaml.SafeDumper):
    """Block style, no anchors, long texts on one line: the same text for the same data everywhere."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


for _tag, _pattern, _first in _CORE_SCHEMA:
    StrictLoader.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), _first)
    _PlainDumper.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), _first)
StrictLoader.add_constructor("tag:yaml.org,2002:int", StrictLoader.construct_yaml_int)


def read_text(path: Path) -> str:
    """The text of a file. Raises SpecError."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"Cannot read {path}: {error}.") from error


def parse_yaml(text: str, name: str) -> dict[str, Json]:
    """A YAML mapping. Raises SpecError naming the document and the line."""
    try:
        document = yaml.load(text, Loader=StrictLoader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise SpecError(f"{name} is not usable YAML: {' '.join(str(error).split())}.") from error
    if not isinstance(document, dict):
        raise SpecError(f"{name} is not a YAML mapping.")
    return document


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
