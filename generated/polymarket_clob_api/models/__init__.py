"""Contains all the data models used in inputs/outputs"""

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
from .get_earnings_for_user_for_day_signature_type import (
    GetEarningsForUserForDaySignatureType,
)
from .get_last_trade_price_response_200 import GetLastTradePriceResponse200
from .get_last_trade_price_response_200_side import GetLastTradePriceResponse200Side
from .get_last_trades_prices_get_response_200_item import (
    GetLastTradesPricesGetResponse200Item,
)
from .get_last_trades_prices_get_response_200_item_side import (
    GetLastTradesPricesGetResponse200ItemSide,
)
from .get_last_trades_prices_post_response_200_item import (
    GetLastTradesPricesPostResponse200Item,
)
from .get_last_trades_prices_post_response_200_item_side import (
    GetLastTradesPricesPostResponse200ItemSide,
)
from .get_midpoint_response_200 import GetMidpointResponse200
from .get_midpoints_get_response_200 import GetMidpointsGetResponse200
from .get_midpoints_post_response_200 import GetMidpointsPostResponse200
from .get_multi_markets_order_by import GetMultiMarketsOrderBy
from .get_multi_markets_position import GetMultiMarketsPosition
from .get_notifications_signature_type import GetNotificationsSignatureType
from .get_price_response_200 import GetPriceResponse200
from .get_price_side import GetPriceSide
from .get_prices_get_response_200 import GetPricesGetResponse200
from .get_prices_get_response_200_additional_property import (
    GetPricesGetResponse200AdditionalProperty,
)
from .get_prices_history_interval import GetPricesHistoryInterval
from .get_prices_post_response_200 import GetPricesPostResponse200
from .get_prices_post_response_200_additional_property import (
    GetPricesPostResponse200AdditionalProperty,
)
from .get_reward_percentages_for_user_response_200 import (
    GetRewardPercentagesForUserResponse200,
)
from .get_reward_percentages_for_user_signature_type import (
    GetRewardPercentagesForUserSignatureType,
)
from .get_rfq_best_quote_filters import GetRfqBestQuoteFilters
from .get_rfq_quoter_quotes_filters import GetRfqQuoterQuotesFilters
from .get_rfq_requester_quotes_filters import GetRfqRequesterQuotesFilters
from .get_rfq_requests_filters import GetRfqRequestsFilters
from .get_spread_response_200 import GetSpreadResponse200
from .get_spreads_response_200 import GetSpreadsResponse200
from .get_total_earnings_for_user_for_day_signature_type import (
    GetTotalEarningsForUserForDaySignatureType,
)
from .get_update_balance_allowance_asset_type import GetUpdateBalanceAllowanceAssetType
from .get_update_balance_allowance_signature_type import (
    GetUpdateBalanceAllowanceSignatureType,
)
from .get_user_earnings_and_markets_config_order_by import (
    GetUserEarningsAndMarketsConfigOrderBy,
)
from .get_user_earnings_and_markets_config_position import (
    GetUserEarningsAndMarketsConfigPosition,
)
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
