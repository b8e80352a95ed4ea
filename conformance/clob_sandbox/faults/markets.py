"""Faults of markets: their constants, what several operations tell of one, histories."""

from contextlib import suppress
from typing import Any

from clob_sandbox.faults.common import FEES, LISTINGS, RISKS, TICKS, query_of
from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply, edit, forget, put

_POWERS_OF_TEN = (0.1, 0.01, 0.001, 0.0001)


def _tokens_reversed(item: dict[str, Any]) -> None:
    first, second = item["t"]
    first["o"], second["o"] = second["o"], first["o"]


def _another_market(intercept: Intercept, reply: Reply) -> None:
    others = [
        m.condition_id for m in intercept.exchange.markets if m.condition_id != reply.body["condition_id"]
    ]
    reply.body["condition_id"] = others[0]


def _second_unknown(intercept: Intercept, reply: Reply) -> None:
    seconds = {market.tokens[1].token_id for market in intercept.exchange.markets}
    if intercept.incoming.path.rpartition("/")[2] in seconds:
        reply.status, reply.body = 404, {"error": "market not found"}


def _null_for_unknown(intercept: Intercept, reply: Reply) -> None:
    found = {market["condition_id"]: market for market in reply.body}
    reply.body = [found.get(condition_id.lower()) for condition_id in dict.fromkeys(intercept.body())]


def _another_token(intercept: Intercept) -> None:
    def change(query: dict[str, str]) -> None:
        others = [token for token in intercept.exchange.tokens if token != query.get("market")]
        if query.get("market") in intercept.exchange.tokens:
            query["market"] = others[0]

    intercept.change_query(change)


def _bounds_inclusive(intercept: Intercept) -> None:
    def change(query: dict[str, str]) -> None:
        for name, step in (("startTs", -0.5), ("endTs", 0.5)):
            with suppress(KeyError, ValueError):
                query[name] = str(float(query[name]) + step)

    intercept.change_query(change)


def _scaled(intercept: Intercept, reply: Reply) -> None:
    for point in reply.body["history"]:
        point["t"] *= 1000


def _percent(intercept: Intercept, reply: Reply) -> None:
    for point in reply.body["history"]:
        point["p"] *= 100


def _first_series(intercept: Intercept, reply: Reply) -> None:
    reply.body["history"] = dict(list(reply.body["history"].items())[:1])


def _unless_fidelity(intercept: Intercept, reply: Reply) -> None:
    if "fidelity" not in query_of(intercept):
        reply.status, reply.body = 400, {"error": "Invalid fidelity"}


def _refuse(intercept: Intercept, reply: Reply) -> None:
    reply.status, reply.body = 400, {"error": "Invalid payload"}


def _by_condition(intercept: Intercept, reply: Reply) -> None:
    reply.body["history"] = {
        intercept.exchange.tokens[token][0].condition_id
        if token in intercept.exchange.tokens
        else token: series
        for token, series in reply.body["history"].items()
    }


