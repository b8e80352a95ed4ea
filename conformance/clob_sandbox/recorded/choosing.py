"""How recorded forms are chosen between: by the seed, for the same thing always alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

NOTHING = b""
"""A success without a body."""


@frozen
class Chooser:
    """Chooses between recorded forms: by the seed, the row, and the thing it is about."""

    seed: int
    row: str

    def of(self, about: object, *forms: Any) -> Any:
        """One of the forms."""
        digest = hashlib.sha256(f"{self.seed}/{self.row}/{about}".encode()).digest()
        return forms[digest[0] % len(forms)]

    def one_in(self, rarity: int, about: object) -> bool:
        """Whether this is one of so many that have a form."""
        return not self.of(about, *range(rarity))


Form = Callable[[Any, Chooser], Any]
"""Changes the JSON value of a response, as the description has it, to what is sent."""


def items(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a page, of a list, or the one there is."""
    if isinstance(value, dict) and isinstance(value.get("data"), list):
        value = value["data"]
    yield from (item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict))
