"""Tables of what the suite and the sandbox hold as data: clauses, known deviations, planted faults."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import clob_conformance.run.execution  # noqa: F401 - the suites declare their clauses when they are loaded
from clob_conformance.core.clauses import CATALOGUE, SUITES
from clob_sandbox.faults import FAULTS

ROOT = Path(__file__).parents[2]
_EVIDENCE = {
    "S": "published guides",
    "P": "a public project's live tests",
    "C": "official clients",
    "D": "the document contradicts itself",
    "I": "inferred",
    "L": "published limits and error texts",
    "R": "recorded on the wire",
    "T": "a public client's tests or types",
}


def clauses() -> str:
    """Every clause: sentence, severity, suites, operations and source, under a heading that links reach."""
    lines: list[str] = []
    for clause in sorted(CATALOGUE.values(), key=lambda one: one.id):
        suites = "all" if clause.suites == SUITES else ", ".join(clause.suites)
        operations = ", ".join(f"`{one}`" for one in clause.operations) or "every operation"
        lines += [
            f"\n({anchor('clause', clause.id)})=\n## {clause.id}\n",
            f"{_text(clause.sentence)}\n",
            f"*{clause.severity}* · suites: {suites} · source: {linked(clause.source)}\n",
            f"Operations: {operations}\n",
        ]
    return "\n".join(lines)


def deviations() -> str:
    """Every known deviation: what the documents say, what was seen, where and how sure it is."""
    entries: list[dict[str, Any]] = tomllib.loads(
        (ROOT / "conformance" / "deviations.toml").read_text("utf-8")
    )["deviation"]
    return "\n".join(line for entry in entries for line in _deviation(entry))


def _deviation(entry: dict[str, Any]) -> Iterator[str]:
    letters = ", ".join(f"{letter} ({_EVIDENCE[letter]})" for letter in entry["sources"])
    yield f"\n({anchor('deviation', entry['id'])})=\n## {entry['id']}\n"
    yield f"- **Documents:** {_text(entry['documented'])}"
    yield f"- **Service:** {_text(entry['observed'])}"
    yield f"- **Operations:** {', '.join(f'`{one}`' for one in entry['operations']) or 'none of its own'}"
    yield f"- **Evidence:** {linked(entry['evidence'])}"
    yield f"- **Kind:** {letters}; seen {entry['seen']}; {entry['sure']}"
    if "overlay" in entry:
        yield f"- **Overlay:** `{entry['overlay']}`"
    yield "- **In the sandbox:** " + (
        "the profile `observed` does so\n" if entry["findable"] else "not shown\n"
    )


def faults() -> str:
    """Every fault that the sandbox can plant."""
    rows = (
        f"| `{name}` | {_text(fault.sentence)} | {', '.join(map(_clause, fault.breaks))} |"
        for name, fault in FAULTS.items()
    )
    return "\n".join(["| fault | what goes wrong | clauses that it breaks |", "|---|---|---|", *rows])


def unbroken() -> str:
    """The clauses that no fault breaks."""
    rest = sorted(CATALOGUE.keys() - {name for fault in FAULTS.values() for name in fault.breaks})
    return f"{len(rest)} of {len(CATALOGUE)}: {', '.join(map(_clause, rest))}." if rest else "None."


def _clause(name: str) -> str:
    return f"[{name}](#{anchor('clause', name)})"


def anchor(kind: str, name: str) -> str:
    """The target of a clause or a deviation in these pages."""
    return f"{kind}-{name}"


_CITED = re.compile(
    r"(?P<page>docs/[a-z/-]+\.md)#(?P<heading>[a-z0-9-]+)"
    r"|ledger:? (?P<entry>[a-z0-9]+(?:-[a-z0-9]+(?:\.\d)?)+)"
)


def linked(text: str) -> str:
    """A source's text with its citations as links."""

    def link(found: re.Match[str]) -> str:
        if entry := found["entry"]:
            return f"[known deviation {entry}](#{anchor('deviation', entry)})"
        page = found["page"].removeprefix("docs/")
        title = found["heading"].replace("-", " ")
        return f"[{Path(page).stem}: {title}](/{page}#{found['heading']})"

    return _CITED.sub(link, _text(text))


def _text(text: str) -> str:
    """Plain text as Markdown."""
    return re.sub(r"([*_<>{}|$\[\]])", r"\\\1", text)


def pages(found: Iterable[str]) -> list[str]:
    """The citations of pages in texts."""
    return [match[0] for text in found for match in _CITED.finditer(text) if match["page"]]
