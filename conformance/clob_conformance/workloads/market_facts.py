"""What is told of a market: in every listing, alone, and of each of its tokens by query and by path. Part of
`examples`; the model compares.
"""

from __future__ import annotations

from clob_conformance.core.clauses import declare
from clob_conformance.model.outcomes import OUTCOMES_ALIKE
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.questions import Question
from clob_conformance.workloads.scenario import Scene, scenario

_LISTINGS = ("getMarkets", "getSimplifiedMarkets", "getSamplingMarkets", "getSamplingSimplifiedMarkets")
LISTED = declare(
    "markets-listed",
    "Every market is listed, the same ones in full as in short.",
    source="description: GET /markets, /simplified-markets, /sampling-markets, /sampling-simplified-markets",
    suites=("examples",),
    operations=_LISTINGS,
    needs=("sandbox",),
)

NOT_FOUND = declare(
    "unknown-not-found",
    "What a path names and nobody has is not found.",
    source="description: the 404 of GET operations with an id in the path",
    suites=("examples",),
    operations=(
        "getBuilderFees",
        "getFeeRateByPath",
        "getMarket",
        "getMarketByToken",
        "getMarketLiveActivity",
        "getNegRiskByPath",
        "getTickSizeByPath",
    ),
)


def run(context: Run) -> None:
    """Ask for what there is, and for what there is not."""
    _known(context)
    _unknown(context)


@scenario(NOT_FOUND)
def _unknown(scene: Scene) -> None:
    some = scene.context.random("unknown")
    made_up = f"0x{some.getrandbits(256):064x}"
    for name in NOT_FOUND.operations:
        operation = scene.context.operation(name)
        if operation is not None and "404" in operation.responses:
            path = {one.name: made_up for one in operation.parameters if one.where == "path"}
            path |= {"token_id": str(some.getrandbits(256))} if "token_id" in path else {}
            asked = scene.anyone.send(name, path=path)
            found = asked.response.succeeded and "error" not in asked.response.mapping()
            wrong = f"{next(iter(path.values()))} is answered 200" if found else ""
            scene.hold(NOT_FOUND, name, wrong, asked)


@scenario(LISTED)
def _known(scene: Scene) -> None:
    """Ask twice: what moves by itself is told from what two operations disagree about."""
    for _ in range(2):
        for market in scene.markets:
            for name in ("getClobMarketInfo", "getMarket"):
                scene.anyone.send(name, path={"condition_id": market.condition_id})
            for name in OUTCOMES_ALIKE.operations:
                for token in market.tokens:
                    asked = {"token_id": token.token_id}
                    by_path = name.endswith("ByPath") or name == "getMarketByToken"
                    scene.anyone.send(name, path=asked if by_path else None, query=None if by_path else asked)
        if scene.context.target.own:
            _listings(scene)
        else:  # markets open and close, and a listing has many pages
            for name in _LISTINGS:
                scene.anyone.send(name)


def _listings(scene: Scene) -> None:
    wanted = {market.condition_id for market in scene.markets}
    for names, needed in ((_LISTINGS[:2], wanted), (_LISTINGS[2:], set[str]())):
        pages = {name: Question(scene.anyone, name).ask() for name in names}
        listed = {
            name: {str(one.get("condition_id")) for page in pages[name] for one in page.response.objects()}
            for name in names
        }
        every = needed.union(*listed.values())
        for name in names:
            missing = len(every - listed[name])
            wrong = f"{missing} of {len(every)} markets are missing" if missing else ""
            scene.hold(LISTED, name, wrong, *pages[name])
