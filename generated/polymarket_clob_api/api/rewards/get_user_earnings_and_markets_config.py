from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...client import Client
from ...types import UNSET, Response, Unset, decode

if TYPE_CHECKING:
    from ...models.error_response import ErrorResponse
    from ...models.get_user_earnings_and_markets_config_order_by import GetUserEarningsAndMarketsConfigOrderBy
    from ...models.get_user_earnings_and_markets_config_position import (
        GetUserEarningsAndMarketsConfigPosition,
    )
    from ...models.get_user_earnings_and_markets_config_signature_type import (
        GetUserEarningsAndMarketsConfigSignatureType,
    )
    from ...models.paginated_user_rewards_markets import PaginatedUserRewardsMarkets


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
    date: datetime.date | Unset = UNSET,
    signature_type: GetUserEarningsAndMarketsConfigSignatureType | Unset = UNSET,
    maker_address: str | Unset = UNSET,
    sponsored: bool | Unset = False,
    next_cursor: str | Unset = UNSET,
    page_size: int | Unset = 100,
    q: str | Unset = UNSET,
    tag_slug: str | Unset = UNSET,
    favorite_markets: bool | Unset = False,
    no_competition: bool | Unset = False,
    only_mergeable: bool | Unset = False,
    only_open_orders: bool | Unset = False,
    only_open_positions: bool | Unset = False,
    order_by: GetUserEarningsAndMarketsConfigOrderBy | Unset = UNSET,
    position: GetUserEarningsAndMarketsConfigPosition | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_date: str | Unset = UNSET
    if not isinstance(date, Unset):
        json_date = date.isoformat()
    params["date"] = json_date

    json_signature_type: int | Unset = UNSET
    if not isinstance(signature_type, Unset):
        json_signature_type = signature_type.value

    params["signature_type"] = json_signature_type

    params["maker_address"] = maker_address

    params["sponsored"] = sponsored

    params["next_cursor"] = next_cursor

    params["page_size"] = page_size

    params["q"] = q

    params["tag_slug"] = tag_slug

    params["favorite_markets"] = favorite_markets

    params["no_competition"] = no_competition

    params["only_mergeable"] = only_mergeable

    params["only_open_orders"] = only_open_orders

    params["only_open_positions"] = only_open_positions

    json_order_by: str | Unset = UNSET
    if not isinstance(order_by, Unset):
        json_order_by = order_by.value

    params["order_by"] = json_order_by

    json_position: str | Unset = UNSET
    if not isinstance(position, Unset):
        json_position = position.value

    params["position"] = json_position

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/rewards/user/markets",
        "params": params,
    }

    return _kwargs


def _read(status: int, data: Any) -> ErrorResponse | PaginatedUserRewardsMarkets | None:
    if status == 200:
        from ...models.paginated_user_rewards_markets import PaginatedUserRewardsMarkets

        response_200: PaginatedUserRewardsMarkets = data
        if isinstance(response_200, dict):
            response_200 = PaginatedUserRewardsMarkets.adopt(response_200)

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
) -> ErrorResponse | PaginatedUserRewardsMarkets | None:
    if client.raise_on_unexpected_status and response.status_code not in _STATUSES:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    data = decode(response)
    return None if data is UNSET else _read(response.status_code, data)


