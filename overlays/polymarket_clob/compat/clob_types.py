"""The argument classes of py-clob-client-v2 1.2.1, by their names and fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from polymarket_clob.amounts import Number

from .constants import BYTES32_ZERO, ZERO_ADDRESS
from .order_utils.model.order_data_v2 import SignedOrderV2

TickSize = Literal["0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"]


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


@dataclass
class ApiCreds:
    """An API key; it does not print its parts."""

    api_key: str = field(repr=False)
    api_secret: str = field(repr=False)
    api_passphrase: str = field(repr=False)


@dataclass
class RequestArgs:
    """What a request signature covers."""

    method: str
    request_path: str
    body: Any = None
    serialized_body: str | None = None


@dataclass
class OrderSummary:
    """One level of a book."""

    price: str | None = None
    size: str | None = None


@dataclass
class OrderBookSummary:
    """A book, its levels as they came."""

    market: str | None = None
    asset_id: str | None = None
    timestamp: str | None = None
    bids: list[OrderSummary] | None = None
    asks: list[OrderSummary] | None = None
    min_order_size: str | None = None
    neg_risk: bool | None = None
    tick_size: str | None = None
    last_trade_price: str | None = None
    hash: str | None = None


@dataclass
class RoundConfig:
    """Decimals of price, size and amount on a tick size."""

    price: int
    size: int
    amount: int


@dataclass
class ContractConfig:
    """The contracts of one chain, those of version 1 too."""

    exchange: str
    neg_risk_adapter: str
    neg_risk_exchange: str
    collateral: str
    conditional_tokens: str
    exchange_v2: str
    neg_risk_exchange_v2: str
    exchange_v3: str = ""


@dataclass
class FeeInfo:
    """A market's taker fee: rate and exponent."""

    rate: float = 0.0
    exponent: float = 0.0


@dataclass
class BuilderFeeRate:
    """A builder's fees."""

    maker: float = 0.0
    taker: float = 0.0


@dataclass
class BookParams:
    """A token, and a side where a price is asked for."""

    token_id: str
    side: str | int = ""

    def __post_init__(self) -> None:
        if isinstance(self.side, int):
            self.side = side_word(self.side)


@dataclass
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


@dataclass
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


@dataclass
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

    def __post_init__(self) -> None:
        _required(price=self.price, size=self.size, side=self.side)
        asset_of(self)


@dataclass
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

    def __post_init__(self) -> None:
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


@dataclass
class TradeParams:
    """Filters of trades."""

    id: str | None = None
    maker_address: str | None = None
    market: str | None = None
    asset_id: str | None = None
    before: int | None = None
    after: int | None = None


@dataclass
class OpenOrderParams:
    """Filters of open orders."""

    id: str | None = None
    market: str | None = None
    asset_id: str | None = None


@dataclass
class BuilderTradeParams:
    """Filters of a builder's trades."""

    builder_code: str
    id: str | None = None
    maker_address: str | None = None
    market: str | None = None
    asset_id: str | None = None
    before: str | None = None
    after: str | None = None


@dataclass
class DropNotificationParams:
    """Which notifications to drop."""

    ids: Sequence[str] | None = None


@dataclass
class OrderScoringParams:
    """One order, by its id."""

    orderId: str  # noqa: N815


@dataclass
class OrdersScoringParams:
    """Several orders, by their ids."""

    orderIds: Sequence[str]  # noqa: N815


@dataclass
class BalanceAllowanceParams:
    """``signature_type`` is the client's, as in the older one: the field here is not looked at."""

    asset_type: str | None = None
    token_id: str | None = None
    signature_type: int = -1


@dataclass
class PartialCreateOrderOptions:
    """What is known of a market; the rest is asked for."""

    tick_size: TickSize | None = None
    neg_risk: bool | None = None
    version: int | None = None


@dataclass
class CreateOrderOptions:
    """What an order needs to know of its market."""

    tick_size: TickSize
    neg_risk: bool


@dataclass
class BuilderConfig:
    """A builder's address and code."""

    builder_address: str = ""
    builder_code: str = BYTES32_ZERO


@dataclass
class PostOrdersV2Args:
    """``deferExec`` is that of the request, as in the older client: the field here is not looked at."""

    order: SignedOrderV2
    orderType: str = OrderType.GTC  # noqa: N815
    deferExec: bool = False  # noqa: N815


PostOrdersV1Args = PostOrdersV2Args
PostOrdersArgs = PostOrdersV2Args


@dataclass
class OrderPayload:
    """One order, by its id."""

    orderID: str  # noqa: N815


@dataclass
class OrderMarketCancelParams:
    """A market or a token whose orders are cancelled."""

    market: str | None = None
    asset_id: str | None = None


@dataclass
class PricesHistoryParams:
    """Which part of which history."""

    market: str | None = None
    start_ts: int | None = None
    end_ts: int | None = None
    fidelity: int | None = None
    interval: str | None = None


@dataclass
class EarningsParams:
    """Which day of which market."""

    date: str | None = None
    market: str | None = None


@dataclass
class RewardsMarketsParams:
    """Which markets with rewards."""

    condition_id: str | None = None
    next_cursor: str | None = None


@dataclass
class BanStatus:
    """Whether positions may only be closed."""

    closed_only: bool = False


@dataclass
class OrderScoring:
    """Whether an order scores."""

    scoring: bool = False


@dataclass
class BuilderApiKey:
    """An API key of a builder; it does not print its parts."""

    key: str = field(repr=False)
    secret: str = field(repr=False)
    passphrase: str = field(repr=False)


@dataclass
class BuilderApiKeyResponse:
    """An API key of a builder, as listed."""

    key: str = field(repr=False)
    created_at: str | None = None
    revoked_at: str | None = None


@dataclass
class FeeDetails:
    """A market's fees."""

    fee_rate: float = 0.0
    exponent: int = 0
    taker_only: bool = False


@dataclass
class ClobRewards:
    """A market's rewards."""

    min_size: float | None = None
    max_spread: float | None = None
    enabled: bool | None = None
    skip_min_order_age: bool | None = None
    min_order_age_seconds: int | None = None


@dataclass
class ClobToken:
    """An outcome token."""

    token_id: str
    outcome: str


@dataclass
class MarketDetails:
    """What is known of a market."""

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
