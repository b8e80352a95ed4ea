from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, decode

if TYPE_CHECKING:
    from ...models.error_response import ErrorResponse
    from ...models.market import Market


_STATUSES = frozenset(
    (
        200,
        400,
        404,
        429,
        500,
        503,
    )
)


def _get_kwargs(
    condition_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/markets/{condition_id}".format(
            condition_id=quote(str(condition_id), safe=""),
        ),
    }

    return _kwargs


def _read(status: int, data: Any) -> ErrorResponse | Market | None:
    if status == 200:
        from ...models.market import Market

        response_200: Market = data
        if isinstance(response_200, dict):
            response_200 = Market.adopt(response_200)

        return response_200

    if status == 400:
        from ...models.error_response import ErrorResponse

        response_400: ErrorResponse = data
        if isinstance(response_400, dict):
            response_400 = ErrorResponse.adopt(response_400)

        return response_400

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


def _parse_response(*, client: Client, response: httpx.Response) -> ErrorResponse | Market | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(*, client: Client, response: httpx.Response) -> Response[ErrorResponse | Market]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    condition_id: str,
    *,
    client: Client,
) -> Response[ErrorResponse | Market]:
    """Read one market

     Reads the market with this condition ID.

    Args:
        condition_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | Market]
    """

    kwargs = _get_kwargs(
        condition_id=condition_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    condition_id: str,
    *,
    client: Client,
) -> ErrorResponse | Market | None:
    """Read one market

     Reads the market with this condition ID.

    Args:
        condition_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | Market
    """

    return sync_detailed(
        condition_id=condition_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    condition_id: str,
    *,
    client: Client,
) -> Response[ErrorResponse | Market]:
    """Read one market

     Reads the market with this condition ID.

    Args:
        condition_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | Market]
    """

    kwargs = _get_kwargs(
        condition_id=condition_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    condition_id: str,
    *,
    client: Client,
) -> ErrorResponse | Market | None:
    """Read one market

     Reads the market with this condition ID.

    Args:
        condition_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | Market
    """

    return (
        await asyncio_detailed(
            condition_id=condition_id,
            client=client,
        )
    ).parsed
