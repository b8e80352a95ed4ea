"""The guide's Python blocks run one after the other, as they stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from polymarket_clob import ClobClient

GUIDE = Path(__file__).parents[1] / "GUIDE.md"


def test_the_guide_runs(
    client: ClobClient, sandbox: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, Any] = {
        "clob": client,
        "url": sandbox["url"],
        "key": sandbox["account"]["private_key"],
        "token_id": sandbox["markets"][0]["tokens"][0]["token_id"],
    }
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert len(blocks) == 5
    for block in blocks:
        exec(compile(block, str(GUIDE), "exec"), names)  # noqa: S102 - our own guide
    said = capsys.readouterr().out
    for expected in ("order id", "PostedFigures(making=", "cancelAllOrders 200 None"):
        assert expected in said
    assert client.get_orders() == []
