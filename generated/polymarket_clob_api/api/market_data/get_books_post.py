from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, decode

if TYPE_CHECKING:
    from ...models.book_request import BookRequest
    from ...models.error_response import ErrorResponse
    from ...models.order_book_summary import OrderBookSummary


_STATUSES = frozenset(
    (
        200,
        400,
        429,
        503,
    )
)


def _get_kwargs(
    *,
    body: list[BookRequest],
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/books",
    }

    _kwargs["json"] = []
    for body_item_data in body:
        body_item = body_item_data.to_dict()
        _kwargs["json"].append(body_item)

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(status: int, data: Any) -> ErrorResponse | list[OrderBookSummary] | None:
    if status == 200:
        from ...models.order_book_summary import OrderBookSummary

        response_200: list[OrderBookSummary] = data
        if isinstance(response_200, list):
            response_200 = [
                OrderBookSummary.adopt(item) if isinstance(item, dict) else item for item in response_200
            ]

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

    if status == 503:
        from ...models.error_response import ErrorResponse

        response_503: ErrorResponse = data
        if isinstance(response_503, dict):
            response_503 = ErrorResponse.adopt(response_503)

        return response_503

    return None


def _parse_response(
    *, client: Client, response: httpx.Response
) -> ErrorResponse | list[OrderBookSummary] | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[ErrorResponse | list[OrderBookSummary]]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    body: list[BookRequest],
) -> Response[ErrorResponse | list[OrderBookSummary]]:
    """Order books of several tokens, asked for in the body

     Gives the order book summaries of several tokens whose IDs are named in the body.

    Args:
        body (list[BookRequest]):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | list[OrderBookSummary]]
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
    body: list[BookRequest],
) -> ErrorResponse | list[OrderBookSummary] | None:
    """Order books of several tokens, asked for in the body

     Gives the order book summaries of several tokens whose IDs are named in the body.

    Args:
        body (list[BookRequest]):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | list[OrderBookSummary]
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    body: list[BookRequest],
) -> Response[ErrorResponse | list[OrderBookSummary]]:
    """Order books of several tokens, asked for in the body

     Gives the order book summaries of several tokens whose IDs are named in the body.

    Args:
        body (list[BookRequest]):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | list[OrderBookSummary]]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    body: list[BookRequest],
) -> ErrorResponse | list[OrderBookSummary] | None:
    """Order books of several tokens, asked for in the body

     Gives the order book summaries of several tokens whose IDs are named in the body.

    Args:
        body (list[BookRequest]):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | list[OrderBookSummary]
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
