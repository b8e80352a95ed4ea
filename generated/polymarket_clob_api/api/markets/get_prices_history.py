from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, Unset, decode

if TYPE_CHECKING:
    from ...models.error_response import ErrorResponse
    from ...models.get_prices_history_interval import GetPricesHistoryInterval
    from ...models.prices_history_response import PricesHistoryResponse


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
    market: str,
    start_ts: float | Unset = UNSET,
    end_ts: float | Unset = UNSET,
    interval: GetPricesHistoryInterval | Unset = UNSET,
    fidelity: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["market"] = market

    params["startTs"] = start_ts

    params["endTs"] = end_ts

    json_interval: str | Unset = UNSET
    if not isinstance(interval, Unset):
        json_interval = interval.value

    params["interval"] = json_interval

    params["fidelity"] = fidelity

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/prices-history",
        "params": params,
    }

    return _kwargs


def _read(status: int, data: Any) -> ErrorResponse | PricesHistoryResponse | None:
    if status == 200:
        from ...models.prices_history_response import PricesHistoryResponse

        response_200: PricesHistoryResponse = data
        if isinstance(response_200, dict):
            response_200 = PricesHistoryResponse.adopt(response_200)

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
) -> ErrorResponse | PricesHistoryResponse | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[ErrorResponse | PricesHistoryResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    market: str,
    start_ts: float | Unset = UNSET,
    end_ts: float | Unset = UNSET,
    interval: GetPricesHistoryInterval | Unset = UNSET,
    fidelity: int | Unset = UNSET,
) -> Response[ErrorResponse | PricesHistoryResponse]:
    """Price history of a market

     Gives a market's past prices.

    Args:
        market (str):
        start_ts (float | Unset):
        end_ts (float | Unset):
        interval (GetPricesHistoryInterval | Unset):
        fidelity (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | PricesHistoryResponse]
    """

    kwargs = _get_kwargs(
        market=market,
        start_ts=start_ts,
        end_ts=end_ts,
        interval=interval,
        fidelity=fidelity,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    market: str,
    start_ts: float | Unset = UNSET,
    end_ts: float | Unset = UNSET,
    interval: GetPricesHistoryInterval | Unset = UNSET,
    fidelity: int | Unset = UNSET,
) -> ErrorResponse | PricesHistoryResponse | None:
    """Price history of a market

     Gives a market's past prices.

    Args:
        market (str):
        start_ts (float | Unset):
        end_ts (float | Unset):
        interval (GetPricesHistoryInterval | Unset):
        fidelity (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | PricesHistoryResponse
    """

    return sync_detailed(
        client=client,
        market=market,
        start_ts=start_ts,
        end_ts=end_ts,
        interval=interval,
        fidelity=fidelity,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    market: str,
    start_ts: float | Unset = UNSET,
    end_ts: float | Unset = UNSET,
    interval: GetPricesHistoryInterval | Unset = UNSET,
    fidelity: int | Unset = UNSET,
) -> Response[ErrorResponse | PricesHistoryResponse]:
    """Price history of a market

     Gives a market's past prices.

    Args:
        market (str):
        start_ts (float | Unset):
        end_ts (float | Unset):
        interval (GetPricesHistoryInterval | Unset):
        fidelity (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | PricesHistoryResponse]
    """

    kwargs = _get_kwargs(
        market=market,
        start_ts=start_ts,
        end_ts=end_ts,
        interval=interval,
        fidelity=fidelity,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    market: str,
    start_ts: float | Unset = UNSET,
    end_ts: float | Unset = UNSET,
    interval: GetPricesHistoryInterval | Unset = UNSET,
    fidelity: int | Unset = UNSET,
) -> ErrorResponse | PricesHistoryResponse | None:
    """Price history of a market

     Gives a market's past prices.

    Args:
        market (str):
        start_ts (float | Unset):
        end_ts (float | Unset):
        interval (GetPricesHistoryInterval | Unset):
        fidelity (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | PricesHistoryResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            market=market,
            start_ts=start_ts,
            end_ts=end_ts,
            interval=interval,
            fidelity=fidelity,
        )
    ).parsed
