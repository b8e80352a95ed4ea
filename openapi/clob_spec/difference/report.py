"""Changes as text, Markdown and JSON: one line for each."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from clob_spec.difference.change import Change, Level, worst
from clob_spec.document import Json
from clob_spec.operations import METHODS
from clob_spec.printable import printable

_SHOWN = 72
_NAMES = 6
_TITLES = {
    Level.BREAKING: "Breaking",
    Level.RISKY: "Risky",
    Level.COMPATIBLE: "Compatible",
    Level.WORDING: "Wording",
}


def verdict(changes: Sequence[Change]) -> str:
    """The whole in one sentence."""
    counts = [
        f"{number} {level.word}"
        for level in sorted(Level, reverse=True)
        if (number := sum(change.level is level for change in changes))
    ]
    if not counts:
        return "No difference."
    if worst(changes) is Level.WORDING:
        return f"Wording only: {len(changes)} change{'' if len(changes) == 1 else 's'}."
    return f"{len(changes)} change{'' if len(changes) == 1 else 's'}: {', '.join(counts)}."


def text(changes: Sequence[Change]) -> str:
    """A line for each change, the verdict last."""
    return "".join(f"{line(change)}\n" for change in changes) + verdict(changes) + "\n"


def line(change: Change) -> str:
    """Class, id, rule, path, old and new, reason, and the Python names."""
    names = f" [{', '.join(_few(change.names))}]" if change.names else ""
    return printable(
        f"{change.level.word:<10} {change.id} {change.rule} {readable(change.place)}: {values(change)};"
        f" {change.reason}{names}"
    )


def markdown(changes: Sequence[Change]) -> str:
    """A table for each class, gravest first; wording is folded away."""
    parts = [f"{verdict(changes)}\n"]
    for level in sorted(Level, reverse=True):
        rows = [change for change in changes if change.level is level]
        if rows:
            table = "| id | path | change | Python names |\n|---|---|---|---|\n"
            table += "".join(
                f"| `{row.id}` | {as_code(readable(row.place))} |"
                f" {row.rule}: {as_code(values(row))}; {row.reason} |"
                f" {', '.join(map(as_code, _few(row.names)))} |\n"
                for row in rows
            )
            title = f"{_TITLES[level]} ({len(rows)})"
            if level is Level.WORDING:
                parts.append(f"<details><summary>{title}</summary>\n\n{table}\n</details>\n")
            else:
                parts.append(f"### {title}\n\n{table}")
    return "\n".join(parts)


def as_json(changes: Sequence[Change]) -> str:
    """The class of the whole, and every change with all it has, by the schema in report.schema.json."""
    level = worst(changes)
    document = {
        "schema_version": 1,
        "class": level.word if level is not None else "none",
        "changes": [
            {
                "id": change.id,
                "class": change.level.word,
                "rule": change.rule,
                "path": change.place,
                "old": change.old,
                "new": change.new,
                "names": list(change.names),
                "reason": change.reason,
            }
            for change in changes
        ],
    }
    written = json.dumps(document, indent=2, ensure_ascii=False)
    return "".join(f"{printable(line)}\n" for line in written.split("\n"))


FORMATS: dict[str, Callable[[Sequence[Change]], str]] = {"text": text, "markdown": markdown, "json": as_json}


def readable(place: str) -> str:
    """A JSON pointer as a person reads it: an operation by method and path, a schema by its name."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in place.split("/")[1:]]
    if parts[:1] == ["paths"] and len(parts) >= 3 and parts[2] in METHODS:
        return " ".join([parts[2].upper(), parts[1], *_inside(parts[3:])])
    if parts[:2] == ["components", "schemas"] and len(parts) >= 3:
        return ".".join([parts[2], *(part for part in parts[3:] if part != "properties")])
    return place or "/"


def _inside(parts: list[str]) -> list[str]:
    return [".".join(parts)] if parts else []


def values(change: Change, most: int = _SHOWN) -> str:
    """What was and what is, on one line, each cut when it has more than `most` characters."""
    return f"{_short(change.old, most)} -> {_short(change.new, most)}"


def _short(value: Json, most: int) -> str:
    """A value on one line, cut when it is long."""
    shown = "none" if value is None else json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def _few(names: Sequence[str]) -> list[str]:
    """The first names, and how many more; JSON has them all."""
    more = len(names) - _NAMES
    return [*names] if more <= 0 else [*names[:_NAMES], f"and {more} more"]


def as_code(value: str) -> str:
    """A text as code on one line of a page or cell of a table: nothing of it is Markdown or HTML."""
    return "`" + printable(value).replace("`", "'").replace("|", "\\|") + "`"
