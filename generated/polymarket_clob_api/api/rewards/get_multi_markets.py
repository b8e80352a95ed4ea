from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, Unset, decode

if TYPE_CHECKING:
    from ...models.error_response import ErrorResponse
    from ...models.get_multi_markets_order_by import GetMultiMarketsOrderBy
    from ...models.get_multi_markets_position import GetMultiMarketsPosition
    from ...models.paginated_multi_market_info import PaginatedMultiMarketInfo


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
    q: str | Unset = UNSET,
    tag_slug: str | Unset = UNSET,
    event_id: str | Unset = UNSET,
    event_title: str | Unset = UNSET,
    order_by: GetMultiMarketsOrderBy | Unset = UNSET,
    position: GetMultiMarketsPosition | Unset = UNSET,
    min_volume_24hr: float | Unset = UNSET,
    max_volume_24hr: float | Unset = UNSET,
    min_spread: float | Unset = UNSET,
    max_spread: float | Unset = UNSET,
    min_price: float | Unset = UNSET,
    max_price: float | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
    page_size: int | Unset = 100,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["q"] = q

    params["tag_slug"] = tag_slug

    params["event_id"] = event_id

    params["event_title"] = event_title

    json_order_by: str | Unset = UNSET
    if not isinstance(order_by, Unset):
        json_order_by = order_by.value

    params["order_by"] = json_order_by

    json_position: str | Unset = UNSET
    if not isinstance(position, Unset):
        json_position = position.value

    params["position"] = json_position

    params["min_volume_24hr"] = min_volume_24hr

    params["max_volume_24hr"] = max_volume_24hr

    params["min_spread"] = min_spread

    params["max_spread"] = max_spread

    params["min_price"] = min_price

    params["max_price"] = max_price

    params["next_cursor"] = next_cursor

    params["page_size"] = page_size

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/rewards/markets/multi",
        "params": params,
    }

    return _kwargs


