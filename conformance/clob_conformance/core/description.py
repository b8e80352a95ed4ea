"""The description that the suite judges by, read into operations with validators for what they answer.

It reads OpenAPI 3.1 with JSON bodies, which is all that the description uses; it generates nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

import yaml
from attrs import define, field, frozen
from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind

from clob_conformance.core.findings import Difference
from clob_conformance.core.forms import of_value
from clob_conformance.core.interaction import path_segments

Level = Literal["public", "L1", "L2"]
_METHODS = ("get", "put", "post", "delete", "patch")
_MOST_FAILURES = 5_000
_PART = 1_000
_PATHS_KEPT = 256


@frozen
class Parameter:
    """A parameter of the path or the query; `schema` has no reference at its top."""

    name: str
    where: Literal["path", "query", "header"]
    required: bool
    schema: Mapping[str, Any]
    example: Any = None


@frozen(eq=False)
class DescribedResponse:
    """A documented answer: its schema and validator (None when no body is described) and its headers."""

    schema: Mapping[str, Any] | None
    validator: Draft202012Validator | None
    media_types: tuple[str, ...]
    headers: Mapping[str, Mapping[str, Any]]


@frozen(eq=False)
class Operation:
    """An operation of the description.

    `levels` are the ways it may be authenticated, the first one preferred. `unjudged` operations have a
    shape that nobody documents: only their HTTP manners are judged.
    """

    id: str
    method: str
    path: str
    levels: tuple[Level, ...]
    parameters: tuple[Parameter, ...]
    body_schema: Mapping[str, Any] | None
    body_validator: Draft202012Validator | None
    body_required: bool
    body_examples: tuple[Any, ...]
    responses: Mapping[str, DescribedResponse]
    unjudged: bool

    @property
    def label(self) -> str:
        """As a reader of the description names it: `DELETE /order`."""
        return f"{self.method} {self.path}"

    @property
    def level(self) -> Level:
        """The level to authenticate at."""
        return self.levels[0]

    @property
    def is_paged(self) -> bool:
        """Whether it is walked with a cursor."""
        return any(parameter.name == "next_cursor" for parameter in self.parameters)

    def path_values(self, path: str) -> dict[str, str]:
        """The decoded parameters in a path as sent that meets this operation."""
        pairs = zip(path_segments(self.path), path_segments(path), strict=False)
        return {name[1:-1]: sent for name, sent in pairs if name.startswith("{")}

    def response(self, status: int) -> DescribedResponse | None:
        """What the description says of this status, ranges and `default` included."""
        for name in (str(status), f"{status // 100}XX", "default"):
            if name in self.responses:
                return self.responses[name]
        return None


@define(eq=False)
class Description:
    """A whole description: `document` as read, and its operations by id."""

    document: dict[str, Any]
    operations: dict[str, Operation] = field(factory=dict)

    @cached_property
    def _routes(self) -> list[tuple[list[str], dict[str, Operation]]]:
        routes: dict[str, dict[str, Operation]] = {}
        for operation in self.operations.values():
            routes.setdefault(operation.path, {})[operation.method] = operation
        pairs = [(path.split("/")[1:], methods) for path, methods in routes.items()]
        return sorted(pairs, key=lambda pair: [segment.startswith("{") for segment in pair[0]])

    def without(self, names: Collection[str]) -> Description:
        """This description as if operations of these ids did not stand in it; the document stays whole."""
        kept = {name: operation for name, operation in self.operations.items() if name not in names}
        return Description(self.document, kept)

    def methods(self, path: str) -> dict[str, Operation]:
        """The operations of the path that a request as sent to `path` meets, by method."""
        return self._met(path)

    @cached_property
    def _met(self) -> Callable[[str], dict[str, Operation]]:
        return lru_cache(_PATHS_KEPT)(self._meet)

    def _meet(self, path: str) -> dict[str, Operation]:
        sent = path_segments(path)
        for template, methods in self._routes:
            if len(template) == len(sent) and all(map(_segment_fits, template, sent)):
                return methods
        return {}

    def match(self, method: str, path: str) -> Operation | None:
        """The operation that a request as sent meets, or None."""
        return self.methods(path).get(method)

    def schema(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """`schema` with a reference at its top followed."""
        while "$ref" in schema:
            schema = self._at(schema["$ref"])
        return schema

    def validator(self, schema: Mapping[str, Any]) -> Draft202012Validator:
        """A validator for a schema of this description."""
        rooted = {"components": self.document.get("components", {}), "allOf": [schema]}
        return Draft202012Validator(rooted, validate_formats=True)

    def _at(self, reference: str) -> Any:
        node: Any = self.document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
        return node

    def resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """A parameter, response or header with its reference followed."""
        return self.schema(node)


def read_description(path: Path) -> Description:
    """Read a description. Raises `OSError` when it cannot be read, `ValueError` when it is no description."""
    found = _understood(path.read_bytes())
    if found is None:
        raise ValueError(f"{path}: no OpenAPI description (it has no `paths`)")
    return found.without(())


@lru_cache(maxsize=4)  # longer than many a judgement takes, and neither the text nor what it says changes
def _understood(text: bytes) -> Description | None:
    document = yaml.load(text, Loader=_loader())  # noqa: S506 - a safe loader
    if not isinstance(document, dict) or "paths" not in document:
        return None
    description = Description(document)
    for route, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                operation = _operation(description, method, route, item)
                description.operations[operation.id] = operation
    return description


def failures(
    validator: Draft202012Validator, instance: Any
) -> Iterator[tuple[str, str, str, frozenset[str], Difference]]:
    """The places where an instance breaks its schema: a stable key, a sentence, a cause, the kind of what
    stands there, and the difference.

    The cause is the place in a shared schema that says otherwise; empty where the schema is the operation's.
    Of very many, the first ones.
    """
    if validator.is_valid(instance):
        return
    parts = map(validator.iter_errors, _parts(instance))
    for error in islice(chain.from_iterable(parts), _MOST_FAILURES):
        place, keyword = _place(error), _keyword(error)
        path = [str(part) for part in error.schema_path]
        shared = ".".join([*path[2:-1], keyword]) if path[:2] == ["components", "schemas"] else ""
        sentence = f"at {place}: {_shortened(error.message)}"
        difference = Difference(place, _expected(error), _shown(error.instance))
        yield f"{place} {keyword}", sentence, shared, of_value(error.instance), difference


def _parts(instance: Any) -> Iterator[Any]:
    """An instance with a list of very many items as several ones with few: all errors of one are made at
    once. The whole comes last, for what is wrong with the length of a list.
    """
    for name, items in instance.items() if isinstance(instance, dict) else (("", instance),):
        if isinstance(items, list) and len(items) > _PART:
            for start in range(0, len(items), _PART):
                part = items[start : start + _PART]
                yield {**instance, name: part} if isinstance(instance, dict) else part
    yield instance


def _operation(description: Description, method: str, route: str, item: Mapping[str, Any]) -> Operation:
    node = item[method]
    body = description.resolve(node["requestBody"]) if "requestBody" in node else {}
    media = body.get("content", {}).get("application/json", {})
    schema = media.get("schema")
    return Operation(
        id=node["operationId"],
        method=method.upper(),
        path=route,
        levels=_levels(node.get("security", description.document.get("security", []))),
        parameters=tuple(
            _parameter(description, description.resolve(parameter))
            for parameter in [*item.get("parameters", []), *node.get("parameters", [])]
        ),
        body_schema=None if schema is None else description.schema(schema),
        body_validator=None if schema is None else description.validator(schema),
        body_required=bool(body.get("required", False)),
        body_examples=_examples(media, None if schema is None else description.schema(schema)),
        responses={
            str(status): _response(description, description.resolve(response))
            for status, response in node["responses"].items()
        },
        unjudged=bool(node.get("x-unjudged", False)),
    )


def _levels(security: list[Mapping[str, Any]]) -> tuple[Level, ...]:
    levels: list[Level] = []
    for requirement in security:
        if not requirement:
            levels.append("public")
        elif "polyApiKey" in requirement:
            levels.append("L2")
        elif "polyNonce" in requirement:
            levels.append("L1")
    return tuple(levels) or ("public",)


def _parameter(description: Description, node: Mapping[str, Any]) -> Parameter:
    schema = description.schema(node.get("schema", {}))
    example = node.get("example", schema.get("example"))
    return Parameter(node["name"], node["in"], bool(node.get("required", False)), schema, example)


def _examples(media: Mapping[str, Any], schema: Mapping[str, Any] | None) -> tuple[Any, ...]:
    if "example" in media:
        return (media["example"],)
    if "examples" in media:
        return tuple(example["value"] for example in media["examples"].values() if "value" in example)
    return (schema["example"],) if schema and "example" in schema else ()


def _response(description: Description, node: Mapping[str, Any]) -> DescribedResponse:
    content = node.get("content", {})
    schema = next(
        (media["schema"] for name, media in content.items() if _is_json(name) and "schema" in media), None
    )
    return DescribedResponse(
        schema=None if schema is None else description.schema(schema),
        validator=None if schema is None else description.validator(schema),
        media_types=tuple(content),
        headers={
            name.lower(): description.resolve(header) for name, header in node.get("headers", {}).items()
        },
    )


def _is_json(media_type: str) -> bool:
    bare = media_type.partition(";")[0].strip().lower()
    return bare == "application/json" or bare.endswith("+json")


def _segment_fits(template: str, sent: str) -> bool:
    return bool(sent) if template.startswith("{") else template == sent


def _place(error: ValidationError) -> str:
    """The place in JSONPath, with list positions and keys of maps (which change from run to run) as `*`."""
    parts: list[str] = []
    keywords = iter(str(part) for part in error.evaluation_path)
    for keyword in keywords:
        if keyword == "properties":
            parts.append(f".{next(keywords, '*')}")
        elif keyword in ("items", "prefixItems", "additionalProperties", "patternProperties"):
            parts.append("[*]")
    return "$" + "".join(parts[: len(error.instance_path)])


def _keyword(error: ValidationError) -> str:
    names = type(error.kind).__name__.removeprefix("ValidationErrorKind_").lower()
    missing = getattr(error.kind, "property", None)
    return f"{names}:{missing}" if missing is not None and names == "required" else names


def _expected(error: ValidationError) -> str:
    """What the schema says there: `type string`, `required hash`."""
    if isinstance(error.kind, (ValidationErrorKind.AnyOf, ValidationErrorKind.OneOfNotValid)):
        return " or ".join(dict.fromkeys(_expected(one) for branch in error.kind.context for one in branch))
    value = error.kind.value
    words = value if isinstance(value, list) else [value]
    said = " or ".join(one if isinstance(one, str) else _shown(one) for one in words)
    return _shortened(f"{error.kind.name} {said}")


def _shown(value: Any) -> str:
    try:
        return _shortened(json.dumps(value, ensure_ascii=False))
    except (TypeError, ValueError):
        return _shortened(str(value))


def _shortened(text: str, most: int = 300) -> str:
    return text if len(text) <= most else f"{text[:most]}..."


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)
