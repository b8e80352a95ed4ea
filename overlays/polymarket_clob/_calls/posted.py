"""Orders sent, and what the responses say of them: taken, refused, seen before, or nothing to rely on.

One reading for ``POST /order`` and for the entries of ``POST /orders``, whatever the status. A response is
held against the id that is known before sending. A delayed order is taken: it is matched a moment later. Of
an order that the exchange has seen before, the state is asked for.
Source: docs/protocol/errors.md#placing-orders; the description of both operations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Final

from orjson import loads
from polymarket_clob_api import models
from polymarket_clob_api.operations import OPERATIONS

from polymarket_clob._core import Progress, Response, Steps, ask
from polymarket_clob._figures import units_shown
from polymarket_clob._results import Settled
from polymarket_clob._session import Session
from polymarket_clob.amounts import from_units
from polymarket_clob.errors import (
    LONGEST_TEXT,
    ClobError,
    OrderOutcomeUnknown,
    OrderRejected,
    ResponseError,
)
from polymarket_clob.orders import Payload, SignedOrder

from .reading import list_of
from .settling import bare_word, look

_DELAYED: Final = "order match delayed"
_SEEN: Final = re.compile(f"duplicated|{_DELAYED}", re.IGNORECASE)
"""Texts of an order that the exchange knows: it came before, or is matched later."""

_OPEN: Final = re.compile(
    r"context (canceled|deadline)|internal (server )?error|time[d-]?[ -]?out", re.IGNORECASE
)
"""Texts of a failure midway: the order may have been taken before it."""

_IN_FORCE: Final = ("live", "matched", "delayed")
"""States of an order that was taken and that nobody cancelled."""

_NAMED: Final = re.compile(r"\border (0x[0-9a-f]{64})\b", re.IGNORECASE)


_CONTRADICTED: Final = "it says that the order was taken, under the status of an error"

_ACCURACY: Final = re.compile(r"max accuracy of (\d+) decimals?\b.*?\bmax of (\d+) decimals?\b")
"""The decimals that the exchange takes, of the maker's and of the taker's amount."""


class Said(Enum):
    """What a response says of an order."""

    TAKEN = "taken"
    REFUSED = "refused"
    SEEN = "seen before"
    NOTHING = "nothing to rely on"


def said_of(entry: object, order_id: str) -> tuple[Said, str]:
    """What a response, or an entry of one, says of the order with this id; and why, where it says nothing."""
    if not isinstance(entry, Mapping):
        return Said.NOTHING, f"expected a JSON object, got {type(entry).__name__}"
    text = _text(entry)
    if not isinstance(text, str):
        return Said.NOTHING, f"the error text is {text!r}"
    named = entry.get("orderID") or ""
    for other in (named, *_NAMED.findall(text)):
        if other and str(other).lower() != order_id.lower():
            return Said.NOTHING, f"it is about another order, {other!r}"
    success = entry.get("success")
    delayed = _DELAYED in text.lower()
    if _SEEN.search(text) and not (delayed and named and success is True):
        return Said.SEEN, text
    if not isinstance(success, bool):
        return Said.NOTHING, f"success is {success!r}, not true or false"
    if _OPEN.search(text):
        return Said.NOTHING, text
    if success and named and (delayed or not text):
        return Said.TAKEN, ""
    if text and not (success and named) and bare_word(entry.get("status")) not in _IN_FORCE:
        return Said.REFUSED, text
    parts = f"success {success}, orderID {named!r}, errorMsg {text!r}, status {entry.get('status')!r}"
    return Said.NOTHING, f"it does not say whether the order was taken: {parts}"


def _speaks(document: Mapping[str, Any]) -> bool:
    """Whether a response with the status of an error says anything of an order."""
    return bool(_text(document) or document.get("orderID") or document.get("success"))


def _text(entry: Mapping[str, Any]) -> Any:
    """The error text of a response, under whichever name, as far as it is read; empty where there is none."""
    text = next((entry[key] for key in ("errorMsg", "error", "error_msg") if entry.get(key)), "")
    return text[:LONGEST_TEXT] if isinstance(text, str) else text


def post_one(
    session: Session, signed: SignedOrder, payload: Payload, progress: Progress
) -> Steps[models.SendOrderResponse]:
    """Sends an order. Raises OrderRejected or what its status stands for when the response refuses it, and an
    error with ``outcome_known`` False when it leaves open what became of it.
    """

    def read(response: Response) -> models.SendOrderResponse:
        said, why = said_of(response.data, signed.order_id)
        if said is Said.TAKEN:
            return _learnt(session, signed, models.SendOrderResponse.adopt(response.data))
        if said is Said.NOTHING:
            raise response.unreadable(why)
        raise OrderRejected(response.operation, response.status, response.headers, response.body)

    try:
        return (yield from ask("postOrder", _request("postOrder", payload), read, progress=progress))
    except ResponseError as error:
        document = _refusal(error.body)
        if not error.outcome_known or not isinstance(document, dict) or not _speaks(document):
            raise
        session.learn_refusal(signed, error.message)
        said, why = said_of(document, signed.order_id)
        if said is Said.SEEN:
            known = yield from _states(session, [signed])
            if signed.order_id in known:
                return known[signed.order_id]
        elif said is Said.REFUSED:
            if too_fine := _too_fine(signed, error.message):
                note = f"{error.message}: {too_fine}"
                raise type(error)(error.operation, error.status, error.headers, error.body, note) from error
            raise
        raise error.unreadable(why or _CONTRADICTED) from error


def post_several(
    session: Session,
    batch: Sequence[SignedOrder],
    payload: Sequence[Payload],
    progress: Progress,
    before: Sequence[models.SendOrderResponse] = (),
    unsent: Sequence[SignedOrder] = (),
) -> Steps[list[models.SendOrderResponse]]:
    """Sends orders in one request; the responses in the order of the orders.

    Raises OrderOutcomeUnknown of the orders whose entries leave that open, with the responses to the others:
    those ``before`` this request, and those of it.
    """

    def read(response: Response) -> tuple[Response, list[Any]]:
        return response, list_of(response)

    response: Response | ResponseError
    try:
        response, entries = yield from ask(
            "postOrders", _request("postOrders", payload), read, progress=progress
        )
    except ResponseError as error:
        response, entries = error, _entries_refused(session, batch, error)
    found: dict[str, models.SendOrderResponse] = {}
    seen: list[SignedOrder] = []
    reasons: dict[str, str] = {}
    for signed, entry in zip(batch, _by_order(entries, batch), strict=True):
        if entry is None:
            said, why = Said.NOTHING, f"no entry is this order's alone ({len(entries)} came for {len(batch)})"
        else:
            said, why = said_of(entry, signed.order_id)
        if said is Said.REFUSED:
            progress.refused.add(signed.order_id)
        if said in (Said.TAKEN, Said.REFUSED):
            session.learn_refusal(signed, why)
            found[signed.order_id] = _learnt(session, signed, models.SendOrderResponse.adopt(entry))
        else:
            reasons[signed.order_id] = why
            seen += [signed] if said is Said.SEEN else []
    if seen:
        found |= yield from _states(session, seen)
    answered = [found[signed.order_id] for signed in batch if signed.order_id in found]
    left = [signed for signed in batch if signed.order_id not in found]
    if left:
        notes = "; ".join(f"{signed.order_id}: {reasons[signed.order_id]}" for signed in left)
        raise OrderOutcomeUnknown(left, response.unreadable(notes), [*before, *answered], unsent)
    return answered


def _entries_refused(session: Session, batch: Sequence[SignedOrder], error: ResponseError) -> list[Any]:
    """The entries of a request that was refused whole: its one text is that of each order. Raises the refusal
    where it is one for certain.
    """
    document = _refusal(error.body)
    if not error.outcome_known or not document or (isinstance(document, dict) and not _speaks(document)):
        raise error
    if isinstance(document, list):
        return document
    text = str(_text(document))
    names = {each.lower() for each in (*_NAMED.findall(text), str(document.get("orderID")))}
    meant = [signed for signed in batch if signed.order_id.lower() in names] or batch
    said = {said_of(document, signed.order_id)[0] for signed in meant}
    if said == {Said.REFUSED}:
        for signed in meant:
            session.learn_refusal(signed, text)
        raise error
    if Said.TAKEN in said:
        raise error.unreadable(_CONTRADICTED) from error
    nameless = {"success": False, "errorMsg": _NAMED.sub("order", text)}
    return [nameless if _SEEN.search(text) else document for _ in batch]


def _too_fine(signed: SignedOrder, text: str) -> str | None:
    """Which amount of an order is finer than the text of a refusal allows, and what builds a coarser one."""
    allowed = _ACCURACY.search(text)
    if allowed is None:
        return None
    struct = signed.struct
    found = []
    for name, units, most in (
        ("maker amount (given)", struct.maker_amount, int(allowed[1])),
        ("taker amount (wanted)", struct.taker_amount, int(allowed[2])),
    ):
        amount = from_units(units).normalize()
        if (decimals := max(0, -int(amount.as_tuple().exponent))) > most:
            found.append(f"the {name} {amount:f} has {decimals} decimals")
    advice = f"MarketOrderArgs(amount_decimals={allowed[2]}) builds the coarser order"
    return f"{' and '.join(found)}; {advice}" if found else None


def _by_order(entries: Sequence[Any], batch: Sequence[SignedOrder]) -> list[Any]:
    """The entry of each order: the one that names it, else the nameless one in its place.

    None where there is no such entry, or more than one. A place means something only where every entry that
    names an order stands in the place of that order.
    """
    places = {signed.order_id.lower(): place for place, signed in enumerate(batch)}
    named = [
        str(entry.get("orderID") or "").lower() if isinstance(entry, Mapping) else "" for entry in entries
    ]
    in_place = len(entries) == len(batch) and all(
        not name or places.get(name) == place for place, name in enumerate(named)
    )
    of: list[list[Any]] = [[] for _ in batch]
    for place, (entry, name) in enumerate(zip(entries, named, strict=True)):
        if name in places:
            of[places[name]].append(entry)
        elif in_place:
            of[place].append(entry)
    return [each[0] if len(each) == 1 else None for each in of]


def _states(session: Session, orders: Sequence[SignedOrder]) -> Steps[dict[str, models.SendOrderResponse]]:
    """Responses to orders that the exchange has seen before, by id, as far as it shows them on the book or
    traded. An exchange that cannot be asked shows nothing.
    """
    try:
        settled = yield from look(session, orders)
    except ClobError:
        return {}
    return {each.order_id: _as_posted(each) for each in settled if each.taken and _in_force(each)}


def _in_force(settled: Settled) -> bool:
    return settled.order is None or bare_word(settled.order.get("status")) in _IN_FORCE


def _as_posted(settled: Settled) -> models.SendOrderResponse:
    """The response that the first sending of an order must have had; its amounts are not known."""
    word = "matched" if settled.order is None else bare_word(settled.order.get("status"))
    return models.SendOrderResponse.from_dict(
        {
            "success": True,
            "errorMsg": "",
            "orderID": settled.order_id,
            "status": word,
            "makingAmount": "",
            "takingAmount": "",
            "tradeIDs": [each.id for each in settled.trades],
        }
    )


def _request(operation: str, payload: Payload | Sequence[Payload]) -> Mapping[str, Any]:
    """A request whose body is ready: what was signed is not read into a model and written out again."""
    described = OPERATIONS[operation]
    return {"method": described.method, "url": described.path, "json": payload}


def _learnt(
    session: Session, signed: SignedOrder, response: models.SendOrderResponse
) -> models.SendOrderResponse:
    """The response to an order; the session remembers the unit that it shows."""
    session.units = units_shown(response.making_amount, signed.struct.maker_amount) or session.units
    return response


def _refusal(body: bytes) -> dict[str, Any] | list[Any]:
    """What a response with the status of an error says: one text, or an entry for each order of a batch.
    Empty where it is a page for people.
    """
    try:
        document = loads(body)
    except ValueError:
        text = body.decode("utf-8", "replace").strip()
        document = None if text.startswith("<") else text
        if text.startswith(("{", "[")):  # JSON that was cut off: what it says is not known
            return {"success": None, "error": text}
    if isinstance(document, list):
        return [{"success": False} | each if isinstance(each, dict) else each for each in document]
    if isinstance(document, str) and document:
        document = {"error": document}
    return {"success": False} | document if isinstance(document, dict) else {}
