"""What a response says of things that other responses speak of too, under one name wherever it is said.

Of a market: its settings, its tokens. Of a token: its book, and the prices that follow from it. Of an order,
a trade, a notification: every field that does not pass with time. Of an account: balances, keys, standing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

from clob_conformance.core.batches import asked_for, asked_sides, reported_of
from clob_conformance.core.clauses import declare
from clob_conformance.core.subject import Subject
from clob_conformance.model.memory import ALL, Life, Rule, Statement, Topic
from clob_conformance.model.values import dicts, moment, number, plain

ONE_THING = declare(
    "told-alike",
    "What is told of a market, token, order, trade or account is the same wherever it is told, alone, in a "
    "batch or in a listing, and stays so where nothing changes it.",
    source="description: schemas Market, SimplifiedMarket, ClobMarketDetails, OrderBookSummary, OpenOrder, "
    "Trade, BuilderTrade, BalanceAllowanceResponse",
    severity="critical",
)
_FIXED = Rule(ONE_THING, Life.ALWAYS, Life.ALWAYS)
_SETTING = Rule(ONE_THING, Life.UNTOUCHED, Life.DRIFTING)
_ALIKE = Rule(ONE_THING, Life.UNTOUCHED, Life.RECURRING)
_PASSING = Rule(ONE_THING, Life.DRIFTING, Life.FREE)
_OURS = Rule(ONE_THING, Life.UNTOUCHED, Life.UNTOUCHED)
_SHAPE = Rule(ONE_THING, Life.ALWAYS, Life.DRIFTING)
_COMPLETE = frozenset(
    {
        "getClobMarketInfo",
        "getCurrentRewards",
        "getMarket",
        "getMarketLiveActivity",
        "getMarkets",
        "getMarketsLiveActivity",
        "getSamplingMarkets",
        "getSamplingSimplifiedMarkets",
        "getSimplifiedMarkets",
        "getUserEarningsAndMarketsConfig",
        "getMultiMarkets",
        "getRawRewardsForMarket",
        "getTrades",
        "postOrder",
        "postOrders",
    }
)
_SETTINGS: tuple[Topic, ...] = (("settings", ALL),)
_BOOK: tuple[Topic, ...] = (("book", ALL), *_SETTINGS)

Saying = Iterator[Statement]


def statements(subject: Subject) -> Saying:
    """Everything that a successful response says of such things."""
    say = _SAYINGS.get(subject.operation.id)
    if not subject.interaction.response.succeeded or not subject.interaction.request.known:
        return
    for statement in (*(say(subject) if say is not None else ()), *_fields(subject), *_left_out(subject)):
        # An empty text tells nothing of what was traded: some fields are told as that now and then.
        empty = statement.value is None or (statement.value == "" and statement.subject[0] != "market")
        if not empty and None not in statement.subject:
            yield statement


UNTOLD = "not told"
"""What a batch says of something that it was asked for and leaves out."""
_OF_ONE: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("getBooksGet", "getBooksPost"), ("token", "bids")),
    **dict.fromkeys(("getMidpointsGet", "getMidpointsPost"), ("token", "midpoint")),
    **dict.fromkeys(("getLastTradesPricesGet", "getLastTradesPricesPost"), ("token", "last side")),
    "getSpreads": ("token", "spread"),
    "getMarketsLiveActivity": ("market", "condition_id"),
}


def _left_out(subject: Subject) -> Saying:
    """Of what nothing is told, though it was asked for; known is only what is told of it otherwise."""
    name = subject.operation.id
    if name in _OF_ONE:
        kind, what = _OF_ONE[name]
        more = ("activity",) if kind == "market" else ()
        for thing in set(asked_for(subject)) - set(reported_of(subject)):
            topics = _of(thing) if kind == "token" else _SETTINGS
            yield _say(_ALIKE, topics, f"$.{thing}", UNTOLD, kind, thing, what, *more)
    elif name in ("getOrdersScoring", "postOrdersScoring"):
        for thing in set(asked_for(subject)) - set(reported_of(subject)):
            who = subject.interaction.account
            yield _say(_PASSING, _BOOK, f"$.{thing}", UNTOLD, "order", thing, "scoring", who)
    elif name in ("getPricesGet", "getPricesPost"):
        for thing, side in asked_sides(subject):
            if side not in (subject.response.get(thing) or {}):
                yield _say(_ALIKE, _of(thing), f"$.{thing}.{side}", UNTOLD, "token", thing, "price", side)


def _fields(subject: Subject) -> Saying:
    """Which fields an operation tells of one kind of thing: of a market, of a post with its outcome."""
    name = subject.operation.id
    for item in subject.items():
        which = item.get("condition_id") or item.get("status") or subject.asked.get("condition_id")
        if which is not None and name in _COMPLETE:
            taken = bool(item.get("orderID", True))
            yield _say(_SHAPE, (), "the fields", frozenset(item), "fields", name, str(which), taken)


def _of(token_id: Any) -> tuple[Topic, ...]:
    """What the book of a token depends on."""
    return ("book", str(token_id)), *_SETTINGS


def _say(rule: Rule, topics: tuple[Topic, ...], place: str, value: Any, *subject: Hashable) -> Statement:
    return Statement(subject, value, rule, place, topics)


# --- markets ------------------------------------------------------------------------------------------------

_OF_TOKENS = {
    "minimum_tick_size": "tick",
    "mts": "tick",
    "minimum_order_size": "least size",
    "mos": "least size",
    "neg_risk": "neg risk",
    "nr": "neg risk",
    "taker_base_fee": "fee",
    "tbf": "fee",
}
_CHANGES_WITH_THE_BOOK = frozenset({"spread", "volume_24hr", "one_day_price_change"})
_PASSES = frozenset({"market_competitiveness", "earnings"})
_PASSES_TOO = frozenset({"earning_percentage", "maker_address", "rewards_config", "tokens"})


def _market(subject: Subject) -> Saying:
    """Of markets in a listing or alone."""
    for item in subject.items():
        market = item.get("condition_id") or subject.asked.get("condition_id")
        yield from _settings(item, market, dicts(item.get("tokens")) or dicts(item.get("t")))
        for name, value in item.items():
            if name not in _OF_TOKENS and name not in ("tokens", "t", "c"):
                yield _say(_SETTING, _SETTINGS, f"$.{name}", plain(value), "market", market, name)


def _settings(item: Mapping[str, Any], market: Any, tokens: list[dict[str, Any]]) -> Saying:
    ids = frozenset(str(token.get("token_id") or token.get("t")) for token in tokens)
    yield _say(_FIXED, (), "$.tokens", ids or None, "market", market, "token ids")
    order = tuple(str(token.get("token_id") or token.get("t")) for token in tokens)
    yield _say(_SETTING, _SETTINGS, "$.tokens", order or None, "market", market, "tokens in order")
    for token in tokens:
        token_id = token.get("token_id") or token.get("t")
        outcome = token.get("outcome") or token.get("o")
        yield _say(_FIXED, (), "$.tokens[*].outcome", outcome, "token", token_id, "outcome")
        yield _say(_FIXED, (), "$.condition_id", market, "token", token_id, "market")
        yield _say(_SETTING, _SETTINGS, "winner", token.get("winner"), "token", token_id, "winner")
        price = number(token.get("price"))
        yield _say(_ALIKE, _of(token_id), "$.tokens[*].price", price, "token", token_id, "listed price")
        for name, what in _OF_TOKENS.items():
            if name in item:
                yield _say(_SETTING, _SETTINGS, f"$.{name}", plain(item[name]), "token", token_id, what)


def _rewarded(subject: Subject) -> Saying:
    """Of markets as the operations on rewards tell of them."""
    for item in subject.items():
        market = item.get("condition_id")
        ids = frozenset(str(token.get("token_id")) for token in dicts(item.get("tokens")))
        yield _say(_FIXED, (), "$.tokens", ids or None, "market", market, "token ids")
        for token in dicts(item.get("tokens")):
            token_id, price = token.get("token_id"), number(token.get("price"))
            yield _say(_FIXED, (), "outcome", token.get("outcome"), "token", token_id, "outcome")
            yield _say(_FIXED, (), "$.condition_id", market, "token", token_id, "market")
            yield _say(_ALIKE, _of(token_id), "$.tokens[*].price", price, "token", token_id, "listed price")
        for name, value in item.items():
            if name in _CHANGES_WITH_THE_BOOK:
                yield _say(_ALIKE, _BOOK, f"$.{name}", number(value), "rewards", market, name)
            elif name in _PASSES:
                who = subject.interaction.account if name == "earnings" else ""
                yield _say(_PASSING, _BOOK, f"$.{name}", plain(value), "rewards", market, name, who)
            elif name not in _PASSES_TOO:
                yield _say(_SETTING, _SETTINGS, f"$.{name}", plain(value), "rewards", market, name)
        configs = plain(item.get("rewards_config"))
        for config in configs or []:
            if isinstance(config, dict):
                config.pop("remaining_reward_amount", None)
                for name, value in config.items():
                    reported = ("rewards", market, "config", name)
                    own = (subject.operation.id,) if name == "id" else ()
                    yield _say(_SETTING, _SETTINGS, f"$.rewards_config[*].{name}", value, *reported, *own)


def _activity(subject: Subject) -> Saying:
    for item in subject.items():
        market = item.get("condition_id")
        for name, value in item.items():
            yield _say(_SETTING, _SETTINGS, f"$.{name}", plain(value), "market", market, name, "activity")


def _of_token(what: str, field: str) -> Callable[[Subject], Saying]:
    def say(subject: Subject) -> Saying:
        token_id, value = subject.asked.get("token_id"), plain(subject.response.get(field))
        yield _say(_SETTING, _SETTINGS, f"$.{field}", value, "token", token_id, what)

    return say


def _by_token(subject: Subject) -> Saying:
    response, token_id = subject.response, subject.asked.get("token_id")
    market = response.get("condition_id")
    both = frozenset(str(response.get(f"{which}_token_id")) for which in ("primary", "secondary"))
    yield _say(_FIXED, (), "$.condition_id", market, "token", token_id, "market")
    yield _say(_FIXED, (), "$", both, "market", market, "token ids")
    yield _say(_FIXED, (), "$", response.get("primary_token_id"), "market", market, "primary")


# --- books and prices ---------------------------------------------------------------------------------------


def _books(subject: Subject) -> Saying:
    for book in subject.items():
        token_id = book.get("asset_id")
        for name, what in (("tick_size", "tick"), ("min_order_size", "least size"), ("neg_risk", "neg risk")):
            yield _say(_SETTING, _SETTINGS, f"$.{name}", plain(book.get(name)), "token", token_id, what)
        yield _say(_FIXED, (), "$.market", book.get("market"), "token", token_id, "market")
        last = number(book.get("last_trade_price") or None)
        yield _say(_ALIKE, _of(token_id), "$.last_trade_price", last, "token", token_id, "last price")
        levels = sides_of(book)
        for side, reported in levels.items():
            yield _say(_ALIKE, _of(token_id), f"$.{side}", reported, "token", token_id, side)
        for name in ("hash", "timestamp"):
            yield _say(
                _ALIKE, _of(token_id), f"$.{name}", book.get(name), "token", token_id, f"book's {name}"
            )
        yield from prices_of(token_id, levels)


def prices_of(token_id: Any, levels: Mapping[str, Mapping[Any, Any]]) -> Saying:
    """The prices that follow from the sides of a book."""
    bid, ask = max(levels["bids"], default=None), min(levels["asks"], default=None)
    yield _say(_ALIKE, _of(token_id), "$.bids", bid, "token", token_id, "price", "BUY")
    yield _say(_ALIKE, _of(token_id), "$.asks", ask, "token", token_id, "price", "SELL")
    middle, apart = (None, None) if bid is None or ask is None else ((bid + ask) / 2, ask - bid)
    yield _say(_ALIKE, _of(token_id), "$", middle, "token", token_id, "midpoint")
    yield _say(_ALIKE, _of(token_id), "$", apart, "token", token_id, "spread")


def sides_of(book: Mapping[str, Any]) -> dict[str, dict[Any, Any]]:
    """The levels of a book: shares by price, each None for what is no number."""
    return {side: _levels(book.get(side)) for side in ("bids", "asks")}


def _levels(side: Any) -> dict[Any, Any]:
    return {number(level.get("price")): number(level.get("size")) for level in dicts(side)}


def _quote(what: str, *names: str) -> Callable[[Subject], Saying]:
    def say(subject: Subject) -> Saying:
        reported = next((subject.response[name] for name in names if name in subject.response), None)
        side = (subject.asked.get("side"),) if what == "price" else ()
        value = number(reported) or None
        token_id = subject.asked.get("token_id")
        yield _say(_ALIKE, _of(token_id), "$", value, "token", token_id, what, *side)

    return say


def _quotes(what: str) -> Callable[[Subject], Saying]:
    def say(subject: Subject) -> Saying:
        for token_id, reported in subject.response.items():
            for side, value in reported.items() if isinstance(reported, dict) else (("", reported),):
                which = (side,) if side else ()
                place = f"$[*]{'[*]' if side else ''}"
                yield _say(
                    _ALIKE, _of(token_id), place, number(value) or None, "token", token_id, what, *which
                )

    return say


NEVER = "none"
"""The side of the last trade of a token that never traded."""


def _last(subject: Subject) -> Saying:
    """The last trade of a token, and which side took it; where there was none, no side is told."""
    for entry in subject.items():
        token_id = entry.get("token_id") or subject.asked.get("token_id")
        side = entry.get("side") or NEVER
        yield _say(_ALIKE, _of(token_id), "$.side", side, "token", token_id, "last side")
        if entry.get("side"):
            price = number(entry.get("price"))
            yield _say(_ALIKE, _of(token_id), "$.price", price, "token", token_id, "last price")


_RECENT_S = 3_600


def _history(subject: Subject) -> Saying:
    """The price at which a token traded last at a time."""
    reported, body = subject.response.get("history"), subject.body()
    asked = body if isinstance(body, dict) else subject.asked
    of_one = {subject.asked.get("market"): reported}
    every = {**dict.fromkeys(asked_for(subject)), **reported} if isinstance(reported, dict) else of_one
    bounds = tuple(
        str(asked.get(name, asked.get(other, "")))
        for name, other in (("startTs", "start_ts"), ("endTs", "end_ts"), ("fidelity", ""), ("interval", ""))
    )
    for token_id, series in every.items():
        points = dicts(series)
        if points and abs(float(points[-1].get("t") or 0) - subject.interaction.sent) < _RECENT_S:
            points = points[:-1]  # which may be that of the moment
        times = UNTOLD if series is None else tuple(point.get("t") for point in points)
        yield _say(_ALIKE, _of(token_id), "$.history[*].t", times, "token", token_id, "history", bounds)
        for point in dicts(series):
            price, time = number(point.get("p")), number(point.get("t"))
            yield _say(_ALIKE, _of(token_id), "$.history[*].p", price, "token", token_id, "traded", time)


# --- orders, trades, notifications --------------------------------------------------------------------------

_MOVES_ON = frozenset({"status", "size_matched", "associate_trades"})


def _orders(subject: Subject) -> Saying:
    account: tuple[Topic, ...] = (("account", subject.interaction.account),)
    for order in subject.items():
        for name, value in order.items():
            said = moment(value) if name == "created_at" else plain(value)
            if name == "status":
                said = str(value).removeprefix("ORDER_STATUS_")
            moves = name in _MOVES_ON
            rule, topics = (_ALIKE, account) if moves else (_FIXED, ())
            yield _say(rule, topics, f"$.{name}", said, "order", order.get("id"), name)


_AS_TRADE = {
    "takerOrderHash": "taker_order_id",
    "assetId": "asset_id",
    "matchTime": "match_time",
    "bucketIndex": "bucket_index",
}
_OF_ALL_VIEWS = frozenset(
    {
        "taker_order_id",
        "market",
        "asset_id",
        "side",
        "size",
        "price",
        "outcome",
        "match_time",
        "bucket_index",
        "match_time_nano",
        "fee_rate_bps",
        "err_msg",
    }
)
_GOES_ON = frozenset({"status", "last_update", "transaction_hash", "transactionHash", "updatedAt"})


def _trades(subject: Subject) -> Saying:
    who = subject.interaction.account or subject.operation.id
    for trade in subject.items():
        for name, value in trade.items():
            what = _AS_TRADE.get(name, name)
            if what in _OF_ALL_VIEWS:
                yield _say(_FIXED, (), f"$.{name}", plain(value), "trade", trade.get("id"), what)
            elif what not in _GOES_ON:
                yield _say(_FIXED, (), f"$.{name}", plain(value), "trade", trade.get("id"), what, who)
        hashed = trade.get("transaction_hash") or trade.get("transactionHash") or None
        yield _say(_FIXED, (), "$.transaction_hash", hashed, "trade", trade.get("id"), "hash")
        taker = trade.get("taker_order_id") or trade.get("takerOrderHash")
        for name in ("market", "asset_id", "side", "outcome"):
            reported = trade.get(name) or trade.get({"asset_id": "assetId"}.get(name, name))
            yield _say(_FIXED, (), f"$.{name}", plain(reported), "order", taker, name)
        for made in dicts(trade.get("maker_orders")):
            for name in ("asset_id", "side", "outcome", "price", "owner", "maker_address"):
                reported = plain(made.get(name))
                place = f"$.maker_orders[*].{name}"
                yield _say(_FIXED, (), place, reported, "order", made.get("order_id"), name)
        for order, amount in _filled(trade).items():
            place = "$.maker_orders[*].matched_amount"
            yield _say(_FIXED, (), place, amount, "trade", trade.get("id"), "filled", order)


def _filled(trade: Mapping[str, Any]) -> dict[Any, Any]:
    """What a trade filled of each maker's order, whoever is told of it; not of one that it names twice."""
    made = [
        (one.get("order_id"), number(one.get("matched_amount"))) for one in dicts(trade.get("maker_orders"))
    ]
    times = Counter(order for order, _ in made)
    return {order: amount for order, amount in made if times[order] == 1}


