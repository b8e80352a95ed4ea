"""Changes of upstream that were looked at and declined: they make no proposal until they change."""

from __future__ import annotations

import tomllib
from pathlib import Path

from attrs import frozen

from clob_spec.document import read_text
from clob_spec.errors import SpecError


@frozen
class Acknowledgement:
    """The id of a change, as `clob-spec diff` prints it, and why it was declined."""

    id: str
    reason: str


def read_acknowledged(path: Path) -> dict[str, Acknowledgement]:
    """The acknowledgements in a file, by id; none when there is no file.

    Raises SpecError for one that lacks its id or its reason, or stands there twice.
    """
    if not path.is_file():
        return {}
    try:
        rows = tomllib.loads(read_text(path)).get("acknowledged", [])
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{path.name} is not usable TOML: {error}.") from error
    found: dict[str, Acknowledgement] = {}
    for number, row in enumerate(rows, 1):
        for key in ("id", "reason"):
            if not isinstance(row.get(key), str) or not row[key].strip():
                raise SpecError(f"{path.name}, acknowledged {number}: {key} is missing.")
        if row["id"] in found:
            raise SpecError(f"{path.name}, acknowledged {number}: {row['id']} stands there twice.")
        found[row["id"]] = Acknowledgement(row["id"], row["reason"])
    return found
