"""Holds every response of the sandbox, in whichever test and process, against the judge's description.

The tests put this folder on PYTHONPATH, so every Python process that they start, at whatever remove, loads it
(as tools that measure coverage get into processes), and `App.answer`, through which all answers go, is held
there. A response of the observed profile is held against the description with the tolerated shapes.

Exempt: the control paths, which are no part of the exchange; sandboxes with planted faults, which are there
to answer wrongly; and of the observed profile a success without a body, and dates, whose many forms no schema
can name. Trouble comes after the response that is held, so it needs no exemption.
"""

import importlib.util
import json
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

FOLDER = Path(__file__).parent
PLACE = "CLOB_JUDGED"  # names the folder with the descriptions and the complaints
PREFIX = "CLOB_JUDGED_PREFIX"  # the environment whose processes are watched: others may lack the validator
SUBJECT = "clob_sandbox.app"

# Statuses that an operation of the sandbox may answer although the description does not name them.
UNNAMED = {
    400: "the operation's shape is not known, its refusals neither",
    404: "the operation's shape is not known, its refusals neither",
}


class _Finder(MetaPathFinder):
    """Lets the module be imported as ever, and then holds its class `App`."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != SUBJECT:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        plain = spec.loader.exec_module

        def execute(module: ModuleType) -> None:
            plain(module)
            hold(module.App)

        spec.loader.exec_module = execute  # type: ignore[method-assign]
        return spec


def watch() -> None:
    """Hold the sandbox's answers in this process, from its import on."""
    if os.environ.get(PREFIX) == sys.prefix:
        sys.meta_path.insert(0, _Finder())


def hold(app: Any) -> None:
    """Hold what a class's `answer` gives."""
    plain: Callable[[Any, Any], Any] = app.response

    def response(self: Any, incoming: Any) -> Any:
        given = plain(self, incoming)
        exchange = self.sandbox.exchange
        if not self.sandbox.injector.names and not incoming.path.startswith("/_sandbox/"):
            operation = self._operation(incoming)
            found = complaint(
                operation.id if operation else None, given.status, given.body, exchange.profile.name
            )
            if found:
                note(f"{incoming.method} {incoming.path}?{incoming.query} {exchange.profile}: {found}")
        return given

    app.response = response


def complaint(operation: str | None, status: int, body: bytes, profile: str) -> str | None:
    """What is wrong with a response, or None; `operation` is None where there is no such path or method."""
    if not body and status == 200 and profile == "observed":
        return None
    value = json.loads(body)
    if status >= 400 and not (isinstance(value, dict) and isinstance(value.get("error"), str)):
        return f"{status} without an error text: {body!r}"
    if operation is None:
        return None if status in (404, 405) else f"{status} where nothing is served: {body!r}"
    if status >= 500 and status != 503:
        return f"{operation} failed with {status}: {body!r}"
    described = _operations(profile)[operation]
    if str(status) not in described["responses"]:
        if described.get("x-unjudged") and status in UNNAMED:
            return None
        return f"{operation} does not document the status {status}: {body!r}"
    checker = _checker(profile, operation, status)
    error = None if checker is None else next(checker.iter_errors(value), None)
    if error is None:
        return None
    return f"{operation} {status} breaks its schema at {list(error.instance_path)}: {error.message}"


@cache
def _description(profile: str) -> Any:
    return json.loads((Path(os.environ[PLACE]) / f"{profile}.json").read_text())


@cache
def _operations(profile: str) -> dict[str, Any]:
    """Operations of the description by id."""
    return {
        node["operationId"]: node
        for item in _description(profile)["paths"].values()
        for node in item.values()
        if isinstance(node, dict) and "operationId" in node
    }


@cache
def _checker(profile: str, operation: str, status: int) -> Any:
    """The validator of a response's body; None where the description gives it no shape."""
    import jsonschema_rs  # here, so that processes which start no sandbox do without

    content = _operations(profile)[operation]["responses"][str(status)].get("content")
    if content is None:
        return None
    schema = {**content["application/json"]["schema"], "components": _description(profile)["components"]}
    if profile == "observed":
        schema = _dateless(schema)
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def _dateless(schema: Any) -> Any:
    """A schema that takes whatever stands where it has a date."""
    if isinstance(schema, list):
        return [_dateless(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") in ("date", "date-time"):
        return {}
    return {name: _dateless(each) for name, each in schema.items()}


def note(sentence: str) -> None:
    """Add a complaint to those that the running test will fail with."""
    line = (sentence.replace("\n", " ") + "\n").encode()
    file = os.open(Path(os.environ[PLACE]) / "complaints", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line)  # one write, so that two processes do not mix their lines
    finally:
        os.close(file)


def take() -> list[str]:
    """The complaints since they were last taken."""
    path = Path(os.environ[PLACE]) / "complaints"
    if not path.exists():
        return []
    found = path.read_text().splitlines()
    path.unlink()
    return found
