"""``ClobClient`` with the methods and arguments of py-clob-client-v2 1.2.1; responses are JSON as it came."""

from __future__ import annotations

from typing import Any

from polymarket_clob._books import book_hash
from polymarket_clob.credentials import Credentials

from ._gathered import gathered
from ._orders import OrderMethods
from ._raw import given
from .clob_types import (
    ApiCreds,
    BalanceAllowanceParams,
    BookParams,
    BuilderTradeParams,
    DropNotificationParams,
    OpenOrderParams,
    OrderMarketCancelParams,
    OrderPayload,
    OrderScoringParams,
    OrdersScoringParams,
    PricesHistoryParams,
    TradeParams,
    side_word,
)
from .constants import BYTES32_ZERO, INITIAL_CURSOR
from .exceptions import PolyException, translated
from .order_builder import OrderBuilder as LocalBuilder
from .rfq import RfqClient


def __getattr__(name: str) -> Any:
    """What programs also import from here: classes, constants, paths and helpers of other modules."""
    modules = (
        "clob_types constants endpoints fees headers http_helpers order_builder order_utils signer utilities"
    )
    orders = ("order_utils.model.order_data_v1", "order_utils.model.order_data_v2")
    return gathered(name, __name__, *modules.split(), *orders)


class ClobClient(OrderMethods):
    """The older official client's interface on this one's core. ``native`` is the client underneath."""

    @property
    def rfq(self) -> RfqClient:
        """Requests for quotes."""
        return RfqClient(self)

    @property
    def builder(self) -> LocalBuilder:
        """What builds orders without a look at the market. Raises PolyException without a private key."""
        self.assert_level_1_auth()
        assert self.signer is not None
        own = self._builder()
        return LocalBuilder(self.signer, own.signature_type, own.maker)

    # The exchange

    def get_ok(self) -> Any:
        return self._call("getOk")

    def get_server_time(self) -> Any:
        return self._call("getTime")

    def get_version(self) -> int:
        """The version of orders that the exchange takes; 2 when it does not say."""
        try:
            version: int = self._call("getVersion", read=lambda found: int(found.get("version", 2)))
        except PolyException:
            return 2
        return version

    def post_heartbeat(self, heartbeat_id: str = "") -> Any:
        return self._call("sendHeartbeatV1", body={"heartbeat_id": heartbeat_id})

    # Markets

    def get_markets(self, next_cursor: str = INITIAL_CURSOR) -> Any:
        return self._call("getMarkets", params={"next_cursor": next_cursor})

    def get_simplified_markets(self, next_cursor: str = INITIAL_CURSOR) -> Any:
        return self._call("getSimplifiedMarkets", params={"next_cursor": next_cursor})

    def get_sampling_markets(self, next_cursor: str = INITIAL_CURSOR) -> Any:
        return self._call("getSamplingMarkets", params={"next_cursor": next_cursor})

    def get_sampling_simplified_markets(self, next_cursor: str = INITIAL_CURSOR) -> Any:
        return self._call("getSamplingSimplifiedMarkets", params={"next_cursor": next_cursor})

    def get_market(self, condition_id: str) -> Any:
        return self._call("getMarket", condition_id)

    def get_clob_market_info(self, condition_id: str) -> Any:
        found, tokens = self._call(
            "getClobMarketInfo", condition_id, read=lambda found: (found, found and found.get("t"))
        )
        if not tokens:
            raise PolyException(f"no market info for condition id {condition_id}")
        return found

    def get_market_trades_events(self, condition_id: str) -> Any:
        return self._call("getMarketLiveActivity", condition_id)

    def get_prices_history(self, params: PricesHistoryParams) -> Any:
        if params.interval is None and (params.start_ts is None or params.end_ts is None):
            raise ValueError("interval: give one, or both start_ts and end_ts")
        names = {"start_ts": "startTs", "end_ts": "endTs"}
        return self._call(
            "getPricesHistory", params={names.get(name, name): value for name, value in given(params).items()}
        )

    # Books and prices

    def get_order_book(self, token_id: str) -> Any:
        return self._call("getBook", params={"token_id": token_id})

    def get_order_books(self, params: list[BookParams]) -> Any:
        return self._call("getBooksPost", body=book_parameters(params))

    def get_order_book_hash(self, orderbook: Any) -> str:
        """The hash of a book as the service computes it."""
        return book_hash(orderbook if isinstance(orderbook, dict) else vars(orderbook))

    def get_midpoint(self, token_id: str) -> Any:
        return self._call("getMidpoint", params={"token_id": token_id})

    def get_midpoints(self, params: list[BookParams]) -> Any:
        return self._call("getMidpointsPost", body=book_parameters(params))

    def get_price(self, token_id: str, side: str | int) -> Any:
        return self._call("getPrice", params={"token_id": token_id, "side": side_word(side)})

    def get_prices(self, params: list[BookParams]) -> Any:
        return self._call("getPricesPost", body=book_parameters(params))

    def get_spread(self, token_id: str) -> Any:
        return self._call("getSpread", params={"token_id": token_id})

    def get_spreads(self, params: list[BookParams]) -> Any:
        return self._call("getSpreads", body=book_parameters(params))

    def get_last_trade_price(self, token_id: str) -> Any:
        return self._call("getLastTradePrice", params={"token_id": token_id})

    def get_last_trades_prices(self, params: list[BookParams]) -> Any:
        return self._call("getLastTradesPricesPost", body=book_parameters(params))

    def get_tick_size(self, token_id: str) -> str:
        tick: str = self._call(
            "getTickSize",
            params={"token_id": token_id},
            read=lambda found: str(found["minimum_tick_size"]),
        )
        return tick

    def get_neg_risk(self, token_id: str) -> bool:
        negative: bool = self._call(
            "getNegRisk", params={"token_id": token_id}, read=lambda found: bool(found["neg_risk"])
        )
        return negative

    def get_fee_rate_bps(self, token_id: str) -> int:
        rate: int = self._call(
            "getFeeRate",
            params={"token_id": token_id},
            read=lambda found: int(found.get("base_fee") or 0),
        )
        return rate

    def get_fee_exponent(self, token_id: str) -> float:
        with translated():
            return float(self.native.get_fee_schedule(token_id).exponent)

    # API keys

    def create_api_key(self, nonce: int | None = None) -> ApiCreds:
        return self._login("create_api_key", nonce)

    def derive_api_key(self, nonce: int | None = None) -> ApiCreds:
        return self._login("derive_api_key", nonce)

    def create_or_derive_api_key(self, nonce: int | None = None) -> ApiCreds:
        return self._login("create_or_derive_api_key", nonce)

    def get_api_keys(self) -> Any:
        return self._call("getApiKeys")

    def delete_api_key(self) -> Any:
        return self._call("deleteApiKey")

    def get_closed_only_mode(self) -> Any:
        return self._call("getClosedOnlyMode")

    def create_builder_api_key(self) -> Any:
        return self._call("createBuilderApiKey")

    def get_builder_api_keys(self) -> Any:
        return self._call("getBuilderApiKeys")

    def revoke_builder_api_key(self) -> Any:
        return self._call("revokeBuilderApiKey")

    def create_readonly_api_key(self) -> Any:
        return self._call("createReadonlyApiKey")

    def get_readonly_api_keys(self) -> Any:
        return self._call("getReadonlyApiKeys")

    def delete_readonly_api_key(self, key: str) -> Any:
        return self._call("deleteReadonlyApiKey", body={"key": key})

    # The account

    def get_balance_allowance(self, params: BalanceAllowanceParams | None = None) -> Any:
        return self._call("getBalanceAllowance", params=self._balance_of(params))

    def update_balance_allowance(self, params: BalanceAllowanceParams | None = None) -> Any:
        return self._call("getUpdateBalanceAllowance", params=self._balance_of(params))

    def get_notifications(self) -> Any:
        return self._call("getNotifications", params={"signature_type": self._kind()})

    def drop_notifications(self, params: DropNotificationParams | None = None) -> Any:
        ids = ",".join(map(str, params.ids)) if params is not None and params.ids else ""
        return self._call("dropNotifications", params={"ids": ids} if ids else None)

    def get_order(self, order_id: str) -> Any:
        return self._call("getOrder", order_id)

    def get_open_orders(
        self,
        params: OpenOrderParams | None = None,
        only_first_page: bool = False,
        next_cursor: str | None = None,
    ) -> list[Any]:
        return self._all_pages(
            "getOrders", params=given(params), cursor=next_cursor, only_first=only_first_page
        )

    def get_pre_migration_orders(
        self,
        only_first_page: bool = False,
        next_cursor: str | None = None,
    ) -> list[Any]:
        return self._all_pages("getPreMigrationOrders", cursor=next_cursor, only_first=only_first_page)

    def get_trades(
        self,
        params: TradeParams | None = None,
        only_first_page: bool = False,
        next_cursor: str | None = None,
    ) -> list[Any]:
        return self._all_pages(
            "getTrades", params=given(params), cursor=next_cursor, only_first=only_first_page
        )

    def get_trades_paginated(
        self, params: TradeParams | None = None, next_cursor: str | None = None
    ) -> dict[str, Any]:
        return self._trades_page("getTrades", given(params), next_cursor)

    def get_builder_trades(
        self, params: BuilderTradeParams, next_cursor: str | None = None
    ) -> dict[str, Any]:
        if not params.builder_code or params.builder_code == BYTES32_ZERO:
            raise PolyException(f"builder_code={params.builder_code!r}: a code that is not zero")
        return self._trades_page("getBuilderTrades", given(params), next_cursor)

    def cancel_order(self, payload: OrderPayload) -> Any:
        return self._call("cancelOrder", body={"orderID": payload.orderID})

    def cancel_orders(self, order_hashes: list[str]) -> Any:
        return self._call("cancelOrders", body=order_hashes)

    def cancel_all(self) -> Any:
        return self._call("cancelAllOrders")

    def cancel_market_orders(self, payload: OrderMarketCancelParams) -> Any:
        return self._call("cancelMarketOrders", body=given(payload))

    def is_order_scoring(self, params: OrderScoringParams | None = None) -> Any:
        return self._call("getOrderScoring", params=None if params is None else {"order_id": params.orderId})

    def are_orders_scoring(self, params: OrdersScoringParams | None = None) -> Any:
        return self._call("postOrdersScoring", body=[] if params is None else list(params.orderIds))

    # Rewards

    def get_current_rewards(self) -> list[Any]:
        return self._all_pages("getCurrentRewards")

    def get_raw_rewards_for_market(self, condition_id: str) -> list[Any]:
        return self._all_pages("getRawRewardsForMarket", condition_id)

    def get_earnings_for_user_for_day(self, date: str) -> list[Any]:
        return self._all_pages("getEarningsForUserForDay", params=self._on(date))

    def get_total_earnings_for_user_for_day(self, date: str) -> Any:
        return self._call("getTotalEarningsForUserForDay", params=self._on(date))

    def get_user_earnings_and_markets_config(
        self,
        date: str,
        order_by: str = "",
        position: str = "",
        no_competition: bool = False,
    ) -> list[Any]:
        filters = {"order_by": order_by, "position": position, "no_competition": no_competition}
        return self._all_pages("getUserEarningsAndMarketsConfig", params=self._on(date) | filters)

    def get_reward_percentages(self) -> Any:
        return self._call("getRewardPercentagesForUser", params={"signature_type": self._kind()})

    def _login(self, method: str, nonce: int | None) -> ApiCreds:
        self.assert_level_1_auth()
        self._know_the_time()
        with translated():
            made: Credentials = getattr(self.native, method)(nonce or 0)
        return ApiCreds(made.api_key, made.secret, made.passphrase)

    def _balance_of(self, params: BalanceAllowanceParams | None) -> dict[str, Any]:
        return given(params, leave=("signature_type",)) | {"signature_type": self._kind()}

    def _on(self, date: str) -> dict[str, Any]:
        return {"date": date, "signature_type": self._kind()}

    def _trades_page(self, operation: str, filters: dict[str, Any], cursor: str | None) -> dict[str, Any]:
        def read(page: Any) -> dict[str, Any]:
            rest = {name: page.get(name) for name in ("next_cursor", "limit", "count")}
            return {"trades": list(page.get("data") or []), **rest}

        parameters = {**filters, "next_cursor": cursor or INITIAL_CURSOR}
        found: dict[str, Any] = self._call(operation, params=parameters, read=read)
        return found


def book_parameters(params: list[BookParams]) -> list[dict[str, Any]]:
    """The tokens and sides of books, as they are sent."""
    return [each if isinstance(each, dict) else given(each) for each in params]
