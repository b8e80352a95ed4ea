"""Orders: checked, built in exact integers, signed, and written as the exchange wants them.

The id of an order is known before it is sent: it is the order's EIP-712 digest.
Source: facts CLIENTS sections 3 to 5; the wire form is ``SendOrder`` of the description.
"""

from __future__ import annotations

import re
import secrets
import time
from decimal import Decimal
from enum import IntEnum
from typing import Any, Final, Literal, get_args

from attrs import field, frozen

from .amounts import Number, Side, decimal, from_units, limit_amounts, market_amounts, tick_size
from .auth import Clock
from .contracts import POLYGON, contracts
from .credentials import masked
from .eip712 import OrderStruct, digest, exchange_domain, wallet_digest, wallet_signature
from .errors import InvalidInput
from .signers import Signer, checksum_address

OrderType = Literal["GTC", "GTD", "FOK", "FAK"]
"""How long an order stays in force: good till cancelled, good till date, fill or kill, fill and kill."""

ZERO_BYTES32: Final = "0x" + "00" * 32

GTD_MINIMUM_AHEAD: Final = 180
"""Seconds that a GTD order's expiration must lie ahead at least (facts CLIENTS section 5)."""

MINIMUM_MARKETABLE_BUY: Final = 1
"""USDC that a BUY which takes from the book must be worth at least (facts ERRORS)."""

_SALTS: Final = 1 << 53  # a JSON number, read by others as a double
_UINT256: Final = 1 << 256


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


@frozen
class MarketRules:
    """What a market asks of an order: tick size, minimum size (shares), and which exchange settles it."""

    tick_size: Decimal = field(converter=tick_size)
    neg_risk: bool
    min_order_size: Decimal = Decimal(0)


