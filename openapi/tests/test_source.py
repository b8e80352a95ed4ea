"""What source.toml says of the vendored description is true of it."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

from clob_spec.document import read_yaml
from clob_spec.operations import operations

OPENAPI = Path(__file__).resolve().parents[1]


def test_the_source_describes_the_vendored_file() -> None:
    source = tomllib.loads((OPENAPI / "source.toml").read_text(encoding="utf-8"))
    path = OPENAPI / "clob-openapi.yaml"
    description = read_yaml(path)
    assert source["url"].startswith("https://docs.polymarket.com/")
    assert source["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source["paths"] == len(description["paths"])
    assert source["operations"] == len(list(operations(description)))
    assert source["schemas"] == len(description["components"]["schemas"])
