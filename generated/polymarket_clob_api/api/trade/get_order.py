from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, decode

if TYPE_CHECKING:
    from ...models.error_response import ErrorResponse
    from ...models.open_order import OpenOrder


_STATUSES = frozenset(
    (
        200,
        400,
        401,
        404,
        429,
        500,
        503,
    )
)


def _get_kwargs(
    order_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/data/order/{order_id}".format(
            order_id=quote(str(order_id), safe=""),
        ),
    }

    return _kwargs


def _read(status: int, data: Any) -> ErrorResponse | None | OpenOrder | None:
    if status == 200:
        from ...models.open_order import OpenOrder

        response_200: None | OpenOrder = data
        if isinstance(response_200, dict):
            response_200_type_0: OpenOrder = response_200
            if isinstance(response_200_type_0, dict):
                response_200_type_0 = OpenOrder.adopt(response_200_type_0)

            response_200 = response_200_type_0

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

    if status == 404:
        from ...models.error_response import ErrorResponse

        response_404: ErrorResponse = data
        if isinstance(response_404, dict):
            response_404 = ErrorResponse.adopt(response_404)

        return response_404

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


def _parse_response(*, client: Client, response: httpx.Response) -> ErrorResponse | None | OpenOrder | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[ErrorResponse | None | OpenOrder]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    order_id: str,
    *,
    client: Client,
) -> Response[ErrorResponse | None | OpenOrder]:
    """Read one order

     Reads the order with this hash for the authenticated user in any state, or, for builder credentials,
    an order credited to that builder account.

    Args:
        order_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | None | OpenOrder]
    """

    kwargs = _get_kwargs(
        order_id=order_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    order_id: str,
    *,
    client: Client,
) -> ErrorResponse | None | OpenOrder | None:
    """Read one order

     Reads the order with this hash for the authenticated user in any state, or, for builder credentials,
    an order credited to that builder account.

    Args:
        order_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | None | OpenOrder
    """

    return sync_detailed(
        order_id=order_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    order_id: str,
    *,
    client: Client,
) -> Response[ErrorResponse | None | OpenOrder]:
    """Read one order

     Reads the order with this hash for the authenticated user in any state, or, for builder credentials,
    an order credited to that builder account.

    Args:
        order_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | None | OpenOrder]
    """

    kwargs = _get_kwargs(
        order_id=order_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    order_id: str,
    *,
    client: Client,
) -> ErrorResponse | None | OpenOrder | None:
    """Read one order

     Reads the order with this hash for the authenticated user in any state, or, for builder credentials,
    an order credited to that builder account.

    Args:
        order_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | None | OpenOrder
    """

    return (
        await asyncio_detailed(
            order_id=order_id,
            client=client,
        )
    ).parsed