FAULTS: dict[str, Fault] = {
    # --- constants of a market
    "tick-power-of-ten": Fault(
        "a tick of 0.005 or 0.0025 is told as 0.001",
        TICKS,
        None,
        put(minimum_tick_size=lambda tick: tick if tick in _POWERS_OF_TEN else 0.001),
        breaks=("told-alike",),
    ),
    "tick-by-path-other": Fault(
        "the tick by path is ten times too large",
        ("getTickSizeByPath",),
        None,
        put(minimum_tick_size=lambda t: 0.1 if t < 0.1 else 0.01),
        breaks=("told-alike",),
    ),
    "neg-risk-inverted": Fault(
        "neg_risk is inverted",
        RISKS,
        None,
        put(neg_risk=lambda value: not value),
        breaks=("told-alike",),
    ),
    "fee-in-percent": Fault(
        "the fee is in percent, not in basis points",
        FEES,
        None,
        put(base_fee=lambda points: points // 100),
        breaks=("told-alike",),
    ),
    "fee-by-path-other": Fault(
        "the fee by path is 7 points higher",
        ("getFeeRateByPath",),
        None,
        put(base_fee=lambda n: n + 7),
        breaks=("told-alike",),
    ),
    # --- markets
    "info-outcomes-swapped": Fault(
        "a market's information swaps the outcomes",
        ("getClobMarketInfo",),
        None,
        edit(_tokens_reversed),
        breaks=("told-alike",),
    ),
    "info-minimum-other": Fault(
        "a market's information has another minimum",
        ("getClobMarketInfo",),
        None,
        put(mos=lambda n: n + 1),
        breaks=("told-alike",),
    ),
    "info-fee-other": Fault(
        "a market's information has another fee",
        ("getClobMarketInfo",),
        None,
        put(tbf=lambda n: n + 9),
        breaks=("told-alike",),
    ),
    "info-risk-inverted": Fault(
        "a market's information inverts nr",
        ("getClobMarketInfo",),
        None,
        put(nr=lambda value: not value),
        breaks=("told-alike",),
    ),
    "token-market-other": Fault(
        "a token is told to be of another market",
        ("getMarketByToken",),
        None,
        _another_market,
        breaks=("told-alike",),
    ),
    "token-second-unknown": Fault(
        "the market of a second outcome's token is not found",
        ("getMarketByToken",),
        None,
        _second_unknown,
        breaks=("outcomes-alike",),
    ),
    "tokens-swapped": Fault(
        "primary and secondary token are swapped",
        ("getMarketByToken",),
        None,
        edit(
            lambda m: m.update(
                primary_token_id=m["secondary_token_id"], secondary_token_id=m["primary_token_id"]
            )
        ),
        breaks=("token-primary",),
    ),
    "markets-closed": Fault(
        "every market is listed as closed",
        LISTINGS,
        None,
        put(closed=True, accepting_orders=False),
        breaks=("told-alike",),
    ),
    "market-tick-other": Fault(
        "a market read alone has another tick",
        ("getMarket",),
        None,
        put(minimum_tick_size=0.1),
        breaks=("told-alike",),
    ),
    "activity-of-another": Fault(
        "the activity is that of another market",
        ("getMarketLiveActivity",),
        None,
        _another_market,
        breaks=("answers-what-was-asked", "told-alike"),
    ),
    "activity-null": Fault(
        "null stands for an unknown market among known ones",
        ("getMarketsLiveActivity",),
        None,
        _null_for_unknown,
        breaks=("response-schema",),
    ),
    "activities-refused": Fault(
        "the activity of several markets is never told",
        ("getMarketsLiveActivity",),
        None,
        _refuse,
        breaks=("exercised", "example-answered"),
    ),
    # --- histories
    "history-wants-fidelity": Fault(
        "a history needs a fidelity",
        ("getPricesHistory",),
        None,
        _unless_fidelity,
        breaks=("history-answered",),
    ),
    "history-of-another": Fault(
        "a history is of another token",
        ("getPricesHistory",),
        _another_token,
        breaks=("told-alike",),
    ),
    "history-unbounded": Fault(
        "a history takes no bounds of time",
        ("getPricesHistory",),
        forget("startTs", "endTs"),
        breaks=("history-bounds", "negative-data-refused"),
    ),
    "history-bounds-inclusive": Fault(
        "a history has the points at its bounds",
        ("getPricesHistory",),
        _bounds_inclusive,
        breaks=("history-bounds",),
    ),
    "history-millis": Fault(
        "a history is in milliseconds",
        ("getPricesHistory",),
        None,
        _scaled,
        breaks=("history-points", "history-bounds", "told-alike"),
    ),
    "history-percent": Fault(
        "a history is in cents",
        ("getPricesHistory",),
        None,
        _percent,
        breaks=("history-points", "told-alike"),
    ),
    "histories-first-alone": Fault(
        "of several histories the first is told",
        ("getBatchPricesHistory",),
        None,
        _first_series,
        breaks=("told-alike",),
    ),
    "histories-by-condition": Fault(
        "histories are keyed by condition id",
        ("getBatchPricesHistory",),
        None,
        _by_condition,
        breaks=("batch-names-the-asked", "told-alike"),
    ),
}
