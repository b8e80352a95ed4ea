"""Checks built pages: `python -m clob_docs.site FOLDER`.

Every link within them has its target, and nothing that a page needs comes from elsewhere, so that they work
from a folder without a network.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


class _Page(HTMLParser):
    """A page's anchors, its links, and what it loads."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors: set[str] = {""}
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors.update(given[name] for name in ("id", "name") if name in given)
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag in _LOADED and _LOADED[tag] in given and given.get("rel") != "canonical":
            self.loads.append(given[_LOADED[tag]])


def faults(folder: Path) -> Iterator[str]:
    """What is wrong, a line each."""
    pages = {path.resolve(): _Page(path) for path in sorted(folder.rglob("*.html"))}
    if not pages:
        yield f"{folder} has no pages"
    for path, page in pages.items():
        for link in (*page.links, *page.loads):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                if link in page.loads and parts.scheme != "data":
                    yield f"{path.name} loads {link}"
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target not in pages:
                if not target.is_file():
                    yield f"{path.name} links to {link}, which is not there"
            elif unquote(parts.fragment) not in pages[target].anchors:
                yield f"{path.name} links to {link}, a page without that anchor"
    for path in sorted(folder.rglob("*.css")):
        if "url(http" in (text := path.read_text("utf-8")) or "@import" in text or "url(//" in text:
            yield f"{path.name} loads from elsewhere"


if __name__ == "__main__":
    found = list(faults(Path(sys.argv[1])))
    print(*found, sep="\n")
    sys.exit(1 if found else 0)