def _notifications(subject: Subject) -> Saying:
    for item in subject.items():
        for name, value in item.items():
            said = moment(value) if name == "timestamp" else plain(value)
            yield _say(_FIXED, (), f"$[*].{name}", said, "notification", item.get("id"), name)
        payload = item.get("payload")
        if isinstance(payload, dict):
            for name in ("market", "asset_id", "side", "price", "outcome", "original_size"):
                reported = plain(payload.get(name))
                yield _say(
                    _FIXED, (), f"$[*].payload.{name}", reported, "order", payload.get("order_id"), name
                )


LASTING = frozenset({"getTrades", "getBuilderTrades", "getNotifications"})
"""What lists things of which all that is said here lasts: who hears it again hears nothing new."""


def said_of_item(subject: Subject, item: dict[str, Any]) -> Statement:
    """All that is told of a thing in such a list, as one statement."""
    who, which = subject.interaction.account, str(item.get("id"))
    return _say(_FIXED, (), "$[*]", item, "item", subject.operation.id, who, which)


# --- accounts -----------------------------------------------------------------------------------------------


def _balance(subject: Subject) -> Saying:
    account = subject.interaction.account
    asset = subject.asked.get("token_id") if subject.asked.get("asset_type") == "CONDITIONAL" else "USDC"
    topics: tuple[Topic, ...] = (("account", account),)
    balance = number(subject.response.get("balance"))
    yield _say(_ALIKE, topics, "$.balance", balance, "account", account, "balance", asset)
    allowances = plain(subject.response.get("allowances"))
    yield _say(_ALIKE, topics, "$.allowances", allowances, "account", account, "allowances", asset)


