"""What keeps secrets out of what others print of this client: variables in tracebacks, logs of libraries.

Debuggers, test runners and crash reports show the local variables of every frame that an error came through,
arguments of constructors among them. Whatever takes a key raises its errors without those frames.
"""

from __future__ import annotations

import functools
import html
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, ParamSpec, TypeVar
from urllib.parse import quote

import httpx
from orjson import dumps

P = ParamSpec("P")
T = TypeVar("T")
C = TypeVar("C", bound=type)
E = TypeVar("E", bound=BaseException)

MASK: Final = "***"
"""What stands in the place of a secret."""

SHOWN_HEADERS: Final = frozenset({"Content-Type", "POLY_ADDRESS", "POLY_NONCE", "POLY_TIMESTAMP"})
"""The headers of a request whose values are shown. Any other is a secret, or the caller's for a gateway."""

_OF_COOKIES: Final = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})
"""Headers whose values are secret in a response too, in small letters."""

SHORTEST: Final = 8
"""Characters of the shortest text that is looked for: shorter ones would be met by chance."""

_KEY: Final = re.compile("(?<![0-9a-fA-F])[0-9a-fA-F]{60,68}(?![0-9a-fA-F])")
"""A private key, also with a digit too many or too few: it is as good as the key."""


def discreet(function: Callable[P, T]) -> Callable[P, T]:
    """The same function, whose errors bring no frame that knows its arguments."""

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - raised again below
            failure = frameless(error)
        del args, kwargs
        try:
            raise failure
        finally:
            del failure  # its frame would hold itself

    return call


def discreetly_made(kind: C) -> C:
    """The same class, whose constructor is discreet."""
    kind.__init__ = discreet(kind.__init__)  # type: ignore[misc]
    return kind


def frameless(error: E) -> E:
    """The error without the frames that it and what it comes from went through."""
    link: BaseException | None = error
    while link is not None:
        link.__traceback__ = None
        link = link.__cause__ or link.__context__
    return error


def without_login(url: str) -> str:
    """An address as it may be shown: user and password, if it has any, masked."""
    return re.sub(r"^([^/?#]*//)?[^/?#]*@", r"\1***@", url)


def is_keylike(value: object) -> bool:
    """Whether a value is or holds what may be a private key: 64 hex digits, or 32 bytes."""
    return (isinstance(value, bytes) and len(value) == 32) or _KEY.search(repr(value)) is not None


def keyless(value: object) -> object:
    """A value as an error may keep and show it: a private key, given in the place of something else, is
    replaced by what it looks like.
    """
    return _Shown("64 hexadecimal digits, as a private key has") if is_keylike(value) else value


def keyless_text(text: str) -> str:
    """A text without what may be a private key."""
    return _KEY.sub(MASK, text)


class Secrets:
    """Texts to be kept out of what is shown, wherever they stand in it."""

    __slots__ = ("forms",)

    def __init__(self, values: Iterable[str] = ()) -> None:
        """``values``: secrets, or values of headers that hold one (``Bearer ...``, ``name=...``)."""
        forms = {form for value in values for form in _forms(value) if len(form) >= SHORTEST}
        self.forms = sorted(forms, key=len, reverse=True)
        """What is looked for, the longest first."""

    def masked(self, value: Any, *, mask: Callable[[str], str] = lambda _: MASK) -> Any:
        """The value without them: a text, bytes, or a collection or headers with such in it. In headers,
        cookies are masked too, and the content's type never is.
        """
        if isinstance(value, str):
            for form in self.forms:
                if form in value:
                    value = value.replace(form, mask(form))
        elif isinstance(value, bytes):
            for form in self.forms:
                if form.encode() in value:
                    value = value.replace(form.encode(), mask(form).encode())
        elif type(value) in (list, tuple):
            value = type(value)(self.masked(each, mask=mask) for each in value)
        elif type(value) is dict:
            value = {name: self._of_header(name, each, mask) for name, each in value.items()}
        elif isinstance(value, Mapping):
            pairs = [(name, self._of_header(name, each, mask)) for name, each in value.items()]
            value = value if pairs == list(value.items()) else httpx.Headers(pairs, encoding="utf-8")
        return value

    def _of_header(self, name: object, value: Any, mask: Callable[[str], str]) -> Any:
        plain = name.lower() if isinstance(name, str) else name
        if plain in _OF_COOKIES and isinstance(value, str):
            return mask(value)
        return value if plain == "content-type" else self.masked(value, mask=mask)

    def kept_out_of(self, error: BaseException) -> None:
        """Takes them out of an error's arguments and attributes, and of those of what it comes from."""
        link: BaseException | None = error
        seen: set[int] = set()
        while link is not None and id(link) not in seen:
            seen.add(id(link))
            link.args = self.masked(link.args)
            for name, value in vars(link).items():
                masked = self.masked(value)
                if masked is not value and masked != value:
                    setattr(link, name, masked)
            link = link.__cause__ or link.__context__


def _forms(value: str) -> Iterator[str]:
    """A value and the parts of it that may be a secret of their own, each as it may stand in a text, in JSON,
    a URL or HTML.
    """
    words = re.split(r"[\s,;]+", value)
    for text in {value, *words, *(word.partition("=")[2] for word in words)}:
        bare = text.rstrip("=")  # the end of base64, which is written in many ways
        yield from (text, bare, bare.replace("/", r"\/"), dumps(bare).decode()[1:-1])
        yield from (quote(bare, safe=""), html.escape(bare))


def shown_headers(headers: Mapping[str, str]) -> str:
    """Headers of a response as they print: without cookies."""
    return repr(Secrets().masked(headers))


class _Shown(str):
    """A text that stands for a value and prints without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"({self})"


class _Numbers(logging.Filter):
    """Lets pass what tells nothing but numbers."""

    def filter(self, record: logging.LogRecord) -> bool:
        return isinstance(record.args, tuple) and all(isinstance(each, int) for each in record.args)


class _NoCookies(logging.Filter):
    """Masks the cookies in headers of a response."""

    _COOKIE = re.compile(r"""(\(b'set-cookie', b)('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.IGNORECASE)

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str) and "set-cookie" in record.msg.lower():
            record.msg = self._COOKIE.sub(rf"\1'{MASK}'", record.msg)
        return True


# HTTP/2's header compression logs every header at DEBUG, keys and signatures too. It redacts those that
# are marked as sensitive, and no layer above it passes such a mark on.
for _name in ("hpack.hpack", "hpack.table"):
    logging.getLogger(_name).addFilter(_Numbers())

# httpcore logs the headers of responses at DEBUG.
for _name in ("httpcore.http11", "httpcore.http2", "httpcore.proxy"):
    logging.getLogger(_name).addFilter(_NoCookies())
