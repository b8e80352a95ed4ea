from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, decode

if TYPE_CHECKING:
    from ...models.error_response import ErrorResponse
    from ...models.rebated_fees import RebatedFees


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
    date: datetime.date,
    maker_address: str,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_date = date.isoformat()
    params["date"] = json_date

    params["maker_address"] = maker_address

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/rebates/current",
        "params": params,
    }

    return _kwargs


def _read(status: int, data: Any) -> ErrorResponse | list[RebatedFees] | None | None:
    if status == 200:
        from ...models.rebated_fees import RebatedFees

        response_200: list[RebatedFees] | None = data
        if isinstance(response_200, list):
            response_200_type_0: list[RebatedFees] = response_200
            if isinstance(response_200_type_0, list):
                response_200_type_0 = [
                    RebatedFees.adopt(item) if isinstance(item, dict) else item
                    for item in response_200_type_0
                ]

            response_200 = response_200_type_0

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
) -> ErrorResponse | list[RebatedFees] | None | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[ErrorResponse | list[RebatedFees] | None]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    date: datetime.date,
    maker_address: str,
) -> Response[ErrorResponse | list[RebatedFees] | None]:
    """A maker's fee rebates on one day

     Lists the fees currently rebated to a maker address for the given date, each entry naming the
    condition ID, the asset address and the rebated USDC amount; no authentication needed.

    Args:
        date (datetime.date):
        maker_address (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | list[RebatedFees] | None]
    """

    kwargs = _get_kwargs(
        date=date,
        maker_address=maker_address,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    date: datetime.date,
    maker_address: str,
) -> ErrorResponse | list[RebatedFees] | None | None:
    """A maker's fee rebates on one day

     Lists the fees currently rebated to a maker address for the given date, each entry naming the
    condition ID, the asset address and the rebated USDC amount; no authentication needed.

    Args:
        date (datetime.date):
        maker_address (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | list[RebatedFees] | None
    """

    return sync_detailed(
        client=client,
        date=date,
        maker_address=maker_address,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    date: datetime.date,
    maker_address: str,
) -> Response[ErrorResponse | list[RebatedFees] | None]:
    """A maker's fee rebates on one day

     Lists the fees currently rebated to a maker address for the given date, each entry naming the
    condition ID, the asset address and the rebated USDC amount; no authentication needed.

    Args:
        date (datetime.date):
        maker_address (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | list[RebatedFees] | None]
    """

    kwargs = _get_kwargs(
        date=date,
        maker_address=maker_address,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    date: datetime.date,
    maker_address: str,
) -> ErrorResponse | list[RebatedFees] | None | None:
    """A maker's fee rebates on one day

     Lists the fees currently rebated to a maker address for the given date, each entry naming the
    condition ID, the asset address and the rebated USDC amount; no authentication needed.

    Args:
        date (datetime.date):
        maker_address (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | list[RebatedFees] | None
    """

    return (
        await asyncio_detailed(
            client=client,
            date=date,
            maker_address=maker_address,
        )
    ).parsed
