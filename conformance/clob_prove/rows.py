"""The ledger at work: the observed sandbox shows every entry as known; with its row off, an entry is gone."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Mapping
from typing import Any

from attrs import frozen
from clob_conformance.core.resources import data_file

from clob_prove.trials import Proof, Row, Told, first, judge, say, side_by_side

_JUDGES = ("repaired", "published")


@frozen
class _Trial:
    """A run under a judge, with these rows of the sandbox off."""

    judge: str
    off: tuple[str, ...]


def prove(*, seed: int, few: int | None) -> Proof:
    """Run the suite on the observed sandbox with all rows on, and with either half of them off.

    So each row is off in one run and on in two, and gone has to be told where it is off, and only there.
    """
    started = time.monotonic()
    entries = tomllib.loads(data_file("deviations.toml").read_text("utf-8"))["deviation"]
    findable = [entry for entry in entries if entry["findable"]]
    rows: list[Row] = [_mute(entry) for entry in findable if "shows" not in entry]
    shown = [entry["id"] for entry in _showing(findable)]
    trials = [_Trial(judge, tuple(off)) for off in ((), shown[::2], shown[1::2]) for judge in _JUDGES]
    for trial, told in side_by_side(lambda trial: _attempt(trial, seed), first(trials, few)):
        row = _row(trial, told, findable)
        rows.append(row)
        say(
            f"  {len(trial.off):2} rows off {trial.judge:10} gone: {len(row['gone'])}, new: {row['new']}, "
            f"wrong: {', '.join(row['wrong']) or 'none'}"
        )
    wrong = [row for row in rows if not row["right"]]
    return Proof(
        part="ledger",
        bound="every findable entry known as observed, nothing new; gone where its row is off alone",
        met=not wrong,
        found=f"{len(rows) - len(wrong)} of {len(rows)} as it should be, {len(shown)} entries",
        rows=sorted(rows, key=lambda row: (row["judge"], row["off"])),
        seconds=time.monotonic() - started,
    )


def _showing(findable: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [entry for entry in findable if "shows" in entry]


def _mute(entry: Mapping[str, Any]) -> Row:
    """A findable entry that says not how it is found."""
    told = {"new": 0, "gone": [], "wrong": [entry["id"]], "right": False, "seconds": 0.0}
    return {"off": [entry["id"]], "judge": "", **told}


def _attempt(trial: _Trial, seed: int) -> Told:
    off = [word for row in trial.off for word in ("--without", row)]
    return judge("--quick", "--profile", "observed", "--judge", trial.judge, "--seed", str(seed), *off)


def _row(trial: _Trial, told: Told, findable: list[dict[str, Any]]) -> Row:
    report = told.report or {"findings": [], "gone": []}
    known = {finding["known"] for finding in report["findings"]}
    found = {entry["id"] for entry in _showing(findable) if trial.judge in entry["shows"]["judges"]}
    gone = {entry["id"] for entry in report["gone"]}
    off = found & set(trial.off)
    wrong = sorted((gone ^ off) | (found - off - known))
    return {
        "off": sorted(trial.off),
        "judge": trial.judge,
        "new": len(told.new),
        "gone": sorted(gone),
        "wrong": wrong,
        # With rows off it is neither the service nor its document: something new may follow from the mixture.
        "right": told.report is not None and not wrong and (bool(trial.off) or not told.new),
        "seconds": round(told.seconds, 1),
    }
