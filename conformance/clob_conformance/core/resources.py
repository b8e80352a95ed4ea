"""Where the suite's data files lie: the descriptions it judges by, and the known deviations.

In a wheel they travel in `_data` in the package; in a checkout they stand in folders of their own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

JudgeName = Literal["repaired", "published"]
Profile = Literal["documented", "observed"]

_PACKAGE = Path(__file__).parents[1]
_DATA = _PACKAGE / "_data"
_CHECKOUT = _PACKAGE.parent.parent

_IN_CHECKOUT = {
    "judge.yaml": "generated/judge.yaml",
    "clob-openapi.yaml": "openapi/clob-openapi.yaml",
    "deviations.toml": "conformance/deviations.toml",
    "docs": "docs",
}


def data_file(name: str) -> Path:
    """The path of the data file `name`."""
    return _DATA / name if _DATA.is_dir() else _CHECKOUT / _IN_CHECKOUT[name]


def description_file(judge: JudgeName) -> Path:
    """The description to judge by: `published` as it stands, or `repaired` by the overlays 10 to 30."""
    return data_file("judge.yaml" if judge == "repaired" else "clob-openapi.yaml")
