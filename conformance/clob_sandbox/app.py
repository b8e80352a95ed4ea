"""The ASGI application: from bytes to an operation, through authentication, to a JSON answer.

Starlette's router is not used: it serves HEAD by itself, decodes a path before it splits it and knows one
Allow list a route, where here every path answers 405 with all its methods and signatures cover the path as
sent.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from email.utils import formatdate
from urllib.parse import parse_qsl, unquote

import orjson
from attrs import frozen
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from clob_sandbox.auth import check_builder, check_l1, check_l2, check_readonly
from clob_sandbox.call import Call
from clob_sandbox.control import CONTROL, CONTROL_PATHS, NOT_KEPT, RESET
from clob_sandbox.costs import spend
from clob_sandbox.cross_site import check_site
from clob_sandbox.errors import Refused
from clob_sandbox.faults import FAULTS
from clob_sandbox.journal import Incoming, Journal
from clob_sandbox.matching import TAKER_WINDOW
from clob_sandbox.operations import OPERATIONS, Operation
from clob_sandbox.panel.serve import Panel
from clob_sandbox.payloads import submissions
from clob_sandbox.placement import takes
from clob_sandbox.planting import Plants
from clob_sandbox.sandbox import Sandbox
from clob_sandbox.trouble import deliver, page

_TAKING = (("POST", "/order"), ("POST", "/orders"))

log = logging.getLogger("clob_sandbox")


@frozen
class Answer:
    """A status, a JSON body, and further headers."""

    status: int
    body: bytes
    headers: dict[str, str]


class App:
    """Serves one sandbox. `answer` is the whole of it without I/O."""

    def __init__(
        self,
        sandbox: Sandbox,
        journal: Journal | None = None,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Serve a sandbox; with a journal, first replay it; raises ValueError if it does not replay."""
        self.sandbox = sandbox
        self._sleep = sleep
        self.changes = 0  # how many requests may have changed something
        self.closing = False  # set when the server ends, so that streams end too
        self._journal = journal
        self.routes = Routes((*OPERATIONS, *CONTROL))
        self._planted = sandbox.exchange.faults
        self._plants = _plants(self._planted)
        self._panel = Panel(self)
        if journal is not None:
            sandbox.limit("off")  # what is in the journal has been admitted
            self._replay(journal)
            sandbox.limit(sandbox.options.tier)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError(f"the sandbox speaks HTTP only, not {scope['type']}")
        request = Request(scope, receive)
        incoming = Incoming(
            method=scope["method"],
            path=scope["raw_path"].decode("latin-1"),
            query=scope["query_string"].decode("latin-1"),
            headers={name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
            body=await request.body(),
            caller=scope["client"][0] if scope.get("client") else "",
        )
        if self._waits(incoming):
            await self._sleep(TAKER_WINDOW)
        trouble = self.sandbox.trouble
        if incoming.path.startswith(CONTROL_PATHS):
            shown = None if _foreign(incoming) else self._panel.response(incoming)
            await (shown or self._response(incoming))(scope, receive, send)
        elif not trouble.strikes():
            await self._response(incoming)(scope, receive, send)
        elif trouble.kind == "html":
            await page(trouble.status)(scope, receive, send)
        else:
            await deliver(trouble, self._response(incoming), scope, receive, send)

    def _waits(self, incoming: Incoming) -> bool:
        """Whether a request holds a marketable order that waits out the window of takers."""
        exchange = self.sandbox.exchange
        if not exchange.matching.taker_delay or (incoming.method, incoming.path) not in _TAKING:
            return False
        key = exchange.keys.find(incoming.headers.get("poly_api_key", ""))
        sent = submissions(incoming.body, exchange.profile)
        return key is not None and any(takes(exchange, key, one) for one in sent)

    def _response(self, incoming: Incoming) -> Response:
        answer = self.answer(incoming)
        date = formatdate(self.sandbox.clock.told(), usegmt=True)
        return Response(answer.body, answer.status, {"date": date, **answer.headers}, "application/json")

    def answer(self, incoming: Incoming) -> Answer:
        """Let due things happen, then carry out one request, all at one instant."""
        with self.sandbox.clock.held() as instant:
            operation = self._operation(incoming)
            if incoming.path.startswith(CONTROL_PATHS):
                return _foreign(incoming) or self._answer(incoming, instant, self._journal)
            if self._planted is not self.sandbox.exchange.faults:
                self._planted = self.sandbox.exchange.faults
                self._plants = _plants(self._planted)
            return self._plants.around(
                "" if operation is None else operation.id,
                self.sandbox.exchange,
                incoming,
                lambda changed: self._answer(changed, instant, self._journal),
            )

    def _operation(self, incoming: Incoming) -> Operation | None:
        try:
            return self.routes.find(incoming.path)[0].get(incoming.method)
        except Refused:
            return None

    def _replay(self, journal: Journal) -> None:
        for instant, incoming in journal.entries():
            with self.sandbox.clock.held(instant):
                answer = self._answer(incoming, instant, None)
            if answer.status != 200:
                raise ValueError(
                    f"the journal does not replay: {incoming.method} {incoming.path}: {answer.body!r}"
                )

    def _answer(self, incoming: Incoming, instant: int, journal: Journal | None) -> Answer:
        try:
            self.sandbox.exchange.tick()
            operation, value, headers = self._carry_out(incoming)
            if operation.method != "GET":
                self.changes += 1
            if journal is not None and operation is RESET:
                journal.restart(instant)
            elif (
                journal is not None
                and operation not in NOT_KEPT
                and operation.method != "GET"
                and operation.level != "public"
            ):
                journal.append(instant, incoming)
            return _json(200, value, headers)
        except Refused as refusal:
            headers = refusal.extra.pop("headers", {})
            return _json(refusal.status, {"error": refusal.text, **refusal.extra}, headers)
        except Exception:
            log.exception("%s %s failed", incoming.method, incoming.path)
            return _json(500, {"error": "Internal server error"})

    def _carry_out(self, incoming: Incoming) -> tuple[Operation, object, dict[str, str]]:
        now = self.sandbox.clock.nanos()
        methods, path = self.routes.find(incoming.path)
        operation = methods.get(incoming.method)
        if operation is None:
            allowed = ", ".join(sorted(methods))
            raise Refused(405, f"method {incoming.method} not allowed", headers={"allow": allowed})
        if operation.handler is None:
            raise Refused(501, f"the sandbox does not serve {operation.id} yet")
        limits = self.sandbox.limits
        if limits is not None and operation.level != "control":
            limits.admit(incoming.caller, operation.id, now)
        exchange, key, login = self.sandbox.exchange, None, None
        level = operation.level_in(exchange.profile)
        if operation.by_builder and "poly_builder_api_key" in incoming.headers:
            key = check_builder(exchange, incoming.headers, incoming.method, incoming.path, incoming.body)
        elif operation.reads and "poly_readonly_api_key" in incoming.headers:
            key = check_readonly(exchange, incoming.headers)
        elif level == "L2":
            key = check_l2(exchange, incoming.headers, incoming.method, incoming.path, incoming.body)
        elif level == "L1":
            login = check_l1(exchange, incoming.headers)
        query = parse_qsl(incoming.query, keep_blank_values=True, errors="replace")
        call = Call(self.sandbox, query, path, incoming.headers, incoming.body, key=key, login=login)
        headers = {} if limits is None else spend(limits, call, operation.id, now)
        try:
            return operation, operation.handler(call), headers
        except Refused as refusal:
            refusal.extra["headers"] = {**headers, **refusal.extra.get("headers", {})}
            raise


def _plants(names: frozenset[str]) -> Plants:
    return Plants(FAULTS[name] for name in sorted(names))


def _foreign(incoming: Incoming) -> Answer | None:
    """The refusal of a control request that another site's page sent, or None."""
    try:
        check_site(incoming.headers)
    except Refused as refusal:
        return _json(refusal.status, {"error": refusal.text})
    return None


def _json(status: int, value: object, headers: dict[str, str] | None = None) -> Answer:
    body = value if isinstance(value, bytes) else orjson.dumps(value)
    return Answer(status, body, headers or {})


class Routes:
    """Finds the operations of a path: exact paths first, then those with parameters."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._exact: dict[str, dict[str, Operation]] = {}
        self._templates: dict[tuple[str, ...], dict[str, Operation]] = {}
        for operation in operations:
            if "{" in operation.path:
                methods = self._templates.setdefault(tuple(operation.path.split("/")), {})
            else:
                methods = self._exact.setdefault(operation.path, {})
            methods[operation.method] = operation

    def every(self) -> list[Operation]:
        """All operations, those of the control paths too."""
        tables = (*self._exact.values(), *self._templates.values())
        return [operation for methods in tables for operation in methods.values()]

    def find(self, path: str) -> tuple[dict[str, Operation], dict[str, str]]:
        """Operations by method, and the path's parameters decoded; refused with 404 when there is no such
        path.
        """
        if methods := self._exact.get(path):
            return methods, {}
        given = path.split("/")
        for template, methods in self._templates.items():
            if len(template) == len(given) and all(
                part == sent or (part.startswith("{") and sent)
                for part, sent in zip(template, given, strict=True)
            ):
                named = zip(template, given, strict=True)
                return methods, {p[1:-1]: unquote(s, errors="replace") for p, s in named if p.startswith("{")}
        raise Refused(404, "not found")
