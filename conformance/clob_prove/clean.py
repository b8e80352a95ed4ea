"""No new finding on a sandbox without a fault: as the suite's own and as somebody else's, on many seeds with
the quick budget and a few with the whole one, under both judges and in both profiles, in all weathers.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from itertools import cycle, product

from attrs import frozen

from clob_prove.elsewhere import FAIR, OWN_CLAUSES, UNNAMED, WEATHERS, elsewhere
from clob_prove.trials import COULD_NOT_RUN, Proof, Row, first, judge, tried

_QUICK_SEEDS = 52
_WHOLE_SEEDS = 5
_WEATHER_SEEDS = 2
_WAYS = tuple(product(("repaired", "published"), ("documented", "observed")))
"""Judge and profile: of one seed after the other, the one after the other."""


@frozen
class CleanRun:
    """A run that has to find nothing new."""

    judge: str
    profile: str
    seed: int
    quick: bool
    weather: str = ""
    """Where the server is somebody else's, one of `WEATHERS`."""

    @property
    def name(self) -> str:
        """What distinguishes it from the others."""
        place = f"-{self.weather}" if self.weather else ""
        return f"{self.profile}-{self.judge}-{'quick' if self.quick else 'default'}{place}-{self.seed}"


def runs(seed: int, few: int | None) -> list[CleanRun]:
    """Seed after seed from `seed` on, the long runs first; only `few` of each."""
    return [
        CleanRun(*way, one, quick=quick, weather=weather)
        for seeds, quick, weathers in (
            (_WHOLE_SEEDS, False, ("", FAIR)),
            (_QUICK_SEEDS, True, ("", FAIR)),
            (_WEATHER_SEEDS, True, WEATHERS),
        )
        for one, way in zip(first(range(seed, seed + seeds), few), cycle(_WAYS), strict=False)
        for weather in weathers
    ]


def prove(*, seed: int, few: int | None, spread: Sequence[str] = ()) -> Proof:
    """Run the suite on seed after seed."""
    started = time.monotonic()
    options = ["--prove-seed", str(seed), *([] if few is None else ["--prove-few", str(few)])]
    rows, whole = tried(["test_clean.py"], _line, *options, *spread)
    dirty = [row for row in rows if not row["clean"]]
    count = Counter(f"{row['budget']}, {row['weather'] or 'own sandbox'}" for row in rows)
    return Proof(
        part="clean",
        bound=f"no new finding in {len(rows)} runs under both judges, in both profiles",
        met=whole and not dirty,
        found=f"{len(dirty)} of {len(rows)} runs told a new finding or could not run ("
        + "; ".join(f"{number} {what}" for what, number in count.items())
        + ")",
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
            reported = judge(*options, *there.options, account=there.accounts)
    else:
        reported = judge(*options)
    own = OWN_CLAUSES.get(plan.weather, frozenset())
    if plan.judge == "published":
        own |= UNNAMED.get(plan.weather, frozenset())
    new = [finding for finding in reported.new if finding["clause"] not in own]
    return {
        "profile": plan.profile,
        "judge": plan.judge,
        "seed": plan.seed,
        "budget": "quick" if plan.quick else "default",
        "cases": reported.cases,
        "code": reported.code,
        "weather": plan.weather,
        "clean": not new and (reported.code == 0 or (bool(own) and reported.report is not None)),
        "new": sorted({f"{finding['clause']} at {finding['operation']}" for finding in new}),
        "complaint": reported.complaint if reported.code == COULD_NOT_RUN else "",
        "seconds": round(reported.seconds, 1),
    }
