"""Settings of Sphinx for `make docs`: Markdown by MyST, the theme Furo, the reference by autodoc.

The pages work from a folder: nothing is fetched when they are built or read. Warnings are errors (`-W`).
"""

import sys
from importlib import metadata
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from clob_docs.parts import filled

project = "polymarket-clob"
release = metadata.version("polymarket-clob")
copyright = "the polymarket-clob authors"  # noqa: A001 - Sphinx's name
extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["tests", "clob_docs"]

myst_heading_anchors = 4  # as GitHub makes them
smartquotes = False  # two hyphens are an option's
myst_enable_extensions = ["colon_fence", "deflist"]

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_class_signature = "mixed"
default_role = "code"  # docstrings have single backticks, too
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
add_module_names = False

html_theme = "furo"
html_title = f"polymarket-clob {release}"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}


def setup(app: Any) -> None:
    """Fills the made parts in when Sphinx reads a page."""

    def fill(app: Any, page: str, source: list[str]) -> None:
        source[0] = filled(source[0])

    app.connect("source-read", fill)
