from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, decode

if TYPE_CHECKING:
    from ...models.error_response import ErrorResponse
    from ...models.live_activity_market import LiveActivityMarket


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
        "url": "/markets/live-activity/{condition_id}".format(
            condition_id=quote(str(condition_id), safe=""),
        ),
    }

    return _kwargs


def _read(status: int, data: Any) -> Any | ErrorResponse | LiveActivityMarket | None:
    if status == 200:
        from ...models.live_activity_market import LiveActivityMarket

        response_200: LiveActivityMarket = data
        if isinstance(response_200, dict):
            response_200 = LiveActivityMarket.adopt(response_200)

        return response_200

    if status == 400:
        response_400 = cast(Any, data)
        return response_400

    if status == 404:
        response_404 = cast(Any, data)
        return response_404

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
) -> Any | ErrorResponse | LiveActivityMarket | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[Any | ErrorResponse | LiveActivityMarket]:
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
) -> Response[Any | ErrorResponse | LiveActivityMarket]:
    """Live activity data of one market

     Gives a minimal record of one market, meant for live activity widgets such as iOS Live Activities
    and Android widgets.

    Args:
        condition_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorResponse | LiveActivityMarket]
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
) -> Any | ErrorResponse | LiveActivityMarket | None:
    """Live activity data of one market

     Gives a minimal record of one market, meant for live activity widgets such as iOS Live Activities
    and Android widgets.

    Args:
        condition_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorResponse | LiveActivityMarket
    """

    return sync_detailed(
        condition_id=condition_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    condition_id: str,
    *,
    client: Client,
) -> Response[Any | ErrorResponse | LiveActivityMarket]:
    """Live activity data of one market

     Gives a minimal record of one market, meant for live activity widgets such as iOS Live Activities
    and Android widgets.

    Args:
        condition_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ErrorResponse | LiveActivityMarket]
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
) -> Any | ErrorResponse | LiveActivityMarket | None:
    """Live activity data of one market

     Gives a minimal record of one market, meant for live activity widgets such as iOS Live Activities
    and Android widgets.

    Args:
        condition_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ErrorResponse | LiveActivityMarket
    """

    return (
        await asyncio_detailed(
            condition_id=condition_id,
            client=client,
        )
    ).parsed
