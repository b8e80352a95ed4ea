from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, Unset, decode

if TYPE_CHECKING:
    from ...models.builder_trades_response import BuilderTradesResponse
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
    *,
    builder_code: str,
    id: str | Unset = UNSET,
    market: str | Unset = UNSET,
    asset_id: str | Unset = UNSET,
    before: str | Unset = UNSET,
    after: str | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["builder_code"] = builder_code

    params["id"] = id

    params["market"] = market

    params["asset_id"] = asset_id

    params["before"] = before

    params["after"] = after

    params["next_cursor"] = next_cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/builder/trades",
        "params": params,
    }

    return _kwargs


def _read(status: int, data: Any) -> BuilderTradesResponse | ErrorResponse | None:
    if status == 200:
        from ...models.builder_trades_response import BuilderTradesResponse

        response_200: BuilderTradesResponse = data
        if isinstance(response_200, dict):
            response_200 = BuilderTradesResponse.adopt(response_200)

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


def _parse_response(
    *, client: Client, response: httpx.Response
) -> BuilderTradesResponse | ErrorResponse | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[BuilderTradesResponse | ErrorResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    builder_code: str,
    id: str | Unset = UNSET,
    market: str | Unset = UNSET,
    asset_id: str | Unset = UNSET,
    before: str | Unset = UNSET,
    after: str | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
) -> Response[BuilderTradesResponse | ErrorResponse]:
    """List a builder's trades

     Lists the trades that carry a given builder code.

    Args:
        builder_code (str):
        id (str | Unset):
        market (str | Unset):
        asset_id (str | Unset):
        before (str | Unset):
        after (str | Unset):
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BuilderTradesResponse | ErrorResponse]
    """

    kwargs = _get_kwargs(
        builder_code=builder_code,
        id=id,
        market=market,
        asset_id=asset_id,
        before=before,
        after=after,
        next_cursor=next_cursor,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    builder_code: str,
    id: str | Unset = UNSET,
    market: str | Unset = UNSET,
    asset_id: str | Unset = UNSET,
    before: str | Unset = UNSET,
    after: str | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
) -> BuilderTradesResponse | ErrorResponse | None:
    """List a builder's trades

     Lists the trades that carry a given builder code.

    Args:
        builder_code (str):
        id (str | Unset):
        market (str | Unset):
        asset_id (str | Unset):
        before (str | Unset):
        after (str | Unset):
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BuilderTradesResponse | ErrorResponse
    """

    return sync_detailed(
        client=client,
        builder_code=builder_code,
        id=id,
        market=market,
        asset_id=asset_id,
        before=before,
        after=after,
        next_cursor=next_cursor,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    builder_code: str,
    id: str | Unset = UNSET,
    market: str | Unset = UNSET,
    asset_id: str | Unset = UNSET,
    before: str | Unset = UNSET,
    after: str | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
) -> Response[BuilderTradesResponse | ErrorResponse]:
    """List a builder's trades

     Lists the trades that carry a given builder code.

    Args:
        builder_code (str):
        id (str | Unset):
        market (str | Unset):
        asset_id (str | Unset):
        before (str | Unset):
        after (str | Unset):
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BuilderTradesResponse | ErrorResponse]
    """

    kwargs = _get_kwargs(
        builder_code=builder_code,
        id=id,
        market=market,
        asset_id=asset_id,
        before=before,
        after=after,
        next_cursor=next_cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    builder_code: str,
    id: str | Unset = UNSET,
    market: str | Unset = UNSET,
    asset_id: str | Unset = UNSET,
    before: str | Unset = UNSET,
    after: str | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
) -> BuilderTradesResponse | ErrorResponse | None:
    """List a builder's trades

     Lists the trades that carry a given builder code.

    Args:
        builder_code (str):
        id (str | Unset):
        market (str | Unset):
        asset_id (str | Unset):
        before (str | Unset):
        after (str | Unset):
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BuilderTradesResponse | ErrorResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            builder_code=builder_code,
            id=id,
            market=market,
            asset_id=asset_id,
            before=before,
            after=after,
            next_cursor=next_cursor,
        )
    ).parsed
