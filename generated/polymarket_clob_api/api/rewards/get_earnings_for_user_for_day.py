from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, Unset, decode

if TYPE_CHECKING:
    from ...models.error_response import ErrorResponse
    from ...models.get_earnings_for_user_for_day_signature_type import GetEarningsForUserForDaySignatureType
    from ...models.paginated_user_earnings import PaginatedUserEarnings


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
    date: datetime.date,
    signature_type: GetEarningsForUserForDaySignatureType | Unset = UNSET,
    maker_address: str | Unset = UNSET,
    sponsored: bool | Unset = False,
    next_cursor: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_date = date.isoformat()
    params["date"] = json_date

    json_signature_type: int | Unset = UNSET
    if not isinstance(signature_type, Unset):
        json_signature_type = signature_type.value

    params["signature_type"] = json_signature_type

    params["maker_address"] = maker_address

    params["sponsored"] = sponsored

    params["next_cursor"] = next_cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/rewards/user",
        "params": params,
    }

    return _kwargs


def _read(status: int, data: Any) -> ErrorResponse | PaginatedUserEarnings | None:
    if status == 200:
        from ...models.paginated_user_earnings import PaginatedUserEarnings

        response_200: PaginatedUserEarnings = data
        if isinstance(response_200, dict):
            response_200 = PaginatedUserEarnings.adopt(response_200)

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
) -> ErrorResponse | PaginatedUserEarnings | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[ErrorResponse | PaginatedUserEarnings]:
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
    signature_type: GetEarningsForUserForDaySignatureType | Unset = UNSET,
    maker_address: str | Unset = UNSET,
    sponsored: bool | Unset = False,
    next_cursor: str | Unset = UNSET,
) -> Response[ErrorResponse | PaginatedUserEarnings]:
    """A user's earnings on one day

     Lists what the user earned in each market on the given day; needs CLOB L2 auth headers, and comes in
    pages of 100 walked with next_cursor, where "LTE=" marks the final page.

    Args:
        date (datetime.date):
        signature_type (GetEarningsForUserForDaySignatureType | Unset):
        maker_address (str | Unset):
        sponsored (bool | Unset):  Default: False.
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | PaginatedUserEarnings]
    """

    kwargs = _get_kwargs(
        date=date,
        signature_type=signature_type,
        maker_address=maker_address,
        sponsored=sponsored,
        next_cursor=next_cursor,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    date: datetime.date,
    signature_type: GetEarningsForUserForDaySignatureType | Unset = UNSET,
    maker_address: str | Unset = UNSET,
    sponsored: bool | Unset = False,
    next_cursor: str | Unset = UNSET,
) -> ErrorResponse | PaginatedUserEarnings | None:
    """A user's earnings on one day

     Lists what the user earned in each market on the given day; needs CLOB L2 auth headers, and comes in
    pages of 100 walked with next_cursor, where "LTE=" marks the final page.

    Args:
        date (datetime.date):
        signature_type (GetEarningsForUserForDaySignatureType | Unset):
        maker_address (str | Unset):
        sponsored (bool | Unset):  Default: False.
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | PaginatedUserEarnings
    """

    return sync_detailed(
        client=client,
        date=date,
        signature_type=signature_type,
        maker_address=maker_address,
        sponsored=sponsored,
        next_cursor=next_cursor,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    date: datetime.date,
    signature_type: GetEarningsForUserForDaySignatureType | Unset = UNSET,
    maker_address: str | Unset = UNSET,
    sponsored: bool | Unset = False,
    next_cursor: str | Unset = UNSET,
) -> Response[ErrorResponse | PaginatedUserEarnings]:
    """A user's earnings on one day

     Lists what the user earned in each market on the given day; needs CLOB L2 auth headers, and comes in
    pages of 100 walked with next_cursor, where "LTE=" marks the final page.

    Args:
        date (datetime.date):
        signature_type (GetEarningsForUserForDaySignatureType | Unset):
        maker_address (str | Unset):
        sponsored (bool | Unset):  Default: False.
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | PaginatedUserEarnings]
    """

    kwargs = _get_kwargs(
        date=date,
        signature_type=signature_type,
        maker_address=maker_address,
        sponsored=sponsored,
        next_cursor=next_cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    date: datetime.date,
    signature_type: GetEarningsForUserForDaySignatureType | Unset = UNSET,
    maker_address: str | Unset = UNSET,
    sponsored: bool | Unset = False,
    next_cursor: str | Unset = UNSET,
) -> ErrorResponse | PaginatedUserEarnings | None:
    """A user's earnings on one day

     Lists what the user earned in each market on the given day; needs CLOB L2 auth headers, and comes in
    pages of 100 walked with next_cursor, where "LTE=" marks the final page.

    Args:
        date (datetime.date):
        signature_type (GetEarningsForUserForDaySignatureType | Unset):
        maker_address (str | Unset):
        sponsored (bool | Unset):  Default: False.
        next_cursor (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | PaginatedUserEarnings
    """

    return (
        await asyncio_detailed(
            client=client,
            date=date,
            signature_type=signature_type,
            maker_address=maker_address,
            sponsored=sponsored,
            next_cursor=next_cursor,
        )
    ).parsed
