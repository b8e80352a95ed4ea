"""Mutants of a response: what a faulty server may send instead, made from the response and its history.

Each operator changes one thing at one place. Places are paths in the JSON with `[*]` for any position or key
of a map; of all that share a path one is chosen.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from attrs import evolve, frozen
from clob_conformance.core.description import Operation
from clob_conformance.core.interaction import Interaction

_SCALE = 10**6
_DIGITS = re.compile(r"-?\d+(\.\d+)?")
_LONG = re.compile("0x[0-9a-fA-F]{16,}|\\d{20,}")
Change = Callable[[Any], Any]


@frozen
class Mutant:
    """A changed exchange: by which operator, and where."""

    operator: str
    place: str
    interaction: Interaction


def mutants(
    history: Sequence[tuple[Operation, Interaction]], index: int, some: random.Random
) -> Iterator[Mutant]:
    """Everything that can be made of the response at a position of a history."""
    interaction = history[index][1]
    try:
        body = interaction.response.json()
    except ValueError:
        return
    yield from _of_headers(interaction)
    yield from _of_history(history, index, body)
    places: dict[str, list[tuple[Any, ...]]] = {}
    for path, shown in _walk(body, (), "$"):
        places.setdefault(shown, []).append(path)
    for place, paths in places.items():
        path = some.choice(paths)
        for operator, changed in _of_place(body, path):
            if changed != body:
                yield Mutant(operator, place, _with_body(interaction, changed))


def _with_body(interaction: Interaction, body: Any) -> Interaction:
    text = json.dumps(body, separators=(",", ":")).encode()
    return evolve(interaction, response=evolve(interaction.response, body=text))


def _of_headers(interaction: Interaction) -> Iterator[Mutant]:
    headers = dict(interaction.response.headers)
    for changed in ({**headers, "content-type": "text/plain"}, {**headers, "content-encoding": "gzip"}):
        garbled = "content-encoding" in changed
        response = evolve(interaction.response, headers=changed, garbled=garbled)
        yield Mutant("header changed", "headers", evolve(interaction, response=response))


def _of_history(history: Sequence[tuple[Operation, Interaction]], index: int, body: Any) -> Iterator[Mutant]:
    """Another response of the operation in its place: its neighbour's, or an earlier one of the question."""
    operation, interaction = history[index]
    status = interaction.response.status
    for operator, others in (
        ("a neighbour's", history[index + 1 :]),
        ("an earlier one", history[:index][::-1]),
    ):
        for other, found in others:
            same = found.request.target == interaction.request.target and found.account == interaction.account
            if (
                other is operation
                and found.response.status == status
                and (same or operator != "an earlier one")
            ):
                try:
                    reported = found.response.json()
                except ValueError:
                    continue
                if reported != body:
                    yield Mutant(operator, "$", evolve(interaction, response=found.response))
                    break


def _walk(node: Any, path: tuple[Any, ...], shown: str) -> Iterator[tuple[tuple[Any, ...], str]]:
    yield path, shown
    if isinstance(node, dict):
        for name, each in node.items():
            yield from _walk(
                each, (*path, name), f"{shown}[*]" if _LONG.fullmatch(name) else f"{shown}.{name}"
            )
    elif isinstance(node, list):
        for number, each in enumerate(node):
            yield from _walk(each, (*path, number), f"{shown}[*]")


def _at(body: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        body = body[part]
    return body


def _replaced(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(body)
    _at(changed, path[:-1])[path[-1]] = value
    return changed


def _of_place(body: Any, path: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    value = _at(body, path)
    if path and isinstance(path[-1], str):
        changed = copy.deepcopy(body)
        del _at(changed, path[:-1])[path[-1]]
        yield "dropped", changed
    yield "null", _replaced(body, path, None)
    for operator, other in _others(value):
        yield operator, _replaced(body, path, other)
    if isinstance(value, list) and value:
        yield "item dropped", _replaced(body, path, value[:-1])
        yield "item doubled", _replaced(body, path, [*value, value[-1]])
        yield "reordered", _replaced(body, path, value[::-1])
        if path == ("data",) and isinstance(body, dict) and isinstance(body.get("count"), int):
            shorter = {**body, "data": value[1:], "count": body["count"] - 1}
            yield "page border shifted", shorter


def _others(value: Any) -> Iterator[tuple[str, Any]]:
    """Other values for one, by operator."""
    if isinstance(value, bool):
        yield "other word", not value
        yield "other type", str(value)
    elif isinstance(value, int | float):
        step = 1 if isinstance(value, int) else 10 ** -len(repr(value).partition(".")[2])
        yield "one unit more", round(value + step, 12)
        yield "one unit less", round(value - step, 12)
        yield "a million times", value * _SCALE
        yield "other type", str(value)
    elif isinstance(value, str):
        if _DIGITS.fullmatch(value) and len(value) < 20:
            scale = len(value.partition(".")[2])
            for operator, step in (("one unit more", 1), ("one unit less", -1)):
                shifted = int(value.replace(".", "")) + step
                yield operator, f"{shifted / 10**scale:.{scale}f}"
            yield "a million times", f"{Decimal(value) * _SCALE:f}"
        elif value:
            yield "text changed", value[:-1] + ("0" if value[-1] != "0" else "1")
        else:
            yield "text changed", "x"
        yield "other type", 7
    elif isinstance(value, list):
        yield "other type", {}
    elif isinstance(value, dict):
        yield "other type", []
    elif value is None:
        yield "other type", "x"
