"""Citations of these pages in code, overlays and known deviations: a page, or one of its headings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import clob_conformance.run.execution  # noqa: F401 - the suites declare their clauses when they are loaded
from attrs import frozen
from clob_conformance.core.clauses import CATALOGUE

ROOT = Path(__file__).parents[2]
_CITED = re.compile(r"\bdocs/[a-z/-]+\.md(?:#[a-z0-9-]+)?")
_LEDGER = re.compile(r"\bledger:? ([a-z0-9]+(?:-[a-z0-9]+(?:\.\d)?)+)")
_READ = (".py", ".md", ".toml", ".yaml", ".yml", ".jinja")


@frozen
class Citation:
    """What is cited, and the file that cites it."""

    target: str
    where: str


def all_citations() -> Iterator[Citation]:
    """Every citation of a page in the project's own files."""
    for folder in ("openapi", "overlays", "conformance", "tests", "docs"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in _READ:
                text = path.read_text("utf-8")
                yield from (Citation(found, str(path.relative_to(ROOT))) for found in _CITED.findall(text))


def known_deviations_cited(text: str) -> list[str]:
    """The ids of known deviations that a source names: `ledger ID`."""
    return _LEDGER.findall(text)


@cache
def known_deviations() -> frozenset[str]:
    """The ids of all of them."""
    entries = tomllib.loads((ROOT / "conformance" / "deviations.toml").read_text("utf-8"))["deviation"]
    return frozenset(entry["id"] for entry in entries)


def has_target(citation: str) -> bool:
    """Whether the page exists and has the heading."""
    page, _, heading = citation.partition("#")
    path = ROOT / page
    made = CATALOGUE if page == "docs/clauses.md" else ()
    return path.is_file() and (not heading or heading in made or heading in sections(path))


@cache
def sections(path: Path) -> dict[str, str]:
    """The text below each heading of a page, by the heading's anchor as GitHub makes it."""
    found: dict[str, str] = {}
    for part in re.split(r"^#{1,6} ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        found[re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")] = text
    return found


def is_public(source: str) -> bool:
    """Whether a clause's source is one that anybody can read: the OpenAPI document, a standard, or a section
    of these notes that names where its facts were seen.
    """
    if re.search(r"\b(description: |RFC \d)", source):
        return True
    cited = _CITED.findall(source)
    return any(
        "\nSources: " in sections(ROOT / page).get(heading, "")
        for page, _, heading in (one.partition("#") for one in cited)
    )
