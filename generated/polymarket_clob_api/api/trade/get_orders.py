from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, Unset, decode

if TYPE_CHECKING:
    from ...models.error_response import ErrorResponse
    from ...models.orders_response import OrdersResponse


_STATUSES = frozenset(
    (
        200,
        400,
        401,
        429,
        500,
        503,
    )
)


def _get_kwargs(
    *,
    id: str | Unset = UNSET,
    market: str | Unset = UNSET,
    asset_id: str | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["id"] = id

    params["market"] = market

    params["asset_id"] = asset_id

    params["next_cursor"] = next_cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/data/orders",
        "params": params,
    }

    return _kwargs


def _read(status: int, data: Any) -> ErrorResponse | OrdersResponse | None:
    if status == 200:
        from ...models.orders_response import OrdersResponse

        response_200: OrdersResponse = data
        if isinstance(response_200, dict):
            response_200 = OrdersResponse.adopt(response_200)

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


def _parse_response(*, client: Client, response: httpx.Response) -> ErrorResponse | OrdersResponse | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(*, client: Client, response: httpx.Response) -> Response[ErrorResponse | OrdersResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    id: str | Unset = UNSET,
    market: str | Unset = UNSET,
    asset_id: str | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
) -> Response[ErrorResponse | OrdersResponse]:
    """List the caller's orders

     Pages through the live orders of the authenticated user, or, for builder credentials, the orders
    credited to that builder account; with an id, that order in any state.

    Args:
        id (str | Unset):
        market (str | Unset):
        asset_id (str | Unset):
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | OrdersResponse]
    """

    kwargs = _get_kwargs(
        id=id,
        market=market,
        asset_id=asset_id,
        next_cursor=next_cursor,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    id: str | Unset = UNSET,
    market: str | Unset = UNSET,
    asset_id: str | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
) -> ErrorResponse | OrdersResponse | None:
    """List the caller's orders

     Pages through the live orders of the authenticated user, or, for builder credentials, the orders
    credited to that builder account; with an id, that order in any state.

    Args:
        id (str | Unset):
        market (str | Unset):
        asset_id (str | Unset):
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | OrdersResponse
    """

    return sync_detailed(
        client=client,
        id=id,
        market=market,
        asset_id=asset_id,
        next_cursor=next_cursor,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    id: str | Unset = UNSET,
    market: str | Unset = UNSET,
    asset_id: str | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
) -> Response[ErrorResponse | OrdersResponse]:
    """List the caller's orders

     Pages through the live orders of the authenticated user, or, for builder credentials, the orders
    credited to that builder account; with an id, that order in any state.

    Args:
        id (str | Unset):
        market (str | Unset):
        asset_id (str | Unset):
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | OrdersResponse]
    """

    kwargs = _get_kwargs(
        id=id,
        market=market,
        asset_id=asset_id,
        next_cursor=next_cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    id: str | Unset = UNSET,
    market: str | Unset = UNSET,
    asset_id: str | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
) -> ErrorResponse | OrdersResponse | None:
    """List the caller's orders

     Pages through the live orders of the authenticated user, or, for builder credentials, the orders
    credited to that builder account; with an id, that order in any state.

    Args:
        id (str | Unset):
        market (str | Unset):
        asset_id (str | Unset):
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | OrdersResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            id=id,
            market=market,
            asset_id=asset_id,
            next_cursor=next_cursor,
        )
    ).parsed
