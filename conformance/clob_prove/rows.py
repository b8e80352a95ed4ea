"""The ledger at work: the observed sandbox shows every entry as known; with its row off, an entry is gone."""

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

    So each row is off in one run and on in two, and gone has to be told where it is off, and only there.
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
    rows, whole = tried(["test_ledger.py"], _line, *options, *spread)
    rows += mute
    wrong = [row for row in rows if not row["right"]]
    shown = len(_showing(_findable()))
    return Proof(
        part="ledger",
        bound="every findable entry known as observed, nothing new; gone where its row is off alone",
        met=whole and not wrong,
        found=f"{len(rows) - len(wrong)} of {len(rows)} as it should be, {shown} entries",
        rows=sorted(rows, key=lambda row: (row["judge"], row["off"])),
        seconds=time.monotonic() - started,
    )


def _line(row: Row) -> str:
    return (
        f"{len(row['off']):2} rows off {row['judge']:10} gone: {len(row['gone'])}, new: {row['new']}, "
        f"wrong: {', '.join(row['wrong']) or 'none'}"
    )


def _findable() -> list[dict[str, Any]]:
    entries = tomllib.loads(data_file("deviations.toml").read_text("utf-8"))["deviation"]
    return [entry for entry in entries if entry["findable"]]


def _showing(findable: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [entry for entry in findable if "shows" in entry]


def _mute(entry: Mapping[str, Any]) -> Row:
    """A findable entry that says not how it is found."""
    told = {"new": 0, "gone": [], "wrong": [entry["id"]], "right": False, "seconds": 0.0}
    return {"off": [entry["id"]], "judge": "", **told}


def attempt(trial: LedgerRun, seed: int) -> Row:
    """Carry a run out; gives its line of the table."""
    words = [word for row in trial.off for word in ("--without", row)]
    told = judge("--quick", "--profile", "observed", "--judge", trial.judge, "--seed", str(seed), *words)
    report = told.report or {"findings": [], "gone": []}
    known = {finding["known"] for finding in report["findings"]}
    found = {entry["id"] for entry in _showing(_findable()) if trial.judge in entry["shows"]["judges"]}
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
