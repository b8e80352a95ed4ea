"""Price histories: every interval is answered, alone and in a batch. Part of `examples`.

What the points of a response have to be is the judge's, and that a batch tells the same the model's.
"""

from __future__ import annotations

import time

from clob_conformance.core.clauses import declare
from clob_conformance.workloads.scenario import Scene, scenario

ANSWERED = declare(
    "history-answered",
    "A price history is given for every documented interval, the fidelity left out, and from or to a time.",
    source="description: GET /prices-history",
    suites=("examples",),
    operations=("getPricesHistory",),
)
_DAY_S = 86_400


@scenario(ANSWERED)
def run(scene: Scene) -> None:
    """Ask for the history of tokens in every way."""
    tokens = scene.context.live.tokens(scene.context.random("histories"), 3) if scene.markets else []
    operation = scene.context.operation("getPricesHistory")
    if operation is None:
        return
    now = int(time.time())
    intervals = next(p.schema.get("enum", []) for p in operation.parameters if p.name == "interval")
    questions: dict[str, dict[str, str]] = {f"interval {name}": {"interval": str(name)} for name in intervals}
    questions |= {
        "startTs": {"startTs": str(now - _DAY_S)},
        "endTs": {"endTs": str(now - _DAY_S)},
        "startTs and endTs": {"startTs": str(now - 2 * _DAY_S), "endTs": str(now - _DAY_S)},
        "startTs ahead": {"startTs": str(now + _DAY_S)},
    }
    for what, query in questions.items():
        asked = scene.anyone.send(operation.id, query={"market": tokens[0], **query})
        wrong = f"{what}: answered 400" if asked.response.status == 400 else ""
        scene.hold(ANSWERED, operation.id, wrong, asked, key=what)
    for _ in range(2):
        _alone_and_in_a_batch(scene, tokens, now - _DAY_S, now + _DAY_S)
    complete = scene.anyone.send(operation.id, query={"market": tokens[0], "interval": "max"})
    points = complete.response.mapping().get("history")
    times = [one["t"] for one in points or [] if isinstance(one, dict) and isinstance(one.get("t"), int)]
    if times:  # bounds that are themselves points, and those after them all
        for start, end in (times[0], times[-1]), (times[-1] + 1, now + _DAY_S):
            _alone_and_in_a_batch(scene, tokens[:1], start, end)


def _alone_and_in_a_batch(scene: Scene, tokens: list[str], start: int, end: int) -> None:
    bounds = {"start_ts": start, "end_ts": end, "fidelity": 1}
    scene.anyone.send("getBatchPricesHistory", body={"markets": tokens, **bounds})
    for token in tokens:
        query = {"market": token, "startTs": str(start), "endTs": str(end), "fidelity": "1"}
        scene.anyone.send("getPricesHistory", query=query)
