"""Recorded traffic as interactions: HAR 1.2, and JSON Lines with one interaction a line.

A line of JSON Lines is an object: of the response `operation` (operationId), `status`, `headers` (an object)
and `body` (text; with `"encoding": "base64"` its bytes so). Where the request is known too, `method` and
`target` (path with query string), `request_headers` and `request_body` (with `request_encoding`);
`operation` may then be left out. `sent` and `received` are its times in Unix seconds, `signed` says that it
was rightly signed with a live key, `garbled` that the body is not encoded as its headers say, and `missing`,
in place of a status, why there was no response. Other keys say nothing here. `polymarket_clob.hooks.Recorder`
writes such lines, and `core.history`, whose first line names the `world` of those that follow.

What a file holds is data alone: nothing in it is followed, allowed or sent.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from attrs import define, evolve, field

from clob_conformance.core.description import Description
from clob_conformance.core.errors import CannotRun
from clob_conformance.core.history import Disguise, World
from clob_conformance.core.interaction import Interaction, Request, Response
from clob_conformance.environment.servers import is_loopback, remote_url

_NOT_MODIFIED, _SWITCHED = 304, 101


@define
class Reader:
    """Reads files of traffic with the servers of a description, or with the one at `server` when it is given.

    `left_out` counts what is not handed on, by the reason. `world` is the one that the last file names, open
    where it names none. `disguised`: what archives have as secrets is covered as histories cover it.
    """

    description: Description
    server: str | None = None
    disguised: bool = False
    world: World = "open"
    left_out: Counter[str] = field(factory=Counter)

    def read(self, path: Path) -> Iterator[Interaction]:
        """The interactions of a file. Raises `CannotRun` that names file, place, field and rule."""
        try:
            text = path.read_text("utf-8-sig")
        except OSError as error:
            raise CannotRun(f"cannot read {path}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise CannotRun(f"{path} is not text in UTF-8") from None
        self.world, archive = "open", _archive(text)
        pieces = self._lines(text, path) if archive is None else self._entries(archive, path)
        for where, found in pieces:
            try:
                interaction = found()
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise CannotRun(f"{where}: {_reported(error)}") from None
            if interaction is not None:
                yield interaction

    def _lines(self, text: str, path: Path) -> Iterator[tuple[str, Any]]:
        for number, line in enumerate(text.split("\n"), 1):  # other ends of lines may stand in a text
            if line.strip():
                yield f"{path}, line {number}", lambda line=line: self._line(json.loads(line))

    def _line(self, line: Any) -> Interaction | None:
        if not isinstance(line, dict):
            raise ValueError("a line is a JSON object with operation, status, headers and body")
        if "history" in line:
            self.world = _world(line)
            return None
        if "missing" in line:
            response = Response(0, {}, missing=str(line["missing"]))
        else:
            body = _bytes(line.get("body"), line.get("encoding"))
            response = _answer(line["status"], line.get("headers") or {}, body)
            response = evolve(response, garbled=line.get("garbled") is True)
        if "target" in line:
            return _of_line(line, response)
        operation = self.description.operations.get(line["operation"])
        if operation is None:
            self.left_out[f"the description has no operation {str(line['operation'])[:60]!r}"] += 1
            return None
        return Interaction(Request(operation.method, operation.path, {}, known=False), response)

    def _entries(self, archive: Mapping[str, Any], path: Path) -> Iterator[tuple[str, Any]]:
        disguise = Disguise()
        for number, entry in enumerate(archive["entries"], 1):
            yield f"{path}, entry {number}", lambda entry=entry: self._entry(entry, disguise)

    def _entry(self, entry: Mapping[str, Any], disguise: Disguise) -> Interaction | None:
        request, response = entry["request"], entry["response"]
        url = urlsplit(request["url"])
        base = self._base(url.scheme, url.netloc, url.path)
        if base is None:
            self.left_out[f"what went to {url.hostname or 'nowhere'}"] += 1
            return None
        status, content = int(response["status"]), response.get("content") or {}
        if status <= 0 or status in (_SWITCHED, _NOT_MODIFIED):  # browsers write 0 or -1 for none
            self.left_out["what was broken off, cached, or switched to another protocol"] += 1
            return None
        text = content.get("text")
        if text is None and content.get("size", 0) != 0:  # -1 where it was not kept either
            self.left_out["what was recorded without its body"] += 1
            return None
        target = url.path.removeprefix(base) or "/"
        sent = (request.get("postData") or {}).get("text")
        began, ended = _times(entry)
        found = Interaction(
            Request(
                str(request["method"]).upper(),
                f"{target}?{url.query}" if url.query else target,
                _pairs(request.get("headers")),
                _bytes(sent, None),
            ),
            _answer(status, _pairs(response.get("headers")), _bytes(text, content.get("encoding"))),
            sent=began,
            received=ended,
        )
        return self._line(disguise.line(found)) if self.disguised else found

    def _base(self, scheme: str, netloc: str, path: str) -> str | None:
        """The path of the server that an address belongs to; None when it is another's."""
        if self.server is None and is_loopback(f"{scheme}://{netloc}"):
            return ""
        known = [one["url"] for one in self.description.document["servers"]]
        for server in [self.server] if self.server else known:
            own = urlsplit(server)
            base = own.path.rstrip("/")
            if own.netloc.lower() == netloc.lower() and path.startswith(base):
                return base
        return None


