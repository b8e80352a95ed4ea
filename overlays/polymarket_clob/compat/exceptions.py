"""The two errors of py-clob-client-v2. What they stand for is their ``__cause__``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
from orjson import loads

from polymarket_clob.errors import ClobError, OrderOutcomeUnknown, Portable, ResponseError, TransportError

REQUEST_FAILED = "Request exception!"
"""What that client says when no response came."""


class PolyException(Portable):
    """Anything that goes wrong; ``msg`` says what."""

    def __init__(self, msg: str) -> None:
        super().__init__(msg)
        self.msg = msg


class PolyApiException(PolyException):
    """The exchange refused, or did not answer: then ``status_code`` is None.

    ``error_msg`` is the response's JSON, or its text. ``order_ids`` names the orders that were sent and whose
    outcome is unknown, ``order_id`` the first of them: ask for each, never send it again.
    """

    def __init__(
        self, resp: httpx.Response | None = None, error_msg: Any = None, order_ids: Sequence[str] = ()
    ) -> None:
        self.status_code = None if resp is None else resp.status_code
        self.error_msg = error_msg if resp is None else _said(resp.content)
        super().__init__(f"PolyApiException[status_code={self.status_code}, error_message={self.error_msg}]")
        self.order_ids = tuple(order_ids)
        self.order_id = self.order_ids[0] if self.order_ids else None


@contextmanager
def translated() -> Iterator[None]:
    """Turns this client's errors into those of the older one."""
    try:
        yield
    except OrderOutcomeUnknown as error:
        raise _api_error(error.cause, [signed.order_id for signed in error.orders]) from error
    except (ResponseError, TransportError) as error:
        raise _api_error(error) from error
    except ClobError as error:
        raise PolyException(str(error)) from error


def _api_error(error: Exception, order_ids: Sequence[str] = ()) -> PolyApiException:
    if isinstance(error, ResponseError):
        return PolyApiException(httpx.Response(error.status, content=error.body), None, order_ids)
    return PolyApiException(None, REQUEST_FAILED, order_ids)


def _said(body: bytes) -> Any:
    try:
        return loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")
