"""The passages that clauses cite stand on the report's page, under the anchors that its links name."""

from __future__ import annotations

import clob_conformance.run.execution  # noqa: F401 - the suites declare their clauses when they are loaded
from clob_conformance.core.citations import linked, passages
from clob_conformance.core.clauses import CATALOGUE

HASH = "docs/protocol/books.md#hash; description: OrderBookSummary.hash"


def test_a_citation_becomes_a_link_to_its_passage() -> None:
    (passage,) = passages([HASH, HASH])
    assert passage.title == "Hash"
    assert "SHA-1" in passage.html
    assert linked(HASH) == f'<a href="#{passage.anchor}">docs/protocol/books.md#hash</a>; ' + HASH[29:]


def test_every_citation_of_a_clause_has_its_passage() -> None:
    for clause in CATALOGUE.values():
        assert linked(clause.source).count('<a href="#') == clause.source.count("docs/")
        assert len(passages([clause.source])) == clause.source.count("docs/")


def test_what_has_no_passage_stays_a_text() -> None:
    source = f"{HASH.replace('books', 'scrolls')} <script> docs/protocol/../../README.md#x"
    assert "<" not in linked(source)
    assert passages([source]) == []


def test_a_passage_has_its_table_and_no_link_that_leads_nowhere() -> None:
    (passage,) = passages(["docs/protocol/orders.md#signed-fields"])
    assert "<table>" in passage.html
    assert "href" not in passage.html
    assert "base units" in passage.html
