from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, decode

if TYPE_CHECKING:
    from ...models.builder_api_key import BuilderApiKey
    from ...models.error_response import ErrorResponse


_STATUSES = frozenset(
    (
        200,
        401,
        429,
        500,
        503,
    )
)


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/auth/builder-api-key",
    }

    return _kwargs


def _read(status: int, data: Any) -> ErrorResponse | list[BuilderApiKey | str] | None:
    if status == 200:
        from ...models.builder_api_key import BuilderApiKey

        response_200: list[BuilderApiKey | str] = data
        if isinstance(response_200, list):
            _response_200 = response_200
            response_200 = []
            for response_200_item_data in _response_200:
                response_200_item: BuilderApiKey | str = response_200_item_data
                if isinstance(response_200_item, dict):
                    response_200_item_type_1: BuilderApiKey = response_200_item
                    if isinstance(response_200_item_type_1, dict):
                        response_200_item_type_1 = BuilderApiKey.adopt(response_200_item_type_1)

                    response_200_item = response_200_item_type_1

                response_200.append(response_200_item)

        return response_200

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


def _parse_response(
    *, client: Client, response: httpx.Response
) -> ErrorResponse | list[BuilderApiKey | str] | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[ErrorResponse | list[BuilderApiKey | str]]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
) -> Response[ErrorResponse | list[BuilderApiKey | str]]:
    """List the caller's builder API keys

     Lists every active builder API key belonging to the caller; needs Polymarket L2 auth.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | list[BuilderApiKey | str]]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
) -> ErrorResponse | list[BuilderApiKey | str] | None:
    """List the caller's builder API keys

     Lists every active builder API key belonging to the caller; needs Polymarket L2 auth.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | list[BuilderApiKey | str]
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
) -> Response[ErrorResponse | list[BuilderApiKey | str]]:
    """List the caller's builder API keys

     Lists every active builder API key belonging to the caller; needs Polymarket L2 auth.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | list[BuilderApiKey | str]]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
) -> ErrorResponse | list[BuilderApiKey | str] | None:
    """List the caller's builder API keys

     Lists every active builder API key belonging to the caller; needs Polymarket L2 auth.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | list[BuilderApiKey | str]
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed
