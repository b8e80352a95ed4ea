"""Plain scalars of a YAML text that are not what they look like.

YAML 1.1 reads an unquoted `Yes` as a boolean and `2024-01-01` as a date; YAML 1.2 does not. Either reads an
unquoted `0x12` as a number, where a string may be due. This rule reads the raw scalars, keys included.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from clob_spec.document import StrictLoader, parse_yaml, pointer
from clob_spec.examples import example_errors
from clob_spec.findings import Finding

_STRING = "tag:yaml.org,2002:str"
Place = tuple[str | int, ...]


def ambiguous_scalars(text: str, name: str) -> Iterator[Finding]:
    """`yaml`: an unquoted scalar that YAML 1.1 and 1.2 read differently, or no string where one is due."""
    document = parse_yaml(text, name)
    due = {
        (*example.place, *error.absolute_path)
        for example, error in example_errors(document)
        if error.validator == "type" and "string" in _types(error.validator_value)
    }
    for place, node, is_key in _plain_scalars(yaml.compose(text, Loader=StrictLoader)):
        old, new = _tag_in_yaml_1_1(node.value), node.tag
        if old != new:
            reading = f"{_kind(old)} in YAML 1.1 and {_kind(new)} in 1.2"
        elif place in due and not is_key:
            reading = f"{_kind(new)} where the schema wants a string"
        else:
            continue
        yield Finding("yaml", pointer(*place), f"The unquoted {node.value!r} is {reading}: quote it.")


def _types(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _kind(tag: str) -> str:
    word = tag.removeprefix("tag:yaml.org,2002:")
    kinds = {
        "str": "a string",
        "int": "a number",
        "float": "a number",
        "bool": "a boolean",
        "timestamp": "a date",
    }
    return kinds.get(word, word)


def _tag_in_yaml_1_1(text: str) -> str:
    """The tag that PyYAML's own safe loader gives an unquoted scalar."""
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers
    for tag, pattern in [*resolvers.get(text[:1], []), *resolvers.get(None, [])]:
        if pattern.match(text):
            return str(tag)
    return _STRING


def _plain_scalars(node: yaml.Node | None, path: Place = ()) -> Iterator[tuple[Place, yaml.ScalarNode, bool]]:
    """Every unquoted scalar with its place, and whether it is the key there."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*path, key.value)
            yield from ((place, scalar, True) for _, scalar, _ in _plain_scalars(key))
            yield from _plain_scalars(value, place)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _plain_scalars(value, (*path, index))
    elif isinstance(node, yaml.ScalarNode) and not node.style:
        yield path, node, False
