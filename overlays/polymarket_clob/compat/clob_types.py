"""The argument classes of py-clob-client-v2 1.2.1, by their names and fields."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final, Literal

from attrs import define, field

from polymarket_clob.amounts import Number
from polymarket_clob.credentials import masked
from polymarket_clob.orders import SignatureType, SignedOrder

from .constants import BYTES32_ZERO, ZERO_ADDRESS

SignatureTypeV2 = SignatureType
TickSize = Literal["0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"]


class Side(IntEnum):
    """The two sides as numbers; the words do as well."""

    BUY = 0
    SELL = 1


class OrderType:
    """How long an order stays in force."""

    GTC: Final = "GTC"
    FOK: Final = "FOK"
    GTD: Final = "GTD"
    FAK: Final = "FAK"


class AssetType:
    """What a balance is of."""

    COLLATERAL: Final = "COLLATERAL"
    CONDITIONAL: Final = "CONDITIONAL"


class PriceHistoryInterval:
    """Spans of history that end now."""

    MAX: Final = "max"
    ONE_WEEK: Final = "1w"
    ONE_DAY: Final = "1d"
    SIX_HOURS: Final = "6h"
    ONE_HOUR: Final = "1h"


def side_word(side: str | int) -> Literal["BUY", "SELL"]:
    """A side as the word that goes over the wire. Raises ValueError."""
    known: dict[Any, Literal["BUY", "SELL"]] = {"BUY": "BUY", "SELL": "SELL", 0: "BUY", 1: "SELL"}
    if side not in known:
        raise ValueError(f"side={side!r}: BUY or SELL")
    return known[side]


@define
class ApiCreds:
    """An API key; it does not print its parts."""

    api_key: str = field(repr=masked)
    api_secret: str = field(repr=masked)
    api_passphrase: str = field(repr=masked)


@define
class BookParams:
    token_id: str
    side: str | int = ""

    def __attrs_post_init__(self) -> None:
        if isinstance(self.side, int):
            self.side = side_word(self.side)


@define
class OrderArgsV1:
    """Of orders that the exchange no longer takes: making one raises."""

    token_id: str
    price: Number
    size: Number
    side: str | int
    expiration: int = 0
    fee_rate_bps: int = 0
    nonce: int = 0
    taker: str = ZERO_ADDRESS
    builder_code: str = BYTES32_ZERO


@define
class MarketOrderArgsV1:
    """Of orders that the exchange no longer takes: making one raises."""

    token_id: str
    amount: Number
    side: str | int
    price: Number = 0
    order_type: str = OrderType.FOK
    fee_rate_bps: int = 0
    nonce: int = 0
    taker: str = ZERO_ADDRESS
    builder_code: str = BYTES32_ZERO


@define
class OrderArgsV2:
    """A limit order: exactly one of ``token_id`` and ``position_id``, a price, a size and a side."""

    token_id: str | None = None
    price: Number | None = None
    size: Number | None = None
    side: str | int | None = None
    expiration: int = 0
    builder_code: str = BYTES32_ZERO
    metadata: str = BYTES32_ZERO
    user_usdc_balance: Number | None = None
    position_id: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        _required(price=self.price, size=self.size, side=self.side)
        asset_of(self)


@define
class MarketOrderArgsV2:
    """A market order: exactly one of ``token_id`` and ``position_id``, an amount and a side."""

    token_id: str | None = None
    amount: Number | None = None
    side: str | int | None = None
    price: Number = 0
    order_type: str = OrderType.FOK
    user_usdc_balance: Number = 0
    builder_code: str = BYTES32_ZERO
    metadata: str = BYTES32_ZERO
    position_id: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        _required(amount=self.amount, side=self.side)
        asset_of(self)


OrderArgs = OrderArgsV2
MarketOrderArgs = MarketOrderArgsV2


def asset_of(args: OrderArgsV2 | MarketOrderArgsV2) -> str:
    """The token or position id of an order. Raises ValueError unless there is exactly one."""
    given = [each for each in (args.token_id, args.position_id) if each is not None]
    if len(given) != 1 or not isinstance(given[0], str) or not given[0].strip():
        raise ValueError("token_id, position_id: give exactly one of them, a string that is not empty")
    return given[0]


def _required(**fields: object) -> None:
    for name, value in fields.items():
        if value is None:
            raise TypeError(f"{name} is missing")


@define
class SignedOrderV2:
    """A signed order under the older client's field names; ``order_id`` is the id it will have."""

    salt: str
    maker: str
    signer: str
    tokenId: str  # noqa: N815 - the older client's name, as those below
    makerAmount: str  # noqa: N815
    takerAmount: str  # noqa: N815
    side: Side
    signatureType: int  # noqa: N815
    timestamp: str
    metadata: str
    builder: str
    expiration: str
    signature: str = field(repr=masked)
    order_id: str
    native: SignedOrder = field(repr=False)
    """The order as this client has it: what is sent. Changing the fields above changes nothing."""

    @classmethod
    def of(cls, signed: SignedOrder) -> SignedOrderV2:
        """The same order under the other names."""
        struct = signed.struct
        return cls(
            salt=str(struct.salt),
            maker=struct.maker,
            signer=struct.signer,
            tokenId=str(struct.token_id),
            makerAmount=str(struct.maker_amount),
            takerAmount=str(struct.taker_amount),
            side=Side(struct.side),
            signatureType=struct.signature_type,
            timestamp=str(struct.timestamp),
            metadata="0x" + struct.metadata.hex(),
            builder="0x" + struct.builder.hex(),
            expiration=str(signed.expiration),
            signature=signed.signature,
            order_id=signed.order_id,
            native=signed,
        )


