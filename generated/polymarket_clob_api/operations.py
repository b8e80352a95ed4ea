"""Every operation with its authentication level. Made by clob_spec; do not edit."""

from typing import Final, Literal, NamedTuple


class Operation(NamedTuple):
    """One operation. `level` is what its requests carry: nothing, an L1 signature, or an L2 signature."""

    id: str
    method: str
    path: str
    level: Literal["public", "L1", "L2"]


OPERATIONS: Final[dict[str, Operation]] = {
    "postOrder": Operation("postOrder", "POST", "/order", "L2"),
    "cancelOrder": Operation("cancelOrder", "DELETE", "/order", "L2"),
    "postOrders": Operation("postOrders", "POST", "/orders", "L2"),
    "cancelOrders": Operation("cancelOrders", "DELETE", "/orders", "L2"),
    "getOrders": Operation("getOrders", "GET", "/data/orders", "L2"),
    "getOrder": Operation("getOrder", "GET", "/data/order/{orderID}", "L2"),
    "cancelAllOrders": Operation("cancelAllOrders", "DELETE", "/cancel-all", "L2"),
    "cancelMarketOrders": Operation("cancelMarketOrders", "DELETE", "/cancel-market-orders", "L2"),
    "getTime": Operation("getTime", "GET", "/time", "public"),
    "getMidpoint": Operation("getMidpoint", "GET", "/midpoint", "public"),
    "getMidpointsGet": Operation("getMidpointsGet", "GET", "/midpoints", "public"),
    "getMidpointsPost": Operation("getMidpointsPost", "POST", "/midpoints", "public"),
    "getSpread": Operation("getSpread", "GET", "/spread", "public"),
    "getSpreads": Operation("getSpreads", "POST", "/spreads", "public"),
    "getLastTradePrice": Operation("getLastTradePrice", "GET", "/last-trade-price", "public"),
    "getLastTradesPricesGet": Operation("getLastTradesPricesGet", "GET", "/last-trades-prices", "public"),
    "getLastTradesPricesPost": Operation("getLastTradesPricesPost", "POST", "/last-trades-prices", "public"),
    "getFeeRate": Operation("getFeeRate", "GET", "/fee-rate", "public"),
    "getFeeRateByPath": Operation("getFeeRateByPath", "GET", "/fee-rate/{token_id}", "public"),
    "getTickSize": Operation("getTickSize", "GET", "/tick-size", "public"),
    "getTickSizeByPath": Operation("getTickSizeByPath", "GET", "/tick-size/{token_id}", "public"),
    "getNegRisk": Operation("getNegRisk", "GET", "/neg-risk", "public"),
    "getNegRiskByPath": Operation("getNegRiskByPath", "GET", "/neg-risk/{token_id}", "public"),
    "getPrice": Operation("getPrice", "GET", "/price", "public"),
    "getPricesGet": Operation("getPricesGet", "GET", "/prices", "public"),
    "getPricesPost": Operation("getPricesPost", "POST", "/prices", "public"),
    "getBook": Operation("getBook", "GET", "/book", "public"),
    "getBooksGet": Operation("getBooksGet", "GET", "/books", "public"),
    "getBooksPost": Operation("getBooksPost", "POST", "/books", "public"),
    "getSimplifiedMarkets": Operation("getSimplifiedMarkets", "GET", "/simplified-markets", "public"),
    "getSamplingMarkets": Operation("getSamplingMarkets", "GET", "/sampling-markets", "public"),
    "getSamplingSimplifiedMarkets": Operation(
        "getSamplingSimplifiedMarkets", "GET", "/sampling-simplified-markets", "public"
    ),
    "getClobMarketInfo": Operation("getClobMarketInfo", "GET", "/clob-markets/{condition_id}", "public"),
    "getMarketByToken": Operation("getMarketByToken", "GET", "/markets-by-token/{token_id}", "public"),
    "getMarketsLiveActivity": Operation("getMarketsLiveActivity", "POST", "/markets/live-activity", "public"),
    "getMarketLiveActivity": Operation(
        "getMarketLiveActivity", "GET", "/markets/live-activity/{condition_id}", "public"
    ),
    "getPricesHistory": Operation("getPricesHistory", "GET", "/prices-history", "public"),
    "getBatchPricesHistory": Operation("getBatchPricesHistory", "POST", "/batch-prices-history", "public"),
    "createApiKey": Operation("createApiKey", "POST", "/auth/api-key", "L1"),
    "deleteApiKey": Operation("deleteApiKey", "DELETE", "/auth/api-key", "L2"),
    "getApiKeys": Operation("getApiKeys", "GET", "/auth/api-keys", "L2"),
    "deriveApiKey": Operation("deriveApiKey", "GET", "/auth/derive-api-key", "L1"),
    "getBalanceAllowance": Operation("getBalanceAllowance", "GET", "/balance-allowance", "L2"),
    "updateBalanceAllowance": Operation("updateBalanceAllowance", "PUT", "/balance-allowance", "L2"),
    "getUpdateBalanceAllowance": Operation(
        "getUpdateBalanceAllowance", "GET", "/balance-allowance/update", "L2"
    ),
    "getClosedOnlyMode": Operation("getClosedOnlyMode", "GET", "/auth/ban-status/closed-only", "L2"),
    "getBuilderApiKeys": Operation("getBuilderApiKeys", "GET", "/auth/builder-api-key", "L2"),
    "createBuilderApiKey": Operation("createBuilderApiKey", "POST", "/auth/builder-api-key", "L2"),
    "revokeBuilderApiKey": Operation("revokeBuilderApiKey", "DELETE", "/auth/builder-api-key", "L2"),
    "getNotifications": Operation("getNotifications", "GET", "/notifications", "L2"),
    "dropNotifications": Operation("dropNotifications", "DELETE", "/notifications", "L2"),
    "getEarningsForUserForDay": Operation("getEarningsForUserForDay", "GET", "/rewards/user", "L2"),
    "getTotalEarningsForUserForDay": Operation(
        "getTotalEarningsForUserForDay", "GET", "/rewards/user/total", "L2"
    ),
    "getRewardPercentagesForUser": Operation(
        "getRewardPercentagesForUser", "GET", "/rewards/user/percentages", "L2"
    ),
    "getUserEarningsAndMarketsConfig": Operation(
        "getUserEarningsAndMarketsConfig", "GET", "/rewards/user/markets", "L2"
    ),
    "getCurrentRewards": Operation("getCurrentRewards", "GET", "/rewards/markets/current", "public"),
    "getRawRewardsForMarket": Operation(
        "getRawRewardsForMarket", "GET", "/rewards/markets/{condition_id}", "public"
    ),
    "getMultiMarkets": Operation("getMultiMarkets", "GET", "/rewards/markets/multi", "public"),
    "getCurrentRebatedFees": Operation("getCurrentRebatedFees", "GET", "/rebates/current", "public"),
    "sendHeartbeat": Operation("sendHeartbeat", "POST", "/heartbeats", "L2"),
    "sendHeartbeatV1": Operation("sendHeartbeatV1", "POST", "/v1/heartbeats", "L2"),
    "getOrderScoring": Operation("getOrderScoring", "GET", "/order-scoring", "L2"),
    "getOrdersScoring": Operation("getOrdersScoring", "GET", "/orders-scoring", "L2"),
    "postOrdersScoring": Operation("postOrdersScoring", "POST", "/orders-scoring", "L2"),
    "getTrades": Operation("getTrades", "GET", "/data/trades", "L2"),
    "getBuilderTrades": Operation("getBuilderTrades", "GET", "/builder/trades", "public"),
    "getOk": Operation("getOk", "GET", "/ok", "public"),
    "getVersion": Operation("getVersion", "GET", "/version", "public"),
    "getMarkets": Operation("getMarkets", "GET", "/markets", "public"),
    "getMarket": Operation("getMarket", "GET", "/markets/{condition_id}", "public"),
    "getPreMigrationOrders": Operation("getPreMigrationOrders", "GET", "/data/pre-migration-orders", "L2"),
    "createReadonlyApiKey": Operation("createReadonlyApiKey", "POST", "/auth/readonly-api-key", "L2"),
    "deleteReadonlyApiKey": Operation("deleteReadonlyApiKey", "DELETE", "/auth/readonly-api-key", "L2"),
    "getReadonlyApiKeys": Operation("getReadonlyApiKeys", "GET", "/auth/readonly-api-keys", "L2"),
    "getBuilderFees": Operation("getBuilderFees", "GET", "/fees/builder-fees/{builder_code}", "public"),
    "getSessionSigners": Operation("getSessionSigners", "GET", "/v1/user/session-signers", "L2"),
    "createRfqRequest": Operation("createRfqRequest", "POST", "/rfq/request", "L2"),
    "cancelRfqRequest": Operation("cancelRfqRequest", "DELETE", "/rfq/request", "L2"),
    "acceptRfqQuote": Operation("acceptRfqQuote", "POST", "/rfq/request/accept", "L2"),
    "createRfqQuote": Operation("createRfqQuote", "POST", "/rfq/quote", "L2"),
    "cancelRfqQuote": Operation("cancelRfqQuote", "DELETE", "/rfq/quote", "L2"),
    "approveRfqOrder": Operation("approveRfqOrder", "POST", "/rfq/quote/approve", "L2"),
    "getRfqRequests": Operation("getRfqRequests", "GET", "/rfq/data/requests", "L2"),
    "getRfqRequesterQuotes": Operation("getRfqRequesterQuotes", "GET", "/rfq/data/requester/quotes", "L2"),
    "getRfqQuoterQuotes": Operation("getRfqQuoterQuotes", "GET", "/rfq/data/quoter/quotes", "L2"),
    "getRfqBestQuote": Operation("getRfqBestQuote", "GET", "/rfq/data/best-quote", "L2"),
    "getRfqConfig": Operation("getRfqConfig", "GET", "/rfq/config", "L2"),
}
