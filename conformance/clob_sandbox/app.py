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
from attrs import evolve, frozen
from starlette import responses
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from clob_sandbox.changes import Changes
from clob_sandbox.control import CONTROL, CONTROL_PATHS, NOT_KEPT
from clob_sandbox.errors import Refused
from clob_sandbox.http.auth import check_builder, check_l1, check_l2, check_readonly
from clob_sandbox.http.call import Call
from clob_sandbox.http.costs import spend
from clob_sandbox.http.cross_site import check_site
from clob_sandbox.http.operations import OPERATIONS, Operation
from clob_sandbox.http.panel.serve import Panel
from clob_sandbox.http.payloads import submissions
from clob_sandbox.http.trouble import PAGES, deliver, page
from clob_sandbox.journal import Journal, NotKept, RawRequest
from clob_sandbox.keeper import Keeper
from clob_sandbox.recorded import as_recorded, as_refused
from clob_sandbox.sandbox import Sandbox
from clob_sandbox.venue.matching import TAKER_WINDOW
from clob_sandbox.venue.placement import takes

_TAKING = (("POST", "/order"), ("POST", "/orders"))

log = logging.getLogger("clob_sandbox")


@frozen
class Response:
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
        """Serve a sandbox, with a journal in the state of its file; raises ValueError if it does not read."""
        self.sandbox = sandbox
        self._sleep = sleep
        self.changed = 0  # how many requests may have changed something
        self.changes = Changes()
        self.closing = False  # set when the server ends, so that streams end too
        self.routes = Routes((*OPERATIONS, *CONTROL))
        self._panel = Panel(self)
        self._keeper = None if journal is None else Keeper(journal, sandbox, self._carry_out, self.changes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError(f"the sandbox speaks HTTP only, not {scope['type']}")
        request = Request(scope, receive)
        try:
            body = await request.body()
        except ClientDisconnect:  # nobody is there to be answered
            return
        incoming = RawRequest(
            method=scope["method"],
            path=scope["raw_path"].decode("latin-1"),
            query=scope["query_string"].decode("latin-1"),
            headers={name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
            body=body,
            caller=scope["client"][0] if scope.get("client") else "",
        )
        if self._waits(incoming):
            await self._sleep(TAKER_WINDOW)
        trouble = self.sandbox.trouble
        if incoming.path.startswith(CONTROL_PATHS):
            shown = None if _foreign(incoming) else self._panel.response(incoming)
            await (shown or await self._response(incoming))(scope, receive, send)
        elif not trouble.strikes():
            await (await self._response(incoming))(scope, receive, send)
        elif trouble.kind in PAGES:
            await page(trouble)(scope, receive, send)
        else:
            await deliver(trouble, await self._response(incoming), scope, receive, send)

    def _waits(self, incoming: RawRequest) -> bool:
        """Whether a request holds a marketable order that waits out the window of takers."""
        exchange = self.sandbox.exchange
        if not exchange.matching.taker_delay or (incoming.method, incoming.path) not in _TAKING:
            return False
        key = exchange.keys.find(incoming.headers.get("poly_api_key", ""))
        sent = submissions(incoming.body, exchange.profile)
        return key is not None and any(takes(exchange, key, one) for one in sent)

    async def _response(self, incoming: RawRequest) -> responses.Response:
        response = await self._answered(incoming)
        date = formatdate(self.sandbox.clock.reported_time(), usegmt=True)
        kind = "application/json" if response.body else None
        return responses.Response(response.body, response.status, {"date": date, **response.headers}, kind)

    def response(self, incoming: RawRequest) -> Response:
        """Carry out one request without a server."""
        try:
            headers = self._admit(incoming)
            if self._keeper is not None and self._is_kept(incoming):
                return _with(headers, self._keeper.keep_now(incoming))
        except (Refused, NotKept) as refusal:
            return _refusal(refusal)
        return _with(headers, self._carry_out(incoming, self._instant()))

    async def _answered(self, incoming: RawRequest) -> Response:
        """Carry out one request: what changes something, alone and when it is durable."""
        try:
            headers = self._admit(incoming)
            if self._is_kept(incoming):
                return _with(headers, await self._changed(incoming))
        except (Refused, NotKept) as refusal:
            return _refusal(refusal)
        await self.catch_up()
        return _with(headers, self._carry_out(incoming, self._instant()))

    async def _changed(self, incoming: RawRequest) -> Response:
        if self._keeper is not None:
            return await self._keeper.keep(incoming)
        return await self.changes.make(lambda: self._carry_out(incoming, self._instant()))

    async def catch_up(self) -> None:
        """Let what is due happen, unless a change is under way, which does that itself."""
        if not self.changes.admitted:
            return
        with self.sandbox.clock.held(self._instant()):
            due = self.sandbox.exchange.is_due()
        if due:
            await self.changes.make(self._tick)

    def _tick(self) -> None:
        with self.sandbox.clock.held(self._instant()):
            self.sandbox.exchange.tick()

    def close(self) -> None:
        """Let go of the file, if there is one."""
        if self._keeper is not None:
            self._keeper.close()

    def _instant(self) -> int:
        return self.sandbox.clock.source() if self._keeper is None else self._keeper.instant()

    def _operation(self, incoming: RawRequest) -> Operation | None:
        try:
            return self.routes.find(incoming.path)[0].get(incoming.method)
        except Refused:
            return None

    def _is_kept(self, incoming: RawRequest) -> bool:
        """Whether a request may change what a restart has to bring back."""
        operation = self._operation(incoming)
        changes = operation is not None and operation.method != "GET" and operation.level != "public"
        if incoming.path.startswith(CONTROL_PATHS):
            return changes and operation not in NOT_KEPT
        return changes or self.sandbox.injector.strike("" if operation is None else operation.id)

    def _admit(self, incoming: RawRequest) -> dict[str, str]:
        """Refuse what is not even to be tried; gives further headers of the response."""
        if incoming.path.startswith(CONTROL_PATHS):
            check_site(incoming.headers)
            return {}
        operation, limits = self._operation(incoming), self.sandbox.limits
        if operation is None or limits is None:
            return {}
        with self.sandbox.clock.held(self._instant()):
            now = self.sandbox.clock.nanos()
            limits.admit(incoming.caller, operation.id, now)
            try:
                call = self._call(operation, incoming, {})
            except (
                Refused
            ):  # whoever is not known spends nothing, and is told when the request is carried out
                return {}
            return spend(limits, call, operation.id, now)

    def _carry_out(self, incoming: RawRequest, instant: int) -> Response:
        """Let due things happen, then do what a request asks, all at one instant."""
        try:
            with self.sandbox.clock.held(instant):
                if incoming.path.startswith(CONTROL_PATHS):
                    return self._answer(incoming)
                operation = self._operation(incoming)
                return self.sandbox.injector.around(
                    "" if operation is None else operation.id, self.sandbox.exchange, incoming, self._answer
                )
        except Exception:  # whatever it is, those who wait behind it are to be answered
            log.exception("%s %s failed", incoming.method, incoming.path)
            return _json(500, {"error": "Internal server error"})

    def _answer(self, incoming: RawRequest) -> Response:
        try:
            if self.changes.admitted:
                self.sandbox.exchange.tick()
            methods, path = self.routes.find(incoming.path)
            operation = methods.get(incoming.method)
            if operation is None:
                allowed = ", ".join(sorted(methods))
                raise Refused(405, f"method {incoming.method} not allowed", headers={"allow": allowed})
            value = self._recorded(operation, incoming, path)
            if operation.method != "GET":
                self.changed += 1
            return _json(200, value)
        except Refused as refusal:
            return _refusal(refusal)

    def _recorded(self, operation: Operation, incoming: RawRequest, path: dict[str, str]) -> object:
        """What an operation tells or refuses, in the form that was recorded."""
        exchange = self.sandbox.exchange
        profile, seed = exchange.profile, exchange.seed
        try:
            reported = operation.handler(self._call(operation, incoming, path))
        except Refused as refusal:
            raise as_refused(profile, seed, operation.id, incoming.path, incoming.query, refusal) from refusal
        return as_recorded(profile, seed, operation.id, reported)

    def _call(self, operation: Operation, incoming: RawRequest, path: dict[str, str]) -> Call:
        """The request with its caller made out; refused with 401 when it says it wrongly."""
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
        return Call(self.sandbox, query, path, incoming.headers, incoming.body, key=key, login=login)


def _with(headers: dict[str, str], response: Response) -> Response:
    return evolve(response, headers={**headers, **response.headers}) if headers else response


def _refusal(refusal: Refused | NotKept) -> Response:
    if isinstance(refusal, NotKept):
        return _json(503, {"error": f"the sandbox cannot keep this, nothing was done: {refusal}"})
    extra = dict(refusal.extra)
    headers = extra.pop("headers", {})
    return _json(refusal.status, {"error": refusal.text, **extra}, headers)


def _foreign(incoming: RawRequest) -> Response | None:
    """The refusal of a control request that another site's page sent, or None."""
    try:
        check_site(incoming.headers)
    except Refused as refusal:
        return _json(refusal.status, {"error": refusal.text})
    return None


def _json(status: int, value: object, headers: dict[str, str] | None = None) -> Response:
    body = value if isinstance(value, bytes) else orjson.dumps(value)
    return Response(status, body, headers or {})


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
