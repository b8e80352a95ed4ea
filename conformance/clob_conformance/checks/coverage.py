"""What of the OpenAPI document a run has seen: its statuses, parameters, schemas, properties and words.

What is in a response is seen wherever it is sent; what is in a request only where the response was a success:
a request that was refused shows nothing of what it carried.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import islice
from typing import Any

from attrs import define, field
from jsonschema_rs import Draft202012Validator

from clob_conformance.core.description import Description, Operation
from clob_conformance.core.interaction import Interaction

KINDS = ("statuses", "parameters", "schemas", "properties", "words")
_ITEMS = 1_000
"""Of a longer list only so many items are looked at."""


@define(eq=False)
class _Place:
    """A place in a schema with what is not seen yet there and below; `done` once that is nothing."""

    schema: str = ""
    words: dict[Hashable, str] = field(factory=dict)
    properties: dict[str, tuple[str, _Place]] = field(factory=dict)
    items: _Place | None = None
    values: _Place | None = None
    choices: list[tuple[Draft202012Validator, _Place]] = field(factory=list)
    done: bool = False

    def settle(self) -> None:
        """Find out whether anything is left."""
        below = (self.items, self.values, *(place for _, place in self.choices))
        open_below = any(place is not None and not place.done for place in below)
        self.done = not (self.schema or self.words or self.properties or open_below)


class Coverage:
    """What a document names, by kind, and what of it is `unseen`."""

    def __init__(self, description: Description) -> None:
        self.every: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self._description = description
        self._shared: dict[str, _Place] = {}
        self._responses: dict[tuple[str, str], _Place] = {}
        self._requests: dict[str, _Place] = {}
        self._parameters: dict[str, dict[str, _Place]] = {}
        for operation in description.operations.values():
            self._enter(operation)
        self.unseen = {kind: set(names) for kind, names in self.every.items()}

    def notice(self, operation: Operation, interaction: Interaction) -> None:
        """See what is in an interaction."""
        response = interaction.response
        status = next((name for name in _names(response.status) if name in operation.responses), None)
        if status is not None and not response.missing:
            self.unseen["statuses"].discard(f"{operation.id} {status}")
            self._meet_body(self._responses.get((operation.id, status)), response)
        if response.succeeded and interaction.request.known:
            self._meet_body(self._requests.get(operation.id), interaction.request)
            if self._parameters.get(operation.id):
                self._meet_parameters(operation, interaction)

    def json(self) -> dict[str, Any]:
        """Of each kind how many are seen, of how many, and the names of the unseen."""
        return {kind: counted(len(self.every[kind]), self.unseen[kind]) for kind in KINDS}

    def _meet_parameters(self, operation: Operation, interaction: Interaction) -> None:
        """The parameters of a request that succeeded."""
        pending = self._parameters[operation.id]
        query = interaction.request.query
        sent = {name: [value] for name, value in operation.path_values(interaction.request.path).items()}
        for name in pending.keys() & (query.keys() | sent.keys() | interaction.request.headers.keys()):
            self.unseen["parameters"].discard(f"{operation.id} {name}")
            for value in (*query.get(name, ()), *sent.get(name, ())):
                self._meet(pending[name], value)
            if pending[name].done:
                del pending[name]

    def _meet_body(self, place: _Place | None, message: Any) -> None:
        """The body of a request or response; what is no JSON shows nothing."""
        if place is None or place.done or not message.body:
            return
        try:
            self._meet(place, message.json())
        except ValueError:
            return

    def _meet(self, place: _Place, value: Any) -> None:
        if place.done:
            return
        if place.schema:
            self.unseen["schemas"].discard(place.schema)
            place.schema = ""
        if place.words and isinstance(value, Hashable) and value in place.words:
            self.unseen["words"].discard(place.words.pop(value))
        if isinstance(value, dict):
            for name in [name for name in place.properties if name in value]:
                label, below = place.properties[name]
                self.unseen["properties"].discard(label)
                self._meet(below, value[name])
                if below.done:
                    del place.properties[name]
        inner = place.items if isinstance(value, list) else place.values
        if inner is not None and isinstance(value, list | dict):
            for item in islice(value if isinstance(value, list) else value.values(), _ITEMS):
                self._meet(inner, item)
        for validator, choice in place.choices:
            if not choice.done and validator.is_valid(value):
                self._meet(choice, value)
        place.settle()

    def _enter(self, operation: Operation) -> None:
        """Enter what the document says of an operation."""
        node = self._description.document["paths"][operation.path][operation.method.lower()]
        for parameter in operation.parameters:
            label = f"{operation.id} {parameter.name}"
            self.every["parameters"].add(label)
            places = self._parameters.setdefault(operation.id, {})
            place = places[parameter.name] = self._place(parameter.schema, label)
            place.words = {str(word): name for word, name in place.words.items()}  # as they are sent
        body = self._description.resolve(node.get("requestBody", {}))
        for schema in _json_schemas(body):
            self._requests[operation.id] = self._place(schema, f"{operation.id} request")
        for status, response in node["responses"].items():
            label = f"{operation.id} {status}"
            self.every["statuses"].add(label)
            for schema in _json_schemas(self._description.resolve(response)):
                self._responses[operation.id, str(status)] = self._place(schema, label)

    def _place(self, schema: Mapping[str, Any], label: str, into: _Place | None = None) -> _Place:
        """The place of a schema; one that is referred to by name is the same wherever it is met."""
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            if name not in self._shared:
                self.every["schemas"].add(name)
                self._shared[name] = _Place(name)
                self._place(self._description.schema(schema), name, self._shared[name])
            return self._shared[name]
        place = _Place() if into is None else into
        for word in schema.get("enum", ()):
            if isinstance(word, Hashable):
                place.words[word] = f"{label} {word}"
        for name, below in schema.get("properties", {}).items():
            place.properties[name] = f"{label}.{name}", self._place(below, f"{label}.{name}")
        self.every["words"].update(place.words.values())
        self.every["properties"].update(one for one, _ in place.properties.values())
        if isinstance(schema.get("items"), dict):
            place.items = self._place(schema["items"], f"{label}[]")
        if isinstance(schema.get("additionalProperties"), dict):
            place.values = self._place(schema["additionalProperties"], f"{label}.*")
        for part in (part for name in ("allOf", "anyOf", "oneOf") for part in schema.get(name, ())):
            place.choices.append((self._description.validator(part), self._place(part, label)))
        place.settle()
        return place


def counted(every: int, unseen: set[str]) -> dict[str, Any]:
    """How many of `every` are seen, and the names of the others."""
    return {"seen": every - len(unseen), "of": every, "unseen": sorted(unseen)}


def _names(status: int) -> tuple[str, ...]:
    """By what a document may name a status, the nearest first."""
    return str(status), f"{status // 100}XX", "default"


def _json_schemas(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schema of a JSON body, if one is described."""
    for name, media in content.get("content", {}).items():
        if "json" in name and "schema" in media:
            yield media["schema"]
            return
