"""Operations of the tags Data and Market Data: books, prices, midpoints, spreads, last trades, market
constants.

Source: description; docs/protocol/errors.md#market-data and the ledger. In the forms for several tokens, a
token without a book is left out of the response, save in the prices, where the description names a 404.
"""

from typing import Any

from clob_sandbox.errors import INVALID_PAYLOAD, INVALID_TOKEN, Refused
from clob_sandbox.http.call import Call
from clob_sandbox.venue.markets import TOKEN_ID, Market, Token
from clob_sandbox.venue.money import ONE, decimal_text, price_text

MAX_LAST_TRADES = 500

_NO_BOOK = "No orderbook exists for the requested token id"
NO_TRADE = {"price": "0.5", "side": ""}
_BAD_SIDE = "Invalid side"
_SIDES = ("BUY", "SELL")


def get_ok(call: Call) -> str:
    return "OK"


def get_time(call: Call) -> int:
    return call.exchange.clock.reported_time()


def get_version(call: Call) -> dict[str, int]:
    return {"version": 2}


# --- one token ----------------------------------------------------------------------------------------------


def _token_id(call: Call) -> str:
    token_id = call.path["token_id"] if "token_id" in call.path else call.one("token_id", INVALID_TOKEN)
    if token_id is None or not TOKEN_ID.fullmatch(token_id):
        raise Refused(400, INVALID_TOKEN)
    return token_id


def _found(call: Call, missing: str) -> tuple[Market, Token]:
    found = call.exchange.tokens.get(_token_id(call))
    if found is None:
        raise Refused(404, missing)
    return found


def _open(call: Call) -> tuple[Market, Token]:
    market, token = _found(call, _NO_BOOK)
    if market.closed:
        raise Refused(404, _NO_BOOK)
    return market, token


def get_book(call: Call) -> bytes:
    return call.sandbox.books.render(call.exchange, *_open(call))


def get_midpoint(call: Call) -> dict[str, str]:
    middle = _middle(call, *_open(call))
    if middle is None:
        raise Refused(404, _NO_BOOK)
    return {"mid" if "midpoint-key" in call.exchange.profile else "mid_price": middle}


def get_spread(call: Call) -> dict[str, str]:
    spread = _spread(call, *_open(call))
    if spread is None:
        raise Refused(404, _NO_BOOK)
    return {"spread": spread}


def get_price(call: Call) -> dict[str, Any]:
    side = call.one("side", _BAD_SIDE)
    market, token = _open(call)
    if side not in _SIDES:
        raise Refused(400, _BAD_SIDE)
    return {"price": _price(call, market, token, side)}


def get_last_trade_price(call: Call) -> dict[str, str]:
    last = call.exchange.last(_token_id(call))
    if last is None:
        return dict(NO_TRADE)
    return {"price": price_text(last.price), "side": last.side}


def get_fee_rate(call: Call) -> dict[str, int]:
    market, _ = _found(call, "fee rate not found for market")
    return {"base_fee": market.fees.rate}


def get_tick_size(call: Call) -> dict[str, float]:
    market, _ = _found(call, "market not found")
    return {"minimum_tick_size": market.tick / ONE}


def get_neg_risk(call: Call) -> dict[str, bool]:
    market, _ = _found(call, "market not found")
    return {"neg_risk": market.neg_risk}


def _middle(call: Call, market: Market, token: Token) -> str | None:
    middle = call.exchange.books[market.condition_id].middle_twice(token.index)
    return None if middle is None else decimal_text(5 * middle, 10 * ONE)


def _spread(call: Call, market: Market, token: Token) -> str | None:
    book = call.exchange.books[market.condition_id]
    bid, ask = book.best(is_bid=True), book.best(is_bid=False)
    return None if bid is None or ask is None else price_text(ask - bid)


def _price(call: Call, market: Market, token: Token, side: str) -> float | str:
    """Best bid for BUY, best ask for SELL; 0 on an empty side."""
    bids = (side == "BUY") == (token.index == 0)
    best = call.exchange.books[market.condition_id].best(is_bid=bids)
    price = 0 if best is None else best if token.index == 0 else ONE - best
    return price_text(price) if "price-string" in call.exchange.profile else price / ONE


# --- several tokens -----------------------------------------------------------------------------------------


def _from_query(call: Call) -> list[str]:
    joined = call.one("token_ids", INVALID_PAYLOAD)
    if not joined or "plural-get" in call.exchange.profile:
        raise Refused(400, INVALID_PAYLOAD)
    return joined.split(",")


