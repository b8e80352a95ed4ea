"""The operations of a document, and which of an old document is which of a new one."""

from __future__ import annotations

from attrs import frozen

from clob_spec.difference import names
from clob_spec.difference.pairing import likeness, pair_up, text_likeness
from clob_spec.difference.source import At, Source
from clob_spec.document import Json
from clob_spec.operations import METHODS, bare_path

_ALIKE = 0.7
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}  # OpenAPI 3.1, Parameter Object


@frozen
class Call:
    """One operation with what its path and its document say for it."""

    path: str
    method: str
    at: At
    item: At
    source: Source

    @property
    def id(self) -> str | None:
        name: str | None = self.at.value.get("operationId")
        return name

    @property
    def where(self) -> str:
        """Method and path as a person writes them."""
        return f"{self.method.upper()} {self.path}"

    @property
    def address(self) -> tuple[str, str]:
        """What the server knows an operation by: the names of path parameters play no part."""
        return self.method, bare_path(self.path)

    @property
    def function(self) -> str:
        return names.function(self.at.value, self.method, self.path)

    @property
    def class_prefix(self) -> str:
        return names.class_name(self.id or f"{self.method} {self.path}")

    def parameters(self) -> dict[tuple[str, str], At]:
        """Parameters by place and name, those of the path included; names of headers in lower case."""
        found: dict[tuple[str, str], At] = {}
        for at in (*self.item.listed("parameters"), *self.at.listed("parameters")):
            parameter = self.source.follow(at)
            place, name = parameter.value.get("in", ""), parameter.value.get("name", "")
            if place == "header":
                name = name.lower()
            if not (place == "header" and name in _IGNORED_HEADERS):
                found[place, name] = parameter
        return found

    def inherited(self, key: str, *, of_the_path: bool = False) -> At | None:
        """A key of the operation, or else of its path, or else of the document."""
        own = self.at.child(key)
        if own is None and of_the_path:
            own = self.item.child(key)
        return own if own is not None else self.source.root.child(key)

    def content(self) -> Json:
        """What the operation asks for and answers, without names and words for people."""
        kept = ("requestBody", "responses")
        parameters = [self.source.canonical(at.value) for at in self.parameters().values()]
        return {"parameters": parameters, **self.source.canonical({k: self.at.value.get(k) for k in kept})}


def calls(source: Source) -> list[Call]:
    """Every operation in document order."""
    return [
        Call(path, method, operation, item, source)
        for path, item in source.followed(source.root, "paths").items()
        for method in METHODS
        if (operation := item.child(method)) is not None and isinstance(operation.value, dict)
    ]


def same_calls(old: list[Call], new: list[Call]) -> dict[int, int]:
    """Which operation is which, by index: by id and path; by id and address; by either; by likeness.

    Two paths of one document may be equal but for the names of their parameters. Where the id says one and
    the address another, the more alike it is: two ids that were swapped are not two operations that moved.
    """
    pairs: dict[int, int] = {}
    for known in (lambda call: (call.id, call.method, call.path), lambda call: (call.id, call.address)):
        taken = set(pairs.values())
        ahead = {known(call): j for j, call in reversed([*enumerate(new)]) if j not in taken}
        for i, call in enumerate(old):
            if i not in pairs and known(call) in ahead:
                pairs[i] = ahead.pop(known(call))
    gone = [i for i in range(len(old)) if i not in pairs]
    taken = set(pairs.values())
    fresh = [j for j in range(len(new)) if j not in taken]
    if not gone or not fresh:
        return pairs
    contents = {i: old[i].content() for i in gone}, {j: new[j].content() for j in fresh}

    def alike(i: int, j: int) -> float:
        one, other = old[i], new[j]
        score = likeness(contents[0][i], contents[1][j])
        if one.id is not None and one.id == other.id:
            return 1.1 + score
        if one.address == other.address:
            return 1 + score
        named = max(text_likeness(one.path, other.path), text_likeness(one.id or "", other.id or ""))
        score = (2 * score + named) / 3
        return score if score >= _ALIKE and one.method == other.method else 0.0

    by_place = pair_up(
        [("old", i) for i in gone], [("new", j) for j in fresh], lambda a, b: alike(a[1], b[1])
    )
    return {**pairs, **{a[1]: b[1] for a, b in by_place.items()}}


def asked_schemes(calls: list[Call]) -> set[str]:
    """The names of the security schemes that operations ask for."""
    return {
        name
        for call in calls
        if (at := call.inherited("security")) is not None
        for way in at.value
        for name in way
    }
