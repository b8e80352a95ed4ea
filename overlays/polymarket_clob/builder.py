"""Building orders: the rules of market and exchange are checked, the fields filled, the key asked to sign.

Source: docs/protocol/orders.md and docs/protocol/amounts.md.
"""

from __future__ import annotations

import secrets
import time
from typing import Any, Final, cast, get_args

from attrs import field, frozen

from ._checks import one_of
from ._clock import Clock
from .amounts import Number, Side, in_hundredths, limit_amounts, market_amounts
from .contracts import POLYGON, contracts
from .eip712 import (
    OrderStruct,
    digest,
    exchange_domain,
    session_signature,
    wallet_digest,
    wallet_signature,
)
from .errors import InvalidInput, of_kind
from .orders import (
    NEVER_RESTING,
    ORDER_TYPES,
    MarketOrderArgs,
    MarketRules,
    OrderArgs,
    OrderType,
    SignatureType,
    SignedOrder,
    bytes32,
    exchange_version,
    token_number,
)
from .signers import AsyncSigner, Signer, checksum_address, sign_now
from .wallets import fitting_type

__all__ = [
    "GTD_MAXIMUM_AHEAD",
    "GTD_MINIMUM_AHEAD",
    "MINIMUM_MARKETABLE_BUY",
    "OrderBuilder",
    "UnsignedOrder",
]

GTD_MINIMUM_AHEAD: Final = 180
"""Seconds that a GTD order's expiration must lie ahead at least (docs/protocol/orders.md#order-types)."""

GTD_MAXIMUM_AHEAD: Final = 10 * 365 * 24 * 3600
"""Seconds that it may lie ahead at most: further off are milliseconds, or a slip."""

MINIMUM_MARKETABLE_BUY: Final = 1
"""USDC that a BUY which takes from the book must be worth at least (docs/protocol/orders.md#order-types)."""

UNDER_MINIMUM: Final = "under the market's minimum"
RULES_RULE: Final = "a market's rules are said as MarketRules"

_SALT_BITS: Final = 53  # a JSON number, read by others as a double
_SIDES: Final = get_args(Side)


def _as_given(signature_type: int | None) -> SignatureType:
    """What it is follows from the funder, and is settled when all is known."""
    return cast("SignatureType", signature_type)


