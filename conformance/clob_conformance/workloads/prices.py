"""Books and prices: of several things at once and of each alone, beside what nobody has. Part of `examples`.

It only sends, each question twice: what moves by itself is told from what two operations disagree about.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clob_conformance.environment.signed_orders import SIDES
from clob_conformance.workloads.scenario import Scene, scenario

UNKNOWN_TOKEN = "7" * 77
_UNKNOWN_MARKET = "0x" + "7e" * 32
_OF_ONE = ("getBook", "getMidpoint", "getSpread", "getLastTradePrice")
_BY_QUERY = ("getBooksGet", "getMidpointsGet", "getLastTradesPricesGet")
_BY_BODY = ("getBooksPost", "getMidpointsPost", "getSpreads", "getLastTradesPricesPost")


@scenario()
def run(scene: Scene) -> None:
    """Ask for every token alone, and for a few tokens and markets at once."""
    for token in UNKNOWN_TOKEN, *(token.token_id for market in scene.markets for token in market.tokens):
        _alone(scene, token)
    tokens = scene.context.live.tokens(scene.context.random("batches"), 4)
    markets = [market.condition_id for market in scene.markets[:3]]
    for _ in range(2):
        for known, unknown in ((tokens, UNKNOWN_TOKEN), (markets, _UNKNOWN_MARKET)):
            for among in (known, [known[0], unknown, *known[1:]]):
                if known is tokens:
                    _at_once(scene, among)
                else:
                    scene.anyone.send("getMarketsLiveActivity", body=among)
        for token in tokens:
            _alone(scene, token)
        for market in markets:
            scene.anyone.send("getMarketLiveActivity", path={"condition_id": market})


def _alone(scene: Scene, token: str) -> None:
    for name in _OF_ONE:
        scene.anyone.send(name, query={"token_id": token})
    for side in SIDES:
        scene.anyone.send("getPrice", query={"token_id": token, "side": side})


def _at_once(scene: Scene, tokens: list[str]) -> None:
    joined = ",".join(tokens)
    for name in _BY_QUERY:
        scene.anyone.send(name, query={"token_ids": joined})
    for name in _BY_BODY:
        scene.anyone.send(name, body=[{"token_id": token} for token in tokens])
    for pairs in _with_sides(tokens):
        query = {name: ",".join(pair[name] for pair in pairs) for name in ("token_id", "side")}
        scene.anyone.send("getPricesGet", query={"token_ids": query["token_id"], "sides": query["side"]})
        scene.anyone.send("getPricesPost", body=pairs)


def _with_sides(tokens: list[str]) -> Iterator[list[dict[str, Any]]]:
    """Each side of every token, and both."""
    for sides in (SIDES[:1], SIDES[1:], SIDES):
        yield [{"token_id": token, "side": side} for token in tokens for side in sides]
