"""The ledger at work: the observed sandbox shows every entry as known; with its row off, an entry is gone."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from clob_conformance.prove.trials import Proof, Row, Told, first, judge, say, side_by_side
from clob_conformance.resources import data_file

_JUDGES = ("repaired", "published")


@frozen
class _Trial:
    """A run under a judge, with a row of the sandbox off or (None) with all on."""

    judge: str
    row: str | None


def prove(*, seed: int, few: int | None) -> Proof:
    """Run the suite on the observed sandbox, whole and with each row off."""
    started = time.monotonic()
    entries = tomllib.loads(data_file("deviations.toml").read_text("utf-8"))["deviation"]
    findable = [entry for entry in entries if entry["findable"]]
    trials = [_Trial(judge, None) for judge in _JUDGES]
    trials += [_Trial(entry["shows"]["judges"][0], entry["id"]) for entry in first(_showing(findable), few)]
    rows: list[Row] = [_mute(entry) for entry in findable if "shows" not in entry]
    for trial, told in side_by_side(lambda trial: _attempt(trial, seed), trials):
        row = _row(trial, told, findable)
        rows.append(row)
        say(
            f"  {trial.row or 'all rows on':24} {trial.judge:10} gone: {', '.join(row['gone']) or 'none':30}"
            f" {'as it should' if row['right'] else 'WRONG'}"
        )
    wrong = [row for row in rows if not row["right"]]
    return Proof(
        part="ledger",
        bound="every findable entry known on the observed sandbox, none gone, nothing new; its row off: gone",
        met=not wrong,
        found=f"{len(rows) - len(wrong)} of {len(rows)} as it should be",
        rows=sorted(rows, key=lambda row: str(row["off"])),
        seconds=time.monotonic() - started,
    )


def _showing(findable: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [entry for entry in findable if "shows" in entry]


def _mute(entry: Mapping[str, Any]) -> Row:
    """A findable entry that says not how it is found."""
    return {
        "off": entry["id"],
        "judge": "",
        "new": 0,
        "unknown": [],
        "gone": [],
        "right": False,
        "seconds": 0.0,
    }


def _attempt(trial: _Trial, seed: int) -> Told:
    off = ["--without", trial.row] if trial.row is not None else []
    return judge("--quick", "--profile", "observed", "--judge", trial.judge, "--seed", str(seed), *off)


def _row(trial: _Trial, told: Told, findable: list[dict[str, Any]]) -> Row:
    report = told.report or {"findings": [], "gone": []}
    known = {finding["known"] for finding in report["findings"]}
    wanted = {entry["id"] for entry in _showing(findable) if trial.judge in entry["shows"]["judges"]}
    gone = sorted(entry["id"] for entry in report["gone"])
    unknown = sorted(wanted - known - {trial.row})
    if trial.row is None:
        right = told.code == 0 and not gone and not unknown
    else:
        right = told.report is not None and gone == [trial.row]
    return {
        "off": trial.row or "",
        "judge": trial.judge,
        "new": len(told.new),
        "unknown": unknown,
        "gone": gone,
        "right": right,
        "seconds": round(told.seconds, 1),
    }
