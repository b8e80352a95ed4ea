"""``make bench``: the client's speed beside the official ones, as ratios in one run.

Each client is measured as its users get it: in an environment and a process of its own, given on the command
line as NAME=PYTHON. Rounds are interleaved, a ratio is the median of the rounds' ratios, and the budgets are
the design's. Absolute times are shown for orientation only. NOTES.md beside this file says what was tried
where a budget is missed.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
from polymarket_clob import MarketRules, OrderArgs, OrderBuilder, PrivateKeySigner

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
LEVELS: Final = 1000
MARKETS: Final = 1000
MANY: Final = 1000
ORDER_ID: Final = "0x" + "ab" * 32
SALT: Final = 7
TIME: Final = 1_700_000_000
"""Of the orders that ours posts to the bare responder: an answer must name the order it is about."""

OURS: Final = "ours"
OLDER: Final = "py-clob-client-v2"
NEWER: Final = "polymarket-client"


class Line(NamedTuple):
    """One comparison: what, our task, whose task beside it, how often a round, and the budget of ratio."""

    what: str
    ours: str
    other: str
    theirs: str
    times: int
    budget: float | None = None


LINES: Final = (
    Line("build and sign a limit order", "build", OLDER, "build", 60, 1 / 60),
    Line("build and sign a limit order", "build", NEWER, "build", 60),
    Line("build and sign, against libsecp256k1 + keccak", "build", OURS, "bare-signature", 500, 2.0),
    Line("signed cancel", "cancel", OLDER, "cancel", 100, 0.7),
    Line("signed cancel", "cancel", NEWER, "cancel", 100),
    Line("signed cancel, extra fast", "cancel-fast", OLDER, "cancel", 100, 0.3),
    Line("order: build, sign, post", "order", OLDER, "order", 15),
    Line("order: build, sign, post", "order", NEWER, "order", 15),
    Line("order: build, sign, post, extra fast", "order-fast", OLDER, "order", 15),
    Line("order and cancel on the sandbox", "order-sandbox", OLDER, "order-sandbox", 15),
    Line("order and cancel on the sandbox", "order-sandbox", NEWER, "order-sandbox", 15),
    Line(f"{MANY} cancels side by side", "many", OLDER, "many", 1),
    Line(f"{MANY} cancels side by side", "many", NEWER, "many", 1),
    Line(f"{MANY} cancels side by side, extra fast", "many-fast", OLDER, "many", 1),
    Line(f"read a page of {MARKETS} markets, against json.loads", "page", OURS, "page-loads", 4, 1.5),
    Line(f"read a book of {LEVELS} levels, against json.loads", "book", OURS, "book-loads", 30),
    Line(f"read a book of {LEVELS} levels", "book", NEWER, "book", 20),
    Line(f"get a book of {LEVELS} levels", "get-book", OLDER, "get-book", 20),
    Line(f"get a book of {LEVELS} levels", "get-book", NEWER, "get-book", 20),
)
IMPORTS: Final = {OURS: "polymarket_clob", OLDER: "py_clob_client_v2", NEWER: "polymarket"}
IMPORT_BUDGET: Final = 0.25
WORKERS: Final = {
    OURS: "work_ours.py",
    OLDER: "work_py_clob_client_v2.py",
    NEWER: "work_polymarket_client.py",
}


class Worker:
    """A client in its own environment and process."""

    def __init__(self, python: Path, script: str, given: Path) -> None:
        self.failures: dict[str, str] = {}
        self._script = script
        self._process = subprocess.Popen(  # noqa: S603
            [str(python), str(HERE / script), str(given)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        self._expect("ready")

    def seconds(self, task: str, times: int) -> float:
        """How long one time of the task takes; infinite when the client fails at it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"task": task, "times": times}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._expect())
        if isinstance(answer, str):
            self.failures[task] = answer
            return math.inf
        return float(answer)

    def close(self) -> None:
        """Ends the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)

    def _expect(self, text: str | None = None) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if not line or (text is not None and line != text):
            raise SystemExit(f"a worker ended without an answer: {self._script}")
        return line


def environment() -> dict[str, str]:
    """What measured processes see: our packages on the path as from a wheel, no proxies, no keys."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**keep, "PYTHONPATH": f"{ROOT / 'overlays'}{os.pathsep}{ROOT / 'generated'}"}