def _read(status: int, data: Any) -> ErrorResponse | PaginatedMultiMarketInfo | None:
    if status == 200:
        from ...models.paginated_multi_market_info import PaginatedMultiMarketInfo

        response_200: PaginatedMultiMarketInfo = data
        if isinstance(response_200, dict):
            response_200 = PaginatedMultiMarketInfo.adopt(response_200)

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
) -> ErrorResponse | PaginatedMultiMarketInfo | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[ErrorResponse | PaginatedMultiMarketInfo]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    q: str | Unset = UNSET,
    tag_slug: str | Unset = UNSET,
    event_id: str | Unset = UNSET,
    event_title: str | Unset = UNSET,
    order_by: GetMultiMarketsOrderBy | Unset = UNSET,
    position: GetMultiMarketsPosition | Unset = UNSET,
    min_volume_24hr: float | Unset = UNSET,
    max_volume_24hr: float | Unset = UNSET,
    min_spread: float | Unset = UNSET,
    max_spread: float | Unset = UNSET,
    min_price: float | Unset = UNSET,
    max_price: float | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
    page_size: int | Unset = 100,
) -> Response[ErrorResponse | PaginatedMultiMarketInfo]:
    """Find active markets and their rewards

     Lists active markets and the rewards set on them, with text search, tag and numeric filters, and
    sorting; pages hold 100 items unless asked otherwise and are walked with next_cursor, where "LTE="
    marks the final page.

    Args:
        q (str | Unset):
        tag_slug (str | Unset):
        event_id (str | Unset):
        event_title (str | Unset):
        order_by (GetMultiMarketsOrderBy | Unset):
        position (GetMultiMarketsPosition | Unset):
        min_volume_24hr (float | Unset):
        max_volume_24hr (float | Unset):
        min_spread (float | Unset):
        max_spread (float | Unset):
        min_price (float | Unset):
        max_price (float | Unset):
        next_cursor (str | Unset):
        page_size (int | Unset):  Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | PaginatedMultiMarketInfo]
    """

    kwargs = _get_kwargs(
        q=q,
        tag_slug=tag_slug,
        event_id=event_id,
        event_title=event_title,
        order_by=order_by,
        position=position,
        min_volume_24hr=min_volume_24hr,
        max_volume_24hr=max_volume_24hr,
        min_spread=min_spread,
        max_spread=max_spread,
        min_price=min_price,
        max_price=max_price,
        next_cursor=next_cursor,
        page_size=page_size,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    q: str | Unset = UNSET,
    tag_slug: str | Unset = UNSET,
    event_id: str | Unset = UNSET,
    event_title: str | Unset = UNSET,
    order_by: GetMultiMarketsOrderBy | Unset = UNSET,
    position: GetMultiMarketsPosition | Unset = UNSET,
    min_volume_24hr: float | Unset = UNSET,
    max_volume_24hr: float | Unset = UNSET,
    min_spread: float | Unset = UNSET,
    max_spread: float | Unset = UNSET,
    min_price: float | Unset = UNSET,
    max_price: float | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
    page_size: int | Unset = 100,
) -> ErrorResponse | PaginatedMultiMarketInfo | None:
    """Find active markets and their rewards

     Lists active markets and the rewards set on them, with text search, tag and numeric filters, and
    sorting; pages hold 100 items unless asked otherwise and are walked with next_cursor, where "LTE="
    marks the final page.

    Args:
        q (str | Unset):
        tag_slug (str | Unset):
        event_id (str | Unset):
        event_title (str | Unset):
        order_by (GetMultiMarketsOrderBy | Unset):
        position (GetMultiMarketsPosition | Unset):
        min_volume_24hr (float | Unset):
        max_volume_24hr (float | Unset):
        min_spread (float | Unset):
        max_spread (float | Unset):
        min_price (float | Unset):
        max_price (float | Unset):
        next_cursor (str | Unset):
        page_size (int | Unset):  Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | PaginatedMultiMarketInfo
    """

    return sync_detailed(
        client=client,
        q=q,
        tag_slug=tag_slug,
        event_id=event_id,
        event_title=event_title,
        order_by=order_by,
        position=position,
        min_volume_24hr=min_volume_24hr,
        max_volume_24hr=max_volume_24hr,
        min_spread=min_spread,
        max_spread=max_spread,
        min_price=min_price,
        max_price=max_price,
        next_cursor=next_cursor,
        page_size=page_size,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    q: str | Unset = UNSET,
    tag_slug: str | Unset = UNSET,
    event_id: str | Unset = UNSET,
    event_title: str | Unset = UNSET,
    order_by: GetMultiMarketsOrderBy | Unset = UNSET,
    position: GetMultiMarketsPosition | Unset = UNSET,
    min_volume_24hr: float | Unset = UNSET,
    max_volume_24hr: float | Unset = UNSET,
    min_spread: float | Unset = UNSET,
    max_spread: float | Unset = UNSET,
    min_price: float | Unset = UNSET,
    max_price: float | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
    page_size: int | Unset = 100,
) -> Response[ErrorResponse | PaginatedMultiMarketInfo]:
    """Find active markets and their rewards

     Lists active markets and the rewards set on them, with text search, tag and numeric filters, and
    sorting; pages hold 100 items unless asked otherwise and are walked with next_cursor, where "LTE="
    marks the final page.

    Args:
        q (str | Unset):
        tag_slug (str | Unset):
        event_id (str | Unset):
        event_title (str | Unset):
        order_by (GetMultiMarketsOrderBy | Unset):
        position (GetMultiMarketsPosition | Unset):
        min_volume_24hr (float | Unset):
        max_volume_24hr (float | Unset):
        min_spread (float | Unset):
        max_spread (float | Unset):
        min_price (float | Unset):
        max_price (float | Unset):
        next_cursor (str | Unset):
        page_size (int | Unset):  Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | PaginatedMultiMarketInfo]
    """

    kwargs = _get_kwargs(
        q=q,
        tag_slug=tag_slug,
        event_id=event_id,
        event_title=event_title,
        order_by=order_by,
        position=position,
        min_volume_24hr=min_volume_24hr,
        max_volume_24hr=max_volume_24hr,
        min_spread=min_spread,
        max_spread=max_spread,
        min_price=min_price,
        max_price=max_price,
        next_cursor=next_cursor,
        page_size=page_size,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    q: str | Unset = UNSET,
    tag_slug: str | Unset = UNSET,
    event_id: str | Unset = UNSET,
    event_title: str | Unset = UNSET,
    order_by: GetMultiMarketsOrderBy | Unset = UNSET,
    position: GetMultiMarketsPosition | Unset = UNSET,
    min_volume_24hr: float | Unset = UNSET,
    max_volume_24hr: float | Unset = UNSET,
    min_spread: float | Unset = UNSET,
    max_spread: float | Unset = UNSET,
    min_price: float | Unset = UNSET,
    max_price: float | Unset = UNSET,
    next_cursor: str | Unset = UNSET,
    page_size: int | Unset = 100,
) -> ErrorResponse | PaginatedMultiMarketInfo | None:
    """Find active markets and their rewards

     Lists active markets and the rewards set on them, with text search, tag and numeric filters, and
    sorting; pages hold 100 items unless asked otherwise and are walked with next_cursor, where "LTE="
    marks the final page.

    Args:
        q (str | Unset):
        tag_slug (str | Unset):
        event_id (str | Unset):
        event_title (str | Unset):
        order_by (GetMultiMarketsOrderBy | Unset):
        position (GetMultiMarketsPosition | Unset):
        min_volume_24hr (float | Unset):
        max_volume_24hr (float | Unset):
        min_spread (float | Unset):
        max_spread (float | Unset):
        min_price (float | Unset):
        max_price (float | Unset):
        next_cursor (str | Unset):
        page_size (int | Unset):  Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | PaginatedMultiMarketInfo
    """

    return (
        await asyncio_detailed(
            client=client,
            q=q,
            tag_slug=tag_slug,
            event_id=event_id,
            event_title=event_title,
            order_by=order_by,
            position=position,
            min_volume_24hr=min_volume_24hr,
            max_volume_24hr=max_volume_24hr,
            min_spread=min_spread,
            max_spread=max_spread,
            min_price=min_price,
            max_price=max_price,
            next_cursor=next_cursor,
            page_size=page_size,
        )
    ).parsed
