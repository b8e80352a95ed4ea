"""All data models, each imported when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api_key_response import ApiKeyResponse
    from .api_keys_response import ApiKeysResponse
    from .asset_earning import AssetEarning
    from .balance_allowance_response import BalanceAllowanceResponse
    from .balance_allowance_response_allowances import BalanceAllowanceResponseAllowances
    from .batch_prices_history_request import BatchPricesHistoryRequest
    from .batch_prices_history_request_interval import BatchPricesHistoryRequestInterval
    from .batch_prices_history_response import BatchPricesHistoryResponse
    from .batch_prices_history_response_history import BatchPricesHistoryResponseHistory
    from .book_request import BookRequest
    from .book_request_side import BookRequestSide
    from .builder_api_key import BuilderApiKey
    from .builder_api_key_response import BuilderApiKeyResponse
    from .builder_fees import BuilderFees
    from .builder_trade import BuilderTrade
    from .builder_trade_side import BuilderTradeSide
    from .builder_trades_response import BuilderTradesResponse
    from .cancel_order_payload import CancelOrderPayload
    from .cancel_orders_response import CancelOrdersResponse
    from .cancel_orders_response_not_canceled import CancelOrdersResponseNotCanceled
    from .clob_market_details import ClobMarketDetails
    from .clob_rewards import ClobRewards
    from .clob_token import ClobToken
    from .closed_only_response import ClosedOnlyResponse
    from .current_reward import CurrentReward
    from .current_reward_config import CurrentRewardConfig
    from .error_response import ErrorResponse
    from .fee_details import FeeDetails
    from .fee_rate import FeeRate
    from .get_balance_allowance_asset_type import GetBalanceAllowanceAssetType
    from .get_balance_allowance_signature_type import GetBalanceAllowanceSignatureType
    from .get_earnings_for_user_for_day_signature_type import GetEarningsForUserForDaySignatureType
    from .get_last_trade_price_response_200 import GetLastTradePriceResponse200
    from .get_last_trade_price_response_200_side import GetLastTradePriceResponse200Side
    from .get_last_trades_prices_get_response_200_item import GetLastTradesPricesGetResponse200Item
    from .get_last_trades_prices_get_response_200_item_side import GetLastTradesPricesGetResponse200ItemSide
    from .get_last_trades_prices_post_response_200_item import GetLastTradesPricesPostResponse200Item
    from .get_last_trades_prices_post_response_200_item_side import GetLastTradesPricesPostResponse200ItemSide
    from .get_midpoint_response_200 import GetMidpointResponse200
    from .get_midpoints_get_response_200 import GetMidpointsGetResponse200
    from .get_midpoints_post_response_200 import GetMidpointsPostResponse200
    from .get_multi_markets_order_by import GetMultiMarketsOrderBy
    from .get_multi_markets_position import GetMultiMarketsPosition
    from .get_notifications_signature_type import GetNotificationsSignatureType
    from .get_price_response_200 import GetPriceResponse200
    from .get_price_side import GetPriceSide
    from .get_prices_get_response_200 import GetPricesGetResponse200
    from .get_prices_get_response_200_additional_property import GetPricesGetResponse200AdditionalProperty
    from .get_prices_history_interval import GetPricesHistoryInterval
    from .get_prices_post_response_200 import GetPricesPostResponse200
    from .get_prices_post_response_200_additional_property import GetPricesPostResponse200AdditionalProperty
    from .get_reward_percentages_for_user_response_200 import GetRewardPercentagesForUserResponse200
    from .get_reward_percentages_for_user_signature_type import GetRewardPercentagesForUserSignatureType
    from .get_rfq_best_quote_filters import GetRfqBestQuoteFilters
    from .get_rfq_quoter_quotes_filters import GetRfqQuoterQuotesFilters
    from .get_rfq_requester_quotes_filters import GetRfqRequesterQuotesFilters
    from .get_rfq_requests_filters import GetRfqRequestsFilters
    from .get_spread_response_200 import GetSpreadResponse200
    from .get_spreads_response_200 import GetSpreadsResponse200
    from .get_total_earnings_for_user_for_day_signature_type import GetTotalEarningsForUserForDaySignatureType
    from .get_update_balance_allowance_asset_type import GetUpdateBalanceAllowanceAssetType
    from .get_update_balance_allowance_signature_type import GetUpdateBalanceAllowanceSignatureType
    from .get_user_earnings_and_markets_config_order_by import GetUserEarningsAndMarketsConfigOrderBy
    from .get_user_earnings_and_markets_config_position import GetUserEarningsAndMarketsConfigPosition
    from .get_user_earnings_and_markets_config_signature_type import (
        GetUserEarningsAndMarketsConfigSignatureType,
    )
    from .heartbeat_error_response import HeartbeatErrorResponse
    from .heartbeat_request import HeartbeatRequest
    from .heartbeat_response import HeartbeatResponse
    from .heartbeat_v1_response import HeartbeatV1Response
    from .live_activity_market import LiveActivityMarket
    from .market import Market
    from .market_by_token_response import MarketByTokenResponse
    from .market_price import MarketPrice
    from .market_reward import MarketReward
    from .multi_market_info import MultiMarketInfo
    from .neg_risk import NegRisk
    from .notification import Notification
    from .notification_payload import NotificationPayload
    from .notification_type import NotificationType
    from .open_order import OpenOrder
    from .open_order_order_type import OpenOrderOrderType
    from .open_order_side import OpenOrderSide
    from .open_order_status import OpenOrderStatus
    from .order import Order
    from .order_book_summary import OrderBookSummary
    from .order_market_cancel_params import OrderMarketCancelParams
    from .order_scoring_response import OrderScoringResponse
    from .order_side import OrderSide
    from .order_signature_type import OrderSignatureType
    from .order_summary import OrderSummary
    from .orders_response import OrdersResponse
    from .orders_scoring_response import OrdersScoringResponse
    from .paginated_current_reward import PaginatedCurrentReward
    from .paginated_market_reward import PaginatedMarketReward
    from .paginated_markets import PaginatedMarkets
    from .paginated_multi_market_info import PaginatedMultiMarketInfo
    from .paginated_simplified_markets import PaginatedSimplifiedMarkets
    from .paginated_user_earnings import PaginatedUserEarnings
    from .paginated_user_rewards_markets import PaginatedUserRewardsMarkets
    from .prices_history_response import PricesHistoryResponse
    from .readonly_api_key_payload import ReadonlyApiKeyPayload
    from .rebated_fees import RebatedFees
    from .rewards import Rewards
    from .rewards_config import RewardsConfig
    from .rewards_rates_type_0_item import RewardsRatesType0Item
    from .rewards_token import RewardsToken
    from .rfq_order import RfqOrder
    from .rfq_quote import RfqQuote
    from .rfq_quote_payload import RfqQuotePayload
    from .rfq_request import RfqRequest
    from .rfq_request_payload import RfqRequestPayload
    from .send_order import SendOrder
    from .send_order_order_type import SendOrderOrderType
    from .send_order_response import SendOrderResponse
    from .send_order_response_status import SendOrderResponseStatus
    from .simplified_market import SimplifiedMarket
    from .tick_size import TickSize
    from .token import Token
    from .total_user_earning import TotalUserEarning
    from .trade import Trade
    from .trade_maker_orders_item import TradeMakerOrdersItem
    from .trade_maker_orders_item_side import TradeMakerOrdersItemSide
    from .trade_side import TradeSide
    from .trade_status import TradeStatus
    from .trade_trader_side import TradeTraderSide
    from .trades_response import TradesResponse
    from .update_balance_allowance_asset_type import UpdateBalanceAllowanceAssetType
    from .update_balance_allowance_response_200 import UpdateBalanceAllowanceResponse200
    from .update_balance_allowance_signature_type import UpdateBalanceAllowanceSignatureType
    from .user_earning import UserEarning
    from .user_rewards_market import UserRewardsMarket
    from .version_response import VersionResponse

_MODULES = {
    "ApiKeyResponse": ".api_key_response",
    "ApiKeysResponse": ".api_keys_response",
    "AssetEarning": ".asset_earning",
    "BalanceAllowanceResponse": ".balance_allowance_response",
    "BalanceAllowanceResponseAllowances": ".balance_allowance_response_allowances",
    "BatchPricesHistoryRequest": ".batch_prices_history_request",
    "BatchPricesHistoryRequestInterval": ".batch_prices_history_request_interval",
    "BatchPricesHistoryResponse": ".batch_prices_history_response",
    "BatchPricesHistoryResponseHistory": ".batch_prices_history_response_history",
    "BookRequest": ".book_request",
    "BookRequestSide": ".book_request_side",
    "BuilderApiKey": ".builder_api_key",
    "BuilderApiKeyResponse": ".builder_api_key_response",
    "BuilderFees": ".builder_fees",
    "BuilderTrade": ".builder_trade",
    "BuilderTradeSide": ".builder_trade_side",
    "BuilderTradesResponse": ".builder_trades_response",
    "CancelOrderPayload": ".cancel_order_payload",
    "CancelOrdersResponse": ".cancel_orders_response",
    "CancelOrdersResponseNotCanceled": ".cancel_orders_response_not_canceled",
    "ClobMarketDetails": ".clob_market_details",
    "ClobRewards": ".clob_rewards",
    "ClobToken": ".clob_token",
    "ClosedOnlyResponse": ".closed_only_response",
    "CurrentReward": ".current_reward",
    "CurrentRewardConfig": ".current_reward_config",
    "ErrorResponse": ".error_response",
    "FeeDetails": ".fee_details",
    "FeeRate": ".fee_rate",
    "GetBalanceAllowanceAssetType": ".get_balance_allowance_asset_type",
    "GetBalanceAllowanceSignatureType": ".get_balance_allowance_signature_type",
    "GetEarningsForUserForDaySignatureType": ".get_earnings_for_user_for_day_signature_type",
    "GetLastTradePriceResponse200": ".get_last_trade_price_response_200",
    "GetLastTradePriceResponse200Side": ".get_last_trade_price_response_200_side",
    "GetLastTradesPricesGetResponse200Item": ".get_last_trades_prices_get_response_200_item",
    "GetLastTradesPricesGetResponse200ItemSide": ".get_last_trades_prices_get_response_200_item_side",
    "GetLastTradesPricesPostResponse200Item": ".get_last_trades_prices_post_response_200_item",
    "GetLastTradesPricesPostResponse200ItemSide": ".get_last_trades_prices_post_response_200_item_side",
    "GetMidpointResponse200": ".get_midpoint_response_200",
    "GetMidpointsGetResponse200": ".get_midpoints_get_response_200",
    "GetMidpointsPostResponse200": ".get_midpoints_post_response_200",
    "GetMultiMarketsOrderBy": ".get_multi_markets_order_by",
    "GetMultiMarketsPosition": ".get_multi_markets_position",
    "GetNotificationsSignatureType": ".get_notifications_signature_type",
    "GetPriceResponse200": ".get_price_response_200",
    "GetPriceSide": ".get_price_side",
    "GetPricesGetResponse200": ".get_prices_get_response_200",
    "GetPricesGetResponse200AdditionalProperty": ".get_prices_get_response_200_additional_property",
    "GetPricesHistoryInterval": ".get_prices_history_interval",
    "GetPricesPostResponse200": ".get_prices_post_response_200",
    "GetPricesPostResponse200AdditionalProperty": ".get_prices_post_response_200_additional_property",
    "GetRewardPercentagesForUserResponse200": ".get_reward_percentages_for_user_response_200",
    "GetRewardPercentagesForUserSignatureType": ".get_reward_percentages_for_user_signature_type",
    "GetRfqBestQuoteFilters": ".get_rfq_best_quote_filters",
    "GetRfqQuoterQuotesFilters": ".get_rfq_quoter_quotes_filters",
    "GetRfqRequesterQuotesFilters": ".get_rfq_requester_quotes_filters",
    "GetRfqRequestsFilters": ".get_rfq_requests_filters",
    "GetSpreadResponse200": ".get_spread_response_200",
    "GetSpreadsResponse200": ".get_spreads_response_200",
    "GetTotalEarningsForUserForDaySignatureType": ".get_total_earnings_for_user_for_day_signature_type",
    "GetUpdateBalanceAllowanceAssetType": ".get_update_balance_allowance_asset_type",
    "GetUpdateBalanceAllowanceSignatureType": ".get_update_balance_allowance_signature_type",
    "GetUserEarningsAndMarketsConfigOrderBy": ".get_user_earnings_and_markets_config_order_by",
    "GetUserEarningsAndMarketsConfigPosition": ".get_user_earnings_and_markets_config_position",
    "GetUserEarningsAndMarketsConfigSignatureType": ".get_user_earnings_and_markets_config_signature_type",
    "HeartbeatErrorResponse": ".heartbeat_error_response",
    "HeartbeatRequest": ".heartbeat_request",
    "HeartbeatResponse": ".heartbeat_response",
    "HeartbeatV1Response": ".heartbeat_v1_response",
    "LiveActivityMarket": ".live_activity_market",
    "Market": ".market",
    "MarketByTokenResponse": ".market_by_token_response",
    "MarketPrice": ".market_price",
    "MarketReward": ".market_reward",
    "MultiMarketInfo": ".multi_market_info",
    "NegRisk": ".neg_risk",
    "Notification": ".notification",
    "NotificationPayload": ".notification_payload",
    "NotificationType": ".notification_type",
    "OpenOrder": ".open_order",
    "OpenOrderOrderType": ".open_order_order_type",
    "OpenOrderSide": ".open_order_side",
    "OpenOrderStatus": ".open_order_status",
    "Order": ".order",
    "OrderBookSummary": ".order_book_summary",
    "OrderMarketCancelParams": ".order_market_cancel_params",
    "OrderScoringResponse": ".order_scoring_response",
    "OrderSide": ".order_side",
    "OrderSignatureType": ".order_signature_type",
    "OrderSummary": ".order_summary",
    "OrdersResponse": ".orders_response",
    "OrdersScoringResponse": ".orders_scoring_response",
    "PaginatedCurrentReward": ".paginated_current_reward",
    "PaginatedMarketReward": ".paginated_market_reward",
    "PaginatedMarkets": ".paginated_markets",
    "PaginatedMultiMarketInfo": ".paginated_multi_market_info",
    "PaginatedSimplifiedMarkets": ".paginated_simplified_markets",
    "PaginatedUserEarnings": ".paginated_user_earnings",
    "PaginatedUserRewardsMarkets": ".paginated_user_rewards_markets",
    "PricesHistoryResponse": ".prices_history_response",
    "ReadonlyApiKeyPayload": ".readonly_api_key_payload",
    "RebatedFees": ".rebated_fees",
    "Rewards": ".rewards",
    "RewardsConfig": ".rewards_config",
    "RewardsRatesType0Item": ".rewards_rates_type_0_item",
    "RewardsToken": ".rewards_token",
    "RfqOrder": ".rfq_order",
    "RfqQuote": ".rfq_quote",
    "RfqQuotePayload": ".rfq_quote_payload",
    "RfqRequest": ".rfq_request",
    "RfqRequestPayload": ".rfq_request_payload",
    "SendOrder": ".send_order",
    "SendOrderOrderType": ".send_order_order_type",
    "SendOrderResponse": ".send_order_response",
    "SendOrderResponseStatus": ".send_order_response_status",
    "SimplifiedMarket": ".simplified_market",
    "TickSize": ".tick_size",
    "Token": ".token",
    "TotalUserEarning": ".total_user_earning",
    "Trade": ".trade",
    "TradeMakerOrdersItem": ".trade_maker_orders_item",
    "TradeMakerOrdersItemSide": ".trade_maker_orders_item_side",
    "TradeSide": ".trade_side",
    "TradeStatus": ".trade_status",
    "TradeTraderSide": ".trade_trader_side",
    "TradesResponse": ".trades_response",
    "UpdateBalanceAllowanceAssetType": ".update_balance_allowance_asset_type",
    "UpdateBalanceAllowanceResponse200": ".update_balance_allowance_response_200",
    "UpdateBalanceAllowanceSignatureType": ".update_balance_allowance_signature_type",
    "UserEarning": ".user_earning",
    "UserRewardsMarket": ".user_rewards_market",
    "VersionResponse": ".version_response",
}


if not TYPE_CHECKING:  # a type checker that saw this function would take any name for a model

    def __getattr__(name: str) -> Any:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        model = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return model


__all__ = (
    "ApiKeyResponse",
    "ApiKeysResponse",
    "AssetEarning",
    "BalanceAllowanceResponse",
    "BalanceAllowanceResponseAllowances",
    "BatchPricesHistoryRequest",
    "BatchPricesHistoryRequestInterval",
    "BatchPricesHistoryResponse",
    "BatchPricesHistoryResponseHistory",
    "BookRequest",
    "BookRequestSide",
    "BuilderApiKey",
    "BuilderApiKeyResponse",
    "BuilderFees",
    "BuilderTrade",
    "BuilderTradeSide",
    "BuilderTradesResponse",
    "CancelOrderPayload",
    "CancelOrdersResponse",
    "CancelOrdersResponseNotCanceled",
    "ClobMarketDetails",
    "ClobRewards",
    "ClobToken",
    "ClosedOnlyResponse",
    "CurrentReward",
    "CurrentRewardConfig",
    "ErrorResponse",
    "FeeDetails",
    "FeeRate",
    "GetBalanceAllowanceAssetType",
    "GetBalanceAllowanceSignatureType",
    "GetEarningsForUserForDaySignatureType",
    "GetLastTradePriceResponse200",
    "GetLastTradePriceResponse200Side",
    "GetLastTradesPricesGetResponse200Item",
    "GetLastTradesPricesGetResponse200ItemSide",
    "GetLastTradesPricesPostResponse200Item",
    "GetLastTradesPricesPostResponse200ItemSide",
    "GetMidpointResponse200",
    "GetMidpointsGetResponse200",
    "GetMidpointsPostResponse200",
    "GetMultiMarketsOrderBy",
    "GetMultiMarketsPosition",
    "GetNotificationsSignatureType",
    "GetPriceResponse200",
    "GetPricesGetResponse200",
    "GetPricesGetResponse200AdditionalProperty",
    "GetPricesHistoryInterval",
    "GetPriceSide",
    "GetPricesPostResponse200",
    "GetPricesPostResponse200AdditionalProperty",
    "GetRewardPercentagesForUserResponse200",
    "GetRewardPercentagesForUserSignatureType",
    "GetRfqBestQuoteFilters",
    "GetRfqQuoterQuotesFilters",
    "GetRfqRequesterQuotesFilters",
    "GetRfqRequestsFilters",
    "GetSpreadResponse200",
    "GetSpreadsResponse200",
    "GetTotalEarningsForUserForDaySignatureType",
    "GetUpdateBalanceAllowanceAssetType",
    "GetUpdateBalanceAllowanceSignatureType",
    "GetUserEarningsAndMarketsConfigOrderBy",
    "GetUserEarningsAndMarketsConfigPosition",
    "GetUserEarningsAndMarketsConfigSignatureType",
    "HeartbeatErrorResponse",
    "HeartbeatRequest",
    "HeartbeatResponse",
    "HeartbeatV1Response",
    "LiveActivityMarket",
    "Market",
    "MarketByTokenResponse",
    "MarketPrice",
    "MarketReward",
    "MultiMarketInfo",
    "NegRisk",
    "Notification",
    "NotificationPayload",
    "NotificationType",
    "OpenOrder",
    "OpenOrderOrderType",
    "OpenOrderSide",
    "OpenOrderStatus",
    "Order",
    "OrderBookSummary",
    "OrderMarketCancelParams",
    "OrderScoringResponse",
    "OrderSide",
    "OrderSignatureType",
    "OrdersResponse",
    "OrdersScoringResponse",
    "OrderSummary",
    "PaginatedCurrentReward",
    "PaginatedMarketReward",
    "PaginatedMarkets",
    "PaginatedMultiMarketInfo",
    "PaginatedSimplifiedMarkets",
    "PaginatedUserEarnings",
    "PaginatedUserRewardsMarkets",
    "PricesHistoryResponse",
    "ReadonlyApiKeyPayload",
    "RebatedFees",
    "Rewards",
    "RewardsConfig",
    "RewardsRatesType0Item",
    "RewardsToken",
    "RfqOrder",
    "RfqQuote",
    "RfqQuotePayload",
    "RfqRequest",
    "RfqRequestPayload",
    "SendOrder",
    "SendOrderOrderType",
    "SendOrderResponse",
    "SendOrderResponseStatus",
    "SimplifiedMarket",
    "TickSize",
    "Token",
    "TotalUserEarning",
    "Trade",
    "TradeMakerOrdersItem",
    "TradeMakerOrdersItemSide",
    "TradeSide",
    "TradesResponse",
    "TradeStatus",
    "TradeTraderSide",
    "UpdateBalanceAllowanceAssetType",
    "UpdateBalanceAllowanceResponse200",
    "UpdateBalanceAllowanceSignatureType",
    "UserEarning",
    "UserRewardsMarket",
    "VersionResponse",
)
