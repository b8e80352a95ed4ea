from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, decode

if TYPE_CHECKING:
    from ...models.builder_fees import BuilderFees
    from ...models.error_response import ErrorResponse


_STATUSES = frozenset(
    (
        200,
        404,
        429,
        503,
    )
)


def _get_kwargs(
    builder_code: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/fees/builder-fees/{builder_code}".format(
            builder_code=quote(str(builder_code), safe=""),
        ),
    }

    return _kwargs


def _read(status: int, data: Any) -> BuilderFees | ErrorResponse | None:
    if status == 200:
        from ...models.builder_fees import BuilderFees

        response_200: BuilderFees = data
        if isinstance(response_200, dict):
            response_200 = BuilderFees.adopt(response_200)

        return response_200

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

    if status == 503:
        from ...models.error_response import ErrorResponse

        response_503: ErrorResponse = data
        if isinstance(response_503, dict):
            response_503 = ErrorResponse.adopt(response_503)

        return response_503

    return None


def _parse_response(*, client: Client, response: httpx.Response) -> BuilderFees | ErrorResponse | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(*, client: Client, response: httpx.Response) -> Response[BuilderFees | ErrorResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    builder_code: str,
    *,
    client: Client,
) -> Response[BuilderFees | ErrorResponse]:
    """Fees of a builder

     Gives the fee rates that a builder takes.

    Args:
        builder_code (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BuilderFees | ErrorResponse]
    """

    kwargs = _get_kwargs(
        builder_code=builder_code,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    builder_code: str,
    *,
    client: Client,
) -> BuilderFees | ErrorResponse | None:
    """Fees of a builder

     Gives the fee rates that a builder takes.

    Args:
        builder_code (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BuilderFees | ErrorResponse
    """

    return sync_detailed(
        builder_code=builder_code,
        client=client,
    ).parsed


async def asyncio_detailed(
    builder_code: str,
    *,
    client: Client,
) -> Response[BuilderFees | ErrorResponse]:
    """Fees of a builder

     Gives the fee rates that a builder takes.

    Args:
        builder_code (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BuilderFees | ErrorResponse]
    """

    kwargs = _get_kwargs(
        builder_code=builder_code,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    builder_code: str,
    *,
    client: Client,
) -> BuilderFees | ErrorResponse | None:
    """Fees of a builder

     Gives the fee rates that a builder takes.

    Args:
        builder_code (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BuilderFees | ErrorResponse
    """

    return (
        await asyncio_detailed(
            builder_code=builder_code,
            client=client,
        )
    ).parsed
