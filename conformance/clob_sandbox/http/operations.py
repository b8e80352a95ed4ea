"""The table from operation to handler, by the operation ids and authentication levels of the description."""

from collections.abc import Callable
from typing import Any

from attrs import frozen

from clob_sandbox.http.call import Call
from clob_sandbox.http.handlers import (
    account,
    discovery,
    earnings,
    history,
    keys,
    liveness,
    market_data,
    markets,
    notifications,
    rewards,
    rfq,
    trade,
)
from clob_sandbox.profiles import Profile

Handler = Callable[[Call], Any]


@frozen
class Operation:
    """A method and path; `level` is public, L1, L2 or control (of the sandbox, not of the exchange).

    `by_builder`: a builder's key may sign it as well.
    """

    id: str
    method: str
    path: str
    level: str
    handler: Handler
    by_builder: bool = False

    @property
    def reads(self) -> bool:
        """Whether a read-only key may call it: it only reads what belongs to an account."""
        return self.level == "L2" and self.method == "GET" and self.id != "getUpdateBalanceAllowance"

    def level_in(self, profile: Profile) -> str:
        """The level under a profile: listing API keys by L2 is itself a row of the table of deviations."""
        return "L1" if self.id == "getApiKeys" and "api-keys-auth" not in profile else self.level


