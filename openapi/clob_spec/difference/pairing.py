"""Recognising what was renamed or moved: things gone and things new, paired by likeness, each once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from typing import TypeVar

from clob_spec.document import Json, pointer

_NAME_ALIKE, _NAME_ALIKE_WITHOUT_TEXT, _NAME_ALIKE_OF_ONE_TEXT = 0.6, 0.8, 0.4
_SCHEMA_ALIKE, _TEXT_ALIKE = 0.5, 0.5

K = TypeVar("K")
T = TypeVar("T")
R = TypeVar("R")


def both(read: Callable[[T], R], old: T, new: T) -> tuple[R, R]:
    """What is read on either side."""
    return read(old), read(new)


def pair_up(gone: Iterable[K], new: Iterable[K], likeness: Callable[[K, K], float]) -> dict[K, K]:
    """Pairs from gone to new, the most alike first; a likeness of 0 makes no pair."""
    scored = [
        (likeness(one, other), i, j, one, other) for i, one in enumerate(gone) for j, other in enumerate(new)
    ]
    pairs: dict[K, K] = {}
    taken: set[K] = set()
    for score, _, _, one, other in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if score > 0 and one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    return pairs


def text_likeness(one: str, other: str) -> float:
    """0 to 1, letters and digits alone."""
    bare, beside = (re.sub(r"[^a-z0-9]", "", text.lower()) for text in (one, other))
    return 1.0 if bare == beside else SequenceMatcher(None, bare, beside, autojunk=False).ratio()


def renamed_likeness(one: str, other: str, texts: tuple[Json, Json], alike: float) -> float:
    """How likely two names are two names of one thing, 0 to 1: 0 unless name, type and text are all alike.

    `texts` are the descriptions, where there are any; `alike` is the likeness of the schemas. Two things that
    stand in the same row, or are both texts, have nothing in common.
    """
    named = text_likeness(one, other)
    words = [re.findall(r"\w+", text.lower()) if isinstance(text, str) else [] for text in texts]
    told = SequenceMatcher(None, words[0], words[1], autojunk=False).ratio()
    least = _NAME_ALIKE if told < 1 or not words[0] else _NAME_ALIKE_OF_ONE_TEXT
    if all(words) and told < _TEXT_ALIKE:
        return 0.0
    if any(words) and not all(words):
        least = _NAME_ALIKE_WITHOUT_TEXT
    return named * alike * (told or 1.0) if named >= least and alike >= _SCHEMA_ALIKE else 0.0


def likeness(one: Json, other: Json) -> float:
    """The share of leaves that two JSON values have in common, 0 to 1."""
    mine, yours = set(_leaves(one)), set(_leaves(other))
    return len(mine & yours) / len(mine | yours) if mine or yours else 1.0


def _leaves(value: Json, place: str = "") -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, part in value.items():
            yield from _leaves(part, place + pointer(key))
    elif isinstance(value, list) and value:
        for part in value:
            yield from _leaves(part, place + "/-")
    else:
        yield f"{place}={value!r}"
