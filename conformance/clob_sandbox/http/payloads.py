"""Reads the JSON body of an order as the description types it; anything else is an invalid payload.

Source: schemas `SendOrder` and `Order`; docs/protocol/orders.md#wire-form and #versions. Unknown
keys are ignored, as the schema does not forbid them.
"""

import re
from typing import Any

from clob_sandbox.errors import INVALID_ORDER, Refused
from clob_sandbox.http.jsons import loads
from clob_sandbox.profiles import Profile
from clob_sandbox.venue.orders import LegacyOrder, SignedOrder
from clob_sandbox.venue.placement import Submission
from clob_sandbox.venue.signatures import ADDRESS, BYTES32

_NUMBER = re.compile(r"[0-9]{1,78}")
_WORD = 2**256
ORDER_TYPES = ("GTC", "FOK", "GTD", "FAK")


def submission(value: Any, profile: Profile) -> Submission:
    """Read one `SendOrder`; refused with 400 for a wrong shape, and by its own text for a version 1 order."""
    body = _object(value)
    order = _object(body.get("order"))
    if "timestamp" not in order and {"nonce", "feeRateBps"} <= order.keys():
        raise Refused(400, "order_version_mismatch")
    order_type = body.get("orderType", "GTC")
    if order_type not in ORDER_TYPES:
        raise Refused(400, INVALID_ORDER)
    types = (0, 1, 2, 3) if "signature-type-3" in profile else (0, 1, 2)
    return Submission(
        signed=SignedOrder(
            salt=_salt(order),
            maker=_text(order, "maker", ADDRESS),
            signer=_text(order, "signer", ADDRESS),
            token_id=str(_number(order, "tokenId")),
            maker_amount=_number(order, "makerAmount"),
            taker_amount=_number(order, "takerAmount"),
            side=_one_of(order, "side", ("BUY", "SELL")),
            signature_type=_one_of(order, "signatureType", types),
            timestamp=_number(order, "timestamp"),
            metadata=_word(order, "metadata"),
            builder=_word(order, "builder", required=True),
            expiration=_number(order, "expiration"),
            signature=_text(order, "signature", None),
        ),
        owner=_text(body, "owner", None),
        order_type=order_type,
        post_only=_flag(body, "postOnly"),
        defer_exec=_flag(body, "deferExec"),
    )


def submissions(body: bytes, profile: Profile) -> list[Submission]:
    """The orders in the body of a post of one or many, or none where it is not of that shape."""
    try:
        value = loads(body)
        return [submission(item, profile) for item in (value if isinstance(value, list) else [value])]
    except (ValueError, Refused):
        return []


def legacy_order(body: dict[str, Any]) -> LegacyOrder:
    """Read the version 1 order that lies flat in the body of an acceptance or approval of a quote."""
    return LegacyOrder(
        salt=_salt(body),
        maker=_text(body, "maker", ADDRESS),
        signer=_text(body, "signer", ADDRESS),
        taker=_text(body, "taker", ADDRESS),
        token_id=str(_number(body, "tokenId")),
        maker_amount=_number(body, "makerAmount"),
        taker_amount=_number(body, "takerAmount"),
        expiration=_integer(body, "expiration"),
        nonce=_number(body, "nonce"),
        fee_rate=_number(body, "feeRateBps"),
        side=_one_of(body, "side", ("BUY", "SELL")),
        signature_type=_one_of(body, "signatureType", (0, 1, 2)),
        signature=_text(body, "signature", None),
    )


def strings(value: Any, unusable: str) -> list[str]:
    """An array of strings, or 400 `unusable`."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Refused(400, unusable)
    return value


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused(400, INVALID_ORDER)
    return value


def _text(body: dict[str, Any], name: str, form: re.Pattern[str] | None) -> str:
    value = body.get(name)
    if not isinstance(value, str) or (form is not None and not form.fullmatch(value)):
        raise Refused(400, INVALID_ORDER)
    return value


def _number(body: dict[str, Any], name: str) -> int:
    """A uint256 written as a decimal string."""
    value = int(_text(body, name, _NUMBER))
    if value >= _WORD:
        raise Refused(400, INVALID_ORDER)
    return value


def _integer(body: dict[str, Any], name: str) -> int:
    value = body.get(name)
    if type(value) is not int or value < 0:  # a bool is not an integer here
        raise Refused(400, INVALID_ORDER)
    return value


def _salt(body: dict[str, Any]) -> int:
    """A JSON number, so that it has to stay below 2^53 (docs/protocol/orders.md#wire-form)."""
    value = _integer(body, "salt")
    if value >= 2**53:
        raise Refused(400, INVALID_ORDER)
    return value


def _word(body: dict[str, Any], name: str, *, required: bool = False) -> str:
    """32 bytes in hex, or the empty text for none."""
    value = body.get(name, None if required else "")
    if not isinstance(value, str) or (value and not BYTES32.fullmatch(value)):
        raise Refused(400, INVALID_ORDER)
    return value


def _one_of(body: dict[str, Any], name: str, allowed: tuple[Any, ...]) -> Any:
    value = body.get(name)
    if isinstance(value, bool) or value not in allowed:
        raise Refused(400, INVALID_ORDER)
    return value


def _flag(body: dict[str, Any], name: str) -> bool:
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise Refused(400, INVALID_ORDER)
    return value
