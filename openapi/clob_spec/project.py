"""Where the documents are: in a checkout, or inside the installed package.

A checkout has the four rooms side by side; a wheel carries the documents (not the generated tree) as `_data`.
"""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from clob_spec.errors import SpecError

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data"
_CHECKOUT = _PACKAGE.parent.parent


@frozen
class Project:
    """The folder that holds `openapi/`, `overlays/` and, in a checkout, `generated/`."""

    root: Path

    @property
    def description(self) -> Path:
        return self.root / "openapi" / "clob-openapi.yaml"

    @property
    def source(self) -> Path:
        """Where the description came from."""
        return self.root / "openapi" / "source.toml"

    @property
    def acknowledged(self) -> Path:
        """Changes that were declined."""
        return self.root / "openapi" / "acknowledged.toml"

    @property
    def settings(self) -> Path:
        """Settings of openapi-python-client."""
        return self.root / "openapi" / "generator.yaml"

    @property
    def templates(self) -> Path:
        return self.root / "overlays" / "templates"

    @property
    def generated(self) -> Path:
        """The generated tree. Raises SpecError in an installed package, which has none to write."""
        if self.root == _INSTALLED:
            raise SpecError(
                "This works in a checkout of the project: an installed package has no generated/ to make."
            )
        return self.root / "generated"

    def overlays(self, through: int | None = None) -> list[Path]:
        """The overlay documents in name order, those numbered above `through` left out."""
        found = sorted((self.root / "overlays" / "spec").glob("*.yaml"), key=lambda path: path.name)
        return [path for path in found if through is None or int(path.name.split("-")[0]) <= through]


def find_project() -> Project:
    """The project this package belongs to."""
    return Project(_INSTALLED if _INSTALLED.is_dir() else _CHECKOUT)
