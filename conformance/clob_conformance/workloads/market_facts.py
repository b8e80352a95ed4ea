"""What is told of a market is the same everywhere, and every market is listed. Part of `examples`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clob_conformance.core.clauses import declare
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.seed_data import Market
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import ask, ask_object, number, page_of, same, send

_LISTINGS = ("getMarkets", "getSimplifiedMarkets", "getSamplingMarkets", "getSamplingSimplifiedMarkets")
_TOO_OFTEN = 429
_OF_A_TOKEN = (
    "getTickSize",
    "getTickSizeByPath",
    "getNegRisk",
    "getNegRiskByPath",
    "getFeeRate",
    "getFeeRateByPath",
)

FORMS_AGREE = declare(
    "forms-agree",
    "One question gets one answer: by path or by query.",
    source="description: operations that take a token by path or by query",
    suites=("examples",),
    operations=_OF_A_TOKEN,
)
MARKET_AGREES = declare(
    "market-agrees",
    "Tick size, minimum size, neg risk, fee, tokens and state of a market are the same everywhere.",
    source="description: GET /book, /clob-markets, /markets-by-token, /tick-size, /neg-risk, /fee-rate",
    suites=("examples",),
    operations=(
        "getBook",
        "getClobMarketInfo",
        "getMarket",
        "getMarketByToken",
        "getTickSize",
        "getNegRisk",
        "getFeeRate",
        *_LISTINGS,
    ),
)
LISTINGS = declare(
    "markets-listed",
    "Every market is listed, the same ones in full as in short.",
    source="description: GET /markets, /simplified-markets, /sampling-markets, /sampling-simplified-markets",
    suites=("examples",),
    operations=_LISTINGS,
    needs=("sandbox",),
)
OUTCOMES_ALIKE = declare(
    "outcomes-alike",
    "What is known of one outcome of a market is known of its other outcomes too.",
    source="description: operations that take a token",
    suites=("examples",),
    operations=(
        "getBook",
        "getMarketByToken",
        *_OF_A_TOKEN,
    ),
)

Told = dict[str, tuple[Any, Interaction]]


def run(context: Run) -> None:
    """Compare what is told of each market, then the listings."""
    listed = {name: ask(context, name) for name in _LISTINGS}
    for market in context.live.markets:
        of_market = _of_market(context, market, listed)
        answered = {
            token.token_id: _token(context, market, token.token_id, of_market) for token in market.tokens
        }
        _alike(context, answered)
    _listings(context, listed)


def _of_market(
    context: Run, market: Market, listed: Mapping[str, tuple[Any, Interaction] | None]
) -> dict[str, Told]:
    """Each fact of a market, by who tells it."""
    facts: dict[str, Told] = {name: {} for name in ("tick", "minimum", "neg risk", "fee", "tokens", "state")}
    path = {"condition_id": market.condition_id}
    info = ask_object(context, "getClobMarketInfo", path)
    if info is not None:
        told, shown = info
        for fact, value in (
            ("tick", number(told.get("mts"))),
            ("minimum", number(told.get("mos"))),
            ("neg risk", told.get("nr")),
            ("fee", number(told.get("tbf"))),
            ("tokens", _tokens(told.get("t"), "t", "o")),
        ):
            facts[fact]["getClobMarketInfo"] = value, shown
    alone = ask_object(context, "getMarket", path)
    told_by = {"getMarket": alone} if alone is not None else {}
    for name, asked in listed.items():
        entry = next(
            (one for one in page_of(asked) or [] if one.get("condition_id") == market.condition_id), None
        )
        if entry is not None and asked is not None:
            told_by[name] = entry, asked[1]
    for name, (told, shown) in told_by.items():
        facts["tokens"][name] = _tokens(told.get("tokens"), "token_id", "outcome"), shown
        facts["state"][name] = (told.get("closed"), told.get("accepting_orders")), shown
        if "minimum_tick_size" in told:
            facts["tick"][name] = number(told["minimum_tick_size"]), shown
            facts["minimum"][name] = number(told.get("minimum_order_size")), shown
            facts["neg risk"][name] = told.get("neg_risk"), shown
            facts["fee"][name] = number(told.get("taker_base_fee")), shown
    for fact in ("tokens", "state"):
        same(context, MARKET_AGREES, facts[fact], fact)
    return facts


def _tokens(raw: Any, token_id: str, outcome: str) -> tuple[tuple[str, str], ...] | None:
    """The tokens of a market with their outcomes, in no particular order."""
    if not isinstance(raw, list) or not raw:
        return None
    return tuple(sorted((str(t.get(token_id)), str(t.get(outcome))) for t in raw if isinstance(t, dict)))


def _alike(context: Run, answered: Mapping[str, set[str]]) -> None:
    """Whoever was refused is asked for again, between those who were not: a market may just have closed."""
    for name in OUTCOMES_ALIKE.operations:
        known = next((token for token, names in answered.items() if name in names), None)
        for token, names in answered.items() if known is not None else ():
            context.record.hold(OUTCOMES_ALIKE, name)
            if known is None or name in names:
                continue
            refused, other = _about(context, name, token), _about(context, name, known)
            if refused is not None and other is not None and other.answer.succeeded:
                status = refused.answer.status
                if 400 <= status < 500 and status != _TOO_OFTEN:
                    message = f"one outcome is answered {other.answer.status}, another {status}"
                    context.violation(OUTCOMES_ALIKE, name, message, refused, other)


def _about(context: Run, name: str, token_id: str) -> Interaction | None:
    asked = {"token_id": token_id}
    by_path = name.endswith("ByPath") or name == "getMarketByToken"
    return send(context, name, path=asked) if by_path else send(context, name, query=asked)


def _token(context: Run, market: Market, token_id: str, of_market: Mapping[str, Told]) -> set[str]:
    """Compare what is told of a token; gives the operations that told something."""
    answered: set[str] = set()
    facts = {fact: dict(told) for fact, told in of_market.items()}
    asked = {"token_id": token_id}
    book = ask_object(context, "getBook", None, asked)
    if book is not None:
        answered.add("getBook")
        facts["tick"]["getBook"] = number(book[0].get("tick_size")), book[1]
        facts["minimum"]["getBook"] = number(book[0].get("min_order_size")), book[1]
        facts["neg risk"]["getBook"] = book[0].get("neg_risk"), book[1]
        facts["market"] = {"getBook": (book[0].get("market"), book[1])}
    owner = ask_object(context, "getMarketByToken", asked)
    if owner is not None:
        answered.add("getMarketByToken")
        facts.setdefault("market", {})["getMarketByToken"] = owner[0].get("condition_id"), owner[1]
        both = tuple(sorted(str(owner[0].get(f"{which}_token_id")) for which in ("primary", "secondary")))
        known = tuple(sorted(token.token_id for token in market.tokens))
        context.record.hold(MARKET_AGREES, "getMarketByToken")
        if both != known:
            message = "the two tokens of a market are not those that its listing tells"
            context.violation(MARKET_AGREES, "getMarketByToken", message, owner[1], key="tokens")
    for fact, query, by_path, name, read in _FORMS:
        forms: Told = {}
        for form, found in (
            (query, ask_object(context, query, None, asked)),
            (by_path, ask_object(context, by_path, asked)),
        ):
            if found is not None:
                answered.add(form)
                forms[form] = read(found[0].get(name)), found[1]
        same(context, FORMS_AGREE, forms, fact)
        if query in forms:
            facts[fact][query] = forms[query]
    for fact in ("tick", "minimum", "neg risk", "fee"):
        same(context, MARKET_AGREES, facts[fact], fact)
    for name, (value, shown) in facts.get("market", {}).items():
        context.record.hold(MARKET_AGREES, name)
        if value is not None and value != market.condition_id:
            message = f"the market of the token is {value}, it is listed under {market.condition_id}"
            context.violation(MARKET_AGREES, name, message, shown, key="market")
    return answered


_FORMS: tuple[tuple[str, str, str, str, Callable[[Any], Any]], ...] = (
    ("tick", "getTickSize", "getTickSizeByPath", "minimum_tick_size", number),
    ("neg risk", "getNegRisk", "getNegRiskByPath", "neg_risk", lambda value: value),
    ("fee", "getFeeRate", "getFeeRateByPath", "base_fee", number),
)


def _listings(context: Run, listed: Mapping[str, tuple[Any, Interaction] | None]) -> None:
    """Only on the own sandbox: elsewhere markets open and close, and the listing has many pages."""
    if not context.target.own:
        return
    wanted = {market.condition_id for market in context.live.markets}
    for pair, needed in ((_LISTINGS[:2], wanted), (_LISTINGS[2:], set[str]())):
        ids = {
            name: {str(item.get("condition_id")) for item in page_of(listed[name]) or []}
            for name in pair
            if page_of(listed[name]) is not None
        }
        every = set().union(needed, *ids.values())
        for name, told in ids.items():
            asked = listed[name]
            context.record.hold(LISTINGS, name)
            if asked is not None and every - told:
                message = f"{len(every - told)} of {len(every)} markets are missing"
                context.violation(LISTINGS, name, message, asked[1])
