"""The known deviations at work: the observed sandbox shows each; with its row off, it is not reproduced."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen
from clob_conformance.core.resources import data_file

from clob_prove.trials import Proof, Row, first, judge, tried

_JUDGES = ("repaired", "published")


@frozen
class LedgerRun:
    """A run under a judge, with these rows of the sandbox off."""

    judge: str
    off: tuple[str, ...]


def runs(few: int | None) -> list[LedgerRun]:
    """Under both judges with all rows on, and with either half of them off.

    So each row is off in one run and on in two, and has to be not reproduced where it is off, and only there.
    """
    shown = [entry["id"] for entry in _showing(_findable())]
    return list(
        first([LedgerRun(j, tuple(off)) for off in ((), shown[::2], shown[1::2]) for j in _JUDGES], few)
    )


def prove(*, seed: int, few: int | None, spread: Sequence[str] = ()) -> Proof:
    """Run the suite on the observed sandbox with rows on and off."""
    started = time.monotonic()
    mute = [_mute(entry) for entry in _findable() if "shows" not in entry]
    options = ["--prove-seed", str(seed), *([] if few is None else ["--prove-few", str(few)])]
    rows, whole = tried(["test_deviations.py"], _line, *options, *spread)
    rows += mute
    wrong = [row for row in rows if not row["right"]]
    shown = len(_showing(_findable()))
    return Proof(
        part="deviations",
        bound="every findable entry known as observed, nothing new; not reproduced with its row off alone",
        met=whole and not wrong,
        found=f"{len(rows) - len(wrong)} of {len(rows)} as it should be, {shown} entries",
        rows=sorted(rows, key=lambda row: (row["judge"], row["off"])),
        seconds=time.monotonic() - started,
    )


def _line(row: Row) -> str:
    absent = len(row["not_reproduced"])
    return (
        f"{len(row['off']):2} rows off {row['judge']:10} not reproduced: {absent}, new: {row['new']}, "
        f"wrong: {', '.join(row['wrong']) or 'none'}"
    )


def _findable() -> list[dict[str, Any]]:
    entries = tomllib.loads(data_file("deviations.toml").read_text("utf-8"))["deviation"]
    return [entry for entry in entries if entry["findable"]]


def _showing(findable: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [entry for entry in findable if "shows" in entry]


def _mute(entry: Mapping[str, Any]) -> Row:
    """A findable entry that says not how it is found."""
    reported = {"new": 0, "not_reproduced": [], "wrong": [entry["id"]], "right": False, "seconds": 0.0}
    return {"off": [entry["id"]], "judge": "", **reported}


def attempt(trial: LedgerRun, seed: int) -> Row:
    """Carry a run out; gives its line of the table."""
    words = [word for row in trial.off for word in ("--without", row)]
    reported = judge("--quick", "--profile", "observed", "--judge", trial.judge, "--seed", str(seed), *words)
    report = reported.report or {"findings": [], "not_reproduced": []}
    known = {finding["known"] for finding in report["findings"]}
    found = {entry["id"] for entry in _showing(_findable()) if trial.judge in entry["shows"]["judges"]}
    not_reproduced = {entry["id"] for entry in report["not_reproduced"]}
    off = found & set(trial.off)
    wrong = sorted((not_reproduced ^ off) | (found - off - known))
    return {
        "off": sorted(trial.off),
        "judge": trial.judge,
        "new": len(reported.new),
        "not_reproduced": sorted(not_reproduced),
        "wrong": wrong,
        # With rows off it is neither the service nor its document: something new may follow from the mixture.
        "right": reported.report is not None and not wrong and (bool(trial.off) or not reported.new),
        "seconds": round(reported.seconds, 1),
    }
