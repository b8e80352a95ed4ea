"""Whatever cites these pages finds what it cites, and what is critical rests on a public source."""

from __future__ import annotations

import tomllib
from typing import Any

import clob_conformance.run.execution  # noqa: F401 - the suites declare their clauses when they are loaded
import pytest
import yaml
from clob_conformance.core.clauses import CATALOGUE, Clause
from clob_docs.citations import (
    ROOT,
    all_citations,
    has_target,
    is_public,
    known_deviations,
    known_deviations_cited,
    sections,
)


def test_every_cited_page_and_heading_exists() -> None:
    citations = list(all_citations())
    assert len(citations) > 100
    assert [one for one in citations if not has_target(one.target)] == []


def test_a_page_or_a_heading_that_is_missing_is_seen() -> None:
    page = "docs/protocol/books.md"
    assert has_target(page)
    assert has_target(f"{page}#hash")
    assert not has_target(f"{page}#hashes")
    assert not has_target(page.replace("books", "scrolls"))


def evidence() -> list[str]:
    """The sources of clauses, overlay actions and known deviations."""
    overlays: list[Any] = [
        yaml.safe_load(path.read_text("utf-8"))
        for path in sorted((ROOT / "overlays" / "spec").glob("*.yaml"))
    ]
    entries = tomllib.loads((ROOT / "conformance" / "deviations.toml").read_text("utf-8"))["deviation"]
    return [
        *(clause.source for clause in CATALOGUE.values()),
        *(
            action["x-evidence"]
            for overlay in overlays
            for action in overlay["actions"]
            if "x-evidence" in action
        ),
        *(entry["evidence"] for entry in entries),
    ]


def test_every_cited_known_deviation_exists() -> None:
    cited = [name for text in evidence() for name in known_deviations_cited(text)]
    assert len(cited) > 50
    assert set(cited) <= known_deviations()


@pytest.mark.parametrize("clause", CATALOGUE.values(), ids=lambda clause: str(clause.id))
def test_a_critical_clause_has_a_public_source(clause: Clause) -> None:
    assert clause.severity != "critical" or is_public(clause.source)


def test_a_source_of_ones_own_is_not_public() -> None:
    assert is_public("docs/protocol/books.md#hash")
    assert not is_public("docs/architecture.md#the-time-window-is-assumed")
    assert not is_public("the suite itself")


def test_every_section_of_the_protocol_notes_names_its_sources() -> None:
    pages = [path for path in (ROOT / "docs" / "protocol").glob("*.md") if path.stem != "index"]
    assert pages
    for path in pages:
        _, *rest = sections(path).items()
        assert [name for name, text in rest if "\nSources: " not in text] == []
