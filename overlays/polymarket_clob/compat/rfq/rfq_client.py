"""``client.rfq``: requests for quotes, by the names of py-clob-client-v2 1.2.1; responses are JSON as it
came.

Amounts are exact: a price off the tick grid is refused, not rounded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from polymarket_clob._legacy import order_of_version_1
from polymarket_clob.amounts import EXACT, Number, decimal, limit_amounts
from polymarket_clob.amounts import Side as SideWord
from polymarket_clob.compat._gathered import gathered
from polymarket_clob.compat._legacy import signed_order
from polymarket_clob.compat._orders import whole_seconds
from polymarket_clob.compat.clob_types import (
    CreateOrderOptions,
    OrderArgsV1,
    PartialCreateOrderOptions,
    RequestArgs,
    side_word,
)
from polymarket_clob.compat.constants import COLLATERAL_TOKEN_DECIMALS
from polymarket_clob.compat.exceptions import PolyException, translated
from polymarket_clob.compat.headers import create_level_2_headers
from polymarket_clob.compat.http_helpers import delete, get, post
from polymarket_clob.compat.order_builder import BUY, ROUNDING_CONFIG, SELL, round_down, round_normal
from polymarket_clob.orders import Payload, token_number

from .rfq_helpers import parse_rfq_quotes_params, parse_rfq_requests_params, parse_units, query
from .rfq_types import (
    AcceptQuoteParams,
    ApproveOrderParams,
    CancelRfqQuoteParams,
    CancelRfqRequestParams,
    GetRfqBestQuoteParams,
    GetRfqQuotesParams,
    GetRfqRequestsParams,
    MatchType,
    RfqUserQuote,
    RfqUserRequest,
)

if TYPE_CHECKING:
    from polymarket_clob.compat._orders import OrderMethods

__all__ = [
    "BUY",
    "COLLATERAL_TOKEN_DECIMALS",
    "ROUNDING_CONFIG",
    "SELL",
    "AcceptQuoteParams",
    "ApproveOrderParams",
    "CancelRfqQuoteParams",
    "CancelRfqRequestParams",
    "CreateOrderOptions",
    "GetRfqBestQuoteParams",
    "GetRfqQuotesParams",
    "GetRfqRequestsParams",
    "MatchType",
    "OrderArgsV1",
    "PartialCreateOrderOptions",
    "RequestArgs",
    "RfqClient",
    "RfqUserQuote",
    "RfqUserRequest",
    "create_level_2_headers",
    "delete",
    "get",
    "parse_rfq_quotes_params",
    "parse_rfq_requests_params",
    "parse_units",
    "post",
    "round_down",
    "round_normal",
]


def __getattr__(name: str) -> Any:
    """What programs also import from here: the paths."""
    return gathered(name, __name__, "endpoints")


COLLATERAL = "0"
"""USDC, as an asset of a request."""


class RfqClient:
    """What a ClobClient has as ``rfq``."""

    def __init__(self, parent: OrderMethods) -> None:
        self._parent = parent

    def create_rfq_request(
        self, user_request: RfqUserRequest, options: PartialCreateOrderOptions | None = None
    ) -> Any:
        return self._parent._call("createRfqRequest", body=self._terms(user_request, options))

    def cancel_rfq_request(self, params: CancelRfqRequestParams) -> Any:
        return self._parent._call("cancelRfqRequest", body={"requestId": params.request_id})

    def get_rfq_requests(self, params: GetRfqRequestsParams | None = None) -> Any:
        return self._parent._call("getRfqRequests", params=query(params))

    def create_rfq_quote(
        self, user_quote: RfqUserQuote, options: PartialCreateOrderOptions | None = None
    ) -> Any:
        body = {"requestId": user_quote.request_id, **self._terms(user_quote, options)}
        return self._parent._call("createRfqQuote", body=body)

    def cancel_rfq_quote(self, params: CancelRfqQuoteParams) -> Any:
        return self._parent._call("cancelRfqQuote", body={"quoteId": params.quote_id})

    def get_rfq_requester_quotes(self, params: GetRfqQuotesParams | None = None) -> Any:
        return self._parent._call("getRfqRequesterQuotes", params=query(params))

    def get_rfq_quoter_quotes(self, params: GetRfqQuotesParams | None = None) -> Any:
        return self._parent._call("getRfqQuoterQuotes", params=query(params))

    def get_rfq_best_quote(self, params: GetRfqBestQuoteParams | None = None) -> Any:
        return self._parent._call("getRfqBestQuote", params=query(params))

    def accept_rfq_quote(self, params: AcceptQuoteParams) -> Any:
        """Takes a quote to one's own request, with an order that answers it."""

        def answer(quote: dict[str, Any], side: SideWord) -> tuple[str, SideWord, Number]:
            if quote.get("matchType", "COMPLEMENTARY") == "COMPLEMENTARY":
                return quote["token"], "BUY" if side == "SELL" else "SELL", quote["price"]
            return quote["complement"], side, EXACT.subtract(1, decimal("price", quote["price"]))

        return self._decide("acceptRfqQuote", params, "getRfqRequesterQuotes", answer)

    def approve_rfq_order(self, params: ApproveOrderParams) -> Any:
        """Stands by one's own quote, which the requester has accepted."""

        def own(quote: dict[str, Any], side: SideWord) -> tuple[str, SideWord, Number]:
            return quote["token"], side, quote["price"]

        return self._decide("approveRfqOrder", params, "getRfqQuoterQuotes", own)

    def rfq_config(self) -> Any:
        return self._parent._call("getRfqConfig")

    def _terms(
        self, wanted: RfqUserRequest | RfqUserQuote, options: PartialCreateOrderOptions | None
    ) -> dict[str, Any]:
        """What is received for what, in base units: shares for USDC by a BUY."""
        self._parent.assert_level_2_auth()
        side = side_word(wanted.side)
        gives, gets = self._parent._made(
            wanted.token_id,
            options,
            lambda rules: limit_amounts(side, wanted.price, wanted.size, rules.tick_size),
        )
        asset_in, asset_out = wanted.token_id, COLLATERAL
        if side == "SELL":
            asset_in, asset_out = asset_out, asset_in
        return {
            "assetIn": asset_in,
            "assetOut": asset_out,
            "amountIn": str(gets),
            "amountOut": str(gives),
            "userType": self._parent._kind(),
        }

    def _decide(
        self,
        operation: str,
        params: AcceptQuoteParams | ApproveOrderParams,
        listed: str,
        answer: Callable[[dict[str, Any], SideWord], tuple[str, SideWord, Number]],
    ) -> Any:
        """Sends a decision about a quote, as the listing has it, with an order for all of its shares.

        ``answer``: the token, side and price of that order. Raises PolyException where the quote is not
        listed.
        """
        ids = {"requestId": params.request_id, "quoteId": params.quote_id}

        def read(found: Any) -> tuple[str, SideWord, Number, Number] | None:
            for quote in found["data"] or []:
                if all(quote.get(name) == value for name, value in ids.items()):
                    side = side_word(quote["side"])
                    return *answer(quote, side), quote["sizeIn" if side == "BUY" else "sizeOut"]
            return None

        terms = self._parent._call(listed, params=query(GetRfqQuotesParams([params.quote_id])), read=read)
        if terms is None:
            raise PolyException(f"RFQ quote not found: {params.quote_id} to request {params.request_id}")
        token, side, price, shares = terms
        session = self._parent.native._session
        with translated():
            builder, owner = session.need_builder(), self._parent._api_key().api_key
        order = self._parent._made(
            token,
            None,
            lambda rules: signed_order(
                builder,
                token_id=token_number(token),
                amounts=limit_amounts(side, price, shares, rules.tick_size),
                side=side,
                expiration=whole_seconds(params.expiration),
                neg_risk=rules.neg_risk,
            ),
        )
        signed = order_of_version_1(order, builder.chain_id, session.now())
        body = Payload({**ids, "owner": owner, **order})
        return self._parent._call(operation, body=body, orders=[] if signed is None else [signed])