def _from_body(call: Call) -> list[tuple[str, str | None]]:
    """Token ids and sides of an array of `BookRequest`."""
    body = call.json(INVALID_PAYLOAD)
    if not isinstance(body, list):
        raise Refused(400, INVALID_PAYLOAD)
    wanted = []
    for item in body:
        if not isinstance(item, dict) or not isinstance(item.get("token_id"), str):
            raise Refused(400, INVALID_PAYLOAD)
        if "side" in item and item["side"] not in _SIDES:
            raise Refused(400, _BAD_SIDE if isinstance(item["side"], str) else INVALID_PAYLOAD)
        wanted.append((item["token_id"], item.get("side")))
    return wanted


def _opened(call: Call, token_ids: list[str]) -> list[tuple[Market, Token]]:
    if not all(TOKEN_ID.fullmatch(token_id) for token_id in token_ids):
        raise Refused(400, INVALID_PAYLOAD)
    found = (call.exchange.tokens.get(token_id) for token_id in dict.fromkeys(token_ids))
    return [pair for pair in found if pair is not None and not pair[0].closed]


def _ids(call: Call) -> list[str]:
    return [token_id for token_id, _ in _from_body(call)]


def _books(call: Call, token_ids: list[str]) -> bytes:
    books = (call.sandbox.books.render(call.exchange, *pair) for pair in _opened(call, token_ids))
    return b"[" + b",".join(books) + b"]"


def _midpoints(call: Call, token_ids: list[str]) -> dict[str, str]:
    responses = ((token.token_id, _middle(call, market, token)) for market, token in _opened(call, token_ids))
    return {token_id: middle for token_id, middle in responses if middle is not None}


def _last_trades(call: Call, token_ids: list[str]) -> list[dict[str, str]]:
    if len(token_ids) > MAX_LAST_TRADES:
        raise Refused(400, "Payload exceeds the limit")
    lasts = ((token.token_id, call.exchange.last(token.token_id)) for _, token in _opened(call, token_ids))
    none = [NO_TRADE] if "last-trade-none" in call.exchange.profile else []
    reported = {
        token_id: [{"price": price_text(last.price), "side": last.side}] if last else none
        for token_id, last in lasts
    }
    return [{"token_id": token_id, **each} for token_id, found in reported.items() for each in found]


def _prices(call: Call, wanted: list[tuple[str, str]]) -> dict[str, dict[str, Any]]:
    opened = {token.token_id: (market, token) for market, token in _opened(call, [t for t, _ in wanted])}
    response: dict[str, dict[str, Any]] = {}
    for token_id, side in wanted:
        if token_id not in opened:
            raise Refused(404, _NO_BOOK)
        response.setdefault(token_id, {})[side] = _price(call, *opened[token_id], side)
    return response


def get_books_get(call: Call) -> bytes:
    return _books(call, _from_query(call))


def get_books_post(call: Call) -> bytes:
    return _books(call, _ids(call))


def get_midpoints_get(call: Call) -> dict[str, str]:
    return _midpoints(call, _from_query(call))


def get_midpoints_post(call: Call) -> dict[str, str]:
    return _midpoints(call, _ids(call))


def get_spreads(call: Call) -> dict[str, str]:
    responses = (
        (token.token_id, _spread(call, market, token)) for market, token in _opened(call, _ids(call))
    )
    return {token_id: spread for token_id, spread in responses if spread is not None}


def get_last_trades_prices_get(call: Call) -> list[dict[str, str]]:
    return _last_trades(call, _from_query(call))


def get_last_trades_prices_post(call: Call) -> list[dict[str, str]]:
    return _last_trades(call, _ids(call))


def get_prices_get(call: Call) -> dict[str, dict[str, Any]]:
    token_ids = _from_query(call)
    sides = (call.one("sides", INVALID_PAYLOAD) or "").split(",")
    if not all(side in _SIDES for side in sides):
        raise Refused(400, _BAD_SIDE)
    if len(sides) != len(token_ids):
        raise Refused(400, INVALID_PAYLOAD)
    return _prices(call, list(zip(token_ids, sides, strict=True)))


def get_prices_post(call: Call) -> dict[str, dict[str, Any]]:
    wanted = _from_body(call)
    default = "SELL" if "prices-no-side" in call.exchange.profile else None
    sides = [(token_id, side or default) for token_id, side in wanted]
    if any(side is None for _, side in sides):
        raise Refused(400, _BAD_SIDE)
    return _prices(call, [(token_id, side) for token_id, side in sides if side is not None])
