from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, decode

if TYPE_CHECKING:
    from ...models.cancel_orders_response import CancelOrdersResponse
    from ...models.error_response import ErrorResponse
    from ...models.order_market_cancel_params import OrderMarketCancelParams


_STATUSES = frozenset(
    (
        200,
        400,
        401,
        425,
        429,
        500,
        503,
    )
)


def _get_kwargs(
    *,
    body: OrderMarketCancelParams,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/cancel-market-orders",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(status: int, data: Any) -> CancelOrdersResponse | ErrorResponse | None:
    if status == 200:
        from ...models.cancel_orders_response import CancelOrdersResponse

        response_200: CancelOrdersResponse = data
        if isinstance(response_200, dict):
            response_200 = CancelOrdersResponse.adopt(response_200)

        return response_200

    if status == 400:
        from ...models.error_response import ErrorResponse

        response_400: ErrorResponse = data
        if isinstance(response_400, dict):
            response_400 = ErrorResponse.adopt(response_400)

        return response_400

    if status == 401:
        from ...models.error_response import ErrorResponse

        response_401: ErrorResponse = data
        if isinstance(response_401, dict):
            response_401 = ErrorResponse.adopt(response_401)

        return response_401

    if status == 425:
        from ...models.error_response import ErrorResponse

        response_425: ErrorResponse = data
        if isinstance(response_425, dict):
            response_425 = ErrorResponse.adopt(response_425)

        return response_425

    if status == 429:
        from ...models.error_response import ErrorResponse

        response_429: ErrorResponse = data
        if isinstance(response_429, dict):
            response_429 = ErrorResponse.adopt(response_429)

        return response_429

    if status == 500:
        from ...models.error_response import ErrorResponse

        response_500: ErrorResponse = data
        if isinstance(response_500, dict):
            response_500 = ErrorResponse.adopt(response_500)

        return response_500

    if status == 503:
        from ...models.error_response import ErrorResponse

        response_503: ErrorResponse = data
        if isinstance(response_503, dict):
            response_503 = ErrorResponse.adopt(response_503)

        return response_503

    return None


def _parse_response(
    *, client: Client, response: httpx.Response
) -> CancelOrdersResponse | ErrorResponse | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[CancelOrdersResponse | ErrorResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    body: OrderMarketCancelParams,
) -> Response[CancelOrdersResponse | ErrorResponse]:
    """Withdraw the orders of one market

     Withdraws the authenticated user's open orders of one market (condition), of one asset, or of both;
    with an empty object all open orders. Also while the exchange is in cancel-only mode.

    Args:
        body (OrderMarketCancelParams):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CancelOrdersResponse | ErrorResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    body: OrderMarketCancelParams,
) -> CancelOrdersResponse | ErrorResponse | None:
    """Withdraw the orders of one market

     Withdraws the authenticated user's open orders of one market (condition), of one asset, or of both;
    with an empty object all open orders. Also while the exchange is in cancel-only mode.

    Args:
        body (OrderMarketCancelParams):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CancelOrdersResponse | ErrorResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    body: OrderMarketCancelParams,
) -> Response[CancelOrdersResponse | ErrorResponse]:
    """Withdraw the orders of one market

     Withdraws the authenticated user's open orders of one market (condition), of one asset, or of both;
    with an empty object all open orders. Also while the exchange is in cancel-only mode.

    Args:
        body (OrderMarketCancelParams):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CancelOrdersResponse | ErrorResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    body: OrderMarketCancelParams,
) -> CancelOrdersResponse | ErrorResponse | None:
    """Withdraw the orders of one market

     Withdraws the authenticated user's open orders of one market (condition), of one asset, or of both;
    with an empty object all open orders. Also while the exchange is in cancel-only mode.

    Args:
        body (OrderMarketCancelParams):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CancelOrdersResponse | ErrorResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
