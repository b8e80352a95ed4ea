"""A typed client of the Polymarket CLOB: generated from its OpenAPI document, signed by hand.

Everything a user needs is imported from here. The modules of single subjects are public too: ``amounts``,
``builder``, ``contracts``, ``credentials``, ``decompression``, ``eip712``, ``errors``, ``fast``, ``hooks``,
``interruptions``, ``key_sources``, ``orders``, ``pacing``, ``printable``, ``reach``, ``reach_options``,
``signers``, ``signing``, ``wallets``; ``compat`` for code written for py-clob-client-v2, and
``pytest_plugin``. The ``__all__`` of each is its surface; a name that begins with an underscore may change
in any release.
"""

from typing import TYPE_CHECKING

from ._auth import ClobAuth, L1Auth, L2Auth
from ._books import best_first, book_hash, market_price
from ._calls.naming import named_orders
from ._client import DEFAULT_HOST, ClobClient
from ._core import CapturedResponse, capture_responses
from ._explain import explain
from ._fees import FeeSchedule, amount_within
from ._figures import BalanceFigures, BookFigures, OrderFigures, PostedFigures, TradeFigures, Units
from ._limits import RateLimit
from ._params import BookParams, OpenOrderParams, OrderScoringParams, OrdersScoringParams, TradeParams
from ._results import CancelResult, NotCanceled, Settled, TradesPage
from ._retry import RetryPolicy
from .amounts import TICK_SIZES, Number, Side
from .builder import OrderBuilder, UnsignedOrder
from .contracts import AMOY, POLYGON
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
    Redirected,
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
from .hooks import Hook, Interaction
from .orders import (
    MarketOrderArgs,
    MarketRules,
    OrderArgs,
    OrderType,
    SignatureType,
    SignedOrder,
)
from .reach import Reach
from .signers import AsyncSigner, PrivateKeySigner, Signer

if TYPE_CHECKING:
    from ._async_client import AsyncClobClient
    from ._heartbeat import Heartbeat, HeartbeatLate

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
    "FeeSchedule",
    "Geoblocked",
    "Heartbeat",
    "HeartbeatLate",
    "Hook",
    "InsufficientLiquidity",
    "Interaction",
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
    "Reach",
    "Redirected",
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

_AWAITED = {"AsyncClobClient": "._async_client", "Heartbeat": "._heartbeat", "HeartbeatLate": "._heartbeat"}
"""What needs asyncio, a tenth of the import, and the modules that have it: imported when it is asked for."""

if not TYPE_CHECKING:  # to a type checker it would be any name there is

    def __getattr__(name: str) -> object:
        """What is awaited, and ``__version__``: importlib.metadata takes long to import."""
        if name in _AWAITED:
            from importlib import import_module  # noqa: PLC0415 - not a name of this package

            found = globals()[name] = getattr(import_module(_AWAITED[name], __name__), name)
            return found
        if name == "__version__":
            from importlib.metadata import version  # noqa: PLC0415 - only then

            return version("polymarket-clob")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
