"""Operations of the tag RFQ.

Source: docs/protocol/requests.md#quotes: bodies, filters and what the older official client reads of the
answers; no shape is documented. Accepting and approving take version 1 orders, which are no good elsewhere.
"""

import math
import re
from collections.abc import Callable, Iterable
from typing import Any

from clob_sandbox.errors import INVALID_PAYLOAD, Refused
from clob_sandbox.http import pages
from clob_sandbox.http.call import Call
from clob_sandbox.http.payloads import legacy_order
from clob_sandbox.venue import settlements
from clob_sandbox.venue.ethereum import checksummed
from clob_sandbox.venue.money import UNIT, decimal_text
from clob_sandbox.venue.orders import LegacyOrder
from clob_sandbox.venue.rfq import Entry, Terms

COLLATERAL = "0"
PER_PAGE = 100

_AMOUNT = re.compile(r"[0-9]{1,30}")
_BAD_FILTER = "invalid rfq filters"
_RANGES: dict[str, Callable[[Terms], float]] = {
    "size": lambda terms: terms.shares / UNIT,
    "sizeUsdc": lambda terms: terms.usdc / UNIT,
    "price": lambda terms: terms.price,
}
_ORDERS: dict[str, Callable[[Entry], float]] = {
    "price": lambda entry: entry.terms.price,
    "size": lambda entry: entry.terms.shares,
    "created": lambda entry: entry.created,
    "expiry": lambda entry: entry.created,  # nothing expires here, so the oldest comes first
}


def create_request(call: Call) -> dict[str, str]:
    terms = _terms(call, _body(call))
    return {"requestId": _enter(call, "rfq request", call.exchange.rfq.requests, terms).id}


def create_quote(call: Call) -> dict[str, str]:
    body = _body(call)
    terms = _terms(call, body)
    request = _find(call.exchange.rfq.requests, body, "requestId", "rfq request not found")
    match_type = terms.meets(request.terms)
    if not request.active:
        raise Refused(400, "rfq request is not active")
    if match_type is None:
        raise Refused(400, "rfq quote does not match its request")
    quote = _enter(call, "rfq quote", call.exchange.rfq.quotes, terms, request, match_type)
    return {"quoteId": quote.id}


def cancel_request(call: Call) -> str:
    request = _own(call, call.exchange.rfq.requests, "requestId", "rfq request not found")
    call.exchange.rfq.cancel_request(request, call.exchange.clock.seconds())
    return "OK"


def cancel_quote(call: Call) -> str:
    quote = _own(call, call.exchange.rfq.quotes, "quoteId", "rfq quote not found")
    quote.cancel(call.exchange.clock.seconds())
    return "OK"


def accept_quote(call: Call) -> str:
    body = _body(call)
    quote = _find(call.exchange.rfq.quotes, body, "quoteId", "rfq quote not found")
    if quote.request is None or quote.request.address != call.key.address:
        raise Refused(404, "rfq quote not found")
    settlements.accept(call.exchange, call.key, quote, _signed(call, quote, body))
    return "OK"


def approve_order(call: Call) -> str:
    body = _body(call)
    quote = _own(call, call.exchange.rfq.quotes, "quoteId", "rfq quote not found")
    settlements.approve(call.exchange, call.key, quote, _signed(call, quote, body))
    return "OK"


def _signed(call: Call, quote: Entry, body: dict[str, Any]) -> LegacyOrder:
    """The order that comes with a decision about an open quote; this is trading, so modes count."""
    call.exchange.mode.admit_orders()
    call.exchange.mode.admit_order(post_only=False)
    if not quote.active:
        raise Refused(400, "rfq quote is not active")
    if quote.request is None or body.get("requestId") != quote.request.id:
        raise Refused(404, "rfq request not found")
    if body.get("owner") != call.key.id:
        raise Refused(400, "the order owner has to be the owner of the API KEY")
    return legacy_order(body)


def get_requests(call: Call) -> dict[str, Any]:
    return _listing(call, call.exchange.rfq.requests.values())


def get_requester_quotes(call: Call) -> dict[str, Any]:
    quotes = call.exchange.rfq.quotes.values()
    return _listing(call, (q for q in quotes if q.request and q.request.address == call.key.address))


def get_quoter_quotes(call: Call) -> dict[str, Any]:
    return _listing(call, (q for q in call.exchange.rfq.quotes.values() if q.address == call.key.address))


def get_best_quote(call: Call) -> dict[str, Any]:
    rfq = call.exchange.rfq
    request = rfq.requests.get(call.one("requestId", _BAD_FILTER) or "")
    quote = None if request is None else rfq.best_quote(request)
    if quote is None:
        raise Refused(404, "rfq quote not found")
    return _view(quote)


def get_config(call: Call) -> dict[str, Any]:
    """What the sandbox asks of requests and quotes."""
    return {"collateralAsset": COLLATERAL, "userTypes": [0, 1, 2, 3], "pageSize": PER_PAGE}


def _body(call: Call) -> dict[str, Any]:
    body = call.json(INVALID_PAYLOAD)
    if not isinstance(body, dict):
        raise Refused(400, INVALID_PAYLOAD)
    return body


