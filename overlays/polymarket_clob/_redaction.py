"""What keeps secrets out of what others print of this client: variables in tracebacks, logs of libraries.

Debuggers, test runners and crash reports show the local variables of every frame that an error came through,
arguments of constructors among them. Whatever takes a key raises its errors without those frames.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
C = TypeVar("C", bound=type)
E = TypeVar("E", bound=BaseException)

MASK: Final = "***"
"""What stands in the place of a secret."""

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


class _Shown(str):
    """A text that stands for a value and prints without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"({self})"


class _Numbers(logging.Filter):
    """Lets pass what tells nothing but numbers."""

    def filter(self, record: logging.LogRecord) -> bool:
        return isinstance(record.args, tuple) and all(isinstance(each, int) for each in record.args)


# HTTP/2's header compression logs every header at DEBUG, keys and signatures too. It redacts those that
# are marked as sensitive, and no layer above it passes such a mark on.
for _name in ("hpack.hpack", "hpack.table"):
    logging.getLogger(_name).addFilter(_Numbers())
