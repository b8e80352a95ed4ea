"""The parts of the pages that are made of the code are complete, and the check of the site finds faults."""

from __future__ import annotations

from pathlib import Path

import pytest
from clob_conformance.core.clauses import CATALOGUE
from clob_docs import reference
from clob_docs.citations import known_deviations
from clob_docs.parts import PARTS, filled
from clob_docs.site import faults
from clob_docs.surface import names, undocumented

DOCS = Path(__file__).parents[1]


def test_no_public_name_is_undocumented() -> None:
    assert len(names()) > 80
    assert undocumented() == []


def test_the_reference_has_every_public_name() -> None:
    reported = "".join(
        [reference.clients(), reference.errors(), reference.all_names(), reference.other_modules()]
    )
    assert [one for one in names() if f":: {one.module}.{one.name}\n" not in reported] == []


def test_each_made_part_has_a_page_and_is_filled_in() -> None:
    text = "".join(path.read_text("utf-8") for path in DOCS.rglob("*.md"))
    for name in PARTS:
        assert text.count(f"{{{{ {name} }}}}") == 1
    assert filled("{{ faults }}").count("\n| `") > 200


def test_clauses_and_deviations_have_anchors() -> None:
    clauses, deviations = PARTS["clauses"](), PARTS["deviations"]()
    assert all(f"\n(clause-{name})=\n" in clauses for name in CATALOGUE)
    assert all(f"\n(deviation-{name})=\n" in deviations for name in known_deviations())


def test_the_commands_are_reported_with_their_options() -> None:
    reported = PARTS["commands"]()
    for heading in ("## clob\n", "### clob buy\n", "### clob-conformance run\n", "### clob-spec diff\n"):
        assert heading in reported
    assert "`--max-examples" in reported


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        ('<a href="b.html#there">', None),
        ('<a href="https://example.com/">', None),
        ('<a href="b.html#gone">', "a page without that anchor"),
        ('<a href="c.html">', "which is not there"),
        ('<img src="https://example.com/a.png">', "loads https://example.com/a.png"),
        ('<script src="//example.com/a.js"></script>', "loads //example.com/a.js"),
    ],
)
def test_broken_links_and_foreign_files_are_seen(tmp_path: Path, page: str, complaint: str | None) -> None:
    (tmp_path / "a.html").write_text(page)
    (tmp_path / "b.html").write_text('<h1 id="there">B</h1>')
    found = list(faults(tmp_path))
    assert len(found) == (complaint is not None)
    assert complaint is None or complaint in found[0]