def _terms(call: Call, body: dict[str, Any]) -> Terms:
    """What a request or quote gives and wants: one of the two assets is USDC, the other an open token."""
    texts = [body.get(name) for name in ("assetIn", "assetOut", "amountIn", "amountOut")]
    asset_in, asset_out, amount_in, amount_out = (text if isinstance(text, str) else "" for text in texts)
    if not _AMOUNT.fullmatch(amount_in) or not _AMOUNT.fullmatch(amount_out):
        raise Refused(400, INVALID_PAYLOAD)
    if type(body.get("userType")) is not int or body["userType"] not in (0, 1, 2, 3):
        raise Refused(400, INVALID_PAYLOAD)
    buying = asset_out == COLLATERAL
    found = call.exchange.tokens.get(asset_in if buying else asset_out)
    shares, usdc = int(amount_in), int(amount_out)
    if not buying:
        shares, usdc = usdc, shares
    if found is None or found[0].closed or (not buying and asset_in != COLLATERAL):
        raise Refused(400, "Invalid asset")
    if not 0 < usdc < shares:
        raise Refused(400, "Invalid amount")
    return Terms(*found, "BUY" if buying else "SELL", shares, usdc)


def _enter(
    call: Call,
    what: str,
    entries: dict[str, Entry],
    terms: Terms,
    request: Entry | None = None,
    match_type: str = "",
) -> Entry:
    now = call.exchange.clock.seconds()
    entry = Entry(call.exchange.uuid(what), call.key.address, terms, now, now, request, match_type)
    entries[entry.id] = entry
    return entry


def _find(entries: dict[str, Entry], body: dict[str, Any], name: str, missing: str) -> Entry:
    if not isinstance(body.get(name), str):
        raise Refused(400, INVALID_PAYLOAD)
    entry = entries.get(body[name])
    if entry is None:
        raise Refused(404, missing)
    return entry


def _own(call: Call, entries: dict[str, Entry], name: str, missing: str) -> Entry:
    entry = _find(entries, _body(call), name, missing)
    if entry.address != call.key.address:
        raise Refused(404, missing)
    return entry


def _listing(call: Call, entries: Iterable[Entry]) -> dict[str, Any]:
    """A page of the entries that pass the filters, sorted as asked; `offset` is the cursor."""
    state, sort_by, sort_dir = (call.one(name, _BAD_FILTER) for name in ("state", "sortBy", "sortDir"))
    if state not in (None, "active", "inactive") or sort_dir not in (None, "asc", "desc"):
        raise Refused(400, _BAD_FILTER)
    if sort_by is not None and sort_by not in _ORDERS:
        raise Refused(400, _BAD_FILTER)
    found = [entry for entry in entries if _passes(call, entry, state)]
    found.sort(key=_ORDERS[sort_by or "created"], reverse=sort_dir == "desc")
    limit = call.one("limit", _BAD_FILTER)
    if limit is not None and not re.fullmatch(r"[1-9][0-9]{0,3}", limit):
        raise Refused(400, _BAD_FILTER)
    size = min(PER_PAGE, int(limit or PER_PAGE))
    response = pages.page(found, call.one("offset", _BAD_FILTER), size, unusable=_BAD_FILTER)
    response["data"] = [_view(entry) for entry in response["data"]]
    return {**response, "total_count": len(found)}


def _passes(call: Call, entry: Entry, state: str | None) -> bool:
    request = entry if entry.request is None else entry.request
    wanted = (
        ("requestIds", request.id),
        ("markets", entry.terms.market.condition_id),
        *((("quoteIds", entry.id),) if entry.request else ()),
    )
    if any(call.every(name) and value not in call.every(name) for name, value in wanted):
        return False
    for name, measure in _RANGES.items():
        least, most = (_number(call.one(name + end, _BAD_FILTER)) for end in ("Min", "Max"))
        if (
            not (-math.inf if least is None else least)
            <= measure(entry.terms)
            <= (math.inf if most is None else most)
        ):
            return False
    return state is None or entry.active == (state == "active")


def _number(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isnan(value):
        raise Refused(400, _BAD_FILTER)
    return value


def _view(entry: Entry) -> dict[str, Any]:
    terms = entry.terms
    shares, usdc = decimal_text(terms.shares), decimal_text(terms.usdc)
    size_in, size_out = (shares, usdc) if terms.side == "BUY" else (usdc, shares)
    request = entry if entry.request is None else entry.request
    view = {
        "requestId": request.id,
        "userAddress": checksummed(entry.address),
        "proxyAddress": checksummed(entry.address),
        "token": terms.token.token_id,
        "complement": terms.market.tokens[1 - terms.token.index].token_id,
        "condition": terms.market.condition_id,
        "side": terms.side,
        "sizeIn": size_in,
        "sizeOut": size_out,
        "price": terms.price,
        "state": "active" if entry.active else "inactive",
        "createdAt": str(entry.created),
        "updatedAt": str(entry.updated),
    }
    if entry.request is not None:
        view |= {"quoteId": entry.id, "matchType": entry.match_type}
    return view
