"""Prints a report's new findings as annotations of a GitHub run, one line each. Needs Python alone."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

_MOST = 50  # GitHub shows no more of one step


def annotations(report: dict[str, object]) -> list[str]:
    """A workflow command for each finding that no entry of the ledger explains."""
    findings = report["findings"]
    assert isinstance(findings, list)
    return [
        f"::error title={_property(row['operation'])} breaks {_property(row['clause'])}::"
        f"{_data(row['message'])}%0A{_again(row['id'])}"
        for row in findings
        if not row["known"]
    ][:_MOST]


def _again(finding: str) -> str:
    """What shows a finding again: by its id alone, whatever a report says."""
    return f"clob-conformance replay {finding}" if re.fullmatch("[0-9a-f]{10}", finding) else ""


def _data(text: str) -> str:
    """A text that cannot end its command or begin another."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


if __name__ == "__main__":
    path = Path(sys.argv[1])
    if path.is_file():
        print(*annotations(json.loads(path.read_text("utf-8"))), sep="\n")
    else:
        print(f"::error::There is no {_data(str(path))}: the suite could not run.")