def server_of(target: str | None, description: Description) -> str | None:
    """The base URL of whose traffic counts; None for the description's servers and this machine."""
    return None if target is None else remote_url(target, description)


def _world(line: Mapping[str, Any]) -> World:
    if line["history"] != 1 or line["world"] not in ("closed", "open"):
        raise ValueError(f"a history of the form {line['history']!r} in the world {line['world']!r}")
    return cast("World", line["world"])


def _of_line(line: Mapping[str, Any], response: Response) -> Interaction:
    headers = _headers(line.get("request_headers") or {})
    body = _bytes(line.get("request_body"), line.get("request_encoding"))
    sent, received = (float(line.get(name, 0)) for name in ("sent", "received"))
    request = Request(str(line["method"]).upper(), str(line["target"]), headers, body)
    return Interaction(request, response, line.get("signed") is True, sent, received)


def _times(entry: Mapping[str, Any]) -> tuple[float, float]:
    """When an entry of a HAR file was sent and answered, 0 where it does not say both."""
    try:
        began = datetime.fromisoformat(entry["startedDateTime"]).timestamp()
        took = float(entry["time"]) / 1000
    except (KeyError, TypeError, ValueError):
        return 0.0, 0.0
    return (began, began + took) if took > 0 else (0.0, 0.0)


def _archive(text: str) -> Mapping[str, Any] | None:
    """The log of a HAR file, None when the text is none."""
    try:
        log = json.loads(text)["log"]
        return log if isinstance(log["entries"], list) else None
    except (ValueError, TypeError, KeyError):
        return None


def _answer(status: Any, headers: Any, body: bytes) -> Response:
    if isinstance(status, bool) or not isinstance(status, int) or not 100 <= status <= 599:
        raise ValueError(f"status is {status!r}, not a number from 100 to 599")
    return Response(status, headers if isinstance(headers, _Headers) else _headers(headers), body)


class _Headers(dict[str, str]):
    """Headers with lower-case names."""


def _headers(headers: Any) -> _Headers:
    if not isinstance(headers, dict):
        raise ValueError(f"headers are {type(headers).__name__}, not an object of texts by name")
    return _Headers({str(name).lower(): str(value) for name, value in headers.items()})


def _pairs(headers: Any) -> _Headers:
    """The headers of a HAR entry; of one that comes twice the values are joined, pseudo-headers are none."""
    found = _Headers()
    for pair in headers or []:
        name, value = str(pair["name"]).lower(), str(pair["value"])
        if not name.startswith(":"):
            found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _bytes(text: Any, encoding: Any) -> bytes:
    if text is None:
        return b""
    if not isinstance(text, str):
        raise ValueError(f"the body is {type(text).__name__}, not a text")
    if encoding == "base64":
        return base64.b64decode(text)
    return text.encode("utf-8", "surrogatepass")


def _reported(error: Exception) -> str:
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
