from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, decode

if TYPE_CHECKING:
    from ...models.error_response import ErrorResponse
    from ...models.orders_scoring_response import OrdersScoringResponse


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
    order_ids: list[str],
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_order_ids = order_ids

    params["order_ids"] = json_order_ids

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/orders-scoring",
        "params": params,
    }

    return _kwargs


def _read(status: int, data: Any) -> ErrorResponse | OrdersScoringResponse | None:
    if status == 200:
        from ...models.orders_scoring_response import OrdersScoringResponse

        response_200: OrdersScoringResponse = data
        if isinstance(response_200, dict):
            response_200 = OrdersScoringResponse.adopt(response_200)

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


def _parse_response(
    *, client: Client, response: httpx.Response
) -> ErrorResponse | OrdersScoringResponse | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[ErrorResponse | OrdersScoringResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    order_ids: list[str],
) -> Response[ErrorResponse | OrdersScoringResponse]:
    """Tell which of several orders are scoring

     Reports for each given order if it currently earns maker-reward score, which needs all four: a live
    order on a market eligible for rewards, at least the minimum size, a price inside the valid spread,
    and the required time on the book.

    Args:
        order_ids (list[str]):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | OrdersScoringResponse]
    """

    kwargs = _get_kwargs(
        order_ids=order_ids,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    order_ids: list[str],
) -> ErrorResponse | OrdersScoringResponse | None:
    """Tell which of several orders are scoring

     Reports for each given order if it currently earns maker-reward score, which needs all four: a live
    order on a market eligible for rewards, at least the minimum size, a price inside the valid spread,
    and the required time on the book.

    Args:
        order_ids (list[str]):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | OrdersScoringResponse
    """

    return sync_detailed(
        client=client,
        order_ids=order_ids,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    order_ids: list[str],
) -> Response[ErrorResponse | OrdersScoringResponse]:
    """Tell which of several orders are scoring

     Reports for each given order if it currently earns maker-reward score, which needs all four: a live
    order on a market eligible for rewards, at least the minimum size, a price inside the valid spread,
    and the required time on the book.

    Args:
        order_ids (list[str]):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | OrdersScoringResponse]
    """

    kwargs = _get_kwargs(
        order_ids=order_ids,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    order_ids: list[str],
) -> ErrorResponse | OrdersScoringResponse | None:
    """Tell which of several orders are scoring

     Reports for each given order if it currently earns maker-reward score, which needs all four: a live
    order on a market eligible for rewards, at least the minimum size, a price inside the valid spread,
    and the required time on the book.

    Args:
        order_ids (list[str]):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | OrdersScoringResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            order_ids=order_ids,
        )
    ).parsed
