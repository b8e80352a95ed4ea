from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, Unset, decode

if TYPE_CHECKING:
    from ...models.error_response import ErrorResponse
    from ...models.neg_risk import NegRisk


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
    *,
    token_id: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["token_id"] = token_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/neg-risk",
        "params": params,
    }

    return _kwargs


def _read(status: int, data: Any) -> ErrorResponse | NegRisk | None:
    if status == 200:
        from ...models.neg_risk import NegRisk

        response_200: NegRisk = data
        if isinstance(response_200, dict):
            response_200 = NegRisk.adopt(response_200)

        return response_200

    if status == 400:
        from ...models.error_response import ErrorResponse

        response_400: ErrorResponse = data
        if isinstance(response_400, dict):
            response_400 = ErrorResponse.adopt(response_400)

        return response_400

    if status == 404:
        from ...models.error_response import ErrorResponse

        response_404: ErrorResponse = data
        if isinstance(response_404, dict):
            response_404 = ErrorResponse.adopt(response_404)

        return response_404

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


def _parse_response(*, client: Client, response: httpx.Response) -> ErrorResponse | NegRisk | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(*, client: Client, response: httpx.Response) -> Response[ErrorResponse | NegRisk]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    token_id: str | Unset = UNSET,
) -> Response[ErrorResponse | NegRisk]:
    """Look up whether a token is negative-risk

     Gives the negative-risk flag of one token, whose ID may be sent either in the query or in the path.

    Args:
        token_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | NegRisk]
    """

    kwargs = _get_kwargs(
        token_id=token_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    token_id: str | Unset = UNSET,
) -> ErrorResponse | NegRisk | None:
    """Look up whether a token is negative-risk

     Gives the negative-risk flag of one token, whose ID may be sent either in the query or in the path.

    Args:
        token_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | NegRisk
    """

    return sync_detailed(
        client=client,
        token_id=token_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    token_id: str | Unset = UNSET,
) -> Response[ErrorResponse | NegRisk]:
    """Look up whether a token is negative-risk

     Gives the negative-risk flag of one token, whose ID may be sent either in the query or in the path.

    Args:
        token_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | NegRisk]
    """

    kwargs = _get_kwargs(
        token_id=token_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    token_id: str | Unset = UNSET,
) -> ErrorResponse | NegRisk | None:
    """Look up whether a token is negative-risk

     Gives the negative-risk flag of one token, whose ID may be sent either in the query or in the path.

    Args:
        token_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | NegRisk
    """

    return (
        await asyncio_detailed(
            client=client,
            token_id=token_id,
        )
    ).parsed
