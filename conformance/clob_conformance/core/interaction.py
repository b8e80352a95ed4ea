"""One request and its response, as they went over the wire, and how they are shown with secrets masked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from attrs import evolve, field, frozen
from polymarket_clob.printable import printable

MASK = "***"
PASSING = frozenset({425, 429, 503})
"""Statuses of a server that cannot take a request now, and says nothing about it."""
# Of the headers that say who asks, these alone are no secrets.
_OPEN_HEADERS = re.compile("poly_(builder_)?(address|nonce|timestamp)|poly_ratelimit.*")
_CREDENTIALS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"})
_FIELDS = "signature|secret|passphrase|apiKey|api_key|key|owner|private_key"  # their values are secret
# In JSON, also where it stands escaped inside a string; a placeholder is no secret.
_SECRET_VALUE = re.compile(rf'(\\?"(?:{_FIELDS})\\?"\s*:\s*\\?")(?!\{{\{{)((?:[^"\\]|\\[^"])*)')
_SECRET_LIST = re.compile(r'("(?:apiKeys|readonlyApiKeys)"\s*:\s*)(\[[^\[\]]*\])')
_TEXT = re.compile('"([^"]+)"')
_SECRET_QUERY = re.compile(rf"([?&](?:{_FIELDS})=)(?!\{{\{{)([^&\s]+)")
_ORDER_SIGNATURE = re.compile("(?:0x)?[0-9a-fA-F]{130,}")
SHORTEST_SECRET = 8
"""Characters: anything shorter is found in what is none."""
_DEEPEST = 64
_TOO_DEEP = f"it is nested deeper than {_DEEPEST} levels"
_MOST_VALUES = 500_000
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_SHOWN_HEADERS = frozenset({"content-type", "allow", "retry-after"})
_LONGEST_BODY = 1500
_LAST_BODIES = 8
"""Bodies that are not read anew: a request and its response are looked at from several sides."""
_READ_BODY = 64 << 10
"""Bytes of a body that are read to show its beginning: a server decides how long it is."""


def read_json(body: bytes, parse_constant: Callable[[str], Any] | None = None) -> Any:
    """The value of a body, not to be changed. Raises `ValueError` when it is no JSON, or one that nobody can
    take for a value: nested without end, of very many values, or with half a character in a text (RFC 8259
    sections 8.2 and 9).
    """
    small = parse_constant is None and len(body) <= _READ_BODY
    return (_read_again if small else _read)(body, parse_constant)


def _read(body: bytes, parse_constant: Callable[[str], Any] | None) -> Any:
    if sum(map(body.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        raise ValueError(f"it has over {_MOST_VALUES} values")
    if body.count(b"[") + body.count(b"{") > _DEEPEST and not _is_shallow(body):
        raise ValueError(_TOO_DEEP)  # before it is read: Python may be told to recurse until it crashes
    value = json.loads(body, parse_constant=parse_constant)
    if _SURROGATE.search(body):
        json.dumps(value, ensure_ascii=False).encode()
    return value


_read_again = lru_cache(_LAST_BODIES)(_read)


def _is_shallow(body: bytes) -> bool:
    outside_texts = body.replace(rb"\\", b"").replace(rb"\"", b"").split(b'"')[::2]
    brackets = b"".join(outside_texts).translate(_ONE_KIND, _NO_BRACKETS)
    depth = 0
    while b"[]" in brackets and depth <= _DEEPEST:
        brackets = brackets.replace(b"[]", b"")  # the innermost pairs, wherever they are
        depth += 1
    return depth + brackets.count(b"[") <= _DEEPEST


@frozen
class Request:
    """A request: `target` is the path with its query string, as sent; `headers` has lower-case names.

    Of one that is not `known` only the operation is: its `target` is the path of the description.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""
    known: bool = True

    @property
    def path(self) -> str:
        """The path as sent, percent-encoded, without the query string."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, list[str]]:
        """The decoded query parameters, each with all its values."""
        return parse_qs(self.target.partition("?")[2], keep_blank_values=True)

    def json(self) -> Any:
        """The body read as JSON. Raises `ValueError` when it is not JSON."""
        return read_json(self.body)


@frozen
class Response:
    """A response; `headers` has lower-case names. `garbled`: its body, left empty here, is not encoded as its
    Content-Encoding says. `missing`: why there is none, empty when there is; its status is 0 then.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    garbled: bool = False
    missing: str = ""

    def json(self) -> Any:
        """The body read as JSON. Raises `ValueError` when it is not JSON."""
        return read_json(self.body)

    def mapping(self) -> dict[str, Any]:
        """The body read as a JSON object; an empty one when it is something else."""
        try:
            found = self.json()
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def objects(self) -> list[dict[str, Any]]:
        """The objects of a body that is a JSON list, or a page of one; none when it is something else."""
        try:
            found = self.json()
        except ValueError:
            return []
        found = found.get("data") if isinstance(found, dict) else found
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    @property
    def succeeded(self) -> bool:
        """Whether the status is one of the 2xx."""
        return 200 <= self.status < 300


