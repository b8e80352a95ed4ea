"""How generated requests go out: as all others, through the run's sender, which waits, bounds and tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from schemathesis.core import transport
from schemathesis.transport.requests import REQUESTS_TRANSPORT, RequestsTransport

from clob_conformance.core.description import Operation
from clob_conformance.core.errors import CannotRun, Unanswered
from clob_conformance.core.interaction import Response
from clob_conformance.environment.accounts import fresh_nonce
from clob_conformance.environment.sender import Call
from clob_conformance.workloads.context import Run

_NOT_ANSWERED = 503
"""What Schemathesis is told instead of a response; it learns nothing of a request from it."""
# The sender's client adds these itself.
_OF_THE_CLIENT = frozenset({"content-length", "connection", "user-agent"})


class Outgoing(RequestsTransport):
    """Schemathesis' transport, whose every request ends in the sender of a run."""

    def __init__(self, context: Run) -> None:
        super().__init__()
        self._copy_serializers_from(REQUESTS_TRANSPORT)
        self.adapter = Adapter(context)

    def send(
        self, case: Any, *, session: requests.Session | None = None, **kwargs: Any
    ) -> transport.Response:
        """Send a case."""
        session = session or requests.Session()
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, self.adapter)
        return super().send(case, session=session, **kwargs)


class Adapter(BaseAdapter):
    """Signs a prepared request, whose bytes are final, as whoever calls the operation it meets, and sends it.

    `ended` is why no further one is sent, once the server is away or the run's time is over.
    """

    def __init__(self, context: Run) -> None:
        super().__init__()
        self._context = context
        self.ended: CannotRun | None = None

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """The status of the response: Schemathesis reads nothing else. Raises `CannotRun` as the sender."""
        if self.ended is not None:
            raise self.ended
        try:
            response = self._answer(request)
        except Unanswered:
            # To make a key for the request, which was told; the request itself did not go out.
            response = Response(0, {}, missing="not sent")
        except CannotRun as error:
            self.ended = error
            raise
        reported = requests.Response()
        reported.request, reported.url = request, str(request.url)
        reported.status_code = _NOT_ANSWERED if response.missing else response.status
        reported._content = b""
        return reported

    def close(self) -> None:
        """The sender closes its connections itself."""

    def _answer(self, prepared: requests.PreparedRequest) -> Response:
        run, method = self._context, str(prepared.method)
        parts = urlsplit(str(prepared.url))
        path = parts.path.removeprefix(urlsplit(run.sender.url).path) or "/"
        what = Call(method, path, parts.query, _bytes(prepared.body))
        described = run.description.match(method, path)
        operation = described or next(iter(run.description.methods(path).values()), None)
        own = {str(name): _text(value) for name, value in prepared.headers.items()}
        own = {name: value for name, value in own.items() if name.lower() not in _OF_THE_CLIENT}
        # How a body is compressed is asked elsewhere.
        own["Accept-Encoding"] = "identity"

        def headers() -> Mapping[str, str]:
            return {**own, **self._signed(operation, what)}

        signed = (
            operation is not None and operation.level != "public" and run.target.actor(operation) is not None
        )
        kind = f"{method} {operation.path if operation is not None else path}"
        return run.sender.ask(what, headers, good=signed, kind=kind).response

    def _signed(self, operation: Operation | None, what: Call) -> Mapping[str, str]:
        if operation is None or operation.level == "public":
            return {}
        account = self._context.actor(operation)
        if account is None:
            return {}
        nonce = fresh_nonce() if operation.id == "createApiKey" else 0
        return account.headers(operation.level, what.method, what.path, what.body, nonce=nonce)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else bytes(body)