@define
class TradeParams:
    id: str | None = None
    maker_address: str | None = None
    market: str | None = None
    asset_id: str | None = None
    before: int | None = None
    after: int | None = None


@define
class OpenOrderParams:
    id: str | None = None
    market: str | None = None
    asset_id: str | None = None


@define
class BuilderTradeParams:
    builder_code: str
    id: str | None = None
    maker_address: str | None = None
    market: str | None = None
    asset_id: str | None = None
    before: str | None = None
    after: str | None = None


@define
class DropNotificationParams:
    ids: Sequence[str] | None = None


@define
class OrderScoringParams:
    orderId: str  # noqa: N815


@define
class OrdersScoringParams:
    orderIds: Sequence[str]  # noqa: N815


@define
class BalanceAllowanceParams:
    """``signature_type`` is the client's, as in the older one: the field here is not looked at."""

    asset_type: str | None = None
    token_id: str | None = None
    signature_type: int = -1


@define
class PartialCreateOrderOptions:
    tick_size: TickSize | None = None
    neg_risk: bool | None = None
    version: int | None = None


@define
class CreateOrderOptions:
    tick_size: TickSize
    neg_risk: bool


@define
class BuilderConfig:
    builder_address: str = ""
    builder_code: str = BYTES32_ZERO


@define
class PostOrdersV2Args:
    """``deferExec`` is that of the request, as in the older client: the field here is not looked at."""

    order: SignedOrderV2
    orderType: str = OrderType.GTC  # noqa: N815
    deferExec: bool = False  # noqa: N815


PostOrdersV1Args = PostOrdersV2Args
PostOrdersArgs = PostOrdersV2Args


@define
class OrderPayload:
    orderID: str  # noqa: N815


@define
class OrderMarketCancelParams:
    market: str | None = None
    asset_id: str | None = None


@define
class PricesHistoryParams:
    market: str | None = None
    start_ts: int | None = None
    end_ts: int | None = None
    fidelity: int | None = None
    interval: str | None = None


@define
class EarningsParams:
    date: str | None = None
    market: str | None = None


@define
class RewardsMarketsParams:
    condition_id: str | None = None
    next_cursor: str | None = None


@define
class BanStatus:
    closed_only: bool = False


@define
class OrderScoring:
    scoring: bool = False


@define
class BuilderApiKey:
    key: str = field(repr=masked)
    secret: str = field(repr=masked)
    passphrase: str = field(repr=masked)


@define
class BuilderApiKeyResponse:
    key: str = field(repr=masked)
    created_at: str | None = None
    revoked_at: str | None = None


@define
class FeeDetails:
    fee_rate: float = 0.0
    exponent: int = 0
    taker_only: bool = False


@define
class ClobRewards:
    min_size: float | None = None
    max_spread: float | None = None
    enabled: bool | None = None
    skip_min_order_age: bool | None = None
    min_order_age_seconds: int | None = None


@define
class ClobToken:
    token_id: str
    outcome: str


@define
class MarketDetails:
    condition_id: str
    tokens: tuple[ClobToken, ...] | None = None
    min_tick_size: float | None = None
    neg_risk: bool | None = None
    fee_details: FeeDetails | None = None
    maker_base_fee: int | None = None
    taker_base_fee: int | None = None
    rewards: ClobRewards | None = None
    accepting_orders: bool | None = None
    min_order_size: float | None = None
    seconds_delay: int | None = None
    game_start_time: str | None = None
    clear_book_on_start: bool | None = None
    accepting_orders_timestamp: str | None = None
    rfq_enabled: bool | None = None
    taker_order_delay_enabled: bool | None = None
    blockaid_check_enabled: bool | None = None