def _build_response(
    *, client: Client, response: httpx.Response
) -> Response[ErrorResponse | PaginatedUserRewardsMarkets]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: Client,
    date: datetime.date | Unset = UNSET,
    signature_type: GetUserEarningsAndMarketsConfigSignatureType | Unset = UNSET,
    maker_address: str | Unset = UNSET,
    sponsored: bool | Unset = False,
    next_cursor: str | Unset = UNSET,
    page_size: int | Unset = 100,
    q: str | Unset = UNSET,
    tag_slug: str | Unset = UNSET,
    favorite_markets: bool | Unset = False,
    no_competition: bool | Unset = False,
    only_mergeable: bool | Unset = False,
    only_open_orders: bool | Unset = False,
    only_open_positions: bool | Unset = False,
    order_by: GetUserEarningsAndMarketsConfigOrderBy | Unset = UNSET,
    position: GetUserEarningsAndMarketsConfigPosition | Unset = UNSET,
) -> Response[ErrorResponse | PaginatedUserRewardsMarkets]:
    """A user's earnings joined with market reward settings

     Lists, for the given day, the current rewards of each market with the user's earnings and live
    percentages; needs CLOB L2 auth headers, pages hold 100 items unless asked otherwise (500 at most)
    and are walked with next_cursor, where "LTE=" marks the final page; optionally `q` searches
    question/description, `tag_slug` filters by tag slugs (several are OR'ed), `favorite_markets=true`
    keeps favourites, and `order_by` with `position` sorts.

    Args:
        date (datetime.date | Unset):
        signature_type (GetUserEarningsAndMarketsConfigSignatureType | Unset):
        maker_address (str | Unset):
        sponsored (bool | Unset):  Default: False.
        next_cursor (str | Unset):
        page_size (int | Unset):  Default: 100.
        q (str | Unset):
        tag_slug (str | Unset):
        favorite_markets (bool | Unset):  Default: False.
        no_competition (bool | Unset):  Default: False.
        only_mergeable (bool | Unset):  Default: False.
        only_open_orders (bool | Unset):  Default: False.
        only_open_positions (bool | Unset):  Default: False.
        order_by (GetUserEarningsAndMarketsConfigOrderBy | Unset):
        position (GetUserEarningsAndMarketsConfigPosition | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | PaginatedUserRewardsMarkets]
    """

    kwargs = _get_kwargs(
        date=date,
        signature_type=signature_type,
        maker_address=maker_address,
        sponsored=sponsored,
        next_cursor=next_cursor,
        page_size=page_size,
        q=q,
        tag_slug=tag_slug,
        favorite_markets=favorite_markets,
        no_competition=no_competition,
        only_mergeable=only_mergeable,
        only_open_orders=only_open_orders,
        only_open_positions=only_open_positions,
        order_by=order_by,
        position=position,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: Client,
    date: datetime.date | Unset = UNSET,
    signature_type: GetUserEarningsAndMarketsConfigSignatureType | Unset = UNSET,
    maker_address: str | Unset = UNSET,
    sponsored: bool | Unset = False,
    next_cursor: str | Unset = UNSET,
    page_size: int | Unset = 100,
    q: str | Unset = UNSET,
    tag_slug: str | Unset = UNSET,
    favorite_markets: bool | Unset = False,
    no_competition: bool | Unset = False,
    only_mergeable: bool | Unset = False,
    only_open_orders: bool | Unset = False,
    only_open_positions: bool | Unset = False,
    order_by: GetUserEarningsAndMarketsConfigOrderBy | Unset = UNSET,
    position: GetUserEarningsAndMarketsConfigPosition | Unset = UNSET,
) -> ErrorResponse | PaginatedUserRewardsMarkets | None:
    """A user's earnings joined with market reward settings

     Lists, for the given day, the current rewards of each market with the user's earnings and live
    percentages; needs CLOB L2 auth headers, pages hold 100 items unless asked otherwise (500 at most)
    and are walked with next_cursor, where "LTE=" marks the final page; optionally `q` searches
    question/description, `tag_slug` filters by tag slugs (several are OR'ed), `favorite_markets=true`
    keeps favourites, and `order_by` with `position` sorts.

    Args:
        date (datetime.date | Unset):
        signature_type (GetUserEarningsAndMarketsConfigSignatureType | Unset):
        maker_address (str | Unset):
        sponsored (bool | Unset):  Default: False.
        next_cursor (str | Unset):
        page_size (int | Unset):  Default: 100.
        q (str | Unset):
        tag_slug (str | Unset):
        favorite_markets (bool | Unset):  Default: False.
        no_competition (bool | Unset):  Default: False.
        only_mergeable (bool | Unset):  Default: False.
        only_open_orders (bool | Unset):  Default: False.
        only_open_positions (bool | Unset):  Default: False.
        order_by (GetUserEarningsAndMarketsConfigOrderBy | Unset):
        position (GetUserEarningsAndMarketsConfigPosition | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | PaginatedUserRewardsMarkets
    """

    return sync_detailed(
        client=client,
        date=date,
        signature_type=signature_type,
        maker_address=maker_address,
        sponsored=sponsored,
        next_cursor=next_cursor,
        page_size=page_size,
        q=q,
        tag_slug=tag_slug,
        favorite_markets=favorite_markets,
        no_competition=no_competition,
        only_mergeable=only_mergeable,
        only_open_orders=only_open_orders,
        only_open_positions=only_open_positions,
        order_by=order_by,
        position=position,
    ).parsed


