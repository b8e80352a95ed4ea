"""What the older client's methods stand on: one call with its JSON as it came, and all pages of a listing."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

import httpx
from polymarket_clob_api.operations import OPERATIONS

import polymarket_clob
from polymarket_clob._core import Response, ask
from polymarket_clob._custom_transport import transport_of
from polymarket_clob._redaction import discreet
from polymarket_clob.credentials import Credentials
from polymarket_clob.errors import UnreadableResponse
from polymarket_clob.reach import DIRECT
from polymarket_clob.signers import Signer as NativeSigner

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
from .http_helpers import helpers
from .signer import Signer


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
        self._http: httpx.Client | None = None
        with translated():
            self.native = polymarket_clob.ClobClient(
                self.host, chain_id, key, signature_type=signature_type, funder=funder
            )
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

    def _call(self, operation: str, *path: str, params: Any = None, body: Any = None) -> Any:
        """The JSON of a response, or its text where it is none. ``path`` fills the placeholders in order."""
        described = OPERATIONS[operation]
        if described.level == "L2":
            self.assert_level_2_auth()
        if described.level != "public":
            self._know_the_time()
        parts = iter(path)
        url = re.sub(r"\{[^}]*\}", lambda _: next(parts), described.path)
        request: dict[str, Any] = {"method": described.method.lower(), "url": url}
        if params:
            request["params"] = params
        if body is not None:
            request["json"] = body
        self._take_replaced_http()
        with translated():
            try:
                return self.native._run(ask(operation, request, _value))
            except UnreadableResponse as error:
                return error.body.decode("utf-8", "replace")

    def _all_pages(
        self,
        operation: str,
        *path: str,
        params: Mapping[str, Any] | None = None,
        cursor: str | None = None,
        only_first: bool = False,
    ) -> list[Any]:
        """The items of all pages, or of the first one."""
        items: list[Any] = []
        seen: set[str] = set()
        following = cursor or INITIAL_CURSOR
        while following and following != END_CURSOR:
            if following in seen:
                raise PolyException(f"next_cursor {following!r} came before: the pages go in a circle")
            seen.add(following)
            page = self._call(operation, *path, params={**(params or {}), "next_cursor": following})
            items += page["data"] or []
            following = page.get("next_cursor")
            if only_first:
                break
        return items

    def _take_replaced_http(self) -> None:
        """Sends through the httpx client that a program puts in the place of the shared one, as there."""
        replaced = helpers.replaced_http_client()
        if replaced is not self._http:
            self._http = replaced
            self.native._transport = transport_of(self.native._url, None, replaced, DIRECT)

    def _know_the_time(self) -> None:
        if self.use_server_time and not self._clock_known:
            with translated():
                self.native.measure_clock()
            self._clock_known = True

    def _kind(self) -> int:
        return int(self.native._session.signature_type)


def given(params: Any, *, leave: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of an argument class that were set."""
    if params is None:
        return {}
    fields = dataclasses.asdict(params)
    return {name: value for name, value in fields.items() if value not in (None, "") and name not in leave}


def _value(response: Response) -> Any:
    """The JSON value of a response; of one without a body the empty text, as the older client has it."""
    return response.data if response.body else ""