@contextmanager
def sandbox() -> Iterator[dict[str, Any]]:
    """The ready line of a sandbox that the official clients can talk to."""
    command = [sys.executable, "-m", "clob_sandbox", "serve", "--profile", "observed", "--with-parent"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()


@contextmanager
def responder(answers: Mapping[str, str], folder: Path) -> Iterator[str]:
    """The URL of a server that only sends these bytes."""
    table = folder / "answers.json"
    table.write_text(json.dumps(answers))
    command = [sys.executable, str(HERE / "responder.py"), str(table)]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"


def fixed_answers(ready: Mapping[str, Any]) -> dict[str, str]:
    """What the bare responder sends: the sandbox's own answers, the book and the page made long."""
    market = ready["markets"][0]
    token, condition = market["tokens"][0]["token_id"], market["condition_id"]
    with httpx.Client(base_url=ready["url"]) as http:

        def seen(path: str, **query: str) -> str:
            return http.get(path, params=query).raise_for_status().text

        answers = {
            "GET /version": seen("/version"),
            "GET /tick-size": seen("/tick-size", token_id=token),
            "GET /neg-risk": seen("/neg-risk", token_id=token),
            f"GET /markets-by-token/{token}": seen(f"/markets-by-token/{token}"),
            f"GET /clob-markets/{condition}": seen(f"/clob-markets/{condition}"),
        }
        book = json.loads(seen("/book", token_id=token))
        found = json.loads(seen("/markets"))["data"]
    half = LEVELS // 2
    book["bids"] = [{"price": f"0.{i:04}", "size": f"{i}.25"} for i in range(1, half + 1)]
    book["asks"] = [{"price": f"0.{9999 - i}", "size": f"{i}.75"} for i in range(1, half + 1)]
    page = [{**found[i % len(found)], "condition_id": f"0x{i:064x}"} for i in range(MARKETS)]
    builder = OrderBuilder(
        PrivateKeySigner(ready["account"]["private_key"]), clock=lambda: TIME, salt=lambda: SALT
    )
    rules = MarketRules(book["tick_size"], neg_risk=book["neg_risk"])
    signed = builder.limit(OrderArgs(token, price="0.01", size=10, side="BUY"), rules)
    posted = {"success": True, "errorMsg": "", "orderID": signed.order_id, "status": "live"}
    return answers | {
        "GET /book": json.dumps(book),
        "GET /markets": json.dumps({"data": page, "next_cursor": "LTE=", "limit": MARKETS, "count": MARKETS}),
        "GET /auth/api-keys": json.dumps({"apiKeys": [ready["account"]["api_key"]]}),
        "POST /order": json.dumps(posted | {"makingAmount": "", "takingAmount": ""}),
        "DELETE /order": json.dumps({"canceled": [ORDER_ID], "not_canceled": {}}),
    }


def import_seconds(python: Path, package: str) -> float:
    """How long a fresh interpreter takes to import a package, from compiled files."""
    code = f"import time; start = time.perf_counter(); import {package}; print(time.perf_counter() - start)"
    answer = subprocess.run(  # noqa: S603
        [python, "-c", code], env=environment(), cwd=HERE, check=True, capture_output=True, text=True
    )
    return float(answer.stdout)


def show(what: str, other: str, ours: float, theirs: float, ratio: float, budget: float | None) -> bool:
    """Prints a line; False when its budget is missed."""
    verdict = "" if budget is None else "met" if ratio <= budget else "MISSED"
    bound = "" if budget is None else f"{budget:.3g}"
    print(
        f"{what:<54}{other:<20}{micro(ours):>12}{micro(theirs):>12}{ratio:>9.3f}{bound:>9}  {verdict}",
        flush=True,
    )
    return verdict != "MISSED"


def micro(seconds: float) -> str:
    """A time with its unit."""
    if seconds >= 0.1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.2f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} µs"


def measure_imports(pythons: Mapping[str, Path], rounds: int) -> bool:
    """Prints the import lines; False when the budget is missed."""
    taken: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for turn in range(rounds + 1):  # the first one compiles
        for name, package in IMPORTS.items():
            seconds = import_seconds(pythons[name], package)
            if turn:
                taken[name].append(seconds)
    met = True
    for other, budget in ((OLDER, IMPORT_BUDGET), (NEWER, None)):
        ratio = statistics.median(a / b for a, b in zip(taken[OURS], taken[other], strict=True))
        ours, theirs = statistics.median(taken[OURS]), statistics.median(taken[other])
        met &= show("import", other, ours, theirs, ratio, budget)
    return met


def measure(line: Line, workers: Mapping[str, Worker], rounds: int) -> bool:
    """Prints one comparison, its rounds interleaved; False when the budget is missed."""
    ours: list[float] = []
    theirs: list[float] = []
    mine, other = workers[OURS], workers[line.other]
    for _ in range(rounds):
        ours.append(mine.seconds(line.ours, line.times))
        theirs.append(other.seconds(line.theirs, line.times))
        if math.inf in (ours[-1], theirs[-1]):
            break
    failed = [
        f"{name} fails ({worker.failures[task]})"
        for name, worker, task in ((OURS, mine, line.ours), (line.other, other, line.theirs))
        if task in worker.failures
    ]
    if failed:
        print(f"{line.what:<54}{line.other:<20}  {', '.join(failed)}", flush=True)
        return line.ours not in mine.failures
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    beside = "itself" if line.other == OURS else line.other
    return show(line.what, beside, statistics.median(ours), statistics.median(theirs), ratio, line.budget)


def main() -> int:
    """Exit 0 when every budget is met, 1 when one is missed."""
    parser = argparse.ArgumentParser(description="The client's speed beside the official ones.")
    parser.add_argument("clients", nargs="+", metavar="NAME=PYTHON", help=", ".join(WORKERS))
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="", help="measure the lines whose text contains this")
    options = parser.parse_args()
    pythons = {
        name: Path(path).absolute() for name, _, path in (each.partition("=") for each in options.clients)
    }
    if set(pythons) != set(WORKERS):
        parser.error(f"give each of {', '.join(WORKERS)} once")
    print(f"{'':<54}{'beside':<20}{'ours':>12}{'theirs':>12}{'ratio':>9}{'budget':>9}")
    met = measure_imports(pythons, options.rounds) if options.only in "import" else True
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ready = stack.enter_context(sandbox())
        answers = fixed_answers(ready)
        given = folder / "given.json"
        given.write_text(
            json.dumps(
                {
                    "bare": stack.enter_context(responder(answers, folder)),
                    "sandbox": ready["url"],
                    "account": ready["account"],
                    "token_id": ready["markets"][0]["tokens"][0]["token_id"],
                    "order_id": ORDER_ID,
                    "salt": SALT,
                    "time": TIME,
                    "many": MANY,
                    "page": answers["GET /markets"],
                    "book": answers["GET /book"],
                }
            )
        )
        workers = {}
        for name, script in WORKERS.items():
            workers[name] = Worker(pythons[name], script, given)
            stack.callback(workers[name].close)
        for line in LINES:
            if options.only in line.what:
                met &= measure(line, workers, options.rounds)
    return 0 if met else 1


sys.exit(main())
