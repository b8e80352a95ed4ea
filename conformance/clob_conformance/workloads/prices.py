"""Books and prices: of several things at once and of each alone, beside what nobody has. Part of `examples`.

It only sends, and each in turn, twice: what moves by itself is told from what two operations disagree
about.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from clob_conformance.environment.signed_orders import SIDES
from clob_conformance.workloads.scenario import Scene, scenario

_UNKNOWN_TOKEN = "7" * 77
_UNKNOWN_MARKET = "0x" + "7e" * 32
_ALONE = {
    "getBook": ("getBooksGet", "getBooksPost"),
    "getMidpoint": ("getMidpointsGet", "getMidpointsPost"),
    "getSpread": ("getSpreads",),
    "getLastTradePrice": ("getLastTradesPricesGet", "getLastTradesPricesPost"),
    "getPrice": ("getPricesGet", "getPricesPost"),
}
"""What tells of one token, and the batches that tell the same."""


@scenario()
def run(scene: Scene) -> None:
    """Ask for every token alone, and for a few tokens and markets at once."""
    every = [token.token_id for market in scene.markets for token in market.tokens]
    for token, _, name in product((_UNKNOWN_TOKEN, *every), range(2), _ALONE):
        _alone(scene, name, token, SIDES)
    random = scene.context.random("batches")
    both = [token.token_id for token in random.choice(scene.markets).tokens]
    tokens = [
        *both,
        *random.sample([token for token in every if token not in both], min(1, len(every) - len(both))),
    ]
    some = (tokens, [tokens[0], _UNKNOWN_TOKEN, *tokens[1:]])
    for name, batches in _ALONE.items():
        for sides in (SIDES[:1], SIDES[1:], SIDES) if name == "getPrice" else (("",),):
            for batch, among, _ in product(batches, some, range(2)):
                _at_once(scene, batch, among, sides)
                for token in tokens:
                    _alone(scene, name, token, sides)
    markets = [market.condition_id for market in scene.markets[:3]]
    for among in (markets, [markets[0], _UNKNOWN_MARKET, *markets[1:]]):
        scene.anyone.send("getMarketsLiveActivity", body=among)
        for market in markets:
            scene.anyone.send("getMarketLiveActivity", path={"condition_id": market})


def _alone(scene: Scene, name: str, token: str, sides: tuple[str, ...]) -> None:
    for side in sides if name == "getPrice" else ("",):
        scene.anyone.send(name, query={"token_id": token, **({"side": side} if side else {})})


def _at_once(scene: Scene, batch: str, tokens: list[str], sides: tuple[str, ...]) -> None:
    pairs = [(token, side) for token in tokens for side in sides]
    if batch.endswith("Get"):
        query: dict[str, Any] = {"token_ids": ",".join(token for token, _ in pairs)}
        if any(sides):
            query["sides"] = ",".join(side for _, side in pairs)
        scene.anyone.send(batch, query=query)
    else:
        body = [{"token_id": token, **({"side": side} if side else {})} for token, side in pairs]
        scene.anyone.send(batch, body=body)
