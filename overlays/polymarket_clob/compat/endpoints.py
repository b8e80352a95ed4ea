"""The paths of the operations, up to the first part that an id fills."""

from __future__ import annotations

from typing import Final

from polymarket_clob_api.operations import OPERATIONS

_OPERATIONS: Final = {
    "OK": "getOk",
    "TIME": "getTime",
    "VERSION": "getVersion",
    "CREATE_API_KEY": "createApiKey",
    "GET_API_KEYS": "getApiKeys",
    "DELETE_API_KEY": "deleteApiKey",
    "DERIVE_API_KEY": "deriveApiKey",
    "CLOSED_ONLY": "getClosedOnlyMode",
    "CREATE_READONLY_API_KEY": "createReadonlyApiKey",
    "GET_READONLY_API_KEYS": "getReadonlyApiKeys",
    "DELETE_READONLY_API_KEY": "deleteReadonlyApiKey",
    "CREATE_BUILDER_API_KEY": "createBuilderApiKey",
    "GET_BUILDER_API_KEYS": "getBuilderApiKeys",
    "REVOKE_BUILDER_API_KEY": "revokeBuilderApiKey",
    "GET_MARKET_TRADES_EVENTS": "getMarketLiveActivity",
    "GET_SAMPLING_SIMPLIFIED_MARKETS": "getSamplingSimplifiedMarkets",
    "GET_SAMPLING_MARKETS": "getSamplingMarkets",
    "GET_SIMPLIFIED_MARKETS": "getSimplifiedMarkets",
    "GET_MARKETS": "getMarkets",
    "GET_MARKET": "getMarket",
    "GET_MARKET_BY_TOKEN": "getMarketByToken",
    "GET_CLOB_MARKET": "getClobMarketInfo",
    "GET_ORDER_BOOK": "getBook",
    "GET_ORDER_BOOKS": "getBooksGet",
    "GET_MIDPOINT": "getMidpoint",
    "GET_MIDPOINTS": "getMidpointsGet",
    "GET_PRICE": "getPrice",
    "GET_PRICES": "getPricesGet",
    "GET_SPREAD": "getSpread",
    "GET_SPREADS": "getSpreads",
    "GET_LAST_TRADE_PRICE": "getLastTradePrice",
    "GET_LAST_TRADES_PRICES": "getLastTradesPricesGet",
    "GET_TICK_SIZE": "getTickSize",
    "GET_NEG_RISK": "getNegRisk",
    "GET_FEE_RATE": "getFeeRate",
    "GET_PRICES_HISTORY": "getPricesHistory",
    "POST_ORDER": "postOrder",
    "POST_ORDERS": "postOrders",
    "CANCEL": "cancelOrder",
    "CANCEL_ORDERS": "cancelOrders",
    "GET_ORDER": "getOrder",
    "CANCEL_ALL": "cancelAllOrders",
    "CANCEL_MARKET_ORDERS": "cancelMarketOrders",
    "ORDERS": "getOrders",
    "PRE_MIGRATION_ORDERS": "getPreMigrationOrders",
    "TRADES": "getTrades",
    "IS_ORDER_SCORING": "getOrderScoring",
    "ARE_ORDERS_SCORING": "getOrdersScoring",
    "GET_NOTIFICATIONS": "getNotifications",
    "DROP_NOTIFICATIONS": "dropNotifications",
    "GET_BALANCE_ALLOWANCE": "getBalanceAllowance",
    "UPDATE_BALANCE_ALLOWANCE": "getUpdateBalanceAllowance",
    "GET_EARNINGS_FOR_USER_FOR_DAY": "getEarningsForUserForDay",
    "GET_TOTAL_EARNINGS_FOR_USER_FOR_DAY": "getTotalEarningsForUserForDay",
    "GET_LIQUIDITY_REWARD_PERCENTAGES": "getRewardPercentagesForUser",
    "GET_REWARDS_MARKETS_CURRENT": "getCurrentRewards",
    "GET_REWARDS_MARKETS": "getRawRewardsForMarket",
    "GET_REWARDS_EARNINGS_PERCENTAGES": "getUserEarningsAndMarketsConfig",
    "POST_HEARTBEAT": "sendHeartbeatV1",
    "GET_BUILDER_TRADES": "getBuilderTrades",
    "GET_BUILDER_FEE_RATE": "getBuilderFees",
    "CREATE_RFQ_REQUEST": "createRfqRequest",
    "CANCEL_RFQ_REQUEST": "cancelRfqRequest",
    "GET_RFQ_REQUESTS": "getRfqRequests",
    "CREATE_RFQ_QUOTE": "createRfqQuote",
    "CANCEL_RFQ_QUOTE": "cancelRfqQuote",
    "GET_RFQ_REQUESTER_QUOTES": "getRfqRequesterQuotes",
    "GET_RFQ_QUOTER_QUOTES": "getRfqQuoterQuotes",
    "GET_RFQ_BEST_QUOTE": "getRfqBestQuote",
    "RFQ_REQUESTS_ACCEPT": "acceptRfqQuote",
    "RFQ_QUOTE_APPROVE": "approveRfqOrder",
    "RFQ_CONFIG": "getRfqConfig",
}


def __getattr__(name: str) -> str:
    """The path that a name of the older client stands for."""
    if name not in _OPERATIONS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return OPERATIONS[_OPERATIONS[name]].path.partition("{")[0]
