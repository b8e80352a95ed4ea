from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, Unset, decode

if TYPE_CHECKING:
    from ...models.error_response import ErrorResponse
    from ...models.paginated_simplified_markets import PaginatedSimplifiedMarkets


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
    *,
    next_cursor: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["next_cursor"] = next_cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/simplified-markets",
        "params": params,
    }

    return _kwargs


def _read(status: int, data: Any) -> Any | ErrorResponse | PaginatedSimplifiedMarkets | None:
    if status == 200:
        from ...models.paginated_simplified_markets import PaginatedSimplifiedMarkets

        response_200: PaginatedSimplifiedMarkets = data
        if isinstance(response_200, dict):
            response_200 = PaginatedSimplifiedMarkets.adopt(response_200)

        return response_200

    if status == 400:
        response_400 = cast(Any, data)
        return response_400

    if status == 429:
        from ...models.error_response import ErrorResponse

        response_429: ErrorResponse = data
        if isinstance(response_429, dict):
            response_429 = ErrorResponse.adopt(response_429)

        return response_429

    if status == 500:
        response_500 = cast(Any, data)
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
) -> Any | ErrorResponse | PaginatedSimplifiedMarkets | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[Any | ErrorResponse | PaginatedSimplifiedMarkets]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    next_cursor: str | Unset = UNSET,
) -> Response[Any | ErrorResponse | PaginatedSimplifiedMarkets]:
    """List markets in the simplified form

    Args:
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorResponse | PaginatedSimplifiedMarkets]
    """

    kwargs = _get_kwargs(
        next_cursor=next_cursor,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    next_cursor: str | Unset = UNSET,
) -> Any | ErrorResponse | PaginatedSimplifiedMarkets | None:
    """List markets in the simplified form

    Args:
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorResponse | PaginatedSimplifiedMarkets
    """

    return sync_detailed(
        client=client,
        next_cursor=next_cursor,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    next_cursor: str | Unset = UNSET,
) -> Response[Any | ErrorResponse | PaginatedSimplifiedMarkets]:
    """List markets in the simplified form

    Args:
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorResponse | PaginatedSimplifiedMarkets]
    """

    kwargs = _get_kwargs(
        next_cursor=next_cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    next_cursor: str | Unset = UNSET,
) -> Any | ErrorResponse | PaginatedSimplifiedMarkets | None:
    """List markets in the simplified form

    Args:
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorResponse | PaginatedSimplifiedMarkets
    """

    return (
        await asyncio_detailed(
            client=client,
            next_cursor=next_cursor,
        )
    ).parsed
