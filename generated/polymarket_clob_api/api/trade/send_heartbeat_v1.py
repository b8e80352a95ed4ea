from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, decode

if TYPE_CHECKING:
    from ...models.error_response import ErrorResponse
    from ...models.heartbeat_error_response import HeartbeatErrorResponse
    from ...models.heartbeat_request import HeartbeatRequest
    from ...models.heartbeat_v1_response import HeartbeatV1Response


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
    body: HeartbeatRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/heartbeats",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(status: int, data: Any) -> ErrorResponse | HeartbeatErrorResponse | HeartbeatV1Response | None:
    if status == 200:
        from ...models.heartbeat_v1_response import HeartbeatV1Response

        response_200: HeartbeatV1Response = data
        if isinstance(response_200, dict):
            response_200 = HeartbeatV1Response.adopt(response_200)

        return response_200

    if status == 400:
        from ...models.heartbeat_error_response import HeartbeatErrorResponse

        response_400: HeartbeatErrorResponse = data
        if isinstance(response_400, dict):
            response_400 = HeartbeatErrorResponse.adopt(response_400)

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
) -> ErrorResponse | HeartbeatErrorResponse | HeartbeatV1Response | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[ErrorResponse | HeartbeatErrorResponse | HeartbeatV1Response]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    body: HeartbeatRequest,
) -> Response[ErrorResponse | HeartbeatErrorResponse | HeartbeatV1Response]:
    """Signal that the client is alive (v1, with an ID)

     Keeps a session alive by a chain of heartbeat IDs: the first call carries an empty or initial
    heartbeat_id, each answer gives a new heartbeat_id that the following calls must carry, and one that
    is not the expected value fails; without regular heartbeats every open order of the user is canceled
    automatically, which lets an automated trader drop its orders once it stops responding.

    Args:
        body (HeartbeatRequest): Body that a v1 heartbeat call sends.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | HeartbeatErrorResponse | HeartbeatV1Response]
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
    body: HeartbeatRequest,
) -> ErrorResponse | HeartbeatErrorResponse | HeartbeatV1Response | None:
    """Signal that the client is alive (v1, with an ID)

     Keeps a session alive by a chain of heartbeat IDs: the first call carries an empty or initial
    heartbeat_id, each answer gives a new heartbeat_id that the following calls must carry, and one that
    is not the expected value fails; without regular heartbeats every open order of the user is canceled
    automatically, which lets an automated trader drop its orders once it stops responding.

    Args:
        body (HeartbeatRequest): Body that a v1 heartbeat call sends.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | HeartbeatErrorResponse | HeartbeatV1Response
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    body: HeartbeatRequest,
) -> Response[ErrorResponse | HeartbeatErrorResponse | HeartbeatV1Response]:
    """Signal that the client is alive (v1, with an ID)

     Keeps a session alive by a chain of heartbeat IDs: the first call carries an empty or initial
    heartbeat_id, each answer gives a new heartbeat_id that the following calls must carry, and one that
    is not the expected value fails; without regular heartbeats every open order of the user is canceled
    automatically, which lets an automated trader drop its orders once it stops responding.

    Args:
        body (HeartbeatRequest): Body that a v1 heartbeat call sends.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | HeartbeatErrorResponse | HeartbeatV1Response]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    body: HeartbeatRequest,
) -> ErrorResponse | HeartbeatErrorResponse | HeartbeatV1Response | None:
    """Signal that the client is alive (v1, with an ID)

     Keeps a session alive by a chain of heartbeat IDs: the first call carries an empty or initial
    heartbeat_id, each answer gives a new heartbeat_id that the following calls must carry, and one that
    is not the expected value fails; without regular heartbeats every open order of the user is canceled
    automatically, which lets an automated trader drop its orders once it stops responding.

    Args:
        body (HeartbeatRequest): Body that a v1 heartbeat call sends.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | HeartbeatErrorResponse | HeartbeatV1Response
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
