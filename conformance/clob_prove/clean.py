"""No new finding on a sandbox without a fault: many seeds of the documented profile with the quick budget, a
few with the whole one, and some of the observed profile.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from clob_prove.trials import COULD_NOT_RUN, Proof, Row, first, judge, tried

_QUICK_SEEDS = 50
_WHOLE_SEEDS = 3
_OBSERVED_SEEDS = 10
_JUDGES = ("repaired", "published")


@frozen
class CleanRun:
    """A run that has to find nothing new."""

    judge: str
    seed: int
    quick: bool
    profile: str = "documented"

    @property
    def name(self) -> str:
        """What distinguishes it from the others."""
        return f"{self.profile}-{self.judge}-{'quick' if self.quick else 'default'}-{self.seed}"


def runs(seed: int, few: int | None) -> list[CleanRun]:
    """Seed after seed from `seed` on under both judges, the long runs first; only `few` of each."""
    quick, whole, observed = (
        first(range(seed, seed + n), few) for n in (_QUICK_SEEDS, _WHOLE_SEEDS, _OBSERVED_SEEDS)
    )
    plans = [CleanRun(judge, one, quick=False) for one in whole for judge in _JUDGES]
    plans += [CleanRun(judge, one, quick=True) for one in quick for judge in _JUDGES]
    return plans + [
        CleanRun(judge, one, quick=True, profile="observed") for one in observed for judge in _JUDGES
    ]


def prove(*, seed: int, few: int | None, spread: Sequence[str] = ()) -> Proof:
    """Run the suite on seed after seed under both judges."""
    started = time.monotonic()
    options = ["--prove-seed", str(seed), *([] if few is None else ["--prove-few", str(few)])]
    rows, whole = tried(["test_clean.py"], _line, *options, *spread)
    dirty = [row for row in rows if row["code"] != 0]
    count = Counter((row["profile"], row["budget"]) for row in rows if row["judge"] == _JUDGES[0])
    return Proof(
        part="clean",
        bound=f"no new finding over {count['documented', 'quick']} seeds with --quick, "
        f"{count['documented', 'default']} without and {count['observed', 'quick']} as observed, both judges",
        met=whole and not dirty,
        found=f"{len(dirty)} of {len(rows)} runs told a new finding or could not run",
        rows=sorted(rows, key=lambda row: (row["profile"], row["budget"], row["judge"], row["seed"])),
        seconds=time.monotonic() - started,
    )


def _line(row: Row) -> str:
    found = ", ".join(row["new"]) or row["complaint"] or "nothing"
    what = f"{row['profile']:10} {row['judge']:10} seed {row['seed']:3} {row['budget']:7}"
    return f"{what} {row['cases']:7,} cases: {found}"


def attempt(plan: CleanRun) -> Row:
    """Carry a run out; gives its line of the table."""
    options = ["--judge", plan.judge, "--seed", str(plan.seed), "--profile", plan.profile]
    told = judge(*options, *(["--quick"] if plan.quick else []))
    return {
        "profile": plan.profile,
        "judge": plan.judge,
        "seed": plan.seed,
        "budget": "quick" if plan.quick else "default",
        "cases": told.cases,
        "code": told.code,
        "new": sorted({f"{finding['clause']} at {finding['operation']}" for finding in told.new}),
        "complaint": told.complaint if told.code == COULD_NOT_RUN else "",
        "seconds": round(told.seconds, 1),
    }