@frozen
class OrderBuilder:
    """Builds and signs orders for one key, wallet and chain.

    ``funder`` is the wallet that holds the money; the key's own address when left out. ``signature_type``
    follows from the funder when left out; ``session_key``: the key is a session key of the funder, somebody
    else's deposit wallet (``polymarket_clob.wallets``). ``clock`` gives Unix seconds, ``salt`` a random
    number below 2**53. Raises InvalidInput where wallet, type and chain do not fit together.
    """

    signer: Signer | AsyncSigner
    chain_id: int = POLYGON
    signature_type: SignatureType = field(default=None, converter=_as_given)
    funder: str | None = field(default=None)
    clock: Clock = time.time
    salt: Any = field(default=lambda: secrets.randbits(_SALT_BITS), repr=False)
    session_key: bool = field(default=False, kw_only=True)
    maker: str = field(init=False, repr=False)
    """The address that gives the funds."""

    @maker.default
    def _maker(self) -> str:
        return self.signer.address if self.funder is None else checksum_address(self.funder)

    def __attrs_post_init__(self) -> None:
        contracts(self.chain_id)
        kind = fitting_type(
            self.signer.address,
            self.funder,
            self.signature_type,
            self.chain_id,
            session_key=self.session_key,
        )
        object.__setattr__(self, "signature_type", kind)

    def limit(self, args: OrderArgs, rules: MarketRules, order_type: OrderType | None = None) -> SignedOrder:
        """A signed limit order. ``order_type`` as it will be sent; left out, GTD where it has an expiration,
        else GTC. Raises InvalidInput when it breaks a rule of the market or exchange.
        """
        return self._sign(self.build_limit(args, rules, order_type))

    def market(self, args: MarketOrderArgs, price: Number, rules: MarketRules) -> SignedOrder:
        """A signed market order that takes no worse than ``price`` (USDC a share, on the tick grid).

        Raises InvalidInput when it breaks a rule of the market or the exchange.
        """
        return self._sign(self.build_market(args, price, rules))

    def build_limit(
        self, args: OrderArgs, rules: MarketRules, order_type: OrderType | None = None
    ) -> UnsignedOrder:
        """A limit order, checked, to be signed. Raises as ``limit``."""
        if args.side not in _SIDES:
            raise InvalidInput("side", args.side, "BUY or SELL")
        of_kind("rules", rules, MarketRules, RULES_RULE)
        size = in_hundredths("size", args.size)
        kind: OrderType = order_type or ("GTD" if args.expiration else "GTC")
        one_of("order_type", kind, ORDER_TYPES)
        if size < rules.min_order_size and kind not in NEVER_RESTING:
            raise InvalidInput("size", args.size, f"{UNDER_MINIMUM} of {rules.min_order_size} shares")
        amounts = limit_amounts(args.side, args.price, size, rules.tick_size)
        if not all(amounts):
            raise InvalidInput("size", args.size, "an order is of more than nothing")
        now = self.clock()
        if not isinstance(args.expiration, int) or args.expiration < 0:
            raise InvalidInput("expiration", args.expiration, "Unix time in whole seconds, 0 for none")
        if args.expiration and args.expiration < int(now) + GTD_MINIMUM_AHEAD:
            rule = f"at least {GTD_MINIMUM_AHEAD} s ahead (the clock says {int(now)})"
            raise InvalidInput("expiration", args.expiration, rule)
        if args.expiration > now + GTD_MAXIMUM_AHEAD:
            rule = "more than ten years ahead: Unix time in seconds, not milliseconds"
            raise InvalidInput("expiration", args.expiration, rule)
        return self._build(args, amounts, rules, now, kind, args.expiration)

    def build_market(self, args: MarketOrderArgs, price: Number, rules: MarketRules) -> UnsignedOrder:
        """A market order, checked, to be signed. Raises as ``market``."""
        if args.side not in _SIDES:
            raise InvalidInput("side", args.side, "BUY or SELL")
        of_kind("rules", rules, MarketRules, RULES_RULE)
        if args.order_type not in NEVER_RESTING:
            raise InvalidInput("order_type", args.order_type, "a market order is FOK or FAK")
        amount = in_hundredths("amount", args.amount)
        if args.side == "BUY" and amount < MINIMUM_MARKETABLE_BUY:
            raise InvalidInput(
                "amount", args.amount, f"a BUY that takes is worth at least {MINIMUM_MARKETABLE_BUY} USDC"
            )
        decimals = args.amount_decimals
        if decimals is not None and (type(decimals) is not int or decimals not in range(2, 7)):
            raise InvalidInput("amount_decimals", decimals, "2 to 6")
        amounts = market_amounts(args.side, price, amount, rules.tick_size, decimals)
        if not all(amounts):
            raise InvalidInput("amount", args.amount, "an order is of more than nothing")
        return self._build(args, amounts, rules, self.clock(), args.order_type, 0)

    def _build(
        self,
        args: OrderArgs | MarketOrderArgs,
        amounts: tuple[int, int],
        rules: MarketRules,
        now: float,
        order_type: OrderType,
        expiration: int,
    ) -> UnsignedOrder:
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
            metadata=bytes32("metadata", args.metadata),
            builder=bytes32("builder_code", args.builder_code),
        )
        return self.unsigned(
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
        unsigned = self.unsigned(
            struct, neg_risk=neg_risk, version=version, order_type=order_type, expiration=expiration
        )
        return self._sign(unsigned)

    def unsigned(
        self,
        struct: OrderStruct,
        *,
        neg_risk: bool,
        version: int,
        order_type: OrderType,
        expiration: int,
    ) -> UnsignedOrder:
        """An order's fields as they are, to be signed for the exchange contract of this version (2 or 3)."""
        exchange = contracts(self.chain_id).exchange(version, neg_risk=neg_risk)
        domain = exchange_domain(self.chain_id, exchange, version)
        inner = struct.hash()
        order_hash = digest(domain, inner)
        return UnsignedOrder(
            struct,
            self.chain_id,
            exchange,
            version,
            order_type,
            expiration,
            domain,
            inner,
            order_hash,
            self.signer.address if self.session_key else None,
        )

    def _sign(self, unsigned: UnsignedOrder) -> SignedOrder:
        return unsigned.signed(sign_now(self.signer, unsigned.digest))


@frozen
class UnsignedOrder:
    """An order that only lacks its signature: have the key sign ``digest``, then call ``signed``."""

    struct: OrderStruct
    chain_id: int
    exchange: str
    version: int
    order_type: OrderType
    expiration: int
    domain: bytes
    struct_hash: bytes
    order_hash: bytes
    """The order's EIP-712 digest: its id, whatever the key signs."""
    session_signer: str | None = None
    """The address of the key, where it is a session key of the wallet."""

    @property
    def digest(self) -> bytes:
        """The 32 bytes that the key signs."""
        if self.struct.signature_type == SignatureType.POLY_1271:
            return wallet_digest(self.domain, self.struct_hash, self.chain_id, self.struct.maker)
        return self.order_hash

    def signed(self, signature: bytes) -> SignedOrder:
        """The order with the key's 65 bytes, wrapped as its signature type wants them."""
        if self.struct.signature_type == SignatureType.POLY_1271:
            signature = wallet_signature(signature, self.domain, self.struct_hash)
        if self.session_signer is not None:
            signature = session_signature(signature, self.session_signer)
        return SignedOrder(
            struct=self.struct,
            chain_id=self.chain_id,
            exchange=self.exchange,
            version=self.version,
            order_id="0x" + self.order_hash.hex(),
            signature="0x" + signature.hex(),
            order_type=self.order_type,
            expiration=self.expiration,
        )
