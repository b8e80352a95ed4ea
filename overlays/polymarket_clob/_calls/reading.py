"""Reading responses and checking arguments: what several calls need."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Generic, TypeVar

from attrs import define, field

from polymarket_clob._checks import zero_or_more
from polymarket_clob._core import Response, Steps, ask
from polymarket_clob._session import Session
from polymarket_clob.amounts import decimal
from polymarket_clob.errors import InvalidInput

T = TypeVar("T")

END_CURSOR = "LTE="
"""The cursor after the last page."""


def data_of(response: Response) -> Any:
    """The JSON value of a response, whatever it is."""
    return response.data


def object_of(response: Response) -> dict[str, Any]:
    """The JSON object of a response. Raises UnreadableResponse when it is something else."""
    if not isinstance(response.data, dict):
        raise response.unreadable(f"expected a JSON object, got {type(response.data).__name__}")
    return response.data


def map_of(response: Response) -> dict[str, Any]:
    """The JSON object of a response, empty for null. Raises UnreadableResponse when it is something else."""
    return {} if response.data is None and response.body else object_of(response)


def list_of(response: Response) -> list[Any]:
    """The JSON array of a response, empty for null. Raises UnreadableResponse when it is something else."""
    if response.data is None and response.body:
        return []
    if not isinstance(response.data, list):
        raise response.unreadable(f"expected a JSON array, got {type(response.data).__name__}")
    return response.data


def decimal_of(response: Response, value: object) -> Decimal:
    """A number or a decimal string of a response, exactly. Raises UnreadableResponse on anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise response.unreadable(f"expected a number or a decimal string, got {value!r}")
    try:
        return decimal("response", value)
    except InvalidInput:
        raise response.unreadable(f"expected a number or a decimal string, got {value!r}") from None


def object_read(build: Callable[[dict[str, Any]], T]) -> Callable[[Response], T]:
    """Reads a JSON object with a generated class."""
    return lambda response: build(object_of(response))


def about(response: Response, said: object, asked: Collection[str]) -> None:
    """Raises UnreadableResponse unless the id that the response is about was asked for."""
    if not isinstance(said, str) or not (said in asked or said.lower() in map(str.lower, asked)):
        raise response.unreadable(f"it is about {said!r}, which was not asked for")


def as_asked(build: Callable[[Any], T], asked: Mapping[str, Any]) -> Callable[[Any], T]:
    """Builds an item of a listing. Raises InvalidInput where its id, market or token is not the one that was
    asked for; a trade is also of the tokens of its makers.
    """
    wanted = {name: asked[name] for name in ("id", "market", "asset_id") if isinstance(asked.get(name), str)}
    if not wanted:
        return build

    def item(data: Any) -> T:
        for name, value in wanted.items():
            said = [data.get(name)]
            if name == "asset_id":
                said += [maker.get(name) for maker in data.get("maker_orders") or []]
            if value.lower() not in [str(each).lower() for each in said]:
                raise InvalidInput(name, said[0], f"{value} was asked for", is_hash=True)
        return build(data)

    return item


def condition_id(value: str, field: str = "condition_id") -> str:
    """A condition id, checked. Raises InvalidInput unless it is 0x and 64 hex digits."""
    if not isinstance(value, str) or not re.fullmatch("0x[0-9a-fA-F]{64}", value):
        raise InvalidInput(field, value, "a condition id is 0x and 64 hex digits", is_hash=True)
    return value


def checked_seconds(field: str, value: float) -> float:
    """A time, checked. Raises InvalidInput unless a number of seconds, 0 or more."""
    return zero_or_more(field, value, "seconds, 0 or more")


def several(field: str, values: Sequence[T], most: int | None = None, *, least: int = 1) -> list[T]:
    """A list of ``least`` to ``most`` items. Raises InvalidInput, on a lone item too."""
    if isinstance(values, str):
        raise InvalidInput(field, values, "a list; this is one string", is_hash=True)
    if not isinstance(values, Iterable):
        raise InvalidInput(field, type(values).__name__, "a list; this is one thing")
    items = list(values)
    if len(items) < least or (most is not None and len(items) > most):
        rule = "at least one" if most is None else f"1 to {most} in one request"
        raise InvalidInput(field, f"{len(items)} items", rule)
    return items


def page_of(response: Response, item: Callable[[Any], T]) -> tuple[list[T], str | None]:
    """The items of a page and the cursor of the next one: None after the last."""
    data = object_of(response)
    cursor = data.get("next_cursor")
    listed = data["data"]
    if not isinstance(listed, list | None):
        raise response.unreadable(f"data is {type(listed).__name__}, not a list")
    items = [item(each) for each in listed or ()]
    return items, None if cursor in (None, "", END_CURSOR) else str(cursor)


@define(eq=False)
class Listing(Generic[T]):
    """A walk through the pages of an operation. Each page is a request of its own, signed anew.

    A cursor that comes back a second time, and more pages than ``max_pages`` of the client, end the walk with
    UnreadableResponse.
    """

    session: Session
    operation: str
    request: Callable[[str | None], Mapping[str, Any]]
    item: Callable[[Any], T]
    ended: bool = field(default=False, init=False)
    _cursor: str | None = field(default=None, init=False)
    _seen: set[str] = field(factory=set, init=False)

    def next_page(self) -> Steps[list[T]]:
        """The items of the next page; ``ended`` is True after the last."""

        def read(response: Response) -> tuple[list[T], str | None]:
            page, following = page_of(response, self.item)
            if following in self._seen:
                raise response.unreadable(f"next_cursor {following!r} came before: the pages go in a circle")
            if following is not None and len(self._seen) >= self.session.max_pages - 1:
                rule = "the listing does not end; raise max_pages of the client if it is that long"
                raise response.unreadable(f"{self.session.max_pages} pages, and another follows: {rule}")
            return page, following

        page, self._cursor = yield from ask(self.operation, self.request(self._cursor), read)
        if self._cursor is None:
            self.ended = True
        else:
            self._seen.add(self._cursor)
        return page

    def all(self) -> Steps[list[T]]:
        """The items of all pages."""
        items: list[T] = []
        while not self.ended:
            items += yield from self.next_page()
        return items
