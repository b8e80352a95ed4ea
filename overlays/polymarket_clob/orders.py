"""Orders: what a person says of them, what a signed one holds, and how the exchange wants it written.

The id of an order is known before it is sent: it is the order's EIP-712 digest. Source:
docs/protocol/orders.md and docs/protocol/amounts.md; the wire form is ``SendOrder`` of the description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import IntEnum
from typing import Any, Final, Literal, get_args

from attrs import field, frozen

from ._checks import flag, one_of
from .amounts import Number, Side, decimal, from_units, tick_size
from .credentials import masked
from .eip712 import OrderStruct
from .errors import InvalidInput

__all__ = [
    "ZERO_BYTES32",
    "MarketOrderArgs",
    "MarketRules",
    "OrderArgs",
    "OrderType",
    "SignatureType",
    "SignedOrder",
    "bytes32",
    "exchange_version",
    "token_number",
]

OrderType = Literal["GTC", "GTD", "FOK", "FAK"]
"""How long an order stays in force: good till cancelled, good till date, fill or kill, fill and kill."""

ORDER_TYPES: Final = get_args(OrderType)
NEVER_RESTING: Final = ("FOK", "FAK")
"""Types of orders that are filled at once, as far as they are at all."""

ZERO_BYTES32: Final = "0x" + "00" * 32
"""No metadata, no builder."""

_UINT256: Final = 1 << 256
_ID: Final = re.compile("0x[0-9a-fA-F]{64}")


class SignatureType(IntEnum):
    """Who holds the funds, and so how the order is signed."""

    EOA = 0
    """The signing key's own address."""
    POLY_PROXY = 1
    """A proxy wallet, signed for by the key."""
    POLY_GNOSIS_SAFE = 2
    """A Safe, signed for by the key."""
    POLY_1271 = 3
    """A deposit wallet: the wallet itself is the signer, the key signs inside its domain."""