def _keys(kind: str) -> Callable[[Subject], Saying]:
    def say(subject: Subject) -> Saying:
        account, reported = subject.interaction.account, subject.response
        ids = next(iter(reported.values()), None) if isinstance(reported, dict) else reported
        topics: tuple[Topic, ...] = (("keys", account),)
        if isinstance(ids, list):
            active = [_name(one) for one in ids if not (isinstance(one, dict) and one.get("revokedAt"))]
            named = frozenset(active)
            value = named if len(named) == len(active) else "a key twice"
            yield _say(_OURS, topics, "$", value, "account", account, kind)

    return say


def _name(listed: Any) -> str:
    """A key's id, in a list of ids or of objects."""
    return str(listed.get("key") if isinstance(listed, dict) else listed)


def _key(subject: Subject) -> Saying:
    """A key by the account and nonce that it was made with."""
    account = subject.interaction.account
    nonce = subject.interaction.request.headers.get("poly_nonce")
    topics: tuple[Topic, ...] = (("keys", account),) if subject.operation.id == "createApiKey" else ()
    for name, value in subject.response.items():
        yield _say(_OURS, topics, f"$.{name}", value, "key", account, nonce, name)
    if (made_with := number(nonce)) is not None:
        yield _say(_FIXED, (), "its nonce", made_with, "key", subject.response.get("apiKey"), "nonce")


