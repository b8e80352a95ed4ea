"""No new finding on a sandbox without a fault: many seeds of the documented profile with the quick budget, a
few with the whole one, and some of the observed profile; and on one that is somebody else's, in all weathers.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from clob_prove.elsewhere import OWN_CLAUSES, WEATHERS, elsewhere
from clob_prove.trials import COULD_NOT_RUN, Proof, Row, first, judge, tried

_QUICK_SEEDS = 50
_WHOLE_SEEDS = 3
_OBSERVED_SEEDS = 10
_ELSEWHERE_SEEDS = 3
_JUDGES = ("repaired", "published")


@frozen
class CleanRun:
    """A run that has to find nothing new."""

    judge: str
    seed: int
    quick: bool
    profile: str = "documented"
    weather: str = ""
    """Where the server is somebody else's, one of `WEATHERS`."""

    @property
    def name(self) -> str:
        """What distinguishes it from the others."""
        place = f"-{self.weather}" if self.weather else ""
        return f"{self.profile}-{self.judge}-{'quick' if self.quick else 'default'}{place}-{self.seed}"


def runs(seed: int, few: int | None) -> list[CleanRun]:
    """Seed after seed from `seed` on under both judges, the long runs first; only `few` of each."""
    quick, whole, observed = (
        first(range(seed, seed + n), few) for n in (_QUICK_SEEDS, _WHOLE_SEEDS, _OBSERVED_SEEDS)
    )
    plans = [CleanRun(judge, one, quick=False) for one in whole for judge in _JUDGES]
    plans += [CleanRun(judge, one, quick=True) for one in quick for judge in _JUDGES]
    plans += [CleanRun(judge, one, quick=True, profile="observed") for one in observed for judge in _JUDGES]
    return plans + [
        CleanRun(_JUDGES[0], one, quick=True, profile=profile, weather=weather)
        for one in first(range(seed, seed + _ELSEWHERE_SEEDS), few)
        for profile in ("documented", "observed")
        for weather in WEATHERS
    ]


def prove(*, seed: int, few: int | None, spread: Sequence[str] = ()) -> Proof:
    """Run the suite on seed after seed under both judges."""
    started = time.monotonic()
    options = ["--prove-seed", str(seed), *([] if few is None else ["--prove-few", str(few)])]
    rows, whole = tried(["test_clean.py"], _line, *options, *spread)
    dirty = [row for row in rows if not row["clean"]]
    count = Counter(
        (row["profile"], row["budget"], bool(row["weather"])) for row in rows if row["judge"] == _JUDGES[0]
    )
    quick, whole_budget = count["documented", "quick", False], count["documented", "default", False]
    observed = count["observed", "quick", False]
    elsewhere_too = sum(number for (*_, by_url), number in count.items() if by_url)
    return Proof(
        part="clean",
        bound=f"no new finding over {quick} seeds with --quick, {whole_budget} without and {observed} as "
        f"observed, both judges; nor in {elsewhere_too} runs by URL with two accounts, in all weathers",
        met=whole and not dirty,
        found=f"{len(dirty)} of {len(rows)} runs told a new finding or could not run",
        rows=sorted(rows, key=lambda row: (row["profile"], row["budget"], row["judge"], row["seed"])),
        seconds=time.monotonic() - started,
    )


def _line(row: Row) -> str:
    found = ", ".join(row["new"]) or row["complaint"] or "nothing"
    what = f"{row['profile']:10} {row['judge']:10} seed {row['seed']:3} {row['budget']:7} {row['weather']:8}"
    return f"{what} {row['cases']:7,} cases: {found}"


def attempt(plan: CleanRun) -> Row:
    """Carry a run out; gives its line of the table."""
    options = ["--judge", plan.judge, "--seed", str(plan.seed), "--profile", plan.profile]
    options += ["--quick"] if plan.quick else []
    if plan.weather:
        with elsewhere(plan.profile, plan.seed, plan.weather) as there:
            told = judge(*options, *there.options, account=there.accounts)
    else:
        told = judge(*options)
    own = OWN_CLAUSES if plan.weather == "rough" else frozenset()
    new = [finding for finding in told.new if finding["clause"] not in own]
    return {
        "profile": plan.profile,
        "judge": plan.judge,
        "seed": plan.seed,
        "budget": "quick" if plan.quick else "default",
        "cases": told.cases,
        "code": told.code,
        "weather": plan.weather,
        "clean": not new and (told.code == 0 or (plan.weather == "rough" and told.report is not None)),
        "new": sorted({f"{finding['clause']} at {finding['operation']}" for finding in new}),
        "complaint": told.complaint if told.code == COULD_NOT_RUN else "",
        "seconds": round(told.seconds, 1),
    }