def _minimum(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else decimal("min_order_size", value)


@frozen
class MarketRules:
    """What a market asks of an order: tick size, minimum size (shares), and which exchange settles it.

    Raises InvalidInput on a tick size that no market has, and when ``neg_risk`` is not True or False.
    """

    tick_size: Decimal = field(converter=tick_size)
    neg_risk: bool = field()
    min_order_size: Decimal = field(default=Decimal(0), converter=_minimum)

    @neg_risk.validator
    def _check_neg_risk(self, _: object, value: object) -> None:
        if not isinstance(value, bool):
            raise InvalidInput("neg_risk", value, "True or False: it decides which exchange is signed for")


@frozen
class OrderArgs:
    """A limit order as a person would say it.

    ``price`` in USDC a share, ``size`` in shares (hundredths at the finest), ``expiration`` in Unix seconds
    (0: none; anything else makes it a GTD order), ``builder_code`` and ``metadata`` 0x and 64 hex digits.

    Sent as FOK or FAK it does not rest, and a BUY spends money: ``size`` times ``price`` in USDC, which buys
    more than ``size`` shares where they cost less; a SELL sells ``size`` shares. FOK does it all or not at
    all, FAK as far as it goes. The market's minimum does not hold then, but a BUY spends at least 1 USDC, in
    whole cents. ``explain`` says it of a signed order; MarketOrderArgs says it more directly.
    """

    token_id: str
    price: Number
    size: Number
    side: Side
    expiration: int = 0
    builder_code: str = ZERO_BYTES32
    metadata: str = ZERO_BYTES32


@frozen
class MarketOrderArgs:
    """A market order as a person would say it.

    ``amount``: USDC to spend for a BUY, shares to sell for a SELL (hundredths at the finest). ``price``: the
    worst one to take, in USDC a share; left out, the one that the book needs to fill the order.
    ``max_spend`` (a BUY's, USDC): the sum that the amount and its fees must stay within, at whatever price it
    is filled. ``amount_decimals`` (2 to 6): those of the amount wanted, shares for a BUY, USDC for a SELL,
    rounded down to them, where the exchange refuses the finer ones that the tick size gives.
    """

    token_id: str
    amount: Number
    side: Side
    price: Number | None = None
    order_type: Literal["FOK", "FAK"] = "FOK"
    max_spend: Number | None = None
    builder_code: str = ZERO_BYTES32
    metadata: str = ZERO_BYTES32
    amount_decimals: int | None = None


@frozen
class SignedOrder:
    """An order with its signature. ``order_id`` is the id the exchange will know it by."""

    struct: OrderStruct
    chain_id: int
    exchange: str
    version: int
    order_id: str
    signature: str = field(repr=masked)
    order_type: OrderType = "GTC"
    expiration: int = 0

    @property
    def side(self) -> Side:
        """BUY or SELL, as signed."""
        return "SELL" if self.struct.side else "BUY"

    @property
    def size(self) -> Decimal:
        """Shares."""
        return from_units(self.struct.maker_amount if self.struct.side else self.struct.taker_amount)

    @property
    def usdc(self) -> Decimal:
        """USDC given by a BUY, wanted by a SELL."""
        return from_units(self.struct.taker_amount if self.struct.side else self.struct.maker_amount)

    def payload(
        self,
        owner: str,
        order_type: OrderType | None = None,
        *,
        post_only: bool = False,
        defer_exec: bool = False,
    ) -> Payload:
        """The JSON object that ``POST /order`` takes. ``owner`` is the API key.

        ``order_type`` is the one it was built with when left out. Raises InvalidInput on a type that
        contradicts the expiration, on post-only with FOK or FAK, and on a flag that is not True or False.
        """
        kind = order_type or self.order_type
        one_of("order_type", kind, ORDER_TYPES)
        flag("post_only", post_only)
        flag("defer_exec", defer_exec)
        if (kind == "GTD") != bool(self.expiration):
            raise InvalidInput(
                "order_type", kind, f"GTD goes with an expiration, and this order's is {self.expiration}"
            )
        if post_only and kind in NEVER_RESTING:
            raise InvalidInput("post_only", post_only, f"an order that must rest cannot be {kind}")
        struct = self.struct
        return Payload(
            {
                "order": {
                    "salt": struct.salt,
                    "maker": struct.maker,
                    "signer": struct.signer,
                    "tokenId": str(struct.token_id),
                    "makerAmount": str(struct.maker_amount),
                    "takerAmount": str(struct.taker_amount),
                    "side": self.side,
                    "expiration": str(self.expiration),
                    "signatureType": struct.signature_type,
                    "timestamp": str(struct.timestamp),
                    "metadata": "0x" + struct.metadata.hex(),
                    "builder": "0x" + struct.builder.hex(),
                    "signature": self.signature,
                },
                "owner": owner,
                "orderType": kind,
                "deferExec": defer_exec,
                "postOnly": post_only,
            }
        )


class Payload(dict[str, Any]):
    """An order as it is sent: it holds the API key and the signature, and does not print them."""

    def __repr__(self) -> str:
        return repr(dict(self.__rich_repr__()))

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        for name, value in self.items():
            if name == "order":
                yield name, {**value, "signature": masked(value)}
            else:
                yield name, masked(value) if name in ("owner", "signature") else value


def exchange_version(token_id: int) -> int:
    """The exchange that settles a token: 3 for a position id (bits 40 to 103 all zero), else 2."""
    return 2 if token_id >> 40 & ((1 << 64) - 1) else 3


def token_number(token_id: str) -> int:
    """A token id as the number that is signed. Raises InvalidInput unless decimal digits below 2**256."""
    if not isinstance(token_id, str) or not token_id.isascii() or not token_id.isdigit():
        raise InvalidInput("token_id", token_id, "a token id is a string of decimal digits")
    number = int(token_id) if len(token_id) <= 78 else _UINT256
    if number >= _UINT256:
        raise InvalidInput("token_id", token_id, "a token id is below 2**256")
    return number


def is_order_id(value: object) -> bool:
    """Whether this is an order id: 0x and 64 hex digits."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def order_id(value: str, field_name: str = "order_id") -> str:
    """An order id, checked: 0x and 64 hex digits. Raises InvalidInput."""
    if not is_order_id(value):
        raise InvalidInput(field_name, value, "an order id is 0x and 64 hex digits", is_hash=True)
    return value


def builder_code(value: str) -> str:
    """A builder code, checked: 0x and 64 hex digits. Raises InvalidInput."""
    bytes32("builder_code", value)
    return value


def bytes32(name: str, value: str) -> bytes:
    """32 bytes given as 0x and 64 hex digits. Raises InvalidInput."""
    if value == ZERO_BYTES32:  # as nearly always
        return bytes(32)
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise InvalidInput(name, value, "0x and 64 hex digits", is_hash=True)
    return bytes.fromhex(value[2:])
