from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, decode

if TYPE_CHECKING:
    from ...models.error_response import ErrorResponse
    from ...models.get_notifications_signature_type import GetNotificationsSignatureType
    from ...models.notification import Notification


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
    signature_type: GetNotificationsSignatureType,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_signature_type = signature_type.value
    params["signature_type"] = json_signature_type

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/notifications",
        "params": params,
    }

    return _kwargs


def _read(status: int, data: Any) -> ErrorResponse | list[Notification] | None | None:
    if status == 200:
        from ...models.notification import Notification

        response_200: list[Notification] | None = data
        if isinstance(response_200, list):
            response_200_type_0: list[Notification] = response_200
            if isinstance(response_200_type_0, list):
                response_200_type_0 = [
                    Notification.adopt(item) if isinstance(item, dict) else item
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
) -> ErrorResponse | list[Notification] | None | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[ErrorResponse | list[Notification] | None]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    signature_type: GetNotificationsSignatureType,
) -> Response[ErrorResponse | list[Notification] | None]:
    """List unread notifications

     Lists the caller's notifications not yet read; kinds include order cancelled, order filled (as taker
    or as maker), market registered, market resolved, reward paid out, and child comment created.

    Args:
        signature_type (GetNotificationsSignatureType):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | list[Notification] | None]
    """

    kwargs = _get_kwargs(
        signature_type=signature_type,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    signature_type: GetNotificationsSignatureType,
) -> ErrorResponse | list[Notification] | None | None:
    """List unread notifications

     Lists the caller's notifications not yet read; kinds include order cancelled, order filled (as taker
    or as maker), market registered, market resolved, reward paid out, and child comment created.

    Args:
        signature_type (GetNotificationsSignatureType):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | list[Notification] | None
    """

    return sync_detailed(
        client=client,
        signature_type=signature_type,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    signature_type: GetNotificationsSignatureType,
) -> Response[ErrorResponse | list[Notification] | None]:
    """List unread notifications

     Lists the caller's notifications not yet read; kinds include order cancelled, order filled (as taker
    or as maker), market registered, market resolved, reward paid out, and child comment created.

    Args:
        signature_type (GetNotificationsSignatureType):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | list[Notification] | None]
    """

    kwargs = _get_kwargs(
        signature_type=signature_type,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    signature_type: GetNotificationsSignatureType,
) -> ErrorResponse | list[Notification] | None | None:
    """List unread notifications

     Lists the caller's notifications not yet read; kinds include order cancelled, order filled (as taker
    or as maker), market registered, market resolved, reward paid out, and child comment created.

    Args:
        signature_type (GetNotificationsSignatureType):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | list[Notification] | None
    """

    return (
        await asyncio_detailed(
            client=client,
            signature_type=signature_type,
        )
    ).parsed