async def asyncio_detailed(
    *,
    client: Client,
    date: datetime.date | Unset = UNSET,
    signature_type: GetUserEarningsAndMarketsConfigSignatureType | Unset = UNSET,
    maker_address: str | Unset = UNSET,
    sponsored: bool | Unset = False,
    next_cursor: str | Unset = UNSET,
    page_size: int | Unset = 100,
    q: str | Unset = UNSET,
    tag_slug: str | Unset = UNSET,
    favorite_markets: bool | Unset = False,
    no_competition: bool | Unset = False,
    only_mergeable: bool | Unset = False,
    only_open_orders: bool | Unset = False,
    only_open_positions: bool | Unset = False,
    order_by: GetUserEarningsAndMarketsConfigOrderBy | Unset = UNSET,
    position: GetUserEarningsAndMarketsConfigPosition | Unset = UNSET,
) -> Response[ErrorResponse | PaginatedUserRewardsMarkets]:
    """A user's earnings joined with market reward settings

     Lists, for the given day, the current rewards of each market with the user's earnings and live
    percentages; needs CLOB L2 auth headers, pages hold 100 items unless asked otherwise (500 at most)
    and are walked with next_cursor, where "LTE=" marks the final page; optionally `q` searches
    question/description, `tag_slug` filters by tag slugs (several are OR'ed), `favorite_markets=true`
    keeps favourites, and `order_by` with `position` sorts.

    Args:
        date (datetime.date | Unset):
        signature_type (GetUserEarningsAndMarketsConfigSignatureType | Unset):
        maker_address (str | Unset):
        sponsored (bool | Unset):  Default: False.
        next_cursor (str | Unset):
        page_size (int | Unset):  Default: 100.
        q (str | Unset):
        tag_slug (str | Unset):
        favorite_markets (bool | Unset):  Default: False.
        no_competition (bool | Unset):  Default: False.
        only_mergeable (bool | Unset):  Default: False.
        only_open_orders (bool | Unset):  Default: False.
        only_open_positions (bool | Unset):  Default: False.
        order_by (GetUserEarningsAndMarketsConfigOrderBy | Unset):
        position (GetUserEarningsAndMarketsConfigPosition | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | PaginatedUserRewardsMarkets]
    """

    kwargs = _get_kwargs(
        date=date,
        signature_type=signature_type,
        maker_address=maker_address,
        sponsored=sponsored,
        next_cursor=next_cursor,
        page_size=page_size,
        q=q,
        tag_slug=tag_slug,
        favorite_markets=favorite_markets,
        no_competition=no_competition,
        only_mergeable=only_mergeable,
        only_open_orders=only_open_orders,
        only_open_positions=only_open_positions,
        order_by=order_by,
        position=position,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Client,
    date: datetime.date | Unset = UNSET,
    signature_type: GetUserEarningsAndMarketsConfigSignatureType | Unset = UNSET,
    maker_address: str | Unset = UNSET,
    sponsored: bool | Unset = False,
    next_cursor: str | Unset = UNSET,
    page_size: int | Unset = 100,
    q: str | Unset = UNSET,
    tag_slug: str | Unset = UNSET,
    favorite_markets: bool | Unset = False,
    no_competition: bool | Unset = False,
    only_mergeable: bool | Unset = False,
    only_open_orders: bool | Unset = False,
    only_open_positions: bool | Unset = False,
    order_by: GetUserEarningsAndMarketsConfigOrderBy | Unset = UNSET,
    position: GetUserEarningsAndMarketsConfigPosition | Unset = UNSET,
) -> ErrorResponse | PaginatedUserRewardsMarkets | None:
    """A user's earnings joined with market reward settings

     Lists, for the given day, the current rewards of each market with the user's earnings and live
    percentages; needs CLOB L2 auth headers, pages hold 100 items unless asked otherwise (500 at most)
    and are walked with next_cursor, where "LTE=" marks the final page; optionally `q` searches
    question/description, `tag_slug` filters by tag slugs (several are OR'ed), `favorite_markets=true`
    keeps favourites, and `order_by` with `position` sorts.

    Args:
        date (datetime.date | Unset):
        signature_type (GetUserEarningsAndMarketsConfigSignatureType | Unset):
        maker_address (str | Unset):
        sponsored (bool | Unset):  Default: False.
        next_cursor (str | Unset):
        page_size (int | Unset):  Default: 100.
        q (str | Unset):
        tag_slug (str | Unset):
        favorite_markets (bool | Unset):  Default: False.
        no_competition (bool | Unset):  Default: False.
        only_mergeable (bool | Unset):  Default: False.
        only_open_orders (bool | Unset):  Default: False.
        only_open_positions (bool | Unset):  Default: False.
        order_by (GetUserEarningsAndMarketsConfigOrderBy | Unset):
        position (GetUserEarningsAndMarketsConfigPosition | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | PaginatedUserRewardsMarkets
    """

    return (
        await asyncio_detailed(
            client=client,
            date=date,
            signature_type=signature_type,
            maker_address=maker_address,
            sponsored=sponsored,
            next_cursor=next_cursor,
            page_size=page_size,
            q=q,
            tag_slug=tag_slug,
            favorite_markets=favorite_markets,
            no_competition=no_competition,
            only_mergeable=only_mergeable,
            only_open_orders=only_open_orders,
            only_open_positions=only_open_positions,
            order_by=order_by,
            position=position,
        )
    ).parsed
