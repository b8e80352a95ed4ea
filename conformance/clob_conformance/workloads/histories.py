"""Price histories: every interval is answered, a batch agrees with each alone. Part of `examples`.

What the points of an answer have to be is the judge's.
"""

from __future__ import annotations

import time
from typing import Any

from clob_conformance.core.clauses import declare
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import ask_object, send

ANSWERED = declare(
    "history-answered",
    "A price history is given for every documented interval, the fidelity left out, and from or to a time.",
    source="description: GET /prices-history",
    suites=("examples",),
    operations=("getPricesHistory",),
)
AGREE = declare(
    "histories-agree",
    "A batch of price histories tells of each token what is told of it alone.",
    source="description: GET /prices-history, POST /batch-prices-history",
    suites=("examples",),
    operations=("getBatchPricesHistory",),
)
_DAY = 86_400


def run(context: Run) -> None:
    """Ask for the history of tokens in every way."""
    tokens = context.live.tokens(context.random("histories"), 3) if context.live.markets else []
    operation = context.operation("getPricesHistory")
    if operation is None or not tokens:
        return
    now = int(time.time())
    intervals = next(p.schema.get("enum", []) for p in operation.parameters if p.name == "interval")
    questions: dict[str, dict[str, str]] = {f"interval {name}": {"interval": str(name)} for name in intervals}
    questions |= {
        "startTs": {"startTs": str(now - _DAY)},
        "endTs": {"endTs": str(now - _DAY)},
        "startTs and endTs": {"startTs": str(now - 2 * _DAY), "endTs": str(now - _DAY)},
        "startTs ahead": {"startTs": str(now + _DAY)},
    }
    for what, query in questions.items():
        interaction = send(context, operation.id, query={"market": tokens[0], **query})
        context.record.hold(ANSWERED, operation.id)
        if interaction is not None and interaction.answer.status == 400:
            context.violation(ANSWERED, operation.id, f"{what}: answered 400", interaction, key=what)
    _from_point_to_point(context, tokens[0])
    _batch(context, tokens)


def _from_point_to_point(context: Run, token: str) -> None:
    """Bounds that are themselves points, alone and in a batch; the judge says which points are too many."""
    asked = ask_object(context, "getPricesHistory", None, {"market": token, "interval": "max"})
    points = asked[0].get("history") if asked is not None else None
    told = [point.get("t") for point in points if isinstance(point, dict)] if points else []
    times = [moment for moment in told if isinstance(moment, int)]
    if not times:
        return
    start, end = times[0], times[-1]
    send(context, "getPricesHistory", query={"market": token, "startTs": str(start), "endTs": str(end)})
    send(context, "getBatchPricesHistory", body={"markets": [token], "start_ts": start, "end_ts": end})


def _batch(context: Run, tokens: list[str]) -> None:
    """Times that lie behind, so that both see the same points."""
    bounds = {"start": int(time.time()) - _DAY, "end": int(time.time()) + _DAY}
    body: dict[str, Any] = {
        "markets": tokens,
        "start_ts": bounds["start"],
        "end_ts": bounds["end"],
        "fidelity": 1,
    }
    asked = ask_object(context, "getBatchPricesHistory", body=body)
    told = asked[0].get("history") if asked is not None else None
    if asked is None or not isinstance(told, dict):
        return
    for token in tokens:
        query = {
            "market": token,
            "startTs": str(bounds["start"]),
            "endTs": str(bounds["end"]),
            "fidelity": "1",
        }
        alone = ask_object(context, "getPricesHistory", None, query)
        if alone is None:
            continue
        again = ask_object(context, "getBatchPricesHistory", body=body)
        if again is None or again[0].get("history") != told:
            return
        context.record.hold(AGREE, "getBatchPricesHistory")
        if told.get(token) != alone[0].get("history"):
            message = "the history of a token in a batch is not the one told of it alone"
            context.violation(AGREE, "getBatchPricesHistory", message, asked[1], alone[1])
