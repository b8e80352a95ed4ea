"""The documents at the root as pages: their links, right in a checkout, lead to the pages here."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "THIRD-PARTY-NOTICES.md": "notices.md",
}


def page(name: str) -> str:
    """The text of a document at the root, by its file's name."""

    def link(found: re.Match[str]) -> str:
        path = found["path"]
        return f"]({_PAGES.get(path, path.removeprefix('docs/'))}"

    return re.sub(r"\]\((?P<path>[A-Za-z/-]+\.md)", link, (ROOT / name).read_text("utf-8"))
