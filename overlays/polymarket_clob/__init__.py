"""A typed client of the Polymarket CLOB: generated from its description, signed by hand.

Everything a user needs is imported from here.
"""

from typing import TYPE_CHECKING

from .amounts import TICK_SIZES, Number, Side
from .auth import ClobAuth, L1Auth, L2Auth
from .books import best_first, book_hash, market_price
from .builder import OrderBuilder, UnsignedOrder
from .calls.naming import named_orders
from .client import DEFAULT_HOST, AsyncClobClient, ClobClient
from .contracts import AMOY, POLYGON
from .core import CapturedResponse, capture_responses
from .credentials import Credentials
from .errors import (
    BadRequest,
    BatchInterrupted,
    Blocked,
    CancelOnly,
    CancelsInterrupted,
    ClientClosed,
    ClobError,
    DeadlineExceeded,
    EngineRestarting,
    Geoblocked,
    InsufficientLiquidity,
    InvalidInput,
    MissingCredentials,
    NotFound,
    NotSent,
    OrderOutcomeUnknown,
    OrderRejected,
    OrdersInterrupted,
    PostOnlyMode,
    RateLimited,
    RequestAbandoned,
    RequestTimeout,
    ResponseError,
    ResponseTooLarge,
    ServerError,
    TradingDisabled,
    TransportError,
    Unauthorized,
    Unavailable,
    UnreadableResponse,
)
from .explain import explain
from .fees import FeeSchedule, amount_within
from .figures import BalanceFigures, BookFigures, OrderFigures, PostedFigures, TradeFigures, Units
from .heartbeat import Heartbeat, HeartbeatLate
from .hooks import Exchange, Hook
from .limits import RateLimit
from .orders import (
    MarketOrderArgs,
    MarketRules,
    OrderArgs,
    OrderType,
    SignatureType,
    SignedOrder,
)
from .params import BookParams, OpenOrderParams, OrderScoringParams, OrdersScoringParams, TradeParams
from .results import CancelResult, NotCanceled, Settled, TradesPage
from .retry import RetryPolicy
from .signers import AsyncSigner, PrivateKeySigner, Signer

__all__ = [
    "AMOY",
    "DEFAULT_HOST",
    "POLYGON",
    "TICK_SIZES",
    "AsyncClobClient",
    "AsyncSigner",
    "BadRequest",
    "BalanceFigures",
    "BatchInterrupted",
    "Blocked",
    "BookFigures",
    "BookParams",
    "CancelOnly",
    "CancelResult",
    "CancelsInterrupted",
    "CapturedResponse",
    "ClientClosed",
    "ClobAuth",
    "ClobClient",
    "ClobError",
    "Credentials",
    "DeadlineExceeded",
    "EngineRestarting",
    "Exchange",
    "FeeSchedule",
    "Geoblocked",
    "Heartbeat",
    "HeartbeatLate",
    "Hook",
    "InsufficientLiquidity",
    "InvalidInput",
    "L1Auth",
    "L2Auth",
    "MarketOrderArgs",
    "MarketRules",
    "MissingCredentials",
    "NotCanceled",
    "NotFound",
    "NotSent",
    "Number",
    "OpenOrderParams",
    "OrderArgs",
    "OrderBuilder",
    "OrderFigures",
    "OrderOutcomeUnknown",
    "OrderRejected",
    "OrderScoringParams",
    "OrderType",
    "OrdersInterrupted",
    "OrdersScoringParams",
    "PostOnlyMode",
    "PostedFigures",
    "PrivateKeySigner",
    "RateLimit",
    "RateLimited",
    "RequestAbandoned",
    "RequestTimeout",
    "ResponseError",
    "ResponseTooLarge",
    "RetryPolicy",
    "ServerError",
    "Settled",
    "Side",
    "SignatureType",
    "SignedOrder",
    "Signer",
    "TradeFigures",
    "TradeParams",
    "TradesPage",
    "TradingDisabled",
    "TransportError",
    "Unauthorized",
    "Unavailable",
    "Units",
    "UnreadableResponse",
    "UnsignedOrder",
    "amount_within",
    "best_first",
    "book_hash",
    "capture_responses",
    "explain",
    "market_price",
    "named_orders",
]

__version__: str

if not TYPE_CHECKING:  # to a type checker it would be any name there is

    def __getattr__(name: str) -> str:
        """``__version__``, looked up when it is asked for: importlib.metadata takes long to import."""
        if name != "__version__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib.metadata import version  # noqa: PLC0415 - only then

        return version("polymarket-clob")