OPERATIONS = (
    # Trade
    Operation("postOrder", "POST", "/order", "L2", trade.post_order),
    Operation("cancelOrder", "DELETE", "/order", "L2", trade.cancel_order),
    Operation("postOrders", "POST", "/orders", "L2", trade.post_orders),
    Operation("cancelOrders", "DELETE", "/orders", "L2", trade.cancel_orders),
    Operation("cancelAllOrders", "DELETE", "/cancel-all", "L2", trade.cancel_all_orders),
    Operation("cancelMarketOrders", "DELETE", "/cancel-market-orders", "L2", trade.cancel_market_orders),
    Operation("getOrders", "GET", "/data/orders", "L2", trade.get_orders),
    Operation("getOrder", "GET", "/data/order/{orderID}", "L2", trade.get_order),
    Operation(
        "getPreMigrationOrders", "GET", "/data/pre-migration-orders", "L2", trade.get_pre_migration_orders
    ),
    Operation("getTrades", "GET", "/data/trades", "L2", trade.get_trades),
    Operation("getBuilderTrades", "GET", "/builder/trades", "public", trade.get_builder_trades),
    Operation("getOrderScoring", "GET", "/order-scoring", "L2", liveness.get_order_scoring),
    Operation("getOrdersScoring", "GET", "/orders-scoring", "L2", liveness.get_orders_scoring),
    Operation("postOrdersScoring", "POST", "/orders-scoring", "L2", liveness.post_orders_scoring),
    Operation("sendHeartbeat", "POST", "/heartbeats", "L2", liveness.send_heartbeat),
    Operation("sendHeartbeatV1", "POST", "/v1/heartbeats", "L2", liveness.send_heartbeat_v1),
    # Data and Market Data
    Operation("getOk", "GET", "/ok", "public", market_data.get_ok),
    Operation("getTime", "GET", "/time", "public", market_data.get_time),
    Operation("getVersion", "GET", "/version", "public", market_data.get_version),
    Operation("getMidpoint", "GET", "/midpoint", "public", market_data.get_midpoint),
    Operation("getMidpointsGet", "GET", "/midpoints", "public", market_data.get_midpoints_get),
    Operation("getMidpointsPost", "POST", "/midpoints", "public", market_data.get_midpoints_post),
    Operation("getSpread", "GET", "/spread", "public", market_data.get_spread),
    Operation("getSpreads", "POST", "/spreads", "public", market_data.get_spreads),
    Operation("getLastTradePrice", "GET", "/last-trade-price", "public", market_data.get_last_trade_price),
    Operation(
        "getLastTradesPricesGet",
        "GET",
        "/last-trades-prices",
        "public",
        market_data.get_last_trades_prices_get,
    ),
    Operation(
        "getLastTradesPricesPost",
        "POST",
        "/last-trades-prices",
        "public",
        market_data.get_last_trades_prices_post,
    ),
    Operation("getFeeRate", "GET", "/fee-rate", "public", market_data.get_fee_rate),
    Operation("getFeeRateByPath", "GET", "/fee-rate/{token_id}", "public", market_data.get_fee_rate),
    Operation("getTickSize", "GET", "/tick-size", "public", market_data.get_tick_size),
    Operation("getTickSizeByPath", "GET", "/tick-size/{token_id}", "public", market_data.get_tick_size),
    Operation("getNegRisk", "GET", "/neg-risk", "public", market_data.get_neg_risk),
    Operation("getNegRiskByPath", "GET", "/neg-risk/{token_id}", "public", market_data.get_neg_risk),
    Operation("getPrice", "GET", "/price", "public", market_data.get_price),
    Operation("getPricesGet", "GET", "/prices", "public", market_data.get_prices_get),
    Operation("getPricesPost", "POST", "/prices", "public", market_data.get_prices_post),
    Operation("getBook", "GET", "/book", "public", market_data.get_book),
    Operation("getBooksGet", "GET", "/books", "public", market_data.get_books_get),
    Operation("getBooksPost", "POST", "/books", "public", market_data.get_books_post),
    # Markets
    Operation("getMarkets", "GET", "/markets", "public", markets.get_markets),
    Operation("getMarket", "GET", "/markets/{condition_id}", "public", markets.get_market),
    Operation("getSimplifiedMarkets", "GET", "/simplified-markets", "public", markets.get_simplified_markets),
    Operation("getSamplingMarkets", "GET", "/sampling-markets", "public", markets.get_sampling_markets),
    Operation(
        "getSamplingSimplifiedMarkets",
        "GET",
        "/sampling-simplified-markets",
        "public",
        markets.get_sampling_simplified_markets,
    ),
    Operation(
        "getClobMarketInfo", "GET", "/clob-markets/{condition_id}", "public", markets.get_clob_market_info
    ),
    Operation(
        "getMarketByToken", "GET", "/markets-by-token/{token_id}", "public", markets.get_market_by_token
    ),
    Operation(
        "getMarketsLiveActivity",
        "POST",
        "/markets/live-activity",
        "public",
        markets.get_markets_live_activity,
    ),
    Operation(
        "getMarketLiveActivity",
        "GET",
        "/markets/live-activity/{condition_id}",
        "public",
        markets.get_market_live_activity,
    ),
    Operation("getPricesHistory", "GET", "/prices-history", "public", history.get_prices_history),
    Operation(
        "getBatchPricesHistory", "POST", "/batch-prices-history", "public", history.get_batch_prices_history
    ),
    # Account
    Operation("createApiKey", "POST", "/auth/api-key", "L1", account.create_api_key),
    Operation("deriveApiKey", "GET", "/auth/derive-api-key", "L1", account.derive_api_key),
    Operation("getApiKeys", "GET", "/auth/api-keys", "L2", account.get_api_keys),
    Operation("deleteApiKey", "DELETE", "/auth/api-key", "L2", account.delete_api_key),
    Operation("getClosedOnlyMode", "GET", "/auth/ban-status/closed-only", "L2", account.get_closed_only_mode),
    Operation("getBalanceAllowance", "GET", "/balance-allowance", "L2", account.get_balance_allowance),
    Operation("updateBalanceAllowance", "PUT", "/balance-allowance", "L2", account.update_balance_allowance),
    Operation(
        "getUpdateBalanceAllowance", "GET", "/balance-allowance/update", "L2", account.get_balance_allowance
    ),
    Operation("createBuilderApiKey", "POST", "/auth/builder-api-key", "L2", keys.create_builder_api_key),
    Operation("getBuilderApiKeys", "GET", "/auth/builder-api-key", "L2", keys.get_builder_api_keys),
    Operation(
        "revokeBuilderApiKey",
        "DELETE",
        "/auth/builder-api-key",
        "L2",
        keys.revoke_builder_api_key,
        by_builder=True,
    ),
    Operation("createReadonlyApiKey", "POST", "/auth/readonly-api-key", "L2", keys.create_readonly_api_key),
    Operation("deleteReadonlyApiKey", "DELETE", "/auth/readonly-api-key", "L2", keys.delete_readonly_api_key),
    Operation("getReadonlyApiKeys", "GET", "/auth/readonly-api-keys", "L2", keys.get_readonly_api_keys),
    Operation("getBuilderFees", "GET", "/fees/builder-fees/{builder_code}", "public", keys.get_builder_fees),
    Operation("getSessionSigners", "GET", "/v1/user/session-signers", "L2", keys.get_session_signers),
    # Notifications, Rewards, Rebates
    Operation("getNotifications", "GET", "/notifications", "L2", notifications.get_notifications),
    Operation("dropNotifications", "DELETE", "/notifications", "L2", notifications.drop_notifications),
    Operation(
        "getEarningsForUserForDay", "GET", "/rewards/user", "L2", earnings.get_earnings_for_user_for_day
    ),
    Operation(
        "getTotalEarningsForUserForDay",
        "GET",
        "/rewards/user/total",
        "L2",
        earnings.get_total_earnings_for_user_for_day,
    ),
    Operation(
        "getRewardPercentagesForUser",
        "GET",
        "/rewards/user/percentages",
        "L2",
        earnings.get_reward_percentages_for_user,
    ),
    Operation(
        "getUserEarningsAndMarketsConfig",
        "GET",
        "/rewards/user/markets",
        "L2",
        discovery.get_user_earnings_and_markets_config,
    ),
    Operation("getCurrentRewards", "GET", "/rewards/markets/current", "public", rewards.get_current_rewards),
    Operation(
        "getRawRewardsForMarket",
        "GET",
        "/rewards/markets/{condition_id}",
        "public",
        rewards.get_raw_rewards_for_market,
    ),
    Operation("getMultiMarkets", "GET", "/rewards/markets/multi", "public", discovery.get_multi_markets),
    Operation(
        "getCurrentRebatedFees", "GET", "/rebates/current", "public", earnings.get_current_rebated_fees
    ),
    # RFQ
    Operation("createRfqRequest", "POST", "/rfq/request", "L2", rfq.create_request),
    Operation("cancelRfqRequest", "DELETE", "/rfq/request", "L2", rfq.cancel_request),
    Operation("acceptRfqQuote", "POST", "/rfq/request/accept", "L2", rfq.accept_quote),
    Operation("createRfqQuote", "POST", "/rfq/quote", "L2", rfq.create_quote),
    Operation("cancelRfqQuote", "DELETE", "/rfq/quote", "L2", rfq.cancel_quote),
    Operation("approveRfqOrder", "POST", "/rfq/quote/approve", "L2", rfq.approve_order),
    Operation("getRfqRequests", "GET", "/rfq/data/requests", "L2", rfq.get_requests),
    Operation("getRfqRequesterQuotes", "GET", "/rfq/data/requester/quotes", "L2", rfq.get_requester_quotes),
    Operation("getRfqQuoterQuotes", "GET", "/rfq/data/quoter/quotes", "L2", rfq.get_quoter_quotes),
    Operation("getRfqBestQuote", "GET", "/rfq/data/best-quote", "L2", rfq.get_best_quote),
    Operation("getRfqConfig", "GET", "/rfq/config", "L2", rfq.get_config),
)
