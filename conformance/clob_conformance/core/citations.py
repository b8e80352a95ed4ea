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

from clob_conformance.core.resources import data_file

_CITED = re.compile(r"docs/([a-z-]+(?:/[a-z-]+)*)\.md#([a-z0-9-]+)")
_RFC = re.compile(r"RFC (\d+)(?: section ([\d.]*\d))?", re.ASCII)
_HEADING = re.compile(r"^#{2,6} (.+)$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


@frozen
class Passage:
    """A section of the notes: its anchor on the page, its title, and its text as HTML."""

    anchor: str
    title: str
    html: Markup


def link_of(source: str, clause: str) -> str:
    """Where the documentation has a clause's source: the page and heading that it cites, the standard, or
    the clause's own entry, which leads to its place in the OpenAPI document.
    """
    if cited := _CITED.search(source):
        return cited[0]
    if standard := _RFC.search(source):
        return _standard(standard)
    return f"docs/clauses.md#{clause}"


def linked(source: str) -> Markup:
    """A clause's source with its citations as links, to the passages that the page has and to standards."""

    def link(found: re.Match[str]) -> str:
        passage = _passage(*found.groups())
        return found[0] if passage is None else f'<a href="#{passage.anchor}">{found[0]}</a>'

    def standard(found: re.Match[str]) -> str:
        return f'<a href="{_standard(found)}">{found[0]}</a>'

    reported = _RFC.sub(standard, _CITED.sub(link, str(escape(source))))
    return Markup(reported)  # noqa: S704 - escaped, and links of our own


def target_of(link: str) -> str:
    """What a link of `link_of` leads to from the report's page: a standard, a passage, a clause's row."""
    if link.startswith("https://"):
        return link
    cited = _CITED.fullmatch(link)
    passage = _passage(*cited.groups()) if cited else None
    return f"#clause-{link.partition('#')[2]}" if passage is None else f"#{passage.anchor}"


def _standard(found: re.Match[str]) -> str:
    section = f"#section-{found[2]}" if found[2] else ""
    return f"https://www.rfc-editor.org/rfc/rfc{found[1]}{section}"


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
            reported = MarkdownIt("commonmark").enable("table").render(_LINK.sub(r"\1", text))
            anchor = f"source-{page.replace('/', '-')}-{heading}"
            return Passage(anchor, title, Markup(reported))  # noqa: S704 - this project's own notes
    return None