def _builder_fee(subject: Subject) -> Saying:
    code, fee = str(subject.response.get("code")).lower(), subject.response.get("builder_taker_fee_rate_bps")
    yield _say(_SETTING, _SETTINGS, "$.builder_taker_fee_rate_bps", number(fee), "builder", code, "fee")


def _scoring(subject: Subject) -> Saying:
    reported = subject.response
    single = {subject.asked.get("order_id"): reported.get("scoring")}
    for order, scores in (single if "scoring" in reported else reported).items():
        yield _say(_PASSING, _BOOK, "$", scores, "order", order, "scoring", subject.interaction.account)


_SAYINGS: dict[str, Callable[[Subject], Saying]] = {
    **dict.fromkeys(
        (
            "getMarkets",
            "getMarket",
            "getSimplifiedMarkets",
            "getSamplingMarkets",
            "getSamplingSimplifiedMarkets",
            "getClobMarketInfo",
        ),
        _market,
    ),
    **dict.fromkeys(
        (
            "getCurrentRewards",
            "getRawRewardsForMarket",
            "getMultiMarkets",
            "getUserEarningsAndMarketsConfig",
        ),
        _rewarded,
    ),
    **dict.fromkeys(("getMarketLiveActivity", "getMarketsLiveActivity"), _activity),
    **dict.fromkeys(("getTickSize", "getTickSizeByPath"), _of_token("tick", "minimum_tick_size")),
    **dict.fromkeys(("getNegRisk", "getNegRiskByPath"), _of_token("neg risk", "neg_risk")),
    **dict.fromkeys(("getFeeRate", "getFeeRateByPath"), _of_token("fee", "base_fee")),
    "getMarketByToken": _by_token,
    **dict.fromkeys(("getBook", "getBooksGet", "getBooksPost"), _books),
    "getMidpoint": _quote("midpoint", "mid_price", "mid"),
    "getSpread": _quote("spread", "spread"),
    "getPrice": _quote("price", "price"),
    **dict.fromkeys(("getMidpointsGet", "getMidpointsPost"), _quotes("midpoint")),
    "getSpreads": _quotes("spread"),
    **dict.fromkeys(("getPricesGet", "getPricesPost"), _quotes("price")),
    **dict.fromkeys(("getLastTradePrice", "getLastTradesPricesGet", "getLastTradesPricesPost"), _last),
    **dict.fromkeys(("getPricesHistory", "getBatchPricesHistory"), _history),
    **dict.fromkeys(("getOrder", "getOrders"), _orders),
    **dict.fromkeys(("getTrades", "getBuilderTrades"), _trades),
    "getNotifications": _notifications,
    **dict.fromkeys(("getBalanceAllowance", "getUpdateBalanceAllowance"), _balance),
    "getBuilderFees": _builder_fee,
    "getApiKeys": _keys("keys"),
    "getReadonlyApiKeys": _keys("read-only keys"),
    "getBuilderApiKeys": _keys("builder keys"),
    **dict.fromkeys(("createApiKey", "deriveApiKey"), _key),
    **dict.fromkeys(("getOrderScoring", "getOrdersScoring", "postOrdersScoring"), _scoring),
}
