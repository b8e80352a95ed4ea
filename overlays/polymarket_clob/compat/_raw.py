"""What the older client's methods stand on: one call with its JSON as it came, and all pages of a listing."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from polymarket_clob_api.operations import OPERATIONS

import polymarket_clob
from polymarket_clob._calls.naming import Naming
from polymarket_clob._calls.reading import Listing
from polymarket_clob._core import Progress, Response, Steps, ask
from polymarket_clob._methods import returned
from polymarket_clob._redaction import discreet
from polymarket_clob.credentials import Credentials
from polymarket_clob.errors import InvalidInput, UnreadableResponse
from polymarket_clob.orders import SignedOrder
from polymarket_clob.signers import Signer as NativeSigner

from ._shared import SharedTransport
from .clob_types import ApiCreds, BuilderConfig
from .constants import (
    END_CURSOR,
    INITIAL_CURSOR,
    L0,
    L1,
    L1_AUTH_UNAVAILABLE,
    L2,
    L2_AUTH_UNAVAILABLE,
)
from .exceptions import PolyException, translated
from .fees import validate_fee_slippage
from .signer import Signer

_IN_A_PATH: Final = re.compile("[0-9A-Za-z_-]+")
"""What an id is made of: nothing that a path or a query is divided by."""


class Base:
    """Settings, keys, and calls whose responses are given on as JSON."""

    @discreet
    def __init__(
        self,
        host: str,
        chain_id: int,
        key: str | None = None,
        creds: ApiCreds | None = None,
        signature_type: int | None = None,
        funder: str | None = None,
        builder_config: BuilderConfig | None = None,
        use_server_time: bool = False,
        retry_on_error: bool = False,
        fee_slippage: float = 0,
    ) -> None:
        """As py-clob-client-v2 takes them. ``retry_on_error`` is not heeded: an order is sent once more
        only after a 401 because of the clock.

        ``use_server_time`` measures the clock once, with the first signed call.
        """
        validate_fee_slippage(fee_slippage)
        self.host = host.rstrip("/")
        self.chain_id = chain_id
        self.creds: ApiCreds | None = None
        self.builder_config = builder_config
        self.use_server_time = use_server_time
        self.retry_on_error = retry_on_error
        self.fee_slippage = fee_slippage
        self._clock_known = False
        with translated():
            self.native = polymarket_clob.ClobClient(
                self.host, chain_id, key, signature_type=signature_type, funder=funder
            )
        self.native._transport = SharedTransport(self.native._transport)
        signer = self.native.signer
        self.signer = Signer(signer, chain_id) if isinstance(signer, NativeSigner) else None
        if creds is not None:
            self.set_api_creds(creds)

    @property
    def mode(self) -> int:
        """0 without keys, 1 with a private key, 2 with an API key too."""
        if self.signer is None:
            return L0
        return L1 if self.creds is None else L2

    def assert_level_1_auth(self) -> None:
        """Raises PolyException without a private key."""
        if self.signer is None:
            raise PolyException(L1_AUTH_UNAVAILABLE)

    def assert_level_2_auth(self) -> None:
        """Raises PolyException without a private key or without an API key."""
        self.assert_level_1_auth()
        if self.creds is None:
            raise PolyException(L2_AUTH_UNAVAILABLE)

    def get_address(self) -> str:
        self.assert_level_1_auth()
        assert self.signer is not None
        return self.signer.address()

    @discreet
    def set_api_creds(self, creds: ApiCreds) -> None:
        """Uses this API key from now on. Without a private key it cannot be used, and is only kept."""
        self.creds = creds
        if self.signer is not None:
            with translated():
                self.native.set_api_creds(
                    Credentials(creds.api_key, creds.api_secret, creds.api_passphrase, self.signer.address())
                )

    def _call(
        self,
        operation: str,
        *path: str,
        params: Any = None,
        body: Any = None,
        read: Callable[[Any], Any] | None = None,
        orders: Sequence[SignedOrder] = (),
    ) -> Any:
        """The JSON of a response, or its text where it is a word. ``path`` fills the placeholders in order.

        ``read`` makes something of the JSON: what it stumbles over raises PolyApiException, as a page for
        people does. ``orders``: those in the body, which are named.
        """
        request = self._request(operation, *path, params=params, body=body)

        def steps() -> Steps[Any]:
            if not orders:
                return (yield from _asked(operation, request, read))
            with Naming(self.native._session, orders) as naming:
                return (yield from _asked(operation, request, read, naming.progress))

        return self._returned(operation, steps())

    def _returned(self, operation: str, steps: Steps[Any]) -> Any:
        """The value of the steps of an operation."""
        level = OPERATIONS[operation].level
        if level == "L2":
            self.assert_level_2_auth()
        if level != "public":
            self._know_the_time()
        with translated():
            return returned(self.native, steps)

    def _all_pages(
        self,
        operation: str,
        *path: str,
        params: Mapping[str, Any] | None = None,
        cursor: str | None = None,
        only_first: bool = False,
    ) -> list[Any]:
        """The items of all pages, or of the first one."""
        start = cursor or INITIAL_CURSOR
        if start == END_CURSOR:
            return []

        def request(following: str | None) -> Mapping[str, Any]:
            return self._request(
                operation, *path, params={**(params or {}), "next_cursor": following or start}
            )

        listing = Listing(self.native._session, operation, request, lambda item: item)
        found: list[Any] = self._returned(operation, listing.next_page() if only_first else listing.all())
        return found

    def _request(self, operation: str, *path: str, params: Any = None, body: Any = None) -> Mapping[str, Any]:
        """A request as the generated functions make it. Raises PolyException where an id is none."""
        described = OPERATIONS[operation]
        parts = iter(path)

        def filled(placeholder: re.Match[str]) -> str:
            part = next(parts)
            if not isinstance(part, str) or not _IN_A_PATH.fullmatch(part):
                name = placeholder[0].strip("{}")
                raise InvalidInput(name, part, "an id is of letters, digits, - and _", is_hash=True)
            return part

        with translated():
            url = re.sub(r"\{[^}]*\}", filled, described.path)
        request: dict[str, Any] = {"method": described.method.lower(), "url": url}
        if params:
            request["params"] = params
        if body is not None:
            request["json"] = body
        return request

    def _know_the_time(self) -> None:
        if self.use_server_time and not self._clock_known:
            with translated():
                self.native.measure_clock()
            self._clock_known = True

    def _api_key(self) -> Credentials:
        """The API key as it is sent. Raises MissingCredentials."""
        return self.native._session.need_creds("an order post")

    def _kind(self) -> int:
        return int(self.native._session.signature_type)


def given(params: Any, *, leave: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of an argument class that were set."""
    if params is None:
        return {}
    fields = dataclasses.asdict(params)
    return {name: value for name, value in fields.items() if value not in (None, "") and name not in leave}


def _asked(
    operation: str,
    request: Mapping[str, Any],
    read: Callable[[Any], Any] | None,
    progress: Progress | None = None,
) -> Steps[Any]:
    """One call. Of a response without a body the empty text, as the older client has it."""

    def value(response: Response) -> Any:
        data = response.data if response.body else ""
        return data if read is None else read(data)

    try:
        return (yield from ask(operation, request, value, progress=progress))
    except UnreadableResponse as error:
        text = error.body.decode("utf-8", "replace")
        if read is not None or text.lstrip()[:1] in ("<", "{", "["):  # a page for people, or JSON cut off
            raise
        return text