@frozen
class Interaction:
    """A request with its response; `good_credentials` when it was rightly signed with a live key.

    `sent` and `received` are Unix seconds by our own clock, 0 where nobody noted them.
    """

    request: Request
    response: Response
    good_credentials: bool = False
    sent: float = 0.0
    received: float = 0.0

    @property
    def account(self) -> str:
        """The address whose credentials it carries, in lower case; empty without any."""
        headers = self.request.headers
        return (headers.get("poly_address") or headers.get("poly-address") or "").lower()

    def shown(self) -> Interaction:
        """The interaction less what is never shown of a long response, for as long as a run lasts."""
        if len(self.response.body) <= _READ_BODY:
            return self
        return evolve(self, response=evolve(self.response, body=self.response.body[: _READ_BODY + 1]))

    @property
    def size(self) -> int:
        """How much a reader has to look at: the smaller of two interactions is the better example."""
        return len(self.request.target) + len(self.request.body) + len(self.response.body)


@frozen
class Masker:
    """Hides secrets in text: fields and headers that carry them by name, and every value it was told of.

    One that is `open` hides nothing.
    """

    _secrets: set[str] = field(factory=set)
    open: bool = False

    def learn(self, secrets: Iterable[str]) -> None:
        """Hide these values from now on, percent-encoded and with JSON's escapes too."""
        for secret in secrets:
            bare = secret.removeprefix("0x")
            escaped = json.dumps(secret)[1:-1]
            forms = {secret, bare, quote(secret, safe=""), escaped, escaped.replace("/", "\\/")}
            self._secrets.update(forms if bare else ())

    def knowing(self, interactions: Iterable[Interaction]) -> Masker:
        """A masker that also hides, without their names, the secrets that these interactions carry."""
        masker = Masker(set(self._secrets), self.open)
        for interaction in interactions:
            masker.learn(secrets_in(interaction))
        return masker

    def text(self, text: str) -> str:
        """`text` as it may be shown: printable, and with every secret replaced by `***`."""
        return printable(self.masked(text))

    def masked(self, text: str) -> str:
        """`text` with every secret replaced by `***`."""
        if self.open:
            return text
        text = _SECRET_VALUE.sub(self._covered, text)
        text = _SECRET_LIST.sub(lambda found: found[1] + _TEXT.sub(self._covered_text, found[2]), text)
        text = _SECRET_QUERY.sub(self._covered, text)
        text = _ORDER_SIGNATURE.sub(lambda found: self.cover(found[0]), text)
        return self.values(text)

    def cover(self, secret: str) -> str:
        """What stands in a secret's place."""
        return MASK

    def values(self, text: str) -> str:
        """`text` with the secrets that this was told of covered, wherever they stand."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, self.cover(secret))
        return text

    def _covered(self, found: re.Match[str]) -> str:
        return found[1] + self.cover(found[2])

    def _covered_text(self, found: re.Match[str]) -> str:
        return f'"{self.cover(found[1])}"'

    def request(self, request: Request) -> str:
        """The request as text in the form of HTTP, secrets masked, a long body cut."""
        lines = [f"{request.method} {self.text(request.target)}", *self._headers(request.headers)]
        return "\n".join([*lines, *self._body(request.body)])

    def response(self, response: Response) -> str:
        """The response likewise."""
        if response.missing:
            return f"no answer: {self.text(response.missing)}"
        return "\n".join(
            [f"HTTP {response.status}", *self._headers(response.headers), *self._body(response.body)]
        )

    def _headers(self, headers: Mapping[str, str]) -> list[str]:
        """The headers that bear on the contract."""
        return [
            f"{name}: {MASK if is_secret(name) and not self.open else self.text(value)}"
            for name, value in sorted(headers.items())
            if name in _SHOWN_HEADERS or name.startswith("poly")
        ]

    def _body(self, body: bytes) -> list[str]:
        if not body:
            return []
        text = self.text(body[:_READ_BODY].decode("utf-8", "backslashreplace"))
        complete = len(text) <= _LONGEST_BODY and len(body) <= _READ_BODY
        size = f"{len(body)} bytes" if len(body) <= _READ_BODY else f"over {_READ_BODY} bytes"
        return ["", text if complete else f"{text[:_LONGEST_BODY]}... ({size} in all)"]


def secrets_in(interaction: Interaction) -> list[str]:
    """What an interaction carries as secrets, by the names of headers and fields."""
    request, response = interaction.request, interaction.response
    found = [
        value
        for headers in (request.headers, response.headers)
        for name, value in headers.items()
        if is_secret(name)
    ]
    for body in (request.body, response.body):
        text = body[:_READ_BODY].decode("utf-8", "replace")
        found += [match[2] for match in _SECRET_VALUE.finditer(text)]
        found += _TEXT.findall(" ".join(match[2] for match in _SECRET_LIST.finditer(text)))
    return [secret for secret in found if len(secret) >= SHORTEST_SECRET]


def is_secret(name: str) -> bool:
    """Whether a header carries a secret; proxies write `-` for `_`."""
    name = name.replace("-", "_") if name.startswith("poly") else name
    return name in _CREDENTIALS or (name.startswith("poly") and not _OPEN_HEADERS.fullmatch(name))


def path_segments(path: str) -> list[str]:
    """The decoded segments of a path as sent; an encoded slash does not separate."""
    return [unquote(segment) for segment in path.split("/")[1:]]
