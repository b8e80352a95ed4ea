"""No new finding on a sandbox without a fault: many seeds of the documented profile with the quick budget, a
few with the whole one, and some of the observed profile.
"""

from __future__ import annotations

import time

from attrs import frozen

from clob_prove.trials import COULD_NOT_RUN, Proof, Row, Told, first, judge, say, side_by_side

_QUICK_SEEDS = 50
_WHOLE_SEEDS = 3
_OBSERVED_SEEDS = 10
_JUDGES = ("repaired", "published")


@frozen
class _Plan:
    judge: str
    seed: int
    quick: bool
    profile: str = "documented"


def prove(*, seed: int, few: int | None) -> Proof:
    """Run the suite on seed after seed under both judges."""
    started = time.monotonic()
    quick = first(range(seed, seed + _QUICK_SEEDS), few)
    whole = first(range(seed, seed + _WHOLE_SEEDS), few)
    plans = [_Plan(judge, one, quick=False) for one in whole for judge in _JUDGES]
    plans += [_Plan(judge, one, quick=True) for one in quick for judge in _JUDGES]
    observed = first(range(seed, seed + _OBSERVED_SEEDS), few)
    plans += [_Plan(judge, one, quick=True, profile="observed") for one in observed for judge in _JUDGES]
    rows: list[Row] = []
    for plan, told in side_by_side(_attempt, plans):
        row = _row(plan, told)
        rows.append(row)
        found = ", ".join(row["new"]) or row["complaint"] or "nothing"
        what = f"{plan.profile:10} {row['judge']:10} seed {plan.seed:3} {row['budget']:7}"
        say(f"  {what} {told.cases:7,} cases: {found}")
    dirty = [row for row in rows if row["code"] != 0]
    return Proof(
        part="clean",
        bound=f"no new finding over {len(quick)} seeds with --quick, {len(whole)} without and "
        f"{len(observed)} as observed, both judges",
        met=not dirty,
        found=f"{len(dirty)} of {len(rows)} runs told a new finding or could not run",
        rows=sorted(rows, key=lambda row: (row["profile"], row["budget"], row["judge"], row["seed"])),
        seconds=time.monotonic() - started,
    )


def _attempt(plan: _Plan) -> Told:
    options = ["--judge", plan.judge, "--seed", str(plan.seed), "--profile", plan.profile]
    return judge(*options, *(["--quick"] if plan.quick else []))


def _row(plan: _Plan, told: Told) -> Row:
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
