"""The guide's Python blocks run one after the other, as they stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

GUIDE = Path(__file__).parents[1] / "GUIDE.md"


@pytest.mark.parametrize("profile", ["documented", "observed"])
def test_the_guide_runs(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    opening, *blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert len(blocks) == 6
    serve = '"serve", '
    assert opening.count(serve) == 1
    names: dict[str, Any] = {}
    _run(opening.replace(serve, f'{serve}"--profile", "{profile}", '), names)
    try:
        for block in blocks:
            _run(block, names)
        assert names["sandbox"].wait(10) == 0
    finally:
        names["sandbox"].kill()
    said = capsys.readouterr().out
    for expected in (
        "order id",
        "PostedFigures(making=Decimal('4.",
        "cancelAllOrders 200 None",
        "0 orders open",
    ):
        assert expected in said


def _run(block: str, names: dict[str, Any]) -> None:
    exec(compile(block, str(GUIDE), "exec"), names)  # noqa: S102 - our own guide
