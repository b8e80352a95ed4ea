"""What clauses cite of the protocol notes: the passages travel with the report's page, which links to them.

A citation is the path of a page and a heading, as in `docs/protocol/orders.md#order-id`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from attrs import frozen
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from clob_conformance.resources import data_file

_CITED = re.compile(r"docs/([a-z-]+(?:/[a-z-]+)*)\.md#([a-z0-9-]+)")
_HEADING = re.compile(r"^#{2,6} (.+)$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


@frozen
class Passage:
    """A section of the notes: its anchor on the page, its title, and its text as HTML."""

    anchor: str
    title: str
    html: Markup


def linked(source: str) -> Markup:
    """A clause's source, each citation that has its passage as a link to it."""

    def link(found: re.Match[str]) -> str:
        passage = _passage(*found.groups())
        return found[0] if passage is None else f'<a href="#{passage.anchor}">{found[0]}</a>'

    return Markup(_CITED.sub(link, str(escape(source))))  # noqa: S704 - escaped, and links of our own


def passages(sources: Iterable[str]) -> list[Passage]:
    """The cited passages, each once, in the order of their pages."""
    cited = sorted({found for source in sources for found in _CITED.findall(source)})
    return [passage for one in cited if (passage := _passage(*one)) is not None]


@cache
def _passage(page: str, heading: str) -> Passage | None:
    """The passage under a heading; None where there is no such page or heading."""
    path = data_file("docs") / f"{page}.md"
    if not path.is_file():
        return None
    _, *parts = _HEADING.split(path.read_text("utf-8"))
    for title, text in zip(parts[::2], parts[1::2], strict=True):
        if re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") == heading:
            # Pages are not there to be linked to: of their links the words stay.
            told = MarkdownIt("commonmark").enable("table").render(_LINK.sub(r"\1", text))
            anchor = f"source-{page.replace('/', '-')}-{heading}"
            return Passage(anchor, title, Markup(told))  # noqa: S704 - this project's own notes
    return None
