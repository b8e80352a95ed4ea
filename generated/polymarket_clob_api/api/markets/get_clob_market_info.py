from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, decode

if TYPE_CHECKING:
    from ...models.clob_market_details import ClobMarketDetails
    from ...models.error_response import ErrorResponse


_STATUSES = frozenset(
    (
        200,
        400,
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
        "url": "/clob-markets/{condition_id}".format(
            condition_id=quote(str(condition_id), safe=""),
        ),
    }

    return _kwargs


def _read(status: int, data: Any) -> ClobMarketDetails | ErrorResponse | None:
    if status == 200:
        from ...models.clob_market_details import ClobMarketDetails

        response_200: ClobMarketDetails = data
        if isinstance(response_200, dict):
            response_200 = ClobMarketDetails.adopt(response_200)

        return response_200

    if status == 400:
        from ...models.error_response import ErrorResponse

        response_400: ErrorResponse = data
        if isinstance(response_400, dict):
            response_400 = ErrorResponse.adopt(response_400)

        return response_400

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


def _parse_response(*, client: Client, response: httpx.Response) -> ClobMarketDetails | ErrorResponse | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[ClobMarketDetails | ErrorResponse]:
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
) -> Response[ClobMarketDetails | ErrorResponse]:
    """CLOB parameters of a market

     Gives every CLOB-level setting of a market at once: its tokens, tick size, base fees, rewards, RFQ
    status and fee details.

    Args:
        condition_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ClobMarketDetails | ErrorResponse]
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
) -> ClobMarketDetails | ErrorResponse | None:
    """CLOB parameters of a market

     Gives every CLOB-level setting of a market at once: its tokens, tick size, base fees, rewards, RFQ
    status and fee details.

    Args:
        condition_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ClobMarketDetails | ErrorResponse
    """

    return sync_detailed(
        condition_id=condition_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    condition_id: str,
    *,
    client: Client,
) -> Response[ClobMarketDetails | ErrorResponse]:
    """CLOB parameters of a market

     Gives every CLOB-level setting of a market at once: its tokens, tick size, base fees, rewards, RFQ
    status and fee details.

    Args:
        condition_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ClobMarketDetails | ErrorResponse]
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
) -> ClobMarketDetails | ErrorResponse | None:
    """CLOB parameters of a market

     Gives every CLOB-level setting of a market at once: its tokens, tick size, base fees, rewards, RFQ
    status and fee details.

    Args:
        condition_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ClobMarketDetails | ErrorResponse
    """

    return (
        await asyncio_detailed(
            condition_id=condition_id,
            client=client,
        )
    ).parsed
