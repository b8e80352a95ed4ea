"""The two errors of py-clob-client-v2. What they stand for is their ``__cause__``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from orjson import loads

from polymarket_clob.errors import AnswerError, ClobError, Portable, TransportError

REQUEST_FAILED = "Request exception!"
"""What that client says when no answer came."""


class PolyException(Portable):
    """Anything that goes wrong; ``msg`` says what."""

    def __init__(self, msg: str) -> None:
        super().__init__(msg)
        self.msg = msg


class PolyApiException(PolyException):
    """The exchange refused, or did not answer: then ``status_code`` is None.

    ``error_msg`` is the answer's JSON, or its text. ``order_id`` is set when an order was sent whose outcome
    is unknown: ask for it, never send it again.
    """

    def __init__(self, status_code: int | None, error_msg: Any, order_id: str | None = None) -> None:
        super().__init__(f"PolyApiException[status_code={status_code}, error_message={error_msg}]")
        self.status_code = status_code
        self.error_msg = error_msg
        self.order_id = order_id


@contextmanager
def translated(order_id: str | None = None) -> Iterator[None]:
    """Turns this client's errors into those of the older one."""
    try:
        yield
    except AnswerError as error:
        unknown = None if error.outcome_known else order_id
        raise PolyApiException(error.status, _said(error.body), unknown) from error
    except TransportError as error:
        unknown = None if error.outcome_known else order_id
        raise PolyApiException(None, REQUEST_FAILED, unknown) from error
    except ClobError as error:
        raise PolyException(str(error)) from error


def _said(body: bytes) -> Any:
    try:
        return loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")
