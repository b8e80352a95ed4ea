from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...models.get_balance_allowance_signature_type import GetBalanceAllowanceSignatureType
from ...types import UNSET, Response, Unset, decode

if TYPE_CHECKING:
    from ...models.balance_allowance_response import BalanceAllowanceResponse
    from ...models.error_response import ErrorResponse
    from ...models.get_balance_allowance_asset_type import GetBalanceAllowanceAssetType


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
    asset_type: GetBalanceAllowanceAssetType,
    token_id: str | Unset = UNSET,
    signature_type: GetBalanceAllowanceSignatureType | Unset = GetBalanceAllowanceSignatureType.VALUE_0,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_asset_type = asset_type.value
    params["asset_type"] = json_asset_type

    params["token_id"] = token_id

    json_signature_type: int | Unset = UNSET
    if not isinstance(signature_type, Unset):
        json_signature_type = signature_type.value

    params["signature_type"] = json_signature_type

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/balance-allowance",
        "params": params,
    }

    return _kwargs


def _read(status: int, data: Any) -> BalanceAllowanceResponse | ErrorResponse | None:
    if status == 200:
        from ...models.balance_allowance_response import BalanceAllowanceResponse

        response_200: BalanceAllowanceResponse = data
        if isinstance(response_200, dict):
            response_200 = BalanceAllowanceResponse.adopt(response_200)

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
) -> BalanceAllowanceResponse | ErrorResponse | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[BalanceAllowanceResponse | ErrorResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    asset_type: GetBalanceAllowanceAssetType,
    token_id: str | Unset = UNSET,
    signature_type: GetBalanceAllowanceSignatureType | Unset = GetBalanceAllowanceSignatureType.VALUE_0,
) -> Response[BalanceAllowanceResponse | ErrorResponse]:
    """Read balance and allowances

     Gives the balance and allowances of the authenticated user's address, which follows from the API key
    authentication and the signature type.

    Args:
        asset_type (GetBalanceAllowanceAssetType):
        token_id (str | Unset):
        signature_type (GetBalanceAllowanceSignatureType | Unset):  Default:
            GetBalanceAllowanceSignatureType.VALUE_0.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BalanceAllowanceResponse | ErrorResponse]
    """

    kwargs = _get_kwargs(
        asset_type=asset_type,
        token_id=token_id,
        signature_type=signature_type,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    asset_type: GetBalanceAllowanceAssetType,
    token_id: str | Unset = UNSET,
    signature_type: GetBalanceAllowanceSignatureType | Unset = GetBalanceAllowanceSignatureType.VALUE_0,
) -> BalanceAllowanceResponse | ErrorResponse | None:
    """Read balance and allowances

     Gives the balance and allowances of the authenticated user's address, which follows from the API key
    authentication and the signature type.

    Args:
        asset_type (GetBalanceAllowanceAssetType):
        token_id (str | Unset):
        signature_type (GetBalanceAllowanceSignatureType | Unset):  Default:
            GetBalanceAllowanceSignatureType.VALUE_0.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BalanceAllowanceResponse | ErrorResponse
    """

    return sync_detailed(
        client=client,
        asset_type=asset_type,
        token_id=token_id,
        signature_type=signature_type,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    asset_type: GetBalanceAllowanceAssetType,
    token_id: str | Unset = UNSET,
    signature_type: GetBalanceAllowanceSignatureType | Unset = GetBalanceAllowanceSignatureType.VALUE_0,
) -> Response[BalanceAllowanceResponse | ErrorResponse]:
    """Read balance and allowances

     Gives the balance and allowances of the authenticated user's address, which follows from the API key
    authentication and the signature type.

    Args:
        asset_type (GetBalanceAllowanceAssetType):
        token_id (str | Unset):
        signature_type (GetBalanceAllowanceSignatureType | Unset):  Default:
            GetBalanceAllowanceSignatureType.VALUE_0.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BalanceAllowanceResponse | ErrorResponse]
    """

    kwargs = _get_kwargs(
        asset_type=asset_type,
        token_id=token_id,
        signature_type=signature_type,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    asset_type: GetBalanceAllowanceAssetType,
    token_id: str | Unset = UNSET,
    signature_type: GetBalanceAllowanceSignatureType | Unset = GetBalanceAllowanceSignatureType.VALUE_0,
) -> BalanceAllowanceResponse | ErrorResponse | None:
    """Read balance and allowances

     Gives the balance and allowances of the authenticated user's address, which follows from the API key
    authentication and the signature type.

    Args:
        asset_type (GetBalanceAllowanceAssetType):
        token_id (str | Unset):
        signature_type (GetBalanceAllowanceSignatureType | Unset):  Default:
            GetBalanceAllowanceSignatureType.VALUE_0.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BalanceAllowanceResponse | ErrorResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            asset_type=asset_type,
            token_id=token_id,
            signature_type=signature_type,
        )
    ).parsed