@frozen
class OrderArgs:
    """A limit order as a person would say it.

    ``price`` in USDC a share, ``size`` in shares (cut down to hundredths), ``expiration`` in Unix seconds
    (0: none; anything else makes it a GTD order), ``builder_code`` and ``metadata`` 0x and 64 hex digits.
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

    ``amount``: USDC to spend for a BUY, shares to sell for a SELL (cut down to hundredths). ``price``: the
    worst one to take, in USDC a share; left out, the one that the book needs to fill the order.
    ``max_spend`` (a BUY's, USDC): the sum that the amount and its fees must stay within.
    """

    token_id: str
    amount: Number
    side: Side
    price: Number | None = None
    order_type: Literal["FOK", "FAK"] = "FOK"
    max_spend: Number | None = None
    builder_code: str = ZERO_BYTES32
    metadata: str = ZERO_BYTES32


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
    ) -> dict[str, Any]:
        """The JSON object that ``POST /order`` takes. ``owner`` is the API key.

        ``order_type`` is the one it was built with when left out. Raises InvalidInput on a type that
        contradicts the expiration, and on post-only with FOK or FAK.
        """
        kind = order_type or self.order_type
        if kind not in get_args(OrderType):
            raise InvalidInput("order_type", order_type, f"one of {', '.join(get_args(OrderType))}")
        if (kind == "GTD") != bool(self.expiration):
            raise InvalidInput(
                "order_type", kind, f"GTD goes with an expiration, and this order's is {self.expiration}"
            )
        if post_only and kind in ("FOK", "FAK"):
            raise InvalidInput("post_only", post_only, f"an order that must rest cannot be {kind}")
        struct = self.struct
        return {
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


@frozen
class OrderBuilder:
    """Builds and signs orders for one key, wallet and chain.

    ``funder`` is the wallet that holds the money; the key's own address when left out. ``clock`` gives
    Unix seconds, ``salt`` a random number below 2**53.
    """

    signer: Signer
    chain_id: int = POLYGON
    signature_type: SignatureType = field(default=SignatureType.EOA, converter=SignatureType)
    funder: str | None = field(default=None)
    clock: Clock = time.time
    salt: Any = field(default=lambda: secrets.randbelow(_SALTS), repr=False)

    def __attrs_post_init__(self) -> None:
        contracts(self.chain_id)
        if self.funder is None:
            if self.signature_type != SignatureType.EOA:
                raise InvalidInput(
                    "funder", None, f"signature type {self.signature_type} needs the wallet's address"
                )
        elif checksum_address(self.funder) != self.signer.address:
            if self.signature_type == SignatureType.EOA:
                raise InvalidInput(
                    "funder", self.funder, "with signature type 0 the maker is the key's own address"
                )
        elif self.signature_type != SignatureType.EOA:
            raise InvalidInput(
                "funder", self.funder, f"signature type {self.signature_type} needs a wallet, not the key"
            )

    @property
    def maker(self) -> str:
        """The address that gives the funds."""
        return self.signer.address if self.funder is None else checksum_address(self.funder)

    def limit(self, args: OrderArgs, rules: MarketRules) -> SignedOrder:
        """A signed limit order. Raises InvalidInput when it breaks a rule of the market or exchange."""
        if args.side not in get_args(Side):
            raise InvalidInput("side", args.side, "BUY or SELL")
        size = decimal("size", args.size)
        if size < rules.min_order_size:
            raise InvalidInput(
                "size", args.size, f"under the market's minimum of {rules.min_order_size} shares"
            )
        amounts = limit_amounts(args.side, args.price, size, rules.tick_size)
        if not all(amounts):
            raise InvalidInput("size", args.size, "cut down to hundredths of a share, nothing is left")
        now = self.clock()
        if not isinstance(args.expiration, int) or args.expiration < 0:
            raise InvalidInput("expiration", args.expiration, "Unix time in whole seconds, 0 for none")
        if args.expiration and args.expiration < now + GTD_MINIMUM_AHEAD:
            rule = f"at least {GTD_MINIMUM_AHEAD} s ahead (the clock says {int(now)})"
            raise InvalidInput("expiration", args.expiration, rule)
        kind: OrderType = "GTD" if args.expiration else "GTC"
        return self._signed(args, amounts, rules, now, kind, args.expiration)

    def market(self, args: MarketOrderArgs, price: Number, rules: MarketRules) -> SignedOrder:
        """A signed market order that takes no worse than ``price`` (USDC a share, on the tick grid).

        Raises InvalidInput when it breaks a rule of the market or the exchange.
        """
        if args.side not in get_args(Side):
            raise InvalidInput("side", args.side, "BUY or SELL")
        if args.order_type not in ("FOK", "FAK"):
            raise InvalidInput("order_type", args.order_type, "a market order is FOK or FAK")
        amount = decimal("amount", args.amount)
        if args.side == "BUY" and amount < MINIMUM_MARKETABLE_BUY:
            raise InvalidInput(
                "amount", args.amount, f"a BUY that takes is worth at least {MINIMUM_MARKETABLE_BUY} USDC"
            )
        amounts = market_amounts(args.side, price, amount, rules.tick_size)
        if not all(amounts):
            raise InvalidInput("amount", args.amount, "cut down to hundredths, nothing is left")
        return self._signed(args, amounts, rules, self.clock(), args.order_type, 0)

    def _signed(
        self,
        args: OrderArgs | MarketOrderArgs,
        amounts: tuple[int, int],
        rules: MarketRules,
        now: float,
        order_type: OrderType,
        expiration: int,
    ) -> SignedOrder:
        token_id = token_number(args.token_id)
        struct = OrderStruct(
            salt=self.salt(),
            maker=self.maker,
            signer=self.maker if self.signature_type == SignatureType.POLY_1271 else self.signer.address,
            token_id=token_id,
            maker_amount=amounts[0],
            taker_amount=amounts[1],
            side=1 if args.side == "SELL" else 0,
            signature_type=int(self.signature_type),
            timestamp=int(now * 1000),
            metadata=_bytes32("metadata", args.metadata),
            builder=_bytes32("builder_code", args.builder_code),
        )
        return self.sign(
            struct,
            neg_risk=rules.neg_risk,
            version=exchange_version(token_id),
            order_type=order_type,
            expiration=expiration,
        )

    def sign(
        self,
        struct: OrderStruct,
        *,
        neg_risk: bool,
        version: int = 2,
        order_type: OrderType = "GTC",
        expiration: int = 0,
    ) -> SignedOrder:
        """Signs an order's fields as they are, for the exchange contract of this version (2 or 3)."""
        exchange = contracts(self.chain_id).exchange(version, neg_risk=neg_risk)
        domain = exchange_domain(self.chain_id, exchange, version)
        struct_hash = struct.hash()
        order_id = digest(domain, struct_hash)
        if struct.signature_type == SignatureType.POLY_1271:
            inner = self.signer.sign_digest(wallet_digest(domain, struct_hash, self.chain_id, struct.maker))
            signature = wallet_signature(inner, domain, struct_hash)
        else:
            signature = self.signer.sign_digest(order_id)
        return SignedOrder(
            struct=struct,
            chain_id=self.chain_id,
            exchange=exchange,
            version=version,
            order_id="0x" + order_id.hex(),
            signature="0x" + signature.hex(),
            order_type=order_type,
            expiration=expiration,
        )


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


def order_id(value: str, field_name: str = "order_id") -> str:
    """An order id, checked: 0x and 64 hex digits. Raises InvalidInput."""
    if not isinstance(value, str) or not re.fullmatch("0x[0-9a-fA-F]{64}", value):
        raise InvalidInput(field_name, value, "an order id is 0x and 64 hex digits")
    return value


def builder_code(value: str) -> str:
    """A builder code, checked: 0x and 64 hex digits. Raises InvalidInput."""
    _bytes32("builder_code", value)
    return value


def _bytes32(name: str, value: str) -> bytes:
    if not isinstance(value, str) or not re.fullmatch("0x[0-9a-fA-F]{64}", value):
        raise InvalidInput(name, value, "0x and 64 hex digits")
    return bytes.fromhex(value[2:])
