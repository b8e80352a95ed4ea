"""``make bench``: the suite's cases a second beside plain ``schemathesis run``, signing included.

Both are run as commands on a sandbox each, over the operations that both reach, with the same number of
examples and the same seed, in turns; the ratio is the median of the turns' ratios, and the budget is the
design's. Counted are the cases that each says it made, over the seconds of the whole command. The suite makes
its cases with Schemathesis too, signs them, and holds its own clauses against the answers; plain Schemathesis
signs nothing and holds its own checks.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from clob_conformance.core.resources import description_file
from clob_conformance.environment.sandbox import running_sandbox

BUDGET: Final = 1.0
SUITE: Final = [sys.executable, "-c", "from clob_conformance.cli import main; main()"]
PLAIN: Final = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
MADE: Final = re.compile(r"([\d,]+) generated")


def suite(examples: int, seed: int) -> float:
    """Cases a second of the suite's properties, its own sandbox included."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["run", "--suite", "properties", "--max-examples", str(examples), "--seed", str(seed)]
        started = time.perf_counter()
        subprocess.run([*SUITE, *words, "--report-dir", folder], stdout=subprocess.DEVNULL, check=True)  # noqa: S603
        took = time.perf_counter() - started
        report = json.loads((Path(folder) / "report.json").read_text("utf-8"))
    return float(report["cases"]) / took


def plain(examples: int, seed: int) -> float:
    """Cases a second of plain Schemathesis, the start of a sandbox included."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, running_sandbox("documented", seed) as ready:
        words = ["run", str(description_file("repaired")), "--url", ready["url"], "--seed", str(seed)]
        words += ["--phases", "coverage,fuzzing", "--max-examples", str(examples), "--continue-on-failure"]
        ended = subprocess.run(  # noqa: S603
            [*PLAIN, *words, "--no-shrink"], cwd=folder, capture_output=True, text=True, check=False
        )
        took = time.perf_counter() - started
    made = MADE.search(ended.stdout)
    if made is None:
        raise SystemExit(
            f"plain Schemathesis told no number of cases: {ended.stdout[-500:]}{ended.stderr[-500:]}"
        )
    return int(made[1].replace(",", "")) / took


def main() -> None:
    """Measure in turns; exit 1 when the budget is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--examples", type=int, default=50)
    given = parser.parse_args()
    ratios = []
    for seed in range(given.rounds):
        ours, theirs = suite(given.examples, seed), plain(given.examples, seed)
        ratios.append(ours / theirs)
        print(
            f"suite {ours:6.0f} cases/s, plain schemathesis run {theirs:6.0f}: {ours / theirs:.2f}",
            flush=True,
        )
    ratio = statistics.median(ratios)
    print(f"cases a second against plain schemathesis run: {ratio:.2f} (budget: at least {BUDGET:.1f})")
    sys.exit(0 if ratio >= BUDGET else 1)


if __name__ == "__main__":
    main()
