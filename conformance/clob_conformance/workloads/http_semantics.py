"""HTTP manners: methods and paths that the description does not name, and bodies that may be compressed. Part
of the suite `examples`.

What a wrong method is to be answered stands in the judge, and how a body is encoded; here it is asked.
"""

from __future__ import annotations

from clob_conformance.core.clauses import declare
from clob_conformance.environment.example_requests import minimal
from clob_conformance.environment.sender import Call
from clob_conformance.workloads.context import Run

UNKNOWN_PATH = declare(
    "unknown-path",
    "A path that the OpenAPI document does not have is refused with a 4xx.",
    source="RFC 9110 section 15.5.5",
    severity="minor",
    suites=("examples",),
)
_NOWHERE = "/no-such-path"


def run(context: Run) -> None:
    """Ask for what is not there; with wrong methods on the own sandbox alone, where nobody reads the logs."""
    nowhere = context.sender.send_with(Call("GET", _NOWHERE), {})
    context.record.hold(UNKNOWN_PATH, "")
    if not 400 <= nowhere.response.status < 500:
        message = f"GET {_NOWHERE} is answered {nowhere.response.status}"
        context.violation(UNKNOWN_PATH, "undocumented paths", message, nowhere)
    context.sender.send_with(Call("HEAD", "/time"), {})
    for path in sorted({operation.path for operation in context.operations()}) if context.target.own else ():
        plain = path.replace("{", "").replace("}", "")
        for method in ("PATCH", "HEAD"):
            context.sender.send_with(Call(method, plain), {})
    _compressed(context)


def _compressed(context: Run) -> None:
    """Ask every public reading once as the official clients do, who take gzip."""
    for operation in context.operations():
        if operation.method == "GET" and operation.level == "public" and not operation.unjudged:
            some = context.random("compressed", operation.id)
            what = minimal(context.description, operation, context.live, some)
            context.sender.send_with(what, {"Accept-Encoding": "gzip"})
