"""Watching what a client sends and receives: for logs, metrics and traces.

A hook is a function of an Interaction, a request with its response. It is called before the request goes out,
and again when the response was read or the attempt failed; ``finished`` says which. No key, secret,
passphrase, signature or cookie is in what it sees, nor a value of ``Reach(headers=...)``: of a request's
headers those of ``SHOWN_HEADERS`` are shown and all others masked, and of bodies it is told the size
(``capture_responses`` has the bytes of responses). What a hook raises is logged and changes nothing. A hook
must not block::

    def count(interaction: Interaction) -> None:
        if interaction.finished:
            labels = {"operation": interaction.operation, "status": interaction.status}
            latency.record(interaction.seconds, labels)

    def trace(interaction: Interaction) -> None:  # OpenTelemetry
        if not interaction.finished:
            interaction.notes["span"] = tracer.start_span(interaction.operation)
            return
        span = interaction.notes["span"]
        span.set_attribute("http.response.status_code", interaction.status or 0)
        span.end()

    client = ClobClient(hooks=[count, trace])

``Recorder(path)`` is a hook that writes all traffic to a file, secrets masked, which
``clob-conformance judge`` reads.

Instrumentation of httpx's transports, such as OpenTelemetry's own, sees the client's requests too. Each
interaction is also logged at DEBUG under ``polymarket_clob``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any

from attrs import define, field

from ._recorder import Recorder
from ._redaction import MASK, SHOWN_HEADERS, Secrets
from ._transport import RawRequest, RawResponse

__all__ = ["SHOWN_HEADERS", "Hook", "Interaction", "Recorder"]

_logger = logging.getLogger("polymarket_clob")


@define(eq=False)
class Interaction:
    """One request and what came of it."""

    operation: str
    """The operation id of the description."""
    method: str
    url: str
    headers: Mapping[str, str]
    """The request's own headers, all masked but those of ``SHOWN_HEADERS``."""
    size: int
    """Bytes of the request's body."""
    finished: bool = False
    seconds: float = 0.0
    """From the sending to the end of the response."""
    status: int | None = None
    """None as long as, and when, there is no response."""
    response_headers: Mapping[str, str] = field(factory=dict)
    """Cookies are masked, and what it repeats of the request's secrets."""
    response_size: int = 0
    """Bytes of the response's body."""
    error: str | None = None
    """What the attempt failed with: the name of a class of ``polymarket_clob.errors``."""
    notes: dict[str, Any] = field(factory=dict, repr=False)
    """The hooks' own: what one leaves here before, it finds here after."""
    _raw: tuple[RawRequest | None, RawResponse | None] = field(default=(None, None), init=False, repr=False)
    """As it travels, secrets and all: for ``Recorder``, which masks them."""


Hook = Callable[[Interaction], object]
"""What is called before each request and after its response or failure; what it returns is not used."""


class instrumented:  # noqa: N801 - read as "with instrumented(...)"
    """Reports one interaction to the hooks, and logs it: operation, status or error, milliseconds.

    The record also has ``operation``, ``status`` (None when there was no response) and ``seconds``.
    """

    __slots__ = ("_hooks", "_interaction", "_operation", "_response", "_started")

    def __init__(self, operation: str, request: RawRequest, hooks: Sequence[Hook]) -> None:
        self._operation = operation
        self._response: RawResponse | None = None
        self._hooks = hooks
        if hooks:
            headers = {name: value if name in SHOWN_HEADERS else MASK for name, value in request.headers}
            self._interaction = Interaction(
                operation, request.method, request.url, headers, len(request.body)
            )
            self._interaction._raw = request, None
        self._started = perf_counter()

    def __enter__(self) -> Callable[[RawResponse], None]:
        if self._hooks:
            self._tell()
            self._started = perf_counter()
        return self._note

    def _note(self, response: RawResponse) -> None:
        self._response = response

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        seconds = perf_counter() - self._started
        response = self._response
        status = None if response is None else response.status
        failure = None if kind is None else kind.__name__
        if self._hooks:
            interaction = self._interaction
            interaction.finished, interaction.seconds = True, seconds
            interaction.status, interaction.error = status, failure
            if response is not None:
                request = interaction._raw[0]
                secrets = Secrets(() if request is None else request.secrets())
                interaction.response_headers = secrets.masked(response.headers)
                interaction.response_size = len(response.body)
                interaction._raw = request, response
            self._tell()
        if _logger.isEnabledFor(logging.DEBUG):
            extra = {"operation": self._operation, "status": status, "seconds": seconds}
            _logger.debug(
                "%s: %s in %.1f ms", self._operation, failure or status, seconds * 1000, extra=extra
            )

    def _tell(self) -> None:
        for hook in self._hooks:
            try:
                hook(self._interaction)
            except Exception:
                _logger.exception("a hook failed at %s", self._operation)
